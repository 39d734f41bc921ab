//! The log of a store: one chained line for everything that became of it, from which all that is known of it is read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::{LOG, Store, diff, document};
use crate::artifact::append::{self, ZEROS};
use crate::artifact::layout::Layout;
use crate::artifact::sign::{Signer, is_signed_by};
use crate::artifact::{lines, verify};

/// The version of a line's form.
pub const SCHEMA: &str = "holdpoint-store/v1";

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What {
    /// A version was stored.
    Stored(Stored),
    /// A version was compared with the one before it.
    Compared(Compared),
    /// A file was signed.
    Signed {
        /// The file, from the store's folder.
        file: String,
        /// The SHA-256 of the envelope's bytes.
        sha256: String,
    },
    /// A version became the latest.
    Latest {
        /// The version.
        version: Version,
    },
    /// The latest is an earlier one again.
    RolledBack {
        /// The version that was the latest.
        from: Version,
        /// The one that is.
        to: Version,
        /// Who approved it, and why.
        approval: String,
    },
}

/// A version that was stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// The version.
    pub version: Version,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Where it came from, without credentials.
    pub url: String,
    /// The repository that dispatched it.
    pub source: String,
    /// What it claims to change: `major`, `minor`, `patch`.
    pub change_type: String,
    /// When it was dispatched, where that was said.
    pub dispatched: Option<Timestamp>,
}

/// A version that was compared with the one before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The version before.
    pub from: Version,
    /// The version.
    pub to: Version,
    /// The SHA-256 of the comparison's bytes.
    pub sha256: String,
    /// Changes that break a client.
    pub error: usize,
    /// Changes that may break one.
    pub warn: usize,
    /// Changes that break none.
    pub info: usize,
    /// What could not be decided.
    pub undecided: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    schema: String,
    at: Timestamp,
    #[serde(flatten)]
    what: What,
    prev: String,
}

/// What is known of a store.
#[derive(Debug, Default)]
pub struct Past {
    /// Each version, and when it was stored.
    pub stored: BTreeMap<Version, (Timestamp, Stored)>,
    /// Each comparison, by the later version.
    pub compared: BTreeMap<Version, Compared>,
    /// The digest of each envelope, by the file that it is about.
    pub signed: BTreeMap<String, String>,
    /// The latest version, and since when it is.
    pub latest: Option<(Timestamp, Version)>,
    /// Versions that were the latest once.
    pub were_latest: Vec<Version>,
    /// How many lines there are.
    pub lines: u64,
    /// What is wrong with the log.
    pub faults: Vec<String>,
}

impl Past {
    /// The stored version before another one, by precedence.
    #[must_use]
    pub fn before(&self, version: &Version) -> Option<&Version> {
        self.stored.keys().rev().find(|known| *known < version)
    }

    /// The files of a version that never change, from the store's folder, each with its digest.
    #[must_use]
    pub fn files(&self, version: &Version) -> Vec<(String, String)> {
        let stored = self.stored.get(version).map(|(_, stored)| (document(version), stored.sha256.clone()));
        let compared = self.compared.get(version).map(|one| (diff(&one.from, &one.to), one.sha256.clone()));
        stored.into_iter().chain(compared).collect()
    }

    fn take(&mut self, at: Timestamp, what: What) {
        match what {
            What::Stored(stored) => {
                self.stored.insert(stored.version.clone(), (at, stored));
            }
            What::Compared(compared) => {
                self.compared.insert(compared.to.clone(), compared);
            }
            What::Signed { file, sha256 } => {
                self.signed.insert(file, sha256);
            }
            What::Latest { version } | What::RolledBack { to: version, .. } => {
                self.were_latest.push(version.clone());
                self.latest = Some((at, version));
            }
        }
    }
}

/// Reads a store's log; what is wrong with it is among what is known.
///
/// # Errors
/// A file cannot be read.
pub fn read(store: &Store, key: Option<&ed25519_dalek::VerifyingKey>) -> Result<Past, Error> {
    let path = store.at(LOG);
    let mut past = Past::default();
    if path.is_file() {
        let mut prev = ZEROS.to_owned();
        past.lines = lines::each(&path, |raw| {
            let before = std::mem::replace(&mut prev, raw.sha256());
            let mut fault = |what: &str| past.faults.push(format!("{LOG}:{}: {what}", raw.number));
            match serde_json::from_slice::<Line>(raw.bytes) {
                // Whoever was killed while writing left it; the next line names its bytes.
                Err(error) if error.is_eof() => {}
                Err(error) => fault(&format!("the line is none of {SCHEMA}: {error}")),
                Ok(line) if line.prev != before => fault("the line before it was changed, removed or put in"),
                Ok(line) if line.schema != SCHEMA => fault(&format!("the line's schema is {}", line.schema)),
                Ok(line) => {
                    if key.is_some_and(|key| !is_signed_by(raw.bytes, key)) {
                        fault("the line bears no signature of the key");
                    }
                    past.take(line.at, line.what);
                }
            }
            Ok(())
        })?;
        if !layout(store).heads().is_file() {
            past.faults.push("heads.jsonl: it is not there".to_owned());
        }
    }
    past.faults.extend(verify::heads(&layout(store))?.iter().map(ToString::to_string));
    Ok(past)
}

/// Appends a line, signed where there is a key, and syncs it.
///
/// # Errors
/// A file cannot be written.
pub fn append(store: &Store, what: &What, signer: Option<&Signer>) -> Result<Timestamp, Error> {
    let path = store.at(LOG);
    let at = Timestamp::now();
    append::append(&path, LOG, &layout(store).heads(), |before, line| {
        let written = Line { schema: SCHEMA.into(), at, what: what.clone(), prev: before.prev.clone() };
        serde_json::to_writer(&mut *line, &written).map_err(crate::artifact::error::Error::Json)?;
        if let Some(signer) = signer {
            signer.sign(line);
        }
        Ok(())
    })?;
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(Error::io("write", &path))?;
    Ok(at)
}

/// The store as a folder of artifacts: its heads lie beside its log.
fn layout(store: &Store) -> Layout {
    let ledgers: PathBuf = store.at("ledgers");
    Layout::new(ledgers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(version: &str) -> What {
        What::Stored(Stored {
            version: version.parse().unwrap(),
            sha256: "0".repeat(64),
            url: "https://specs.example.test/openapi.json".into(),
            source: "example/tools".into(),
            change_type: "minor".into(),
            dispatched: None,
        })
    }

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        for text in ["1.0.0", "1.10.0", "1.9.0"] {
            append(&store, &stored(text), None).unwrap();
        }
        append(&store, &What::Latest { version: version("1.10.0") }, None).unwrap();
        (folder, store)
    }

    #[test]
    fn what_was_written_is_known_again_and_order_is_that_of_versions() {
        let (_folder, store) = store();
        let past = read(&store, None).unwrap();
        assert_eq!(past.faults, Vec::<String>::new());
        assert_eq!(past.before(&version("1.10.0")), Some(&version("1.9.0")));
        assert_eq!(past.before(&version("1.0.0")), None);
        assert_eq!(past.latest.unwrap().1, version("1.10.0"));
    }

    #[test]
    fn what_is_changed_removed_or_cut_off_shows() {
        for (what, change) in [
            ("was changed", (|text| text.replacen("1.9.0", "1.9.1", 1)) as fn(&str) -> String),
            ("was changed", |text| text.split_inclusive('\n').skip(1).collect()),
            ("heads.jsonl names", |text| text.split_inclusive('\n').take(3).collect()),
            ("is none of", |text| text.replacen("\"stored\"", "\"stolen\"", 1)),
        ] {
            let (_folder, store) = store();
            let path = store.at(LOG);
            let changed = change(&std::fs::read_to_string(&path).unwrap());
            std::fs::write(&path, changed).unwrap();
            let faults = read(&store, None).unwrap().faults;
            assert!(faults.iter().any(|fault| fault.contains(what)), "{what}: {faults:?}");
        }
        let (_folder, store) = store();
        std::fs::remove_file(store.at("heads.jsonl")).unwrap();
        assert_eq!(read(&store, None).unwrap().faults, ["heads.jsonl: it is not there"]);
    }

    #[test]
    fn a_torn_line_is_closed_off_and_no_fault() {
        let (_folder, store) = store();
        let path = store.at(LOG);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"schema\": \"holdpoint-st");
        std::fs::write(&path, text).unwrap();
        append(&store, &stored("2.0.0"), None).unwrap();
        let past = read(&store, None).unwrap();
        assert_eq!(past.faults, Vec::<String>::new());
        assert!(past.stored.contains_key(&version("2.0.0")) && past.stored.len() == 4);
    }
}
