//! Drives the stages one after the other, and tells what came of each.

use std::time::Instant;

use super::event::{Account, Event, Mark, Sink, Stop};
use super::hook;
use super::stage::TABLE;
use super::stage::api::Work;
use crate::model::diagnostic::Diagnostics;
use crate::model::verdict::Verdict;

/// Takes a specification in. No stage is tried after one that does not hold.
pub async fn ingest(mut work: Work, sink: Sink<'_>) -> Account {
    let mut account = Account { events: Vec::new(), verdict: Verdict::Green, found: std::mem::take(&mut work.found) };
    for stage in TABLE {
        let begun = Instant::now();
        let ended = (stage.act)(&mut work).await;
        let (mark, detail, stop) = match ended {
            Ok(done) => (done.mark, done.detail, None),
            Err(Stop { mark, detail, found }) => (mark, detail, Some(found)),
        };
        let event = Event { stage: stage.id.to_owned(), mark, took: begun.elapsed(), detail };
        account.tell(event.clone(), sink);
        account.found.absorb(std::mem::take(&mut work.found));
        account.found.absorb(stop.unwrap_or_default());
        for hook in work.options.pipeline.hooks.iter().filter(|hook| hook.after == stage.id) {
            if account.verdict == Verdict::Green {
                account.tell(hook::run(hook, &event, &work).await, sink);
            }
        }
        if account.verdict != Verdict::Green {
            break;
        }
    }
    account
}

impl Account {
    /// Of one event.
    #[must_use]
    pub fn of(event: Event, sink: Sink<'_>) -> Self {
        let mut account = Self { events: Vec::new(), verdict: Verdict::Green, found: Diagnostics::default() };
        account.tell(event, sink);
        account
    }

    /// Adds an event; one that cannot be kept ends in a verdict that is not green.
    pub(super) fn tell(&mut self, mut event: Event, sink: Sink<'_>) {
        if let Err(why) = sink(&event) {
            event.detail = format!("{}; this could not be kept: {why}", event.detail);
            if event.mark.verdict() == Verdict::Green {
                event.mark = Mark::Inconclusive;
            }
        }
        self.verdict = self.verdict.max(event.mark.verdict());
        self.events.push(event);
    }
}
