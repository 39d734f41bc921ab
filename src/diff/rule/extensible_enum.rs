//! The rule `extensible-enum-value`: the values that `x-extensible-enum` names.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::list;
use crate::diff::level::Level::{Error, Info};

const KEY: &str = "x-extensible-enum";

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "extensible-enum-value",
    summary: "the values of a list that may grow",
    docs: "`x-extensible-enum` lists the values that are known, and tells clients that more may come: a new one \
           breaks nobody. One that is gone is not understood where it was.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    own("removed", Seat::RequestBody, Error),
    row("removed", Seat::RequestProperty, Error, "request-property-x-extensible-enum-value-removed"),
    row("removed", Seat::Parameter, Error, "request-parameter-x-extensible-enum-value-removed"),
    own("removed", Seat::ParameterProperty, Error),
    own("removed-where-read-only", Seat::RequestProperty, Info),
    own("removed", Seat::ResponseBody, Info),
    own("removed", Seat::ResponseProperty, Info),
    own("removed", Seat::ResponseHeader, Info),
    own("added", Seat::RequestBody, Info),
    own("added", Seat::RequestProperty, Info),
    own("added", Seat::Parameter, Info),
    own("added", Seat::ParameterProperty, Info),
    own("added", Seat::ResponseBody, Info),
    own("added", Seat::ResponseProperty, Info),
    own("added", Seat::ResponseHeader, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (Some(Value::Array(from)), Some(Value::Array(to))) = pair.get(KEY) else { return };
    let only = |all: &'_ [Value], other: &[Value]| -> Vec<Value> {
        all.iter().filter(|value| !other.contains(value)).cloned().collect()
    };
    let (removed, added) = (only(from, to), only(to, from));
    if !removed.is_empty() {
        out.say_values(pair, KEY, "removed", format!("`{KEY}` does not list {} any more", list(&removed)));
    }
    if !added.is_empty() {
        out.say_values(pair, KEY, "added", format!("`{KEY}` lists {} now", list(&added)));
    }
}
