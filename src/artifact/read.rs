//! Reads a ledger line by line, and holds its chain, its signatures and its evidence to what they claim.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use super::append::ZEROS;
use super::error::Error;
use super::lines;
use super::sign;
use super::wire::ledger::{Evidence, Ledger};
use super::wire::part::LEDGER;

/// What is wrong with an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Which line, from 1; none where it is the whole file.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// The ways in which an artifact can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The line has no newline, or is no JSON: its writer was stopped in the middle.
    Torn,
    /// The line is JSON, but no line of this version.
    Foreign(String),
    /// The line before is another one than this line names.
    Chain,
    /// The ledger no longer reaches a head, or has another line there.
    Head,
    /// The file that is named is not there.
    Missing,
    /// The evidence has other bytes than the ledger names.
    Altered,
    /// The line bears no signature of the key.
    Unsigned,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.kind {
            FaultKind::Torn => f.write_str(": the line is torn: its writer was stopped in the middle"),
            FaultKind::Foreign(why) => write!(f, ": the line is none of {LEDGER}: {why}"),
            FaultKind::Chain => f.write_str(": the line before it was changed, removed or put in"),
            FaultKind::Head => f.write_str(": it does not hold the line that heads.jsonl names"),
            FaultKind::Missing => f.write_str(": it is not there"),
            FaultKind::Altered => f.write_str(": its bytes are not those that the ledger names"),
            FaultKind::Unsigned => f.write_str(": the line bears no signature of the key"),
        }
    }
}

/// One whole line of a ledger.
#[derive(Debug)]
pub struct Entry {
    /// Which line, from 1.
    pub number: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What it says.
    pub line: Ledger<'static>,
}

/// Gives each whole line to `each`, and returns what is wrong with the others and with the chain.
///
/// # Errors
/// Where the file cannot be read.
pub fn ledger(path: &Path, key: Option<&VerifyingKey>, mut each: impl FnMut(Entry)) -> Result<Vec<Fault>, Error> {
    let mut faults = Vec::new();
    let mut prev = ZEROS.to_owned();
    lines::each(path, |raw| {
        let mut fault = |kind| faults.push(Fault { file: path.display().to_string(), line: Some(raw.number), kind });
        let sha256 = raw.sha256();
        let before = std::mem::replace(&mut prev, sha256.clone());
        match serde_json::from_slice::<Ledger<'static>>(raw.bytes) {
            _ if raw.torn => fault(FaultKind::Torn),
            Ok(line) => {
                if line.prev != before {
                    fault(FaultKind::Chain);
                }
                if key.is_some_and(|key| !sign::is_signed_by(raw.bytes, key)) {
                    fault(FaultKind::Unsigned);
                }
                if line.schema == LEDGER {
                    each(Entry { number: raw.number, sha256, line });
                } else {
                    fault(FaultKind::Foreign(format!("its schema is {}", line.schema)));
                }
            }
            Err(error) if error.is_data() => fault(FaultKind::Foreign(error.to_string())),
            Err(_) => fault(FaultKind::Torn),
        }
        Ok(())
    })?;
    Ok(faults)
}

/// What is wrong with the evidence that a ledger's line names, read from the folder that holds ledgers and runs.
///
/// # Errors
/// Where the file is there but cannot be read.
pub fn evidence(root: &Path, named: &Evidence<'_>) -> Result<Option<Fault>, Error> {
    let fault = |kind| Some(Fault { file: named.file.clone().into_owned(), line: None, kind });
    // A ledger may be anyone's: it names no file outside of the folder.
    let Some(path) = within(root, &named.file) else { return Ok(fault(FaultKind::Missing)) };
    if !path.is_file() {
        return Ok(fault(FaultKind::Missing));
    }
    let mut hash = Sha256::new();
    let lines = lines::each(&path, |raw| {
        hash.update(raw.bytes);
        if !raw.torn {
            hash.update(b"\n");
        }
        Ok(())
    })?;
    let same = lines == named.lines && HEXLOWER.encode(&hash.finalize()) == named.sha256;
    Ok(if same { None } else { fault(FaultKind::Altered) })
}

/// A path below `root`, where `relative` is one that stays there.
pub(super) fn within(root: &Path, relative: &str) -> Option<PathBuf> {
    let path = Path::new(relative);
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| root.join(path))
}
