//! What the rules of bounds share: a number under a keyword that was set, moved or taken away.

use std::cmp::Ordering;

use serde_json::Value;

use super::api::{Out, Pair};
use super::shape::{exclusive, limit, order};
use crate::diff::spot::Spot;

/// Tells how the number under a keyword moved.
pub(super) fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str) {
    let Some((old, new)) = pair.both() else { return };
    let (action, text) = match (limit(old, keyword), limit(new, keyword)) {
        (Some(from), Some(to)) => match order(to, from) {
            Some(Ordering::Less) => ("decreased", format!("`{keyword}` went from {from} down to {to}")),
            Some(Ordering::Greater) => ("increased", format!("`{keyword}` went from {from} up to {to}")),
            _ => return,
        },
        (None, Some(to)) if !bounded(old, keyword, to) => ("set", format!("`{keyword}` is {to} now; there was none")),
        (Some(from), None) if !bounded(new, keyword, from) => {
            ("unset", format!("`{keyword}` was {from}; there is none any more"))
        }
        _ => return,
    };
    out.say_values(pair, keyword, action, text);
}

/// Whether the other bound of the same side (`exclusiveMaximum` for `maximum`) holds what this one would.
fn bounded(spot: &Spot<'_>, keyword: &str, number: &Value) -> bool {
    let Some(bound) = exclusive(keyword).and_then(|other| limit(spot, other)) else { return false };
    match order(bound, number) {
        // What is below 5 is not above it; what is not above 5 may be 5.
        Some(Ordering::Equal) => !keyword.starts_with("exclusive"),
        Some(Ordering::Less) => keyword.ends_with("aximum"),
        Some(Ordering::Greater) => keyword.ends_with("inimum"),
        None => false,
    }
}
