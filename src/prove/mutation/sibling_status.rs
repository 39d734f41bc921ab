//! `sibling-status`: another status of the same class.

use std::sync::Arc;

use http::StatusCode;
use serde_json::json;

use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "sibling-status",
    summary: "another status of the same class: 201 for 200, 403 for 401",
    docs: r"The status becomes one that is easily taken for it: 200 ↔ 201, 204 → 200, 401 ↔ 403, 404 → 410, 400 ↔ 422, 409 → 412,
503 → 502. `expect: 200` notices it; `status: 2xx` does not.

With a contract that says the same of the whole class (`2XX`) a survivor is equivalent.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let status = scene.seen.given.status;
    let Some(other) = sibling(status.as_u16()) else { return Vec::new() };
    vec![Mutation { part: Part::Status, ..changed(status, other) }]
}

/// An answer with another status.
pub(super) fn changed(status: StatusCode, other: StatusCode) -> Mutation {
    Mutation {
        part: Part::Whole,
        field: "status".into(),
        what: format!("{} → {}", status.as_u16(), other.as_u16()),
        expect: json!({"status": status.as_u16()}),
        change: Arc::new(move |given| given.status = other),
    }
}

fn sibling(status: u16) -> Option<StatusCode> {
    let other = match status {
        200 => 201,
        201 | 202 | 204 | 206 => 200,
        301 => 302,
        302 | 303 => 301,
        307 => 308,
        308 => 307,
        400 => 422,
        401 => 403,
        403 => 401,
        404 => 410,
        405 | 410 => 404,
        409 => 412,
        422 | 429 => 400,
        500 => 501,
        502 | 504 => 503,
        503 => 502,
        other => other + 1,
    };
    StatusCode::from_u16(other).ok()
}
