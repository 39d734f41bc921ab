//! What the forms share: versions, counts, times.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::outcome::Counts as CountsOf;

/// The version of a ledger line.
pub const LEDGER: &str = "holdpoint/v1";
/// The version of evidence, in its first line.
pub const EVIDENCE: &str = "holdpoint-evidence/v1";

/// How many cases ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All that were planned.
    pub planned: u64,
    /// Passed, flaky ones included.
    pub passed: u64,
    /// Failed, invalid and internal ones included.
    pub failed: u64,
    /// Nothing known.
    pub inconclusive: u64,
    /// Passed on a retry only.
    pub flaky: u64,
    /// Not run, for a declared reason.
    pub not_run: u64,
}

impl From<CountsOf> for Counts {
    fn from(counts: CountsOf) -> Self {
        let CountsOf { planned, passed, failed, inconclusive, flaky, not_run } = counts;
        Self { planned, passed, failed, inconclusive, flaky, not_run }
    }
}

impl From<Counts> for CountsOf {
    fn from(counts: Counts) -> Self {
        let Counts { planned, passed, failed, inconclusive, flaky, not_run } = counts;
        Self { planned, passed, failed, inconclusive, flaky, not_run }
    }
}

/// Milliseconds with three decimals.
#[must_use]
pub fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

/// The span of so many milliseconds; zero for what is none.
#[must_use]
pub fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}

/// A time as RFC 3339 in UTC with milliseconds.
#[must_use]
pub fn time(at: jiff::Timestamp) -> String {
    format!("{at:.3}")
}
