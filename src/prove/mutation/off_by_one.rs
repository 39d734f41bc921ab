//! `off-by-one`: a count, or where a range ends, is one more.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, last_key, replace};
use crate::prove::scene::{Scene, Spot};

/// What the names of such properties hold.
const NAMES: [&str; 11] =
    ["count", "total", "page", "size", "limit", "offset", "length", "index", "seq", "attempts", "number"];

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "off-by-one",
    summary: "a count, or where a range ends, is one more",
    docs: r"Whole numbers under names such as `count`, `total`, `page`, `per_page`, `limit` and `offset`, and those that say how
long a list beside them is, become one more. `json: { total: 2 }` notices it, and so does `paging`.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    scene.spots.iter().filter_map(|spot| counted(scene, spot)).collect()
}

fn counted(scene: &Scene<'_>, spot: &Spot<'_>) -> Option<Mutation> {
    let number = spot.value.as_i64().filter(|_| spot.is_property)?;
    let name = last_key(&spot.pointer).to_ascii_lowercase();
    if !NAMES.iter().any(|known| name.contains(known)) && !is_length(scene, spot, number) {
        return None;
    }
    let other = number.checked_add(1)?;
    Some(Mutation {
        part: Part::Other(spot.pointer.clone()),
        field: spot.path(),
        what: format!("{number} → {other}"),
        expect: spot.demand(number),
        change: replace(&spot.pointer, json!(other)),
    })
}

/// Whether a list of at least two items beside it is so long.
fn is_length(scene: &Scene<'_>, spot: &Spot<'_>, number: i64) -> bool {
    let beside = spot.pointer.rsplit_once('/').and_then(|(holder, _)| scene.json?.pointer(holder)?.as_object());
    let mut lists = beside.into_iter().flat_map(|map| map.values()).filter_map(Value::as_array);
    number > 1 && lists.any(|list| i64::try_from(list.len()).is_ok_and(|length| length == number))
}
