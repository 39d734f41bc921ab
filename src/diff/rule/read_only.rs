//! The rule `read-only`: which properties only the server may say.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::properties::flagged;
use crate::diff::level::Level::Info;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "read-only",
    summary: "which properties only the server may say",
    docs: "A property that only the server may say now is not taken any more from who sends it; one that both may say now has to be sent where it is required.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("set", Seat::RequestProperty, Info, "request-optional-property-became-read-only"),
    row("set-where-required", Seat::RequestProperty, Info, "request-required-property-became-read-only"),
    row("unset", Seat::RequestProperty, Info, "request-optional-property-became-not-read-only"),
    row("unset-where-required", Seat::RequestProperty, Info, "request-required-property-became-not-read-only"),
    row("set", Seat::ResponseProperty, Info, "response-optional-property-became-read-only"),
    row("set-where-required", Seat::ResponseProperty, Info, "response-required-property-became-read-only"),
    row("unset", Seat::ResponseProperty, Info, "response-optional-property-became-not-read-only"),
    row("unset-where-required", Seat::ResponseProperty, Info, "response-required-property-became-not-read-only"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    flagged(pair, out, "readOnly");
}
