//! A case while it runs: its names, its evidence so far, and what has to be undone.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::HeaderName;
use serde_json::Value;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;

use super::signal::Stop;
use crate::model::event::Event;
use crate::model::exchange::Exchange;
use crate::model::finding::Finding;
use crate::model::id::CaseId;
use crate::model::journal::Arrivals;
use crate::model::lane::Lane;
use crate::model::observation::Observation;
use crate::model::outcome::{Checked, Outcome, Status};
use crate::plan::plan::{self, PlannedStep};
use crate::step::api::{CaseRun, Stage};
use crate::step::callback::{Arrival, Awaited, Inbox};
use crate::step::station::Station;
use crate::value::scope::{Ground, Scope};
use crate::value::template::Template;

/// What all cases of a suite share while it runs.
pub struct SuiteRun<'a> {
    /// Its place in the plan.
    pub number: usize,
    /// Its lane.
    pub lane: Lane,
    /// Its target, ready to be asked.
    pub station: Arc<Station>,
    /// What its names stand for.
    pub ground: Arc<Ground>,
    /// Headers of every request.
    pub headers: &'a [(HeaderName, Template)],
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// The listener for callbacks, where a case needs one, or why there is none.
    pub inbox: Option<Result<Arc<Inbox>, String>>,
    /// Where events go.
    pub events: Sender<Event>,
    /// Whether a person asked to stop.
    pub stop: Stop,
}

impl SuiteRun<'_> {
    /// The outcome of a case of which nothing is known but how it ended.
    #[must_use]
    pub fn bare(&self, case: &plan::Case, status: Status, reason: Option<String>, findings: Vec<Finding>) -> Outcome {
        Outcome {
            id: case.id.clone(),
            suite: self.number,
            lane: self.lane,
            target: self.station.endpoint.target.name.clone(),
            mode: self.station.endpoint.mode,
            covers: case.covers.clone(),
            status,
            reason,
            took: Duration::ZERO,
            checks: Vec::new(),
            findings,
            undone: Vec::new(),
            exchanges: 0,
            explored: Vec::new(),
            faulty: None,
            why: case.why.clone(),
            place: case.place.clone(),
        }
    }
}

/// A case while it runs.
pub struct Case<'a> {
    /// Its suite.
    pub suite: &'a SuiteRun<'a>,
    /// What its names stand for now.
    pub scope: Scope,
    /// Its key, cookies and marks.
    pub run: CaseRun,
    /// When it has to be over.
    pub end: Instant,
    /// Whether a step held only on a retry.
    pub flaky: bool,
    id: CaseId,
    checks: Vec<Checked>,
    undo: Vec<&'a PlannedStep>,
    exchanges: u64,
    explored: Vec<Arc<Value>>,
    last: Option<Arc<Exchange>>,
    faulty: Option<Arc<Exchange>>,
    why: Option<String>,
}

/// How a step ended.
pub enum Ended {
    /// Everything holds.
    Passed,
    /// Something does not; no further step is done.
    Stopped,
}

impl<'a> Case<'a> {
    /// A case at its start.
    #[must_use]
    pub fn new(suite: &'a SuiteRun<'a>, id: CaseId, key: String, scope: Scope, deadline: Duration) -> Self {
        let run = CaseRun::new(key, suite.ground.seed);
        Self {
            suite,
            scope,
            run,
            end: Instant::now() + deadline,
            flaky: false,
            id,
            checks: Vec::new(),
            undo: Vec::new(),
            exchanges: 0,
            explored: Vec::new(),
            last: None,
            faulty: None,
            why: None,
        }
    }

    /// Keeps `undo` steps for the case's end.
    pub fn undo_with(&mut self, undo: &'a [PlannedStep]) {
        self.undo.extend(undo);
    }

    /// Takes the callbacks that steps wait for, from now on: one may come before its step.
    pub fn listen_for<'s>(&mut self, steps: impl IntoIterator<Item = &'s PlannedStep>) {
        let Some(inbox) = &self.suite.inbox else { return };
        let awaited = steps.into_iter().filter_map(|step| {
            let awaited = step.action.awaits()?;
            Some(Awaited { count: awaited.count.saturating_mul(step.repeat as usize), ..awaited.clone() })
        });
        self.run.post = match inbox {
            Ok(inbox) => Ok(inbox.keep(self.scope.callback_token(), awaited.collect())),
            Err(what) => Err(what.clone()),
        };
    }

    /// The `undo` steps so far, for the one who does them.
    pub fn take_undo(&mut self) -> Vec<&'a PlannedStep> {
        std::mem::take(&mut self.undo)
    }

    /// Everything found so far.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.checks.iter().flat_map(|check| check.findings.iter().cloned()).collect()
    }

    /// The case's outcome, with the evidence that was kept.
    #[must_use]
    pub fn outcome(self, case: &plan::Case, status: Status, reason: Option<String>, findings: Vec<Finding>) -> Outcome {
        let faulty = self.faulty.or(if status == Status::Passed { None } else { self.last });
        let bare = self.suite.bare(case, status, reason, findings);
        let why = self.why.or_else(|| bare.why.clone());
        Outcome { checks: self.checks, exchanges: self.exchanges, explored: self.explored, faulty, why, ..bare }
    }

    /// What the steps of a setup gave: the names they saved, or what did not hold.
    ///
    /// # Errors
    /// The checks with their findings.
    pub fn setup_result(&self) -> Result<Scope, Vec<Checked>> {
        let wrong: Vec<Checked> = self.checks.iter().filter(|check| !check.findings.is_empty()).cloned().collect();
        if wrong.is_empty() { Ok(self.scope.clone()) } else { Err(wrong) }
    }

    /// Keeps what a step came to: its checks, what it saw, what it saves.
    pub fn finish(&mut self, step: &PlannedStep, seen: Option<&Arc<Observation>>, mut checks: Vec<Checked>) -> Ended {
        let mut holds = checks.iter().all(|check| check.findings.is_empty());
        if let Some(seen) = seen {
            self.last = seen.exchanges.last().cloned().or(self.last.take());
            self.explored.extend(seen.exploration.as_ref().map(|exploration| exploration.account.clone()));
            if let Some(id) = &step.id {
                self.scope.remember(id, seen.clone());
            }
            if holds {
                for save in &step.save {
                    match save.take(seen, &self.scope) {
                        Ok(value) => self.scope.save(&save.name, value),
                        Err(finding) => {
                            holds = false;
                            checks.push(self.checked(step, "save", finding));
                        }
                    }
                }
            }
        }
        if !holds {
            self.why.clone_from(&step.why);
        }
        // A repeated step keeps the evidence of its last time only: memory does not grow with the times.
        if step.repeat > 1 {
            self.checks.retain(|check| check.step != *step.number);
        }
        // Of an exploration each finding has exchanges of its own.
        let first = checks.iter().flat_map(|check| &check.findings).next();
        let proof = first.and_then(|finding| finding.proof.as_ref()?.exchanges.last().cloned());
        self.keep(checks, proof.or_else(|| seen.and_then(|seen| seen.exchanges.last().cloned())));
        if holds { Ended::Passed } else { Ended::Stopped }
    }

    /// A step that could not even begin.
    pub fn stopped(&mut self, step: &PlannedStep, finding: Finding) -> Ended {
        let checked = self.checked(step, step.kind, finding);
        self.keep(vec![checked], None);
        Ended::Stopped
    }

    /// Keeps checks; the exchange is the one that they are about.
    pub fn keep(&mut self, checks: Vec<Checked>, exchange: Option<Arc<Exchange>>) {
        if self.faulty.is_none() && checks.iter().any(|check| !check.findings.is_empty()) {
            self.faulty = exchange;
        }
        self.checks.extend(checks);
    }

    /// One finding as a check of a step.
    #[must_use]
    pub fn checked(&self, step: &PlannedStep, check: &'static str, finding: Finding) -> Checked {
        Checked {
            step: step.number.to_string(),
            check,
            place: step.place.clone(),
            asserted: 1,
            findings: vec![finding],
        }
    }

    /// Does a step's action once; its exchanges are told of, also where it could not go on.
    ///
    /// # Errors
    /// Why it could not even begin.
    pub async fn act(&mut self, step: &PlannedStep, attempt: u32, timeout: Duration) -> Result<Observation, Finding> {
        let sent: Mutex<Vec<Arc<Exchange>>> = Mutex::default();
        let tell = |exchange: &Arc<Exchange>| {
            sent.lock().unwrap_or_else(PoisonError::into_inner).push(exchange.clone());
        };
        let stage = Stage {
            scope: &self.scope,
            station: &self.suite.station,
            caller: step.caller.as_deref(),
            base: step.base.as_ref(),
            headers: self.suite.headers,
            demands: &step.demands,
            attempt,
            timeout,
            end: self.end,
            case: &self.run,
            tell: &tell,
        };
        stage.station.enters(&step.number);
        let acted = step.action.act(&stage).await;
        let sent = std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner));
        self.note_exchanges(&step.number, sent).await;
        acted.map(|seen| Observation { arrivals: self.arrivals(), ..seen })
    }

    /// Tells of exchanges.
    async fn note_exchanges(&mut self, step: &Arc<str>, sent: Vec<Arc<Exchange>>) {
        for exchange in sent {
            self.exchanges += 1;
            let event = Event::Exchanged { case: self.id.clone(), step: step.clone(), exchange };
            // The dispatcher outlives every case; where it does not, the run is over anyway.
            let _ = self.suite.events.send(event).await;
        }
    }

    /// Tells of the callbacks that no step took, and gives those that none waits for.
    pub async fn strange_callbacks(&mut self) -> Vec<Arrival> {
        let Ok(post) = &self.run.post else { return Vec::new() };
        let rest = post.rest();
        let endpoint = &self.suite.station.endpoint;
        let exchanges = rest.iter().map(|arrival| Arc::new(arrival.exchange(endpoint))).collect();
        self.note_exchanges(&"callback".into(), exchanges).await;
        rest.into_iter().filter(|arrival| !arrival.awaited).collect()
    }

    /// What the mock saw of this case so far.
    fn arrivals(&self) -> Option<Arrivals> {
        self.suite.station.endpoint.journal.as_ref().map(|journal| journal.arrivals(&self.run.key))
    }
}
