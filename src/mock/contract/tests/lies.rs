//! A stub's answer that breaks the contract is an error when it is loaded, with both places.

use std::path::Path;

use super::SHOP;
use crate::mock::load::load;
use crate::mock::stub::Mock;

/// Loads a mock file beside the document.
fn try_load(head: &str, stubs: &str) -> Result<Mock, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.yaml"), SHOP).unwrap();
    let path = folder.path().join("m.yaml");
    std::fs::write(&path, format!("mock: m\n{head}\nstubs:\n{stubs}")).unwrap();
    load(&path, folder.path()).map_err(|found| {
        let place = |one: &crate::model::place::Place| {
            let text = one.to_string();
            Path::new(&text).file_name().unwrap().to_string_lossy().into_owned()
        };
        let line = |one: &crate::model::diagnostic::Diagnostic| {
            let own = one.place.as_ref().map(place).unwrap_or_default();
            let other = one.also.first().map(|(other, _)| place(other)).unwrap_or_default();
            format!("{} {own} {other} {}", one.code, one.message)
        };
        found.iter().map(line).collect()
    })
}

fn wrong(then: &str, when: &str) -> Vec<String> {
    let stubs = format!("  - id: a\n    when: {when}\n    then: {then}\n");
    try_load("contract: shop.yaml", &stubs).err().unwrap_or_default()
}

const GET: &str = "{ GET: /v1/status }";

#[test]
fn what_is_not_declared_is_told_with_both_places() {
    let mut failed = Vec::new();
    for (then, when, told) in [
        ("{ 200: { json: { state: upp } } }", GET, "stub-breaks-contract m.yaml:6:35 shop.yaml:15:87"),
        ("418", GET, "stub-breaks-contract m.yaml:6:11 shop.yaml:11:"),
        ("{ 200: { text: ab } }", GET, "stub-breaks-contract m.yaml:6:"),
        ("{ 200: { html: abc } }", GET, "stub-breaks-contract m.yaml:6:"),
        ("{ 200: { json: { state: up, more: 1 } } }", GET, "stub-breaks-contract m.yaml:6:"),
        ("204", "{ GET: /v1/stats }", "stub-breaks-contract m.yaml:6:11 shop.yaml:6:3 "),
        ("204", "{ PUT: /v1/status }", "stub-breaks-contract m.yaml:6:11 shop.yaml:"),
        ("{ 200: { json: { items: [], total: 0 } } }", "{ GET: /v1/orders }", "stub-breaks-contract m.yaml:6:"),
        (
            "{ 200: { headers: { x-page: none }, json: { items: [], total: 0 } } }",
            "{ GET: /v1/orders }",
            "stub-breaks-contract m.yaml:6:39 shop.yaml:31:64 ",
        ),
        (
            "{ 200: { json: { id: \"${request.path.id}\", email: 7, created_at: \"${now}\" } } }",
            "{ GET: \"/v1/orders/{id}\" }",
            "stub-breaks-contract m.yaml:6:61 shop.yaml:129:24 ",
        ),
        (
            "{ 200: { json: { id: \"${request.path.id}\", email: a@b.example } } }",
            "{ GET: \"/v1/orders/{id}\" }",
            "stub-breaks-contract m.yaml:6:26 shop.yaml:",
        ),
    ] {
        let found = wrong(then, when);
        if !(found.len() == 1 && found[0].starts_with(told)) {
            failed.push(format!("{when} {then}: {told}\n{found:#?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn what_is_declared_loads_and_templates_are_passed_over() {
    for (then, when) in [
        ("{ 200: { json: { state: up } } }", GET),
        ("{ 200: { text: abc } }", GET),
        ("{ 200: { text: \"${seq}\" } }", GET),
        ("{ 200: { json: { state: \"${request.query.state}\" } } }", GET),
        ("{ 200: { json: \"${request.json}\" } }", GET),
        ("{ 200: { json: { \"${request.query.name}\": up } } }", GET),
        ("{ 401: { problem: { title: who } } }", "{ any: \"/v1/{rest+}\" }"),
        ("{ 404: { problem: { title: \"no ${request.path.id}\" } } }", "{ GET: \"/v1/orders/{id}\" }"),
        ("{ 200: { headers: { x-page: \"${seq}\" }, json: { items: [], total: 0 } } }", "{ GET: /v1/orders }"),
        (
            "{ 200: { json: { id: \"${request.path.id}\", email: a@b.example, created_at: \"${now}\" } } }",
            "{ GET: \"/v1/orders/{id}\" }",
        ),
        ("204", "{ DELETE: \"/v1/orders/{order}\" }"),
    ] {
        assert_eq!(wrong(then, when), Vec::<String>::new(), "{when} {then}");
    }
}

#[test]
fn every_answer_of_a_stub_is_held() {
    let stubs = "  - id: a\n    when: { POST: /v1/orders }\n    key: \"${request.header.key}\"\n    steps: [{ 409: { problem: { title: x } } }, 503]\n    replay: { other_body: 418, in_flight: 409 }\n";
    let found = try_load("contract: shop.yaml", stubs).unwrap_err();
    let places: Vec<&str> = found.iter().filter_map(|one| one.split(' ').nth(1)).collect();
    // 503 and 418 are not declared, and 409 gives a problem that is.
    assert_eq!(places, ["m.yaml:7:49", "m.yaml:8:27"], "{found:#?}");
}

#[test]
fn a_lie_that_is_meant_says_why_and_none_that_is_no_lie() {
    let why = "breaks_contract: the client has to survive it";
    assert_eq!(wrong(&format!("{{ 200: {{ json: {{ state: upp }}, {why} }} }}"), GET), Vec::<String>::new());
    assert_eq!(wrong(&format!("{{ 418: {{ {why} }} }}"), GET), Vec::<String>::new());
    let found = wrong(&format!("{{ 200: {{ json: {{ state: up }}, {why} }} }}"), GET);
    assert!(found.len() == 1 && found[0].starts_with("contract-kept m.yaml:6:"), "{found:#?}");
    let found = wrong("{ 200: { json: { state: upp }, breaks_contract: \"\" } }", GET);
    assert!(found.len() == 1 && found[0].starts_with("contract-kept m.yaml:6:"), "{found:#?}");
    let stubs = format!("  - id: a\n    when: {GET}\n    then: {{ 200: {{ {why} }} }}\n");
    let found = try_load("seed: 1", &stubs).unwrap_err();
    assert!(found.len() == 1 && found[0].starts_with("contract-kept m.yaml:6:"), "{found:#?}");
}

#[test]
fn from_and_contract_are_read_with_their_places() {
    let stub = "  - { id: a, when: { GET: /v1/status }, then: 503 }\n";
    for (head, told) in [
        ("contract: gone.yaml", "file m.yaml:2:11"),
        ("contract: ../shop.yaml", "path-outside m.yaml:2:11"),
        ("contract: { openapi: shop.yaml, base: v1 }", "path m.yaml:2:39"),
        ("from: { openapi: shop.yaml }\ncontract: shop.yaml", "two-contracts m.yaml:3:1 m.yaml:2:1"),
        ("from: { openapi: shop.yaml, operations: [statsu] }", "unknown-operation m.yaml:2:42"),
        ("from: { openapi: shop.yaml, stat: true }", "unknown-key m.yaml:2:29"),
        ("from: {}", "missing-key m.yaml:2:7"),
        ("from: { openapi: shop.yaml }\nexpect: { statuz: { calls: 1 } }", "unknown-stub m.yaml:3:11"),
    ] {
        let found = try_load(head, "").unwrap_err();
        assert!(found.iter().any(|one| one.starts_with(told)), "{head}: {told}\n{found:#?}");
    }
    let found = try_load("from: { openapi: shop.yaml }", stub).unwrap_err();
    assert!(found[0].starts_with("stub-breaks-contract"), "`from` holds its stubs too: {found:#?}");
    let head = "from: { openapi: shop.yaml, operations: [status, GET /orders] }\nexpect: { status: { calls: 1 } }";
    let stub = stub.replace("503", "{ 200: { json: { state: up } } }");
    assert_eq!(try_load(head, &stub).unwrap().provider.unwrap().count(), 2);
}
