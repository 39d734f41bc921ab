//! The rule `write-only`: which properties only the client may say.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::properties::flagged;
use crate::diff::level::Level::{Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "write-only",
    summary: "which properties only the client may say",
    docs: "A property that only the client may say now does not come back any more; one that both may say now comes back, and where it is required it should.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("set", Seat::RequestProperty, Info, "request-optional-property-became-write-only"),
    row("set-where-required", Seat::RequestProperty, Info, "request-required-property-became-write-only"),
    row("unset", Seat::RequestProperty, Info, "request-optional-property-became-not-write-only"),
    row("unset-where-required", Seat::RequestProperty, Info, "request-required-property-became-not-write-only"),
    row("set", Seat::ResponseProperty, Info, "response-optional-property-became-write-only"),
    row("set-where-required", Seat::ResponseProperty, Info, "response-required-property-became-write-only"),
    row("unset", Seat::ResponseProperty, Info, "response-optional-property-became-not-write-only"),
    row("unset-where-required", Seat::ResponseProperty, Warn, "response-required-property-became-not-write-only"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    flagged(pair, out, "writeOnly");
}
