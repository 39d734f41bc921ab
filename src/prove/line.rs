//! The line between a case and its mock in memory: it keeps what goes over it, and makes answers wrong where it is told to.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::given::{Change, Given, Kept};
use crate::http::carrier::{Carried, Carrier};
use crate::mock::engine::Engine;
use crate::model::exchange::{Failure, FailureKind, Request};
use crate::target::memory;

/// Which answers are made wrong, and how.
#[derive(Clone)]
pub(super) struct Order {
    /// The step whose answers are meant.
    pub step: Arc<str>,
    /// Which of them, from 0.
    pub nth: usize,
    /// Whether all that come after it are meant too: a step that asks until it likes the answer would get a right one.
    pub onwards: bool,
    /// What is done.
    pub change: Change,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("step", &self.step).field("nth", &self.nth).finish_non_exhaustive()
    }
}

/// After how many wrong answers a case that goes on asking is held back. What it waits for has not come in all of them, and asking
/// costs no time on its clock: one that asks every millisecond for an hour would ask millions of times.
const PATIENCE: usize = 100;
/// How long it is held back each time: short of the limits that an exchange usually has.
const SLOWER: Duration = Duration::from_secs(4);

/// The line of one run of one case.
#[derive(Debug)]
pub(super) struct Line {
    engine: Arc<Engine>,
    order: Option<Order>,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    step: Option<Arc<str>>,
    next: usize,
    /// How many answers were made wrong.
    wrong: usize,
    kept: Vec<Kept>,
}

impl Line {
    /// A line to a mock; without an order it keeps what goes over it.
    #[must_use]
    pub(super) fn new(engine: Arc<Engine>, order: Option<Order>) -> Self {
        Self { engine, order, now: Mutex::default() }
    }

    /// What went over it.
    #[must_use]
    pub(super) fn take(&self) -> Vec<Kept> {
        std::mem::take(&mut self.now().kept)
    }

    /// Whether an answer was made wrong.
    #[must_use]
    pub(super) fn reached(&self) -> bool {
        self.now().wrong > 0
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: &Request) -> Result<Response<Bytes>, Failure> {
        let (step, nth) = {
            let mut now = self.now();
            now.next += 1;
            (now.step.clone().unwrap_or_default(), now.next - 1)
        };
        let (parts, body) = memory::ask(&self.engine, request).await?.into_parts();
        let mut given = Given::new(parts.status, parts.headers, body);
        match &self.order {
            None => self.now().kept.push(Kept { step, nth, request: request.clone(), given: given.clone() }),
            Some(order) if *order.step == *step && (order.nth == nth || order.onwards && order.nth < nth) => {
                (order.change)(&mut given);
                let mut now = self.now();
                now.wrong += 1;
                if now.wrong > PATIENCE {
                    given.delay += SLOWER;
                }
            }
            Some(_) => {}
        }
        if !given.delay.is_zero() {
            tokio::time::sleep(given.delay).await;
        }
        if given.cut {
            return Err(Failure { kind: FailureKind::Cut, detail: "the body ended early".into() });
        }
        let mut response = Response::new(given.body);
        *response.status_mut() = given.status;
        *response.headers_mut() = given.headers;
        Ok(response)
    }
}

impl Carrier for Line {
    fn enters(&self, step: &Arc<str>) {
        let mut now = self.now();
        if now.step.as_ref() != Some(step) {
            now.step = Some(step.clone());
            now.next = 0;
        }
    }

    fn carry<'a>(&'a self, request: &'a Request) -> Carried<'a> {
        Box::pin(self.answer(request))
    }
}
