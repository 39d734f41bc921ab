//! `latest`: the version is made known as the latest, where it is a higher one.

use super::api::{Stage, unwritten};
use crate::ingest::event::Done;
use crate::ingest::store::latest;
use crate::ingest::store::log::What;

pub(super) static STAGE: Stage = Stage {
    id: "latest",
    summary: "`latest.json` moves forward to the version, and never back.",
    docs: r"`latest.json` holds `version`, `checksum`, `time` (since when it is the latest) and `url`. It moves only forward by semantic
versioning: a version that is ingested late leaves it where it is, and so does one that was the latest and was rolled
back from. Back goes only `holdpoint ingest --rollback-to VERSION --approve 'who: why'`.
",
    act: |work| {
        Box::pin(async move {
            let version = work.payload()?.version.clone();
            let past = work.past()?;
            let now = past.latest.as_ref().map(|(_, version)| version.clone());
            let was = past.were_latest.contains(&version);
            let moves = !was && now.as_ref().is_none_or(|now| *now < version);
            if moves {
                work.note(&What::Latest { version: version.clone() })?;
            }
            // Also where an earlier run came no further than the log.
            let written = latest::settle(&work.options.store, work.past()?).map_err(unwritten)?;
            Ok(match (moves, now) {
                (true, _) => Done::passed(format!("the latest is {version}")),
                (false, Some(now)) if written => Done::passed(format!("the latest is {now}, as the log has it")),
                (false, now) => {
                    let now = now.map_or_else(|| "none".to_owned(), |now| now.to_string());
                    Done::skipped(format!("the latest stays {now}"))
                }
            })
        })
    },
};
