//! Tests of the rules of values: each change both ways, where data is sent and where it comes back.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::TABLE;
use super::api::Kind;
use crate::diff::change::Diff;
use crate::diff::compare::as_written;
use crate::diff::compat::Side;
use crate::diff::policy::Policy;
use crate::model::place::Source;
use crate::openapi::document::{Document, parse};
use crate::openapi::schema::Direction;

/// A document with a schema at a seat: `body` and `property` are those of a request and of its answer.
fn document(seat: &str, schema: &str, media: &str) -> Document {
    let schema: Value = serde_json::from_str(schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let holder =
        if seat.ends_with("property") { json!({ "type": "object", "properties": { "p": schema } }) } else { schema };
    let parameter = |place: &str, required: bool| {
        json!({ "parameters": [{ "name": "p", "in": place, "required": required, "schema": holder }],
            "responses": { "200": { "description": "fine" } } })
    };
    let operation = match seat {
        "query" | "query property" => parameter("query", false),
        "path" => parameter("path", true),
        "header" => json!({ "responses": { "200": { "description": "", "headers": { "H": { "schema": holder } } } } }),
        _ => json!({
            "requestBody": { "content": { media: { "schema": holder } } },
            "responses": { "200": { "description": "", "content": { media: { "schema": holder } } } },
        }),
    };
    let text = json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": { "/a/{p}": { "post": operation } } });
    let source = Source { name: "openapi.json".into(), text: text.to_string() };
    parse(source).unwrap_or_else(|found| panic!("{:?}", found.into_vec()))
}

fn diff(seat: &str, old: &str, new: &str, media: &str) -> Diff {
    let side = |schema: &str| Side::new(Arc::new(document(seat, schema, media)));
    as_written(&side(old), &side(new), &Policy::default())
}

/// What changed, by id and level, in order.
fn found(seat: &str, old: &str, new: &str, media: &str) -> String {
    let diff = diff(seat, old, new, media);
    let all: BTreeSet<String> = diff.changes.iter().map(|change| format!("{}={}", change.id(), change.level)).collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// Holds a change and its reverse to what is to be found, and either side to nothing beside itself.
fn check(seat: &str, old: &str, new: &str, forth: &str, back: &str) {
    let place = format!("at {seat}: {old} → {new}");
    assert_eq!(found(seat, old, new, "application/json"), forth, "{place}");
    assert_eq!(found(seat, new, old, "application/json"), back, "{place}, turned round");
    assert_eq!(found(seat, old, old, "application/json"), "", "{place}, the old one twice");
    assert_eq!(found(seat, new, new, "application/json"), "", "{place}, the new one twice");
}

/// Holds what says the same in two ways to no change.
fn same(one: &str, other: &str) {
    for seat in ["body", "property", "query", "query property", "path", "header"] {
        check(seat, one, other, "", "");
    }
}

#[test]
fn a_bound_that_moves_is_told_at_each_seat() {
    // Keyword, id, a tighter and a looser number, and the words for going from the one to the other.
    let table = [
        ("maximum", "max", 5, 9, "decreased", "increased"),
        ("minimum", "min", 9, 5, "increased", "decreased"),
        ("exclusiveMaximum", "exclusive-max", 5, 9, "decreased", "increased"),
        ("exclusiveMinimum", "exclusive-min", 9, 5, "increased", "decreased"),
        ("maxLength", "max-length", 5, 9, "decreased", "increased"),
        ("minLength", "min-length", 9, 5, "increased", "decreased"),
        ("maxItems", "max-items", 5, 9, "decreased", "increased"),
        ("minItems", "min-items", 9, 5, "increased", "decreased"),
        ("maxProperties", "max-properties", 5, 9, "decreased", "increased"),
        ("minProperties", "min-properties", 9, 5, "increased", "decreased"),
        ("multipleOf", "multiple-of", 9, 3, "coarser", "finer"),
    ];
    for (keyword, id, tight, loose, tighter, looser) in table {
        let (tight, loose) = (format!(r#"{{"{keyword}": {tight}}}"#), format!(r#"{{"{keyword}": {loose}}}"#));
        let moved = |word: &str, request: &str, response: &str| {
            (format!("request-{id}-{word}={request}"), format!("response-{id}-{word}={response}"))
        };
        let (sent, got) = moved(tighter, "error", "info");
        let (sent_back, got_back) = moved(looser, "info", "error");
        let (set, got_set) = moved("set", "warn", "info");
        let (unset, got_unset) = moved("unset", "info", "error");
        for seat in ["body", "property"] {
            check(seat, &loose, &tight, &format!("{sent} {got}"), &format!("{sent_back} {got_back}"));
            check(seat, "{}", &tight, &format!("{set} {got_set}"), &format!("{unset} {got_unset}"));
        }
        for seat in ["query", "query property", "path"] {
            check(seat, &loose, &tight, &sent, &sent_back);
            check(seat, "{}", &tight, &set, &unset);
        }
        check("header", &loose, &tight, &got, &got_back);
        check("header", "{}", &tight, &got_set, &got_unset);
    }
}

#[test]
fn what_never_goes_that_way_is_milder() {
    let read = |more: &str| format!(r#"{{"readOnly": true{more}}}"#);
    let write = |more: &str| format!(r#"{{"writeOnly": true{more}}}"#);
    let (loose, tight) = (r#", "maximum": 9.5"#, r#", "maximum": 9.25"#);
    check(
        "property",
        &read(loose),
        &read(tight),
        "request-max-decreased-where-read-only=info response-max-decreased=info",
        "request-max-increased=info response-max-increased=error",
    );
    check(
        "property",
        &write(loose),
        &write(tight),
        "request-max-decreased=error response-max-decreased=info",
        "request-max-increased=info response-max-increased-where-write-only=info",
    );
    check(
        "property",
        &read(r#", "enum": ["a", "b"]"#),
        &read(r#", "enum": ["a"]"#),
        "request-enum-value-removed-where-read-only=info response-enum-value-removed=info",
        "request-enum-value-added=info response-enum-value-added=warn",
    );
    check(
        "property",
        &write(r#", "type": "string""#),
        &write(r#", "type": "boolean""#),
        "request-type-changed=error response-type-changed-where-write-only=info",
        "request-type-changed=error response-type-changed-where-write-only=info",
    );
}

#[test]
fn bounds_of_both_versions_are_one_number() {
    same(r#"{"maximum": 5, "exclusiveMaximum": true}"#, r#"{"exclusiveMaximum": 5}"#);
    same(r#"{"minimum": 5, "exclusiveMinimum": true}"#, r#"{"exclusiveMinimum": 5}"#);
    same(r#"{"maximum": 5, "exclusiveMaximum": false}"#, r#"{"maximum": 5}"#);
    same(r#"{"maximum": 5}"#, r#"{"maximum": 5.0}"#);
    same(r#"{"multipleOf": 0.01}"#, r#"{"multipleOf": 0.010}"#);
    let (inclusive, exclusive) = (r#"{"maximum": 5}"#, r#"{"maximum": 5, "exclusiveMaximum": true}"#);
    check("query", inclusive, exclusive, "request-exclusive-max-set=warn", "request-exclusive-max-unset=info");
    let whole = |last: u8| format!(r#"{{"maximum": 922337203685477580{last}}}"#);
    check("query", &whole(7), &whole(6), "request-max-decreased=error", "request-max-increased=info");
    let cents = |number: &str| format!(r#"{{"multipleOf": {number}}}"#);
    check(
        "query",
        &cents("0.01"),
        &cents("0.05"),
        "request-multiple-of-coarser=error",
        "request-multiple-of-finer=info",
    );
    check("query", &cents("5"), &cents("7"), "request-multiple-of-changed=error", "request-multiple-of-changed=error");
}

#[test]
fn listed_values_and_fixed_ones() {
    let (two, one) = (r#"{"enum": ["a", "b"]}"#, r#"{"enum": ["a"]}"#);
    let gone = "request-enum-value-removed=error response-enum-value-removed=info";
    let come = "request-enum-value-added=info response-enum-value-added=warn";
    for seat in ["body", "property"] {
        check(seat, two, one, gone, come);
        check(seat, two, r#"{"const": "a"}"#, gone, come);
        check(
            seat,
            r#"{"type": "string"}"#,
            r#"{"type": "string", "enum": ["a"]}"#,
            "request-enum-added=error response-enum-added=info",
            "request-enum-removed=info response-enum-removed=warn",
        );
        check(
            seat,
            r#"{"type": "string"}"#,
            r#"{"type": "string", "const": "a"}"#,
            "request-const-added=error response-const-added=info",
            "request-const-removed=info response-const-removed=error",
        );
        let changed = "request-const-changed=error response-const-changed=error";
        check(seat, r#"{"const": "a"}"#, r#"{"const": "b"}"#, changed, changed);
    }
    check("query", two, one, "request-enum-value-removed=error", "request-enum-value-added=info");
    check("header", two, one, "response-enum-value-removed=info", "response-enum-value-added=warn");
    same(r#"{"enum": ["a"]}"#, r#"{"const": "a"}"#);
    same(r#"{"enum": ["a", "b"]}"#, r#"{"enum": ["b", "a"]}"#);
    same(
        r#"{"type": ["string", "null"], "enum": ["a", null]}"#,
        r#"{"nullable": true, "type": "string", "enum": ["a"]}"#,
    );
    check(
        "query",
        r#"{"x-extensible-enum": ["a", "b"]}"#,
        r#"{"x-extensible-enum": ["a"]}"#,
        "request-extensible-enum-value-removed=error",
        "request-extensible-enum-value-added=info",
    );
}

#[test]
fn null_is_told_once_however_it_is_said() {
    let plain = r#"{"type": "string", "maxLength": 5}"#;
    let ways = [
        r#"{"type": "string", "maxLength": 5, "nullable": true}"#,
        r#"{"type": ["string", "null"], "maxLength": 5}"#,
        r#"{"oneOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]}"#,
        r#"{"anyOf": [{"enum": [null]}, {"type": "string", "maxLength": 5}]}"#,
        r#"{"nullable": true, "allOf": [{"type": "string", "maxLength": 5}]}"#,
    ];
    for way in ways {
        for seat in ["body", "property"] {
            check(
                seat,
                plain,
                way,
                "request-nullable-set=info response-nullable-set=error",
                "request-nullable-unset=error response-nullable-unset=info",
            );
        }
        check("query", plain, way, "request-nullable-set=info", "request-nullable-unset=error");
        check("header", plain, way, "response-nullable-set=error", "response-nullable-unset=info");
        for other in ways {
            same(way, other);
        }
    }
    // What is wrapped is compared with what it was before.
    check(
        "query",
        plain,
        r#"{"oneOf": [{"type": "string", "maxLength": 4}, {"type": "null"}]}"#,
        "request-max-length-decreased=error request-nullable-set=info",
        "request-max-length-increased=info request-nullable-unset=error",
    );
    // What names no type allows null without a word.
    check(
        "body",
        r#"{"type": ["string", "null"]}"#,
        "{}",
        "request-type-generalized=info response-type-changed=error",
        "request-type-changed=error response-type-specialized=info",
    );
}

#[test]
fn kinds_of_values() {
    let kind = |name: &str| format!(r#"{{"type": "{name}"}}"#);
    let form = |name: &str, format: &str| format!(r#"{{"type": "{name}", "format": "{format}"}}"#);
    for seat in ["body", "property"] {
        let both = "request-type-changed=error response-type-changed=error";
        check(seat, &kind("string"), &kind("integer"), both, both);
        let (wider, narrower) = (
            "request-type-generalized=info response-type-generalized=error",
            "request-type-changed=error response-type-specialized=info",
        );
        check(seat, &kind("integer"), &kind("number"), wider, narrower);
        check(seat, &kind("string"), r#"{"type": ["integer", "string"]}"#, wider, narrower);
        let free = "request-type-generalized=info response-type-changed=error";
        check(seat, &kind("string"), "{}", free, narrower);
        check(seat, &form("string", "date"), &form("string", "date-time"), free, narrower);
        check(seat, &form("string", "uuid"), &kind("string"), free, narrower);
        check(seat, &form("string", "uuid"), &form("string", "email"), both, both);
        check(
            seat,
            &kind("string"),
            r#"{"oneOf": [{"type": "integer"}, {"type": "string"}]}"#,
            "request-list-of-types-widened=info response-list-of-types-widened=error",
            "request-list-of-types-narrowed=error response-list-of-types-narrowed=info",
        );
    }
    check(
        "query",
        r#"{"oneOf": [{"type": "number"}, {"type": "boolean"}]}"#,
        r#"{"oneOf": [{"type": "integer"}, {"type": "boolean"}]}"#,
        "request-list-of-types-narrowed=error",
        "request-list-of-types-widened=info",
    );
    // A parameter is text: any number is a text, not any text a number.
    check("path", &kind("integer"), &kind("string"), "request-type-generalized=info", "request-type-changed=error");
    check(
        "query property",
        &kind("integer"),
        &kind("string"),
        "request-type-changed=warn",
        "request-type-specialized=error",
    );
    check(
        "query property",
        &kind("integer"),
        &kind("number"),
        "request-type-generalized=info",
        "request-type-specialized=error",
    );
    check("header", &kind("string"), &kind("integer"), "response-type-compatible=info", "response-type-changed=error");
    same(r#"{"type": "string"}"#, r#"{"type": ["string"]}"#);
    same(r#"{"type": "string"}"#, r#"{"allOf": [{"type": "string"}]}"#);
    same(r#"{"enum": ["a"]}"#, r#"{"type": "string", "enum": ["a"]}"#);
}

#[test]
fn one_value_of_a_query_is_a_list_of_one() {
    let list = |items: &str, more: &str| format!(r#"{{"type": "array", "items": {items}{more}}}"#);
    let text = r#"{"type": "string"}"#;
    check("query", text, &list(text, ""), "request-type-generalized=info", "request-type-changed=error");
    check(
        "query",
        text,
        &list(r#"{"type": "integer"}"#, ""),
        "request-type-changed=error",
        "request-type-changed=error",
    );
    check(
        "query",
        text,
        &list(text, r#", "minItems": 2"#),
        "request-min-items-set=warn request-type-changed=error",
        "request-min-items-unset=info request-type-changed=error",
    );
    // In a path it is `a,b`: one value with a comma would be two, and two are one text.
    check("path", text, &list(text, ""), "request-type-changed=error", "request-type-generalized=info");
}

#[test]
fn where_all_is_text_a_number_is_a_text() {
    let (number, text) = (r#"{"type": "integer"}"#, r#"{"type": "string"}"#);
    for media in ["application/xml", "application/x-www-form-urlencoded"] {
        let forth = "request-type-compatible=info response-type-changed=error";
        assert_eq!(found("body", number, text, media), forth, "{media}");
        assert_eq!(found("body", text, number, media), "request-type-changed=error response-type-compatible=info");
    }
    let both = "request-type-changed=error response-type-changed=error";
    assert_eq!(found("body", number, text, "application/problem+json"), both);
}

#[test]
fn patterns_defaults_and_what_a_text_holds() {
    let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": "{text}"}}"#);
    let (free, a, b) = (r#"{"type": "string"}"#, pattern("^a$"), pattern("^b$"));
    check("query", free, &a, "request-pattern-added=error", "request-pattern-removed=info");
    check("query", &a, &b, "request-pattern-changed=warn", "request-pattern-changed=warn");
    check("query", &a, &pattern(".*"), "request-pattern-generalized=info", "request-pattern-changed=warn");
    check("header", &a, &b, "response-pattern-changed=info", "response-pattern-changed=info");
    let default = |text: &str| format!(r#"{{"default": "{text}"}}"#);
    let (one, other) = (default("a"), default("b"));
    let told = |word: &str| format!("request-default-value-{word}=info response-default-value-{word}=info");
    check("body", &one, &other, &told("changed"), &told("changed"));
    check("property", "{}", &one, &told("added"), &told("removed"));
    check("query", "{}", &one, "request-parameter-default-added=error", "request-parameter-default-removed=error");
    check("query", &one, &other, "request-parameter-default-changed=error", "request-parameter-default-changed=error");
    // What is required is always sent.
    check("path", &one, &other, "", "");
    for (keyword, id) in [("contentEncoding", "content-encoding"), ("contentMediaType", "content-media-type")] {
        let told = format!("request-{id}-changed=error response-{id}-changed=error");
        check("property", "{}", &format!(r#"{{"{keyword}": "x"}}"#), &told, &told);
    }
    check(
        "property",
        "{}",
        r#"{"contentSchema": {"type": "object"}}"#,
        "request-content-schema-added=error response-content-schema-added=info",
        "request-content-schema-removed=info response-content-schema-removed=error",
    );
    check(
        "query",
        "{}",
        r#"{"uniqueItems": true}"#,
        "request-unique-items-set=warn",
        "request-unique-items-unset=info",
    );
}

#[test]
fn texts_show_what_is_written_and_where() {
    let diff = diff("query", r#"{"maximum": 9}"#, r#"{"maximum": 5, "enum": ["a"]}"#, "application/json");
    let texts: Vec<(&str, &str)> = diff
        .changes
        .iter()
        .map(|change| (change.text.as_str(), change.new.as_ref().unwrap().pointer.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(texts, [("only `\"a\"` may stand here now", "enum"), ("`maximum` went from 9 down to 5", "maximum")]);
}

#[test]
fn a_row_is_told_apart_by_its_action_and_its_seat() {
    for rule in TABLE.iter().filter(|rule| rule.kind == Kind::Schema) {
        let mut known = BTreeSet::new();
        for row in rule.rows {
            assert!(known.insert((row.action, row.seat)), "{} has two rows {} at {:?}", rule.id, row.action, row.seat);
            let word = if row.seat.direction() == Direction::Request { "request" } else { "response" };
            // A fault of the document itself is named without a direction.
            let fits = |name: &str| name.contains(word) || name.starts_with("api-");
            assert!(row.oasdiff.is_none_or(fits), "{}: {:?} is not of a {word}", rule.id, row.oasdiff);
        }
    }
}
