//! What `calls` takes, refuses and finds.

use http::Method;

use super::*;
use crate::check::fixture::{compile as made, fields, headers, judge, lines, tell};
use crate::model::journal::{Arrival, Arrivals};
use crate::model::observation::Observation;

fn arrival(stub: &str, ms: u64, key: &str, body: &str) -> Arrival {
    let pairs: &[(&str, &str)] = if key.is_empty() { &[] } else { &[("idempotency-key", key)] };
    Arrival {
        stub: (!stub.is_empty()).then(|| stub.to_owned()),
        at: std::time::Duration::from_millis(ms),
        connection: 1,
        method: Method::POST,
        target: "/orders?page=1&q=a%20b".into(),
        headers: headers(pairs),
        body: body.to_owned().into(),
        status: 201,
        nearest: None,
    }
}

fn saw(list: Vec<Arrival>) -> Observation {
    Observation { arrivals: Some(Arrivals { list, lost: 0 }), ..Observation::default() }
}

/// A list, then three tries of the same order, 2 and 4 seconds apart.
fn retried() -> Observation {
    saw(vec![
        arrival("list", 0, "", ""),
        arrival("create", 100, "k1", "{}"),
        arrival("create", 2_100, "k1", "{}"),
        arrival("create", 6_100, "k1", "{}"),
    ])
}

#[test]
fn counts_go_to_their_matchers() {
    let judged = judge(&KIND, "{create: 3, list: {ge: 1}, total: 4, unmatched: 0, never: 0}", &retried());
    assert_eq!((judged.asserted, lines(&judged)), (5, vec![]));
    assert_eq!(
        fields(&KIND, "{create: 2, total: {le: 3}, unmatched: 1, crate: 3}", &retried()),
        ["calls create", "calls total", "calls unmatched", "calls crate"]
    );
    let judged = judge(&KIND, "{crate: 3}", &retried());
    assert_eq!(judged.findings[0].note.as_deref(), Some("seen: create 3×, list 1×"));
    let judged = judge(&KIND, "{unmatched: 0}", &saw(vec![arrival("", 0, "", "")]));
    assert_eq!(judged.findings[0].note.as_deref(), Some("seen: unmatched 1×, the first POST /orders"));
    assert_eq!(fields(&KIND, "{total: 1}", &saw(vec![])), ["calls total"]);
}

#[test]
fn without_all_the_evidence_nothing_is_known() {
    assert_eq!(
        tell(&KIND, "{total: 0}", &Observation::default()),
        [
            "calls: expected every request that arrived at the mock, got no mock answered, and only a mock can tell (Unknown)"
        ]
    );
    let mut lost = retried();
    lost.arrivals.as_mut().unwrap().lost = 2;
    assert_eq!(
        tell(&KIND, "{create: 3}", &lost),
        [
            "calls journal: expected every request that arrived at the mock, got 2 are lost: the journal is full (Unknown)"
        ]
    );
}

#[test]
fn order_is_by_the_first_arrival() {
    assert_eq!(tell(&KIND, "{create: {after: list}}", &retried()), [""; 0]);
    for (text, actual) in [
        ("{list: {after: create}}", "before it"),
        ("{create: {after: other}}", "other was never called"),
        ("{other: {after: list}}", "it was never called"),
    ] {
        let found = tell(&KIND, text, &retried());
        assert!(found.len() == 1 && found[0].ends_with(actual), "{text}: {found:?}");
    }
}

#[test]
fn gaps_are_held_one_by_one_or_all_by_one() {
    assert_eq!(tell(&KIND, "{create: {gaps: '>= 2s'}}", &retried()), [""; 0]);
    assert_eq!(tell(&KIND, "{create: {gaps: ['>= 2s', '>= 4s']}}", &retried()), [""; 0]);
    assert_eq!(tell(&KIND, "{create: {gaps: '> 2s'}}", &retried()), ["calls create: gap 1: expected > 2s, got 2.0 s"]);
    assert_eq!(
        tell(&KIND, "{create: {gaps: ['>= 2s', '< 4s']}}", &retried()),
        ["calls create: gap 2: expected < 4s, got 4.0 s"]
    );
    assert_eq!(
        tell(&KIND, "{create: {gaps: ['>= 2s', '>= 4s', '>= 8s']}}", &retried()),
        ["calls create: gaps: expected 3 gaps: 4 calls, got 3 calls"]
    );
    assert_eq!(
        tell(&KIND, "{list: {gaps: '>= 2s'}}", &retried()),
        ["calls list: gaps: expected at least one gap: two calls, got 1 calls"]
    );
}

#[test]
fn parts_are_the_same_or_differ() {
    let text = "{create: {same: [header.Idempotency-Key, body_sha256, body, path, method, query.q]}}";
    let judged = judge(&KIND, text, &retried());
    assert_eq!((judged.asserted, lines(&judged)), (6, vec![]));
    assert_eq!(
        tell(&KIND, "{create: {differ: header.idempotency-key}}", &retried()),
        ["calls create: header.idempotency-key: expected another in each call, got `k1` in calls 1 and 2"]
    );
    let fresh = saw(vec![arrival("create", 0, "k1", "{}"), arrival("create", 1, "k2", "{ }")]);
    assert_eq!(tell(&KIND, "{create: {differ: [header.idempotency-key, body]}}", &fresh), [""; 0]);
    assert_eq!(
        tell(&KIND, "{create: {same: [header.idempotency-key, body]}}", &fresh),
        [
            "calls create: header.idempotency-key: expected the same in every call, got `k1` in call 1, `k2` in call 2",
            "calls create: body: expected the same in every call, got sha256 44136fa355b3… in call 1, sha256 257c1be96ae6… in call 2"
        ]
    );
}

#[test]
fn what_is_nowhere_is_neither_the_same_nor_different() {
    let bare = || saw(vec![arrival("create", 0, "", ""), arrival("create", 1, "", "")]);
    for text in ["{create: {same: header.idempotency-key}}", "{create: {differ: query.z}}"] {
        let found = tell(&KIND, text, &bare());
        assert!(found.len() == 1 && found[0].ends_with("call 1 has none"), "{text}: {found:?}");
    }
    assert!(tell(&KIND, "{list: {same: path}}", &retried())[0].ends_with("1 calls, and two are needed to compare"));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (text, what) in [
        ("{}", "empty"),
        ("3", "wrong-type"),
        ("{a: {count: 1, gap: x}}", "unknown-key `gap` is not a key of calls of a stub"),
        ("{a: {gaps: '2s'}}", "wrong-comparator"),
        ("{a: {gaps: '>= 0s'}}", "wrong-comparator everything is >= 0s"),
        ("{a: {same: heder.x}}", "wrong-word"),
        ("{a: {same: 'header.a b'}}", "wrong-word"),
        ("{a: {same: query.}}", "wrong-word"),
        ("{a: {same: body, differ: [path, body]}}", "contradiction"),
        ("{a: {after: a}}", "contradiction"),
        ("{a: {after: total}}", "contradiction"),
        ("{a: {same: []}}", "empty"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
    assert_eq!(made(&KIND, "{a: {after: a}, b: {same: x}}").map(|_| ()).unwrap_err().len(), 2);
}
