//! The rule `content-schema`: what the document in a text has to be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "content-schema",
    summary: "the schema of the document that a text holds",
    docs: "`contentSchema` tells what the document in a text is. One that is new may refuse documents that were \
           taken; one that is gone lets the server give any document.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Error, "request-body-content-schema-added"),
    row("added", Seat::RequestProperty, Error, "request-property-content-schema-added"),
    own("added", Seat::Parameter, Error),
    own("added", Seat::ParameterProperty, Error),
    own("added-where-read-only", Seat::RequestProperty, Info),
    row("added", Seat::ResponseBody, Info, "response-body-content-schema-added"),
    row("added", Seat::ResponseProperty, Info, "response-property-content-schema-added"),
    own("added", Seat::ResponseHeader, Info),
    row("removed", Seat::RequestBody, Info, "request-body-content-schema-removed"),
    row("removed", Seat::RequestProperty, Info, "request-property-content-schema-removed"),
    own("removed", Seat::Parameter, Info),
    own("removed", Seat::ParameterProperty, Info),
    row("removed", Seat::ResponseBody, Error, "response-body-content-schema-removed"),
    row("removed", Seat::ResponseProperty, Error, "response-property-content-schema-removed"),
    own("removed", Seat::ResponseHeader, Error),
    own("removed-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (action, text) = match pair.get("contentSchema") {
        (None, Some(_)) => ("added", "`contentSchema` is new"),
        (Some(_), None) => ("removed", "`contentSchema` is gone"),
        _ => return,
    };
    out.say_values(pair, "contentSchema", action, text);
}
