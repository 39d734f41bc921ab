//! What a reporter is given, and the form of the function that makes one.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::event::Sink;
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// Makes a reporter; a place that cannot be written to is said before anything is sent.
pub type Make = fn(&Setup) -> Result<Box<dyn Sink + Send>, String>;

/// Where a report goes.
#[derive(Debug, Clone)]
pub enum Destination {
    /// The standard output; when its reader goes away, the report ends quietly.
    Stdout,
    /// The standard error.
    Stderr,
    /// A file, made anew with the folders above it.
    Path(PathBuf),
    /// Memory, for those who use this as a library.
    Memory(Memory),
}

/// Text that is kept in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    /// What was written so far.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    pub(super) fn push(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
    }
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// What is wrong, and the verdict.
    Quiet,
    /// The usual.
    Normal,
    /// All of it, however long.
    Verbose,
}

/// What a reporter is given.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where the report goes.
    pub out: Destination,
    /// What masks secrets.
    pub redactor: Arc<Redactor>,
    /// The exit code of a verdict.
    pub exit_code: fn(Verdict) -> u8,
    /// Whether colours may be used.
    pub colours: bool,
    /// Whether a person watches: progress is shown while the run goes on.
    pub tty: bool,
    /// How many columns there are.
    pub width: usize,
    /// How much is told.
    pub talk: Talk,
    /// The folder of ledgers as people know it, where artifacts are written.
    pub ledgers: Option<PathBuf>,
    /// The file of `GITHUB_STEP_SUMMARY`.
    pub step_summary: Option<PathBuf>,
}

impl Setup {
    /// A plain report for programs and logs.
    #[must_use]
    pub fn new(out: Destination, redactor: Arc<Redactor>, exit_code: fn(Verdict) -> u8) -> Self {
        Self {
            out,
            redactor,
            exit_code,
            colours: false,
            tty: false,
            width: 100,
            talk: Talk::Normal,
            ledgers: None,
            step_summary: None,
        }
    }
}

#[cfg(test)]
mod tests;
