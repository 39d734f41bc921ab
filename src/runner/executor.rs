//! A case from its first step to its end: steps in order, then every `undo`, then what its mock has to say.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

use super::attempt;
use super::case::{Case, Ended};
use super::undo;
use crate::model::finding::Finding;
use crate::model::outcome::{Checked, Outcome, Status, Undone};
use crate::plan::plan::{self, PlannedStep};
use crate::syntax::span;

/// How long an exchange that the deadline cut has to be told of: its own finding says more than that time is over.
const GRACE: Duration = Duration::from_millis(100);

/// How long an exploration has to come to its end when a person asks for it: it deletes what it made.
const ENDING: Duration = Duration::from_secs(15);

/// Does the steps in order; stops at the first that does not hold, at the deadline, and when a person asks.
///
/// Gives whether a person's wish cut it short.
pub async fn steps<'a>(case: &mut Case<'a>, steps: &'a [PlannedStep], deadline: Duration) -> bool {
    let (stop, end, ending) = (case.suite.stop.clone(), case.end, case.run.stop.clone());
    let now: Cell<Option<&PlannedStep>> = Cell::new(None);
    let mut all = Box::pin(async {
        for step in steps {
            now.set(Some(step));
            // Registered before it is done: a step that fails half-way may have left something behind.
            case.undo_with(&step.undo);
            if let Ended::Stopped = attempt::step(case, step).await {
                break;
            }
        }
    });
    tokio::select! {
        biased;
        () = &mut all => return false,
        () = tokio::time::sleep_until(end + GRACE) => {}
        () = stop.wait() => {
            if now.get().is_some_and(|step| step.action.explores()) {
                ending.press();
                // What does not end in time is dropped, as every other step is.
                let _ = tokio::time::timeout(ENDING, &mut all).await;
            }
            return true;
        }
    }
    drop(all);
    if let Some(step) = now.get() {
        let expected = format!("an end within {}", span::show(deadline));
        let finding = Finding::wrong("deadline", "time", expected, "still running, and stopped").at(&step.place);
        case.stopped(step, finding);
    }
    false
}

/// Does every registered `undo`, last first.
pub async fn undo_all(case: &mut Case<'_>) -> Vec<Undone> {
    let steps = case.take_undo();
    let mut undone = Vec::new();
    // The steps of one `undo` list go in its own order; the lists go last first.
    for step in undo::order(&steps) {
        undone.push(undo::undo(case, step).await);
    }
    undone
}

/// Ends a case: undoes it, closes the mock's journal, and gives what the case came to.
pub async fn end(mut running: Case<'_>, case: &plan::Case, interrupted: bool, started: Instant) -> Outcome {
    let undone = undo_all(&mut running).await;
    for checked in breaches(&running, case) {
        running.keep(vec![checked], None);
    }
    for arrival in running.strange_callbacks().await.into_iter().filter(|_| !case.unmatched) {
        let about = format!("callback {} {}", arrival.method, arrival.path);
        let finding = Finding::wrong("listen", about, "a step that waits for it", "none: it was answered with 404");
        let findings = vec![finding.at(&case.place)];
        let place = case.place.clone();
        running.keep(vec![Checked { step: "callback".into(), check: "listen", place, asserted: 1, findings }], None);
    }
    let findings = running.findings();
    let mut status = Status::of(&findings);
    if status == Status::Passed && running.flaky {
        status = Status::Flaky;
    }
    let undo_failed = undone.iter().find(|undone| undone.failed);
    if undo_failed.is_some() && matches!(status, Status::Passed | Status::Flaky | Status::Inconclusive) {
        status = Status::Failed;
    }
    if interrupted {
        status = Status::Interrupted;
    }
    let first = findings.first();
    let reason = first
        .map(|finding| format!("{}: expected {}, got {}", finding.field, finding.expected, finding.actual))
        .or_else(|| undo_failed.map(|undone| format!("undo: {}", undone.said)))
        .or_else(|| (status == Status::Flaky).then(|| "passed on a retry".to_owned()))
        .or_else(|| interrupted.then(|| "interrupted".to_owned()));
    Outcome { took: started.elapsed(), undone, ..running.outcome(case, status, reason, findings) }
}

/// What the mock found wrong: requests that no stub matched, and what its file expects.
fn breaches(running: &Case<'_>, case: &plan::Case) -> Vec<Checked> {
    let Some(journal) = &running.suite.station.endpoint.journal else { return Vec::new() };
    let told = journal.close(&running.run.key).into_iter().filter(|breach| !(breach.unmatched && case.unmatched));
    told.map(|breach| {
        let check = if breach.unmatched { "unmatched" } else { "expect" };
        let finding = Finding::wrong(check, breach.about, breach.expected, breach.actual).at(&case.place);
        Checked { step: "mock".into(), check, place: case.place.clone(), asserted: 1, findings: vec![finding] }
    })
    .collect()
}
