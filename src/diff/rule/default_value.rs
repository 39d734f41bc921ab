//! The rule `default-value`: what stands where nothing is said.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::Info;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "default-value",
    summary: "what stands for a value that is not sent",
    docs: "`default` tells what the server takes for a value that is left out. Which values are allowed is the \
           same; clients that leave it out may see another behaviour.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Info, "request-body-default-value-added"),
    row("added", Seat::RequestProperty, Info, "request-property-default-value-added"),
    own("added", Seat::ParameterProperty, Info),
    row("added", Seat::ResponseBody, Info, "response-body-default-value-added"),
    row("added", Seat::ResponseProperty, Info, "response-property-default-value-added"),
    own("added", Seat::ResponseHeader, Info),
    row("changed", Seat::RequestBody, Info, "request-body-default-value-changed"),
    row("changed", Seat::RequestProperty, Info, "request-property-default-value-changed"),
    own("changed", Seat::ParameterProperty, Info),
    row("changed", Seat::ResponseBody, Info, "response-body-default-value-changed"),
    row("changed", Seat::ResponseProperty, Info, "response-property-default-value-changed"),
    own("changed", Seat::ResponseHeader, Info),
    row("removed", Seat::RequestBody, Info, "request-body-default-value-removed"),
    row("removed", Seat::RequestProperty, Info, "request-property-default-value-removed"),
    own("removed", Seat::ParameterProperty, Info),
    row("removed", Seat::ResponseBody, Info, "response-body-default-value-removed"),
    row("removed", Seat::ResponseProperty, Info, "response-property-default-value-removed"),
    own("removed", Seat::ResponseHeader, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (action, text) = match pair.get("default") {
        (Some(from), Some(to)) if from != to => ("changed", format!("`default` was `{from}`, and is `{to}`")),
        (None, Some(to)) => ("added", format!("`default` is `{to}` now; there was none")),
        (Some(from), None) => ("removed", format!("`default` was `{from}`; there is none any more")),
        _ => return,
    };
    out.say_key(pair, "default", action, text);
}
