//! `duplicate`: a version that is known is the very same document.

use super::api::{Stage, past, unwritten};
use crate::ingest::event::{Done, Stop};
use crate::ingest::store::verify::digest;
use crate::ingest::store::{document, envelope};

pub(super) static STAGE: Stage = Stage {
    id: "duplicate",
    summary: "The version is new, or known with the same digest; a version has one digest for ever.",
    docs: r"The store is locked from here on, and its log is read: a chain that is broken is red. The same version with the same digest
is skipped with a warning, and what an earlier run was kept from (it was killed, the disk was full) is made good by the
stages that follow. The same version with another digest is always red: release a new version instead.
",
    act: |work| {
        Box::pin(async move {
            let store = work.options.store.clone();
            // Another one may hold the lock for as long as its hooks run.
            let lock = tokio::task::spawn_blocking(move || store.lock()).await;
            let lock = lock.map_err(|error| Stop::unknown(error.to_string()))?.map_err(unwritten)?;
            work.held = Some((lock, past(&work.options)?));
            let (payload, past, store) = (work.payload()?, work.past()?, &work.options.store);
            let file = document(&payload.version);
            let there = digest(store, &file).map_err(unwritten)?;
            let logged = past.stored.get(&payload.version).map(|(_, stored)| stored.sha256.clone());
            let other = |what: &str, sha256: &str| {
                Stop::failed(format!(
                    "{} is {what} with sha256 {sha256}; a version is never stored twice",
                    payload.version
                ))
            };
            match (logged, there) {
                (Some(logged), _) if logged != payload.checksum => Err(other("known", &logged)),
                (None, Some(there)) if there != payload.checksum => Err(other("there", &there)),
                (Some(_), None) => Err(Stop::failed(format!("the store was changed: {file} is gone"))),
                (Some(_), Some(there)) if there != payload.checksum => {
                    Err(Stop::failed(format!("the store was changed: {file} has sha256 {there}")))
                }
                (Some(_), Some(_)) => {
                    if let Some(signer) = &work.options.signer {
                        // What an earlier run was kept from signing is signed by this one.
                        let signed = past.files(&payload.version).into_iter();
                        for (file, sha256) in signed.filter(|(file, _)| past.signed.contains_key(file)) {
                            envelope::verify(store, &file, &sha256, &signer.verifier())
                                .map_err(|what| Stop::failed(format!("the store was changed: {what}")))?;
                        }
                    }
                    Ok(Done::skipped(format!("warning: {} was stored before, with the same digest", payload.version)))
                }
                (None, _) => Ok(Done::passed(format!("{} is new", payload.version))),
            }
        })
    },
};
