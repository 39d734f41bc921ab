//! Suites that name a contract, end to end: what is held to it, how much of it was used, and where that is told.

use serde_json::Value;

use crate::bench::{Yard, lines};

const DOCUMENT: &str = r"openapi: 3.1.0
info: { title: Orders, version: '1' }
paths:
  /orders:
    get:
      responses:
        200: { description: some, content: { application/json: { schema: { $ref: '#/components/schemas/Orders' } } } }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses:
        201: { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
        422: { description: no, content: { application/json: { schema: { type: object } } } }
components:
  schemas:
    Orders: { type: array, items: { $ref: '#/components/schemas/Order' } }
    Order: { type: object, required: [id], properties: { id: { type: integer } } }
";

const MOCK: &str = r"mock: api
stubs:
  - id: list
    when: { GET: /orders }
    then: { 200: { json: [{ id: 1 }] } }
  - id: make
    when: { POST: /orders, json: { id: { type: integer } } }
    then: { 201: { json: { id: 1 } } }
  - id: refuse
    when: { POST: /orders }
    then: { 422: { json: {} } }
";

/// A project whose suite names a document, with these cases and this mock.
fn yard(contract: &str, mock: &str, cases: &str) -> Yard {
    let suite = format!("suite: shop/orders\nlane: contract\ntarget: api\ncontract: {contract}\ncases:\n{cases}");
    Yard::new().file("suites/a.yaml", suite).file("suites/openapi.yaml", DOCUMENT).file("mocks/api.yaml", mock)
}

const LIST: &str = "  - { name: orders are listed, call: GET /orders, expect: 200 }\n";
const ALL: &str = r"  - { name: orders are listed, call: GET /orders, expect: 200 }
  - { name: an order is made, call: POST /orders, json: { id: 1 }, expect: 201 }
  - { name: a wrong one is refused, call: POST /orders, json: { id: no }, expect: 422 }
";

#[test]
fn what_the_document_says_is_green_and_what_it_forbids_is_red() {
    yard("openapi.yaml", MOCK, ALL).run(&[]).is(0, &["GREEN  3 passed"]);
    for (from, to, told) in [
        ("[{ id: 1 }]", "[{ id: '1' }]", "$[0].id"),
        ("[{ id: 1 }]", "[{ id: 1, more: 2 }]", "$[0].more"),
        ("[{ id: 1 }]", "{ items: [] }", "expected type array"),
        ("200: { json", "203: { json", "status"),
        ("201: { json: { id: 1 } }", "201: { text: made }", "text/plain"),
    ] {
        let cases = ALL.replace("expect: 200", "expect: { status: 2xx }");
        yard("openapi.yaml", &MOCK.replace(from, to), &cases).run(&[]).is(100, &[told, "openapi.yaml:", "RED"]);
    }
    // A request that the document forbids, and that the service took.
    let lax = MOCK.split("  - id: make").next().unwrap().to_owned()
        + "  - id: make\n    when: { POST: /orders }\n    then: { 201: { json: { id: 1 } } }\n";
    let wrong = ALL.replace("expect: 422", "expect: 201");
    yard("openapi.yaml", &lax, &wrong).run(&[]).is(100, &["request body.id"]);
    let meant = ALL.replace("expect: 422", "expect: { status: 201, contract: { request: any } }");
    yard("openapi.yaml", &lax, &meant).run(&[]).is(0, &["GREEN"]);
}

#[test]
fn what_nobody_declared_is_an_error_a_warning_or_nothing() {
    let more = MOCK.replace("[{ id: 1 }]", "[{ id: 1, more: 2 }]");
    yard("openapi.yaml", &more, LIST).run(&[]).is(100, &["$[0].more"]);
    let warned = yard("{ file: openapi.yaml, undeclared: warn }", &more, LIST);
    warned.run(&[]).is(0, &["warning", "$[0].more", "GREEN"]);
    yard("{ file: openapi.yaml, undeclared: allow }", &more, LIST).run(&[]).is(0, &["GREEN"]);
    let left_out = LIST.replace("expect: 200", "expect: { status: 200, contract: { skip: the list is older } }");
    yard("openapi.yaml", &more, &left_out).run(&[]).is(0, &["GREEN"]);
}

#[test]
fn how_much_is_used_is_a_case_and_stands_in_the_evidence() {
    let enough = yard("{ file: openapi.yaml, min_coverage: 100 }", MOCK, ALL);
    enough.run(&["--artifacts", "kept"]).is(0, &["GREEN  4 passed", "2 of 2 operations, 100"]);
    let evidence = lines(&enough.only("runs", ".jsonl"));
    let end = evidence.iter().find(|line| line["type"] == "suite.end").unwrap();
    assert_eq!(end["contract"]["coverage"]["total"]["percent"], 100.0);
    assert_eq!(end["contract"]["coverage"]["uncovered"], Value::Array(Vec::new()));
    let start = &evidence[0]["suites"][0];
    assert_eq!(start["contract_sha256"].as_str().unwrap().len(), 64);

    let short = yard("{ file: openapi.yaml, min_coverage: 90 }", MOCK, LIST);
    short
        .run(&[])
        .is(100, &["coverage", "at least 90 %", "POST /orders", "holdpoint run shop/orders --uncovered FILE"]);
    // A part of the suite says nothing of the whole.
    let part = yard("{ file: openapi.yaml, min_coverage: 90 }", MOCK, ALL);
    part.run(&["shop/orders/orders are listed"]).is(0, &["GREEN  1 passed"]);
}

#[test]
fn a_contract_that_cannot_be_read_stops_everything() {
    for (contract, said) in [
        ("none.yaml", "cannot be read"),
        ("../../openapi.yaml", "leads out"),
        ("{ file: openapi.yaml, min_coverage: 0 }", "more than 0"),
        ("{ file: openapi.yaml, min_coverage: 101 }", "more than 0"),
        ("{ file: openapi.yaml, undeclared: maybe }", "undeclared"),
        ("{ undeclared: error }", "file"),
        ("a.yaml", "no OpenAPI document"),
    ] {
        yard(contract, MOCK, LIST).run(&[]).is(2, &[said]);
    }
    let broken = DOCUMENT.replace("  /orders:", "  orders:");
    yard("openapi.yaml", MOCK, LIST).file("suites/openapi.yaml", broken).run(&[]).is(2, &["does not begin with `/`"]);
}

#[test]
fn a_gateway_may_stand_before_the_documents_paths() {
    let server = crate::bench::server::Server::always(crate::bench::server::json("[{\"id\": 1}]"));
    let live = |contract: &str| {
        let url = format!("{}/shop", server.url);
        yard(contract, MOCK, LIST).run(&["--live", &format!("api={url}")])
    };
    live("openapi.yaml").is(0, &["GREEN"]);
    live("{ file: openapi.yaml, base: /shop }").is(0, &["GREEN"]);
    live("{ file: openapi.yaml, base: /other }").is(100, &["path"]);
}

#[test]
fn a_body_that_nobody_reads_is_told_of() {
    let json =
        "{ description: some, content: { application/json: { schema: { $ref: '#/components/schemas/Orders' } } } }";
    let document =
        DOCUMENT.replace(json, "{ description: some, content: { application/xml: { schema: { type: object } } } }");
    assert_ne!(document, DOCUMENT);
    let xml = MOCK.replace(
        "200: { json: [{ id: 1 }] }",
        "200: { text: '<orders/>', headers: { content-type: application/xml } }",
    );
    let told = yard("openapi.yaml", &xml, LIST).file("suites/openapi.yaml", document);
    told.run(&[]).is(0, &["warning", "the answer's body of application/xml", "GREEN"]);
    // What is read is not told of, and another type than the declared one is red.
    let read = yard("openapi.yaml", MOCK, LIST).run(&[]);
    read.is(0, &["GREEN"]).lacks(&["the answer's body of"]);
    yard("openapi.yaml", &xml, LIST).run(&[]).is(100, &["application/xml", "RED"]);
}

#[test]
fn a_document_may_refer_to_another_beside_it() {
    let document =
        DOCUMENT.replace("items: { $ref: '#/components/schemas/Order' }", "items: { $ref: 'parts.yaml#/Order' }");
    assert_ne!(document, DOCUMENT);
    let parts = "Order: { type: object, required: [id], properties: { id: { type: string } } }\n";
    let split =
        || yard("openapi.yaml", MOCK, LIST).file("suites/openapi.yaml", &document).file("suites/parts.yaml", parts);
    // From the project's own folder, from below it, and from elsewhere.
    split().run(&[]).is(100, &["$[0].id", "parts.yaml"]);
    let yard = split();
    let project = yard.path("suites/holdpoint.yaml").display().to_string();
    yard.run(&["--project", &project]).is(100, &["$[0].id", "parts.yaml"]);
    // Not one that lies outside of the project.
    let outside = split().file("suites/openapi.yaml", document.replace("parts.yaml", "/etc/hosts"));
    outside.run(&[]).is(2, &["contract-reference", "leads out of the folder"]);
}
