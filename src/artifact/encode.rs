//! Events as lines of evidence.

use std::sync::Arc;

use super::error::Error;
use super::places::Places;
use super::seal::seal;
use super::wire::line::Line;
use super::wire::{case, exchange, run};
use crate::model::event::Event;
use crate::model::record::RunHead;
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// How much of a body's text is kept where no one says otherwise.
pub const BODY_LIMIT: usize = 16 * 1024;

/// Turns events into sealed lines, in a buffer that is used again.
#[derive(Debug)]
pub struct Encoder {
    redactor: Arc<Redactor>,
    exit_code: fn(Verdict) -> u8,
    body_limit: usize,
    head: Option<Arc<RunHead>>,
    places: Places,
    line: Vec<u8>,
    floor: Verdict,
}

impl Encoder {
    /// An encoder that keeps at most `body_limit` bytes of a body's text.
    #[must_use]
    pub fn new(redactor: Arc<Redactor>, exit_code: fn(Verdict) -> u8, body_limit: usize) -> Self {
        Self {
            redactor,
            exit_code,
            body_limit,
            head: None,
            places: Places::default(),
            line: Vec::with_capacity(8 * 1024),
            floor: Verdict::Green,
        }
    }

    /// The verdict is at least this one from now on.
    pub fn raise(&mut self, floor: Verdict) {
        self.floor = self.floor.max(floor);
    }

    /// Gives each line of an event, without its newline, to `write`. Not every event has one.
    ///
    /// # Errors
    /// What `write` says; or that a line was refused since it would have given a secret away, after the line that says
    /// so was written.
    pub fn encode(&mut self, event: &Event, write: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        match event {
            Event::RunStarted(head) => {
                self.head = Some(head.clone());
                self.line("run.start", &Line::RunStart(Box::new((&**head).into())), write)
            }
            Event::CaseStarted(_) => Ok(()),
            Event::Exchanged { case, step, exchange: seen } => {
                let redactor = self.redactor.clone();
                let wire = exchange::Exchange::of(case, step, seen, &redactor, self.body_limit);
                self.line("exchange", &Line::Exchange(Box::new(wire)), write)
            }
            Event::CaseEnded(outcome) => {
                for undone in &outcome.undone {
                    let id = outcome.id.text();
                    let (step, said) = (undone.step.as_str().into(), undone.said.as_str().into());
                    let undo = case::Undo { case: id.into(), step, said, failed: undone.failed };
                    self.line("undo", &Line::Undo(undo), write)?;
                }
                let wire = case::CaseEnd::of(outcome, &mut self.places);
                self.line("case.end", &Line::CaseEnd(Box::new(wire)), write)
            }
            Event::SuiteEnded(record) => {
                let head = self.head.clone();
                let suite = head.as_ref().and_then(|head| head.suites.get(record.suite));
                self.line("suite.end", &Line::SuiteEnd(run::SuiteEnd::of(record, suite)), write)
            }
            Event::Interrupted => self.line("interrupted", &Line::Interrupted {}, write),
            Event::RunEnded(record) => {
                let head = self.head.clone();
                let run = head.as_ref().map_or("", |head| &head.run);
                let end = run::RunEnd::of(run, record, self.floor, self.exit_code);
                self.line("run.end", &Line::RunEnd(end), write)
            }
        }
    }

    fn line(
        &mut self,
        kind: &str,
        line: &Line<'_>,
        write: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Err(error) = seal(line, kind, &self.redactor, &mut self.line) else { return write(&self.line) };
        self.raise(Verdict::Red);
        let refused = Line::Refused { reason: format!("failed to {error}") };
        self.line.clear();
        serde_json::to_writer(&mut self.line, &refused).map_err(Error::Json)?;
        write(&self.line)?;
        Err(error)
    }
}
