//! Keeps what was answered in a run, by case and step, to be compared with another run of the same cases.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::event::{Event, Sink};
use crate::model::exchange::Exchange;
use crate::model::outcome::Status;

/// What a case asked and was answered.
#[derive(Debug, Default)]
pub struct Seen {
    /// Its steps in the order of their first exchange, each with all of its exchanges.
    pub steps: Vec<(Arc<str>, Vec<Arc<Exchange>>)>,
    /// How it ended, and why it was not run or did not hold; none while it has not ended.
    pub ended: Option<(Status, Option<String>)>,
}

/// Every case by its id.
pub type Cases = BTreeMap<String, Seen>;

/// A sink that keeps what it is told.
#[derive(Debug, Clone, Default)]
pub struct Keeper(Arc<Mutex<Cases>>);

impl Keeper {
    /// What was kept; it is empty afterwards.
    #[must_use]
    pub fn take(&self) -> Cases {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for Keeper {
    fn name(&self) -> String {
        "comparison".into()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        let mut cases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Exchanged { case, step, exchange } => {
                let steps = &mut cases.entry(case.text()).or_default().steps;
                match steps.iter_mut().find(|(known, _)| known == step) {
                    Some((_, exchanges)) => exchanges.push(exchange.clone()),
                    None => steps.push((step.clone(), vec![exchange.clone()])),
                }
            }
            Event::CaseEnded(outcome) => {
                let seen = cases.entry(outcome.id.text()).or_default();
                seen.ended = Some((outcome.status, outcome.reason.clone()));
            }
            _ => {}
        }
        Ok(())
    }
}
