//! The rule `all-of`: the schemas that a value has to fit, all of them.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::rows;
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "all-of",
    summary: "the schemas that a value has to fit, all of them",
    docs: "A new member of `allOf` asks more of what is sent; one that is gone promises less of what comes back. A member that only has words, such as a title, changes no value.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(
    ["added" = "all-of-added", Error, Info],
    ["added-annotation-only" = "all-of-added-annotation-only", Info, Info],
    ["removed" = "all-of-removed", Warn, Error],
    ["removed-annotation-only" = "all-of-removed-annotation-only", Info, Info],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::subschemas::look(pair, out, "allOf");
}
