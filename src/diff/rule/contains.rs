//! The rule `contains`: what at least one item of an array has to be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "contains",
    summary: "what at least one item of an array has to be",
    docs: "A new `contains` refuses arrays without such an item; where it is gone, the server may give arrays without it.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["added" = "contains-added", "removed" = "contains-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (old, new) = pair.get("contains");
    // Even one that every item fits asks for an item.
    narrowing::said(pair, out, "contains", (old.is_some(), new.is_some()), "");
}
