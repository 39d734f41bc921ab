//! What is asked of an exploration, what it tells while it goes on, and what it comes to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regex::Regex;
use serde_json::Value;

use super::credential::Credentials;
use crate::model::exchange::Exchange;
use crate::model::place::Place;
use crate::model::stop::Stop;
use crate::openapi::api::Operation;
use crate::openapi::coverage::Coverage;

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
    /// Only operations whose name (`GET /orders/{id}`) or id it fits, and of others no more than what those need: what
    /// makes or lists the things that they are about, and what deletes them again.
    pub operation: Option<Regex>,
    /// Only these oracles; all where it is empty.
    pub only: Vec<String>,
    /// Not these oracles.
    pub skip: Vec<String>,
    /// How many requests are under way at once.
    pub jobs: usize,
    /// The limit of one exchange.
    pub timeout: Duration,
    /// Beyond it an answer is too late; none: it never is.
    pub late: Option<Duration>,
    /// After so many findings it ends.
    pub max_findings: usize,
    /// Where somebody says that it has to end.
    pub stop: Stop,
    /// When it has to be over, with all that it made deleted again; none: when the budget is spent.
    pub deadline: Option<Instant>,
    /// What stands before the contract's paths, instead of the path of the address or of the document's first server.
    pub prefix: Option<String>,
    /// How a finding's case is written.
    pub pasting: Pasting,
}

/// How a finding's case asks, where it is pasted into a suite.
#[derive(Debug, Clone)]
pub struct Pasting {
    /// The caller who has the credentials that were given.
    pub caller: Option<String>,
    /// The caller who has none, where the suite may say another one for all of its steps.
    pub nobody: Nobody,
    /// Whether the suite's own `base` has to be left out.
    pub rooted: bool,
}

impl Default for Pasting {
    fn default() -> Self {
        Self { caller: Some("explorer".into()), nobody: Nobody::default(), rooted: false }
    }
}

/// Who asks as nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Nobody {
    /// A step that names no caller.
    #[default]
    Unnamed,
    /// This caller of the target.
    Named(String),
    /// No caller of the target does: the case says so.
    Missing,
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
            late: None,
            max_findings: 100,
            stop: Stop::default(),
            deadline: None,
            prefix: None,
            pasting: Pasting::default(),
        }
    }

    /// Whether an operation is chosen.
    #[must_use]
    pub fn chooses(&self, operation: &Operation) -> bool {
        self.operation.as_ref().is_none_or(|filter| {
            filter.is_match(&operation.name()) || operation.id.as_deref().is_some_and(|id| filter.is_match(id))
        })
    }

    /// Whether an oracle is asked.
    #[must_use]
    pub fn asks(&self, oracle: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == oracle);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
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
    /// What was sent, and what came of it.
    pub exchange: Arc<Exchange>,
}

impl Sent {
    /// How much of a body is said.
    const MOST: usize = 2_000;

    /// The status; none where no whole answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.exchange.answer().map(|answer| answer.status.as_u16())
    }

    /// The beginning of the answer's body, or why there is none.
    #[must_use]
    pub fn said(&self) -> String {
        match &self.exchange.result {
            Ok(answer) => {
                let body = &answer.body[..answer.body.len().min(Self::MOST)];
                String::from_utf8_lossy(body).into_owned()
            }
            Err(failure) => format!("{}: {}", failure.kind.name(), failure.detail),
        }
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
    /// What of the document was used.
    pub coverage: Coverage,
    /// The same as data: `{exchanges, total, parts, uncovered}`.
    pub used: Value,
    /// What shows that something answered: the first success of each operation, and the first exchange without an answer.
    pub shown: Vec<Arc<Exchange>>,
    /// Claims that were seen once, and that no time was left to prove.
    pub unproved: u64,
    /// Whether the deadline came before the budget was spent.
    pub cut: bool,
    /// How many things that were made were deleted again, and how many were not.
    pub cleaned: (u64, u64),
    /// Whether somebody ended it.
    pub interrupted: bool,
    /// Why nothing could be judged.
    pub blind: Option<String>,
    /// How long it took.
    pub took: Duration,
}
