//! `shuffle`: a list that was asked for in an order comes in another.

use serde_json::Value;

use super::api::{Mutation, Part, Row, edit};
use crate::prove::scene::{Scene, Spot, spots};

/// What the query's parameters are called that ask for an order.
const ORDERS: [&str; 3] = ["sort", "order", "direction"];

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "shuffle",
    summary: "a list that was asked for in an order comes in another",
    docs: r"Where the query asks for an order (`sort`, `order_by`, …), each list of at least two different items is turned round.
A check of its first item notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let mut names = scene.seen.request.url.query_pairs().map(|(name, _)| name.to_ascii_lowercase());
    if !names.any(|name| ORDERS.iter().any(|order| name.contains(order))) {
        return Vec::new();
    }
    scene.spots.iter().filter_map(turned).collect()
}

fn turned(spot: &Spot<'_>) -> Option<Mutation> {
    let list = spot.value.as_array()?;
    let (first, last) = (list.first()?, list.last()?);
    let differing = spots(first).into_iter().find(|inner| {
        let is_plain = !inner.value.is_array() && !inner.value.is_object();
        is_plain && last.pointer(&inner.pointer) != Some(inner.value)
    })?;
    let head = Spot { pointer: format!("{}/0{}", spot.pointer, differing.pointer), ..differing };
    let pointer = spot.pointer.clone();
    Some(Mutation {
        part: Part::Other(spot.pointer.clone()),
        field: spot.path(),
        what: "in the opposite order".into(),
        expect: head.demand(head.value.clone()),
        change: edit(move |root| {
            if let Some(list) = root.pointer_mut(&pointer).and_then(Value::as_array_mut) {
                list.reverse();
            }
        }),
    })
}
