//! The evidence of an exploration from the command line: a run of one case, by the writer that every run has.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;
use uuid::Uuid;

use super::super::arguments::{Arguments, Explore};
use super::super::problem::Problem;
use super::super::{prepare, sinks, subject};
use crate::artifact::layout::{self, Layout};
use crate::artifact::write::Writer;
use crate::explore::api::Summary;
use crate::explore::transport::{Carried, Transport};
use crate::http::client::Client;
use crate::model::event::{Event, Sink as _};
use crate::model::exchange::Request;
use crate::model::exploration::Exploration;
use crate::model::finding::Finding;
use crate::model::id::CaseId;
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::outcome::{Checked, Counts, Outcome, Status};
use crate::model::record::{CaseLine, ContractUse, RunHead, RunRecord, SuiteHead, SuiteRecord, TargetHead};
use crate::model::verdict::Verdict;
use crate::openapi::at::At;
use crate::openapi::conform::Contract;
use crate::openapi::draft;
use crate::step::api::CaseRun;
use crate::target::guard::Approval;
use crate::value::redact::Redactor;

/// Sends requests with the marks that every request of a case has, so that evidence can name each.
pub(super) struct Marked {
    client: Client,
    case: CaseRun,
}

impl Marked {
    /// For a run with this seed.
    pub(super) fn new(client: Client, seed: u64) -> Self {
        Self { client, case: CaseRun::new("explore".into(), seed) }
    }
}

impl Transport for Marked {
    fn carry(&self, request: Request, timeout: Duration) -> Carried<'_> {
        Box::pin(self.client.send(self.case.marked(request, timeout)))
    }
}

/// The evidence while it is written.
pub(super) struct Evidence {
    writer: Writer,
    layout: Layout,
    head: Arc<RunHead>,
    /// What could not be written, each once.
    pub(super) troubles: Vec<String>,
}

/// What the evidence is about.
pub(super) struct Subject<'a> {
    /// The contract.
    pub(super) contract: &'a Contract,
    /// The address.
    pub(super) base: &'a Url,
    /// What everything derives from.
    pub(super) seed: u64,
    /// Who approved writes.
    pub(super) approval: Option<&'a Approval>,
}

impl Evidence {
    /// Begins it, before anything is sent.
    ///
    /// # Errors
    /// A project file that cannot be read, or a signing key.
    pub(super) fn begin(
        arguments: &Arguments,
        explore: &Explore,
        subject: &Subject<'_>,
        redactor: &Arc<Redactor>,
    ) -> Result<Self, Problem> {
        let (folder, root) = prepare::places(&arguments.common, explore.artifacts.as_ref())?;
        let writer = sinks::writer(&folder, redactor.clone())?;
        let document = &subject.contract.document;
        let name: Arc<str> = format!("explore/{}", draft::name(&subject.contract.api.title)).into();
        let target: Arc<str> = subject.base[url::Position::BeforeHost..url::Position::AfterPort].into();
        let head = RunHead {
            run: Uuid::now_v7().to_string(),
            started: Timestamp::now(),
            version: env!("CARGO_PKG_VERSION").into(),
            seed: subject.seed,
            selection: selection(std::env::args().skip(1)),
            subject: subject::commit(&prepare::env, &root),
            approval: subject.approval.map(ToString::to_string),
            flags: Vec::new(),
            targets: vec![TargetHead {
                name: target.clone(),
                mode: Mode::Live,
                url: subject.base.to_string(),
                because: "the command line names it".into(),
                insecure: false,
                mock_sha256: None,
            }],
            suites: vec![SuiteHead {
                name,
                lane: Lane::Contract,
                target,
                mode: Mode::Live,
                file: explore.openapi.display().to_string(),
                sha256: document.sha256().to_owned(),
                contract_sha256: Some(document.sha256().to_owned()),
                planned: 1,
            }],
        };
        let head = Arc::new(head);
        let mut evidence = Self { writer, layout: Layout::new(folder), head: head.clone(), troubles: Vec::new() };
        evidence.observe(&Event::RunStarted(head));
        Ok(evidence)
    }

    /// Ends it with what the exploration came to; gives the verdict, which is red where something could not be written.
    pub(super) fn end(
        &mut self,
        contract: &Contract,
        summary: &Summary,
        exploration: Exploration,
        status: Status,
    ) -> Verdict {
        let (case, verdict) = (self.case(), status.verdict());
        if summary.interrupted {
            self.observe(&Event::Interrupted);
        }
        for exchange in &exploration.exchanges {
            self.observe(&Event::Exchanged { case: case.clone(), step: "1".into(), exchange: exchange.clone() });
        }
        let outcome = outcome(case, contract, summary, exploration, status);
        let (mut counts, ended) = (Counts { planned: 1, ..Counts::default() }, Timestamp::now());
        counts.add(outcome.status);
        let line = CaseLine {
            id: outcome.id.text(),
            status: outcome.status,
            took: outcome.took,
            reason: outcome.reason.clone(),
        };
        self.observe(&Event::CaseEnded(Arc::new(outcome)));
        self.observe(&Event::SuiteEnded(Arc::new(SuiteRecord {
            suite: 0,
            started: self.head.started,
            ended,
            verdict,
            counts,
            cases: vec![line],
            contract: Some(ContractUse {
                name: self.head.suites[0].file.clone(),
                coverage: summary.used.clone(),
                warnings: Vec::new(),
            }),
        })));
        let unwritten = !self.troubles.is_empty();
        let worst = if unwritten { verdict.max(Verdict::Red) } else { verdict };
        let record = RunRecord {
            ended,
            took: ended.duration_since(self.head.started).unsigned_abs(),
            verdict: worst,
            counts,
            slowest: None,
            troubles: self.troubles.clone(),
            unwritten,
        };
        self.observe(&Event::RunEnded(Arc::new(record)));
        if self.troubles.is_empty() { verdict } else { verdict.max(Verdict::Red) }
    }

    /// The file of the ledger, and that of the evidence.
    pub(super) fn files(&self) -> (PathBuf, PathBuf) {
        let (date, suite) = (layout::day(self.head.started), &self.head.suites[0]);
        (self.layout.ledger(date, &suite.name, Some(&suite.target)), self.layout.evidence(date, &self.head.run))
    }

    fn case(&self) -> CaseId {
        let suite = &self.head.suites[0];
        // With its target: each server that is explored by a document has a history of its own.
        CaseId {
            suite: suite.name.clone(),
            target: Some(suite.target.clone()),
            case: "it keeps its contract".into(),
            row: None,
        }
    }

    fn observe(&mut self, event: &Event) {
        if let Err(what) = self.writer.observe(event) {
            let trouble = format!("{}: {what}", self.writer.name());
            if !self.troubles.contains(&trouble) {
                self.troubles.push(trouble);
            }
        }
    }
}

/// The arguments, without the values of headers: nobody can say that they are no secrets.
fn selection(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for argument in arguments {
        let is_header = kept.last().is_some_and(|before| before == "--header");
        let (flag, header) = match argument.strip_prefix("--header=") {
            Some(header) => ("--header=", header),
            None if is_header => ("", argument.as_str()),
            None => {
                kept.push(argument);
                continue;
            }
        };
        let name = header.split(':').next().unwrap_or_default();
        kept.push(format!("{flag}{name}: …"));
    }
    kept
}

fn outcome(id: CaseId, contract: &Contract, summary: &Summary, exploration: Exploration, status: Status) -> Outcome {
    let place = contract.document.place(&At::file(0));
    // No suite demands it: the contract does.
    let placed = |finding: Finding| {
        let at = finding.proof.as_ref().and_then(|proof| proof.contract.clone());
        Finding { place: Some(at.unwrap_or_else(|| place.clone())), ..finding }
    };
    let findings: Vec<Finding> = exploration.judgement.findings.into_iter().map(placed).collect();
    let first = findings.first();
    let proof = first.and_then(|finding| finding.proof.as_ref()?.exchanges.last().cloned());
    let checked = Checked {
        step: "1".into(),
        check: "explore",
        place: place.clone(),
        asserted: exploration.judgement.asserted,
        findings: findings.clone(),
    };
    Outcome {
        target: id.target.clone().unwrap_or_default(),
        id,
        suite: 0,
        lane: Lane::Contract,
        mode: Mode::Live,
        covers: Vec::new().into(),
        status,
        reason: first.map(|one| format!("{}: expected {}, got {}", one.field, one.expected, one.actual)),
        took: summary.took,
        checks: vec![checked],
        undone: Vec::new(),
        exchanges: exploration.exchanges.len() as u64,
        explored: vec![exploration.account],
        faulty: proof.or_else(|| exploration.exchanges.last().filter(|_| !findings.is_empty()).cloned()),
        findings,
        why: None,
        place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_headers_are_no_part_of_what_was_asked() {
        let given = ["explore", "--header", "X-Key: abc", "--header=Authorization: Bearer abc", "--seed", "7"];
        let kept = selection(given.iter().map(ToString::to_string));
        assert_eq!(kept, ["explore", "--header", "X-Key: …", "--header=Authorization: …", "--seed", "7"]);
    }
}
