//! What `redirect` takes, refuses and finds.

use serde_json::json;

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, fields, judge, lines, scope, seen, tell};
use crate::model::exchange::{FailureKind, Hop};

const AT: &str = "https://t.test/a/b?x=1";

fn answered(status: u16, locations: &[&str]) -> Observation {
    let pairs: Vec<_> = locations.iter().map(|location| ("location", *location)).collect();
    seen([exchange(AT, status, &pairs, "")])
}

fn followed(status: u16, hops: &[(u16, &str, &str)]) -> Observation {
    let mut exchange = exchange(AT, status, &[], "");
    exchange.hops = hops
        .iter()
        .map(|(status, from, to)| Hop {
            status: StatusCode::from_u16(*status).unwrap(),
            from: Url::parse(from).unwrap(),
            to: Url::parse(to).unwrap(),
        })
        .collect();
    seen([exchange])
}

#[test]
fn an_address_is_compared_after_joining() {
    for location in ["/login", "https://t.test/login", "../login", "//t.test/login"] {
        let judged = judge(&KIND, "/login", &answered(302, &[location]));
        assert_eq!((judged.asserted, lines(&judged)), (3, vec![]), "{location}");
    }
    assert_eq!(tell(&KIND, "'https://t.test/login'", &answered(308, &["/login"])), [""; 0]);
    assert_eq!(tell(&KIND, "{contains: login}", &answered(308, &["/login"])), [""; 0]);
    assert_eq!(
        tell(&KIND, "/login", &answered(302, &["https://evil.test/login"])),
        ["header location: expected https://t.test/login, got https://evil.test/login"]
    );
    assert_eq!(tell(&KIND, "{contains: logout}", &answered(302, &["/login"])).len(), 1);
}

#[test]
fn an_answer_that_redirects_nowhere_is_named() {
    assert_eq!(
        tell(&KIND, "/login", &answered(200, &[])),
        [
            "status: expected a redirect: 301, 302, 303, 307 or 308, got 200",
            "header location: expected one address, got absent"
        ]
    );
    assert_eq!(tell(&KIND, "/login", &answered(304, &["/login"])).len(), 1);
    assert_eq!(
        tell(&KIND, "/login", &answered(302, &["/login", "/login"])),
        ["header location: expected one address, got 2 of them"]
    );
    assert_eq!(tell(&KIND, "/login", &answered(302, &["http://[x"])).len(), 1);
    assert_eq!(fields(&KIND, "{status: 301, to: /login}", &answered(302, &["/login"])), ["status"]);
    assert_eq!(tell(&KIND, "{status: {one_of: [301, 302]}}", &answered(302, &["/login"])), [""; 0]);
    assert_eq!(
        tell(&KIND, "/login", &seen([failed(FailureKind::Timeout)])),
        ["redirect: expected an answer, got none came (timeout)"]
    );
    assert_eq!(tell(&KIND, "/login", &seen([])).len(), 1);
}

#[test]
fn a_chain_is_judged_by_its_hops_and_its_end() {
    let chain = followed(200, &[(301, AT, "https://t.test/c"), (302, "https://t.test/c", "https://t.test/v2/people")]);
    assert_eq!(tell(&KIND, "{follow: 3, to: /v2/people, hops: 2, status: {one_of: [301, 302]}}", &chain), [""; 0]);
    assert_eq!(
        fields(&KIND, "{follow: 3, to: {ends_with: /v1/people}, hops: {le: 1}, status: 301}", &chain),
        ["hops", "status (hop 2)", "url"]
    );
    assert_eq!(
        tell(&KIND, "{follow: 3}", &followed(200, &[])),
        ["hops: expected at least one redirect, got none: 200 was answered at once"]
    );
    assert_eq!(tell(&KIND, "{follow: 3, hops: 0}", &followed(200, &[])), [""; 0]);
    assert_eq!(
        tell(&KIND, "{follow: 1}", &followed(302, &[(301, AT, "https://t.test/c")])),
        ["status: expected the end of the redirects, got 302 to nowhere after 1 hops"]
    );
}

#[test]
fn what_it_wants_of_the_step_follows_from_its_form() {
    let (bare, chain) = (made(&KIND, "/x").unwrap(), made(&KIND, "{follow: 4}").unwrap());
    assert_eq!((bare.says_status(), bare.demands().redirects), (true, None));
    assert_eq!((chain.says_status(), chain.demands().redirects), (false, Some(4)));
    let check = made(&KIND, "'${var.TO}'").unwrap();
    let scope = scope(&[("TO", json!("/login"))], &[]);
    assert_eq!(lines(&check.judge(&answered(302, &["/login"]), &scope)), [""; 0]);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (text, what) in [
        ("{status: 200}", "out-of-range 200 is no redirect"),
        ("{hops: 1}", "missing-key `hops` counts redirects"),
        ("{follow: 0}", "out-of-range"),
        ("{follow: '${var.N}'}", "wrong-type"),
        ("{to: /x, folow: 2}", "unknown-key `folow` is not a key of a redirect"),
        ("302", "wrong-type expected an address"),
        ("{}", "empty"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
}
