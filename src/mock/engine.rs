//! The engine: a request in, an answer out; no input or output of its own.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::answer::{Filled, problem};
use super::case::CaseKey;
use super::decide::Judge;
use super::error::MockError;
use super::facts::Ground;
use super::journal::{Limits, Log};
use super::request::Request;
use super::stub::{Isolate, Mock};
use super::world::{StubKey, World};
use crate::model::journal::{Arrivals, Breach, Journal};
use crate::model::secret::Secret;

/// How many faults of a case are told one by one.
const MAX_FAULTS: usize = 20;

/// A mock that answers, without a socket.
#[derive(Debug)]
pub struct Engine {
    mock: Arc<Mock>,
    ground: Ground,
    limits: Limits,
    started: Instant,
    cases: RwLock<HashMap<CaseKey, Arc<Case>>>,
    suites: Mutex<HashMap<CaseKey, Arc<Mutex<World>>>>,
}

#[derive(Debug)]
struct Case {
    world: Arc<Mutex<World>>,
    log: Mutex<Log>,
}

/// What is answered, and when.
#[derive(Debug)]
pub struct Reply {
    /// The answer.
    pub answer: Filled,
    /// How long it is held back.
    pub delay: Duration,
    /// The stub that answered; none where nothing matched.
    pub stub: Option<Arc<str>>,
    /// For a request that nothing matched: what was nearest.
    pub nearest: Option<String>,
    /// To be dropped when the answer has been given: until then its key is in flight.
    pub landing: Option<Landing>,
}

/// A first result that is held back.
#[derive(Debug)]
pub struct Landing {
    world: Arc<Mutex<World>>,
    key: StubKey,
}

impl Drop for Landing {
    fn drop(&mut self) {
        lock(&self.world).keys.land(&self.key);
    }
}

impl Engine {
    /// An engine for a mock.
    ///
    /// # Errors
    /// Where a secret or a variable without default is missing.
    pub fn new(
        mock: Arc<Mock>,
        secrets: BTreeMap<String, Secret>,
        vars: &BTreeMap<String, Value>,
        limits: Limits,
    ) -> Result<Self, MockError> {
        let mut missing: Vec<String> = mock
            .secrets
            .iter()
            .filter(|name| !secrets.contains_key(*name))
            .map(|name| format!("secret {name}"))
            .collect();
        let mut known = BTreeMap::new();
        for (name, default) in &mock.vars {
            match vars.get(name).or(default.as_ref()) {
                Some(value) => {
                    known.insert(name.clone(), value.clone());
                }
                None => missing.push(format!("variable {name}")),
            }
        }
        if !missing.is_empty() {
            return Err(MockError::Missing { mock: mock.name.clone(), missing });
        }
        let ground = Ground { secrets, vars: known, seed: mock.seed };
        Ok(Self { mock, ground, limits, started: Instant::now(), cases: RwLock::default(), suites: Mutex::default() })
    }

    /// The mock that it runs.
    #[must_use]
    pub fn mock(&self) -> &Arc<Mock> {
        &self.mock
    }

    /// The span since its start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Whether a stub takes the request; nothing is counted, changed or kept.
    #[must_use]
    pub fn takes(&self, request: &Request) -> bool {
        let case = self.case(&request.case);
        let world = lock(&case.world);
        self.judge().takes(request, &world)
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Reply {
        let case = self.case(&request.case);
        let decided = self.judge().decide(request, &mut lock(&case.world));
        let mut log = lock(&case.log);
        log.push(request, decided.stub, decided.answer.status.as_u16(), decided.nearest.as_deref());
        if let Some(fault) = decided.fault
            && log.faults.len() < MAX_FAULTS
        {
            log.faults.push(fault);
        }
        drop(log);
        Reply {
            answer: decided.answer,
            delay: decided.delay,
            stub: decided.stub.and_then(|number| self.mock.taker(number).cloned()),
            nearest: decided.nearest,
            landing: decided.landing.map(|key| Landing { world: case.world.clone(), key }),
        }
    }

    /// Keeps a request that could not be read whole, and answers it.
    pub fn refuse(&self, request: &Request, status: StatusCode, why: &str) -> Reply {
        let case = self.case(&request.case);
        let answer = problem(&self.mock.signature, status, json!({"title": why}));
        lock(&case.log).push(request, None, status.as_u16(), Some(why));
        Reply { answer, delay: Duration::ZERO, stub: None, nearest: Some(why.to_owned()), landing: None }
    }

    fn takers(&self) -> usize {
        self.mock.takers().count()
    }

    fn judge(&self) -> Judge<'_> {
        Judge { mock: &self.mock, ground: &self.ground }
    }

    fn case(&self, key: &CaseKey) -> Arc<Case> {
        if let Some(case) = self.cases.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return case.clone();
        }
        let fresh = || Arc::new(Mutex::new(World::new(self.mock.state.initial.clone())));
        let world = match self.mock.isolate {
            Isolate::Case if !key.shares_state() => fresh(),
            Isolate::Case | Isolate::Suite => lock(&self.suites).entry(key.suite()).or_insert_with(fresh).clone(),
        };
        let case = Arc::new(Case { world, log: Mutex::new(Log::new(self.takers(), self.limits)) });
        self.cases.write().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_insert(case).clone()
    }
}

impl Journal for Engine {
    fn arrivals(&self, case: &str) -> Arrivals {
        let key = CaseKey::new(case);
        let case = self.cases.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let Some(case) = case else {
            return Arrivals::default();
        };
        let log = lock(&case.log);
        let name = |number: usize| self.mock.taker(number).map(ToString::to_string);
        Arrivals { list: log.iter().map(|kept| kept.arrival(kept.stub.and_then(name))).collect(), lost: log.lost }
    }

    fn close(&self, case: &str) -> Vec<Breach> {
        let key = CaseKey::new(case);
        // Closing the suite's own key ends what its cases shared.
        lock(&self.suites).remove(&key);
        let case = self.cases.write().unwrap_or_else(PoisonError::into_inner).remove(&key);
        match case {
            Some(case) => self.mock.expected.judge(&lock(&case.log)),
            // A case that sent nothing is held to what is expected all the same.
            None => self.mock.expected.judge(&Log::new(self.takers(), self.limits)),
        }
    }
}

/// A panic elsewhere leaves the mock's own data whole: each change is made by one call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer's parts, for those who send it.
impl From<Filled> for (StatusCode, HeaderMap, Bytes) {
    fn from(filled: Filled) -> Self {
        (filled.status, filled.headers, filled.body)
    }
}

#[cfg(test)]
mod tests;
