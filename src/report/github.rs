//! GitHub Actions: annotations at the lines of the suites, and the step's summary.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::api::{Make, Setup};
use super::digest::Digest;
use super::note;
use super::out::Out;
use super::wording::{label, plain};
use crate::model::event::{Event, Sink};
use crate::model::kind::Kind;
use crate::model::outcome::{Outcome, Status};
use crate::model::record::RunRecord;
use crate::model::shape::Shape;
use crate::value::redact::boundary;

/// The row of the table.
pub(super) static KIND: Kind<Make> = Kind {
    id: "github",
    summary: "annotations and the step summary of GitHub Actions",
    docs: "At most 10 annotations, which is what GitHub shows of a step, at the lines of the suites that demand what is \
           not there; and the same note as `markdown` at the end of `GITHUB_STEP_SUMMARY`, within its 1 MiB.\n\n\
           ```yaml\n# holdpoint run --report github\n```",
    schema: Shape::Text,
    compile: |setup| Ok(Box::new(Github { out: Out::open(setup)?, setup: setup.clone(), digest: Digest::default() })),
};

/// What GitHub shows of one step.
const ANNOTATIONS: usize = 10;
/// What GitHub takes as a summary.
const SUMMARY: usize = 1024 * 1024;
/// What stands where a summary was cut.
const CUT: &str = "\n\n… the rest is in the evidence.\n";

struct Github {
    out: Out,
    setup: Setup,
    digest: Digest,
}

impl Github {
    fn annotation(&self, outcome: &Outcome) -> String {
        let redactor = &self.setup.redactor;
        let place = outcome.findings.first().and_then(|finding| finding.place.as_ref()).unwrap_or(&outcome.place);
        let (line, column) = place.line_column();
        let command = if outcome.status.verdict() == Status::Inconclusive.verdict() { "warning" } else { "error" };
        let title = plain(&format!("{} {}", label(outcome.status), outcome.id), 200, redactor);
        let mut message = redactor.mask(outcome.reason.as_deref().unwrap_or(outcome.status.name())).into_owned();
        if let Some(why) = &outcome.why {
            message = format!("{message}\n{}", redactor.mask(why));
        }
        let (file, title, message) = (property(&place.source().name), property(&title), data(&message));
        format!("::{command} file={file},line={line},col={column},title={title}::{message}\n")
    }

    fn end(&mut self, record: &RunRecord) -> Result<(), String> {
        let lines: String =
            self.digest.wrong.iter().take(ANNOTATIONS).map(|outcome| self.annotation(outcome)).collect();
        if !lines.is_empty() {
            self.out.text(&lines)?;
        }
        let Some(path) = &self.setup.step_summary else { return Ok(()) };
        let text = note::render(&self.digest, record, &self.setup);
        let text = self.setup.redactor.mask(&text);
        if let Some(name) = self.setup.redactor.leaks(&text) {
            return Err(format!("failed to write the step summary without giving away the secret {name}"));
        }
        append(path, &text).map_err(|error| format!("failed to write {}: {error}", path.display()))
    }
}

/// Appends as much as there is room for: GitHub drops a summary that is too long as a whole.
fn append(path: &Path, note: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let taken = usize::try_from(file.metadata()?.len()).unwrap_or(SUMMARY);
    let room = SUMMARY.saturating_sub(taken);
    if note.len() <= room {
        return file.write_all(note.as_bytes());
    }
    let Some(room) = room.checked_sub(CUT.len()) else { return Ok(()) };
    file.write_all(&note.as_bytes()[..boundary(note, room)])?;
    file.write_all(CUT.as_bytes())
}

/// A message of a workflow command.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

impl Sink for Github {
    fn name(&self) -> String {
        "report github".to_owned()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        self.digest.observe(event);
        if let Event::RunEnded(record) = event { self.end(record) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
