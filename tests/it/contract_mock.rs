//! The real program answers from an OpenAPI document, and its runs say where a request or a stub breaks one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

use serde_json::{Value, json};

use crate::bench::Yard;

const SHOP: &str = r##"{
  "openapi": "3.0.3",
  "info": { "title": "Lamp Shop!", "version": "1" },
  "paths": {
    "/lamps": {
      "get": { "operationId": "lamps", "responses": { "200": { "description": "ok", "content": { "application/json": {
        "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Lamp" } } } } } } },
      "post": { "operationId": "make",
        "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lamp" } } } },
        "responses": {
          "201": { "description": "made", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lamp" } } } },
          "422": { "description": "wrong", "content": { "application/json": { "schema": {
            "type": "object", "required": ["message"], "properties": { "message": { "type": "string" } } } } } } } }
    },
    "/lamps/{id}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
      "get": { "operationId": "lamp", "responses": {
        "200": { "description": "ok", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lamp" } } } },
        "404": { "description": "none" } } },
      "delete": { "operationId": "unmake", "responses": { "204": { "description": "gone" }, "404": { "description": "none" } } }
    }
  },
  "components": { "schemas": { "Lamp": { "type": "object", "required": ["name"], "properties": {
    "id": { "type": "integer", "readOnly": true }, "name": { "type": "string", "pattern": "^[A-Z][a-z]+$" } } } } }
}"##;

/// The program while it serves.
struct Served(Child, String);

impl Served {
    fn new(yard: &Yard, arguments: &[&str]) -> (Self, String) {
        let mut child = yard.start(&[&["mock", "--quiet"], arguments].concat());
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split_whitespace().nth(1).unwrap().trim_start_matches("http://").to_owned();
        (Self(child, address), line)
    }

    fn ask(&self, line: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{kind}content-length: {length}\r\n\r\n");
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("x-holdpoint-mock: lamp-shop"), "{head}");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_document_is_served_and_what_was_made_is_there() {
    let yard = Yard::empty().file("shop.json", SHOP);
    let (served, line) = Served::new(&yard, &["shop.json", "--state"]);
    assert!(line.starts_with("lamp-shop\thttp://127.0.0.1:") && line.ends_with("\t4 operations\n"), "{line}");
    assert_eq!(served.ask("GET /lamps", ""), (200, json!([])));
    assert_eq!(served.ask("POST /lamps", r#"{"name":"Bright"}"#), (201, json!({"id": 1, "name": "Bright"})));
    assert_eq!(served.ask("GET /lamps/1", ""), (200, json!({"id": 1, "name": "Bright"})));
    assert_eq!(served.ask("GET /lamps", ""), (200, json!([{"id": 1, "name": "Bright"}])));
    let (status, body) = served.ask("POST /lamps", r#"{"name":"dim"}"#);
    assert!(status == 422 && body["message"].as_str().unwrap().contains("name"), "{body}");
    assert_eq!(served.ask("DELETE /lamps/1", "").0, 204);
    assert_eq!(served.ask("GET /lamps/1", "").0, 404);
    assert_eq!(served.ask("PUT /lamps/1", "").0, 405);
    assert_eq!(served.ask("GET /chairs", "").0, 404);
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let yard = Yard::empty().file("shop.json", SHOP);
    let lamps = |seed: &str| Served::new(&yard, &["shop.json", "--seed", seed]).0.ask("GET /lamps", "").1;
    assert_eq!(lamps("7"), lamps("7"));
    assert_ne!(lamps("7"), lamps("8"));
}

const CASES: &str = "  - name: a lamp is made
    steps:
      - { call: POST /lamps, json: { name: Bright }, expect: { status: 201, json: { name: Bright } } }
      - { call: GET /lamps/1, expect: { json: { name: Bright } } }
";

#[test]
fn a_suite_runs_against_a_contract_and_a_wrong_request_fails_it() {
    let from = "mock: api\nfrom: { openapi: shop.json, state: true }\nexpect: { make: { calls: 1 } }\n";
    let yard = Yard::of_cases(CASES).file("mocks/api.yaml", from).file("mocks/shop.json", SHOP);
    yard.run(&[]).is(0, &["1 passed"]);
    let wrong = "  - name: a dim lamp\n    call: POST /lamps\n    json: { name: dim }\n    expect: 422\n";
    let from = "mock: api\nfrom: { openapi: shop.json }\n";
    let yard = Yard::of_cases(wrong).file("mocks/api.yaml", from).file("mocks/shop.json", SHOP);
    yard.run(&[]).is(100, &["POST /lamps of the contract", "shop.json:"]);
    let meant = wrong.replace("    call:", "    unmatched: expected\n    call:");
    let yard = Yard::of_cases(&meant).file("mocks/api.yaml", from).file("mocks/shop.json", SHOP);
    yard.run(&[]).is(0, &["1 passed"]);
}

#[test]
fn a_document_is_a_targets_mock_by_itself() {
    let project = "version: 1\ntargets:\n  api: { mock: ../mocks/shop.json }\n";
    let cases = "  - { name: lamps, call: GET /lamps, expect: 200 }\n";
    let yard = Yard::of_cases(cases).project(project).file("mocks/shop.json", SHOP);
    yard.run(&[]).is(0, &["1 passed"]);
    yard.does(&["check"]).is(0, &[]);
}

#[test]
fn a_stub_that_breaks_the_contract_is_refused_with_both_places() {
    let mock = "mock: api\ncontract: shop.json\nstubs:\n  - id: lamp\n    when: { GET: \"/lamps/{id}\" }\n    then: { 200: { json: { id: 1, name: dim } } }\n";
    let yard = Yard::of_cases(CASES).file("mocks/api.yaml", mock).file("mocks/shop.json", SHOP);
    for arguments in [&["check"][..], &["run"], &["mock", "mocks/api.yaml"]] {
        yard.does(arguments).is(2, &["api.yaml:6:41", "shop.json:24:91", "$.name", "breaks_contract"]);
    }
    let meant = mock.replace("name: dim }", "name: dim }, breaks_contract: an old shop sends this");
    let yard = Yard::of_cases(CASES).file("mocks/api.yaml", meant).file("mocks/shop.json", SHOP);
    yard.does(&["check"]).is(0, &[]);
}

#[test]
fn a_document_that_promises_nothing_is_no_mock() {
    let yard = Yard::empty().file("empty.yaml", "openapi: 3.1.0\ninfo: { title: t, version: '1' }\n");
    yard.does(&["mock", "empty.yaml"]).is(2, &["there is nothing to answer"]);
    yard.does(&["check", "empty.yaml"]).is(0, &["warning", "promises nothing"]);
}
