//! `stale-answer`: what the same question was answered before.

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, measure, type_of};
use crate::prove::given::Kept;
use crate::prove::message;
use crate::prove::scene::{Scene, spots};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "stale-answer",
    summary: "the same question gets the answer that it got before",
    docs: r"Where a case asks the same twice (method and address) and gets another answer, it gets the first one again, as from a
cache or a replica that lags. A check of what has changed notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let Kept { request, given, .. } = scene.seen;
    let same = |kept: &&Kept| kept.request.method == request.method && kept.request.url == request.url;
    let before = scene.earlier.iter().rev().filter(same).find(|kept| {
        kept.request.body == request.body && (kept.given.status != given.status || kept.given.body != given.body)
    });
    let Some(before) = before else { return Vec::new() };
    let (status, body) = (before.given.status, before.given.body.clone());
    let Some(expect) = differing(scene, before) else { return Vec::new() };
    let kind = before.given.headers.get(http::header::CONTENT_TYPE).cloned();
    vec![Mutation {
        part: Part::Whole,
        field: "body".into(),
        what: format!("the answer of step {} again", before.step),
        expect,
        change: Arc::new(move |given| {
            given.status = status;
            given.body = body.clone();
            if let Some(kind) = &kind {
                given.headers.insert(http::header::CONTENT_TYPE, kind.clone());
            }
            measure(given);
        }),
    }]
}

/// What tells the right answer from the old one; none where only marks and times do, which differ each time.
fn differing(scene: &Scene<'_>, before: &Kept) -> Option<Value> {
    let given = &scene.seen.given;
    if before.given.status != given.status {
        return Some(json!({"status": given.status.as_u16()}));
    }
    let old = message::read(&before.given)?;
    let lists = scene.spots.iter().find(|spot| {
        let length = |value: &Value| value.as_array().map(Vec::len);
        length(spot.value).is_some() && old.pointer(&spot.pointer).and_then(length) != length(spot.value)
    });
    if let Some(spot) = lists {
        return Some(spot.demand(json!({"length": spot.value.as_array().map_or(0, Vec::len)})));
    }
    let now = scene.spots.iter().find(|spot| match (spot.value, old.pointer(&spot.pointer)) {
        (Value::Object(_) | Value::Array(_), _) => false,
        (value, None) => !value.is_null(),
        (value, Some(old)) => value != old && !is_passing(value),
    });
    if let Some(spot) = now {
        let is_new = old.pointer(&spot.pointer).is_none();
        return Some(spot.demand(if is_new { json!({"type": type_of(spot.value)}) } else { spot.value.clone() }));
    }
    let gone = spots(&old);
    let gone = gone
        .iter()
        .find(|spot| spot.is_property && scene.json.is_none_or(|json| json.pointer(&spot.pointer).is_none()));
    gone.map(|spot| spot.demand(json!({"absent": true})))
}

/// Whether a value is another at each time: an id or a moment.
fn is_passing(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() > 15 && text.bytes().filter(u8::is_ascii_digit).count() > 5)
}
