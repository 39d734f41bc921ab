//! What an answer says of the quota: whole numbers that fit together, and that go down.

use http::HeaderName;
use jiff::{SignedDuration, Timestamp};

use super::api::{Check, Compile, Demands, Workshop};
use super::written::{self, Count};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;

mod judge;

/// The check `rate_limit`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "rate_limit",
    summary: "rate-limit headers: whole numbers, Remaining that decreases, a plausible Reset",
    docs: r"
## What it does

Demands the headers `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`, or those that are named instead
(the draft's `RateLimit-Limit` and so on); `limit: false` and `reset: false` say that one is not sent. Each has one
value, which is digits alone; Remaining is not above Limit, and not below `floor`.

Reset is plausible: as seconds at most 31 days, as unix time from an hour ago to the year 2100 (milliseconds are beyond
it). `reset_in` says which one is right; where it is left out, either is.

Two sequential requests are made, and Remaining of the second is lower than of the first. It may rise only where the
window was reset between them: then Reset has moved forward. `decreases: false` makes one request and does not compare.

An answer with 429 has a `Retry-After` (seconds or an HTTP date) or Reset; the other headers are judged where they are there.

## Why

A client that trusts a counter which stands still, or a reset in milliseconds, waits for ever or not at all.

## Example

```yaml
rate_limit: true
```

```yaml
rate_limit: { limit: RateLimit-Limit, remaining: RateLimit-Remaining, reset: RateLimit-Reset, reset_in: seconds, floor: 10 }
```
",
    schema: Shape::Either(&[Shape::Bool, Shape::Record(&FORM)]),
    compile,
};

const KEYS: &str = "limit, remaining, reset, reset_in, decreases, floor";
const NAME_OR_NOT: Shape = Shape::Either(&[Shape::Bool, Shape::Text]);

static FORM: Record = Record {
    name: "a rate limit",
    fields: &[
        Field::new("limit", NAME_OR_NOT, "the header of the quota; false where there is none"),
        Field::new("remaining", Shape::Text, "the header of what is left"),
        Field::new("reset", NAME_OR_NOT, "the header of the window's end; false where there is none"),
        Field::new("reset_in", Shape::Choice(&["seconds", "unix", "either"]), "how Reset is counted"),
        Field::new("decreases", Shape::Bool, "whether a second request has to find less; true where left out"),
        Field::new("floor", Shape::Integer { min: 1, max: i64::MAX }, "the least that may remain"),
    ],
};

/// How Reset is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResetIn {
    Seconds,
    Unix,
    Either,
}

impl ResetIn {
    /// The longest window that is believed, in seconds: 31 days.
    const LONGEST: u64 = 31 * 86_400;
    /// The first second of the year 2100.
    const YEAR_2100: i64 = 4_102_444_800;

    /// What is wrong with a value of Reset; nothing where it is plausible.
    fn fault(self, value: u64, now: Timestamp) -> Option<&'static str> {
        let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
        let unix = i64::try_from(value).is_ok_and(|unix| (hour_ago.as_second()..Self::YEAR_2100).contains(&unix));
        let seconds = value <= Self::LONGEST;
        let (right, expected) = match self {
            Self::Seconds => (seconds, "seconds, at most 31 days"),
            Self::Unix => (unix, "unix seconds from an hour ago to the year 2100"),
            Self::Either => {
                (unix || seconds, "seconds (at most 31 days) or unix seconds (an hour ago to the year 2100)")
            }
        };
        (!right).then_some(expected)
    }
}

#[derive(Debug)]
struct RateLimit {
    place: Place,
    limit: Option<HeaderName>,
    remaining: HeaderName,
    reset: Option<HeaderName>,
    reset_in: ResetIn,
    decreases: bool,
    floor: Option<Count>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let found = &mut *shop.found;
    let limit = HeaderName::from_static("x-ratelimit-limit");
    let remaining = HeaderName::from_static("x-ratelimit-remaining");
    let reset = HeaderName::from_static("x-ratelimit-reset");
    let mut check = RateLimit {
        place: node.place.clone(),
        limit: Some(limit),
        remaining,
        reset: Some(reset),
        reset_in: ResetIn::Either,
        decreases: true,
        floor: None,
    };
    if !matches!(node.datum, Datum::Map(_)) {
        written::switched_on(node, "rate_limit", found)?;
        return Some(Box::new(check));
    }
    if !written::conforms(node, Shape::Record(&FORM), found) {
        return None;
    }
    if node.entries().is_empty() {
        found.push(written::empty(node, KEYS));
        return None;
    }
    for entry in node.entries() {
        let value = &entry.value;
        match entry.key.as_str() {
            "limit" => written::header_or_not(value, &mut check.limit, found)?,
            "remaining" => check.remaining = written::header_name(value, found)?,
            "reset" => written::header_or_not(value, &mut check.reset, found)?,
            "reset_in" => {
                check.reset_in = match written::literal(value, found)? {
                    "seconds" => ResetIn::Seconds,
                    "unix" => ResetIn::Unix,
                    _ => ResetIn::Either,
                };
            }
            "decreases" => check.decreases = found.keep(read::boolean(value))?,
            _ => check.floor = Some(Count::compile(value, 1, found)?),
        }
    }
    Some(Box::new(check))
}

impl RateLimit {
    fn wanted(&self) -> Demands {
        Demands { samples: if self.decreases { 2 } else { 1 }, ..Demands::default() }
    }
}

#[cfg(test)]
mod tests;
