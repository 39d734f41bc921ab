//! The rule `const`: the one value that is allowed.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::listed;
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "const",
    summary: "the one value that is allowed",
    docs: "A `const` that is new or different refuses values that were taken; one that is gone or different lets \
           the server give other values. `enum` with one value and `const` say the same, so that going from the one \
           to the other is no change.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Error, "request-body-const-added"),
    row("added", Seat::RequestProperty, Error, "request-property-const-added"),
    own("added", Seat::Parameter, Error),
    own("added", Seat::ParameterProperty, Error),
    own("added-where-read-only", Seat::RequestProperty, Info),
    row("added", Seat::ResponseBody, Info, "response-body-const-added"),
    row("added", Seat::ResponseProperty, Info, "response-property-const-added"),
    own("added", Seat::ResponseHeader, Info),
    row("changed", Seat::RequestBody, Error, "request-body-const-changed"),
    row("changed", Seat::RequestProperty, Error, "request-property-const-changed"),
    own("changed", Seat::Parameter, Error),
    own("changed", Seat::ParameterProperty, Error),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    row("changed", Seat::ResponseBody, Error, "response-body-const-changed"),
    row("changed", Seat::ResponseProperty, Error, "response-property-const-changed"),
    own("changed", Seat::ResponseHeader, Error),
    own("changed-where-write-only", Seat::ResponseProperty, Info),
    row("removed", Seat::RequestBody, Info, "request-body-const-removed"),
    row("removed", Seat::RequestProperty, Info, "request-property-const-removed"),
    own("removed", Seat::Parameter, Info),
    own("removed", Seat::ParameterProperty, Info),
    row("removed", Seat::ResponseBody, Error, "response-body-const-removed"),
    row("removed", Seat::ResponseProperty, Error, "response-property-const-removed"),
    own("removed", Seat::ResponseHeader, Error),
    own("removed-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (action, text) = match (old.get("const"), new.get("const")) {
        (Some(from), Some(to)) if from != to => {
            ("changed", format!("only `{from}` was allowed, and now only `{to}` is"))
        }
        // Between `enum` and `const`, what is gone and what is new is told value by value.
        (None, Some(to)) if listed(old).is_none() => ("added", format!("only `{to}` is allowed now")),
        (Some(from), None) if listed(new).is_none() => {
            ("removed", format!("only `{from}` was allowed, and now other values are too"))
        }
        _ => return,
    };
    out.say_values(pair, "const", action, text);
}
