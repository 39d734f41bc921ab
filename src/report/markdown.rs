//! A run as a note for a pull request or a runbook.

use super::api::{Make, Setup};
use super::digest::Digest;
use super::note;
use super::out::Out;
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::shape::Shape;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "markdown",
    summary: "a note for a pull request or a runbook",
    docs: "The verdict, a table of suites, and for each case that did not pass what was expected, what was there, why it \
           matters and how to try it again.\n\n\
           ```yaml\n# holdpoint run --report markdown=note.md\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Markdown { out: Out::open(setup)?, setup: setup.clone(), digest: Digest::default() })),
};

struct Markdown {
    out: Out,
    setup: Setup,
    digest: Digest,
}

impl Sink for Markdown {
    fn name(&self) -> String {
        format!("report markdown to {}", self.out.name())
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        self.digest.observe(event);
        match event {
            Event::RunEnded(record) => self.out.text(&note::render(&self.digest, record, &self.setup)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
