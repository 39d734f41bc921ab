//! Tests of answers: status, headers, content type, body.

use super::*;

const TEXT: &str = r"
openapi: 3.1.0
paths:
  /orders:
    get:
      responses:
        '200':
          description: ok
          headers:
            ETag: { required: true, schema: { type: string, minLength: 3 } }
            X-Count: { schema: { type: integer } }
            X-List: { schema: { type: array, items: { type: integer } } }
          content:
            application/json:
              schema: { type: object, required: [items], properties: { items: { type: array, items: { $ref: '#/components/schemas/Order' } } } }
        '204': { description: none, content: { application/json: {} } }
        '4XX': { description: no, content: { application/problem+json: { schema: { type: object } } } }
        '500': { description: nothing is said }
    head: { responses: { 200: { description: ok, content: { application/json: {} } } } }
components:
  schemas:
    Order: { type: object, properties: { id: { type: integer }, secret: { type: string, writeOnly: true } } }
";

fn ok(lines: &[(&str, &str)], body: &str) -> Answer {
    let lines: Vec<(&str, &str)> = [&[("content-type", "application/json")], lines].concat();
    answer(200, &lines, body.to_owned())
}

const ETAG: (&str, &str) = ("etag", "\"abc\"");

#[test]
fn an_answer_is_held_to_status_headers_and_schema() {
    let contract = contract(TEXT);
    let asked = get("/orders");
    let right = [ETAG, ("x-count", "3"), ("x-list", "1, 2"), ("x-list", "3")];
    fits(&contract, &asked, Some(&ok(&right, r#"{"items": [{"id": 1}]}"#)));
    fits(&contract, &asked, Some(&answer(404, &[("content-type", "application/problem+json")], "{}")));
    assert_eq!(
        said(
            &contract,
            &asked,
            Some(&ok(&[("x-count", "many"), ("x-list", "1,b")], r#"{"items": [{"id": 1}, {"id": "2"}]}"#))
        ),
        [
            "error body $.items[1].id: type integer / text \"2\" @ 22:54",
            "error header header etag: a value (`required`) / nothing @ 10:19",
            "error header header x-count: type integer / text \"many\" @ 11:40",
            "error header header x-list[1]: type integer / text \"b\" @ 12:61",
        ]
    );
    one(
        &contract,
        &asked,
        Some(&ok(&[ETAG], r#"{"items": [{"ids": 1}]}"#)),
        "warn undeclared-property $.items[0].ids: nothing: the schema names no such property / 1 @ 22:12",
    );
    one(
        &contract,
        &asked,
        Some(&ok(&[ETAG], r#"{"items": [{"secret": "x"}]}"#)),
        "error body $.items[0].secret: nothing: a response does not give",
    );
    one(
        &contract,
        &asked,
        Some(&ok(&[ETAG], r#"{"items": [], "items": []}"#)),
        "error body $: JSON / the key `items` stands twice",
    );
    one(
        &contract,
        &asked,
        Some(&answer(302, &[], "")),
        "error undeclared-status status: one of 200, 204, 4XX, 500 / 302 @ 7:9",
    );
    let strict = Options { undeclared: Undeclared::Error, ..Options::default() };
    let verdict = contract.judge(&asked, Some(&ok(&[ETAG], r#"{"items": [{"ids": 1}]}"#)), &strict);
    assert!(!verdict.holds());
    assert_eq!(verdict.touched.unwrap().status, Some(StatusKey::Code(200)));
}

#[test]
fn a_content_type_is_one_of_those_declared() {
    let contract = contract(TEXT);
    let asked = get("/orders");
    let page = answer(200, &[("content-type", "text/html"), ETAG], "<p>");
    one(
        &contract,
        &asked,
        Some(&page),
        "error undeclared-content-type header content-type: application/json / text/html @ 14:13",
    );
    one(
        &contract,
        &asked,
        Some(&json(404, "{}")),
        "error undeclared-content-type header content-type: application/problem+json / application/json",
    );
    one(
        &contract,
        &asked,
        Some(&answer(404, &[], "{}")),
        "error undeclared-content-type header content-type: application/problem+json / nothing",
    );
}

#[test]
fn a_body_is_there_where_it_is_declared_and_only_there() {
    let contract = contract(TEXT);
    let asked = get("/orders");
    one(&contract, &asked, Some(&answer(200, &[ETAG], "")), "error body $: a body: application/json / nothing");
    one(&contract, &asked, Some(&answer(500, &[], "oh")), "warn body $: no body: none is declared / 2 bytes");
    fits(&contract, &asked, Some(&answer(500, &[], "")));
    fits(&contract, &asked, Some(&answer(204, &[], "")));
    one(&contract, &asked, Some(&answer(204, &[], "x")), "error body $: no body: it has none / 1 bytes");
    let head = request("HEAD", "/orders", &[], "");
    fits(&contract, &head, Some(&answer(200, &[("content-type", "application/json")], "")));
    one(&contract, &head, Some(&answer(200, &[], "x")), "error body $: no body: HEAD has none");
}

#[test]
fn a_schema_that_cannot_be_used_is_no_pass() {
    let contract = contract(
        "openapi: 3.0.0\npaths: { /a: { get: { responses: { 200: { description: x, content: { application/json: { schema: { type: strin } } } } } } } }\n",
    );
    one(
        &contract,
        &get("/a"),
        Some(&json(200, "1")),
        "error contract $: a schema that can be used / `strin` is no type",
    );
}

#[test]
fn swagger_gives_files() {
    let contract = contract(
        "swagger: '2.0'\nbasePath: /b\nproduces: [application/json]\npaths: { /a: { get: { responses: { 200: { description: x, schema: { type: file } } } } } }\n",
    );
    fits(&contract, &get("/b/a"), Some(&answer(200, &[("content-type", "application/json")], "no JSON")));
}
