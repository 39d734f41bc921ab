//! `holdpoint run`: puts the rooms together, runs the plan, and gives its verdict.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::signal::unix::{Signal, SignalKind, signal};
use uuid::Uuid;

use super::arguments::{Arguments, Output, Run};
use super::console::Console;
use super::exit;
use super::pins::Pins;
use super::prepare;
use super::problem::Problem;
use super::sinks::{self, Wanted};
use super::subject;
use super::uncovered::{self, Uncovered};
use crate::model::event::Sink;
use crate::model::record::{RunHead, RunRecord, SuiteHead, TargetHead};
use crate::model::verdict::Verdict;
use crate::plan::load;
use crate::plan::plan::Plan;
use crate::runner::dispatch;
use crate::runner::drive::Orders;
use crate::runner::signal::StopSwitch;
use crate::step::station::Station;
use crate::suite::project::Project;
use crate::target::guard::{self, Approval};
use crate::target::start::Endpoints;
use crate::value::redact::Redactor;

/// How many cases run at once where nobody says another number.
pub(super) const JOBS: usize = 64;

/// Runs.
///
/// # Errors
/// Why nothing could be run.
pub(super) async fn run(arguments: &Arguments, run: &Run, console: &Console) -> Result<Verdict, Problem> {
    let asked: Vec<PathBuf> = run.select.what.iter().map(PathBuf::from).collect();
    let project = prepare::project(&arguments.common, &asked)?;
    let selection = prepare::selection(&run.select, &run.covers)?;
    let overrides = prepare::overrides(&run.place)?;
    let approval = prepare::approval(&run.place)?;
    let (plan, warnings) = prepare::plan(&project, &selection, run.place.allow_exec)?;
    if !warnings.is_empty() {
        console.show(&warnings);
    }
    let resolution = prepare::resolve(&project, &plan, &overrides).await?;
    if run.dry_run {
        prepare::check_mocks(&project, &resolution)?;
        return super::list::dry_run(&plan, &resolution, approval.as_ref(), arguments.common.output);
    }
    let endpoints = prepare::start(&project, resolution)?;
    let uncovered = uncovered::asked(run, &plan, &endpoints, arguments.common.output)?;
    let wish = Wish {
        reports: run.reports.clone(),
        artifacts: Some(run.artifacts.clone().unwrap_or_else(|| project.artifacts.clone())),
        output: arguments.common.output,
        jobs: run.jobs.map(|jobs| jobs as usize).or(project.defaults.jobs).unwrap_or(JOBS),
        fail_fast: run.fail_fast,
        no_skips: run.no_skips,
        pins: run.update_pins.then(Pins::default),
        seed: run.seed,
        selection: std::env::args().skip(1).collect(),
        person: sinks::Person::Terminal,
        stdout_taken: uncovered.as_ref().is_some_and(Uncovered::is_spoken),
    };
    let ready = ready(&project, plan, endpoints, approval.as_ref(), &wish)?;
    let redactor = ready.redactor.clone();
    let pins = wish.pins.clone();
    let verdict = carry_out(ready, wish, console).await?;
    if let Some(pins) = pins.filter(|_| verdict != Verdict::Interrupted) {
        pins.write(&load::home(&project), &redactor)?;
    }
    if let Some(uncovered) = uncovered.filter(|_| verdict != Verdict::Interrupted) {
        uncovered.write(&redactor, console)?;
    }
    Ok(verdict)
}

/// How a run is carried out.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// `KIND[=PATH]`
    pub reports: Vec<String>,
    /// The folder of ledgers; none: no artifacts are kept.
    pub artifacts: Option<PathBuf>,
    /// How results are told.
    pub output: Output,
    /// How many cases run at once.
    pub jobs: usize,
    /// Whether no case begins after the first that failed.
    pub fail_fast: bool,
    /// Whether a case that is not run makes the run red.
    pub no_skips: bool,
    /// Keeps what would be pinned, where that is wanted.
    pub pins: Option<Pins>,
    /// What fresh values derive from.
    pub seed: Option<u64>,
    /// The arguments that chose what runs.
    pub selection: Vec<String>,
    /// How a person is told.
    pub person: sinks::Person,
    /// Whether something else than a report is written to the standard output.
    pub stdout_taken: bool,
}

/// A run that only has to be started.
pub(super) struct Ready {
    orders: Orders,
    head: Arc<RunHead>,
    redactor: Arc<Redactor>,
    // The mocks stop when this is dropped.
    _endpoints: Endpoints,
}

impl Ready {
    /// What masks the secrets of its targets.
    #[must_use]
    pub(super) fn redactor(&self) -> Arc<Redactor> {
        self.redactor.clone()
    }

    /// What fresh values derive from.
    #[must_use]
    pub(super) const fn seed(&self) -> u64 {
        self.orders.seed
    }
}

/// Makes a run of a plan and its targets.
///
/// # Errors
/// A value that is missing, a secret that cannot be masked, a target that cannot be opened.
pub(super) fn ready(
    project: &Project,
    plan: Plan,
    endpoints: Endpoints,
    approval: Option<&Approval>,
    wish: &Wish,
) -> Result<Ready, Problem> {
    let not_run = prepare::not_run(&plan, &endpoints, approval)?;
    let redactor = sinks::redactor(&endpoints)?;
    super::log::mask_with(&redactor);
    let mut stations = BTreeMap::new();
    for (name, endpoint) in &endpoints.by_name {
        let writes = guard::allows(endpoint.mode, true, approval).is_ok();
        let station = Station::open(endpoint.clone(), writes)
            .map_err(|error| Problem::invalid(format!("target `{name}`: failed to {error}")))?;
        stations.insert(name.clone(), Arc::new(station));
    }
    let seed = wish.seed.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().0 >> 11);
    let head = RunHead {
        run: Uuid::now_v7().to_string(),
        started: Timestamp::now(),
        version: env!("CARGO_PKG_VERSION").into(),
        seed,
        selection: wish.selection.clone(),
        subject: subject::commit(&prepare::env, &project.root),
        approval: approval.map(ToString::to_string),
        flags: endpoints.evaluations.clone(),
        targets: plan.targets().iter().filter_map(|target| target_head(&endpoints, &target.name)).collect(),
        suites: plan.suites.iter().filter_map(|suite| suite_head(suite, &endpoints)).collect(),
    };
    let orders = Orders {
        plan,
        stations,
        not_run,
        flags: endpoints.evaluations.iter().map(|flag| (flag.key.clone(), flag.value)).collect(),
        run: head.run.clone(),
        seed,
        jobs: wish.jobs,
        fail_fast: wish.fail_fast,
        callback: project.callback.clone(),
    };
    Ok(Ready { orders, head: Arc::new(head), redactor, _endpoints: endpoints })
}

fn target_head(endpoints: &Endpoints, name: &str) -> Option<TargetHead> {
    let endpoint = endpoints.by_name.get(name)?;
    Some(TargetHead {
        name: endpoint.target.name.clone(),
        mode: endpoint.mode,
        url: endpoint.base.to_string(),
        because: endpoint.because.clone(),
        insecure: endpoint.target.tls.insecure && endpoint.mode == crate::model::mode::Mode::Live,
        mock_sha256: endpoint.mock_sha256.clone(),
    })
}

fn suite_head(suite: &crate::plan::plan::Suite, endpoints: &Endpoints) -> Option<SuiteHead> {
    Some(SuiteHead {
        name: suite.name.clone(),
        lane: suite.lane,
        target: suite.target.name.clone(),
        mode: endpoints.by_name.get(&suite.target.name)?.mode,
        file: suite.source.name.clone(),
        sha256: subject::sha256(suite.source.text.as_bytes()),
        contract_sha256: suite.law.as_ref().map(|law| law.contract.document.sha256().to_owned()),
        planned: u64::try_from(suite.cases.len()).unwrap_or(u64::MAX),
    })
}

/// Starts a run, and gives its verdict when it ended. Ctrl-C stops it with care, a second one at once.
///
/// # Errors
/// That a report cannot be written at all.
pub(super) async fn carry_out(ready: Ready, wish: Wish, console: &Console) -> Result<Verdict, Problem> {
    let wanted = Wanted {
        reports: &wish.reports,
        artifacts: wish.artifacts.as_deref(),
        output: wish.output,
        redactor: ready.redactor.clone(),
        person: wish.person,
        stdout_taken: wish.stdout_taken,
    };
    let mut sinks = sinks::make(&wanted, console)?;
    sinks.splice(0..0, wish.pins.as_ref().map(Pins::sink));
    let record = drive(&ready, wish.no_skips, &mut sinks).await;
    // The program ends now, and the system takes all memory at once; the plan of a thousand cases is many small pieces.
    std::mem::forget(ready.orders.plan);
    // The report that tells a person of trouble cannot tell of its own.
    let own = sinks.last().map(|sink| format!("{}: ", sink.name())).unwrap_or_default();
    for trouble in record.troubles.iter().filter(|trouble| trouble.starts_with(&own)) {
        super::console::say(&format!("error: {}", ready.redactor.mask(trouble)));
    }
    Ok(record.verdict)
}

/// Runs to the end, or to where a person stops it, and tells these sinks.
pub(super) async fn drive(ready: &Ready, no_skips: bool, sinks: &mut [Box<dyn Sink>]) -> RunRecord {
    let (switch, stop) = StopSwitch::new();
    let signals = tokio::spawn(signals(switch));
    let record = dispatch::run(&ready.orders, ready.head.clone(), no_skips, stop, sinks).await;
    signals.abort();
    record
}

async fn signals(switch: StopSwitch) {
    let Ok(mut signals) = Signals::new() else { return };
    signals.next().await;
    switch.press();
    signals.next().await;
    // A person who asks twice wants the prompt, not more care.
    super::leave_at_once(exit::INTERRUPTED);
}

/// The first Ctrl-C asks for an end, with what there is until then; the second ends the program.
pub(super) fn heed(press: impl Fn() + Send + 'static) {
    let Ok(mut signals) = Signals::new() else { return };
    tokio::spawn(async move {
        signals.next().await;
        press();
        super::console::say("stopping; once more stops at once");
        signals.next().await;
        super::leave_at_once(exit::INTERRUPTED);
    });
}

/// Ctrl-C, and the polite request to end that supervisors send. What comes while nobody waits is not lost.
#[derive(Debug)]
pub(super) struct Signals {
    int: Signal,
    term: Signal,
}

impl Signals {
    /// From here on they no longer end the program by themselves, for as long as it runs.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { int: signal(SignalKind::interrupt())?, term: signal(SignalKind::terminate())? })
    }

    /// Waits for the next of them.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.int.recv() => {}
            _ = self.term.recv() => {}
        }
    }
}
