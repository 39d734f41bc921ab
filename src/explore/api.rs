//! What is asked of an exploration, what it tells while it goes on, and what it comes to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use super::credential::Credentials;
use crate::model::exchange::{Failure, Request};
use crate::model::place::Place;

/// How much is asked of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// So long.
    Time(Duration),
    /// So many requests; what confirms a finding and makes it smaller comes on top, and is bounded by itself.
    Requests(u64),
}

/// What an exploration is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// How much is asked.
    pub budget: Budget,
    /// What all that is made derives from.
    pub seed: u64,
    /// Whether more may be sent than what only reads.
    pub may_write: bool,
    /// Who asks.
    pub credentials: Credentials,
    /// Only operations whose name (`GET /orders/{id}`) or id it fits.
    pub operation: Option<Regex>,
    /// Only these oracles; all where it is empty.
    pub only: Vec<String>,
    /// Not these oracles.
    pub skip: Vec<String>,
    /// How many requests are under way at once.
    pub jobs: usize,
    /// The limit of one exchange.
    pub timeout: Duration,
    /// After so many findings it ends.
    pub max_findings: usize,
    /// Where somebody says that it has to end.
    pub stop: Stop,
}

impl Options {
    /// The defaults: 10 s, 32 at once, 10 s an exchange, reading only.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            budget: Budget::Time(Duration::from_secs(10)),
            seed,
            may_write: false,
            credentials: Credentials::default(),
            operation: None,
            only: Vec::new(),
            skip: Vec::new(),
            jobs: 32,
            timeout: Duration::from_secs(10),
            max_findings: 100,
            stop: Stop::default(),
        }
    }

    /// Whether an oracle is asked.
    #[must_use]
    pub fn asks(&self, oracle: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == oracle);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

/// Says that an exploration has to end; clones say it together.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Says so.
    pub fn press(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is told while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// It begins.
    Started {
        /// How many operations are explored.
        operations: usize,
        /// How many the document has.
        of: usize,
    },
    /// It goes on.
    Progress {
        /// How many requests were sent.
        requests: u64,
        /// How many findings there are.
        findings: usize,
        /// What it does now.
        phase: &'static str,
    },
    /// A finding, confirmed and made small.
    Found(&'a Found),
    /// Something that a person should know.
    Note(&'a str),
}

/// One request of a finding, and what came of it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What it was for.
    pub role: &'static str,
    /// What was sent.
    pub request: Request,
    /// The status; none where no whole answer came.
    pub status: Option<u16>,
    /// The beginning of the answer's body, or why there is none.
    pub said: String,
}

impl Sent {
    /// How much of a body is kept.
    const MOST: usize = 2_000;

    /// From an exchange.
    #[must_use]
    pub fn new(
        role: &'static str,
        request: &Request,
        result: &Result<crate::model::exchange::Answer, Failure>,
    ) -> Self {
        let (status, said) = match result {
            Ok(answer) => {
                let body = &answer.body[..answer.body.len().min(Self::MOST)];
                (Some(answer.status.as_u16()), String::from_utf8_lossy(body).into_owned())
            }
            Err(failure) => (None, format!("{}: {}", failure.kind.name(), failure.detail)),
        };
        Self { role, request: request.clone(), status, said }
    }
}

/// Something that is wrong with the service, or with what its document says.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which oracle says so.
    pub oracle: &'static str,
    /// The operation, as `POST /orders`.
    pub operation: String,
    /// The part that it is about, such as `body/quantity`; empty for the whole.
    pub field: String,
    /// The keyword of the schema, where there is one.
    pub keyword: String,
    /// What the contract says.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Where the contract says so.
    pub place: Option<Place>,
    /// The exchanges that show it, in their order.
    pub exchanges: Vec<Sent>,
    /// Which of them shows it.
    pub shows: usize,
    /// How often it was seen.
    pub seen: u64,
    /// A case of a suite that shows it again.
    pub case: Option<String>,
}

/// What an exploration came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many operations the document has.
    pub operations: usize,
    /// How many were explored.
    pub explored: usize,
    /// How many requests were sent.
    pub requests: u64,
    /// How many of them the contract allows.
    pub fitting: u64,
    /// How many the contract refuses.
    pub unfitting: u64,
    /// How many chains of requests were tried.
    pub stories: u64,
    /// How many were answered, by class: 1 to 5; failures at 0.
    pub classes: [u64; 6],
    /// Operations that were answered with success at least once.
    pub succeeded: usize,
    /// What is wrong.
    pub found: Vec<Found>,
    /// How often each oracle was right, before grouping.
    pub counts: BTreeMap<&'static str, u64>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// How much of the document was used, in words.
    pub covered: String,
    /// The same as data.
    pub coverage: Option<Value>,
    /// How many things that were made were deleted again, and how many were not.
    pub cleaned: (u64, u64),
    /// Whether somebody ended it.
    pub interrupted: bool,
    /// Why nothing could be judged.
    pub blind: Option<String>,
    /// How long it took.
    pub took: Duration,
}
