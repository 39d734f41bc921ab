//! What a service gave where a file of the suite says otherwise, or nothing: what the file would have to say.

use std::path::PathBuf;

use serde_json::Value;

/// An entry of a file of pins, as a run saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The file.
    pub file: PathBuf,
    /// The name of the entry.
    pub entry: String,
    /// What was there: a list of items.
    pub value: Value,
}
