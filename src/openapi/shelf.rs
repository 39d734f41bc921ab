//! Contracts that are read once, however many suites and steps name them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::conform::Contract;
use super::document::Loading;
use crate::model::diagnostic::Diagnostic;

/// Contracts by their file and what they may refer to.
#[derive(Debug, Default)]
pub struct Shelf {
    read: Mutex<HashMap<(PathBuf, String), Opened>>,
}

/// A contract, and what of it was left out because it cannot be read; or why there is none.
type Opened = Result<(Arc<Contract>, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Shelf {
    /// The contract in a file, with what of it cannot be read.
    ///
    /// # Errors
    /// Why there is none, the same each time.
    pub fn open(&self, path: &Path, loading: &Loading) -> Opened {
        let key = (path.to_owned(), format!("{loading:?}"));
        if let Some(known) = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let opened = match Contract::load(path, loading) {
            Ok((contract, left_out)) => Ok((Arc::new(contract), left_out.into_vec())),
            Err(found) => Err(found.into_vec()),
        };
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(key, opened.clone());
        opened
    }
}
