//! `note`: who is broken is told how to go on.

use super::api::Demand;
use crate::ingest::event::{Done, Stop};
use crate::ingest::store::{MARKER, note};

pub(super) static DEMAND: Demand = Demand {
    id: "note",
    summary: "The migration note of a version that breaks clients was edited by someone.",
    docs: r"The note begins as a template whose first line says that nobody has edited it. While that line stands there, or the note is
empty or gone, a version that breaks clients (or of which that could not be decided) is red. Edit
`notes/migration-{a}-to-{b}.md` in the store, and remove the line.
",
    look: |subject| {
        Box::pin(async move {
            let Some(compared) = subject.past.compared.get(subject.version) else {
                return Ok(Done::skipped("nothing was compared"));
            };
            if compared.error + compared.undecided == 0 {
                return Ok(Done::passed("nothing breaks: no note is needed"));
            }
            let file = note(&compared.from, &compared.to);
            let text = std::fs::read_to_string(subject.options.store.at(&file))
                .map_err(|error| Stop::failed(format!("the note {file} cannot be read: {error}")))?;
            if text.contains(MARKER) || text.trim().is_empty() {
                return Err(Stop::failed(format!("nobody has edited {file}, and the version breaks clients")));
            }
            Ok(Done::passed(format!("{file} was edited")))
        })
    },
};
