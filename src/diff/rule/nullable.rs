//! The rule `nullable`: whether `null` is allowed.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::shape::{listed, says_null};
use crate::diff::level::Level::{Error, Info};
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "nullable",
    summary: "whether `null` is allowed",
    docs: "`null` that is allowed no more is refused where it was taken. `null` that is new in what the server \
           gives breaks clients that read the value without a look. It is the same whether `nullable: true`, a \
           `type` with `null` in its list, or `null` beside the schema in `oneOf` or `anyOf` says so.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("unset", Seat::RequestBody, Error, "request-body-became-not-nullable"),
    row("unset", Seat::RequestProperty, Error, "request-property-became-not-nullable"),
    row("unset", Seat::Parameter, Error, "request-parameter-became-not-nullable"),
    row("unset", Seat::ParameterProperty, Error, "request-parameter-property-became-not-nullable"),
    own("unset-where-read-only", Seat::RequestProperty, Info),
    row("unset", Seat::ResponseBody, Info, "response-body-became-not-nullable"),
    row("unset", Seat::ResponseProperty, Info, "response-property-became-not-nullable"),
    row("unset", Seat::ResponseHeader, Info, "response-header-became-not-nullable"),
    row("set", Seat::RequestBody, Info, "request-body-became-nullable"),
    row("set", Seat::RequestProperty, Info, "request-property-became-nullable"),
    row("set", Seat::Parameter, Info, "request-parameter-became-nullable"),
    row("set", Seat::ParameterProperty, Info, "request-parameter-property-became-nullable"),
    row("set", Seat::ResponseBody, Error, "response-body-became-nullable"),
    row("set", Seat::ResponseProperty, Error, "response-property-became-nullable"),
    row("set", Seat::ResponseHeader, Error, "response-header-became-nullable"),
    own("set-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (action, text) = match (says_null(old), says_null(new)) {
        (false, true) if !is_open(old, new) => ("set", "`null` is allowed now"),
        (true, false) if !is_open(new, old) => ("unset", "`null` is not allowed any more"),
        _ => return,
    };
    let key = if new.get("nullable").or_else(|| old.get("nullable")).is_some() { "nullable" } else { "type" };
    out.say_values(pair, key, action, text);
}

/// Whether a schema that does not speak of `null` allows it all the same: it names no type, and the other one names `null`
/// as a type among others, so that nothing was said of it but by the type.
fn is_open(spot: &Spot<'_>, other: &Spot<'_>) -> bool {
    let by_type = !other.held.nullable && !other.flag("nullable") && other.get("type").is_some_and(Value::is_array);
    by_type && spot.get("type").is_none() && listed(spot).is_none()
}
