//! `server-error`: the status is 500, and all else as it was.

use http::StatusCode;

use super::api::{Mutation, Row};
use super::sibling_status::changed;
use crate::prove::scene::Scene;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "server-error",
    summary: "the status is 500, and all else as it was",
    docs: r"Any check of the status notices it, and so does a step that says none: it demands 2xx.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let status = scene.seen.given.status;
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        return Vec::new();
    }
    vec![changed(status, StatusCode::INTERNAL_SERVER_ERROR)]
}
