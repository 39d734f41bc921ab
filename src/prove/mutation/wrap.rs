//! `wrap`: the whole body stands inside of another object.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, edit, type_of};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "wrap",
    summary: "the whole body stands inside of another object",
    docs: r#"`{…}` becomes `{"data": {…}}`. Anything that asks for a property of the body notices it.
"#,
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let Some(whole) = scene.spots.first() else { return Vec::new() };
    // Of an object the type says nothing: what it is wrapped in is one as well.
    let Some(within) = scene.spots.iter().find(|spot| spot.is_property && spot.pointer.matches('/').count() == 1)
    else {
        return match whole.value {
            Value::Object(_) => Vec::new(),
            other => vec![wrapped(whole.demand(json!({"type": type_of(other)})))],
        };
    };
    vec![wrapped(within.demand(json!({"type": type_of(within.value)})))]
}

fn wrapped(expect: Value) -> Mutation {
    Mutation {
        part: Part::Whole,
        field: "$".into(),
        what: "wrapped in {\"data\": …}".into(),
        expect,
        change: edit(|root| *root = json!({"data": root.take()})),
    }
}
