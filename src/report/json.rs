//! A run as one JSON document: what `--output json` prints.

use std::sync::Arc;

use serde::Serialize;

use super::api::{Make, Setup};
use super::out::Out;
use super::proof;
use crate::artifact::layout::{self, Layout};
use crate::artifact::places::Places;
use crate::artifact::seal::seal;
use crate::artifact::wire::part::{Counts, milliseconds};
use crate::model::event::{Event, Sink};
use crate::model::finding::{Finding as Found, Weight};
use crate::model::kind::Kind;
use crate::model::outcome::Outcome;
use crate::model::record::{RunHead, RunRecord};
use crate::model::shape::Shape;
use crate::value::redact::Redactor;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "json",
    summary: "the run as one JSON document",
    docs: "One document `holdpoint-run/v1` with `run`, `cases`, `verdict`, `exit_code`, `counts`, `troubles` and \
           `artifacts`. Cases are written as they end; the document is whole when the run is. Its schema is \
           `artifacts/run.schema.json`.\n\n\
           ```yaml\n# holdpoint run --output json\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Json::new(setup)?)),
};

struct Json {
    out: Out,
    setup: Setup,
    head: Option<Arc<RunHead>>,
    cases: u64,
    line: Vec<u8>,
    places: Places,
}

#[derive(Serialize)]
struct Case<'a> {
    id: String,
    suite: &'a str,
    lane: &'a str,
    target: &'a str,
    mode: &'a str,
    status: &'a str,
    covers: &'a [String],
    reason: Option<&'a str>,
    ms: f64,
    place: String,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    weight: &'a str,
    check: &'a str,
    field: &'a str,
    expected: &'a str,
    actual: &'a str,
    place: Option<String>,
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<proof::Form<'a>>,
}

#[derive(Serialize)]
struct End<'a> {
    verdict: &'a str,
    exit_code: u8,
    counts: Counts,
    troubles: &'a [String],
    artifacts: Option<Artifacts>,
}

#[derive(Serialize)]
struct Artifacts {
    ledgers: String,
    evidence_file: String,
}

impl<'a> Finding<'a> {
    fn of(found: &'a Found, redactor: &Redactor) -> Self {
        Self {
            weight: match found.weight {
                Weight::Wrong => "wrong",
                Weight::Unknown => "unknown",
                Weight::Suite => "suite",
                Weight::Bug => "bug",
            },
            check: found.check,
            field: &found.field,
            expected: &found.expected,
            actual: &found.actual,
            place: found.place.as_ref().map(ToString::to_string),
            note: found.note.as_deref(),
            proof: found.proof.as_deref().map(|proof| proof::Form::of(proof, redactor)),
        }
    }
}

impl<'a> Case<'a> {
    fn of(outcome: &'a Outcome, places: &mut Places, redactor: &Redactor) -> Self {
        Self {
            id: outcome.id.to_string(),
            suite: &outcome.id.suite,
            lane: outcome.lane.name(),
            target: &outcome.target,
            mode: outcome.mode.name(),
            status: outcome.status.name(),
            covers: &outcome.covers,
            reason: outcome.reason.as_deref(),
            ms: milliseconds(outcome.took),
            place: places.shown(&outcome.place),
            findings: outcome.findings.iter().map(|found| Finding::of(found, redactor)).collect(),
        }
    }
}

impl Json {
    fn new(setup: &Setup) -> Result<Self, String> {
        let out = Out::open(setup)?;
        Ok(Self { out, setup: setup.clone(), head: None, cases: 0, line: Vec::new(), places: Places::default() })
    }

    fn write(&mut self, before: &str, value: &impl Serialize, kind: &str) -> Result<(), String> {
        let sealed = seal(value, kind, &self.setup.redactor, &mut self.line);
        self.out.sealed(before.as_bytes())?;
        if let Err(error) = sealed {
            // The document stays one, and what is left out is named.
            self.out.sealed(b"null")?;
            return Err(format!("failed to {error}"));
        }
        self.out.sealed(&self.line)
    }

    fn end(&mut self, record: &RunRecord) -> Result<(), String> {
        let artifacts = self.setup.ledgers.as_ref().zip(self.head.as_ref()).map(|(ledgers, head)| {
            let layout = Layout::new(ledgers);
            let date = layout::day(head.started);
            let shown = |path: std::path::PathBuf| path.display().to_string();
            Artifacts { ledgers: shown(layout.day(date)), evidence_file: shown(layout.evidence(date, &head.run)) }
        });
        let end = End {
            verdict: record.verdict.name(),
            exit_code: (self.setup.exit_code)(record.verdict),
            counts: record.counts.into(),
            troubles: &record.troubles,
            artifacts,
        };
        seal(&end, "the verdict", &self.setup.redactor, &mut self.line)
            .map_err(|error| format!("failed to {error}"))?;
        // The rest of the object that the first line opened.
        self.line[0] = b',';
        self.out.sealed(b"\n]")?;
        self.out.sealed(&self.line)?;
        self.out.sealed(b"\n")?;
        self.out.flush()
    }
}

impl Sink for Json {
    fn name(&self) -> String {
        format!("report json to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RunStarted(head) => {
                self.head = Some(head.clone());
                self.write("{\"schema\":\"holdpoint-run/v1\",\"run\":", &head.run, "the run")?;
                self.out.sealed(b",\"cases\":[")
            }
            Event::CaseEnded(outcome) => {
                self.cases += 1;
                let before = if self.cases == 1 { "\n" } else { ",\n" };
                let case = Case::of(outcome, &mut self.places, &self.setup.redactor);
                self.write(before, &case, "a case")
            }
            Event::RunEnded(record) => self.end(record),
            _ => Ok(()),
        }
    }
}
