//! The rule `content-media-type`: what a text holds.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "content-media-type",
    summary: "what a text holds",
    docs: "`contentMediaType`, such as `application/json`, tells what a text holds. Who writes the old kind is not \
           understood, and who expects the old kind cannot read the new one.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("changed", Seat::RequestBody, Error, "request-body-content-media-type-changed"),
    row("changed", Seat::RequestProperty, Error, "request-property-content-media-type-changed"),
    own("changed", Seat::Parameter, Error),
    own("changed", Seat::ParameterProperty, Error),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    row("changed", Seat::ResponseBody, Error, "response-body-content-media-type-changed"),
    row("changed", Seat::ResponseProperty, Error, "response-property-content-media-type-changed"),
    own("changed", Seat::ResponseHeader, Error),
    own("changed-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let text = match pair.texts("contentMediaType") {
        (Some(from), Some(to)) if from != to => format!("`contentMediaType` was `{from}`, and is `{to}`"),
        (None, Some(to)) => format!("`contentMediaType` is `{to}` now; there was none"),
        (Some(from), None) => format!("`contentMediaType` was `{from}`; there is none any more"),
        _ => return,
    };
    out.say_values(pair, "contentMediaType", "changed", text);
}
