//! What is proven, how, and what it comes to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::model::id::CaseId;
use crate::model::outcome::{Outcome, Status};
use crate::model::place::Place;
use crate::model::stop::Stop;
use crate::model::waiver::Waiver;
use crate::plan::plan::Plan;
use crate::target::memory::Standin;

/// What is proven.
#[derive(Debug)]
pub struct Orders {
    /// The cases.
    pub plan: Plan,
    /// Why a case is not run, by suite and case.
    pub not_run: Vec<Vec<Option<String>>>,
    /// The targets, by name; each answers in memory.
    pub standins: BTreeMap<Arc<str>, Arc<Standin>>,
    /// Flags by name.
    pub flags: BTreeMap<String, bool>,
    /// What `fresh.*` derives from, in every run of every case.
    pub seed: u64,
    /// How many runs are under way at once.
    pub jobs: usize,
    /// Only these kinds of mutants; all where it is empty.
    pub only: Vec<String>,
    /// Says to come to an end.
    pub stop: Stop,
}

/// What happens meanwhile.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    /// So many of so many runs are done.
    Progress {
        /// Those that are done.
        done: usize,
        /// All of them.
        of: usize,
    },
}

/// What one mutant came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The case went red.
    Killed,
    /// The case stayed green.
    Survived,
    /// The case stayed green, and the contract leaves that part free.
    Equivalent,
    /// The case stayed green, and the suite has a waiver for that.
    Waived,
    /// The exchange did not come about again, so that nothing is known.
    Unreached,
}

/// One wrong answer that was not noticed, or need not be.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The row of the table of mutations.
    pub kind: &'static str,
    /// What became of it.
    pub fate: Fate,
    /// The step, as `2` or `2 (made)`.
    pub step: String,
    /// Which exchange of the step, from 1.
    pub exchange: usize,
    /// Where the step was written.
    pub place: Option<Place>,
    /// What was asked: `GET /orders`.
    pub asked: String,
    /// What was answered.
    pub status: u16,
    /// Which part: `status`, `header etag`, `$.items[0].id`, `body`, `time`.
    pub field: String,
    /// What was done to it.
    pub what: String,
    /// What an `expect` of the step has to say to notice it.
    pub expect: Value,
    /// Of one that the contract leaves free, or that is waived: what says so.
    pub because: Option<String>,
}

/// What one case came to.
#[derive(Debug, Clone)]
pub struct CaseScore {
    /// The case.
    pub id: CaseId,
    /// Where it was written.
    pub place: Place,
    /// How many mutants there were.
    pub mutants: u64,
    /// How many of them it noticed.
    pub killed: u64,
    /// Those that it did not notice, those that it need not, and those that did not come about.
    pub told: Vec<Mutant>,
    /// Mutants beyond the limit of a kind and exchange, which were not tried.
    pub left_out: u64,
    /// Why there is nothing to prove about it.
    pub idle: Option<String>,
}

impl CaseScore {
    /// How many mutants ended so.
    #[must_use]
    pub fn count(&self, fate: Fate) -> u64 {
        match fate {
            Fate::Killed => self.killed,
            _ => self.told.iter().filter(|mutant| mutant.fate == fate).count() as u64,
        }
    }
}

/// What one suite came to.
#[derive(Debug, Clone)]
pub struct SuiteScore {
    /// Its name.
    pub name: Arc<str>,
    /// Its file.
    pub file: String,
    /// Its cases.
    pub cases: Vec<CaseScore>,
    /// Waivers that stand for no survivor.
    pub stale: Vec<Waiver>,
}

/// A case that is not green on its mock, so that nothing can be proven about it.
#[derive(Debug, Clone)]
pub struct Unsound {
    /// What it came to.
    pub outcome: Arc<Outcome>,
}

/// What all of it came to.
#[derive(Debug, Clone)]
pub struct Summary {
    /// By suite.
    pub suites: Vec<SuiteScore>,
    /// Cases that are not green to begin with; then nothing was mutated.
    pub unsound: Vec<Unsound>,
    /// What broke in this program.
    pub broken: Vec<String>,
    /// How long the runs took.
    pub took: Duration,
    /// How long of that the runs without any mutant took.
    pub plain: Duration,
    /// Whether a person stopped it.
    pub interrupted: bool,
    /// The seed.
    pub seed: u64,
}

impl Summary {
    /// The worst status of the cases that are not green to begin with.
    #[must_use]
    pub fn unsound(&self) -> Option<Status> {
        self.unsound.iter().map(|unsound| unsound.outcome.status).max_by_key(|status| status.verdict())
    }
}
