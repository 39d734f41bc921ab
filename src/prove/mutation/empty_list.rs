//! `empty-list`: a list has no items.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, replace};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "empty-list",
    summary: "a list has no items",
    docs: r"Each list that has items becomes an empty one. Checks of each item hold for it; `json: { items: { length: { ge: 1 } } }`
notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let lists = scene.spots.iter().filter_map(|spot| {
        let list = spot.value.as_array().filter(|list| !list.is_empty())?;
        Some(Mutation {
            part: Part::Other(spot.pointer.clone()),
            field: spot.path(),
            what: format!("{} → none", many(list.len())),
            expect: spot.demand(json!({"length": {"ge": 1}})),
            change: replace(&spot.pointer, Value::Array(Vec::new())),
        })
    });
    lists.collect()
}

fn many(count: usize) -> String {
    format!("{count} item{}", if count == 1 { "" } else { "s" })
}
