//! `sign`: document and comparison are signed, where there is a key.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::api::{Stage, unwritten};
use crate::ingest::event::Done;
use crate::ingest::store::log::What;
use crate::ingest::store::{envelope, publish, signature};

pub(super) static STAGE: Stage = Stage {
    id: "sign",
    summary: "The digests of document and comparison are signed (ed25519), where there is a key.",
    docs: r"With `HOLDPOINT_SIGNING_KEY_FILE` (an ed25519 key as PKCS#8 PEM) a DSSE envelope in `signatures/` is over the name and the
SHA-256 of the document, another over those of its comparison, and each line of the log is signed too. A store begins
with its key: with one, a line or a file without its signature counts as changed. Signatures are verified when a version
is read again, and `holdpoint ingest --verify-store` verifies all of them.
",
    act: |work| {
        Box::pin(async move {
            let version = work.payload()?.version.clone();
            if work.options.signer.is_none() {
                return Ok(Done::skipped("there is no key: HOLDPOINT_SIGNING_KEY_FILE names one"));
            }
            let mut made = Vec::new();
            for (file, sha256) in work.past()?.files(&version) {
                let (past, Some(signer)) = (work.past()?, &work.options.signer) else { continue };
                if past.signed.contains_key(&file) {
                    continue;
                }
                let (name, sealed) = (signature(&file), envelope::seal(&file, &sha256, signer));
                publish::once(&work.options.store.at(&name), &sealed).map_err(unwritten)?;
                work.note(&What::Signed { file, sha256: HEXLOWER.encode(&Sha256::digest(&sealed)) })?;
                made.push(name);
            }
            Ok(if made.is_empty() { Done::skipped("it is signed") } else { Done::passed(made.join(", ")) })
        })
    },
};
