//! The rule `one-of`: the schemas of which a value has to fit exactly one.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::rows;
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "one-of",
    summary: "the schemas of which a value has to fit exactly one",
    docs: "A member of `oneOf` that is gone takes a form away that could be sent; a new one lets the server give a form that nobody was told of. Members should not overlap: a value that fits two is refused.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(["added" = "one-of-added", Info, Error], ["removed" = "one-of-removed", Error, Info],);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::subschemas::look(pair, out, "oneOf");
}
