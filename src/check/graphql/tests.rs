//! What `graphql` takes, refuses and finds.

use serde_json::json;

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, lines, scope, seen, tell};
use crate::graphql::fixture::operation;
use crate::model::exchange::FailureKind;
use crate::model::place::Source;

fn answered(status: u16, body: &Value) -> Observation {
    seen([exchange("http://t.test/graphql", status, &[("content-type", "application/json")], &body.to_string())])
}

fn place() -> Place {
    Place::new(Arc::new(Source { name: "t".into(), text: "q".into() }), 0, 1)
}

const NONE: [&str; 0] = [];

#[test]
fn each_outcome_holds_for_its_own_answers_only() {
    let answers = [
        ("ok", 200, json!({ "data": { "a": 1 }, "extensions": { "cost": {} } })),
        ("errors", 200, json!({ "errors": [{ "message": "no" }], "data": null })),
        ("errors", 400, json!({ "errors": [{ "message": "no" }] })),
        ("user_errors", 200, json!({ "data": { "delete": { "userErrors": [{ "message": "gone" }] } } })),
        ("throttled", 200, json!({ "errors": [{ "message": "slow", "extensions": { "code": "THROTTLED" } }] })),
    ];
    for (of, status, body) in &answers {
        for wanted in NAMES {
            let holds = tell(&KIND, wanted, &answered(*status, body)).is_empty();
            let both = *of == "throttled" && wanted == "errors";
            assert_eq!(holds, wanted == *of || wanted == "any" || both, "{wanted} of {status} {body}");
        }
        assert_eq!(tell(&KIND, "[ok, errors, user_errors]", &answered(*status, body)), NONE, "{body}");
    }
}

#[test]
fn findings_name_the_field_and_what_the_service_said() {
    let told = |wanted: &str, status: u16, body: Value| tell(&KIND, wanted, &answered(status, &body));
    assert_eq!(
        told("ok", 200, json!({ "errors": [{ "message": "Field 'x' doesn't exist" }, { "message": "b" }] })),
        [
            "$.errors[0].message: expected no errors, got \"Field 'x' doesn't exist\"",
            "$.errors[1].message: expected no errors, got \"b\""
        ]
    );
    assert_eq!(told("ok", 200, json!({ "data": null })), ["$.data: expected an object, got null"]);
    assert_eq!(told("ok", 200, json!({ "data": [] })), ["$.data: expected an object or null, got []"]);
    assert_eq!(told("ok", 200, json!({ "status": "ok" })), ["$: expected `data` or `errors`, got only status"]);
    assert_eq!(told("any", 200, json!({})), ["$: expected `data` or `errors`, got neither"]);
    assert_eq!(
        told("any", 401, json!({ "errors": "[API] Invalid API key" })),
        ["$.errors: expected a list of errors, got \"[API] Invalid API key\""]
    );
    assert_eq!(
        told("errors", 200, json!({ "errors": [{ "code": 1 }] })),
        ["$.errors[0].message: expected text, got null"]
    );
    assert_eq!(
        told("errors", 200, json!({ "errors": [] })),
        ["$.errors: expected at least one error, or no `errors`, got an empty list"]
    );
    assert_eq!(
        told("errors", 500, json!({ "errors": [{ "message": "a" }] })),
        ["status: expected 2xx or 4xx, got 500"]
    );
    assert_eq!(told("errors", 200, json!({ "data": {} })), ["$.errors: expected at least one error, got none"]);
    assert_eq!(told("ok", 500, json!({ "data": {} })), ["status: expected 2xx, got 500"]);
    assert_eq!(
        told("throttled", 200, json!({ "errors": [{ "message": "a", "extensions": { "code": "ACCESS_DENIED" } }] })),
        ["$.errors[*].extensions.code: expected \"THROTTLED\", got \"ACCESS_DENIED\""]
    );
    assert_eq!(
        told(
            "ok",
            200,
            json!({ "data": { "webhookSubscriptionDelete": { "userErrors": [{ "message": "not found" }] } } })
        ),
        ["$.data.webhookSubscriptionDelete.userErrors[0].message: expected no user errors, got \"not found\""]
    );
    assert_eq!(
        told("user_errors", 200, json!({ "data": { "userErrors": [] } })),
        ["$.data: expected at least one user error, got none"]
    );
}

#[test]
fn what_is_no_answer_of_graphql_is_told() {
    let page = seen([exchange("http://t.test/", 200, &[("content-type", "text/html")], "<h1>Log in</h1>")]);
    assert!(
        tell(&KIND, "ok", &page)[0]
            .starts_with("body: expected JSON, got text/html: \"<h1>Log in</h1>\", with the status 200")
    );
    assert_eq!(
        tell(&KIND, "any", &answered(200, &json!([1]))),
        ["$: expected an object with `data` or `errors`, got [1] with the status 200"]
    );
    assert!(tell(&KIND, "ok", &seen([failed(FailureKind::Refused)]))[0].ends_with("(Unknown)"));
    for wrong in ["fine", "[]", "{}", "{ outcome: maybe }", "{ shape: none }", "'${var.X}'", "true"] {
        assert!(made(&KIND, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn data_is_held_to_the_operation_that_was_sent() {
    let meant =
        Meant::Answered(operation("query Q($n: Boolean!) { shop { name id @include(if: $n) } webhooks { topic } }"));
    let judged = |check: &dyn Check, body: Value| {
        let mut one = exchange("http://t.test/graphql", 200, &[], &body.to_string());
        one.request.body = r#"{"query":"…","variables":{"n":false}}"#.into();
        lines(&check.judge(&seen([one]), &scope(&[], &[])))
    };
    let check = Answered::always(&meant, &place());
    assert!(check.says_status());
    let right = json!({ "data": { "shop": { "name": "Tea" }, "webhooks": [{ "topic": "APP_UNINSTALLED" }] } });
    assert_eq!(judged(&check, right.clone()), NONE);
    let wrong = json!({ "data": { "shop": { "name": "Tea" }, "webhooks": [{ "topic": "THEMES_PUBLISH" }] } });
    let unknown = "$.data.webhooks[0].topic: expected a value of the enum Topic (ORDERS_CREATE, APP_UNINSTALLED), got \"THEMES_PUBLISH\"";
    assert_eq!(judged(&check, wrong.clone()), [unknown]);
    let write = Answered::always(
        &Meant::Answered(operation("mutation { delete(id: 1) { userErrors { message } } }")),
        &place(),
    );
    assert_eq!(judged(&write, json!({ "data": { "delete": { "userErrors": [] } } })), NONE);
    let silent = json!({ "data": { "delete": null } });
    assert_eq!(judged(&write, silent), ["$.data.delete: expected what the mutation did, got null"]);
    let compiled = |text: &str| {
        let mut found = crate::model::diagnostic::Diagnostics::default();
        let shelf = crate::openapi::shelf::Shelf::default();
        let folder = std::path::Path::new(".");
        let around = crate::graphql::around::Around { meant: Some(&meant), ..Default::default() };
        let node = crate::check::fixture::node(text);
        let mut shop = Workshop { graphql: around, ..Workshop::new(&mut found, folder, folder, &shelf) };
        (KIND.compile)(&node, &mut shop).unwrap()
    };
    assert_eq!(judged(&*compiled("any"), wrong.clone()), [unknown]);
    assert_eq!(judged(&*compiled("{ shape: conforms }"), wrong.clone()), [unknown]);
    assert_eq!(judged(&*compiled("{ outcome: ok, shape: any }"), wrong), NONE);
    let refused = Answered::always(&Meant::Refused, &place());
    assert_eq!(judged(&refused, right), ["$.errors: expected at least one error, got none"]);
    assert_eq!(judged(&refused, json!({ "errors": [{ "message": "syntax" }] })), NONE);
}
