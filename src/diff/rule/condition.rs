//! The rule `condition`: what holds where something else does: `if`, `then` and `else`.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{allows_all, narrowing, said};
use crate::diff::level::Level;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "condition",
    summary: "what holds where something else does: `if`, `then` and `else`",
    docs: "A new `then` or `else` refuses values that were taken, where its condition says so; where one is gone, the server may give what it forbade.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(
    ["if-added" = "if-added", "if-removed" = "if-removed"],
    ["then-added" = "then-added", "then-removed" = "then-removed"],
    ["else-added" = "else-added", "else-removed" = "else-removed"],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    // A branch without its condition says nothing, nor does a condition without a branch (JSON Schema 2020-12, 10.2.2).
    let limits = |spot: &Spot<'_>, key: &str| {
        spot.get("if").is_some() && spot.get(key).is_some_and(|branch| !allows_all(branch))
    };
    let decides = |spot: &Spot<'_>| limits(spot, "then") || limits(spot, "else");
    said(pair, out, "if", (decides(old), decides(new)), "if-");
    said(pair, out, "then", (limits(old, "then"), limits(new, "then")), "then-");
    said(pair, out, "else", (limits(old, "else"), limits(new, "else")), "else-");
}
