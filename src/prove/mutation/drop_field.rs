//! `drop-field`: a property of the body is not there.

use super::api::{Mutation, Part, Row, edit, last_key, type_of};
use crate::prove::scene::{Scene, Spot};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "drop-field",
    summary: "a property of the body is not there",
    docs: r"Each property is left out, one at a time; of a list those of its first and its last item. Anything that asks for the
property notices it: `json: { id: { type: integer } }`.

With a contract that does not require the property a survivor is equivalent: no reader may rely on it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    scene.spots.iter().filter(|spot| spot.is_property).map(dropped).collect()
}

fn dropped(spot: &Spot<'_>) -> Mutation {
    let key = last_key(&spot.pointer);
    let holder = spot.pointer.rsplit_once('/').map(|(holder, _)| holder.to_owned()).unwrap_or_default();
    Mutation {
        part: Part::Dropped(spot.pointer.clone()),
        field: spot.path(),
        what: "dropped".into(),
        expect: spot.demand(serde_json::json!({"type": type_of(spot.value)})),
        change: edit(move |root| {
            if let Some(map) = root.pointer_mut(&holder).and_then(serde_json::Value::as_object_mut) {
                map.shift_remove(&key);
            }
        }),
    }
}
