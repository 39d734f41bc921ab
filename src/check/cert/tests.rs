//! What `cert` takes, refuses and finds.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::check::fixture::{compile as made, exchange, judge, lines, scope, seen, tell};

fn with(not_after: &str, names: &[&str]) -> Observation {
    let mut exchange = exchange("https://chat.example.com/api", 200, &[], "");
    exchange.certificate = Some(Arc::new(Certificate {
        subject: "CN=chat.example.com".into(),
        issuer: "C=US, O=Let's Encrypt, CN=R11".into(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        not_before: "2026-10-01T00:00:00Z".parse().unwrap(),
        not_after: not_after.parse().unwrap(),
        serial: "04ab".into(),
        sha256: "ab".repeat(32),
        chain: 2,
    }));
    seen([exchange])
}

#[test]
fn time_left_is_compared_and_the_past_is_negative() {
    // The exchange of the tests ends at 06:00:00.1 on the 20th.
    let fresh = with("2026-12-20T06:00:00Z", &[]);
    assert_eq!(tell(&KIND, "{expires_in: '> 14d'}", &fresh), [""; 0]);
    assert_eq!(
        tell(&KIND, "{expires_in: '>= 5w'}", &fresh),
        ["cert expires_in: expected >= 5w, got 29 d 23 h (until 2026-12-20T06:00:00Z)"]
    );
    assert_eq!(tell(&KIND, "{expires_in: ['> 14d', '< 91d']}", &fresh), [""; 0]);
    let dead = with("2026-11-17T02:00:00Z", &[]);
    assert_eq!(
        tell(&KIND, "{expires_in: '> 0d'}", &dead),
        ["cert expires_in: expected > 0d, got -3 d 4 h (it expired 2026-11-17T02:00:00Z)"]
    );
    let mut early = with("2026-12-20T06:00:00Z", &[]);
    let exchange = Arc::get_mut(&mut early.exchanges[0]).unwrap();
    exchange.started = "2026-09-30T00:00:00Z".parse().unwrap();
    assert_eq!(
        tell(&KIND, "{expires_in: '> 14d'}", &early),
        ["cert not_before: expected not after 2026-09-30T00:00:00.1Z, got it is good only from 2026-10-01T00:00:00Z"]
    );
}

#[test]
fn a_limit_and_a_host_may_come_from_variables() {
    let scope = scope(&[("DAYS", json!(40)), ("HOST", json!("x.test"))], &[]);
    let check = made(&KIND, "{expires_in: '> ${var.DAYS}d', covers: '${var.HOST}'}").unwrap();
    let judged = lines(&check.judge(&with("2026-12-20T06:00:00Z", &["y.test"]), &scope));
    assert_eq!(
        judged,
        [
            "cert expires_in: expected > 40d, got 29 d 23 h (until 2026-12-20T06:00:00Z)",
            "cert names: expected one that covers x.test, got y.test"
        ]
    );
}

#[test]
fn names_cover_hosts_as_the_rfc_says() {
    for (name, host, right) in [
        ("chat.example.com", "CHAT.example.com", true),
        ("chat.example.com", "chat.example.com.", true),
        ("*.example.com", "chat.example.com", true),
        ("*.EXAMPLE.com", "chat.example.com", true),
        ("*.example.com", "example.com", false),
        ("*.example.com", "a.chat.example.com", false),
        ("c*.example.com", "chat.example.com", false),
        ("chat.*.com", "chat.example.com", false),
        ("*.com", "example.com", false),
        ("*", "localhost", false),
        ("xn--bcher-kva.example", "bücher.example", true),
        ("127.0.0.1", "127.0.0.1", true),
        ("*.0.0.1", "127.0.0.1", false),
        ("::1", "[::1]", true),
        ("example.org", "example.com", false),
    ] {
        assert_eq!(covers(name, host), right, "{name} {host}");
    }
}

#[test]
fn each_field_goes_to_its_matcher() {
    let seen = with("2026-12-20T06:00:00Z", &["chat.example.com", "example.com"]);
    let text = "{issuer: {contains: Let's Encrypt}, subject: CN=chat.example.com, names: {contains: example.com}, \
                serial: 04ab, chain: {ge: 2}, sha256: abababababababababababababababababababababababababababababababab}";
    let judged = judge(&KIND, text, &seen);
    assert_eq!((judged.asserted, lines(&judged)), (6, vec![]));
    let text = "{issuer: other, names: {contains: other}, chain: {ge: 3}, serial: '00'}";
    let fields: Vec<_> = judge(&KIND, text, &seen).findings.into_iter().map(|finding| finding.field).collect();
    assert_eq!(fields, ["cert issuer", "cert names", "cert chain", "cert serial"]);
}

#[test]
fn without_a_certificate_nothing_holds() {
    let text = "{expires_in: '> 14d'}";
    let plain = seen([exchange("http://127.0.0.1:1/", 200, &[], "")]);
    assert_eq!(tell(&KIND, text, &plain), ["cert: expected a certificate, got no TLS was spoken (http://127.0.0.1)"]);
    let unseen = seen([exchange("https://t.test/", 200, &[], "")]);
    assert_eq!(
        tell(&KIND, text, &unseen),
        ["cert: expected a certificate, got none was seen on this connection (Unknown)"]
    );
    assert_eq!(tell(&KIND, text, &seen([])).len(), 1);
}

#[test]
fn what_can_never_hold_is_refused() {
    for (text, what) in [
        ("{}", "empty"),
        ("true", "wrong-type"),
        ("{expires_in: 14d}", "wrong-comparator"),
        ("{expires: '> 14d'}", "unknown-key"),
        ("{covers: 'https://x.test'}", "wrong-host"),
        ("{covers: '*.x.test'}", "wrong-host"),
        ("{names: x.test}", "wrong-type"),
        ("{sha256: 'AB:CD'}", "wrong-word"),
        ("{sha256: abcd}", "wrong-word"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
}
