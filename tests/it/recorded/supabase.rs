//! `@supabase/lite` on PGlite: PostgREST and GoTrue as it has them.

use serde_json::{Value, json};

use super::{differs, judge, mock, recorded, recording, send};

/// Where PostgREST says what is wrong (RFC 6901).
const CODE: &str = "/code";
const ANON: &str = "the-anon-key-of-the-test";
const SERVICE: &str = "the-service-key-of-the-test";

/// The tables and functions that were recorded, and what stands for them here.
const NAMES: [(&str, &str); 4] = [
    ("product_suggestions", "ideas"),
    ("suggestion_id", "idea_id"),
    ("rpc/boom", "rpc/idea_pool_fail"),
    ("rpc/http402", "rpc/idea_pool_quota"),
];

/// What it does otherwise than PostgREST, which is what our mock stands for.
const KNOWN: &[(&str, &str)] = &[
    ("insert-check", "500 SUP, where PostgREST says 400 23514"),
    ("rpc-raise", "500 SUP, where PostgREST says 400 P0001"),
    ("openapi-secret", "a document without paths"),
];

/// Whose key it was; recordings do not keep keys.
fn key(name: &str) -> Option<&'static str> {
    match name {
        "no-apikey" => None,
        "bad-apikey" => Some("nobody's"),
        "openapi-anon" => Some(ANON),
        _ => Some(SERVICE),
    }
}

#[tokio::test]
#[ignore = "needs the shared data: HOLDPOINT_SHARED=DIR cargo test --test it -- --ignored recorded::"]
async fn supabase_answers_as_it_was_recorded() {
    let mut all = recording("supabase-lite-0.10.0.jsonl");
    let server = mock("supabase", &[("SUPABASE_ANON_KEY", ANON), ("SUPABASE_SERVICE_KEY", SERVICE)], &[]);
    let mut told = Vec::new();
    for exchange in &mut all {
        let mut path = exchange.request["path"].as_str().expect("a path").to_owned();
        let mut sent = exchange.request["body"].to_string();
        for (theirs, ours) in NAMES {
            path = path.replace(theirs, ours);
            sent = sent.replace(theirs, ours);
        }
        exchange.request["path"] = json!(path);
        exchange.request["body"] = serde_json::from_str(&sent).expect("JSON");
        match exchange.name.as_str() {
            "insert-badjson" => exchange.request["raw"] = json!("{\"slug\":"),
            // The column that may not be null is another one.
            "insert-notnull" => exchange.request["body"] = json!({ "type": "launch", "title": "x" }),
            _ => {}
        }
        let mut headers: Vec<(&str, &str)> = key(&exchange.name).map(|key| ("apikey", key)).into_iter().collect();
        if exchange.request["body"] != Value::Null || exchange.request["raw"].is_string() {
            headers.push(("content-type", "application/json"));
        }
        let came = send(&server, exchange, &headers).await;
        told.extend(differs(&exchange.name, &recorded(exchange, CODE), &came.looks(CODE)));
    }
    judge(&told, KNOWN, all.len());
}
