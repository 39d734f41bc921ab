//! `store`: the document is put in its place, once and for ever.

use super::api::{Stage, unwritten};
use crate::artifact::conceal;
use crate::ingest::event::Done;
use crate::ingest::store::document;
use crate::ingest::store::log::{Stored, What};
use crate::ingest::store::publish::{self, Written};

pub(super) static STAGE: Stage = Stage {
    id: "store",
    summary: "The document is stored write-once, and the log says so.",
    docs: r"The bytes go to `history/openapi-{version}.json`: written under another name in the same folder, synced, and then named so
that no file can be overwritten; read-only from then on. The chained `log.jsonl` names the digest. A run that is killed
leaves the whole file or none, and the next one goes on where it stopped.
",
    act: |work| {
        Box::pin(async move {
            let (payload, store) = (work.payload()?, &work.options.store);
            let file = document(&payload.version);
            let written = publish::once(&store.at(&file), work.document()?).map_err(unwritten)?;
            let is_logged = work.past()?.stored.contains_key(&payload.version);
            let stored = Stored {
                version: payload.version.clone(),
                sha256: payload.checksum.clone(),
                url: conceal::url(&payload.url, &work.options.redactor).into_owned(),
                source: payload.repository.clone(),
                change_type: payload.change.name().to_owned(),
                dispatched: payload.dispatched,
            };
            match (written, is_logged) {
                (Written::Same, true) => Ok(Done::skipped(format!("{file} is there"))),
                _ => {
                    work.note(&What::Stored(stored))?;
                    Ok(Done::passed(file))
                }
            }
        })
    },
};
