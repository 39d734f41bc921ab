//! The end of an exploration: what was made is deleted, and what was seen is summed up.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};

use super::api::Summary;
use super::engine::Engine;
use super::tale::Role;
use crate::model::stop::Stop;

/// How long deleting what was made takes at most.
const CLEANING: Duration = Duration::from_secs(5);

/// What a deadline leaves: until when something is sent, until when that is waited for, and until when what was made is
/// deleted, each early enough for what follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) sent: Instant,
    pub(super) waited: Instant,
    deleted: Instant,
}

impl Times {
    /// The times before a deadline.
    #[must_use]
    pub(super) fn before(deadline: Instant, begun: Instant) -> Self {
        let left = deadline.saturating_duration_since(begun);
        let reserve = CLEANING.min(left / 4);
        let early = |part: Duration| begun + left.saturating_sub(part);
        Self { sent: early(reserve), waited: early(reserve / 2), deleted: early(reserve / 8) }
    }
}

/// Deletes what was made, the last first; what is refused is counted. Also where somebody said to stop: what is left behind
/// is left to somebody else.
pub(super) async fn clean(engine: &mut Engine<'_>, times: Option<Times>, summary: &mut Summary) {
    let end = Instant::now() + CLEANING;
    engine.end = Some(times.map_or(end, |times| times.deleted.min(end)));
    engine.limit = engine.end;
    engine.stop = Stop::default();
    let made = std::mem::take(&mut *engine.made.lock().unwrap_or_else(PoisonError::into_inner));
    if !engine.options.may_write {
        return;
    }
    let engine = &*engine;
    let gone = made.into_iter().rev().map(|draft| async move {
        let told = engine.send(Role::Prepare, draft, Vec::new(), true).await;
        told.map(|told| told.succeeded() || matches!(told.status(), 404 | 410))
    });
    let gone: Vec<Option<bool>> = stream::iter(gone).buffered(engine.options.jobs.max(1)).collect().await;
    let done = gone.iter().filter(|one| **one == Some(true)).count() as u64;
    summary.cleaned = (done, gone.len() as u64 - done);
}

/// Sums up; `explored` are the operations that were, `unproved` what was claimed and is not told.
pub(super) fn finish(
    engine: &Engine<'_>,
    explored: &[usize],
    unproved: &[String],
    begun: Instant,
    summary: &mut Summary,
) {
    let load = |one: &AtomicU64| one.load(Ordering::Relaxed);
    let name = |at: usize| engine.contract.api.operations[at].name();
    summary.requests = load(&engine.sent);
    summary.fitting = load(&engine.fitting);
    summary.unfitting = summary.requests.saturating_sub(summary.fitting);
    for (into, class) in summary.classes.iter_mut().zip(&engine.classes) {
        *into = load(class);
    }
    summary.succeeded = explored.iter().filter(|at| load(&engine.succeeded[**at]) > 0).count();
    summary.interrupted = engine.options.stop.is_pressed();
    summary.took = begun.elapsed();
    summary.shown = std::mem::take(&mut *engine.shown.lock().unwrap_or_else(PoisonError::into_inner));
    summary.coverage = std::mem::take(&mut *engine.coverage.lock().unwrap_or_else(PoisonError::into_inner));
    let coverage = summary.coverage.summary(engine.contract);
    let parts = coverage.counts.iter().map(|(part, count)| format!("{} of {} {}", count.used, count.all, part.name()));
    summary.covered = format!("{:.0} %: {}", coverage.total().percent(), parts.collect::<Vec<_>>().join(", "));
    summary.used = coverage.to_json();
    let needed = (0..engine.chosen.len()).filter(|at| !engine.chosen[*at] && engine.used[*at].load(Ordering::Relaxed));
    let needed: Vec<String> = needed.map(name).collect();
    if !needed.is_empty() {
        let note = format!("sent as well, for what the chosen operations need: {}", needed.join(", "));
        summary.notes.push(note);
    }
    summary.notes.extend(unproved.iter().take(20).cloned());
    if summary.blind.is_none() {
        summary.blind = blind(engine, explored, summary);
    }
    let asks = !engine.options.credentials.others.is_empty() && engine.options.asks("object-level-authorization");
    if asks && !engine.other_known.load(Ordering::Relaxed) && summary.blind.is_none() && !summary.interrupted {
        let why = "it may not be known, writes are not approved, or no operation of a thing declares 403";
        summary.blind = Some(format!("the caller of --other-auth was answered with 2xx nowhere: {why}"));
    }
    let never: Vec<String> =
        explored.iter().copied().filter(|at| load(&engine.succeeded[*at]) == 0).map(name).collect();
    if !never.is_empty() && summary.blind.is_none() {
        summary.notes.push(format!("never answered with 2xx, and so judged in part: {}", never.join(", ")));
    }
}

/// Why nothing could be judged, or not to the end.
fn blind(engine: &Engine<'_>, explored: &[usize], summary: &Summary) -> Option<String> {
    if explored.is_empty() || summary.interrupted {
        return None;
    }
    if engine.is_gone() {
        let why = engine.failure.get().map_or_else(String::new, |why| format!(" ({why})"));
        return Some(format!("nothing answers any more{why}"));
    }
    if summary.unproved > 0 {
        return Some(format!("{} of what was claimed could not be proved before the end", summary.unproved));
    }
    if summary.succeeded > 0 || !summary.found.is_empty() {
        return None;
    }
    let guarded = explored.iter().any(|at| !engine.contract.api.operations[*at].callers.is_empty());
    Some(if guarded && engine.options.credentials.is_empty() {
        "no operation answered with 2xx, and the document asks for credentials: give --auth, or `as` in a suite".into()
    } else {
        "no operation answered with 2xx: is it the right address?".into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_leaves_time_for_each_part_in_turn() {
        let begun = Instant::now();
        for seconds in [0, 1, 2, 60, 3_600] {
            let deadline = begun + Duration::from_secs(seconds);
            let Times { sent, waited, deleted } = Times::before(deadline, begun);
            assert!(begun <= sent && sent <= waited && waited <= deleted && deleted <= deadline, "{seconds} s");
            assert!(
                deadline - sent <= CLEANING && (seconds == 0 || sent < waited && deleted < deadline),
                "{seconds} s"
            );
        }
    }
}
