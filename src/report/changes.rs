//! A comparison of contracts as people and programs read it: one file a form.

use serde_json::Value;

use crate::diff::change::{Change, Diff, Proof};
use crate::diff::level::Level;
use crate::model::verdict::Verdict;

pub mod github;
pub mod json;
pub mod markdown;
pub mod migration;
pub mod text;

/// A comparison, and how it is to be told.
#[derive(Debug)]
pub struct Report<'r> {
    /// What the old contract was called.
    pub old: &'r str,
    /// What the new contract was called.
    pub new: &'r str,
    /// Whether senders may send what their schema does not name.
    pub open_world: bool,
    /// Whether there is one row an operation.
    pub ungrouped: bool,
    /// The least level that is told of.
    pub least: Level,
    /// What was passed over: the id of the change, and why.
    pub passed_over: &'r [(String, String)],
    /// What it comes to.
    pub verdict: Verdict,
    /// The exit code with it.
    pub exit_code: u8,
    /// The changes.
    pub diff: &'r Diff,
}

/// One row of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOf<'r> {
    pub(super) change: &'r Change,
    /// The operations that the row is about.
    pub(super) operations: &'r [String],
}

impl RowOf<'_> {
    /// The operations in words: two are named, the others counted.
    pub(super) fn whose(&self) -> String {
        match self.operations {
            [] => "the whole contract".to_owned(),
            [one] => one.clone(),
            [one, other] => format!("{one}, {other}"),
            [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
        }
    }

    /// The value that shows it, where there is one.
    pub(super) fn witness(&self) -> Option<&Value> {
        match &self.change.proof {
            Proof::Witnessed(value) => Some(value),
            _ => None,
        }
    }
}

impl<'r> Report<'r> {
    /// The rows: one a change, or one for each of its operations.
    pub(super) fn rows(&self) -> Vec<RowOf<'r>> {
        let told = self.diff.changes.iter().filter(|change| change.level >= self.least);
        told.flat_map(|change| {
            let operations: Vec<&'r [String]> = if self.ungrouped && !change.operations.is_empty() {
                change.operations.chunks(1).collect()
            } else {
                vec![&change.operations[..]]
            };
            operations.into_iter().map(move |operations| RowOf { change, operations })
        })
        .collect()
    }

    /// How many rows there are of a level.
    pub(super) fn count(&self, level: Level) -> usize {
        self.rows().iter().filter(|row| row.change.level == level).count()
    }
}
