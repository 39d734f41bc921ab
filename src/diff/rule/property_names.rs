//! The rule `property-names`: what the names of properties look like.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, narrowing};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "property-names",
    summary: "what the names of properties look like",
    docs: "A new `propertyNames` refuses names that were taken; where it is gone, the server may give names of any form.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["added" = "property-names-added", "removed" = "property-names-removed"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::look(pair, out, "propertyNames");
}
