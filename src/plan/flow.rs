//! `until` and `retry`: how often a step may be done, and how long between.

use std::time::Duration;

use http::StatusCode;

use crate::check::api::Workshop;
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::FailureKind;
use crate::model::node::Node;
use crate::syntax::read;
use crate::value::select::Path;

/// Repeats a step until what it expects holds.
#[derive(Debug)]
pub struct Until {
    /// How long it may take.
    pub within: Duration,
    /// The first wait between two tries.
    pub every: Duration,
    /// The longest wait between two tries.
    pub slowest: Duration,
    /// States that only go forward.
    pub states: Option<States>,
}

/// States that may only go forward.
#[derive(Debug)]
pub struct States {
    /// Where the state stands.
    pub path: Path,
    /// The states on the way; those of one entry stand equal.
    pub forward: Vec<Vec<String>>,
    /// The states that end it.
    pub end: Vec<String>,
}

impl Until {
    /// Reads `10s` or `{ within, every, states }`.
    pub fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let within = shop.found.keep(read::duration(node.get("within").unwrap_or(node)))?;
        let every = match node.get("every") {
            Some(every) => Some(shop.found.keep(read::duration(every))?),
            None => None,
        };
        let states = match node.get("states") {
            Some(states) => Some(States::compile(states, shop)?),
            None => None,
        };
        if within.is_zero() {
            shop.found.push(Diagnostic::error("until", &node.place, "an `until` of no time would never look"));
            return None;
        }
        let first = every.unwrap_or(Duration::from_millis(200)).max(Duration::from_millis(1));
        let slowest = every.unwrap_or(Duration::from_secs(2)).max(first);
        Some(Self { within, every: first, slowest, states })
    }
}

impl States {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let place = &node.get("json")?.place;
        let path = shop
            .found
            .keep(Path::parse(node.get("json")?.text()?).map_err(|what| Diagnostic::error("json-path", place, what)))?;
        let words = |key: &str| -> Vec<String> {
            node.get(key).and_then(Node::items).unwrap_or_default().iter().filter_map(Node::scalar_text).collect()
        };
        let split = |text: &String| text.split('|').map(|word| word.trim().to_owned()).collect();
        Some(Self { path, forward: words("forward").iter().map(split).collect(), end: words("end") })
    }

    /// How far a state is: its rank on the way, one more than all for an end, none for an unknown one.
    #[must_use]
    pub fn rank(&self, state: &str) -> Option<usize> {
        if self.end.iter().any(|end| end == state) {
            return Some(self.forward.len());
        }
        self.forward.iter().position(|equal| equal.iter().any(|known| known == state))
    }
}

/// Repeats a step after a failed exchange.
#[derive(Debug)]
pub struct Retry {
    /// How many more tries there may be.
    pub times: u32,
    /// After which statuses.
    pub statuses: Vec<StatusCode>,
    /// After which failures.
    pub failures: Vec<FailureKind>,
    /// The first wait.
    pub base: Duration,
    /// The longest wait.
    pub cap: Duration,
    /// Whether a wait is spread over 0 to its length.
    pub jitter: bool,
    /// Whether the case is about the retry, so that a pass on one is no flake, and a pass without one a finding.
    pub expected: bool,
}

impl Retry {
    /// Reads a retry.
    pub fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let times = shop.found.keep(read::whole(node.get("times")?, 1, 20))?;
        let (mut statuses, mut failures) = (Vec::new(), Vec::new());
        for word in read::one_or_many(node.get("on")?) {
            match word.scalar_text().unwrap_or_default().as_str() {
                "timeout" => failures.extend([FailureKind::Timeout, FailureKind::ConnectTimeout]),
                "connect" => failures.extend([FailureKind::Refused, FailureKind::Dns, FailureKind::ConnectTimeout]),
                "reset" => failures.extend([FailureKind::Reset, FailureKind::Closed]),
                "cut" => failures.push(FailureKind::Cut),
                code => statuses.extend(code.parse::<StatusCode>().ok()),
            }
        }
        let backoff = node.get("backoff");
        let mut span = |key: &str, usual: u64| -> Option<Duration> {
            match backoff.and_then(|backoff| backoff.get(key)) {
                Some(node) => shop.found.keep(read::duration(node)),
                None => Some(Duration::from_millis(usual)),
            }
        };
        let (base, cap) = (span("base", 100)?, span("cap", 2000)?);
        let jitter = backoff.and_then(|backoff| backoff.get("jitter")).and_then(Node::text) != Some("none");
        let expected = match node.get("expected") {
            Some(flag) => shop.found.keep(read::boolean(flag))?,
            None => false,
        };
        Some(Self { times: u32::try_from(times).unwrap_or(1), statuses, failures, base, cap, jitter, expected })
    }
}
