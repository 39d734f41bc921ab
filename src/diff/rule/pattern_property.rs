//! The rule `pattern-property`: the properties whose names match a pattern.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "pattern-property",
    summary: "the properties whose names match a pattern",
    docs: "A new entry in `patternProperties` refuses values that such properties could have; where one is gone, the server may give any value there.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["added" = "pattern-property-added", "removed" = "pattern-property-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::names(pair, out, "patternProperties");
}
