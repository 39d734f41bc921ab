//! Tests of finding the operation.

use proptest::prelude::*;

use super::*;

const PATHS: &str = r"
openapi: 3.1.0
servers: [{ url: 'https://api.example/v2/' }, { url: /v2/beta }]
paths:
  /: { get: { operationId: root, responses: {} } }
  /orders: { get: { operationId: list, responses: {} }, post: { operationId: make, responses: {} } }
  /orders/: { get: { operationId: slash, responses: {} } }
  /orders/{id}: { get: { operationId: one, responses: {} }, delete: { operationId: drop, responses: {} } }
  /orders/mine: { get: { operationId: mine, responses: {} } }
  /orders/{id}.json: { get: { operationId: file, responses: {} } }
  /orders/{id}/{part}-{number}: { get: { operationId: part, responses: {} } }
  /jobs:{verb}: { post: { operationId: verb, responses: {} } }
  /a b/c: { get: { operationId: space, responses: {} } }
";

fn named(contract: &Contract, method: &str, path: &str, prefix: Option<&str>) -> Option<String> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let index = contract.operation(&method, path, prefix)?;
    contract.api.operations[index].id.clone()
}

#[test]
fn literal_segments_come_before_templated_ones() {
    let contract = contract(PATHS);
    for (method, path, id) in [
        ("GET", "/v2", Some("root")),
        ("GET", "/v2/", Some("root")),
        ("GET", "/v2/orders", Some("list")),
        ("GET", "/v2/orders/", Some("slash")),
        ("GET", "/v2/orders/7", Some("one")),
        ("GET", "/v2/orders/mine", Some("mine")),
        ("DELETE", "/v2/orders/mine", Some("drop")),
        ("GET", "/v2/orders/7.json", Some("file")),
        ("GET", "/v2/orders/7/a-b-2", Some("part")),
        ("POST", "/v2/jobs:stop", Some("verb")),
        ("GET", "/v2/a%20b/c", Some("space")),
        ("GET", "/v2/beta/orders", Some("list")),
        ("GET", "/orders", None),
        ("GET", "/v2x/orders", None),
        ("GET", "/v2/orders/7/", None),
        ("HEAD", "/v2/orders", None),
    ] {
        assert_eq!(named(&contract, method, path, None).as_deref(), id, "{method} {path}");
    }
    assert_eq!(named(&contract, "GET", "/test/orders", Some("/test/")).as_deref(), Some("list"));
    assert_eq!(named(&contract, "GET", "/orders", Some("")).as_deref(), Some("list"));
    assert_eq!(named(&contract, "GET", "/v2/orders", Some("/test")), None);
}

#[test]
fn a_gateways_path_counts_only_where_nothing_is_found_without_it() {
    let contract = contract(PATHS);
    let below = |method: &str, path: &str, prefix: Option<&str>, below: &str| {
        let options = Options {
            prefix: prefix.map(str::to_owned),
            below: Some(below.to_owned()),
            undeclared: Undeclared::Allow,
            ..Options::default()
        };
        let verdict = contract.judge(&request(method, path, &[], ""), None, &options);
        let id = |index: usize| contract.api.operations[index].id.clone().unwrap();
        verdict.touched.map(|touched| id(touched.operation)).ok_or_else(|| verdict.breaches[0].clone())
    };
    for (method, path, id) in [
        ("GET", "/shop/orders", "list"),
        ("GET", "/shop/v2/orders", "list"),
        ("GET", "/shop/v2/beta/orders", "list"),
        ("GET", "/v2/orders", "list"),
        ("GET", "/shop", "root"),
    ] {
        assert_eq!(below(method, path, None, "/shop").as_deref().unwrap(), id, "{path}");
    }
    assert_eq!(below("GET", "/v2/orders/mine", None, "/v2/orders").unwrap(), "mine");
    let wrong = below("GET", "/shopping/orders", None, "/shop").unwrap_err();
    assert_eq!((wrong.field.as_str(), wrong.note.unwrap().contains("/v2")), ("path", true));
    // What a suite says is not doubted, and a method is told of as where no gateway stands.
    assert!(below("GET", "/shop/orders", Some("/v2"), "/shop").is_err());
    assert_eq!(below("PUT", "/v2/orders", None, "/v2").unwrap_err().field, "method");
}

#[test]
fn a_wrong_method_and_a_wrong_path_are_told_apart() {
    let contract = contract(PATHS);
    assert_eq!(
        said(&contract, &request("PUT", "/v2/orders/7", &[], ""), None),
        ["error unknown-operation method: one of DELETE, GET at `/orders/{id}` / PUT @ 8:17"]
    );
    assert_eq!(
        said(&contract, &request("HEAD", "/v2/orders", &[], ""), None),
        ["error unknown-operation method: one of GET, POST at `/orders` / HEAD @ 6:12"]
    );
    let verdict = contract.judge(&get("/v2/ordesr"), None, &Options::default());
    assert_eq!(lines(&contract, &verdict), ["error unknown-operation path: a path of the document / /v2/ordesr @ 5:3"]);
    assert_eq!(verdict.breaches[0].note.as_deref(), Some("the nearest is `/orders`"));
    assert_eq!(verdict.touched, None);
    let verdict = contract.judge(&get("/orders"), None, &Options::default());
    assert_eq!(
        verdict.breaches[0].note.as_deref(),
        Some("the document's paths begin with /v2/beta or /v2"),
        "{verdict:?}"
    );
    let refused = Options { may_be_wrong: true, ..Options::default() };
    assert!(contract.judge(&get("/nowhere"), None, &refused).holds());
}

proptest! {
    #[test]
    fn no_path_makes_it_panic(path in "(/[a-z{}%:.0-9 ]{0,8}){0,5}", prefix in "[/a-z]{0,4}") {
        let contract = contract(PATHS);
        let _ = named(&contract, "GET", &path, Some(&prefix));
        let _ = named(&contract, "GET", &format!("/v2{path}"), None);
    }
}
