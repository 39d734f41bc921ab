//! `repeat-item`: an item stands in its list twice.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, edit};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "repeat-item",
    summary: "the last item of a list stands there twice",
    docs: r"Of each list that has items the last one is added once more. `json: { items: { length: 2 } }` notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let lists = scene.spots.iter().filter_map(|spot| {
        let list = spot.value.as_array().filter(|list| !list.is_empty())?;
        let pointer = spot.pointer.clone();
        Some(Mutation {
            part: Part::Other(spot.pointer.clone()),
            field: spot.path(),
            what: format!("{} → {}", list.len(), list.len() + 1),
            expect: spot.demand(json!({"length": list.len()})),
            change: edit(move |root| {
                if let Some(list) = root.pointer_mut(&pointer).and_then(Value::as_array_mut)
                    && let Some(last) = list.last().cloned()
                {
                    list.push(last);
                }
            }),
        })
    });
    lists.collect()
}
