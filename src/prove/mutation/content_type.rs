//! `content-type`: the body is said to be something else.

use std::sync::Arc;

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::json;

use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "content-type",
    summary: "the body is said to be something else",
    docs: r"The body stays, and `content-type` becomes `text/plain` (`application/octet-stream` where it is text).
`header: { content-type: { starts_with: application/json } }` notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let given = &scene.seen.given;
    let Some(essence) = given.essence().filter(|_| !given.body.is_empty()) else { return Vec::new() };
    let other = if essence.starts_with("text/") { "application/octet-stream" } else { "text/plain" };
    vec![Mutation {
        part: Part::Whole,
        field: "header content-type".into(),
        what: format!("{essence} → {other}"),
        expect: json!({"header": {"content-type": {"starts_with": essence}}}),
        change: Arc::new(move |given| drop(given.headers.insert(CONTENT_TYPE, HeaderValue::from_static(other)))),
    }]
}
