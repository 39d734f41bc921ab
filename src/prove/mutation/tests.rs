//! Whole-table tests.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::TABLE;
use crate::model::exchange::Request;
use crate::prove::given::{Given, Kept};
use crate::prove::paste;
use crate::prove::scene::{Budget, Scene, spots};

fn kept(body: &Value, nth: usize) -> Kept {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json"),
        ("content-length", "1"),
        ("date", "Fri, 20 Nov 2026 12:00:00 GMT"),
        ("etag", "\"v1\""),
        ("x-request-id", "a1"),
        ("x-holdpoint-mock", "shop"),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let request = Request {
        method: Method::GET,
        url: "http://127.0.0.1:9/things?sort=name".parse().unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    let given = Given::new(StatusCode::OK, headers, Bytes::from(body.to_string()));
    Kept { step: Arc::from("1"), nth, request, given }
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    let body = json!({"state": "open", "total": 2, "items": [{"id": "a"}, {"id": "b"}], "more": null, "ok": true});
    let (before, seen) = (kept(&json!({"state": "open", "total": 1, "items": [{"id": "a"}]}), 0), kept(&body, 1));
    let spots = spots(&body);
    test(&Scene {
        seen: &seen,
        earlier: &[before],
        json: Some(&body),
        spots: &spots,
        terms: None,
        budget: Budget { limit: Duration::from_secs(30), said: false },
        secrets: &[("TOKEN".into(), "a-secret-of-the-test".into())],
    });
}

#[test]
fn every_row_has_its_own_name_and_says_what_it_does() {
    let mut seen = BTreeSet::new();
    for row in TABLE {
        assert!(seen.insert(row.id) && !row.summary.is_empty() && row.docs.len() > row.summary.len(), "{}", row.id);
    }
}

#[test]
fn every_mutant_makes_the_answer_another_and_says_what_would_notice_it() {
    with_scene(|scene| {
        for row in TABLE {
            let all = (row.make)(scene);
            assert!(!all.is_empty(), "{} has nothing to do", row.id);
            for mutation in all {
                let mut given = scene.seen.given.clone();
                (mutation.change)(&mut given);
                assert_ne!(format!("{given:?}"), format!("{:?}", scene.seen.given), "{} {mutation:?}", row.id);
                assert!(!paste::lines([&mutation.expect]).is_empty(), "{} {mutation:?}", row.id);
            }
        }
    });
}

#[test]
fn the_connections_own_headers_and_the_mocks_are_left_alone() {
    with_scene(|scene| {
        for mutation in TABLE.iter().filter(|row| row.id.ends_with("-header")).flat_map(|row| (row.make)(scene)) {
            for own in ["date", "content-length", "x-holdpoint-mock"] {
                assert!(!mutation.field.contains(own), "{mutation:?}");
            }
        }
    });
}

#[test]
fn of_an_answer_without_a_body_only_the_head_can_be_wrong() {
    let mut bare = kept(&json!({}), 0);
    bare.given = Given::new(StatusCode::NO_CONTENT, HeaderMap::new(), Bytes::new());
    let budget = Budget { limit: Duration::from_secs(10), said: true };
    let scene = Scene { seen: &bare, earlier: &[], json: None, spots: &[], terms: None, budget, secrets: &[] };
    let kinds: Vec<&str> = TABLE.iter().filter(|row| !(row.make)(&scene).is_empty()).map(|row| row.id).collect();
    assert_eq!(kinds, ["sibling-status", "server-error", "html-page", "delay"]);
}
