//! A comparison of contracts as people and programs read it: one file a form.

use serde_json::Value;

use crate::diff::change::{Change, Diff, Proof};
use crate::diff::level::Level;
use crate::model::verdict::Verdict;
use crate::openapi::schema::Direction;

pub mod github;
pub mod html;
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
    /// What it means where there is no change.
    pub silence: Silence,
    /// Whether senders may send what their schema does not name.
    pub open_world: bool,
    /// Whether there is one row an operation.
    pub ungrouped: bool,
    /// The least level that is told of.
    pub least: Level,
    /// The least level that makes it red, as it is called on the command line.
    pub fail_on: &'r str,
    /// Each entry of the list of known changes, and what became of it.
    pub known: &'r [Known],
    /// What it comes to.
    pub verdict: Verdict,
    /// The exit code with it.
    pub exit_code: u8,
    /// The changes.
    pub diff: &'r Diff,
}

/// What it means where there is no change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Both documents are the same bytes.
    SameBytes,
    /// Both documents say the same.
    SameMeaning,
    /// There may be some that are never told, by the levels that were set for them.
    Hushed,
}

/// A change that is known, and let pass until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The id of the change, ours or oasdiff's.
    pub id: String,
    /// Only at this operation, such as `POST /orders`.
    pub operation: Option<String>,
    /// Why it is let pass.
    pub because: String,
    /// The last day on which it is, as it is written.
    pub until: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a known change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is there, and was let pass.
    Passed,
    /// It is there, and its day is over: it is told again.
    Expired,
    /// Nothing is like that.
    Unused,
}

impl Fate {
    /// Its name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Expired => "expired",
            Self::Unused => "unused",
        }
    }
}

impl Known {
    /// What became of it, in words.
    pub(super) fn said(&self) -> String {
        match self.fate {
            Fate::Passed => format!("let pass until {}: {}", self.until, self.because),
            Fate::Expired => format!("was let pass until {} only, and is told again", self.until),
            Fate::Unused => "nothing is like that any more; take it out".to_owned(),
        }
    }

    /// The change's id, with the operation where it is about one.
    pub(super) fn what(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{} of {operation}", self.id),
            None => self.id.clone(),
        }
    }
}

/// How many rows weigh how much.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    /// What breaks, decided or not.
    pub(super) error: usize,
    /// Of that, what nobody could decide.
    pub(super) undecided: usize,
    pub(super) warn: usize,
    pub(super) info: usize,
    /// Of all, what is below the least level that is told of.
    pub(super) untold: usize,
}

/// One row of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOf<'r> {
    pub(super) change: &'r Change,
    /// The operations that the row is about.
    pub(super) operations: &'r [String],
}

impl<'r> RowOf<'r> {
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
    pub(super) fn witness(&self) -> Option<&'r Value> {
        match &self.change.proof {
            Proof::Witnessed(value) => Some(value),
            _ => None,
        }
    }

    /// What has become of the value that shows it.
    pub(super) const fn shown(&self) -> &'static str {
        match self.change.row.seat.direction() {
            Direction::Request => "was taken, and is refused now",
            Direction::Response => "may come now, and was not promised",
        }
    }

    /// Why nobody could say, of what nobody could.
    pub(super) const fn undecided(&self) -> Option<&'r String> {
        match &self.change.proof {
            Proof::Undecided(why) => Some(why),
            _ => None,
        }
    }
}

impl<'r> Report<'r> {
    /// The rows that are told: one a change, or one for each of its operations.
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

    /// How many rows there are of each level, told or not.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.diff.changes {
            let rows = if self.ungrouped { change.operations.len().max(1) } else { 1 };
            match change.level {
                Level::Error => counts.error += rows,
                Level::Warn => counts.warn += rows,
                Level::Info => counts.info += rows,
            }
            if change.level == Level::Error && matches!(change.proof, Proof::Undecided(_)) {
                counts.undecided += rows;
            }
            if change.level < self.least {
                counts.untold += rows;
            }
        }
        counts
    }

    /// What is said where no change is told; nothing where one is.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        if self.diff.changes.iter().any(|change| change.level >= self.least) {
            None
        } else {
            let is_all = self.diff.changes.is_empty() && self.known.iter().all(|one| one.fate != Fate::Passed);
            Some(match self.silence {
                Silence::SameBytes => "Both are the same document, byte for byte.",
                Silence::SameMeaning if is_all => "Both documents say the same.",
                Silence::SameMeaning | Silence::Hushed => "No other change is told.",
            })
        }
    }
}
