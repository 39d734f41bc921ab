//! Contracts that are read once, however many suites and steps name them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::conform::Contract;
use super::document::Loading;
use crate::model::diagnostic::Diagnostic;

/// Contracts by their file and what they may refer to, in the order in which they were first asked for.
#[derive(Debug, Default)]
pub struct Shelf {
    read: Mutex<Vec<(PathBuf, String, Opened)>>,
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
        let known = |read: &[(PathBuf, String, Opened)]| {
            read.iter().find(|(known, said, _)| known == path && *said == of).map(|(.., opened)| opened.clone())
        };
        if let Some(known) = known(&self.read()) {
            return known;
        }
        let opened = match Contract::load(path, loading) {
            Ok((contract, left_out)) => Ok((Arc::new(contract), left_out.into_vec())),
            Err(found) => Err(found.into_vec()),
        };
        self.read().push((path.to_owned(), of, opened.clone()));
        opened
    }

    /// Everything that was asked for so far, with its file.
    #[must_use]
    pub fn opened(&self) -> Vec<(PathBuf, Opened)> {
        self.read().iter().map(|(path, _, opened)| (path.clone(), opened.clone())).collect()
    }

    fn read(&self) -> MutexGuard<'_, Vec<(PathBuf, String, Opened)>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
