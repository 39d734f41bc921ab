//! What a run is, and what it came to: the heads and ends that artifacts and reports tell.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::endpoint::Evaluation;
use super::lane::Lane;
use super::mode::Mode;
use super::outcome::{Counts, Status};
use super::verdict::Verdict;

/// A target as a run uses it.
#[derive(Debug, Clone)]
pub struct TargetHead {
    /// Its name.
    pub name: Arc<str>,
    /// Who answers.
    pub mode: Mode,
    /// The base URL.
    pub url: String,
    /// Why it is live or mocked.
    pub because: String,
    /// Whether any certificate is accepted.
    pub insecure: bool,
    /// The SHA-256 of its mock file, where mocked.
    pub mock_sha256: Option<String>,
}

/// A suite as a run plans it: one for each suite and target.
#[derive(Debug, Clone)]
pub struct SuiteHead {
    /// Its name.
    pub name: Arc<str>,
    /// Its lane.
    pub lane: Lane,
    /// Its target.
    pub target: Arc<str>,
    /// Who answers.
    pub mode: Mode,
    /// Its file, as shown to people.
    pub file: String,
    /// The SHA-256 of its file.
    pub sha256: String,
    /// The SHA-256 of the contract it names, where it names one.
    pub contract_sha256: Option<String>,
    /// How many cases are planned.
    pub planned: u64,
}

/// A run before it starts.
#[derive(Debug, Clone)]
pub struct RunHead {
    /// The run's id: a UUID of version 7.
    pub run: String,
    /// When it started.
    pub started: Timestamp,
    /// This program's version.
    pub version: String,
    /// What `fresh.*` derives from.
    pub seed: u64,
    /// The arguments that chose what runs.
    pub selection: Vec<String>,
    /// What is under test: the commit, where the environment or the checkout says it.
    pub subject: Option<String>,
    /// Who approved live writes, and why.
    pub approval: Option<String>,
    /// Each flag that was evaluated.
    pub flags: Vec<Evaluation>,
    /// Each target in use.
    pub targets: Vec<TargetHead>,
    /// Each suite in order.
    pub suites: Vec<SuiteHead>,
}

impl RunHead {
    /// How many cases are planned in all.
    #[must_use]
    pub fn planned(&self) -> u64 {
        self.suites.iter().map(|suite| suite.planned).sum()
    }
}

/// One case in a suite's record.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// Its id.
    pub id: String,
    /// How it ended.
    pub status: Status,
    /// How long it took.
    pub took: Duration,
    /// Why, where it did not pass.
    pub reason: Option<String>,
}

/// A suite that came to its end.
#[derive(Debug, Clone)]
pub struct SuiteRecord {
    /// Its place in [`RunHead::suites`].
    pub suite: usize,
    /// When its first case started.
    pub started: Timestamp,
    /// When its last case ended.
    pub ended: Timestamp,
    /// What it came to.
    pub verdict: Verdict,
    /// How many cases ended how.
    pub counts: Counts,
    /// Every case.
    pub cases: Vec<CaseLine>,
    /// What was used of its contract, where it names one.
    pub contract: Option<ContractUse>,
}

/// What a suite used of its contract.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractUse {
    /// The document's file, as shown to people.
    pub name: String,
    /// How much was used, and what was not: `{exchanges, total, parts, uncovered}`.
    pub coverage: Value,
    /// What differed from the document and was let pass.
    pub warnings: Vec<String>,
}

impl ContractUse {
    /// `12 of 14 operations, 71.4 % in all`.
    #[must_use]
    pub fn short(&self) -> String {
        let number = |pointer: &str| self.coverage.pointer(pointer).map_or_else(|| "?".into(), ToString::to_string);
        let (used, all) = (number("/parts/operations/used"), number("/parts/operations/all"));
        format!("{used} of {all} operations, {} % in all", number("/total/percent"))
    }
}

/// A run that came to its end.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// When it ended.
    pub ended: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// What it came to.
    pub verdict: Verdict,
    /// How many cases ended how.
    pub counts: Counts,
    /// The slowest target's name and its slowest exchange.
    pub slowest: Option<(Arc<str>, Duration)>,
    /// What made the verdict worse than its cases did, such as an artifact that could not be written.
    pub troubles: Vec<String>,
    /// Whether something of them could not be written, so that no ledger may say green.
    pub unwritten: bool,
}
