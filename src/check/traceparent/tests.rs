//! What `traceparent` takes, refuses and finds.

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, headers, judge, lines, seen, tell};
use crate::model::exchange::FailureKind;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const OTHER: &str = "11111111111111111111111111111111";

fn answered(traceparent: &str, id: &str, body: &str) -> Observation {
    let pairs: Vec<_> = [("traceparent", traceparent), ("x-request-id", id)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    seen([exchange("http://t.test/", 200, &pairs, body)])
}

fn of(trace: &str) -> String {
    format!("00-{trace}-b7ad6b7169203331-00")
}

#[test]
fn both_ids_come_back() {
    let judged = judge(&KIND, "true", &answered(&of(TRACE), "req-1", ""));
    assert_eq!((judged.asserted, lines(&judged)), (2, vec![]));
    assert_eq!(
        tell(&KIND, "true", &answered("", "", "")),
        [
            "header traceparent: expected a valid traceparent (00-…), got absent",
            "header x-request-id: expected req-1, got absent"
        ]
    );
    assert_eq!(
        tell(&KIND, "true", &answered(&of(OTHER), "REQ-1", "")),
        [
            format!("header traceparent: expected the trace id {TRACE}, got 00-{OTHER}-b7ad6b7169203331-00"),
            "header x-request-id: expected req-1, got REQ-1".to_owned()
        ]
    );
    let twice = [("x-request-id", "req-1"), ("x-request-id", "req-1")];
    let seen_twice = seen([exchange("http://t.test/", 200, &twice, "")]);
    assert!(tell(&KIND, "true", &seen_twice)[1].ends_with("got 2 of them"));
    assert_eq!(tell(&KIND, "true", &seen([failed(FailureKind::Timeout)])).len(), 1);
    assert_eq!(tell(&KIND, "true", &seen([])).len(), 1);
}

#[test]
fn only_a_valid_one_of_version_00_counts() {
    assert_eq!(trace_id(&of(TRACE)), Some(TRACE));
    let upper = of(&TRACE.to_uppercase());
    for wrong in [
        "",
        "00",
        upper.as_str(),
        "01-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-00",
        "00-00000000000000000000000000000000-b7ad6b7169203331-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
        "00-4bf92f3577b34da6a3ce929d0e0e473-b7ad6b7169203331-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-00-x",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-b7ad6b7169203331-00",
    ] {
        assert_eq!(trace_id(wrong), None, "{wrong}");
    }
}

#[test]
fn the_body_may_bear_them_instead_or_as_well() {
    let body = format!(r#"{{"traceparent":"{}","request_id":"req-1"}}"#, of(TRACE));
    let text = "{json: traceparent, request_id: false, request_id_json: request_id}";
    let judged = judge(&KIND, text, &answered("", "", &body));
    assert_eq!((judged.asserted, lines(&judged)), (2, vec![]));
    assert_eq!(
        tell(&KIND, text, &answered("", "", r#"{"traceparent":null,"request_id":7}"#)),
        ["$.traceparent: expected a valid traceparent (00-…), got null", "$.request_id: expected req-1, got 7"]
    );
    assert_eq!(tell(&KIND, text, &answered("", "", "<html>")).len(), 2);
    let both = "{json: traceparent, header: traceparent}";
    assert_eq!(tell(&KIND, both, &answered("", "req-1", &body)).len(), 1);
    let other = "{header: x-trace, request_id: x-correlation-id}";
    let pairs = [("x-trace", of(TRACE)), ("x-correlation-id", "req-1".to_owned())];
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(tell(&KIND, other, &seen([exchange("http://t.test/", 200, &pairs, "")])), [""; 0]);
}

#[test]
fn a_header_that_the_suite_set_itself_is_what_was_sent() {
    let mut own = exchange("http://t.test/", 200, &[("traceparent", &of(OTHER)), ("x-request-id", "mine")], "");
    own.request.headers = headers(&[("traceparent", &of(OTHER)), ("x-request-id", "mine")]);
    assert_eq!(tell(&KIND, "true", &seen([own])), [""; 0]);
}

#[test]
fn a_malformed_one_is_never_taken_over() {
    let text = "{malformed: true, json: traceparent, header: traceparent}";
    let judged = |sent: &str, back: &str, body: &str| {
        let pairs: Vec<_> = [("traceparent", back), ("x-request-id", "req-1")]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut exchange = exchange("http://t.test/", 400, &pairs, body);
        exchange.traceparent = sent.into();
        tell(&KIND, text, &seen([exchange]))
    };
    let zeros = format!("00-{TRACE}-0000000000000000-01");
    for sent in ["garbage", "00-xyz-1-0", zeros.as_str()] {
        assert_eq!(judged(sent, "", r#"{"traceparent":null}"#), [""; 0], "{sent}");
        assert_eq!(judged(sent, &of(OTHER), "{}"), [""; 0], "{sent}");
        assert_eq!(
            judged(sent, sent, "{}"),
            [format!("header traceparent: expected none, or one of a fresh trace, got {sent}")],
        );
    }
    // The trace id of the malformed one lives on in a valid one.
    assert_eq!(judged(&zeros, &of(TRACE), "{}").len(), 1);
    assert_eq!(judged("garbage", "", r#"{"traceparent":"garbage"}"#).len(), 1);
    assert_eq!(judged("garbage", "", r#"{"traceparent":""}"#).len(), 1);
    assert!(judged(&of(TRACE), "", "{}")[0].ends_with("(Suite)"));
    let mut sent_wrong = exchange("http://t.test/", 200, &[], "");
    sent_wrong.traceparent = "garbage".into();
    assert_eq!(
        tell(&KIND, "true", &seen([sent_wrong])),
        ["traceparent: expected a valid one to be sent, or `malformed: true`, got `garbage` was sent (Suite)"]
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (text, what) in [
        ("false", "demands-nothing"),
        ("{}", "empty"),
        ("{request_id: true}", "wrong-type"),
        ("{json: 'a[*]'}", "wrong-path"),
        ("{header: 'a b'}", "wrong-header"),
        ("{malformed: '${var.X}'}", "wrong-type"),
        ("{jsn: x}", "unknown-key"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
}
