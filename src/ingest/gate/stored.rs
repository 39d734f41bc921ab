//! `stored`: the version is in the store, as it was stored.

use super::api::Demand;
use crate::ingest::event::{Done, Stop};
use crate::ingest::stage::api::unwritten;
use crate::ingest::store::envelope;
use crate::ingest::store::verify::digest;

pub(super) static DEMAND: Demand = Demand {
    id: "stored",
    summary: "The version is in the store, with the digests that the log names.",
    docs: r"The log has to be whole, and the files of the version have the bytes that it names, and their signatures where
`HOLDPOINT_SIGNING_KEY_FILE` names a key. A version that was never stored is red: nothing more is asked of it.
",
    look: |subject| {
        Box::pin(async move {
            let files = subject.past.files(subject.version);
            if files.is_empty() {
                return Err(Stop::failed(format!("{} is not in the store", subject.version)));
            }
            let store = &subject.options.store;
            for (file, sha256) in &files {
                if digest(store, file).map_err(unwritten)?.as_ref() != Some(sha256) {
                    return Err(Stop::failed(format!("the store was changed: {file} is not what was stored")));
                }
                if let Some(signer) = &subject.options.signer {
                    envelope::verify(store, file, sha256, &signer.verifier())
                        .map_err(|what| Stop::failed(format!("the store was changed: {what}")))?;
                }
            }
            Ok(Done::passed(format!("{} as it was stored", subject.version)))
        })
    },
};
