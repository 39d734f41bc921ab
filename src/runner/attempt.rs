//! One step of a case: done once, or as often as `repeat`, `until` and `retry` say, each with a hard end.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::case::{Case, Ended};
use super::judge;
use super::retry;
use crate::model::exchange::FailureKind;
use crate::model::finding::Finding;
use crate::model::observation::Observation;
use crate::model::outcome::{Checked, Status};
use crate::plan::flow::{States, Until};
use crate::plan::plan::PlannedStep;
use crate::step::station::TIMEOUT;
use crate::syntax::span;

/// Does a step with everything that belongs to it.
pub async fn step(case: &mut Case<'_>, step: &PlannedStep) -> Ended {
    let mut parameters = Map::new();
    for (name, template) in &step.parameters {
        match template.fill(&case.scope) {
            Ok(value) => parameters.insert(name.clone(), value.into_owned()),
            Err(what) => return case.stopped(step, what.finding("with")),
        };
    }
    case.scope.enter(parameters);
    let mut ended = Ended::Passed;
    for _ in 0..step.repeat {
        ended = until(case, step).await;
        if !matches!(ended, Ended::Passed) {
            break;
        }
    }
    case.scope.leave();
    ended
}

/// What one try came to.
struct Try {
    seen: Option<Arc<Observation>>,
    checks: Vec<Checked>,
}

impl Try {
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checks.iter().flat_map(|check| &check.findings)
    }

    fn holds(&self) -> bool {
        self.findings().next().is_none()
    }
}

async fn until(case: &mut Case<'_>, step: &PlannedStep) -> Ended {
    let Some(until) = &step.until else {
        let tried = with_retry(case, step).await;
        return case.finish(step, tried.seen.as_ref(), tried.checks);
    };
    let begun = Instant::now();
    let end = (begun + until.within).min(case.end);
    let (mut wait, mut tries, mut reached) = (until.every, 0_u32, 0_usize);
    loop {
        tries += 1;
        let mut tried = with_retry(case, step).await;
        let state = until.states.as_ref().map(|states| forward(states, &tried, &mut reached));
        if let Some(Err(finding)) = &state {
            tried.checks.insert(0, case.checked(step, "until", finding.clone().at(&step.place)));
            return case.finish(step, tried.seen.as_ref(), tried.checks);
        }
        let ended = matches!(state, Some(Ok(true)));
        // A fault of the suite does not mend itself by waiting.
        let hopeless = tried
            .findings()
            .any(|finding| matches!(Status::of(std::slice::from_ref(finding)), Status::Invalid | Status::Internal));
        let left = end.saturating_duration_since(Instant::now());
        if tried.holds() || ended || hopeless || left.is_zero() {
            if tried.holds() && left.is_zero() {
                let late = format!("what was expected, after {}", span::show(begun.elapsed()));
                let expected = format!("it within {}", span::show(until.within));
                tried.checks.insert(0, case.checked(step, "until", Finding::wrong("until", "time", expected, late)));
            } else if !tried.holds() {
                note_wait(&mut tried, until, tries, ended);
            }
            return case.finish(step, tried.seen.as_ref(), tried.checks);
        }
        tokio::time::sleep(wait.min(left)).await;
        wait = wait.mul_f64(1.5).min(until.slowest);
    }
}

fn note_wait(tried: &mut Try, until: &Until, tries: u32, ended: bool) {
    let tries = if tries == 1 { "one try".to_owned() } else { format!("{tries} tries") };
    let said = if ended {
        format!("an end state was reached after {tries}")
    } else {
        format!("still so after {} and {tries}", span::show(until.within))
    };
    if let Some(finding) = tried.checks.iter_mut().flat_map(|check| &mut check.findings).next() {
        let note = finding.note.take().map(|note| format!("{note}; ")).unwrap_or_default();
        finding.note = Some(format!("{note}{said}"));
    }
}

/// Says that it was the case's time that was over, not the exchange's own.
fn note_deadline(checks: &mut [Checked]) {
    for finding in checks.iter_mut().flat_map(|check| &mut check.findings) {
        finding.note.get_or_insert_with(|| "the case's deadline left it no more time".to_owned());
    }
}

/// Whether the state is an end; an unknown state, and one that went back, are findings.
fn forward(states: &States, tried: &Try, reached: &mut usize) -> Result<bool, Finding> {
    let field = states.path.text();
    let Some(seen) = tried.seen.as_ref().filter(|seen| seen.answer().is_some()) else { return Ok(false) };
    let value = seen.json().ok().and_then(|value| states.path.values(value).first().map(|value| (*value).clone()));
    let state = match &value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        // An answer that is none of the service's own (a 503 on the way) is waited out, but is no state to end with.
        None if tried.holds() => return Err(Finding::wrong("until", field, "a known state", "nothing")),
        None => return Ok(false),
    };
    let Some(rank) = states.rank(&state) else {
        let shown = value.map_or_else(String::new, |value| value.to_string());
        return Err(Finding::wrong("until", field, "a known state", shown)
            .note("an unknown state is not waited out: nobody knows what it leads to"));
    };
    if rank < *reached {
        return Err(Finding::wrong("until", field, "a state that goes forward only", format!("back to \"{state}\"")));
    }
    *reached = rank;
    Ok(rank == states.forward.len())
}

async fn with_retry(case: &mut Case<'_>, step: &PlannedStep) -> Try {
    let mut attempt = 1;
    loop {
        let tried = once(case, step, attempt).await;
        let again = step.retry.as_ref().zip(tried.seen.as_ref());
        // What is expected may be just what is retried (a 429 that is looked for): then there is nothing to repeat.
        if tried.holds() {
            return settled(case, step, tried, attempt);
        }
        let Some((retry, seen)) = again.filter(|(retry, seen)| attempt <= retry.times && retry::applies(retry, seen))
        else {
            return tried;
        };
        let wait = retry::pause(retry, seen, attempt, case.suite.ground.seed, &case.run.key);
        if Instant::now() + wait >= case.end {
            return tried;
        }
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

/// What a try that holds comes to: one that needed a retry is flaky, unless the retry is what the case is about.
fn settled(case: &mut Case<'_>, step: &PlannedStep, mut tried: Try, attempt: u32) -> Try {
    match &step.retry {
        Some(retry) if retry.expected && attempt == 1 => {
            let finding = Finding::wrong("retry", "attempts", "at least 2", "1")
                .note("the case is about what a retry does, and there was nothing to retry");
            tried.checks.push(case.checked(step, "retry", finding.at(&step.place)));
        }
        Some(retry) if retry.expected => {}
        _ if attempt > 1 => case.flaky = true,
        _ => {}
    }
    tried
}

async fn once(case: &mut Case<'_>, step: &PlannedStep, attempt: u32) -> Try {
    let target = &case.suite.station.endpoint.target;
    let timeout = step.timeout.or(case.suite.timeout).or(target.timeout).unwrap_or(TIMEOUT);
    let left = case.end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    match case.act(step, attempt, timeout.min(left)).await {
        Ok(seen) => {
            let seen = Arc::new(seen);
            if let Some(id) = step.id.as_ref().filter(|_| step.action.awaits().is_some()) {
                case.scope.remember(id, seen.clone());
            }
            let mut checks = judge::judge(step, &seen, &case.scope, case.suite.lane);
            if left < timeout && seen.failure().is_some_and(|failure| failure.kind == FailureKind::Timeout) {
                note_deadline(&mut checks);
            }
            Try { seen: Some(seen), checks }
        }
        Err(finding) => Try { seen: None, checks: vec![case.checked(step, step.kind, finding)] },
    }
}
