//! The rule `any-of`: the schemas of which a value has to fit one or more.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::rows;
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "any-of",
    summary: "the schemas of which a value has to fit one or more",
    docs: "A member of `anyOf` that is gone takes a form away that could be sent; a new one lets the server give a form that nobody was told of.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(["added" = "any-of-added", Info, Error], ["removed" = "any-of-removed", Error, Info],);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::subschemas::look(pair, out, "anyOf");
}
