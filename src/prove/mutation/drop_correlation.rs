//! `drop-correlation`: the marks by which a request is found again are not there.

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row};
use crate::prove::scene::Scene;

/// The headers that carry such marks.
pub(super) const MARKS: [&str; 6] =
    ["x-request-id", "traceparent", "tracestate", "x-correlation-id", "request-id", "x-trace-id"];

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "drop-correlation",
    summary: "the marks by which a request is found again are not there",
    docs: r"`x-request-id`, `traceparent` and their like are left out together. `traceparent: true` notices it.

With a contract that requires none of them a survivor is equivalent.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let there: Vec<&str> = MARKS.into_iter().filter(|mark| scene.seen.given.headers.contains_key(*mark)).collect();
    let [first, ..] = there[..] else { return Vec::new() };
    let expect = if there.contains(&"x-request-id") && there.contains(&"traceparent") {
        json!({"traceparent": true})
    } else {
        let each = there.iter().map(|mark| ((*mark).to_owned(), json!({"exists": true})));
        json!({"header": Value::Object(each.collect())})
    };
    vec![Mutation {
        part: Part::HeaderGone(first.to_owned()),
        field: format!("header {}", there.join(", ")),
        what: "removed".into(),
        expect,
        change: Arc::new(|given| {
            for mark in MARKS {
                given.headers.remove(mark);
            }
        }),
    }]
}
