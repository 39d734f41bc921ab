//! One run of one case, alone, in memory and on a virtual clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};

use super::api;
use super::given::Kept;
use super::line::{Line, Order};
use crate::model::event::{Event, Sink};
use crate::model::outcome::Outcome;
use crate::model::record::RunHead;
use crate::plan::plan::{Case, Plan, Suite};
use crate::runner::dispatch;
use crate::runner::drive::Orders;
use crate::runner::signal::StopSwitch;
use crate::step::station::Station;
use crate::target::memory::Standin;

/// The id of every run: what a case sends is the same each time.
const RUN: &str = "00000000-0000-7000-8000-000000000000";

/// What a run showed.
#[derive(Debug)]
pub(super) struct Shown {
    /// How the case ended.
    pub outcome: Arc<Outcome>,
    /// What went over the line, where nothing was made wrong.
    pub kept: Vec<Kept>,
    /// Whether an answer was made wrong.
    pub reached: bool,
}

/// A place where cases run; one for each thread.
#[derive(Debug)]
pub(super) struct Bench(Runtime);

impl Bench {
    /// A bench whose clock goes on by itself whenever nobody has anything to do but wait.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn new() -> std::io::Result<Self> {
        Builder::new_current_thread().enable_time().start_paused(true).build().map(Self)
    }

    /// Runs a case.
    ///
    /// # Errors
    /// In words, what broke.
    pub(super) fn run(
        &self,
        orders: &api::Orders,
        suite: &Suite,
        case: &Arc<Case>,
        order: Option<Order>,
    ) -> Result<Shown, String> {
        let standin = orders.standins.get(&suite.target.name).ok_or("the target has no mock")?;
        self.0.block_on(run(orders, standin, suite.only(case), order))
    }
}

async fn run(orders: &api::Orders, standin: &Standin, suite: Suite, order: Option<Order>) -> Result<Shown, String> {
    let (endpoint, engine) = standin.fresh()?;
    let line = Arc::new(Line::new(engine, order));
    let station = Station::in_memory(endpoint, line.clone()).map_err(|error| format!("failed to {error}"))?;
    let orders = Orders {
        stations: BTreeMap::from([(suite.target.name.clone(), Arc::new(station))]),
        plan: Plan { suites: vec![suite] },
        not_run: vec![vec![None]],
        flags: orders.flags.clone(),
        run: RUN.to_owned(),
        seed: orders.seed,
        jobs: 1,
        fail_fast: false,
        callback: None,
    };
    let (_switch, stop) = StopSwitch::new();
    let seen: Arc<Mutex<Option<Arc<Outcome>>>> = Arc::default();
    let mut sinks: Vec<Box<dyn Sink>> = vec![Box::new(Ending(seen.clone()))];
    dispatch::run(&orders, head(orders.seed), false, stop, &mut sinks).await;
    let outcome = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    let outcome = outcome.ok_or("the case did not end")?;
    Ok(Shown { outcome, kept: line.take(), reached: line.reached() })
}

fn head(seed: u64) -> Arc<RunHead> {
    Arc::new(RunHead {
        run: RUN.to_owned(),
        started: Timestamp::now(),
        version: String::new(),
        seed,
        selection: Vec::new(),
        subject: None,
        approval: None,
        flags: Vec::new(),
        targets: Vec::new(),
        suites: Vec::new(),
    })
}

/// Keeps how the case ended.
struct Ending(Arc<Mutex<Option<Arc<Outcome>>>>);

impl Sink for Ending {
    fn name(&self) -> String {
        "prove".into()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        if let Event::CaseEnded(outcome) = event {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.clone());
        }
        Ok(())
    }
}
