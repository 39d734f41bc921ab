//! The rule `prefix-items`: what the first items of an array are, one by one.

use std::cmp::Ordering;

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{allows_all, rows};
use crate::diff::level::Level;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "prefix-items",
    summary: "what the first items of an array are, one by one",
    docs: "Where an item gets a schema of its own, what stood there so far may be refused. Where nothing may follow the listed items (`items: false`), one more of them lets arrays be longer.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(
    ["added" = "prefix-items-added", Error, Info],
    ["added-where-described" = "prefix-items-added", Error, Error],
    ["added-where-closed" = "prefix-items-added", Info, Error],
    ["removed" = "prefix-items-removed", Info, Error],
    ["removed-where-described" = "prefix-items-removed", Error, Error],
    ["removed-where-closed" = "prefix-items-removed", Error, Info],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let count = |spot: &Spot<'_>| spot.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
    let (was, is) = (count(old), count(new));
    // What comes after the listed items decides what stood where one was added, and stands where one was removed.
    let (rest, action, text) = match was.cmp(&is) {
        Ordering::Less => {
            (old, "added", format!("the first {is} items have schemas of their own; it was the first {was}"))
        }
        Ordering::Greater => {
            (new, "removed", format!("the first {is} items have schemas of their own; it was the first {was}"))
        }
        Ordering::Equal => return,
    };
    let tail = match rest.get("items").or_else(|| rest.get("unevaluatedItems")) {
        Some(Value::Bool(false)) => "-where-closed",
        Some(schema) if !allows_all(schema) => "-where-described",
        _ => "",
    };
    out.say_key(pair, "prefixItems", &format!("{action}{tail}"), text);
}
