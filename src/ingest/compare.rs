//! The seam to whoever compares two documents: what changed, counted by how much it weighs, and the note that tells it.

use std::path::Path;

/// What changed between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Changes that break a client.
    pub error: usize,
    /// Changes that may break one.
    pub warn: usize,
    /// Changes that break none.
    pub info: usize,
    /// What could not be decided.
    pub undecided: usize,
    /// `holdpoint-diff/v1`.
    pub json: String,
    /// The text that a migration note begins with, in Markdown.
    pub migration_note: String,
}

/// Why two documents could not be compared; fits after "failed to …".
#[derive(Debug, thiserror::Error)]
#[error("compare: {0}")]
pub struct NotCompared(pub String);

/// Compares two documents.
pub trait Compare {
    /// What changed from the old document to the new one.
    ///
    /// # Errors
    /// One of the two cannot be read.
    fn compare(&self, old: &Path, new: &Path) -> Result<Comparison, NotCompared>;
}
