//! `JUnit` XML in the dialect that CI servers and their viewers read.

use std::collections::HashMap;
use std::sync::Arc;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::api::{Make, Setup};
use super::curl;
use super::out::Out;
use super::wording::{answered, case_name, suite_name};
use crate::artifact::conceal;
use crate::artifact::layout;
use crate::artifact::places::Places;
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::outcome::{Outcome, Status};
use crate::model::place::Place;
use crate::model::record::{RunHead, RunRecord, SuiteRecord};
use crate::model::shape::Shape;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "junit",
    summary: "JUnit XML for CI servers",
    docs: "One `testsuite` a suite, one level deep; `classname` is the suite, `name` the case with its row, `file` and \
           `line` where it is written. Failed is `failure`; inconclusive, invalid, internal and interrupted are \
           `error`; not run is `skipped`; flaky is passed with `flakyFailure`. What never ended, and what went wrong \
           beside the cases, is an `error` of its own, so that half a run does not look whole.\n\n\
           ```yaml\n# holdpoint run --report junit=junit.xml\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Junit::new(setup)?)),
};

struct Junit {
    out: Out,
    setup: Setup,
    head: Option<Arc<RunHead>>,
    suites: Vec<Vec<TestCase>>,
    /// How often a (classname, name) was seen: they have to be unique.
    seen: HashMap<(String, String), u64>,
    report: Report,
    places: Places,
}

impl Junit {
    fn new(setup: &Setup) -> Result<Self, String> {
        Ok(Self {
            out: Out::open(setup)?,
            setup: setup.clone(),
            head: None,
            suites: Vec::new(),
            seen: HashMap::new(),
            report: Report::new("holdpoint"),
            places: Places::default(),
        })
    }

    /// Masked here: in the finished XML a secret like `testcase` would take the form with it.
    fn safe(&self, text: &str) -> String {
        self.setup.redactor.mask(text).into_owned()
    }

    fn case(&mut self, outcome: &Outcome) {
        let (class, name) = (self.safe(&suite_name(outcome)), self.safe(&case_name(outcome)));
        let times = self.seen.entry((class.clone(), name.clone())).or_default();
        *times += 1;
        let name = if *times == 1 { name } else { format!("{name} #{times}") };
        let mut case = TestCase::new(name, self.status(outcome));
        case.set_classname(class).set_time(outcome.took);
        case.set_assertions(outcome.checks.iter().map(|check| check.asserted).sum());
        let place = outcome.findings.first().and_then(|finding| finding.place.as_ref()).unwrap_or(&outcome.place);
        self.place(&mut case, place);
        let mode = outcome.mode.name();
        for (name, value) in [("mode", mode), ("target", &*outcome.target), ("covers", &outcome.covers.join(" "))] {
            if !value.is_empty() {
                case.add_property(Property::new(name, self.safe(value)));
            }
        }
        if let Some(exchange) = &outcome.faulty {
            case.add_property(Property::new("request_id", self.safe(&exchange.request_id)));
            case.add_property(Property::new("traceparent", self.safe(&exchange.traceparent)));
        }
        let index = outcome.suite;
        if self.suites.len() <= index {
            self.suites.resize_with(index + 1, Vec::new);
        }
        self.suites[index].push(case);
    }

    fn place(&mut self, case: &mut TestCase, place: &Place) {
        let line = self.places.spot(place).line.to_string();
        case.extra.insert("file".into(), self.safe(&place.source().name).into());
        case.extra.insert("line".into(), line.into());
    }

    fn status(&self, outcome: &Outcome) -> TestCaseStatus {
        let reason = self.safe(outcome.reason.as_deref().unwrap_or(outcome.status.name()));
        let kind = match outcome.status {
            Status::Passed => return TestCaseStatus::success(),
            Status::Flaky => {
                let mut status = TestCaseStatus::success();
                let mut rerun = TestRerun::new(NonSuccessKind::Failure);
                rerun.set_type("flaky").set_message("passed on a retry only").set_description(reason);
                status.add_rerun(rerun);
                return status;
            }
            Status::NotRun => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(reason);
                return status;
            }
            Status::Failed => NonSuccessKind::Failure,
            _ => NonSuccessKind::Error,
        };
        let mut status = TestCaseStatus::non_success(kind);
        let first = outcome.findings.first().map_or(outcome.status.name(), |finding| finding.check);
        status.set_message(reason).set_type(first).set_description(self.body(outcome));
        status
    }

    /// Everything that was found, as a person reads it in a CI server.
    fn body(&self, outcome: &Outcome) -> String {
        let mut lines: Vec<String> = Vec::new();
        for finding in &outcome.findings {
            lines.push(format!("{}: expected {}, got {}", finding.field, finding.expected, finding.actual));
            lines.extend(finding.place.as_ref().map(|place| format!("  --> {place}")));
            lines.extend(finding.note.as_ref().map(|note| format!("  note  {note}")));
        }
        lines.extend(
            outcome
                .findings
                .is_empty()
                .then(|| outcome.reason.clone().unwrap_or_else(|| outcome.status.name().to_owned())),
        );
        let undone = outcome.undone.iter().filter(|undone| undone.failed);
        lines.extend(undone.map(|undone| format!("undo {}: {}", undone.step, undone.said)));
        lines.extend(outcome.why.as_ref().map(|why| format!("why   {why}")));
        if let Some(exchange) = &outcome.faulty {
            let url = conceal::url(&exchange.request.url, &self.setup.redactor);
            lines.push(format!("{} {url} → {}", exchange.request.method, answered(exchange)));
            lines.push(format!("try   {}", curl::line(exchange, &self.setup.redactor)));
        }
        self.safe(&lines.join("\n"))
    }

    fn suite(&mut self, record: &SuiteRecord) {
        let Some(head) = self.head.clone() else { return };
        let Some(suite) = head.suites.get(record.suite) else { return };
        let mut name = suite.name.to_string();
        if layout::several(&head, &name) {
            name = format!("{name}@{}", suite.target);
        }
        let mut made = TestSuite::new(self.safe(&name));
        made.set_time(record.ended.duration_since(record.started).unsigned_abs());
        for (key, value) in [("lane", suite.lane.name()), ("mode", suite.mode.name()), ("file", &suite.file)] {
            made.add_property(Property::new(key, self.safe(value)));
        }
        let cases = self.suites.get_mut(record.suite).map(std::mem::take).unwrap_or_default();
        let (ended, planned) = (cases.len() as u64, suite.planned.max(record.counts.planned));
        made.add_test_cases(cases);
        if ended < planned {
            let message = format!("{planned} cases were planned, {ended} ended");
            made.add_test_case(error("incomplete", &name, &message));
        }
        self.report.add_test_suite(made);
    }

    fn end(&mut self, record: &RunRecord) -> Result<(), String> {
        self.report.set_time(record.took);
        if !record.troubles.is_empty() {
            let mut made = TestSuite::new("holdpoint");
            for (index, trouble) in record.troubles.iter().enumerate() {
                made.add_test_case(error(&format!("trouble {}", index + 1), "holdpoint", &self.safe(trouble)));
            }
            self.report.add_test_suite(made);
        }
        let xml = self.report.to_string().map_err(|error| format!("failed to write JUnit XML: {error}"))?;
        self.out.sealed(xml.as_bytes())?;
        self.out.flush()
    }
}

fn error(name: &str, class: &str, message: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("holdpoint").set_message(message).set_description(message);
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

impl Sink for Junit {
    fn name(&self) -> String {
        format!("report junit to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RunStarted(head) => self.head = Some(head.clone()),
            Event::CaseEnded(outcome) => self.case(outcome),
            Event::SuiteEnded(record) => self.suite(record),
            Event::RunEnded(record) => return self.end(record),
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
