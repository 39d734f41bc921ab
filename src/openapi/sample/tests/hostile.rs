//! Schemas that are meant to hang, to overflow or to lie: they end, with a reason.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::sampler;
use crate::openapi::sample::{Hints, Sampler};

#[test]
fn what_takes_nothing_gives_nothing() {
    for schema in [
        json!(false),
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"type": "string", "minLength": 10_000_000}),
        json!({"type": "array", "minItems": 100_000_000}),
        json!({"type": "object", "minProperties": 100_000_000}),
        json!({"type": "string", "minLength": 5, "maxLength": 2}),
        json!({"type": "integer", "minimum": 5, "maximum": 2}),
        json!({"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}),
        json!({"type": "array", "items": {"type": "boolean"}, "uniqueItems": true, "minItems": 3}),
        json!({"type": "object", "required": ["a"], "properties": {"a": false}}),
        json!({"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/a"}}}}}),
        json!({"type": "string", "pattern": "^a$", "minLength": 3}),
        json!({"const": 1, "enum": [2]}),
        json!({"not": {}}),
    ] {
        let (sampler, _) = sampler(&schema);
        let error = sampler.valid(1).unwrap_err();
        assert!(!error.reason.is_empty());
        assert!(sampler.plain().is_err());
        assert!(sampler.covering().is_empty());
        assert!(sampler.invalid().is_empty(), "where nothing fits, nothing is wrong in one way");
    }
}

#[test]
fn alternatives_of_alternatives_end() {
    let two = json!([{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"type": "string"}}}]);
    let many: Vec<Value> = (0..40).map(|_| json!({"anyOf": two})).collect();
    let mut deep = json!({"type": "integer"});
    for _ in 0..40 {
        deep = json!({"anyOf": [{"type": "string", "maxLength": 2}, deep, {"type": "object", "properties": {"x": {"type": "null"}}}]});
    }
    let mut wide = Map::new();
    for index in 0..30 {
        wide.insert(format!("p{index}"), json!({"$ref": "#/$defs/wide"}));
    }
    for schema in [
        json!({"type": "object", "allOf": many}),
        deep,
        json!({"$ref": "#/$defs/wide", "$defs": {"wide": {"type": "object", "properties": wide}}}),
        json!({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "string"}]}}}),
        json!({"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}, {"type": "object"}]}, "b": {"properties": {"x": {"$ref": "#/$defs/a"}}}}}),
    ] {
        let (sampler, validator) = sampler(&schema);
        for seed in 0..20 {
            let value = sampler.valid(seed).unwrap();
            assert!(validator.is_valid(&value));
            assert!(value.to_string().len() < 70_000, "{}", value.to_string().len());
        }
        assert!(sampler.covering().len() <= 4000 && sampler.invalid().len() <= 4000);
    }
}

#[test]
fn a_pattern_that_explodes_ends() {
    let schema = json!({"type": "string", "pattern": "^((a{1000}){1000}){1000}$"});
    let anything = Arc::new(jsonschema::validator_for(&json!(false)).unwrap());
    let sampler = Sampler::new(schema, anything, Hints::default());
    assert!(sampler.valid(1).is_err());
    assert!(sampler.covering().is_empty() && sampler.invalid().is_empty());
}

#[test]
fn a_reference_to_nowhere_is_told() {
    let anything = Arc::new(jsonschema::validator_for(&json!(true)).unwrap());
    let sampler = Sampler::new(json!({"$ref": "#/$defs/gone"}), anything, Hints::default());
    assert!(sampler.valid(1).unwrap_err().to_string().contains("`#/$defs/gone` leads nowhere"));
}
