//! `undo`: cleaning up after a case, whatever became of it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Map;
use tokio::time::Instant;

use super::case::Case;
use super::judge;
use crate::model::finding::Finding;
use crate::model::observation::Observation;
use crate::model::outcome::Undone;
use crate::plan::plan::PlannedStep;

/// The limit of one `undo` step: a person may be waiting for the prompt.
const LIMIT: Duration = Duration::from_secs(15);

/// Last registered first; steps that one step brought keep their order.
#[must_use]
pub fn order<'a>(steps: &[&'a PlannedStep]) -> Vec<&'a PlannedStep> {
    // The steps of one list bear the same words before their number: `undo of 2 (made): 1`, `undo of 2 (made): 2`.
    // A step's own id stands behind its number, and is no part of the list's words.
    let list = |step: &PlannedStep| {
        let id = step.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        let number = step.number.strip_suffix(id.as_str()).unwrap_or(&step.number);
        number.rsplit_once(' ').map_or(String::new(), |(list, _)| list.to_owned())
    };
    let mut groups: Vec<Vec<&'a PlannedStep>> = Vec::new();
    for step in steps {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| list(last) == list(step)) => group.push(step),
            _ => groups.push(vec![step]),
        }
    }
    groups.into_iter().rev().flatten().collect()
}

/// Does one `undo` step.
pub async fn undo(case: &mut Case<'_>, step: &PlannedStep) -> Undone {
    let name = format!("{}: {}", step.number, step.action.label());
    let unset = step.uses.iter().find(|name| case.scope.saved(name).is_none() && !case.scope.has_step(name));
    if let Some(unset) = unset {
        return Undone { step: name, said: format!("not needed: `{unset}` was never set"), failed: false };
    }
    if step.action.needs_session() && case.run.sessions.is_empty() {
        return Undone { step: name, said: "not needed: no session was given".into(), failed: false };
    }
    let mut parameters = Map::new();
    for (parameter, template) in &step.parameters {
        match template.fill(&case.scope) {
            Ok(value) => parameters.insert(parameter.clone(), value.into_owned()),
            Err(what) => return Undone { step: name, said: what.to_string(), failed: true },
        };
    }
    case.scope.enter(parameters);
    let said = act(case, step).await;
    case.scope.leave();
    match said {
        Ok(()) => Undone { step: name, said: "done".into(), failed: false },
        Err(said) => Undone { step: name, said, failed: true },
    }
}

async fn act(case: &mut Case<'_>, step: &PlannedStep) -> Result<(), String> {
    let end = Instant::now() + step.until.as_ref().map_or(LIMIT, |until| until.within.min(LIMIT));
    loop {
        let timeout = step.timeout.unwrap_or(LIMIT).min(LIMIT);
        let finding = match case.act(step, 1, timeout).await {
            Ok(seen) => {
                let checks = judge::judge(step, &seen, &case.scope, case.suite.lane);
                let wrong = checks.into_iter().flat_map(|check| check.findings).next();
                keep(case, step, seen, wrong.is_none()).or(wrong)
            }
            Err(finding) => Some(finding),
        };
        let Some(finding) = finding else { return Ok(()) };
        let said = format!("{}: expected {}, got {}", finding.field, finding.expected, finding.actual);
        match &step.until {
            Some(until) if Instant::now() + until.every < end => tokio::time::sleep(until.every).await,
            _ => return Err(said),
        }
    }
}

/// Keeps what an `undo` step saw and saves, for the steps after it in its list; what is not there to be saved.
fn keep(case: &mut Case<'_>, step: &PlannedStep, seen: Observation, holds: bool) -> Option<Finding> {
    let seen = Arc::new(seen);
    if let Some(id) = &step.id {
        case.scope.remember(id, seen.clone());
    }
    for save in step.save.iter().filter(|_| holds) {
        match save.take(&seen, &case.scope) {
            Ok(value) => case.scope.save(&save.name, value),
            Err(finding) => return Some(finding),
        }
    }
    None
}
