//! The rule `not`: what a value must not be.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, own_rows};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "not",
    summary: "what a value must not be",
    docs: "A new `not` refuses values that were taken; where it is gone, the server may give what it forbade. Where it changed, some values are refused that were taken, or the other way round.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = own_rows!(["added", Error, Info], ["removed", Info, Error], ["changed", Warn, Warn]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (old, new) = pair.get("not");
    // What forbids nothing is none.
    let forbids = |value: Option<&Value>| value.is_some_and(|value| *value != Value::Bool(false));
    match (forbids(old), forbids(new)) {
        (true, true) if old != new => out.say_key(pair, "not", "changed", "`not` forbids other values"),
        holds => narrowing::said(pair, out, "not", holds, ""),
    }
}
