//! What a watching person sees while a run goes on: what is running, how much is done, who is slowest.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::wording::{plain, took};
use crate::model::event::Event;
use crate::model::id::CaseId;
use crate::value::redact::Redactor;

/// One line at the bottom of a terminal, on the standard error; nothing at all where no one watches.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    running: VecDeque<CaseId>,
    slowest: Option<(Arc<str>, Duration)>,
    redactor: Arc<Redactor>,
    width: usize,
}

impl Progress {
    pub(super) fn new(watched: bool, width: usize, redactor: Arc<Redactor>) -> Self {
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            // A template that does not parse is a line without a form, no reason to stop.
            if let Ok(style) = ProgressStyle::with_template("  {pos}/{len}  {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, running: VecDeque::new(), slowest: None, redactor, width }
    }

    /// Takes notice of an event.
    pub(super) fn observe(&mut self, event: &Event) {
        let Some(bar) = &self.bar else { return };
        match event {
            Event::RunStarted(head) => bar.set_length(head.planned()),
            Event::CaseStarted(id) => self.running.push_back(id.clone()),
            Event::Exchanged { exchange, .. } => {
                let took = exchange.timings.total;
                if self.slowest.as_ref().is_none_or(|(_, slowest)| took > *slowest) {
                    self.slowest = Some((exchange.target.clone(), took));
                }
                return;
            }
            Event::CaseEnded(outcome) => {
                self.running.retain(|id| *id != outcome.id);
                bar.inc(1);
            }
            Event::Interrupted => bar.println("stopping: no new case starts; once more stops at once"),
            Event::SuiteEnded(_) => return,
            Event::RunEnded(_) => {
                bar.finish_and_clear();
                return;
            }
        }
        bar.set_message(self.message());
    }

    /// The words behind the numbers: the case that has run for longest comes first.
    fn message(&self) -> String {
        let mut said = String::new();
        if let Some(first) = self.running.front() {
            said.push_str(&plain(&first.to_string(), self.width.saturating_sub(40).max(20), &self.redactor));
            if self.running.len() > 1 {
                let _ = write!(said, " and {} more", self.running.len() - 1);
            }
        }
        if let Some((target, span)) = &self.slowest {
            let _ = write!(said, " · slowest {target} {}", took(*span));
        }
        said
    }

    /// Does something while the line is out of the way.
    pub(super) fn aside<T>(&self, what: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(what),
            None => what(),
        }
    }
}
