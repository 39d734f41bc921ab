//! The rule `unevaluated-properties`: the properties that nothing else speaks of.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "unevaluated-properties",
    summary: "the properties that nothing else speaks of",
    docs: "A new `unevaluatedProperties` refuses properties that were taken; where it is gone, the server may give properties that nothing describes.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] =
    narrowing!(["added" = "unevaluated-properties-added", "removed" = "unevaluated-properties-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::look(pair, out, "unevaluatedProperties");
}
