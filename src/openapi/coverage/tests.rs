//! Tests of coverage.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};

use super::*;
use crate::model::exchange::{Answer, Request};
use crate::model::place::Source;
use crate::openapi::conform::Options;

const TEXT: &str = r"
openapi: 3.1.0
paths:
  /orders:
    get:
      parameters: [{ name: state, in: query, schema: { $ref: '#/components/schemas/State' } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Order' } } } } }
        4XX: { description: no }
    post:
      requestBody: { content: { application/json: {}, text/plain: {} } }
      responses: { 201: { description: made } }
components:
  schemas:
    State: { enum: [open, paid] }
    Order: { properties: { state: { $ref: '#/components/schemas/State' }, tags: { type: array, items: { enum: [x, y, z] } } } }
";

fn contract() -> Contract {
    Contract::parse(Source { name: "openapi.yaml".into(), text: TEXT.into() })
        .map_err(crate::model::diagnostic::Diagnostics::into_vec)
        .unwrap()
        .0
}

fn exchange(contract: &Contract, query: &str, body: &str) -> Coverage {
    let request = Request {
        method: Method::GET,
        url: url::Url::parse(&format!("http://a.example/orders{query}")).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    let headers = [(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"))].into_iter().collect();
    let answer = Answer::new(StatusCode::OK, Version::HTTP_11, headers, Bytes::from(body.to_owned()));
    let options = Options { values: true, ..Options::default() };
    let verdict = contract.judge(&request, Some(&answer), &options);
    assert!(verdict.holds(), "{:?}", verdict.breaches);
    let mut coverage = Coverage::default();
    coverage.add(&verdict.touched.unwrap());
    coverage
}

#[test]
fn what_is_used_is_counted_and_the_rest_is_listed() {
    let contract = contract();
    let mut coverage = exchange(&contract, "?state=open", "[]");
    coverage.merge(&exchange(&contract, "", r#"[{"state": "open", "tags": ["x", "y"]}]"#));
    let summary = coverage.summary(&contract);
    assert_eq!(
        summary.lines(),
        [
            "operations        1 of 2       50.0 %",
            "statuses          1 of 3       33.3 %",
            "parameters        1 of 1      100.0 %",
            "media types       1 of 3       33.3 %",
            "enum values       3 of 5       60.0 %",
            "in all            7 of 14      50.0 %",
            "not used: GET /orders → 4XX",
            "not used: POST /orders",
            "not used: POST /orders sending application/json",
            "not used: POST /orders sending text/plain",
            "not used: POST /orders → 201",
            "not used: \"z\" of #/components/schemas/Order/properties/tags/items",
            "not used: \"paid\" of #/components/schemas/State",
        ]
    );
    let post = &summary.gaps[1];
    assert_eq!(post.operation, Some(("POST".into(), "/orders".into())));
    assert_eq!(contract.document.place(&post.at).line_column(), (11, 7));
    let data = summary.to_json();
    assert_eq!(data["parts"]["enum_values"], json!({"used": 3, "all": 5, "percent": 60.0}));
    assert_eq!((&data["exchanges"], &data["uncovered"][1]["path"]), (&json!(2), &json!("/orders")));
}

#[test]
fn merging_in_any_order_gives_the_same() {
    let contract = contract();
    let (one, two) = (exchange(&contract, "?state=paid", "[]"), exchange(&contract, "", "[]"));
    let (mut left, mut right) = (one.clone(), two.clone());
    left.merge(&two);
    right.merge(&one);
    assert_eq!(left, right);
    assert!(left.has(&Item::Parameter(0, 0)));
}

#[test]
fn nothing_used_is_nothing_and_no_hundred() {
    let summary = Coverage::default().summary(&contract());
    assert_eq!((summary.total().used, summary.gaps.len()), (0, 14));
    assert!(rounded(Count { used: 9999, all: 10_000 }) < 100.0);
}
