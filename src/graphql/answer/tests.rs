//! Data, right and wrong in each way, held to what was asked.

use serde_json::json;

use super::*;
use crate::graphql::fixture::operation;

/// The breaches of data, and its refusals, in one line each.
fn told(query: &str, variables: &Value, data: &Value) -> Vec<String> {
    let read = read(&operation(query), variables, data.as_object().unwrap());
    assert!(read.asserted >= read.breaches.len());
    let breach = |one: &Breach| format!("{}: {} / {}", one.field, one.expected, one.actual);
    let refusal = |(path, said): &(String, String)| format!("{path}: refused: {said}");
    read.breaches.iter().map(breach).chain(read.refusals.iter().map(refusal)).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn each_value_has_the_type_of_its_field() {
    let query = "{ shop { id name tags at plan { partner price seats } } webhooks { topic } }";
    let right = json!({
        "shop": { "id": "1", "name": "Tea", "tags": ["a"], "at": { "any": 1 }, "plan": { "partner": true, "price": 1, "seats": -3 } },
        "webhooks": [{ "topic": "ORDERS_CREATE" }]
    });
    assert_eq!(told(query, &Value::Null, &right), NONE);
    for (pointer, value, expected) in [
        ("/shop/id", json!(1), "$.data.shop.id: ID! / 1"),
        ("/shop/name", json!(null), "$.data.shop.name: String! / null"),
        ("/shop/tags", json!("a"), "$.data.shop.tags: a list ([String!]!) / \"a\""),
        ("/shop/tags/0", json!(null), "$.data.shop.tags[0]: String! / null"),
        ("/shop/plan", json!([]), "$.data.shop.plan: an object (Plan) / []"),
        ("/shop/plan/partner", json!("true"), "$.data.shop.plan.partner: Boolean! / \"true\""),
        ("/shop/plan/price", json!("1"), "$.data.shop.plan.price: Float / \"1\""),
        ("/shop/plan/seats", json!(1.5), "$.data.shop.plan.seats: Int / 1.5"),
        ("/shop/plan/seats", json!(4_294_967_296_u64), "$.data.shop.plan.seats: Int / 4294967296"),
        (
            "/webhooks/0/topic",
            json!("ORDERS_PAID"),
            "$.data.webhooks[0].topic: a value of the enum Topic (ORDERS_CREATE, APP_UNINSTALLED) / \"ORDERS_PAID\"",
        ),
        ("/webhooks", json!(null), "$.data.webhooks: [Webhook!]! / null"),
    ] {
        let mut wrong = right.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert_eq!(told(query, &Value::Null, &wrong), [expected]);
    }
    for (pointer, value) in [("/shop/plan", json!(null)), ("/shop/plan/seats", json!(null))] {
        let mut also_right = right.clone();
        *also_right.pointer_mut(pointer).unwrap() = value;
        assert_eq!(told(query, &Value::Null, &also_right), NONE, "{pointer}");
    }
}

#[test]
fn what_was_asked_for_came_and_nothing_else() {
    let query = "{ mine: shop { name } shop { id } }";
    assert_eq!(told(query, &Value::Null, &json!({ "mine": { "name": "a" }, "shop": { "id": "1" } })), NONE);
    assert_eq!(
        told(query, &Value::Null, &json!({ "mine": { "name": "a", "id": "1" }, "shop": {}, "more": 1 })),
        [
            "$.data.mine.id: nothing: it was not asked for / \"1\"",
            "$.data.shop.id: ID!: it was asked for / nothing",
            "$.data.more: nothing: it was not asked for / 1"
        ]
    );
    // The same key twice is one field, with what both ask for.
    let twice = "{ shop { name } shop { id } }";
    assert_eq!(told(twice, &Value::Null, &json!({ "shop": { "id": "1", "name": "a" } })), NONE);
    assert_eq!(told(twice, &Value::Null, &json!({ "shop": { "id": "1" } })).len(), 1);
}

#[test]
fn fragments_are_for_the_type_that_an_object_says() {
    let query = "{ found { __typename ... on Shop { name } ...A } } fragment A on App { title }";
    let data = |item: Value| json!({ "found": [item] });
    assert_eq!(told(query, &Value::Null, &data(json!({ "__typename": "Shop", "name": "a" }))), NONE);
    assert_eq!(told(query, &Value::Null, &data(json!({ "__typename": "App", "title": null }))), NONE);
    assert_eq!(
        told(query, &Value::Null, &data(json!({ "__typename": "App", "name": "a" }))),
        [
            "$.data.found[0].title: String: it was asked for / nothing",
            "$.data.found[0].name: nothing: it was not asked for / \"a\""
        ]
    );
    for said in ["Webhook", "Nope"] {
        let told = told(query, &Value::Null, &data(json!({ "__typename": said })));
        assert_eq!(told, [format!("$.data.found[0].__typename: a type that is Found / \"{said}\"")]);
    }
    // Without `__typename` either fragment may be the one; its values have to be right all the same.
    let open = "{ found { ... on Shop { name } ... on App { title } } }";
    assert_eq!(told(open, &Value::Null, &data(json!({ "name": "a" }))), NONE);
    assert_eq!(told(open, &Value::Null, &data(json!({ "name": 1 }))).len(), 1);
    // What every type has is asked for of each.
    let node = "{ node(id: 1) { ... on Node { id } } }";
    assert_eq!(told(node, &Value::Null, &json!({ "node": {} })).len(), 1);
}

#[test]
fn conditions_decide_by_the_variables_that_were_sent() {
    let query = "query Q($with: Boolean = false) { shop { id name @include(if: $with) tags @skip(if: $with) } }";
    let (short, long) = (json!({ "shop": { "id": "1", "tags": [] } }), json!({ "shop": { "id": "1", "name": "a" } }));
    assert_eq!(told(query, &Value::Null, &short), NONE);
    assert_eq!(told(query, &json!({ "with": true }), &long), NONE);
    assert_eq!(told(query, &json!({ "with": true }), &short).len(), 2);
    assert_eq!(told(query, &json!({ "with": false }), &long).len(), 2);
}

#[test]
fn refusals_are_found_by_type_and_by_name() {
    let query =
        "mutation { delete(id: 1) { errs: userErrors { field message } } refund(amount: 1) { problems { message } } }";
    let data = json!({
        "delete": { "errs": [{ "field": ["id"], "message": "no such webhook" }] },
        "refund": { "problems": [] }
    });
    assert_eq!(told(query, &Value::Null, &data), ["$.data.delete.errs[0].message: refused: no such webhook"]);
    let nameless = json!({ "delete": { "userErrors": [{ "message": "no" }], "x": [{ "paymentUserErrors": [7] }], "errors": [1] } });
    let expected = [
        ("$.data.delete.userErrors[0].message".to_owned(), "no".to_owned()),
        ("$.data.delete.x[0].paymentUserErrors[0]".to_owned(), "7".to_owned()),
    ];
    assert_eq!(refusals(&nameless), expected);
}
