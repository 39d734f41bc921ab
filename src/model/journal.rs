//! What a mock saw, told to those who may not know the mock.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

/// One request that arrived at a mock.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The stub that answered; none where nothing matched.
    pub stub: Option<String>,
    /// When, counted from the mock's start.
    pub at: Duration,
    /// Which connection, counted from the mock's start.
    pub connection: u64,
    /// The method.
    pub method: Method,
    /// Path and query as received.
    pub target: String,
    /// The headers without those of ours that tell cases apart.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The status that was answered.
    pub status: u16,
    /// For a request that nothing matched: what was nearest, for people.
    pub nearest: Option<String>,
}

/// The arrivals of one case.
#[derive(Debug, Clone, Default)]
pub struct Arrivals {
    /// In order of arrival.
    pub list: Vec<Arrival>,
    /// How many more there were than the journal holds; a check that would have needed them fails.
    pub lost: u64,
}

/// A breach of what a mock file's `expect` demands, or a request that no stub matched.
#[derive(Debug, Clone)]
pub struct Breach {
    /// What it is about, such as `stub create-order` or `unmatched GET /x`.
    pub about: String,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub actual: String,
    /// Whether this is an unmatched request, which a case may expect.
    pub unmatched: bool,
}

/// A running mock, as far as the runner may know it. A case is told by the id that its requests carry.
pub trait Journal: Send + Sync + std::fmt::Debug {
    /// What arrived for a case so far.
    fn arrivals(&self, case: &str) -> Arrivals;
    /// Ends a case: judges what the mock's file expects, and forgets the case's state and journal.
    fn close(&self, case: &str) -> Vec<Breach>;
}
