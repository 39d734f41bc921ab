//! What can go wrong while artifacts are written or read.

use std::io;
use std::path::{Path, PathBuf};

/// Why an artifact could not be written or read; each fits after "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused.
    #[error("{action} {path}: {cause}")]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// The file.
        path: String,
        /// The cause.
        cause: io::Error,
    },
    /// Two suites would write one file.
    #[error("keep the ledgers of {first} and {second} apart: both would be {file}")]
    Collision {
        /// One suite.
        first: String,
        /// The other.
        second: String,
        /// The file.
        file: String,
    },
    /// A line would have given a secret away.
    #[error("write a line of {kind} without giving away the secret {name}")]
    Leak {
        /// The line's type.
        kind: String,
        /// The secret's name.
        name: String,
    },
    /// A value has no JSON form.
    #[error("write a line as JSON: {0}")]
    Json(serde_json::Error),
    /// The signing key is no PKCS#8 PEM of an ed25519 key.
    #[error("read the signing key {path}: {cause}")]
    Key {
        /// The file.
        path: String,
        /// The cause, without a byte of the key.
        cause: String,
    },
    /// A line is not what it should be.
    #[error("read {path}:{line}: {cause}")]
    Line {
        /// The file.
        path: String,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
    },
    /// A sink that is fed from evidence failed.
    #[error("replay into {name}: {cause}")]
    Sink {
        /// The sink.
        name: String,
        /// In its words.
        cause: String,
    },
}

impl Error {
    /// For `map_err` on an I/O operation.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path: PathBuf = path.to_owned();
        move |cause| Self::Io { action, path: path.display().to_string(), cause }
    }
}
