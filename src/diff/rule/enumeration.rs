//! The rule `enum`: whether the values are listed.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::{list, listed};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "enum",
    summary: "whether the values are listed one by one",
    docs: "An `enum` where there was none refuses every value that it does not list; where it is gone, the server \
           may give any value of the type.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Error, "request-body-became-enum"),
    row("added", Seat::RequestProperty, Error, "request-property-became-enum"),
    row("added", Seat::Parameter, Error, "request-parameter-became-enum"),
    row("added", Seat::ParameterProperty, Error, "request-header-property-became-enum"),
    own("added-where-read-only", Seat::RequestProperty, Info),
    own("added", Seat::ResponseBody, Info),
    own("added", Seat::ResponseProperty, Info),
    own("added", Seat::ResponseHeader, Info),
    own("removed", Seat::RequestBody, Info),
    own("removed", Seat::RequestProperty, Info),
    own("removed", Seat::Parameter, Info),
    own("removed", Seat::ParameterProperty, Info),
    own("removed", Seat::ResponseBody, Warn),
    own("removed", Seat::ResponseProperty, Warn),
    own("removed", Seat::ResponseHeader, Warn),
    own("removed-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    match (listed(old), listed(new)) {
        (None, Some(_)) => {
            if let Some(Value::Array(values)) = new.get("enum") {
                out.say_values(pair, "enum", "added", format!("only {} may stand here now", list(values)));
            }
        }
        (Some(_), None) if old.get("enum").is_some() => {
            out.say_values(pair, "enum", "removed", "`enum` is gone: the values are not listed any more");
        }
        _ => {}
    }
}
