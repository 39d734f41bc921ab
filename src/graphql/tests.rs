//! What schemas, documents and variables are held to.

use serde_json::json;

use super::fixture::{SCHEMA, lines, node, operation, pinned, schema, tried};
use super::variable::{judge, judge_filled};
use crate::model::diagnostic::Diagnostics;

#[test]
fn a_schema_is_read_or_told_what_is_wrong_with_it_and_where() {
    let wrong = schema("s.graphql", "type Query { a: Int\n  b: Nope }").unwrap_err();
    assert_eq!(lines(&wrong), ["graphql-schema 2:6 cannot find type `Nope` in this document"]);
    assert!(lines(&schema("s.graphql", "type Query {").unwrap_err())[0].starts_with("graphql-schema 1:"));
    assert!(schema("s.graphql", "").is_err());
    assert!(lines(&schema("s.json", "{}").unwrap_err())[0].contains("no introspection result"));
    assert!(lines(&schema("s.json", "{").unwrap_err())[0].starts_with("graphql-schema 1:1"));
    let result = json!({ "data": { "__schema": { "queryType": { "name": "Q" }, "directives": [], "types": [
        { "kind": "OBJECT", "name": "Q", "interfaces": [], "fields": [
            { "name": "a", "args": [], "type": { "kind": "SCALAR", "name": "Int" } }] }] } } });
    assert!(schema("s.json", &result.to_string()).is_ok());
    let wrong = result.to_string().replace("\"Int\"", "\"Nope\"");
    assert_eq!(
        lines(&schema("s.json", &wrong).unwrap_err()),
        ["graphql-schema 1:1 cannot find type `Nope` in this document"]
    );
}

#[test]
fn a_document_is_valid_or_told_at_its_letter() {
    for (text, expected) in [
        ("{ shop { name } }", None),
        ("{ shop {\n  nme id } }", Some("graphql-document 2:3 type `Shop` does not have a field `nme`")),
        ("{ webhooks(topics: [NOPE]) { id } }", Some("graphql-document 1:21 ")),
        ("query Q($n: Int) { shop { name } }", Some("graphql-document 1:9 unused variable: `$n`")),
        ("{ node { id } }", Some("graphql-document 1:3 the required argument `Query")),
        ("{ shop }", Some("graphql-document 1:3 ")),
        ("{ shop { name", Some("graphql-document 1:14 syntax error")),
        ("", Some("graphql-document 1:1 syntax error")),
        ("type A { b: Int }", Some("graphql-document 1:1 ")),
        ("subscription { shop { name } }", Some("graphql-operation 1:1 ")),
        ("query A { shop { id } } query B { shop { id } }", Some("graphql-operation 1:1 ")),
        ("fragment F on Shop { id }", Some("graphql-document 1:1 ")),
    ] {
        match (tried(text, None), expected) {
            (Ok(_), None) => {}
            (Err(wrong), Some(expected)) => {
                let told = lines(&wrong);
                assert!(told[0].starts_with(&expected.replace("Query", "QueryRoot")), "{text}: {told:?}");
            }
            (read, _) => panic!("{text}: {read:?}"),
        }
    }
    let two = "query A { shop { id } } mutation B { delete(id: 1) { userErrors { message } } }";
    let (read, _) = tried(two, Some("B")).unwrap();
    assert_eq!((read.name(), read.kind(), read.writes()), (Some("B"), "mutation", true));
    assert!(!tried(two, Some("A")).unwrap().0.writes());
    assert!(lines(&tried(two, Some("C")).unwrap_err())[0].contains("no operation `C`"));
}

#[test]
fn what_is_unwise_is_warned_of_where_it_stands() {
    let warned = |text: &str| lines(&tried(text, None).unwrap().1);
    assert_eq!(
        warned("{ shop {\n    email contact } }"),
        ["graphql-deprecated 2:5 the schema deprecates `email`: use `contact`"]
    );
    assert_eq!(warned("{ shop { ...F } } fragment F on Shop { email }").len(), 1);
    assert_eq!(
        warned("mutation { delete(id: 1) { deletedId } refund(amount: 1.5) { done } }"),
        [
            "graphql-user-errors 1:12 `delete` tells in `userErrors` what it refused, and this does not ask for it",
            "graphql-user-errors 1:40 `refund` tells in `problems` what it refused, and this does not ask for it"
        ]
    );
    let asked = "mutation { delete(id: 1) { ...F } } fragment F on DeletePayload { errs: userErrors { message } }";
    assert_eq!(warned(asked), [] as [&str; 0]);
}

#[test]
fn variables_have_the_types_that_are_declared() {
    let all = "query Q($id: ID!, $n: Int, $t: [Topic!], $by: By, $s: Sort = { key: ORDERS_CREATE }, $f: Boolean = true) \
        { shop { name @include(if: $f) } node(id: $id) { id } webhooks(topics: $t) { id } found(by: $by, sort: $s, n: $n) { __typename } }";
    let operation = operation(all);
    let told = |text: &str| {
        let given = node(text);
        let mut found = Diagnostics::default();
        judge(&operation, Some(&given), &given.place, &mut found);
        lines(&found.into_vec())
    };
    for right in [
        "id: a",
        "id: 5\nn: null\nt: ORDERS_CREATE\nby: { handle: x }\ns: { key: APP_UNINSTALLED, reverse: true, limits: 3 }",
        "id: a\nt: [ORDERS_CREATE, APP_UNINSTALLED]\nn: -2147483648",
        "id: '${var.ID}'\nn: '${made.json.n}'\nby: { id: '${x}' }",
    ] {
        assert_eq!(told(right), [] as [&str; 0], "{right}");
    }
    for (wrong, expected) in [
        ("n: 1", "graphql-variables 1:1 the operation needs the variable `$id` of the type ID!"),
        ("id: null", "graphql-variables 1:5 `$id` is of the type ID!, and cannot be null"),
        ("id: true", "graphql-variables 1:5 `$id` is of the type ID, and this is a boolean true"),
        ("id: 1.5", "graphql-variables 1:5 `$id` is of the type ID"),
        ("id: 1\nn: '5'", "graphql-variables 2:4 `$n` is of the type Int, and this is text 5"),
        ("id: 1\nn: 2147483648", "graphql-variables 2:4 `$n` is of the type Int"),
        ("id: 1\nt: [ORDERS_CREATED]", "graphql-variables 2:5 `$t[0]`: the enum Topic has no value `ORDERS_CREATED`"),
        ("id: 1\nt: [null]", "graphql-variables 2:5 `$t[0]` is of the type Topic!, and cannot be null"),
        ("id: 1\nt: 7", "graphql-variables 2:4 `$t` is of the type Topic"),
        ("id: 1\nby: { id: a, handle: b }", "graphql-variables 2:5 `$by`: the input By takes exactly one"),
        ("id: 1\ns: { reverse: true }", "graphql-variables 2:4 `$s`: the input Sort needs the field `key`"),
        (
            "id: 1\ns: { key: ORDERS_CREATE, revers: true }",
            "graphql-variables 2:26 `$s`: the input Sort has no field `revers`",
        ),
        ("id: 1\nf: 'true'", "graphql-variables 2:4 `$f` is of the type Boolean"),
        ("id: 1\nm: 1", "graphql-variables 2:1 the operation declares no variable `$m`"),
    ] {
        let told = told(wrong);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{wrong}: {told:?}");
    }
    let place = &node("a: 1").place;
    assert_eq!(judge_filled(&operation, &json!({ "id": "${not a template}" }), place), Ok(()));
    assert!(judge_filled(&operation, &json!({ "id": "a", "n": "${x}" }), place).unwrap_err().contains("type Int"));
}

#[test]
fn lists_of_user_errors_are_known_by_what_they_hold() {
    let pinned = pinned();
    let is = |of: &str, field: &str| {
        let definition = pinned.schema.type_field(of, field).unwrap();
        pinned.is_user_errors(field, &definition.ty)
    };
    assert!(is("DeletePayload", "userErrors") && is("RefundPayload", "problems"));
    assert!(!is("QueryRoot", "webhooks") && !is("Shop", "tags") && !is("DeletePayload", "deletedId"));
    assert!(SCHEMA.contains("@oneOf") && !SCHEMA.contains("directive @oneOf"), "it is added where it is left out");
}
