//! The rule `operation-id`: what operations are called in generated clients.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::Info;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "operation-id",
    summary: "the `operationId` of operations",
    docs: "Nothing on the wire depends on it; methods of generated clients are called by it.",
    kind: Kind::Operation,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::Contract, Info, "api-operation-id-added"),
    row("removed", Seat::Contract, Info, "api-operation-id-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if pair.both().is_none() {
        return;
    }
    match pair.texts("operationId") {
        (None, Some(new)) => out.say_key(pair, "operationId", "added", format!("is called `{new}` now")),
        (Some(old), None) => out.say_key(pair, "operationId", "removed", format!("is not called `{old}` any more")),
        (Some(old), Some(new)) if old != new => {
            out.say_key(pair, "operationId", "removed", format!("is called `{new}` now, and was `{old}`"));
        }
        _ => {}
    }
}
