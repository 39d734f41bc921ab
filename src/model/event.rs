//! What happens in a run, in the one order that the dispatcher gives it.

use std::sync::Arc;

use super::exchange::Exchange;
use super::id::CaseId;
use super::outcome::Outcome;
use super::record::{RunHead, RunRecord, SuiteRecord};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The run starts.
    RunStarted(Arc<RunHead>),
    /// A case starts.
    CaseStarted(CaseId),
    /// A request was answered, or failed.
    Exchanged {
        /// The case.
        case: CaseId,
        /// The step, such as `2 (made)`.
        step: Arc<str>,
        /// What was sent and what came.
        exchange: Arc<Exchange>,
    },
    /// A case ended.
    CaseEnded(Arc<Outcome>),
    /// All cases of a suite ended.
    SuiteEnded(Arc<SuiteRecord>),
    /// A person asked to stop: no new case starts, `undo` still runs.
    Interrupted,
    /// The run ended.
    RunEnded(Arc<RunRecord>),
}

/// Someone who is told every event: a reporter, or the writer of artifacts.
pub trait Sink {
    /// What it is, for messages.
    fn name(&self) -> String;

    /// Takes notice of an event.
    ///
    /// # Errors
    /// In words, when what it has to write cannot be written. The run is then red.
    fn observe(&mut self, event: &Event) -> Result<(), String>;
}
