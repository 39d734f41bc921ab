//! `notes`: the comparison is kept, and a migration note is begun.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::api::{Stage, unwritten};
use crate::ingest::event::Done;
use crate::ingest::store::log::{Compared, What};
use crate::ingest::store::{MARKER, diff, note, publish};

pub(super) static STAGE: Stage = Stage {
    id: "notes",
    summary: "The comparison is kept, and a migration note is begun where there is none.",
    docs: r"`diff/diff-{a}-to-{b}.json` is written once, as the document is. `notes/migration-{a}-to-{b}.md` begins as a template with a
marker in its first line; a note that is there is never overwritten. While the marker stands in the note of a version
that breaks clients, the gate `publish` stays closed: say what clients have to do, and remove the line.
",
    act: |work| {
        Box::pin(async move {
            let version = work.payload()?.version.clone();
            let Some((from, compared)) = work.comparison.take() else {
                return Ok(Done::skipped("nothing new was compared"));
            };
            let store = &work.options.store;
            let file = diff(&from, &version);
            let written = note(&from, &version);
            publish::once(&store.at(&file), compared.json.as_bytes()).map_err(unwritten)?;
            let text = format!("{MARKER}\n\n{}\n", compared.migration_note.trim_end());
            let begun = publish::first(&store.at(&written), text.as_bytes()).map_err(unwritten)?;
            work.note(&What::Compared(Compared {
                from,
                to: version,
                sha256: HEXLOWER.encode(&Sha256::digest(compared.json.as_bytes())),
                error: compared.error,
                warn: compared.warn,
                info: compared.info,
                undecided: compared.undecided,
            }))?;
            let kept = if begun { "begun" } else { "kept as it was edited" };
            Ok(Done::passed(format!("{file}; {written} {kept}")))
        })
    },
};
