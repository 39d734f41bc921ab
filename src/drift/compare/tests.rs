//! Pairs of answers, and what is said of them.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, Version};
use jiff::Timestamp;

use super::*;
use crate::model::exchange::{Failure, FailureKind, Request, Timings};
use crate::model::mode::Mode;

fn exchange(result: Result<Answer, Failure>) -> Exchange {
    let Ok(url) = "http://127.0.0.1/things".parse() else { panic!("an address") };
    Exchange {
        target: Arc::from("t"),
        mode: Mode::Live,
        attempt: 1,
        started: Timestamp::UNIX_EPOCH,
        request: Request { method: Method::GET, url, headers: HeaderMap::new(), body: Bytes::new() },
        result,
        timings: Timings::default(),
        certificate: None,
        hops: Vec::new(),
        request_id: String::new(),
        traceparent: String::new(),
    }
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Exchange {
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
    let Ok(status) = StatusCode::from_u16(status) else { panic!("a status") };
    exchange(Ok(Answer::new(status, Version::HTTP_11, headers, Bytes::from(body.to_owned()))))
}

/// Each difference as one line.
fn said(mock: &Exchange, live: &Exchange) -> Vec<String> {
    match compare(mock, live) {
        Compared::Unknown(why) => vec![format!("unknown: {why}")],
        Compared::Answered(found) => found
            .iter()
            .map(|one| format!("{} {}: live {}, mock {} | {}", one.part.name(), one.at, one.live, one.mock, one.change))
            .collect(),
    }
}

fn bodies(mock: &str, live: &str) -> Vec<String> {
    said(&answer(200, &[], mock), &answer(200, &[], live))
}

#[test]
fn what_is_alike_is_no_difference() {
    let same = [
        (r#"{"a": 1, "b": "x"}"#, r#"{"b": "another", "a": 2.5}"#),
        (r#"{"items": []}"#, r#"{"items": [{"a": 1}]}"#),
        (r#"{"status": "open"}"#, r#"{"status": "open"}"#),
        (r#"{"title": "one"}"#, r#"{"title": "two"}"#),
        ("", ""),
        ("plain", "text"),
    ];
    for (mock, live) in same {
        assert_eq!(bodies(mock, live), Vec::<String>::new(), "{mock} {live}");
    }
    let way = [("date", "x"), ("server", "nginx"), ("content-length", "2"), ("x-holdpoint-mock", "t")];
    assert_eq!(said(&answer(200, &way, "{}"), &answer(200, &[], "{}")), Vec::<String>::new());
}

#[test]
fn members_types_and_words_are_told_with_the_change() {
    assert_eq!(
        bodies(r#"{"a": 1}"#, r#"{"a": 1, "b": {"c": 2}}"#),
        ["body $.b: live object, mock nothing | 200: { json: { b: { … } } }"]
    );
    assert_eq!(bodies(r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#), ["body $.b: live nothing, mock number | take $.b out"]);
    assert_eq!(
        bodies(r#"{"a": 1}"#, r#"{"a": "1"}"#),
        [r#"body $.a: live string, mock number | 200: { json: { a: "1" } }"#]
    );
    assert_eq!(
        bodies(r#"{"a": null}"#, r#"{"a": "x"}"#),
        [r#"body $.a: live string, mock null | 200: { json: { a: "x" } }"#]
    );
    assert_eq!(
        bodies(r#"[{"at-x": 1}]"#, r#"[{"at-x": 1}, {"at-x": [true]}]"#),
        [r#"body $[*]["at-x"]: live number or array, mock number | 200: { json: [{ "at-x": […] }] }"#]
    );
    assert_eq!(
        bodies(r#"{"error_code": "NO"}"#, r#"{"error_code": "NOT_FOUND"}"#),
        [r#"body $.error_code: live `NOT_FOUND`, mock `NO` | 200: { json: { error_code: "NOT_FOUND" } }"#]
    );
    assert_eq!(
        bodies(r#"[{"a": 1}]"#, r#"[{"a": 1, "b": 1}, {"a": 1}]"#),
        ["body $[*].b: live number, at times, mock nothing | 200: { json: [{ b: 1 }] }"]
    );
    assert_eq!(bodies("{}", ""), ["body $: live an empty body, mock JSON | take the JSON out"]);
    assert_eq!(bodies("", r#"{"a": 1}"#), ["body $: live JSON, mock an empty body | 200: { json: { … } }"]);
    assert_eq!(bodies("<p>", "[]"), ["body $: live JSON, mock no JSON | 200: { json: [] }"]);
}

#[test]
fn of_two_statuses_nothing_else_is_said() {
    let (mock, live) = (answer(404, &[], r#"{"a": 1}"#), answer(400, &[("etag", "x")], r#"{"b": 1}"#));
    assert_eq!(said(&mock, &live), ["status : live 400, mock 404 | 400: …"]);
}

#[test]
fn headers_that_matter_are_compared() {
    let json = ("content-type", "application/json");
    let live = answer(200, &[("content-type", "application/json; charset=utf-8"), ("etag", "\"a\"")], "{}");
    assert_eq!(
        said(&answer(200, &[json], "{}"), &live),
        [r#"header etag: live there, mock nothing | 200: { headers: { etag: "\"a\"" } }"#]
    );
    assert_eq!(
        said(&live, &answer(200, &[json], "{}")),
        ["header etag: live nothing, mock there | take the header etag out"]
    );
    let other = answer(200, &[("content-type", "application/problem+json")], "{}");
    assert_eq!(said(&answer(200, &[json], "{}"), &other).len(), 1);
    // Of another type another body is due.
    let page = answer(200, &[("content-type", "text/html")], "<p>");
    assert_eq!(
        said(&page, &live),
        [
            "header content-type: live `application/json; charset=utf-8`, mock `text/html` | 200: { headers: { content-type: \"application/json; charset=utf-8\" } }",
            r#"header etag: live there, mock nothing | 200: { headers: { etag: "\"a\"" } }"#,
        ]
    );
    // Order and case of a list say nothing; another member does.
    let allow = |value| answer(405, &[("allow", value)], "");
    assert_eq!(said(&allow("GET, POST"), &allow("post,get")), Vec::<String>::new());
    assert_eq!(said(&allow("GET, POST"), &allow("GET")).len(), 1);
    // A time or a count differs from run to run; that it is there does not.
    let left = |value| answer(200, &[("x-ratelimit-remaining", value)], "");
    assert_eq!(said(&left("3"), &left("99")), Vec::<String>::new());
    assert_eq!(said(&left("3"), &answer(200, &[], "")).len(), 1);
}

#[test]
fn what_was_not_answered_is_not_known() {
    let failed = |kind| exchange(Err(Failure { kind, detail: String::new() }));
    let fine = answer(200, &[], "");
    assert_eq!(said(&fine, &failed(FailureKind::Refused)), ["unknown: refused"]);
    assert_eq!(said(&failed(FailureKind::Timeout), &failed(FailureKind::Timeout)), Vec::<String>::new());
    assert_eq!(said(&failed(FailureKind::Timeout), &fine), ["status : live 200, mock timeout | 200: …"]);
}

/// The answer to a message of JSON-RPC.
fn replied(kind: &'static str, body: &str) -> Exchange {
    let mut exchange = answer(200, &[("content-type", kind)], body);
    exchange.request.body = Bytes::from_static(br#"{"jsonrpc": "2.0", "id": 7, "method": "ping"}"#);
    exchange
}

#[test]
fn a_message_is_compared_also_where_it_comes_in_a_stream() {
    let stream = |result: &str| {
        let progress = "data: {\"jsonrpc\": \"2.0\", \"method\": \"notifications/progress\"}\n\n";
        let data =
            format!("{progress}event: message\ndata: {{\"jsonrpc\": \"2.0\", \"id\": 7, \"result\": {result}}}\n\n");
        replied("text/event-stream", &data)
    };
    let json = replied("application/json", r#"{"jsonrpc": "2.0", "id": 7, "result": {"a": 1}}"#);
    let other = "body $.result.a: live string, mock number | 200: { json: { result: { a: \"x\" } } }";
    assert_eq!(said(&stream(r#"{"a": 1}"#), &stream(r#"{"a": 2}"#)), Vec::<String>::new());
    assert_eq!(said(&stream(r#"{"a": 1}"#), &stream(r#"{"a": "x"}"#)), [other]);
    // Which of the two ways it goes is told, and the message is still the same one or not.
    let found = said(&json, &stream(r#"{"a": "x"}"#));
    assert!(found.len() == 2 && found[0].starts_with("header content-type: ") && found[1] == other, "{found:?}");
    assert_eq!(said(&json, &stream(r#"{"a": 2}"#)).len(), 1);
    // A stream that answers nothing is no message.
    let nothing = replied("text/event-stream", ": a comment\n\n");
    assert_eq!(said(&stream("{}"), &nothing), ["body $: live no JSON, mock JSON | take the JSON out"]);
}

#[test]
fn of_what_type_nothing_is_says_nothing() {
    let text = [("content-type", "text/plain")];
    assert_eq!(said(&answer(201, &[], ""), &answer(201, &text, "")), Vec::<String>::new());
    assert_eq!(said(&answer(201, &[], ""), &answer(201, &text, "made")).len(), 1);
    let mut head = answer(200, &text, "");
    head.request.method = Method::HEAD;
    assert_eq!(said(&answer(200, &[], ""), &head).len(), 1);
}

#[test]
fn a_name_of_one_thing_is_another_one_elsewhere() {
    assert_eq!(bodies(r#"{"code": "hp-07d4c8023b88db38"}"#, r#"{"code": "ERP"}"#), Vec::<String>::new());
    assert_eq!(bodies(r#"{"state": "open"}"#, r#"{"state": "07d4c802-3b88"}"#).len(), 1);
}
