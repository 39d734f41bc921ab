//! Verifies all artifacts of a folder: chains, evidence, and the heads that show a removed tail.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ed25519_dalek::VerifyingKey;

use super::append::Head;
use super::error::Error;
use super::layout::Layout;
use super::lines;
use super::read::{self, Fault, FaultKind};

/// Everything that is wrong with a folder of artifacts; nothing where it is as it was written.
///
/// # Errors
/// Where a file or folder cannot be read.
pub fn all(layout: &Layout, key: Option<&VerifyingKey>) -> Result<Vec<Fault>, Error> {
    let mut faults = Vec::new();
    for path in ledgers(layout)? {
        let mut named = Vec::new();
        let found = read::ledger(&path, key, |entry| named.extend(entry.line.evidence))?;
        faults.extend(found.into_iter().map(|fault| Fault { file: layout.relative(Path::new(&fault.file)), ..fault }));
        for evidence in named {
            let fault = read::evidence(layout.root(), &evidence)?;
            // A run of many suites is one file.
            faults.extend(fault.filter(|fault| !faults.contains(fault)));
        }
    }
    faults.extend(heads(layout)?);
    Ok(faults)
}

/// What is wrong between the ledgers and the heads that were kept of them.
///
/// # Errors
/// Where a file cannot be read.
pub fn heads(layout: &Layout) -> Result<Vec<Fault>, Error> {
    let path = layout.heads();
    let shown = layout.relative(&path);
    let mut faults = Vec::new();
    if !path.is_file() {
        let fault = Fault { file: shown, line: None, kind: FaultKind::Missing };
        return Ok(if ledgers(layout)?.is_empty() { faults } else { vec![fault] });
    }
    let mut wanted: BTreeMap<String, BTreeMap<u64, String>> = BTreeMap::new();
    lines::each(&path, |raw| {
        match serde_json::from_slice::<Head>(raw.bytes) {
            Ok(head) if !raw.torn => {
                wanted.entry(head.file).or_default().insert(head.lines, head.head);
            }
            _ => faults.push(Fault { file: shown.clone(), line: Some(raw.number), kind: FaultKind::Torn }),
        }
        Ok(())
    })?;
    for (file, mut heads) in wanted {
        let Some(path) = read::within(layout.root(), &file).filter(|path| path.is_file()) else {
            faults.push(Fault { file, line: None, kind: FaultKind::Missing });
            continue;
        };
        lines::each(&path, |raw| {
            if heads.get(&raw.number).is_some_and(|head| *head == raw.sha256()) {
                heads.remove(&raw.number);
            }
            Ok(())
        })?;
        let left = heads.into_keys().map(|line| Fault { file: file.clone(), line: Some(line), kind: FaultKind::Head });
        faults.extend(left);
    }
    Ok(faults)
}

/// Every ledger, by day and name.
///
/// # Errors
/// Where a folder cannot be read.
pub fn ledgers(layout: &Layout) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for day in entries(layout.ledgers())? {
        if day.is_dir() {
            found.extend(entries(&day)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl")));
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let list = std::fs::read_dir(folder).map_err(Error::io("read", folder))?;
    list.map(|entry| entry.map(|entry| entry.path()).map_err(Error::io("read", folder))).collect()
}

#[cfg(test)]
mod tests;
