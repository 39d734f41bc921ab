//! What the rules of structure find in pairs of schemas, there and back, and what they leave alone.

use std::sync::Arc;

use crate::diff::compare::as_written;
use crate::diff::compat::Side;
use crate::diff::policy::Policy;
use crate::model::place::Source;
use crate::openapi::document::parse;

/// The rules that are looked at here; what others find in the same pairs is theirs to test.
const RULES: &[&str] = &[
    "property",
    "required",
    "read-only",
    "write-only",
    "property-deprecation",
    "property-stability",
    "pattern-property",
    "additional-properties",
    "property-names",
    "dependent-required",
    "dependent-schema",
    "unevaluated-properties",
    "items",
    "prefix-items",
    "contains",
    "min-contains",
    "max-contains",
    "unevaluated-items",
    "nullable",
    "all-of",
    "any-of",
    "one-of",
    "wrapping",
    "discriminator",
    "condition",
    "not",
];

/// A contract whose schema `S` is what is sent and what comes back; `@A` stands for a reference to `A`.
pub(super) fn contract(version: &str, schema: &str) -> Side {
    let schema = ["A", "B", "C"].iter().fold(schema.to_owned(), |text, name| {
        text.replace(&format!("@{name}"), &format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##))
    });
    let text = format!(
        r##"{{"openapi": "{version}", "info": {{"title": "t", "version": "1"}}, "paths": {{"/a": {{"post": {{
            "requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/S"}}}}}}}},
            "responses": {{"200": {{"description": "d", "content": {{"application/json": {{
                "schema": {{"$ref": "#/components/schemas/S"}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{
                "S": {schema},
                "A": {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}},
                "B": {{"type": "object", "properties": {{"b": {{"type": "string"}}}}}},
                "C": {{"type": "object", "properties": {{"c": {{"type": "string"}}}}}}
            }}}}}}"##
    );
    read(&text)
}

pub(super) fn read(text: &str) -> Side {
    let source = Source { name: "a.json".into(), text: text.to_owned() };
    Side::new(Arc::new(parse(source).unwrap_or_else(|found| panic!("{:?}\n{text}", found.into_vec()))))
}

/// What the rules find, as `id=level`, sorted.
pub(super) fn found(old: &Side, new: &Side, policy: &Policy) -> Vec<String> {
    let diff = as_written(old, new, policy);
    let ours = diff.changes.iter().filter(|change| RULES.contains(&change.rule.id));
    let mut ids: Vec<String> = ours.map(|change| format!("{}={}", change.id(), change.level)).collect();
    ids.sort_unstable();
    ids
}

/// Holds a row: what is found from the one to the other, and back.
#[track_caller]
pub(super) fn row(one: &str, other: &str, there: &[&str], back: &[&str]) {
    let (old, new) = (contract("3.1.0", one), contract("3.1.0", other));
    let policy = Policy::default();
    assert_eq!(found(&old, &new, &policy), there, "{one} → {other}");
    assert_eq!(found(&new, &old, &policy), back, "{other} → {one}");
    assert!(found(&old, &old, &policy).is_empty() && found(&new, &new, &policy).is_empty());
}

/// Holds that a keyword narrows wherever it stands: what is sent breaks where it comes, what is given where it goes.
#[track_caller]
fn narrows(id: &str, less: &str, more: &str) {
    let there = [format!("request-{id}-added=error"), format!("response-{id}-added=info")];
    let back = [format!("request-{id}-removed=info"), format!("response-{id}-removed=error")];
    let (there, back) = (there.each_ref().map(String::as_str), back.each_ref().map(String::as_str));
    row(less, more, &there, &back);
    // The same below a body, where the rows are others.
    let below = |schema: &str| format!(r#"{{"properties": {{"p": {schema}}}}}"#);
    row(&below(less), &below(more), &there, &back);
}

#[test]
fn what_a_keyword_narrows_is_told_at_every_place() {
    let object = r#"{"type": "object"}"#;
    let array = r#"{"type": "array"}"#;
    narrows("property-names", object, r#"{"type": "object", "propertyNames": {"maxLength": 3}}"#);
    narrows("unevaluated-properties", object, r#"{"type": "object", "unevaluatedProperties": false}"#);
    narrows("unevaluated-items", array, r#"{"type": "array", "unevaluatedItems": false}"#);
    narrows("pattern-property", object, r#"{"type": "object", "patternProperties": {"^x": {"type": "string"}}}"#);
    narrows("dependent-schema", object, r#"{"type": "object", "dependentSchemas": {"a": {"minProperties": 2}}}"#);
    narrows("dependent-required", object, r#"{"type": "object", "dependentRequired": {"a": ["b"]}}"#);
    narrows("contains", array, r#"{"type": "array", "contains": {"type": "string"}}"#);
    narrows("items", array, r#"{"type": "array", "items": {"type": "string"}}"#);
    narrows("not", object, r#"{"type": "object", "not": {"required": ["a"]}}"#);
    narrows("prefix-items", array, r#"{"type": "array", "prefixItems": [{"type": "string"}]}"#);
}

#[test]
fn a_keyword_that_allows_everything_is_none() {
    for (bare, with) in [
        (r#"{"type": "object"}"#, r#"{"type": "object", "propertyNames": true, "unevaluatedProperties": {}}"#),
        (r#"{"type": "object"}"#, r#"{"type": "object", "additionalProperties": true, "not": false}"#),
        (r#"{"type": "object"}"#, r#"{"type": "object", "if": {"required": ["a"]}}"#),
        (r#"{"type": "object"}"#, r#"{"type": "object", "then": {"required": ["a"]}}"#),
        (r#"{"type": "array"}"#, r#"{"type": "array", "items": {}, "unevaluatedItems": true, "minContains": 2}"#),
        (r#"{"type": "string"}"#, r#"{"type": "string", "items": {"type": "string"}, "additionalProperties": false}"#),
        ("@A", r#"{"oneOf": [@A]}"#),
        ("@A", r#"{"type": "object", "allOf": [@A]}"#),
        ("@A", r#"{"allOf": [@A], "readOnly": true}"#),
        (r#"{"anyOf": [@A, @B]}"#, r#"{"anyOf": [@B, {"type": "object", "properties": {"a": {"type": "string"}}}]}"#),
    ] {
        row(bare, with, &[], &[]);
    }
}

#[test]
fn a_condition_is_told_by_its_parts() {
    row(
        r#"{"type": "object"}"#,
        r#"{"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}}"#,
        &[
            "request-condition-if-added=error",
            "request-condition-then-added=error",
            "response-condition-if-added=info",
            "response-condition-then-added=info",
        ],
        &[
            "request-condition-if-removed=info",
            "request-condition-then-removed=info",
            "response-condition-if-removed=error",
            "response-condition-then-removed=error",
        ],
    );
    row(
        r#"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#,
        r#"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}"#,
        &["request-condition-else-added=error", "response-condition-else-added=info"],
        &["request-condition-else-removed=info", "response-condition-else-removed=error"],
    );
}

#[test]
fn what_a_property_asks_for_grows_and_shrinks() {
    let of = |names: &str| format!(r#"{{"type": "object", "dependentRequired": {{"a": [{names}]}}}}"#);
    row(
        &of(r#""b""#),
        &of(r#""c", "b""#),
        &["request-dependent-required-extended=error", "response-dependent-required-extended=info"],
        &["request-dependent-required-reduced=info", "response-dependent-required-reduced=error"],
    );
    let both = ["request-dependent-required-changed=error", "response-dependent-required-changed=error"];
    row(&of(r#""b""#), &of(r#""c""#), &both, &both);
    row(&of(r#""b", "c""#), &of(r#""c", "b""#), &[], &[]);
}

#[test]
fn first_items_are_judged_by_what_follows_them() {
    let of = |first: &str, rest: &str| format!(r#"{{"type": "array", "prefixItems": [{first}], "items": {rest}}}"#);
    let (one, two) = (r#"{"type": "string"}"#, r#"{"type": "string"}, {"type": "integer"}"#);
    row(
        &of(one, "false"),
        &of(two, "false"),
        &["request-prefix-items-added-where-closed=info", "response-prefix-items-added-where-closed=error"],
        &["request-prefix-items-removed-where-closed=error", "response-prefix-items-removed-where-closed=info"],
    );
    row(
        &of(one, one),
        &of(two, one),
        &["request-prefix-items-added-where-described=error", "response-prefix-items-added-where-described=error"],
        &["request-prefix-items-removed-where-described=error", "response-prefix-items-removed-where-described=error"],
    );
}

#[test]
fn how_many_items_fit_is_told_where_something_has_to() {
    let of = |more: &str| format!(r#"{{"type": "array", "contains": {{"type": "string"}}{more}}}"#);
    row(
        &of(""),
        &of(r#", "minContains": 2"#),
        &["request-min-contains-increased=error", "response-min-contains-increased=info"],
        &["request-min-contains-decreased=info", "response-min-contains-decreased=error"],
    );
    row(&of(""), &of(r#", "minContains": 1"#), &[], &[]);
    row(
        &of(r#", "maxContains": 5"#),
        &of(r#", "maxContains": 3"#),
        &["request-max-contains-decreased=error", "response-max-contains-decreased=info"],
        &["request-max-contains-increased=info", "response-max-contains-increased=error"],
    );
}

#[test]
fn members_of_lists_come_and_go() {
    let of = |list: &str, names: &[&str]| {
        let members: Vec<String> = names.iter().map(|name| format!("@{name}")).collect();
        format!(r#"{{"{list}": [{}]}}"#, members.join(", "))
    };
    for (list, id) in [("anyOf", "any-of"), ("oneOf", "one-of")] {
        let there = [format!("request-{id}-added=info"), format!("response-{id}-added=error")];
        let back = [format!("request-{id}-removed=error"), format!("response-{id}-removed=info")];
        let (there, back) = (there.each_ref().map(String::as_str), back.each_ref().map(String::as_str));
        row(&of(list, &["A", "B"]), &of(list, &["C", "B", "A"]), &there, &back);
    }
    row(
        &of("allOf", &["A", "B"]),
        &of("allOf", &["A", "C", "B"]),
        &["request-all-of-added=error", "response-all-of-added=info"],
        &["request-all-of-removed=warn", "response-all-of-removed=error"],
    );
    row(
        r#"{"type": "object", "minProperties": 1}"#,
        r#"{"type": "object", "minProperties": 1, "allOf": [{"description": "words"}]}"#,
        &["request-all-of-added-annotation-only=info", "response-all-of-added-annotation-only=info"],
        &["request-all-of-removed-annotation-only=info", "response-all-of-removed-annotation-only=info"],
    );
}

#[test]
fn what_is_wrapped_is_held_against_its_form() {
    let bare = "@A";
    let of = |list: &str| format!(r#"{{"{list}": [{bare}, @B]}}"#);
    row(
        bare,
        &of("oneOf"),
        &["request-wrapping-in-one-of=error", "response-wrapping-in-one-of=error"],
        &["request-wrapping-out-of-one-of=error", "response-wrapping-out-of-one-of=error"],
    );
    row(
        bare,
        &of("anyOf"),
        &["request-wrapping-in-any-of=info", "response-wrapping-in-any-of=error"],
        &["request-wrapping-out-of-any-of=error", "response-wrapping-out-of-any-of=info"],
    );
    row(
        bare,
        &of("allOf"),
        &["request-wrapping-in-all-of=error", "response-wrapping-in-all-of=info"],
        &["request-wrapping-out-of-all-of=info", "response-wrapping-out-of-all-of=error"],
    );
    row(
        bare,
        &format!(r#"{{"oneOf": [{{"type": "null"}}, {bare}]}}"#),
        &["request-nullable-set=info", "response-nullable-set=error"],
        &["request-nullable-unset=error", "response-nullable-unset=info"],
    );
    // The type of what holds the list is no other form, but no null passes it.
    row(
        bare,
        r#"{"type": "object", "oneOf": [@A, {"type": "null"}]}"#,
        &["request-wrapping-in-one-of=error", "response-wrapping-in-one-of=error"],
        &["request-wrapping-out-of-one-of=error", "response-wrapping-out-of-one-of=error"],
    );
    // What changed in the form is told beside.
    row(
        bare,
        r#"{"oneOf": [{"type": "null"}, {"type": "object", "properties": {}}]}"#,
        &[
            "request-nullable-set=info",
            "request-property-removed=warn",
            "response-nullable-set=error",
            "response-property-removed=warn",
        ],
        &[
            "request-nullable-unset=error",
            "request-property-added=info",
            "response-nullable-unset=info",
            "response-property-added=info",
        ],
    );
}

#[test]
fn a_discriminator_is_told_by_its_parts() {
    let of = |discriminator: &str| {
        let list = "[@A, @B]";
        format!(r#"{{"oneOf": {list}{discriminator}}}"#)
    };
    let with = |name: &str, mapping: &str| {
        of(&format!(r#", "discriminator": {{"propertyName": "{name}", "mapping": {{{mapping}}}}}"#))
    };
    let both = |action: &str| {
        [format!("request-discriminator-{action}=info"), format!("response-discriminator-{action}=info")]
    };
    let check = |one: &str, other: &str, there: &str, back: &str| {
        let (there, back) = (both(there), both(back));
        row(one, other, &there.each_ref().map(String::as_str), &back.each_ref().map(String::as_str));
    };
    check(&of(""), &with("a", ""), "added", "removed");
    check(&with("a", ""), &with("b", ""), "property-name-changed", "property-name-changed");
    check(&with("a", ""), &with("a", r#""x": "A""#), "mapping-added", "mapping-deleted");
    check(&with("a", r#""x": "B""#), &with("a", r#""x": "A""#), "mapping-changed", "mapping-changed");
    row(&with("a", r##""x": "#/components/schemas/A""##), &with("a", r#""x": "A""#), &[], &[]);
}
