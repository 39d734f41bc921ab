//! What `problem` takes, refuses and finds.

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, fields, judge, lines, seen, tell};
use crate::model::exchange::FailureKind;

fn answered(status: u16, content_type: &str, body: &str) -> Observation {
    seen([exchange("http://t.test/", status, &[("content-type", content_type)], body)])
}

#[test]
fn problem_details_as_the_rfc_has_them_hold() {
    let body =
        r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"d","instance":"/x?y#z","retryable":false}"#;
    let seen = answered(409, "Application/Problem+JSON; charset=utf-8", body);
    let judged = judge(&KIND, "true", &seen);
    assert_eq!((judged.asserted, lines(&judged)), (7, vec![]));
    let judged = judge(&KIND, "{title: Conflict, status: 409, retryable: false}", &seen);
    assert_eq!((judged.asserted, lines(&judged)), (10, vec![]));
    assert_eq!(fields(&KIND, "{title: Gone, error_code: x}", &seen), ["$.title", "$.error_code"]);
}

#[test]
fn each_departure_from_the_rfc_is_named() {
    let tell = |status, content_type, body| tell(&KIND, "true", &answered(status, content_type, body));
    assert_eq!(
        tell(409, "application/json", r#"{"status":409}"#),
        ["header content-type: expected application/problem+json, got application/json"]
    );
    assert_eq!(tell(409, MEDIA_TYPE, r#"{"status":400}"#), ["$.status: expected 409, the HTTP status, got 400"]);
    assert_eq!(tell(409, MEDIA_TYPE, r#"{"status":"409"}"#), ["$.status: expected 409, the HTTP status, got \"409\""]);
    assert_eq!(tell(409, MEDIA_TYPE, "{}"), ["$.status: expected 409, the HTTP status, got absent"]);
    assert_eq!(tell(409, MEDIA_TYPE, "[]"), ["$: expected an object, got a list"]);
    assert_eq!(tell(409, MEDIA_TYPE, "<html>").len(), 1);
    assert_eq!(
        tell(409, MEDIA_TYPE, r#"{"status":409,"type":"not a uri","title":1,"instance":null}"#),
        [
            "$.type: expected a URI reference (RFC 3986), got \"not a uri\"",
            "$.title: expected text, got 1",
            "$.instance: expected a URI reference (RFC 3986), got null"
        ]
    );
    assert_eq!(crate::check::fixture::tell(&KIND, "true", &seen([failed(FailureKind::Refused)])).len(), 1);
    assert_eq!(crate::check::fixture::tell(&KIND, "true", &seen([])).len(), 1);
}

#[test]
fn status_may_be_left_out_only_where_the_suite_says_so() {
    let bare = answered(409, MEDIA_TYPE, r#"{"title":"x"}"#);
    assert_eq!(tell(&KIND, "{status: {absent: true}}", &bare), [""; 0]);
    assert_eq!(tell(&KIND, "{title: x}", &bare).len(), 1);
    assert!(!made(&KIND, "{status: {absent: true}}").unwrap().says_status());
    assert!(!made(&KIND, "true").unwrap().says_status());
    assert!(made(&KIND, "{status: 409}").unwrap().says_status());
}

#[test]
fn uri_references_are_told_from_other_text() {
    for right in
        ["", "about:blank", "https://x.test/a%20b?c=d#e", "/p", "p/q:r", "urn:x:y", "//h/p", "tag:x@y,2021-09-17:z"]
    {
        assert!(is_uri_reference(right), "{right}");
    }
    for wrong in ["a b", "%", "%4", "%zz", "1:x", "é", "<x>", ":x", "a\\b"] {
        assert!(!is_uri_reference(wrong), "{wrong}");
    }
}

#[test]
fn what_demands_nothing_is_refused() {
    for text in ["false", "{}", "'${var.X}'", "409", "[]"] {
        assert!(made(&KIND, text).is_err(), "{text}");
    }
    assert_eq!(field("error_code"), "$.error_code");
    assert_eq!(field("a-b"), "$['a-b']");
}
