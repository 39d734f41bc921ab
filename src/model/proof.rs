//! What proves a finding that nobody wrote a check for: enough to see it again.

use std::sync::Arc;

use super::exchange::Exchange;
use super::place::Place;

/// What proves a finding of an exploration.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The operation, as `POST /orders`.
    pub operation: String,
    /// Where the contract says what does not hold.
    pub contract: Option<Place>,
    /// The exchanges that show it, the last one by itself and those before it as what it needs.
    pub exchanges: Vec<Arc<Exchange>>,
    /// A case of a suite that shows it again, as YAML; none where a suite cannot say it.
    pub case: Option<String>,
}

impl PartialEq for Proof {
    fn eq(&self, other: &Self) -> bool {
        let ids = |proof: &Self| proof.exchanges.iter().map(|one| one.request_id.clone()).collect::<Vec<_>>();
        self.operation == other.operation
            && self.contract == other.contract
            && self.case == other.case
            && ids(self) == ids(other)
    }
}
