//! `alter-header`: a header says something else.

use std::sync::Arc;

use http::HeaderValue;
use serde_json::{Value, json};

use super::api::{Mutation, Part, Row};
use super::drop_correlation::MARKS;
use crate::model::endpoint::{MOCK_HEADER, STUB_HEADER};
use crate::prove::scene::Scene;

/// Headers that are the connection's business (RFC 9110, sections 6.6.1, 7.6.1 and 8.6; RFC 9112, section 6), and that a
/// server may set as it likes.
const CONNECTION: [&str; 7] =
    ["date", "content-length", "connection", "transfer-encoding", "keep-alive", MOCK_HEADER, STUB_HEADER];

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "alter-header",
    summary: "a header says something else",
    docs: r"Each header of the answer gets another value, one at a time, but for `content-type`, which has a mutation of its own, and
those of the connection and marks (`x-request-id` and its like) that the request did not send: those are made anew each time.
`header: { cache-control: no-store }` notices it, and `traceparent: true` of the marks.

With a contract that does not declare the header a survivor is equivalent.
",
    make,
};

/// The headers that mutations look at.
pub(super) fn told(scene: &Scene<'_>) -> impl Iterator<Item = (String, String)> {
    let headers = &scene.seen.given.headers;
    let names = headers.keys().filter(|name| !CONNECTION.contains(&name.as_str()) && *name != "content-encoding");
    names.filter_map(|name| Some((name.as_str().to_owned(), headers.get(name)?.to_str().ok()?.to_owned())))
}

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    let sent = |name: &str| scene.seen.request.headers.contains_key(name);
    let is_known = |name: &str| name != "content-type" && (!MARKS.contains(&name) || sent(name));
    let altered = told(scene).filter(|(name, _)| is_known(name)).filter_map(|(name, value)| {
        let other = other(&name, &value);
        let written = HeaderValue::from_str(&other).ok()?;
        Some(Mutation {
            part: Part::HeaderOther(name.clone()),
            field: format!("header {name}"),
            what: format!("{value} → {other}"),
            expect: expect(&name, &value),
            change: Arc::new(move |given| {
                if let Ok(name) = http::HeaderName::from_bytes(name.as_bytes()) {
                    given.headers.insert(name, written.clone());
                }
            }),
        })
    });
    altered.collect()
}

/// A value of the same form: a number that is one more, a text whose last letter or digit is another.
fn other(name: &str, value: &str) -> String {
    // The trace is what comes back; who answers may have a span and flags of its own (W3C Trace Context, section 3.2.2).
    if let [version, trace, span, flags] = value.split('-').collect::<Vec<_>>()[..]
        && name == "traceparent"
    {
        return format!("{version}-{}-{span}-{flags}", other("", trace));
    }
    if let Ok(number) = value.parse::<u64>() {
        return number.wrapping_add(1).to_string();
    }
    let Some(at) = value.rfind(|letter: char| letter.is_ascii_alphanumeric()) else { return format!("{value}x") };
    let letter = if value[at..].starts_with('0') { '1' } else { '0' };
    format!("{}{letter}{}", &value[..at], &value[at + 1..])
}

fn expect(name: &str, value: &str) -> Value {
    match name {
        "traceparent" | "x-request-id" => json!({"traceparent": true}),
        _ => json!({"header": {name: value}}),
    }
}
