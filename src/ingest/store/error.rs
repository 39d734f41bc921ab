//! What can go wrong in the store.

use std::io;
use std::path::{Path, PathBuf};

use crate::artifact::error::Error as Artifact;

/// Why the store could not be read or written; each fits after "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused.
    #[error("{action} {}: {cause}", path.display())]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: io::Error,
    },
    /// The file is there, with other bytes.
    #[error("write {}: it is there with other bytes, and is never overwritten", .0.display())]
    Other(PathBuf),
    /// The log.
    #[error(transparent)]
    Log(#[from] Artifact),
    /// A value has no JSON form.
    #[error("write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// For `map_err` on an operation of the file system.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { action, path, cause }
    }
}
