//! How a case ended, with everything a person or an artifact needs to know of it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::exchange::Exchange;
use super::finding::{Finding, Weight};
use super::id::CaseId;
use super::lane::Lane;
use super::mode::Mode;
use super::place::Place;
use super::verdict::Verdict;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Every check holds.
    Passed,
    /// Every check holds, but only on a retry.
    Flaky,
    /// A check does not hold.
    Failed,
    /// Nothing is known.
    Inconclusive,
    /// Not run, for a declared reason.
    NotRun,
    /// The suite turned out to be wrong while it ran.
    Invalid,
    /// A bug of this program.
    Internal,
    /// Stopped by a person before its end.
    Interrupted,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Passed,
        Self::Flaky,
        Self::Failed,
        Self::Inconclusive,
        Self::NotRun,
        Self::Invalid,
        Self::Internal,
        Self::Interrupted,
    ];

    /// The word in artifacts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Flaky => "flaky",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::NotRun => "not_run",
            Self::Invalid => "invalid",
            Self::Internal => "internal",
            Self::Interrupted => "interrupted",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// What it makes of a run.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Passed | Self::Flaky | Self::NotRun => Verdict::Green,
            Self::Failed => Verdict::Red,
            Self::Inconclusive => Verdict::Inconclusive,
            Self::Invalid => Verdict::Invalid,
            Self::Internal => Verdict::Internal,
            Self::Interrupted => Verdict::Interrupted,
        }
    }

    /// The status that findings make: the worst of them.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let worst = findings.iter().map(|finding| match finding.weight {
            Weight::Unknown => Self::Inconclusive,
            Weight::Wrong => Self::Failed,
            Weight::Suite => Self::Invalid,
            Weight::Bug => Self::Internal,
        });
        worst.max_by_key(|status| status.verdict()).unwrap_or(Self::Passed)
    }
}

/// One check as it was judged, for the evidence.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Which step, from 1, with its id where it has one: `2 (made)`.
    pub step: String,
    /// The check, such as `json`.
    pub check: &'static str,
    /// Where the suite demands it.
    pub place: Place,
    /// How many assertions it made.
    pub asserted: usize,
    /// What it found; empty where it holds.
    pub findings: Vec<Finding>,
}

/// How an `undo` step ended.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The step, in words.
    pub step: String,
    /// `done`, `not needed: made was never saved`, or what went wrong.
    pub said: String,
    /// Whether it went wrong, which makes the case red.
    pub failed: bool,
}

/// A case that came to its end.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which case.
    pub id: CaseId,
    /// Its suite's place in the plan.
    pub suite: usize,
    /// Its suite's lane.
    pub lane: Lane,
    /// Which target.
    pub target: Arc<str>,
    /// Who answered.
    pub mode: Mode,
    /// The check ids that it bears.
    pub covers: Arc<[String]>,
    /// How it ended.
    pub status: Status,
    /// Why it was not run, or the first finding in one line.
    pub reason: Option<String>,
    /// How long it took.
    pub took: Duration,
    /// Every check that was judged.
    pub checks: Vec<Checked>,
    /// Everything found, most telling first.
    pub findings: Vec<Finding>,
    /// Every `undo` step.
    pub undone: Vec<Undone>,
    /// How many exchanges of it were kept: all that it made, but for those of an exploration.
    pub exchanges: u64,
    /// The account of each exploration, as [`super::exploration::Exploration::account`] has it.
    pub explored: Vec<Arc<Value>>,
    /// The exchange that the first finding is about.
    pub faulty: Option<Arc<Exchange>>,
    /// What the suite says of why this matters.
    pub why: Option<String>,
    /// Where the case was written.
    pub place: Place,
}

/// How many cases ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that were planned.
    pub planned: u64,
    /// Passed, flaky ones included.
    pub passed: u64,
    /// Failed, invalid and internal ones included.
    pub failed: u64,
    /// Nothing known.
    pub inconclusive: u64,
    /// Passed on a retry only.
    pub flaky: u64,
    /// Not run, for a declared reason.
    pub not_run: u64,
}

impl Counts {
    /// Counts one case's end.
    pub fn add(&mut self, status: Status) {
        match status {
            Status::Passed => self.passed += 1,
            Status::Flaky => {
                self.passed += 1;
                self.flaky += 1;
            }
            Status::Failed | Status::Invalid | Status::Internal => self.failed += 1,
            Status::Inconclusive | Status::Interrupted => self.inconclusive += 1,
            Status::NotRun => self.not_run += 1,
        }
    }

    /// Adds another count.
    pub fn absorb(&mut self, other: Self) {
        self.planned += other.planned;
        self.passed += other.passed;
        self.failed += other.failed;
        self.inconclusive += other.inconclusive;
        self.flaky += other.flaky;
        self.not_run += other.not_run;
    }

    /// How many ran to an end of any kind.
    #[must_use]
    pub const fn ran(&self) -> u64 {
        self.passed + self.failed + self.inconclusive
    }
}
