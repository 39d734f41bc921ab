//! One line a check, then one line for the verdict: what an operator reads of a probe.

use std::fmt::Write as _;

use super::api::{Make, Setup, Talk};
use super::block::Ink;
use super::out::Out;
use super::wording::{case_name, counts, obedient, shout, suite_name, took};
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::outcome::{Outcome, Status};
use crate::model::record::RunRecord;
use crate::model::shape::Shape;
use crate::model::verdict::Verdict;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "lines",
    summary: "one line a case, one line for the verdict",
    docs: "What `probe` prints. A line is a word, the case, its time, and why where it did not pass; the last line is \
           the verdict, the counts and the time of the whole.\n\n```yaml\n# holdpoint run --report lines=-\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Lines { out: Out::open(setup)?, setup: setup.clone() })),
};

struct Lines {
    out: Out,
    setup: Setup,
}

impl Sink for Lines {
    fn name(&self) -> String {
        format!("report lines to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::CaseEnded(outcome) => self.case(outcome),
            Event::RunEnded(record) => self.verdict(record),
            _ => Ok(()),
        }
    }
}

impl Lines {
    fn case(&mut self, outcome: &Outcome) -> Result<(), String> {
        let good = matches!(outcome.status, Status::Passed);
        if good && self.setup.talk == Talk::Quiet {
            return Ok(());
        }
        let word = match outcome.status {
            Status::Passed => "ok",
            Status::Flaky => "flaky",
            Status::Failed => "FAIL",
            Status::Inconclusive => "unknown",
            Status::NotRun => "not run",
            Status::Invalid => "INVALID",
            Status::Internal => "BUG",
            Status::Interrupted => "stopped",
        };
        let ink = Ink(self.setup.colours);
        let mut line = format!(
            "{} {}/{}  {}",
            ink.of(outcome.status, &format!("{word:<8}")),
            suite_name(outcome),
            case_name(outcome),
            took(outcome.took)
        );
        if let Some(reason) = outcome.reason.as_ref().filter(|_| !good) {
            let reason = self.setup.redactor.mask(reason);
            let _ = write!(line, "  {}", obedient(&reason).replace('\n', " "));
        }
        line.push('\n');
        self.out.text(&line)?;
        self.out.flush()
    }

    fn verdict(&mut self, record: &RunRecord) -> Result<(), String> {
        let ink = Ink(self.setup.colours);
        let word = shout(record.verdict);
        let word = match record.verdict {
            Verdict::Green => ink.green(&word),
            Verdict::Inconclusive | Verdict::Interrupted => ink.yellow(&word),
            _ => ink.red(&word),
        };
        let mut line = format!("{word}  {} · {}", counts(&record.counts), took(record.took));
        for trouble in &record.troubles {
            let _ = write!(line, " · {}", self.setup.redactor.mask(trouble));
        }
        line.push('\n');
        self.out.text(&line)?;
        self.out.flush()
    }
}
