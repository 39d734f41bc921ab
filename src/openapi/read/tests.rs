//! Tests of reading what a document promises.

use http::Method;
use serde_json::json;

use super::super::api::{In, SchemeKind, StatusKey, Style};
use super::super::document;
use super::*;
use crate::model::place::Source;

fn api(text: &str) -> (Api, Vec<String>) {
    let source = Source { name: "openapi.yaml".into(), text: text.into() };
    let document = document::parse(source).unwrap_or_else(|found| panic!("{:?}", found.into_vec()));
    let (api, found) = read(&document);
    let line = |one: &Diagnostic| format!("{} {} {}", one.place.as_ref().unwrap(), one.code, one.message);
    (api, found.iter().map(line).collect())
}

const ORDERS: &str = r"
openapi: 3.1.1
info: { title: Shop, version: 1.2.0 }
servers:
  - url: https://{host}/v{major}/
    variables: { host: { default: shop.example }, major: { default: '2' } }
  - url: /v2
security: [{ key: [] }, {}]
paths:
  /orders/{id}:
    parameters:
      - { $ref: '#/components/parameters/Id' }
      - { name: verbose, in: query, schema: { type: boolean } }
    get:
      operationId: readOrder
      summary: One order
      parameters:
        - { name: verbose, in: query, required: true, schema: { type: boolean } }
        - { name: Accept, in: header, schema: { type: string } }
        - { name: ids, in: query, explode: false, style: pipeDelimited, schema: { type: array } }
      security: []
      responses:
        200:
          description: Here it is
          headers:
            ETag: { $ref: '#/components/headers/ETag' }
            Content-Type: { schema: { type: string } }
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Order' }
              examples: { one: { value: { id: 1 } }, far: { externalValue: 'https://x.example/' } }
          links:
            again: { operationId: readOrder, parameters: { id: '$response.body#/id' } }
        4XX: { $ref: '#/components/responses/Problem' }
        default: { description: else }
    x-note: {}
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { type: integer } } }
  headers: { ETag: { required: true, schema: { type: string } } }
  schemas: { Order: { type: object } }
  responses: { Problem: { description: no, content: { application/problem+json: {} } } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    token: { type: http, scheme: Bearer }
";

#[test]
fn an_operation_has_all_that_belongs_to_it() {
    let (api, found) = api(ORDERS);
    assert_eq!(found, [] as [&str; 0]);
    assert_eq!((api.title.as_str(), api.version.as_str()), ("Shop", "1.2.0"));
    assert_eq!(api.bases, ["/v2"]);
    let get = &api.operations[0];
    assert_eq!((get.name().as_str(), &get.method), ("GET /orders/{id}", &Method::GET));
    let parameters: Vec<_> = get
        .parameters
        .iter()
        .map(|one| (one.name.as_str(), one.location, one.required, one.writing.style, one.writing.explode))
        .collect();
    assert_eq!(
        parameters,
        [
            ("verbose", In::Query, true, Style::Form, true),
            ("ids", In::Query, false, Style::PipeDelimited, false),
            ("id", In::Path, true, Style::Simple, false),
        ]
    );
    assert!(get.callers.is_empty());
    let ok = get.response(200).unwrap();
    assert_eq!(ok.headers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["ETag"]);
    assert_eq!(ok.content[0].examples[0].value, json!({"id": 1}));
    assert_eq!(ok.content[0].examples.len(), 1);
    assert_eq!((ok.links[0].operation, ok.links[0].name.as_str()), (0, "again"));
    assert_eq!(get.response(404).unwrap().status, StatusKey::Class(4));
    assert_eq!(get.response(500).unwrap().status, StatusKey::Default);
    assert_eq!(api.schemes[0].kind, SchemeKind::ApiKey { location: In::Header, name: "X-Key".into() });
    assert_eq!(api.schemes[1].kind, SchemeKind::Bearer);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let (api, found) = api(
        "openapi: 3.0.0\npaths:\n  orders:\n    get:\n      parameters:\n        - { in: query }\n        - { name: a, in: body }\n        - { $ref: '#/x' }\n      responses:\n        '20': {}\n        '200': { links: { a: { operationId: none } } }\ncomponents: { securitySchemes: { a: { type: nope } } }\n",
    );
    assert_eq!(api.operations.len(), 1);
    let codes: Vec<&str> = found.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(
        codes,
        [
            "contract-path",
            "contract-parameter",
            "contract-parameter",
            "contract-reference",
            "contract-status",
            "contract-link",
            "contract-security"
        ]
    );
    assert!(found[3].starts_with("openapi.yaml:8:"), "{}", found[3]);
}

#[test]
fn swagger_is_read_as_its_equal_in_three() {
    let (api, found) = api(r"
swagger: '2.0'
info: { title: Old, version: '1' }
host: a.example
basePath: /api
consumes: [application/json]
produces: [application/json]
paths:
  /orders:
    post:
      parameters:
        - { name: order, in: body, required: true, schema: { $ref: '#/definitions/Order' } }
        - { name: ids, in: query, type: array, items: { type: integer }, collectionFormat: multi }
        - { $ref: '#/parameters/Key' }
      responses:
        201: { description: made, schema: { $ref: '#/definitions/Order' }, headers: { X-A: { type: integer } } }
        400: { $ref: '#/responses/Bad' }
  /files:
    put:
      parameters:
        - { name: file, in: formData, type: file, required: true }
      responses: { 200: { description: ok } }
parameters: { Key: { name: X-Key, in: header, type: string } }
definitions: { Order: { type: object, properties: { id: { type: integer } } } }
responses: { Bad: { description: bad, schema: { type: string } } }
securityDefinitions: { basic: { type: basic } }
");
    assert_eq!(found, [] as [&str; 0]);
    assert_eq!(api.bases, ["/api"]);
    let post = &api.operations[0];
    assert_eq!(post.parameters.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["ids", "X-Key"]);
    assert!(post.parameters[0].writing.explode);
    let body = post.body.as_ref().unwrap();
    assert!(body.required);
    assert_eq!(body.content[0].range, "application/json");
    assert_eq!(post.responses[0].headers[0].name, "X-A");
    assert_eq!(post.responses[1].content[0].range, "application/json");
    assert_eq!(api.operations[1].body.as_ref().unwrap().content[0].range, "multipart/form-data");
    assert_eq!(api.schemes[0].kind, SchemeKind::Basic);
}
