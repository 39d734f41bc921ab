//! Proves a store unmodified: its log, each file that the log names, and no file beside them.

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha256};

use super::error::Error;
use super::{LATEST, Store, documents, envelope, latest, log, signature};

/// What a store was found to be.
#[derive(Debug)]
pub struct Verified {
    /// How many versions its log names.
    pub versions: usize,
    /// How many lines its log has.
    pub lines: u64,
    /// How many signatures were verified.
    pub signatures: usize,
    /// What is wrong with it.
    pub faults: Vec<String>,
}

/// Everything that is wrong with a store; nothing where it is as it was written.
///
/// # Errors
/// A file is there and cannot be read.
pub fn all(store: &Store, key: Option<&VerifyingKey>) -> Result<Verified, Error> {
    let past = log::read(store, key)?;
    let mut faults = past.faults.clone();
    let kept: Vec<(String, String)> = past.stored.keys().flat_map(|version| past.files(version)).collect();
    let envelopes = past.signed.iter().map(|(file, sha256)| (signature(file), sha256.clone()));
    let named: Vec<(String, String)> = kept.iter().cloned().chain(envelopes).collect();
    for (file, sha256) in &named {
        match digest(store, file)? {
            None => faults.push(format!("{file}: it is not there")),
            Some(found) if found != *sha256 => {
                faults.push(format!("{file}: its bytes are not those that log.jsonl names"));
            }
            Some(_) => {}
        }
    }
    for file in documents(store)? {
        if !named.iter().any(|(known, _)| *known == file) {
            faults.push(format!("{file}: log.jsonl does not name it"));
        }
    }
    match (latest::wanted(&past), std::fs::read(store.at(LATEST)).ok()) {
        (wanted, there) if wanted == there => {}
        (_, None) => faults.push(format!("{LATEST}: it is not there")),
        _ => faults.push(format!("{LATEST}: it is not what log.jsonl says")),
    }
    let mut signatures = 0;
    if let Some(key) = key {
        for (file, sha256) in &kept {
            match envelope::verify(store, file, sha256, key) {
                Ok(()) => signatures += 1,
                Err(what) => faults.push(what),
            }
        }
    }
    Ok(Verified { versions: past.stored.len(), lines: past.lines, signatures, faults })
}

/// The SHA-256 of a file of the store; none where it is not there.
///
/// # Errors
/// The file is there and cannot be read.
pub fn digest(store: &Store, file: &str) -> Result<Option<String>, Error> {
    let path = store.at(file);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(HEXLOWER.encode(&Sha256::digest(bytes)))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", &path)(error)),
    }
}
