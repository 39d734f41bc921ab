//! `holdpoint drift`: where a mock answers otherwise than the live target, and that nothing is said where nothing is known.

use serde_json::Value;

use crate::bench::Yard;
use crate::bench::server::{Asked, Reply, Server, answer, json, nobody};

const PROJECT: &str = "version: 1
targets:
  api:
    mock: ../mocks/api.yaml
    secrets: [API_KEY]
    mocked: { API_KEY: mock-key-0001 }
    callers: { key: { header: { x-api-key: '${secret.API_KEY}' } } }
";

const MOCK: &str = "mock: api
stubs:
  - { id: health, when: { GET: /health }, then: { 200: { json: { status: ok, since: 2026-01-01 } } } }
  - { id: one thing, when: { GET: '/things/{id}' }, then: { 200: { json: { id: 7, tags: [a], state: open, more: null } } } }
  - { id: no thing, when: { GET: /things/0 }, then: { 404: { json: { error: not found } } } }
  - { id: make, when: { POST: /things }, then: { 201: { json: { id: 7 } } } }
";

const SUITE: &str = "suite: things
lane: contract
target: api
as: key
cases:
  - { name: health, call: GET /health, expect: { json: { status: ok } } }
  - { name: a thing, call: GET /things/7, expect: { json: { id: 7 } } }
  - { name: another thing, call: GET /things/8, expect: { status: 200 } }
  - { name: no thing, call: GET /things/0, expect: 404 }
  - { name: make, call: POST /things, json: { name: x }, expect: 201 }
  - { name: only here, modes: mock, call: GET /health, expect: 200 }
";

fn yard() -> Yard {
    Yard::empty()
        .project(PROJECT)
        .file("mocks/api.yaml", MOCK)
        .suite("things", SUITE)
        .env("API_KEY", "live-key-9f8e7d6c")
}

/// What the mock says, said by a server.
fn alike(asked: &Asked, _: usize) -> Reply {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/health") => json(r#"{"status": "ok", "since": "2025-11-11"}"#),
        ("GET", "/things/0") => answer(404, "content-type: application/json\r\n", r#"{"error": "no such thing"}"#),
        ("GET", _) => json(r#"{"id": 8, "tags": [], "state": "open", "more": null}"#),
        _ => answer(201, "content-type: application/json\r\n", r#"{"id": 9}"#),
    }
}

/// A server that says it otherwise.
fn otherwise(asked: &Asked, before: usize) -> Reply {
    match asked.path.as_str() {
        "/health" => {
            answer(200, "content-type: application/json\r\ncache-control: no-store\r\n", r#"{"status": "ok"}"#)
        }
        "/things/0" => answer(410, "", ""),
        "/things/7" | "/things/8" => {
            let key = asked.header("x-api-key").unwrap_or_default();
            json(&format!(
                r#"{{"id": "7", "tags": ["a", 1], "state": "{key}", "more": null, "owner": {{"name": "ada"}}}}"#
            ))
        }
        _ => alike(asked, before),
    }
}

#[test]
fn a_mock_that_does_not_lie_is_green() {
    let server = Server::new(alike);
    let done = yard().does(&["drift", "--live", &server.live(), "--approve", "ada: test"]);
    done.is(0, &["GREEN  5 answers of 5 cases compared · 0 differences · exit 0"]);
    done.is(0, &["not compared things/only here: not run: only for a mock target"]);
}

#[test]
fn a_mock_that_lies_is_told_stub_by_stub() {
    let (server, yard) = (Server::new(otherwise), yard());
    let done = yard.does(&["drift", "--live", &server.live(), "--approve", "ada: test"]);
    assert_eq!(done.code, Some(100), "{done}");
    insta::assert_snapshot!(done.out);
    // What was sent as a secret is nowhere, though the server repeats it.
    done.lacks(&["live-key-9f8e7d6c"]);

    let done = yard.does(&["drift", "--live", &server.live(), "--approve", "ada: test", "--output", "json"]);
    assert_eq!(done.code, Some(100), "{done}");
    let document: Value = done.json();
    let schema: Value = serde_json::from_str(include_str!("../../artifacts/drift.schema.json")).unwrap();
    let faults: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&document).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}\n{document:#}");
    let stubs: Vec<&str> =
        document["differences"].as_array().unwrap().iter().filter_map(|one| one["stub"].as_str()).collect();
    assert!(["health", "one thing", "no thing"].iter().all(|stub| stubs.contains(stub)), "{stubs:?}");
    // Both things are of one stub: each of its lies is told once, with both cases.
    assert!(document["differences"].as_array().unwrap().iter().any(|one| one["cases"].as_array().unwrap().len() == 2));
}

#[test]
fn without_approval_nothing_is_written() {
    let server = Server::new(alike);
    let done = yard().does(&["drift", "--live", &server.live()]);
    done.is(0, &["4 answers of 4 cases", "not compared things/make: not run: "]);
    assert!(server.lines().iter().all(|line| line.starts_with("GET ")), "{:?}", server.lines());
}

#[test]
fn what_is_not_known_is_not_green() {
    let yard = yard();
    let at = format!("api={}", nobody());
    yard.does(&["drift", "--live", &at]).is(75, &["INCONCLUSIVE  0 answers of 0 cases", "did not answer: refused"]);
    // One answer that did not come is enough: of that one nothing is known.
    let server = Server::new(|asked, before| match asked.path.as_str() {
        "/health" => Reply::Bytes(Vec::new()),
        _ => alike(asked, before),
    });
    yard.does(&["drift", "--live", &server.live()]).is(75, &["INCONCLUSIVE  3 answers"]);
}

#[test]
fn who_asks_wrongly_is_told_what_to_do() {
    let yard = yard();
    yard.does(&["drift"]).is(2, &["no target of the chosen suites is live", "--live TARGET=URL"]);
    yard.does(&["drift", "--mock"]).is(2, &["leave --mock out"]);
    yard.does(&["drift", "nothing", "--live", "api=http://127.0.0.1:1"]).is(2, &["nothing"]);
    let bare = Yard::empty().project("version: 1\ntargets:\n  api: {}\n").suite(
        "things",
        SUITE.split("  - ").take(2).collect::<Vec<_>>().join("  - ").replace("as: key\n", "").as_str(),
    );
    bare.does(&["drift", "--live", "api=http://127.0.0.1:1"]).is(2, &["`api` has no mock to compare with"]);
}

#[test]
fn the_live_run_leaves_evidence() {
    let (server, yard) = (Server::new(alike), yard());
    yard.does(&["drift", "--live", &server.live()]).is(0, &[]);
    let evidence = yard.evidence();
    assert!(evidence.iter().any(|line| line["kind"] == "exchange" || line["type"] == "exchange"), "{evidence:?}");
    // A value that differs is no drift, and stays what it is: a red case of the live run.
    yard.does(&["report"]).is(100, &["api LIVE", "expected 7, got 8"]);
}
