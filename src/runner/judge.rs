//! Judges what a step saw: its checks, the status it did not name, and an exchange that failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::StatusCode;

use crate::model::endpoint::MOCK_HEADER;
use crate::model::exchange::{Exchange, Failure, FailureKind};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::observation::Observation;
use crate::model::outcome::Checked;
use crate::model::reply::Reply;
use crate::plan::plan::{PlannedCheck, PlannedStep};
use crate::value::scope::Scope;

/// Judges a step; each check with what it found, the most telling first.
#[must_use]
pub fn judge(step: &PlannedStep, seen: &Observation, scope: &Scope, lane: Lane) -> Vec<Checked> {
    let mut judged = Vec::new();
    let mut note = |check, judgement: Judgement| {
        judged.push(Checked {
            step: step.number.to_string(),
            check,
            place: step.place.clone(),
            asserted: judgement.asserted,
            findings: judgement.findings,
        });
    };
    // What came to us was answered by ourselves.
    let came = step.action.awaits().is_some();
    if let Some(finding) = seen.exchanges.iter().filter(|_| !came).find_map(|exchange| stranger(exchange)) {
        note("mode", Judgement::fails(finding.at(&step.place)));
        return judged;
    }
    if let Some(exploration) = &seen.exploration {
        // What it found, failed exchanges among it, is judged already.
        let mut judgement = exploration.judgement.clone();
        for finding in &mut judgement.findings {
            finding.place.get_or_insert_with(|| step.place.clone());
        }
        note(step.kind, judgement);
        if seen.exchanges.is_empty() {
            return judged;
        }
    } else if let Some(failure) = seen.failure() {
        let takes = step.checks.iter().any(|check| check.check.takes_failure());
        if !takes {
            note("exchange", Judgement::fails(failed(failure, lane).at(&step.place)));
            return judged;
        }
    } else if step.default_status {
        note("status", default_status(seen, step));
    }
    for check in &step.checks {
        // A check beside `error` is judged as well, and finds no answer: one that is passed over would be green unseen.
        judged.push(one(step, check, seen, scope));
    }
    judged
}

fn one(step: &PlannedStep, check: &PlannedCheck, seen: &Observation, scope: &Scope) -> Checked {
    let judgement = catch_unwind(AssertUnwindSafe(|| check.check.judge(seen, scope))).unwrap_or_else(|panic| {
        let what = panic_text(panic.as_ref());
        Judgement::fails(
            Finding::wrong(check.kind, check.kind, "a judgement", format!("a panic: {what}")).weighing(Weight::Bug),
        )
    });
    let Judgement { asserted, mut findings } = judgement;
    if asserted == 0 && findings.is_empty() {
        findings.push(
            Finding::wrong(check.kind, check.kind, "at least one assertion", "nothing that could be judged")
                .weighing(Weight::Unknown),
        );
    }
    for finding in &mut findings {
        finding.place.get_or_insert_with(|| check.place.clone());
    }
    Checked { step: (*step.number).to_owned(), check: check.kind, place: check.place.clone(), asserted, findings }
}

/// What a panic said.
#[must_use]
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a message".into())
}

fn default_status(seen: &Observation, step: &PlannedStep) -> Judgement {
    if let Some(answer) = seen.answer() {
        // The streamable HTTP of MCP ("Sending Messages to the Server") has one status for a notification that is taken.
        let notification = seen.reply.as_ref().is_some_and(Reply::is_to_notification);
        let (right, expected) = match answer.status {
            status if notification => (status == StatusCode::ACCEPTED, "202"),
            status => (status.is_success(), "2xx"),
        };
        if right {
            return Judgement::holds();
        }
        let mut finding =
            Finding::wrong("status", "status", expected, answer.status.as_u16().to_string()).at(&step.place);
        if let Ok(text) = std::str::from_utf8(&answer.body)
            && !text.trim().is_empty()
        {
            finding = finding.note(format!("it said: {}", text.chars().take(160).collect::<String>()));
        }
        return Judgement::fails(finding);
    }
    match seen.document.as_ref().and_then(|document| document.exit) {
        Some(0) => Judgement::holds(),
        Some(code) => {
            Judgement::fails(Finding::wrong("status", "status", "exit code 0", code.to_string()).at(&step.place))
        }
        None => Judgement::fails(Finding::wrong("status", "status", "an answer", "none").weighing(Weight::Unknown)),
    }
}

/// An answer from the wrong one of the two: a mock where a live service was asked for, or the other way round.
fn stranger(exchange: &Exchange) -> Option<Finding> {
    let mock = exchange.answer()?.header(MOCK_HEADER);
    match (exchange.mode, mock) {
        (Mode::Live, Some(name)) => Some(
            Finding::wrong("mode", "mode", "an answer of the live service", format!("an answer of the mock `{name}`"))
                .weighing(Weight::Suite)
                .note("a mock is no evidence for a live service; look at the target's URL"),
        ),
        (Mode::Mock, None) => Some(
            Finding::wrong("mode", "mode", "an answer of the mock", "an answer of something else")
                .weighing(Weight::Suite)
                .note("something stands between this program and its own mock; look at the proxy settings"),
        ),
        _ => None,
    }
}

/// What a failed exchange says of the service.
#[must_use]
pub fn failed(failure: &Failure, lane: Lane) -> Finding {
    let (field, expected) = match failure.kind {
        kind if kind.is_tls() => ("tls", "a certificate that can be trusted"),
        FailureKind::Timeout => ("time", "a whole answer in time"),
        FailureKind::Cut => ("body", "the whole body"),
        FailureKind::Malformed => ("body", "an answer of HTTP"),
        FailureKind::TooLarge => ("body", "a body within the limit"),
        FailureKind::Unapproved => ("redirect", "no write without approval"),
        FailureKind::Origin => ("origin", "an address of the target's own origin"),
        _ => ("connection", "an answer"),
    };
    let actual = format!("{}: {}", failure.kind.name(), failure.detail);
    let finding = Finding::wrong("exchange", field, expected, actual);
    // For a health suite that nothing answers is the finding; for any other it is only that nothing is known.
    if failure.kind.is_unreachable() && lane != Lane::Health { finding.weighing(Weight::Unknown) } else { finding }
}
