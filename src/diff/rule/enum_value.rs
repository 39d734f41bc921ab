//! The rule `enum-value`: the values that an `enum` lists.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::{list, listed, says_null};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "enum-value",
    summary: "the values that a list of values has",
    docs: "A value that is gone from an `enum` is refused where it was taken. A new one in what the server gives \
           meets clients that never heard of it: those that map values to their own break on it, so ask them first, \
           or let clients know that the list may grow.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("removed", Seat::RequestBody, Error, "request-body-enum-value-removed"),
    row("removed", Seat::RequestProperty, Error, "request-property-enum-value-removed"),
    row("removed", Seat::Parameter, Error, "request-parameter-enum-value-removed"),
    row("removed", Seat::ParameterProperty, Error, "request-parameter-property-enum-value-removed"),
    row("removed-where-read-only", Seat::RequestProperty, Info, "request-read-only-property-enum-value-removed"),
    row("removed", Seat::ResponseBody, Info, "response-mediatype-enum-value-removed"),
    row("removed", Seat::ResponseProperty, Info, "response-property-enum-value-removed"),
    own("removed", Seat::ResponseHeader, Info),
    own("added", Seat::RequestBody, Info),
    row("added", Seat::RequestProperty, Info, "request-property-enum-value-added"),
    row("added", Seat::Parameter, Info, "request-parameter-enum-value-added"),
    row("added", Seat::ParameterProperty, Info, "request-parameter-property-enum-value-added"),
    own("added", Seat::ResponseBody, Warn),
    row("added", Seat::ResponseProperty, Warn, "response-property-enum-value-added"),
    own("added", Seat::ResponseHeader, Warn),
    row("added-where-write-only", Seat::ResponseProperty, Info, "response-write-only-property-enum-value-added"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    // That one fixed value is another one now is told by `const`.
    if new.get("const").is_some() && old.get("const").is_some() {
        return;
    }
    let (Some(from), Some(to)) = (listed(old), listed(new)) else { return };
    // Whether `null` is allowed is told once, by `nullable`.
    let null = says_null(old) || says_null(new);
    let only = |list: &[&'_ Value], other: &[&Value]| -> Vec<Value> {
        let gone = list.iter().filter(|value| !(other.contains(value) || null && value.is_null()));
        gone.map(|value| (*value).clone()).collect()
    };
    let key = if new.get("enum").is_some() { "enum" } else { "const" };
    let (removed, added) = (only(&from, &to), only(&to, &from));
    if !removed.is_empty() {
        out.say_values(pair, key, "removed", format!("`enum` does not list {} any more", list(&removed)));
    }
    if !added.is_empty() {
        out.say_values(pair, key, "added", format!("`enum` lists {} now", list(&added)));
    }
}
