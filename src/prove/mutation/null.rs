//! `null`: a value of the body is null.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, replace, type_of};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "null",
    summary: "a value of the body is null",
    docs: r"Each value that is not null becomes null, the whole body included. `json: { id: { type: integer } }` notices it.

With a contract that lets the value be null a survivor is equivalent.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let values = scene.spots.iter().filter(|spot| !spot.value.is_null());
    let mutation = |spot: &crate::prove::scene::Spot<'_>| Mutation {
        part: Part::Nulled(spot.pointer.clone()),
        field: spot.path(),
        what: format!("{} → null", type_of(spot.value)),
        expect: spot.demand(json!({"type": type_of(spot.value)})),
        change: replace(&spot.pointer, Value::Null),
    };
    values.map(mutation).collect()
}
