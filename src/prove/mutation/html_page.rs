//! `html-page`: a page for people at 200, as a proxy or a login gives it.

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::api::{Mutation, Part, Row, measure};
use crate::prove::scene::Scene;

/// The page.
const PAGE: &str = "<!doctype html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n";

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "html-page",
    summary: "a page for people at 200, as a proxy or a login gives it",
    docs: r"The answer is 200 with a page of HTML. Anything that asks for JSON notices it, and
`header: { content-type: { starts_with: application/json } }`.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let given = &scene.seen.given;
    let expect = match given.essence() {
        _ if given.status != StatusCode::OK => json!({"status": given.status.as_u16()}),
        Some(essence) if essence == "text/html" => json!({"body": {"length": given.body.len()}}),
        Some(essence) => json!({"header": {"content-type": {"starts_with": essence}}}),
        None if given.body.is_empty() => json!({"body": {"empty": true}}),
        None => json!({"header": {"content-type": {"absent": true}}}),
    };
    vec![Mutation {
        part: Part::Whole,
        field: "body".into(),
        what: "a page of HTML at 200".into(),
        expect,
        change: Arc::new(|given| {
            given.status = StatusCode::OK;
            given.body = Bytes::from_static(PAGE.as_bytes());
            given.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            measure(given);
        }),
    }]
}
