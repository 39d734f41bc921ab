//! `change-type`: a value of the body is of another type.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, replace, type_of};
use crate::prove::scene::{Scene, Spot};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "change-type",
    summary: "a number is a text, a text a number, a list an object, an object a list",
    docs: r#"`7` becomes `"7"`, `"7"` and any other text a number, `true` `"true"`, a list an object, an object a list with that
object. `json: { id: { type: integer } }` notices it.
"#,
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    scene.spots.iter().filter_map(changed).collect()
}

fn changed(spot: &Spot<'_>) -> Option<Mutation> {
    let other = match spot.value {
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => json!(spot.value.to_string()),
        Value::String(text) => json!(text.parse::<i64>().unwrap_or(7)),
        Value::Array(_) => json!({}),
        Value::Object(_) => json!([spot.value]),
    };
    Some(Mutation {
        part: Part::Other(spot.pointer.clone()),
        field: spot.path(),
        what: format!("{} → {}", type_of(spot.value), type_of(&other)),
        expect: spot.demand(json!({"type": type_of(spot.value)})),
        change: replace(&spot.pointer, other),
    })
}
