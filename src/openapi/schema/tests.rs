//! Tests of schemas: the dialects, closing, discriminators, places.

use serde_json::json;

use super::*;
use crate::model::place::Source;
use crate::openapi::document;
use crate::value::matcher::step::location;

mod closed;
mod discriminator;
mod documents;
mod modern;
mod old;
mod shared;
mod suite;

/// The schemas under `components/schemas`, written in YAML with an indent of four.
fn schemas(version: &str, text: &str) -> Schemas {
    let text = format!("{version}\ncomponents:\n  schemas:\n{text}\n");
    whole(&text)
}

fn whole(text: &str) -> Schemas {
    let source = Source { name: "openapi.yaml".into(), text: text.into() };
    let document = document::parse(source).unwrap_or_else(|found| panic!("{:?}", found.into_vec()));
    Schemas::new(Arc::new(document))
}

fn thirty(text: &str) -> Schemas {
    schemas("openapi: 3.0.3", text)
}

fn modern(text: &str) -> Schemas {
    schemas("openapi: 3.1.1", text)
}

fn named(name: &str) -> At {
    At::file(0).down(&["components", "schemas", name])
}

/// Each miss as `where: expected X, got Y (the demand's line)`.
fn said(schemas: &Schemas, name: &str, direction: Direction, undeclared: Undeclared, value: &Value) -> Vec<String> {
    let misses = schemas.judge(&named(name), direction, undeclared, value).unwrap_or_else(|fault| panic!("{fault:?}"));
    misses.iter().map(|miss| format!("{}: {} / {}", location("$", &miss.steps), miss.expected, miss.actual)).collect()
}

fn open(schemas: &Schemas, name: &str, value: &Value) -> Vec<String> {
    said(schemas, name, Direction::Response, Undeclared::Allow, value)
}

#[track_caller]
fn fits(schemas: &Schemas, name: &str, value: &Value) {
    assert_eq!(open(schemas, name, value), [] as [&str; 0], "{value}");
}

#[track_caller]
fn misses(schemas: &Schemas, name: &str, value: &Value, what: &str) {
    let said = open(schemas, name, value);
    assert!(said.first().is_some_and(|first| first.contains(what)), "{value}: {said:?}");
}

fn fault(schemas: &Schemas, name: &str) -> String {
    let fault = schemas.bundled(&named(name), Direction::Response).unwrap_err();
    let diagnostic = fault.diagnostic(&schemas.document);
    let place = diagnostic.place.as_ref().unwrap();
    format!("{place} {} {} {}", diagnostic.code, diagnostic.message, diagnostic.help.unwrap_or_default())
}

#[test]
fn a_bundle_holds_what_it_reaches_and_nothing_else() {
    let schemas = thirty(
        "    A: { type: object, properties: { b: { $ref: '#/components/schemas/B' }, self: { $ref: '#/components/schemas/A' } } }\n    B: { type: string, maxLength: 3 }\n    C: { $ref: '#/components/schemas/none' }\n    D: { type: integer }",
    );
    let bundle = schemas.bundled(&named("A"), Direction::Response).unwrap();
    let written = json!({"type": "object", "properties": {"b": {"$ref": "#/$defs/1"}, "self": {"$ref": "#/$defs/0"}}});
    assert_eq!(*bundle.schema(), written);
    assert_eq!(bundle.target("#/$defs/0"), Some(&written));
    assert_eq!(bundle.target("#/$defs/1"), Some(&json!({"type": "string", "maxLength": 3})));
    assert_eq!(bundle.part("/$defs/1/maxLength"), Some(&json!(3)));
    assert_eq!(bundle.place("/$defs/1/maxLength"), named("B").child("maxLength"));
    assert_eq!(bundle.place("/$defs/0/properties/b"), named("A").down(&["properties", "b"]));
    assert_eq!(bundle.place("/type"), named("A").child("type"));
    let plain = schemas.bundled(&named("D"), Direction::Response).unwrap();
    assert_eq!(*plain.schema(), json!({"type": "integer"}));
    // One that is broken stands in nobody's way.
    assert!(fault(&schemas, "C").contains("openapi.yaml:6:8 contract-reference"), "{}", fault(&schemas, "C"));
    fits(&schemas, "A", &json!({"b": "abc", "self": {"self": {}}}));
    misses(&schemas, "A", &json!({"self": {"self": {"b": "abcd"}}}), "$.self.self.b: a value that fits `maxLength`");
}

#[test]
fn a_miss_names_the_place_of_the_demand() {
    let schemas = thirty(
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }] }\n    B: { properties: { n: { type: integer, format: int32 }, e: { enum: [a, b] } } }",
    );
    let at = |value: &Value| {
        let misses = schemas.judge(&named("A"), Direction::Response, Undeclared::Error, value).unwrap();
        misses.iter().map(|miss| miss.at.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(at(&json!({"n": "1"})), ["#/components/schemas/B/properties/n/type"]);
    assert_eq!(at(&json!({"n": 1_u64 << 40})), ["#/components/schemas/B/properties/n/format"]);
    assert_eq!(at(&json!({"e": "c"})), ["#/components/schemas/B/properties/e/enum"]);
    assert_eq!(at(&json!({"x": "c"})), ["#/components/schemas/A"]);
}

#[test]
fn a_bad_schema_is_told_and_the_others_serve() {
    let schemas = modern(
        "    A: { type: string, pattern: '(' }\n    B: { type: strin }\n    C: { type: string, pattern: '^(?!x)\\d+$' }\n    D: { $schema: 'https://example.com/mine' }\n    E: { properties: { a: 3 } }\n    F: { $ref: '#/components/schemas/F' }",
    );
    assert!(fault(&schemas, "A").contains("openapi.yaml:4:"), "{}", fault(&schemas, "A"));
    assert!(fault(&schemas, "B").contains("openapi.yaml:5:"), "{}", fault(&schemas, "B"));
    fits(&schemas, "C", &json!("12"));
    misses(&schemas, "C", &json!("x"), "text that matches");
    assert!(fault(&schemas, "D").contains("`https://example.com/mine` is not known here"), "{}", fault(&schemas, "D"));
    assert!(fault(&schemas, "E").contains("a schema is a mapping, not number 3"), "{}", fault(&schemas, "E"));
    assert!(fault(&schemas, "F").contains("back to itself"), "{}", fault(&schemas, "F"));
}

#[test]
fn a_dozen_at_most_and_how_many_more() {
    let schemas = thirty("    A: { type: array, items: { type: integer } }");
    let value: Value = vec!["x"; 20].into();
    let misses = schemas.judge(&named("A"), Direction::Response, Undeclared::Error, &value).unwrap();
    assert_eq!(misses.len(), 12);
    assert_eq!(misses[11].note.as_deref(), Some("and 8 more"));
}

#[test]
fn many_threads_share_one_schema() {
    let schemas = thirty("    A: { type: integer }");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fits(&schemas, "A", &json!(1)));
        }
    });
    let one = schemas.bundled(&named("A"), Direction::Response).unwrap();
    assert!(Arc::ptr_eq(&one, &schemas.bundled(&named("A"), Direction::Response).unwrap()));
}
