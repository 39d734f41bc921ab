//! The store of specifications: where everything in it lies, and the lock under which it changes.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use semver::Version;

use error::Error;

pub mod envelope;
pub mod error;
pub mod latest;
pub mod log;
pub mod publish;
pub mod verify;

/// A folder that holds each version of a document once.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// The store in a folder, which need not be there yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the store as it stands in its log.
    #[must_use]
    pub fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Makes the folders, and waits until nobody else changes the store; the lock lasts until it is dropped, also where a
    /// process is killed.
    ///
    /// # Errors
    /// A folder cannot be made, or the lock not be had.
    pub fn lock(&self) -> Result<Lock, Error> {
        for folder in [HISTORY, DIFFS, NOTES, SIGNATURES] {
            let folder = self.root.join(folder);
            std::fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        }
        let path = self.root.join(".lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(Error::io("open", &path))?;
        file.lock().map_err(Error::io("lock", &path))?;
        // Whoever was killed while writing left these, and nobody else can be writing now.
        for folder in [HISTORY, DIFFS, NOTES, SIGNATURES, ""] {
            publish::sweep(&self.root.join(folder))?;
        }
        Ok(Lock(file))
    }
}

/// The store is nobody else's while this lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "what is held is the lock, which goes with the file")] File);

const HISTORY: &str = "history";
const DIFFS: &str = "diff";
const NOTES: &str = "notes";
const SIGNATURES: &str = "signatures";

/// The line by which a note is known that nobody has edited yet.
pub const MARKER: &str = "<!-- holdpoint: nobody has edited this note; remove this line when you have -->";

/// The log, from the store's folder.
pub const LOG: &str = "log.jsonl";
/// What is known of the newest version, from the store's folder.
pub const LATEST: &str = "latest.json";

/// Where a version lies, from the store's folder.
#[must_use]
pub fn document(version: &Version) -> String {
    format!("{HISTORY}/openapi-{version}.json")
}

/// Where the comparison of two versions lies, from the store's folder.
#[must_use]
pub fn diff(old: &Version, new: &Version) -> String {
    format!("{DIFFS}/diff-{old}-to-{new}.json")
}

/// Where the migration note between two versions lies, from the store's folder.
#[must_use]
pub fn note(old: &Version, new: &Version) -> String {
    format!("{NOTES}/migration-{old}-to-{new}.md")
}

/// Where the signature of a file lies, both from the store's folder.
#[must_use]
pub fn signature(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    format!("{SIGNATURES}/{}.dsse.json", name.trim_end_matches(".json"))
}

/// Every document in the history, from the store's folder.
///
/// # Errors
/// The folder cannot be read.
pub fn documents(store: &Store) -> Result<Vec<String>, Error> {
    let folder = store.at(HISTORY);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
        let name = entry.map_err(Error::io("read", &folder))?.file_name().to_string_lossy().into_owned();
        if !publish::is_passing(&name) {
            found.push(format!("{HISTORY}/{name}"));
        }
    }
    found.sort();
    Ok(found)
}
