//! Contracts that are read once, however many suites and steps name them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::conform::Contract;
use super::document::Loading;
use crate::model::diagnostic::Diagnostic;

/// Contracts by their file and what they may refer to, in the order in which they were first asked for.
#[derive(Debug, Default)]
pub struct Shelf {
    read: Mutex<Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    /// The path that the file has however it was written.
    file: PathBuf,
    loading: String,
    opened: Opened,
}

/// A contract, and what of it was left out because it cannot be read; or why there is none.
pub type Opened = Result<(Arc<Contract>, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Shelf {
    /// The contract in a file, with what of it cannot be read.
    ///
    /// # Errors
    /// Why there is none, the same each time.
    pub fn open(&self, path: &Path, loading: &Loading) -> Opened {
        let of = format!("{loading:?}");
        let is_it = |entry: &&Entry| entry.path == path && entry.loading == of;
        if let Some(known) = self.read().iter().find(is_it) {
            return known.opened.clone();
        }
        let opened = match Contract::load(path, loading) {
            Ok((contract, left_out)) => Ok((Arc::new(contract), left_out.into_vec())),
            Err(found) => Err(found.into_vec()),
        };
        let entry = Entry { path: path.to_owned(), file: file(path), loading: of, opened: opened.clone() };
        self.read().push(entry);
        opened
    }

    /// What was asked for so far, each file once: as it was first asked for.
    #[must_use]
    pub fn opened(&self) -> Vec<Opened> {
        let read = self.read();
        let is_first = |at: usize| read[..at].iter().all(|before| before.file != read[at].file);
        (0..read.len()).filter(|at| is_first(*at)).map(|at| read[at].opened.clone()).collect()
    }

    /// Whether a file was asked for, however its path was written.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        let file = file(path);
        self.read().iter().any(|entry| entry.file == file)
    }

    fn read(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
