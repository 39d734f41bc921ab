//! A project's suites as tests of a Rust crate: one trial for each case and row, under mocks.
//!
//! In `tests/suites.rs`, with `harness = false` for that test in `Cargo.toml`:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     holdpoint::harness::run("suites/holdpoint.yaml")
//! }
//! ```
//!
//! `cargo test --test suites`, filters, `--list` and `cargo nextest run` work as with any test. A trial's name is the
//! case's id, its kind the lane. No trial at all is a failure, also where a filter leaves none.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libtest_mimic::{Arguments, Failed, Trial};

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Callback;
use crate::model::event::{Event, Sink};
use crate::model::outcome::Outcome;
use crate::model::record::RunHead;
use crate::model::verdict::Verdict;
use crate::plan::load;
use crate::plan::plan::{Case, Plan, Suite};
use crate::plan::ready::{self, Conditions};
use crate::runner::dispatch;
use crate::runner::drive::Orders;
use crate::runner::signal::StopSwitch;
use crate::step::station::Station;
use crate::suite::project;
use crate::syntax::render::{Style, render};
use crate::target::asked::Asked;
use crate::target::overrides::Overrides;
use crate::target::provider::OverHttp;
use crate::target::resolve;
use crate::target::start::{self, Endpoints};
use crate::target::{flagd, guard, missing};

/// The same seed for every run: a test that failed can be run again as it was.
const SEED: u64 = 1;

/// Runs every suite of a project under its mocks, as tests.
#[must_use]
pub fn run(project: impl AsRef<Path>) -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = match gather(project.as_ref()) {
        Ok(trials) => trials,
        Err(found) => vec![broken(&found)],
    };
    let listing = arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    let ran = conclusion.num_passed + conclusion.num_failed + conclusion.num_ignored;
    if ran == 0 && !listing {
        // A filter that leaves nothing has tested nothing; what it hid counts for nothing.
        return ExitCode::from(101);
    }
    conclusion.exit_code()
}

/// A project that cannot be read is a test that fails, so that no runner can overlook it.
fn broken(found: &Diagnostics) -> Trial {
    let text = render(found.iter(), Style { colours: false, width: 110 });
    Trial::test("the project can be read", move || Err(Failed::from(text)))
}

/// What all trials share.
struct Stage {
    endpoints: Endpoints,
    callback: Option<Callback>,
    alone: RwLock<()>,
}

fn gather(path: &Path) -> Result<Vec<Trial>, Diagnostics> {
    let mut found = Diagnostics::default();
    let Some(project) = project::load(path, &mut found) else { return Err(found) };
    let files = load::files(&project, &[]).map_err(one)?;
    let mut loaded = load::load(&project, &files, false);
    for file in &mut loaded {
        found.absorb(std::mem::take(&mut file.found));
    }
    let plan = load::join(loaded);
    if plan.is_empty() && !found.has_errors() {
        found.push(Diagnostic::unplaced("nothing-selected", "the project has no case"));
    }
    if found.has_errors() {
        return Err(found);
    }
    let endpoints = endpoints(&project, &plan)?;
    let stage = Arc::new(Stage { endpoints, callback: project.callback.clone(), alone: RwLock::new(()) });
    let mut trials = Vec::new();
    for suite in plan.suites {
        let suite = Arc::new(suite);
        let turn = Arc::new(Mutex::new(()));
        // A case that judges all others has nothing to judge as a test of its own; `holdpoint run` runs it.
        for case in suite.cases.iter().filter(|case| !case.last) {
            let ignored = left_out(&suite, case, &stage.endpoints, &mut found);
            let (stage, suite, turn, case) = (stage.clone(), suite.clone(), turn.clone(), case.clone());
            let (name, kind) = (case.id.to_string(), suite.lane.name());
            let trial = Trial::test(name, move || trial(&stage, &suite, &turn, &case));
            trials.push(trial.with_kind(kind).with_ignored_flag(ignored));
        }
    }
    if found.has_errors() { Err(found) } else { Ok(trials) }
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(diagnostic);
    found
}

fn endpoints(project: &project::Project, plan: &Plan) -> Result<Endpoints, Diagnostics> {
    let mut found = Diagnostics::default();
    let file = project.flags_file.as_ref().and_then(|(path, place)| flagd::load(path, place, &mut found));
    let needed: Vec<Arc<str>> = plan.targets().iter().map(|target| target.name.clone()).collect();
    let flags: Vec<_> = plan.cases().flat_map(|case| case.needs.flags.clone()).collect();
    let asked = Asked {
        targets: &project.targets,
        needed: &needed,
        flags: &flags,
        file: file.as_ref(),
        overrides: &Overrides { mock: true, ..Overrides::default() },
        env: &|name| std::env::var(name).ok(),
        today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
    };
    let runtime = runtime().map_err(|error| one(Diagnostic::unplaced("internal", error)))?;
    let resolution = runtime.block_on(resolve::resolve(&asked, &OverHttp, &mut found));
    if found.has_errors() { Err(found) } else { start::start(resolution, &load::home(project)) }
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

/// Whether a case is left out; known while trials are gathered, because a test that is ignored only while it runs
/// counts as passed elsewhere.
fn left_out(suite: &Suite, case: &Case, endpoints: &Endpoints, found: &mut Diagnostics) -> bool {
    let Some(endpoint) = endpoints.by_name.get(&suite.target.name) else { return false };
    let conditions = Conditions {
        mode: endpoint.mode,
        allows: &|mode, mutates| guard::allows(mode, mutates, None),
        left_out: &|name| missing::left_out(endpoint, name),
        missing: &|name| missing::missing(endpoint, name),
    };
    ready::not_run(suite, case, conditions, found).is_some()
}

fn trial(stage: &Stage, suite: &Suite, turn: &Mutex<()>, case: &Arc<Case>) -> Result<(), Failed> {
    let _turn = suite.sequential.then(|| turn.lock().unwrap_or_else(PoisonError::into_inner));
    let _alone = case.alone.then(|| stage.alone.write().unwrap_or_else(PoisonError::into_inner));
    let _beside = (!case.alone).then(|| stage.alone.read().unwrap_or_else(PoisonError::into_inner));
    let endpoint = stage.endpoints.by_name.get(&suite.target.name).ok_or("the target has no endpoint")?;
    // Connections belong to the thread that made them, and each trial has its own.
    let station = Station::open(endpoint.clone(), guard::allows(endpoint.mode, true, None).is_ok())
        .map_err(|error| format!("failed to {error}"))?;
    let run = uuid::Uuid::now_v7().to_string();
    let orders = Orders {
        plan: Plan { suites: vec![suite.only(case)] },
        stations: BTreeMap::from([(suite.target.name.clone(), Arc::new(station))]),
        not_run: vec![vec![None]],
        flags: stage.endpoints.evaluations.iter().map(|flag| (flag.key.clone(), flag.value)).collect(),
        run: run.clone(),
        seed: SEED,
        jobs: 1,
        fail_fast: false,
        callback: stage.callback.clone(),
    };
    let head = RunHead {
        run,
        started: Timestamp::now(),
        version: env!("CARGO_PKG_VERSION").into(),
        seed: SEED,
        selection: Vec::new(),
        subject: None,
        approval: None,
        flags: Vec::new(),
        targets: Vec::new(),
        suites: Vec::new(),
    };
    let (_switch, stop) = StopSwitch::new();
    let seen: Arc<Mutex<Vec<Arc<Outcome>>>> = Arc::default();
    let mut sinks: Vec<Box<dyn Sink>> = vec![Box::new(Outcomes(seen.clone()))];
    let record = runtime()?.block_on(dispatch::run(&orders, Arc::new(head), true, stop, &mut sinks));
    if record.verdict == Verdict::Green {
        return Ok(());
    }
    let outcomes = seen.lock().unwrap_or_else(PoisonError::into_inner);
    Err(Failed::from(words(&outcomes, &record.troubles)))
}

struct Outcomes(Arc<Mutex<Vec<Arc<Outcome>>>>);

impl Sink for Outcomes {
    fn name(&self) -> String {
        "the harness".into()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        if let Event::CaseEnded(outcome) = event {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(outcome.clone());
        }
        Ok(())
    }
}

/// Why a case failed, each finding with its place in the suite.
fn words(outcomes: &[Arc<Outcome>], troubles: &[String]) -> String {
    let mut lines = Vec::new();
    for outcome in outcomes {
        lines.push(format!("{}: {}", outcome.status.name(), outcome.reason.as_deref().unwrap_or("no reason")));
        for finding in &outcome.findings {
            let place = finding.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            lines.push(format!("  {place}{}: expected {}, got {}", finding.field, finding.expected, finding.actual));
            lines.extend(finding.note.as_ref().map(|note| format!("    {note}")));
        }
        lines.extend(outcome.why.as_ref().map(|why| format!("  why: {why}")));
    }
    lines.extend(troubles.iter().cloned());
    lines.join("\n")
}
