//! The rule `additional-properties`: the properties that are not declared.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{allows_all, own_rows, takes};
use crate::diff::level::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "additional-properties",
    summary: "the properties that are not declared",
    docs: "Where an object is closed (`additionalProperties: false`), properties that were taken are refused. Where a closed one is opened, or the schema of the others is gone, the server may give what nothing describes.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = own_rows!(
    ["closed", Error, Info],
    ["opened", Info, Warn],
    ["constrained", Error, Info],
    ["unconstrained", Info, Error],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    if !takes(old, "object") || !takes(new, "object") {
        return;
    }
    let key = "additionalProperties";
    let state = |value: Option<&Value>| match value {
        Some(Value::Bool(false)) => 2,
        Some(schema) if !allows_all(schema) => 1,
        _ => 0,
    };
    let (action, text) = match (state(old.get(key)), state(new.get(key))) {
        (0 | 1, 2) => ("closed", "properties that are not declared are refused now"),
        (2, 0 | 1) => ("opened", "properties that are not declared are allowed now"),
        (0, 1) => ("constrained", "properties that are not declared have a schema now"),
        (1, 0) => ("unconstrained", "properties that are not declared may be anything now"),
        _ => return,
    };
    out.say_key(pair, key, action, text);
}
