//! Runs that never were, for the tests of this room and of the reports.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use jiff::Timestamp;

use crate::model::event::{Event, Sink};
use crate::model::exchange::{Answer, Exchange, Failure, FailureKind, Request, Timings};
use crate::model::finding::{Finding, Weight};
use crate::model::id::CaseId;
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::outcome::{Checked, Counts, Outcome, Status, Undone};
use crate::model::place::{Place, Source};
use crate::model::record::{CaseLine, RunHead, RunRecord, SuiteHead, SuiteRecord, TargetHead};
use crate::model::verdict::Verdict;

/// The text of the sample suite's file.
pub(crate) const SUITE: &str =
    "suite: chatwoot/health\ncases:\n  - name: ready\n    expect:\n      json:\n        data_services: ok\n";

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

pub(crate) fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Green => 0,
        Verdict::Inconclusive => 75,
        Verdict::Red => 100,
        Verdict::Invalid => 2,
        Verdict::Internal => 1,
        Verdict::Interrupted => 130,
    }
}

pub(crate) fn head(suites: &[&str]) -> RunHead {
    let suite = |name: &&str| SuiteHead {
        name: (*name).into(),
        lane: Lane::Health,
        target: "chatwoot".into(),
        mode: Mode::Live,
        file: format!("suites/{name}.yaml"),
        sha256: "5a".repeat(32),
        contract_sha256: Some("c0".repeat(32)),
        planned: 2,
    };
    RunHead {
        run: "0199-run".into(),
        started: at(0),
        version: "0.1.0".into(),
        seed: 7,
        selection: suites.iter().map(|name| (*name).to_owned()).collect(),
        subject: Some("abc123".into()),
        approval: None,
        flags: vec![],
        targets: vec![TargetHead {
            name: "chatwoot".into(),
            mode: Mode::Live,
            url: "https://chat.example.com/".into(),
            because: "--live chatwoot".into(),
            insecure: false,
            mock_sha256: None,
        }],
        suites: suites.iter().map(suite).collect(),
    }
}

pub(crate) fn place() -> Place {
    let start = SUITE.find(" ok").unwrap() + 1;
    let source = Source { name: "suites/chatwoot/health.yaml".into(), text: SUITE.into() };
    Place::new(Arc::new(source), start, start + 2)
}

pub(crate) fn exchange(headers: &[(&'static str, &str)], body: &[u8], answer: &[u8]) -> Exchange {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_str(value).unwrap());
    }
    map.append("x-request-id", HeaderValue::from_static("01JD3K"));
    Exchange {
        target: "chatwoot".into(),
        mode: Mode::Live,
        attempt: 1,
        started: at(1),
        request: Request {
            method: if body.is_empty() { Method::GET } else { Method::POST },
            url: "https://chat.example.com/api".parse().unwrap(),
            headers: map,
            body: Bytes::copy_from_slice(body),
        },
        result: Ok(Answer::new(StatusCode::OK, Version::HTTP_11, HeaderMap::new(), Bytes::copy_from_slice(answer))),
        timings: Timings { total: Duration::from_micros(142_017), ..Timings::default() },
        certificate: None,
        hops: vec![],
        request_id: "01JD3K".into(),
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into(),
    }
}

pub(crate) fn refused() -> Exchange {
    let failure = Failure { kind: FailureKind::Refused, detail: "connection refused".into() };
    Exchange { result: Err(failure), ..exchange(&[], b"", b"") }
}

pub(crate) fn id(suite: &str, case: &str) -> CaseId {
    CaseId { suite: suite.into(), target: None, case: case.into(), row: None }
}

pub(crate) fn outcome(suite: usize, id: CaseId, status: Status) -> Outcome {
    Outcome {
        id,
        suite,
        lane: Lane::Health,
        target: "chatwoot".into(),
        mode: Mode::Live,
        covers: vec!["cw.readiness".to_owned()].into(),
        status,
        reason: None,
        took: Duration::from_millis(150),
        checks: vec![Checked { step: "1".into(), check: "json", place: place(), asserted: 1, findings: vec![] }],
        findings: vec![],
        undone: vec![],
        exchanges: 1,
        explored: Vec::new(),
        faulty: None,
        why: None,
        place: place(),
    }
}

/// The failing case of the design's picture.
pub(crate) fn failing(suite: usize, id: CaseId, exchange: Arc<Exchange>) -> Outcome {
    let finding = Finding::wrong("json", "$.data_services", "\"ok\"", "\"failing\"").at(&place());
    let mut made = outcome(suite, id, Status::Failed);
    made.reason = Some("$.data_services: expected \"ok\", got \"failing\"".into());
    made.checks[0].findings = vec![finding.clone()];
    made.findings = vec![finding];
    made.faulty = Some(exchange);
    made.why = Some("Chatwoot answers 200 even when Postgres is down".into());
    made
}

pub(crate) fn unknown(suite: usize, id: CaseId) -> Outcome {
    let mut made = outcome(suite, id, Status::Inconclusive);
    let finding = Finding::wrong("status", "status", "2xx", "no answer: connection refused");
    made.findings = vec![finding.weighing(Weight::Unknown)];
    made.reason = Some("status: expected 2xx, got no answer: connection refused".into());
    made.undone =
        vec![Undone { step: "DELETE /x".into(), said: "not needed: made was never saved".into(), failed: false }];
    made
}

/// All events of a run in which each case of each suite had one exchange.
pub(crate) fn run(head: RunHead, outcomes: Vec<(Exchange, Outcome)>) -> Vec<Event> {
    let head = Arc::new(head);
    let mut events = vec![Event::RunStarted(head.clone())];
    let mut counts = Counts::default();
    let mut worst = Verdict::Green;
    let outcomes: Vec<_> = outcomes.into_iter().map(|(seen, made)| (Arc::new(seen), made)).collect();
    for index in 0..head.suites.len() {
        let mut record = SuiteRecord {
            suite: index,
            started: at(1),
            ended: at(2),
            verdict: Verdict::Green,
            counts: Counts::default(),
            cases: vec![],
            contract: None,
        };
        for (seen, made) in outcomes.iter().filter(|(_, made)| made.suite == index) {
            events.push(Event::CaseStarted(made.id.clone()));
            events.push(Event::Exchanged { case: made.id.clone(), step: "1".into(), exchange: seen.clone() });
            record.counts.planned += 1;
            record.counts.add(made.status);
            record.verdict = record.verdict.max(made.status.verdict());
            let (id, status, took, reason) = (made.id.to_string(), made.status, made.took, made.reason.clone());
            record.cases.push(CaseLine { id, status, took, reason });
            events.push(Event::CaseEnded(Arc::new(made.clone())));
        }
        counts.absorb(record.counts);
        worst = worst.max(record.verdict);
        events.push(Event::SuiteEnded(Arc::new(record)));
    }
    events.push(Event::RunEnded(Arc::new(RunRecord {
        ended: at(3),
        took: Duration::from_millis(412),
        verdict: worst,
        counts,
        slowest: Some(("chatwoot".into(), Duration::from_millis(142))),
        troubles: vec![],
        unwritten: false,
    })));
    events
}

pub(crate) fn tell(sink: &mut dyn Sink, events: &[Event]) -> Result<(), String> {
    events.iter().try_for_each(|event| sink.observe(event))
}
