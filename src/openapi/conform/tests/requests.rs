//! Tests of requests' bodies.

use super::*;

const TEXT: &str = r"
openapi: 3.1.0
paths:
  /orders:
    get: { responses: {} }
    post:
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Order' } }
          application/*+json: {}
          text/plain: { schema: { type: integer } }
          application/octet-stream: { schema: { type: string, format: binary } }
          application/xml: { schema: { type: object } }
          application/jsonl: { itemSchema: { type: integer } }
      responses: {}
    put: { requestBody: { content: { application/json: { schema: { type: object } } } }, responses: {} }
components:
  schemas:
    Order:
      type: object
      required: [id, name]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string }
        kind: { enum: [a, b] }
";

fn post(kind: &str, body: &str) -> Request {
    request("POST", "/orders", &[("content-type", kind)], body.to_owned())
}

#[test]
fn a_pattern_that_is_not_asserted_is_told() {
    let contract = contract(
        r"
openapi: 3.1.0
paths:
  /keys:
    post:
      parameters: [{ name: k, in: query, schema: { type: string, pattern: '[\w-.]' } }]
      requestBody: { content: { application/jsonl: { itemSchema: { type: string, pattern: '\p{XDigit}' } } } }
      responses: {}
",
    );
    let request = request("POST", "/keys?k=a", &[("content-type", "application/jsonl")], "\"a\"\n\"b\"\n");
    let verdict = contract.judge(&request, None, &Options::default());
    let told = |pattern: &str| format!("the pattern `{pattern}` is not asserted: it is beyond the engine");
    assert_eq!(verdict.breaches, []);
    assert_eq!(verdict.unread, [told(r"[\w-.]"), told(r"\p{XDigit}")]);
}

#[test]
fn a_body_is_held_to_its_content_type_and_schema() {
    let contract = contract(TEXT);
    for (kind, body) in [
        ("application/json; charset=utf-8", r#"{"name": "x", "kind": "b"}"#),
        ("application/merge-patch+json", "[]"),
        ("text/plain", "12"),
        ("application/octet-stream", "\u{1}"),
        ("application/jsonl", "1\n2\n"),
    ] {
        fits(&contract, &post(kind, body), None);
    }
    let xml = contract.judge(&post("application/xml", "<a/>"), None, &Options::default());
    assert_eq!((xml.breaches.len(), xml.unread), (0, vec!["the request's body of application/xml".to_owned()]));
    for (kind, body, what) in [
        ("application/json", "{}", "error request-body request body.name: a value (`required`) / nothing @ 22:17"),
        ("application/json", r#"{"name": 1}"#, "error request-body request body.name: type string / number 1 @ 25:23"),
        ("application/json", r#"{"name": "x", "x": 1}"#, "warn undeclared-property request body.x: nothing"),
        ("application/json", "{", "error request-body request body: JSON / EOF"),
        (
            "application/json",
            r#"{"name": "a", "name": "b"}"#,
            "error request-body request body: JSON / the key `name` stands twice",
        ),
        ("text/plain", "x", "error request-body request body: type integer / text \"x\" @ 12:41"),
        ("application/jsonl", "1\nx", "error request-body request body: a JSON value on each line / value 2"),
        ("application/jsonl", "1\n\"x\"", "error request-body request body[1]: type integer"),
        (
            "image/png",
            "x",
            "error request-content-type request header content-type: one of application/json, application/*+json",
        ),
    ] {
        one(&contract, &post(kind, body), None, what);
    }
}

#[test]
fn a_body_is_there_where_it_has_to_be_and_only_there() {
    let contract = contract(TEXT);
    one(&contract, &request("POST", "/orders", &[], ""), None, "error request-body request body: a body (`required`)");
    one(&contract, &request("POST", "/orders", &[], "{}"), None, "error request-content-type");
    fits(&contract, &request("PUT", "/orders", &[], ""), None);
    one(
        &contract,
        &request("GET", "/orders", &[], "{}"),
        None,
        "warn request-body request body: no body: none is declared / 2 bytes",
    );
}

#[test]
fn a_case_that_expects_to_be_refused_may_be_wrong() {
    let contract = contract(TEXT);
    let options = Options { may_be_wrong: true, ..Options::default() };
    let verdict = contract.judge(&post("application/json", "{}"), Some(&json(400, "{}")), &options);
    let found = lines(&contract, &verdict);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error undeclared-status status: none is declared / 400"));
}

#[test]
fn values_of_enums_are_noted() {
    let contract = contract(TEXT);
    let options = Options { values: true, ..Options::default() };
    let verdict = contract.judge(&post("application/json", r#"{"name": "x", "kind": "b"}"#), None, &options);
    let touched = verdict.touched.unwrap();
    let kind = At::file(0).down(&["components", "schemas", "Order", "properties", "kind"]);
    assert_eq!((touched.values, touched.request_media, touched.operation), (vec![(kind, 1)], Some(0), 2));
}
