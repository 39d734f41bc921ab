//! The table of meanings: pairs of schemas, and who is broken when one becomes the other.

use super::*;

/// What is to be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Say {
    /// Proved.
    Covered,
    /// Broken, with a witness.
    Broken,
}
use Say::{Broken as B, Covered as C};

/// Holds rows of old, new, what is said of requests (old values to the new schema) and of responses (new values to the old
/// one). Each row is one of two schemas, or of two sets of named ones with `It` among them.
#[track_caller]
pub(super) fn hold(version: &str, world: World, rows: &[(Value, Value, Say, Say)]) {
    let named = |one: &Value| if one.get("It").is_some() { one.clone() } else { json!({"It": one}) };
    let mut wrong = Vec::new();
    for (old, new, request, response) in rows {
        for (direction, expected) in [(Direction::Request, request), (Direction::Response, response)] {
            let said = verdict(version, &named(old), &named(new), direction, world);
            let right = match expected {
                Say::Covered => said == Verdict::Covered,
                Say::Broken => matches!(said, Verdict::Broken { .. }),
            };
            if !right {
                wrong.push(format!("{direction:?} {old} → {new}: {said:?}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), rows.len() * 2, wrong.join("\n"));
}

/// Reads rows such as `old => new : C B`, one a line: requests first, then responses.
fn read(rows: &str) -> Vec<(Value, Value, Say, Say)> {
    let say = |letter: &str| if letter == "C" { C } else { B };
    let row = |line: &str| {
        let (schemas, said) = line.rsplit_once(" : ").unwrap();
        let (old, new) = schemas.split_once(" => ").unwrap();
        let (request, response) = said.split_once(' ').unwrap();
        let schema = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (schema(old), schema(new), say(request), say(response))
    };
    rows.lines().map(str::trim).filter(|line| !line.is_empty()).map(row).collect()
}

#[test]
fn scalars() {
    let rows = r#"
        {"type": "integer", "maximum": 10} => {"type": "integer", "exclusiveMaximum": 11} : C C
        {"type": "number", "maximum": 10} => {"type": "number", "exclusiveMaximum": 11} : C B
        {"type": "integer", "minimum": 1} => {"type": "integer", "minimum": 2} : B C
        {"type": "integer", "minimum": 0.5} => {"type": "integer", "exclusiveMinimum": 0} : C C
        {"type": "integer"} => {"type": "number"} : C B
        {"type": "integer"} => {"type": "number", "multipleOf": 1} : C C
        {"type": "number", "multipleOf": 4} => {"type": "number", "multipleOf": 2} : C B
        {"type": "integer", "multipleOf": 6} => {"allOf": [{"type": "integer", "multipleOf": 3}, {"multipleOf": 2}]} : C C
        {"const": "a"} => {"enum": ["a"]} : C C
        {"enum": ["a", "b"]} => {"enum": ["b", "a", "c"]} : C B
        {"enum": [1, 2]} => {"anyOf": [{"const": 1}, {"const": 2}]} : C C
        {"enum": [1, 2]} => {"oneOf": [{"const": 1}, {"const": 2}]} : C C
        {"enum": [1.0]} => {"const": 1} : C C
        {"type": "integer", "minimum": 1, "maximum": 3} => {"enum": [1, 2, 3]} : C C
        {"type": "boolean"} => {"enum": [true, false]} : C C
        {"type": "boolean"} => {"const": true} : B C
        {"enum": ["a", "bb"]} => {"type": "string", "maxLength": 2} : C B
        {"enum": ["a", "bbb"]} => {"type": "string", "maxLength": 2} : B B
        {"enum": ["a1", "b2"]} => {"type": "string", "pattern": "^[a-z][0-9]$"} : C B
        {"type": ["string", "null"]} => {"anyOf": [{"type": "null"}, {"type": "string"}]} : C C
        {"type": ["string", "null"]} => {"oneOf": [{"type": "null"}, {"type": "string"}]} : C C
        {"type": ["string", "null"]} => {"type": "string"} : B C
        {"type": "string"} => {"type": ["string", "integer"]} : C B
        {"type": "string", "maxLength": 5} => {"type": "string", "maxLength": 6} : C B
        {"type": "string"} => {"type": "string", "minLength": 0} : C C
        {"type": "string"} => {"type": "string", "minLength": 1} : B C
        {"type": "string", "format": "uuid"} => {"type": "string"} : C B
        {"type": "string"} => {"type": "string", "format": "int-of-mine"} : C C
        {"type": "string"} => {"type": "string", "format": "date-time"} : B C
        {"type": "string", "pattern": "^a"} => {"type": "string", "pattern": "^b"} : B B
        {"type": "integer", "format": "int32"} => {"type": "integer", "format": "int64"} : C B
        {"type": "string", "default": "a"} => {"type": "string", "default": "b", "title": "T"} : C C
        {} => true : C C
        true => false : B C
        {"type": "string"} => {"not": {"type": "integer"}} : C B
        {"not": {"const": 1}} => {"not": {"enum": [1, 2]}} : B C
        {"type": "string", "not": {"const": "x"}} => {"type": "string", "not": {"enum": ["x"]}} : C C
        {"allOf": [{"type": "string"}, {"maxLength": 3}]} => {"type": "string", "maxLength": 3} : C C
        {"oneOf": [{"type": "string"}]} => {"type": "string"} : C C
        {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "string", "maxLength": 5}]} => {"type": "string", "maxLength": 5} : C C
        {"type": "integer"} => {"if": {"minimum": 0}, "then": {"type": "integer"}, "else": {"type": "integer"}} : C C
        {"type": "integer", "if": {"minimum": 10}, "then": {"multipleOf": 10}} => {"type": "integer", "if": {"minimum": 10}, "then": {"multipleOf": 5}} : C B
        {"type": "integer", "minimum": 0} => {"type": "integer", "if": {"minimum": 10}, "then": {"maximum": 20}} : B B
    "#;
    hold("3.1.1", World::Declared, &read(rows));
}

#[test]
fn objects() {
    let rows = r#"
        {"type": "object", "properties": {"a": {"type": "string"}}} => {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}} : C C
        {"type": "object", "properties": {"a": {}}, "additionalProperties": false} => {"type": "object", "properties": {"a": {}, "b": {"type": "string"}}} : C B
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}}, "required": ["a"]} : B C
        {"type": "object", "properties": {"a": {}}, "required": ["a"]} => {"type": "object", "allOf": [{"required": ["a"]}, {"properties": {"a": {}}}]} : C C
        {"type": "object", "properties": {"a": {"type": "integer"}}} => {"type": "object", "properties": {"a": {"type": "string"}}} : B B
        {"type": "object", "properties": {"a": {}, "b": {}}} => {"type": "object", "properties": {"a": {}}, "additionalProperties": false} : B C
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}}, "additionalProperties": false} : C C
        {"type": "object", "additionalProperties": {"type": "string"}} => {"type": "object", "additionalProperties": {"type": ["string", "null"]}} : C B
        {"type": "object", "additionalProperties": {"type": "string"}} => {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}} : C C
        {"type": "object", "additionalProperties": {"type": "string"}} => {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "string"}} : B B
        {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false} => {"type": "object", "patternProperties": {"^x": {"type": ["string", "null"]}}, "additionalProperties": false} : C B
        {"type": "object", "properties": {"xa": {"type": "integer"}}} => {"type": "object", "patternProperties": {"^x": {"type": "integer"}}} : C C
        {"type": "object", "properties": {"xa": {"type": "integer"}}} => {"type": "object", "properties": {"xa": {"type": "integer"}}, "patternProperties": {"^x": {"type": "string"}}} : B C
        {"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer"}} => {"type": "object", "additionalProperties": {"type": "integer"}} : C B
        {"type": "object", "properties": {"a": {}}, "required": ["a"]} => {"type": "object", "properties": {"a": {}}, "required": ["a"], "minProperties": 1} : C C
        {"type": "object", "properties": {"a": {}, "b": {}}} => {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 2} : C C
        {"type": "object", "properties": {"a": {}, "b": {}}} => {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1} : B C
        {"type": "object", "properties": {"a": {}, "b": {}}} => {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}} : B C
        {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["b"]} => {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["b"], "dependentRequired": {"a": ["b"]}} : C C
        {"type": "object", "properties": {"a": {}, "b": {"type": "string"}}} => {"type": "object", "properties": {"a": {}, "b": {"type": "string"}}, "dependentSchemas": {"a": {"required": ["b"]}}} : B C
        {"type": "object", "additionalProperties": {"type": "integer"}} => {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 3}} : B C
        {"type": "object", "additionalProperties": {}, "propertyNames": {"maxLength": 2}} => {"type": "object", "additionalProperties": {}, "propertyNames": {"maxLength": 3}} : C B
        {"type": "object", "properties": {"a": {"properties": {"b": {"type": "integer"}}, "type": "object"}}} => {"type": "object", "properties": {"a": {"properties": {"b": {"type": "integer", "minimum": 0}}, "type": "object"}}} : B C
        {"type": "object", "properties": {"a": {"type": "array", "items": {"enum": ["x", "y"]}}}} => {"type": "object", "properties": {"a": {"type": "array", "items": {"enum": ["x"]}}}} : B C
        {"type": "object", "properties": {"a": false, "b": {}}} => {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}} : C B
        {"oneOf": [{"type": "object", "properties": {"k": {"const": "a"}, "x": {"type": "integer"}}, "required": ["k"]}, {"type": "object", "properties": {"k": {"const": "b"}}, "required": ["k"]}]} => {"oneOf": [{"type": "object", "properties": {"k": {"const": "b"}}, "required": ["k"]}, {"type": "object", "properties": {"k": {"const": "a"}, "x": {"type": "number"}}, "required": ["k"]}]} : C B
        {"anyOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"type": "null"}]} => {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "string"}}}]} : C B
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "integer"}}, "required": ["b"]}]} => {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["b"]} : C C
        {"type": "object", "properties": {"a": {}}, "unevaluatedProperties": false} => {"type": "object", "properties": {"a": {}}, "additionalProperties": false} : C C
        {"type": "object", "properties": {"a": {"type": "string", "readOnly": true}}, "required": ["a"]} => {"type": "object", "properties": {"a": {"type": "integer", "readOnly": true}}, "required": ["a"]} : C B
        {"type": "object", "properties": {"a": {"type": "string", "writeOnly": true}}, "required": ["a"]} => {"type": "object", "properties": {"a": {"type": "integer", "writeOnly": true}}, "required": ["a"]} : B C
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}}, "if": {"required": ["a"]}, "then": {"required": ["b"]}} : B C
    "#;
    hold("3.1.1", World::Declared, &read(rows));
}

#[test]
fn lists() {
    let rows = r#"
        {"type": "array", "items": {"type": "integer"}} => {"type": "array", "items": {"type": "number"}} : C B
        {"type": "array"} => {"type": "array", "uniqueItems": true} : B C
        {"type": "array", "maxItems": 1} => {"type": "array", "uniqueItems": true, "maxItems": 1} : C C
        {"type": "array", "minItems": 2} => {"type": "array", "minItems": 1} : C B
        {"type": "array", "maxItems": 2} => {"type": "array", "maxItems": 1} : B C
        {"type": "array", "items": {"type": "string"}} => {"type": "array", "contains": {"type": "string"}} : B B
        {"type": "array", "items": {"type": "string"}, "minItems": 1} => {"type": "array", "contains": {"type": "string"}} : C B
        {"type": "array", "contains": {"const": 1}} => {"type": "array", "minItems": 1} : C B
        {"type": "array", "contains": {"const": 1}, "minContains": 2} => {"type": "array", "contains": {"type": "integer"}} : C B
        {"type": "array", "prefixItems": [{"type": "string"}], "items": false} => {"type": "array", "items": {"type": "string"}, "maxItems": 1} : C C
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]} => {"type": "array", "prefixItems": [{"type": "string"}]} : C B
        {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}} => {"type": "array", "items": {"type": ["string", "integer"]}} : C B
    "#;
    hold("3.1.1", World::Declared, &read(rows));
}

#[test]
fn the_words_of_openapi_3_0() {
    let rows = r#"
        {"type": "string"} => {"type": "string", "nullable": true} : C B
        {"type": "string", "nullable": true} => {"type": "string", "nullable": false} : B C
        {"type": "integer", "maximum": 10, "exclusiveMaximum": true} => {"type": "integer", "maximum": 9} : C C
        {"type": "integer", "minimum": 1} => {"type": "integer", "minimum": 1, "exclusiveMinimum": true} : B C
        {"type": "string", "enum": ["a"], "nullable": true} => {"type": "string", "enum": ["a"]} : B C
        {"type": "string", "maxLength": 3} => {"type": "string", "maxLength": 3, "const": "x"} : C C
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}], "nullable": true} => {"type": "object", "properties": {"a": {"type": "string"}}} : C C
        {"type": "array", "items": {"type": "string", "nullable": true}} => {"type": "array", "items": {"type": "string"}} : B C
    "#;
    hold("3.0.3", World::Declared, &read(rows));
}

#[test]
fn the_open_world_counts_what_nobody_declared() {
    let rows = r#"
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}, "b": {"type": "string"}}} : B C
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}}, "additionalProperties": false} : B C
        {"type": "object", "properties": {"a": {}}} => {"type": "object", "properties": {"a": {}}, "additionalProperties": true} : C C
        {"type": "object"} => {"type": "object", "maxProperties": 3} : B C
    "#;
    hold("3.1.1", World::Open, &read(rows));
}
