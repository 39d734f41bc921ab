//! The one loop that orders events: it hands each to every sink and counts what the run comes to.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::drive::{Orders, drive};
use super::signal::Stop;
use crate::model::clock;
use crate::model::event::{Event, Sink};
use crate::model::outcome::Counts;
use crate::model::record::{RunHead, RunRecord};
use crate::model::verdict::Verdict;

/// How many events may wait: executors wait in turn, so that memory does not grow with the number of requests.
const WAITING: usize = 256;

/// Runs a plan to its end and tells the sinks; gives what it came to.
pub async fn run(
    orders: &Orders,
    head: Arc<RunHead>,
    no_skips: bool,
    stop: Stop,
    sinks: &mut [Box<dyn Sink>],
) -> RunRecord {
    let clock = Instant::now();
    let mut desk = Desk {
        sinks,
        troubles: Vec::new(),
        unwritten: false,
        counts: Counts::default(),
        verdict: Verdict::Green,
        slowest: HashMap::new(),
    };
    desk.counts.planned = head.planned();
    desk.hand(&Event::RunStarted(head));
    let (events, mut arriving) = mpsc::channel(WAITING);
    let told = stop.clone();
    let driving = drive(orders, events, stop.clone());
    let ordering = async {
        let mut asked = false;
        let mut stopped = pin!(told.wait());
        loop {
            tokio::select! {
                biased;
                () = &mut stopped, if !asked => {
                    asked = true;
                    desk.hand(&Event::Interrupted);
                }
                event = arriving.recv() => match event {
                    Some(event) => desk.take(&event),
                    None => break,
                },
            }
        }
    };
    tokio::join!(driving, ordering);
    desk.end(clock.elapsed(), no_skips, stop.asked())
}

struct Desk<'a> {
    sinks: &'a mut [Box<dyn Sink>],
    troubles: Vec<String>,
    unwritten: bool,
    counts: Counts,
    verdict: Verdict,
    slowest: HashMap<Arc<str>, Duration>,
}

impl Desk<'_> {
    fn take(&mut self, event: &Event) {
        match event {
            Event::CaseEnded(outcome) => {
                self.counts.add(outcome.status);
                self.verdict = self.verdict.max(outcome.status.verdict());
            }
            // The undo of a suite's own setup shows only in the suite's record.
            Event::SuiteEnded(record) if record.cases.len() as u64 > record.counts.planned => {
                self.verdict = self.verdict.max(Verdict::Red);
                let last = record.cases.last();
                self.troubles.extend(last.and_then(|line| Some(format!("{}: {}", line.id, line.reason.as_ref()?))));
            }
            Event::Exchanged { exchange, .. } => {
                let slowest = self.slowest.entry(exchange.target.clone()).or_default();
                *slowest = (*slowest).max(exchange.timings.total);
            }
            _ => {}
        }
        self.hand(event);
    }

    fn hand(&mut self, event: &Event) {
        for sink in self.sinks.iter_mut() {
            if let Err(what) = sink.observe(event) {
                // Evidence that cannot be kept makes the run red; the same trouble is told once.
                self.unwritten = true;
                let trouble = format!("{}: {what}", sink.name());
                if !self.troubles.contains(&trouble) {
                    self.troubles.push(trouble);
                }
            }
        }
    }

    fn end(mut self, took: Duration, no_skips: bool, interrupted: bool) -> RunRecord {
        if no_skips && self.counts.not_run > 0 {
            self.troubles.push(format!("{} cases were not run, and --no-skips was given", self.counts.not_run));
        }
        if !self.troubles.is_empty() {
            self.verdict = self.verdict.max(Verdict::Red);
        }
        if self.counts.ran() == 0 && !interrupted {
            self.verdict = self.verdict.max(Verdict::Invalid);
            self.troubles.push("nothing ran, and so nothing was shown".into());
        }
        if interrupted {
            self.verdict = Verdict::Interrupted;
        }
        let slowest = self.slowest.iter().max_by_key(|(_, took)| **took).map(|(name, took)| (name.clone(), *took));
        let mut record = RunRecord {
            ended: clock::now(),
            took,
            verdict: self.verdict,
            counts: self.counts,
            slowest,
            troubles: self.troubles,
            unwritten: self.unwritten,
        };
        // One after another: what one could not write at the very end is told by those who come after it.
        for sink in self.sinks.iter_mut() {
            if let Err(what) = sink.observe(&Event::RunEnded(Arc::new(record.clone()))) {
                let trouble = format!("{}: {what}", sink.name());
                if !record.troubles.contains(&trouble) {
                    record.troubles.push(trouble);
                }
                record.verdict = record.verdict.max(Verdict::Red);
                record.unwritten = true;
            }
        }
        record
    }
}

#[cfg(test)]
mod tests;
