//! `truncate`: the connection ends before the body does.

use std::sync::Arc;

use serde_json::json;

use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "truncate",
    summary: "the connection ends before the body does",
    docs: r"The head comes, and a part of the body. Every step notices it that does not ask for just that (`error: cut`).
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    if scene.seen.given.body.is_empty() {
        return Vec::new();
    }
    vec![Mutation {
        part: Part::Whole,
        field: "body".into(),
        what: "cut short".into(),
        expect: json!({"status": scene.seen.given.status.as_u16()}),
        change: Arc::new(|given| given.cut = true),
    }]
}
