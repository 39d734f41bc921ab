//! The rule `dependent-schema`: what holds where a property is there.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependent-schema",
    summary: "what holds where a property is there",
    docs: "A new entry in `dependentSchemas` refuses objects with that property that were taken; where one is gone, the server may give what it forbade.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["added" = "dependent-schema-added", "removed" = "dependent-schema-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::names(pair, out, "dependentSchemas");
}
