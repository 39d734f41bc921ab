//! The plan: suites, cases and steps, immutable from here on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use serde_json::{Map, Value};

use super::flow::{Retry, Until};
use super::save::Save;
use crate::check::api::{Check, Demands};
use crate::model::endpoint::Target;
use crate::model::id::CaseId;
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::place::{Place, Source};
use crate::model::waiver::Waiver;
use crate::openapi::law::Law;
use crate::step::api::Step;
use crate::step::caller::Caller;
use crate::value::template::Template;

/// All that was found, in file order.
#[derive(Debug, Default)]
pub struct Plan {
    /// One for each suite and target.
    pub suites: Vec<Suite>,
}

/// A suite for one target.
#[derive(Debug)]
pub struct Suite {
    /// Its name.
    pub name: Arc<str>,
    /// Its lane.
    pub lane: Lane,
    /// The target it asks.
    pub target: Arc<Target>,
    /// Its file.
    pub source: Arc<Source>,
    /// The path of its file.
    pub path: PathBuf,
    /// Words to select by.
    pub tags: Vec<String>,
    /// Whether cases run one after another.
    pub sequential: bool,
    /// Headers of every request, the target's first.
    pub headers: Arc<Vec<(HeaderName, Template)>>,
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// Steps before the first case.
    pub once: Arc<Vec<PlannedStep>>,
    /// What the steps before the first case need.
    pub once_needs: Needs,
    /// What every exchange is held to.
    pub law: Option<Arc<Law>>,
    /// Wrong answers that it need not notice.
    pub waivers: Arc<[Waiver]>,
    /// Who asks where a case does not say.
    pub caller: Option<String>,
    /// What stands before paths where a case does not say, as written.
    pub base: Option<String>,
    /// The cases.
    pub cases: Vec<Arc<Case>>,
}

/// One case: one line in every report.
#[derive(Debug)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The ids of the checks that it bears.
    pub covers: Arc<[String]>,
    /// Words to select by, the suite's included.
    pub tags: Vec<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// Where it was written.
    pub place: Place,
    /// Whether nothing may run beside it.
    pub alone: bool,
    /// Whether it judges what all others did, and so comes after them.
    pub last: bool,
    /// Where it makes sense; empty is everywhere.
    pub modes: Vec<Mode>,
    /// Whether unmatched requests at a mock are meant.
    pub unmatched: bool,
    /// Secrets that may come back.
    pub echoes: Vec<String>,
    /// The limit of the whole case.
    pub deadline: Duration,
    /// Its row.
    pub row: Option<Arc<Map<String, Value>>>,
    /// Its steps, those of `setup` first.
    pub steps: Vec<PlannedStep>,
    /// Its own `undo` steps.
    pub undo: Vec<PlannedStep>,
    /// What it needs to run.
    pub needs: Needs,
}

/// What a case needs of its target.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Variables and secrets, each with the place that first asks for it.
    pub names: Vec<(String, Place)>,
    /// Flags, each with the place that first asks for it.
    pub flags: Vec<(String, Place)>,
    /// The first step that may change something.
    pub mutates: Option<(String, Place)>,
    /// Whether it uses the address for callbacks, or waits for one.
    pub callback: bool,
}

impl Needs {
    /// Adds what another part needs.
    pub fn absorb(&mut self, other: Self) {
        let known: BTreeSet<String> = self.names.iter().map(|(name, _)| name.clone()).collect();
        self.names.extend(other.names.into_iter().filter(|(name, _)| !known.contains(name)));
        let known: BTreeSet<String> = self.flags.iter().map(|(name, _)| name.clone()).collect();
        self.flags.extend(other.flags.into_iter().filter(|(name, _)| !known.contains(name)));
        self.callback |= other.callback;
        self.mutates = self.mutates.take().or(other.mutates);
    }
}

/// One step with everything that belongs to it.
#[derive(Debug)]
pub struct PlannedStep {
    /// `2` or `2 (made)`; `setup 1` and `undo 1` where it is one of those.
    pub number: Arc<str>,
    /// Its id.
    pub id: Option<String>,
    /// Its kind.
    pub kind: &'static str,
    /// Where it was written.
    pub place: Place,
    /// What it does.
    pub action: Box<dyn Step>,
    /// What its checks want beyond one exchange.
    pub demands: Demands,
    /// What has to hold.
    pub checks: Vec<PlannedCheck>,
    /// Whether the suite says what has to hold, beyond what always has to.
    pub explicit: bool,
    /// Whether a 2xx is demanded because no check says which status is right.
    pub default_status: bool,
    /// The values of a fragment's parameters.
    pub parameters: Vec<(String, Template)>,
    /// Who it is made as.
    pub caller: Option<Arc<Caller>>,
    /// What stands before paths.
    pub base: Option<Template>,
    /// Names for parts of the answer.
    pub save: Vec<Save>,
    /// Repeats it until its checks hold.
    pub until: Option<Until>,
    /// Repeats it after a failed exchange.
    pub retry: Option<Retry>,
    /// How many times it is done.
    pub repeat: u32,
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// Why it matters.
    pub why: Option<String>,
    /// Steps that undo it.
    pub undo: Vec<PlannedStep>,
    /// Names that it uses and that only steps before it can give.
    pub uses: Vec<String>,
}

/// One check of a step.
#[derive(Debug)]
pub struct PlannedCheck {
    /// Its row in the table.
    pub kind: &'static str,
    /// Where it was written.
    pub place: Place,
    /// The check.
    pub check: Box<dyn Check>,
}

impl Suite {
    /// The same suite with one of its cases alone.
    #[must_use]
    pub fn only(&self, case: &Arc<Case>) -> Self {
        Self {
            name: self.name.clone(),
            lane: self.lane,
            target: self.target.clone(),
            source: self.source.clone(),
            path: self.path.clone(),
            tags: self.tags.clone(),
            sequential: self.sequential,
            headers: self.headers.clone(),
            timeout: self.timeout,
            once: self.once.clone(),
            once_needs: self.once_needs.clone(),
            law: self.law.clone(),
            waivers: self.waivers.clone(),
            caller: self.caller.clone(),
            base: self.base.clone(),
            cases: vec![case.clone()],
        }
    }
}

impl Plan {
    /// Every case, in order.
    pub fn cases(&self) -> impl Iterator<Item = &Arc<Case>> {
        self.suites.iter().flat_map(|suite| &suite.cases)
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.suites.iter().map(|suite| suite.cases.len()).sum()
    }

    /// Whether there is nothing to run.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The targets in use, each once.
    #[must_use]
    pub fn targets(&self) -> Vec<Arc<Target>> {
        let mut seen = BTreeSet::new();
        let all = self.suites.iter().map(|suite| &suite.target);
        all.filter(|target| seen.insert(target.name.clone())).cloned().collect()
    }
}
