//! Drives suites and cases: which run beside each other, which alone, and when no more may begin.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream;
use tokio::sync::mpsc::Sender;
use tokio::sync::{RwLock, Semaphore, watch};
use tokio::time::Instant;

use super::case::{Case, SuiteRun};
use super::executor;
use super::judge::panic_text;
use super::signal::Stop;
use crate::model::clock;
use crate::model::endpoint::{Callback, SHARING};
use crate::model::event::Event;
use crate::model::finding::{Finding, Weight};
use crate::model::id::CaseId;
use crate::model::outcome::{Checked, Counts, Outcome, Status};
use crate::model::record::{CaseLine, ContractUse, SuiteRecord};
use crate::model::verdict::Verdict;
use crate::plan::plan::{self, Plan, Suite};
use crate::step::callback::Inbox;
use crate::step::station::Station;
use crate::value::percent::encode;
use crate::value::scope::{Ground, Scope};

/// What the steps before a suite's first case take at most.
const ONCE_LIMIT: std::time::Duration = std::time::Duration::from_secs(300);

/// Everything that a run needs; made by the composition root.
#[derive(Debug)]
pub struct Orders {
    /// What will be run.
    pub plan: Plan,
    /// The targets, ready to be asked.
    pub stations: BTreeMap<Arc<str>, Arc<Station>>,
    /// Why a case is not run, by suite and case.
    pub not_run: Vec<Vec<Option<String>>>,
    /// Flags by name.
    pub flags: BTreeMap<String, bool>,
    /// The run's id.
    pub run: String,
    /// What `fresh.*` derives from.
    pub seed: u64,
    /// How many cases run at once.
    pub jobs: usize,
    /// Whether no case begins after the first that failed.
    pub fail_fast: bool,
    /// Where services reach us, where the project says so.
    pub callback: Option<Callback>,
}

impl Orders {
    /// Whether a case that is run needs to be called back.
    fn listens(&self) -> bool {
        let runs = |number: usize, at: usize| self.not_run.get(number).is_some_and(|all| all.get(at) == Some(&None));
        self.plan.suites.iter().enumerate().any(|(number, suite)| {
            let once = suite.once_needs.callback;
            suite.cases.iter().enumerate().any(|(at, case)| runs(number, at) && (once || case.needs.callback))
        })
    }
}

/// What holds cases apart, and when no more may begin.
struct Traffic {
    jobs: Semaphore,
    // Cases hold it to read; one that runs alone holds it to write.
    alone: RwLock<()>,
    // How many cases have not ended yet that go before those that step back.
    before: watch::Sender<usize>,
    failed: AtomicBool,
    fail_fast: bool,
    stop: Stop,
    width: usize,
}

/// Drives every suite to its end; events go to the dispatcher.
pub async fn drive(orders: &Orders, events: Sender<Event>, stop: Stop) {
    // What has no target to ask is left out.
    let asked = || {
        let suites = orders.plan.suites.iter().enumerate();
        suites.filter_map(|(number, suite)| Some((number, suite, orders.stations.get(&suite.target.name)?)))
    };
    let traffic = Traffic {
        jobs: Semaphore::new(orders.jobs.max(1)),
        alone: RwLock::new(()),
        before: watch::Sender::new(asked().map(|(_, suite, _)| go_before(suite)).sum()),
        failed: AtomicBool::new(false),
        fail_fast: orders.fail_fast,
        stop: stop.clone(),
        width: orders.jobs.max(1),
    };
    let inbox = if orders.listens() { Some(Inbox::open(orders.callback.as_ref()).await.map(Arc::new)) } else { None };
    let suites = asked().map(|(number, suite, station)| {
        let ground = Ground {
            variables: station.endpoint.variables.clone(),
            secrets: station.endpoint.secrets.clone(),
            flags: orders.flags.clone(),
            run: orders.run.clone(),
            seed: orders.seed,
            base: Some(station.endpoint.base.clone()),
            callback: inbox
                .as_ref()
                .map(|inbox| inbox.as_ref().map(|inbox| inbox.url().to_owned()).map_err(Clone::clone)),
        };
        let run = SuiteRun {
            number,
            lane: suite.lane,
            station: station.clone(),
            ground: Arc::new(ground),
            headers: &suite.headers,
            timeout: suite.timeout,
            inbox: inbox.clone(),
            events: events.clone(),
            stop: stop.clone(),
        };
        drive_suite(suite, run, &orders.not_run[number], &traffic)
    });
    join_all(suites).await;
}

/// Whether all cases of a suite let all others go first: they run one after another, and one of them runs alone.
fn steps_back(suite: &Suite) -> bool {
    suite.sequential && suite.cases.iter().any(|case| case.alone)
}

/// How many cases of a suite go before those that step back. One that runs alone would hold up whatever comes after it until
/// the slowest case under way has ended, and a service that it disturbed may take a while to be itself again.
fn go_before(suite: &Suite) -> usize {
    if steps_back(suite) { 0 } else { suite.cases.iter().filter(|case| !case.last && !case.alone).count() }
}

async fn drive_suite<'s>(suite: &'s Suite, run: SuiteRun<'s>, not_run: &[Option<String>], traffic: &Traffic) {
    let once = Once::new(suite, &run, not_run);
    let started = clock::now();
    let width = if suite.sequential { 1 } else { traffic.width };
    let whole = steps_back(suite);
    let drive = |at: usize, case: &'s plan::Case, reason: Option<String>| {
        let (run, once) = (&run, &once);
        async move {
            if whole || case.alone {
                // The sender lives as long as the run.
                let _ = traffic.before.subscribe().wait_for(|left| *left == 0).await;
            }
            let outcome = Arc::new(drive_case(case, reason, run, once, traffic).await);
            if outcome.status.verdict() > Verdict::Green {
                traffic.failed.store(true, Ordering::Relaxed);
            }
            let line = CaseLine {
                id: outcome.id.text(),
                status: outcome.status,
                took: outcome.took,
                reason: outcome.reason.clone(),
            };
            let _ = run.events.send(Event::CaseEnded(outcome)).await;
            if !(case.last || whole || case.alone) {
                traffic.before.send_modify(|left| *left -= 1);
            }
            (at, line)
        }
    };
    let all = || suite.cases.iter().zip(not_run).enumerate();
    // Those that step back stand last, so that they hold no place of the suite's width while they wait.
    let parts =
        [false, true].map(|back| all().filter(move |(_, (case, _))| !case.last && (whole || case.alone) == back));
    let mut lines: Vec<(usize, CaseLine)> = stream::iter(parts.into_iter().flatten())
        .map(|(at, (case, reason))| drive(at, case, reason.clone()))
        .buffer_unordered(width)
        .collect()
        .await;
    let left_out = lines.iter().filter(|(_, line)| line.status == Status::NotRun).count();
    for (at, (case, reason)) in all().filter(|(_, (case, _))| case.last) {
        // What others would have done is not known.
        let partly = (left_out > 0).then(|| format!("{left_out} of the cases that it judges were not run"));
        lines.push(drive(at, case, reason.clone().or(partly)).await);
    }
    lines.sort_by_key(|(at, _)| *at);
    let mut record = SuiteRecord {
        suite: run.number,
        started,
        ended: started,
        verdict: Verdict::Green,
        counts: Counts { planned: u64::try_from(suite.cases.len()).unwrap_or(u64::MAX), ..Counts::default() },
        cases: lines.into_iter().map(|(_, line)| line).collect(),
        contract: suite.law.as_ref().map(|law| ContractUse {
            name: law.name.clone(),
            coverage: law.summary().to_json(),
            warnings: law.warnings(),
        }),
    };
    for line in &record.cases {
        record.counts.add(line.status);
        record.verdict = record.verdict.max(line.status.verdict());
    }
    if let Some(said) = once.end().await {
        record.verdict = record.verdict.max(Verdict::Red);
        record.cases.push(said);
    }
    if record.counts.ran() == 0 {
        // A suite of which nothing ran has shown nothing.
        record.verdict = record.verdict.max(Verdict::Invalid);
    }
    if traffic.stop.asked() {
        record.verdict = Verdict::Interrupted;
    }
    record.ended = clock::now();
    let _ = run.events.send(Event::SuiteEnded(Arc::new(record))).await;
}

async fn drive_case(
    case: &plan::Case,
    reason: Option<String>,
    run: &SuiteRun<'_>,
    once: &Once<'_>,
    traffic: &Traffic,
) -> Outcome {
    if let Some(reason) = reason {
        return run.bare(case, Status::NotRun, Some(reason), Vec::new());
    }
    let held = |asked: bool| match () {
        () if asked => Some("interrupted before it began"),
        () if traffic.fail_fast && traffic.failed.load(Ordering::Relaxed) => {
            Some("another case failed, and --fail-fast was given")
        }
        () => None,
    };
    let (shared, alone);
    let _slot = if case.alone {
        (shared, alone) = (None, Some(traffic.alone.write().await));
        None
    } else {
        (shared, alone) = (Some(traffic.alone.read().await), None);
        traffic.jobs.acquire().await.ok()
    };
    let _held = (shared, alone);
    if let Some(reason) = held(traffic.stop.asked()) {
        return run.bare(case, Status::NotRun, Some(reason.into()), Vec::new());
    }
    let scope = match once.scope().await {
        Ok(scope) => scope.for_case(case.id.text().into(), case.row.clone()),
        Err(checks) => return blocked(case, run, checks),
    };
    let _ = run.events.send(Event::CaseStarted(case.id.clone())).await;
    let started = Instant::now();
    let mut running = Case::new(run, case.id.clone(), once.key(&case.id), scope, case.deadline);
    running.undo_with(&case.undo);
    running.listen_for(case.steps.iter().chain(&case.undo));
    // A panic outside of a check is a bug of ours; it must not take the other cases with it.
    let cut =
        std::panic::AssertUnwindSafe(executor::steps(&mut running, &case.steps, case.deadline)).catch_unwind().await;
    match cut {
        Ok(interrupted) => executor::end(running, case, interrupted, started).await,
        Err(panic) => {
            let undone = executor::undo_all(&mut running).await;
            let what = panic_text(panic.as_ref());
            let finding = Finding::wrong("runner", "case", "an end", format!("a panic: {what}"))
                .weighing(Weight::Bug)
                .at(&case.place);
            let mut outcome = run.bare(case, Status::Internal, Some(format!("a panic: {what}")), vec![finding]);
            outcome.undone = undone;
            outcome
        }
    }
}

/// A case that could not run because the steps before the first case did not hold.
fn blocked(case: &plan::Case, run: &SuiteRun<'_>, checks: &[Checked]) -> Outcome {
    let findings: Vec<Finding> = checks.iter().flat_map(|check| check.findings.iter().cloned()).collect();
    let reason = findings.first().map(|finding| {
        format!("setup (once): {}: expected {}, got {}", finding.field, finding.expected, finding.actual)
    });
    run.bare(case, Status::of(&findings), reason, findings)
}

/// The steps before a suite's first case: done when the first case needs them, undone at the suite's end.
struct Once<'a> {
    suite: &'a Suite,
    run: &'a SuiteRun<'a>,
    // What the key of each of its cases begins with.
    prefix: String,
    wanted: bool,
    done: tokio::sync::OnceCell<Result<Scope, Vec<Checked>>>,
    // The case that the steps make up, kept for its `undo`.
    left: tokio::sync::Mutex<Option<Case<'a>>>,
}

impl<'a> Once<'a> {
    fn new(suite: &'a Suite, run: &'a SuiteRun<'a>, not_run: &[Option<String>]) -> Self {
        let wanted = !suite.once.is_empty() && not_run.iter().any(Option::is_none);
        // By what a mock tells cases apart; where something was set up once, its state is the suite's.
        let prefix = format!("{}{}", encode(&suite.name), if suite.once.is_empty() { "::" } else { SHARING });
        Self { suite, run, prefix, wanted, done: tokio::sync::OnceCell::new(), left: tokio::sync::Mutex::new(None) }
    }

    fn id(&self) -> CaseId {
        CaseId { suite: self.suite.name.clone(), target: None, case: "(setup)".into(), row: None }
    }

    /// By what a mock tells this case apart.
    fn key(&self, id: &CaseId) -> String {
        let row = id.row.as_ref().map(|row| format!("[{}]", encode(row))).unwrap_or_default();
        [self.prefix.as_str(), &encode(&id.case), &row].concat()
    }

    async fn scope(&self) -> Result<&Scope, &[Checked]> {
        let done = self.done.get_or_init(|| async {
            let scope = Scope::new(self.run.ground.clone(), self.id().to_string().into(), None);
            if !self.wanted {
                return Ok(scope);
            }
            let mut case = Case::new(self.run, self.id(), self.key(&self.id()), scope, ONCE_LIMIT);
            case.listen_for(self.suite.once.iter());
            executor::steps(&mut case, &self.suite.once, ONCE_LIMIT).await;
            let result = case.setup_result();
            *self.left.lock().await = Some(case);
            result
        });
        done.await.as_ref().map_err(Vec::as_slice)
    }

    /// Undoes the steps; a line for the record where that went wrong.
    async fn end(&self) -> Option<CaseLine> {
        let mut undone = Vec::new();
        if let Some(mut case) = self.left.lock().await.take() {
            undone = executor::undo_all(&mut case).await;
        }
        let mut unmatched = None;
        if let Some(journal) = &self.run.station.endpoint.journal {
            // What a mock expects is expected of the cases; that no stub matched is wrong wherever it happens.
            let expected = self.suite.cases.iter().all(|case| case.unmatched);
            let mut breaches = journal.close(&self.key(&self.id())).into_iter();
            unmatched = breaches.find(|breach| breach.unmatched && self.wanted && !expected);
            // A mock whose cases share a state keeps it under the suite's own name.
            journal.close(&encode(&self.suite.name));
        }
        if let Some(breach) = unmatched {
            return Some(CaseLine {
                id: self.id().to_string(),
                status: Status::Failed,
                took: std::time::Duration::ZERO,
                reason: Some(format!(
                    "setup (once): {}: expected {}, got {}",
                    breach.about, breach.expected, breach.actual
                )),
            });
        }
        let failed = undone.iter().find(|undone| undone.failed)?;
        Some(CaseLine {
            id: self.id().to_string(),
            status: Status::Failed,
            took: std::time::Duration::ZERO,
            reason: Some(format!("undo of the setup: {}: {}", failed.step, failed.said)),
        })
    }
}
