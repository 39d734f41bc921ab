//! Suites that speak GraphQL, end to end: a small Shopify, each way in which it can be wrong, and what is refused unsent.

use serde_json::Value;

use crate::bench::Yard;
use crate::bench::server::{Server, answer, json};

const PROJECT: &str = "version: 1
targets:
  shopify:
    mock: ../mocks/shopify.yaml
    vars: { SHOPIFY_API_VERSION: { default: '2026-10' } }
    secrets: [SHOPIFY_TOKEN]
    mocked: { SHOPIFY_TOKEN: mock-token-of-shopify }
    callers: { app: { header: { x-shopify-access-token: '${secret.SHOPIFY_TOKEN}' } } }
";
const SCHEMA: &str = include_str!("graphql/schema.graphql");
const QUERIES: &str = include_str!("graphql/queries.graphql");
const SUITE: &str = include_str!("graphql/suite.yaml");
const MOCK: &str = include_str!("graphql/mock.yaml");

fn yard(suite: &str, mock: &str) -> Yard {
    Yard::empty()
        .project(PROJECT)
        .file("suites/schema.graphql", SCHEMA)
        .file("suites/queries.graphql", QUERIES)
        .file("suites/shopify.yaml", suite)
        .file("mocks/shopify.yaml", mock)
}

/// The suite with these cases alone.
fn with(cases: &str) -> Yard {
    yard(&format!("{}cases:\n{cases}", SUITE.split("cases:\n").next().unwrap()), MOCK)
}

#[test]
fn a_right_service_is_green_and_nothing_is_warned_of() {
    let yard = yard(SUITE, MOCK);
    yard.does(&["check"]).is(0, &["sound"]).lacks(&["warning"]);
    yard.run(&[]).is(0, &["GREEN  8 passed"]);
    let evidence = yard.evidence();
    let sent = |case: &str| {
        let of = |line: &&Value| line["case"].as_str().is_some_and(|id| id.ends_with(case));
        evidence.iter().filter(of).find(|line| line["type"] == "exchange" || line["event"] == "exchange").cloned()
    };
    let exchange = sent("the shop answers").expect("the exchange is kept").to_string();
    assert!(exchange.contains("operationName") && !exchange.contains("mock-token-of-shopify"), "{exchange}");
}

#[test]
fn each_wrong_service_is_red_by_its_field() {
    let wrong = [
        ("data: { shop: { name: Tea,", "data: { shop: { name: null,", "$.data.shop.name", "the shop answers"),
        ("currencyCode: EUR", "currencyCode: XTS", "$.data.shop.currencyCode", "the shop answers"),
        (", contactEmail: null", "", "$.data.shop.contactEmail", "the shop answers"),
        ("{ shop: { name: Tea,", "{ shop: { legacyId: 1, name: Tea,", "$.data.shop.legacyId", "the shop answers"),
        ("{ shop: { name: Tea, ", "{ store: { name: Tea, ", "$.data.shop", "the shop answers"),
        ("supported: true", "supported: 'yes'", "$.data.publicApiVersions[0].supported", "our version is supported"),
        (
            "{ data: { publicApiVersions: [{ handle: \"2026-10\", supported: true }] } }",
            "{ data: null, errors: [{ message: Internal error. Looks like something went wrong on our end. }] }",
            "$.errors[0].message",
            "our version is supported",
        ),
        (
            "{ data: { publicApiVersions: [{ handle: \"2026-10\", supported: true }] } }",
            "{ data: null }",
            "$.data",
            "our version is supported",
        ),
        (
            "accessScopes: [{ handle: read_orders }]",
            "accessScopes: [null]",
            "accessScopes[0]",
            "the app may read orders",
        ),
        ("topic: ORDERS_CREATE", "topic: ORDERS_CREATED", "nodes[0].topic", "webhooks are listed page by page"),
        (
            "__typename: WebhookHttpEndpoint",
            "__typename: Shop",
            "endpoint.__typename",
            "webhooks are listed page by page",
        ),
        ("id: gid://shopify/WebhookSubscription/7", "id: 7", "nodes[0].id", "webhooks are listed page by page"),
        (
            "userErrors: []",
            "userErrors: [{ field: null, message: Webhook is locked }]",
            "$.data.webhookSubscriptionDelete.userErrors[0].message",
            "a webhook is deleted",
        ),
        (
            "{ deletedWebhookSubscriptionId: \"${request.json.variables.id}\", userErrors: [] }",
            "null",
            "$.data.webhookSubscriptionDelete",
            "a webhook is deleted",
        ),
        (
            "[{ field: [id], message: Webhook subscription does not exist }]",
            "[]",
            "$.data",
            "a webhook that is not there is not deleted",
        ),
        (
            "{ errors: [{ message: \"Field 'nothingOfThatName' doesn't exist on type 'Shop'\" }] }",
            "{ data: { shop: { nothingOfThatName: null } } }",
            "$.errors",
            "a field that is not there is refused",
        ),
        ("code: THROTTLED", "code: ACCESS_DENIED", "$.errors[*].extensions.code", "too much at once is throttled"),
    ];
    for (from, to, field, case) in wrong {
        assert!(MOCK.contains(from), "{from}");
        let done = yard(SUITE, &MOCK.replacen(from, to, 1)).run(&["--output", "json"]);
        assert_eq!(done.code, Some(100), "{to}\n{done}");
        let document = done.json();
        let red = |one: &&Value| one["status"] == "failed";
        let failed: Vec<&Value> = document["cases"].as_array().unwrap().iter().filter(red).collect();
        assert!(failed.len() == 1 && failed[0]["id"] == format!("shopify/contract/{case}"), "{to}\n{done}");
        let first = &failed[0]["findings"][0];
        assert!(first["field"].as_str().unwrap().ends_with(field), "{to}: {first}");
        assert_eq!(first["check"], "graphql", "{to}");
    }
}

#[test]
fn a_person_sees_the_field_and_what_the_service_said() {
    let mock = MOCK.replace("userErrors: []", "userErrors: [{ field: null, message: Webhook is locked }]");
    yard(SUITE, &mock).run(&[]).is(
        100,
        &[
            "$.data.webhookSubscriptionDelete.userErrors[0].message: expected no user errors, got \"Webhook is locked\"",
            "suites/shopify.yaml:",
            "curl",
            "holdpoint explain graphql",
        ],
    );
    let nobody = "  - { name: a, graphql: '{ shop { name } }', headers: { x-shopify-access-token: '${fresh.id}' }, expect: { graphql: ok } }\n";
    with(nobody).run(&[]).is(100, &["[API] Invalid API key", "status"]);
}

#[test]
fn faults_of_documents_are_told_at_their_letter_and_nothing_is_sent() {
    for (cases, told) in [
        (
            "  - name: a\n    graphql: |\n      {\n        shop { nmae }\n      }\n    expect: 200\n",
            "suites/shopify.yaml:10:16",
        ),
        ("  - { name: a, graphql: '{ shop { name } }', operation: Shop, expect: 200 }\n", "no operation `Shop`"),
        ("  - { name: a, graphql: { file: queries.graphql }, expect: 200 }\n", "Versions, Webhooks"),
        ("  - { name: a, graphql: { file: nope.graphql }, expect: 200 }\n", "cannot be read"),
        ("  - { name: a, graphql: { file: ../../x.graphql }, expect: 200 }\n", "path-outside"),
        (
            "  - { name: a, graphql: { file: queries.graphql }, operation: Webhooks, variables: { first: '1' }, expect: 200 }\n",
            "`$first` is of the type Int, and this is text 1",
        ),
        (
            "  - { name: a, graphql: { file: queries.graphql }, operation: Webhooks, variables: { first: 1, topics: ORDERS_PAYED }, expect: 200 }\n",
            "did you mean `ORDERS_PAID`?",
        ),
        ("  - { name: a, graphql: 'subscription { shop { name } }', expect: 200 }\n", "a subscription"),
        ("  - { name: a, graphql: '{ shop { name } }', unchecked: why not, expect: 200 }\n", "graphql-unchecked"),
        ("  - { name: a, graphql: '{ shop { ${var.X} } }', expect: 200 }\n", "holds no templates"),
        (
            "  - { name: a, graphql: 'mutation { webhookSubscriptionDelete(id: 1) { userErrors { message } } }', mutates: false, expect: 200 }\n",
            "a mutation writes",
        ),
        (
            "  - { name: a, graphql: 'mutation { webhookSubscriptionDelete(id: 1) { userErrors { message } } }', retry: { times: 1, on: 503 }, expect: 200 }\n",
            "unsafe-retry",
        ),
        (
            "  - { name: a, graphql: '{ shop { name } }', schema: queries.graphql, expect: 200 }\n",
            "queries.graphql:1:1",
        ),
        ("  - { name: a, graphql: '{ shop { name } }' }\n", "checks nothing"),
    ] {
        let yard = with(cases);
        yard.does(&["check"]).is(2, &[told]);
        yard.run(&[]).is(2, &[told, "nothing was sent"]);
    }
    let bare = "suite: a/b\nlane: contract\ntarget: shopify\ncases: [{ name: a, graphql: '{ shop { name } }', expect: 200 }]\n";
    yard(bare, MOCK).does(&["check"]).is(2, &["missing-key", "pin the service's schema"]);
}

#[test]
fn what_is_unwise_is_a_warning() {
    with("  - { name: a, graphql: '{ shop { email } }', expect: 200 }\n")
        .does(&["check"])
        .is(0, &["warning[graphql-deprecated]", "Use `contactEmail`."]);
    let blind = "mutation { webhookSubscriptionDelete(id: 1) { deletedWebhookSubscriptionId } }";
    with(&format!("  - {{ name: a, graphql: '{blind}', expect: 200 }}\n"))
        .does(&["check"])
        .is(0, &["warning[graphql-user-errors]", "userErrors { field message }"]);
}

#[test]
fn a_query_reads_and_a_mutation_needs_approval() {
    let server = Server::new(|asked, _| {
        if asked.text().contains("mutation") {
            return json(r#"{"data":{"webhookSubscriptionDelete":{"userErrors":[]}}}"#);
        }
        json(r#"{"data":{"shop":{"name":"Tea"}}}"#)
    });
    let live = format!("shopify={}", server.url);
    let yard = with(
        "  - { name: reads, graphql: '{ shop { name } }', expect: { graphql: ok } }
  - { name: writes, graphql: 'mutation { webhookSubscriptionDelete(id: 1) { userErrors { message } } }', expect: { graphql: ok } }\n",
    )
    .env("SHOPIFY_TOKEN", "live-token-of-shopify");
    yard.run(&["--live", &live]).is(0, &["1 passed", "1 not run"]);
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "the write was not sent");
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/admin/api/2026-10/graphql.json"));
    assert_eq!(seen[0].header("accept"), Some("application/graphql-response+json, application/json"));
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].text(), r#"{"query":"{ shop { name } }"}"#);
    yard.run(&["--live", &live, "--approve", "me: a test"]).is(0, &["2 passed"]);
    let kept = yard.files("artifacts");
    assert!(kept.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("webhookSubscriptionDelete")));
    assert!(kept.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("live-token-of-shopify")));
}

#[test]
fn what_a_template_gives_is_held_to_its_type_before_it_is_sent() {
    let cases = "  - name: a
    steps:
      - { id: shop, graphql: 'query Shop($full: Boolean!) { shop { name myshopifyDomain currencyCode contactEmail @include(if: $full) } }', variables: { full: true }, save: { name: data.shop.name } }
      - { graphql: { file: queries.graphql }, operation: Webhooks, variables: { first: '${name}' }, expect: { graphql: ok } }
";
    let yard = with(cases);
    yard.run(&[]).is(2, &["`$first` is of the type Int, and this is text Tea"]);
    let sent = yard.evidence().iter().filter(|line| line.to_string().contains("Webhooks(")).count();
    assert_eq!(sent, 0, "it was sent all the same");
}

#[test]
fn a_throttled_query_is_asked_again_and_a_status_is_judged_beside_the_answer() {
    let server = Server::new(|_, before| match before {
        0 => json(r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}"#),
        1 => answer(503, "", "later"),
        _ => json(r#"{"data":{"shop":{"name":"Tea"}}}"#),
    });
    let yard = with(
        "  - { name: a, graphql: '{ shop { name } }', until: { within: 20s, every: 1ms }, expect: { graphql: ok } }\n",
    )
    .env("SHOPIFY_TOKEN", "t0ken");
    yard.run(&["--live", &format!("shopify={}", server.url)]).is(0, &["GREEN"]);
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn an_introspection_result_is_a_schema_too() {
    let result = r#"{"data":{"__schema":{"queryType":{"name":"Q"},"mutationType":null,"directives":[],"types":[
        {"kind":"OBJECT","name":"Q","interfaces":[],"fields":[{"name":"shop","args":[],"isDeprecated":false,"type":{"kind":"OBJECT","name":"S"}}]},
        {"kind":"OBJECT","name":"S","interfaces":[],"fields":[{"name":"name","args":[],"isDeprecated":false,"type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"String"}}}]}]}}}"#;
    let cases = |field: &str| {
        with(&format!("  - {{ name: a, graphql: 'query Shop {{ shop {{ {field} }} }}', schema: schema.json, expect: {{ graphql: {{ shape: any }} }} }}\n"))
            .file("suites/schema.json", result)
    };
    cases("name").run(&[]).is(0, &["GREEN"]);
    cases("nmae").does(&["check"]).is(2, &["type `S` does not have a field `nmae`"]);
}
