//! The rule `items`: what the items of an array are.

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, own_rows, takes};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "items",
    summary: "what the items of an array are",
    docs: "Where items get a schema, arrays that were taken may be refused; where it is gone, the server may give items of any kind.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = own_rows!(["added", Error, Info], ["removed", Info, Error]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    if takes(old, "array") && takes(new, "array") {
        narrowing::look(pair, out, "items");
    }
}
