//! The rule `unevaluated-items`: the items of an array that nothing else speaks of.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "unevaluated-items",
    summary: "the items of an array that nothing else speaks of",
    docs: "A new `unevaluatedItems` refuses items that were taken; where it is gone, the server may give items that nothing describes.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["added" = "unevaluated-items-added", "removed" = "unevaluated-items-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::look(pair, out, "unevaluatedItems");
}
