//! What came of each stage, and what the whole pipeline came to.

use std::time::Duration;

use crate::model::diagnostic::Diagnostics;
use crate::model::verdict::Verdict;

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// What it demands holds.
    Passed,
    /// There was nothing to do, or nothing that could be done; the pipeline goes on.
    Skipped,
    /// Nothing is known; trying again may help.
    Inconclusive,
    /// What it demands does not hold.
    Failed,
    /// What was asked for is wrong.
    Invalid,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Passed, Self::Skipped, Self::Inconclusive, Self::Failed, Self::Invalid];

    /// The word in events and artifacts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Inconclusive => "inconclusive",
            Self::Failed => "failed",
            Self::Invalid => "invalid",
        }
    }

    /// What a pipeline is at least, of which a stage ended so.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Passed | Self::Skipped => Verdict::Green,
            Self::Inconclusive => Verdict::Inconclusive,
            Self::Failed => Verdict::Red,
            Self::Invalid => Verdict::Invalid,
        }
    }
}

/// What came of one stage.
#[derive(Debug, Clone)]
pub struct Event {
    /// Which stage.
    pub stage: String,
    /// How it ended.
    pub mark: Mark,
    /// How long it took.
    pub took: Duration,
    /// In words: what was found, or why not.
    pub detail: String,
}

/// What a stage that goes on says.
#[derive(Debug)]
pub struct Done {
    /// [`Mark::Passed`] or [`Mark::Skipped`].
    pub mark: Mark,
    /// In words.
    pub detail: String,
}

impl Done {
    /// What the stage demands holds.
    #[must_use]
    pub fn passed(detail: impl Into<String>) -> Self {
        Self { mark: Mark::Passed, detail: detail.into() }
    }

    /// Nothing was to be done.
    #[must_use]
    pub fn skipped(detail: impl Into<String>) -> Self {
        Self { mark: Mark::Skipped, detail: detail.into() }
    }
}

/// Why the pipeline does not go on.
#[derive(Debug)]
pub struct Stop {
    /// How the stage ended.
    pub mark: Mark,
    /// In words.
    pub detail: String,
    /// What is wrong with what a person wrote, each with its place.
    pub found: Diagnostics,
}

impl Stop {
    /// Nothing is known; trying again may help.
    #[must_use]
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self { mark: Mark::Inconclusive, detail: detail.into(), found: Diagnostics::default() }
    }

    /// What the stage demands does not hold.
    #[must_use]
    pub fn failed(detail: impl Into<String>) -> Self {
        Self { mark: Mark::Failed, ..Self::unknown(detail) }
    }

    /// What was asked for is wrong.
    #[must_use]
    pub fn invalid(detail: impl Into<String>, found: Diagnostics) -> Self {
        Self { mark: Mark::Invalid, found, ..Self::unknown(detail) }
    }
}

/// Who is told of each event. Where it cannot be kept, the pipeline goes no further: there is no step without evidence.
pub type Sink<'a> = &'a mut dyn FnMut(&Event) -> Result<(), String>;

/// What a pipeline came to.
#[derive(Debug)]
pub struct Account {
    /// What came of each stage, in order.
    pub events: Vec<Event>,
    /// The worst of them.
    pub verdict: Verdict,
    /// What is wrong with the payload or the document, each with its place.
    pub found: Diagnostics,
}
