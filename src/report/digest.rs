//! What is kept of a run for a report that is written when it ends.

use std::sync::Arc;

use bytes::Bytes;

use crate::model::event::Event;
use crate::model::exchange::{Answer, Exchange};
use crate::model::outcome::{Outcome, Status};
use crate::model::record::{RunHead, SuiteRecord};

/// More cases than a summary tells of.
const MOST: usize = 100;

/// The cases worth a word, and what the suites came to.
#[derive(Debug, Default)]
pub(super) struct Digest {
    pub(super) head: Option<Arc<RunHead>>,
    pub(super) suites: Vec<Arc<SuiteRecord>>,
    pub(super) wrong: Vec<Arc<Outcome>>,
    pub(super) not_run: Vec<Arc<Outcome>>,
    pub(super) flaky: Vec<Arc<Outcome>>,
}

impl Digest {
    /// Takes notice of an event.
    pub(super) fn observe(&mut self, event: &Event) {
        match event {
            Event::RunStarted(head) => self.head = Some(head.clone()),
            Event::SuiteEnded(record) => {
                // The list of cases is not needed, and may be long.
                let cases = Vec::new();
                self.suites.push(Arc::new(SuiteRecord { cases, ..SuiteRecord::clone(record) }));
            }
            Event::CaseEnded(outcome) => {
                let list = match outcome.status {
                    Status::Passed => return,
                    Status::NotRun => &mut self.not_run,
                    Status::Flaky => &mut self.flaky,
                    _ => &mut self.wrong,
                };
                if list.len() < MOST {
                    list.push(slim(outcome));
                }
            }
            _ => {}
        }
    }
}

/// The outcome without the body of the answer, which no summary shows and which may be large.
fn slim(outcome: &Arc<Outcome>) -> Arc<Outcome> {
    let Some(seen) = &outcome.faulty else { return outcome.clone() };
    let result = match &seen.result {
        Ok(answer) => Ok(Answer::new(answer.status, answer.version, answer.headers.clone(), Bytes::new())),
        Err(failure) => Err(failure.clone()),
    };
    let faulty = Exchange {
        target: seen.target.clone(),
        mode: seen.mode,
        attempt: seen.attempt,
        started: seen.started,
        request: seen.request.clone(),
        result,
        timings: seen.timings,
        certificate: seen.certificate.clone(),
        hops: seen.hops.clone(),
        request_id: seen.request_id.clone(),
        traceparent: seen.traceparent.clone(),
    };
    Arc::new(Outcome { faulty: Some(Arc::new(faulty)), ..Outcome::clone(outcome) })
}
