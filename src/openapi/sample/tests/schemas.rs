//! Schemas of every kind: what is made of them fits, and what is made wrong does not.

use serde_json::{Value, json};

use super::sampler;

#[allow(clippy::too_many_lines)]
fn schemas() -> Vec<Value> {
    vec![
        json!(true),
        json!({}),
        json!({"type": "null"}),
        json!({"type": "boolean"}),
        json!({"type": "integer"}),
        json!({"type": "number"}),
        json!({"type": "string"}),
        json!({"type": "array"}),
        json!({"type": "object"}),
        json!({"type": ["string", "null"]}),
        json!({"type": ["integer", "string", "boolean", "null", "array", "object"]}),
        json!({"enum": ["a", 1, null, true, [1], {"x": 1}]}),
        json!({"type": "string", "enum": ["a", 1]}),
        json!({"const": {"a": [1, 2]}}),
        json!({"type": "integer", "minimum": 5, "maximum": 5}),
        json!({"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7}),
        json!({"type": "integer", "minimum": -10, "maximum": 100, "multipleOf": 7}),
        json!({"type": "number", "multipleOf": 0.01, "minimum": 0}),
        json!({"type": "number", "minimum": 0.5, "maximum": 0.75}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        json!({"type": "integer", "minimum": 9_007_199_254_740_993_u64}),
        json!({"type": "integer", "maximum": -9_223_372_036_854_775_000_i64}),
        json!({"type": "integer", "format": "int32"}),
        json!({"type": "integer", "format": "int64", "minimum": 1}),
        json!({"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "maximum": 100, "minimum": 1}),
        json!({"type": "integer", "minimum": 1.5, "maximum": 3.5}),
        json!({"type": "number", "not": {"type": "integer"}}),
        json!({"type": "string", "minLength": 3, "maxLength": 5}),
        json!({"type": "string", "minLength": 500}),
        json!({"type": "string", "maxLength": 0}),
        json!({"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}),
        json!({"type": "string", "pattern": "^\\d{3}-\\d{2}-\\d{4}$"}),
        json!({"type": "string", "pattern": "foo|bar", "minLength": 10}),
        json!({"type": "string", "pattern": "^[a-z]+$", "minLength": 20, "maxLength": 22}),
        json!({"type": "string", "pattern": "^(?=.*[A-Z])(?=.*[0-9])(?=.*[a-z]).{8,20}$"}),
        json!({"type": "string", "pattern": "^(?!admin)[a-z]{3,10}$"}),
        json!({"type": "string", "not": {"pattern": "^a"}}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "format": "email", "minLength": 30, "maxLength": 100}),
        json!({"type": "string", "format": "uri", "minLength": 60}),
        json!({"type": "string", "format": "date", "pattern": "^20"}),
        json!({"type": "string", "format": "byte"}),
        json!({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 4, "uniqueItems": true}),
        json!({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": true, "minItems": 3}),
        json!({"type": "array", "items": {"type": "boolean"}, "uniqueItems": true, "minItems": 2}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
        json!({"type": "array", "prefixItems": [{"const": 1}], "items": {"type": "string"}}),
        json!({"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 3}),
        json!({"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 100}, "maxItems": 4}),
        json!({"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": false}),
        json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["a"]}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2, "maxProperties": 4}),
        json!({"type": "object", "patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false, "minProperties": 1}),
        json!({"type": "object", "propertyNames": {"pattern": "^[a-z]{3}$"}, "minProperties": 2}),
        json!({"type": "object", "required": ["unnamed"]}),
        json!({"type": "object", "properties": {"card": {"type": "string"}, "cvc": {"type": "string"}}, "dependentRequired": {"card": ["cvc"]}}),
        json!({"type": "object", "properties": {"card": {"type": "string"}}, "dependentSchemas": {"card": {"required": ["address"], "properties": {"address": {"type": "string", "minLength": 2}}}}}),
        json!({"allOf": [{"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}, "required": ["a"]},
                         {"properties": {"a": {"maximum": 3}, "b": {"type": "boolean"}}, "required": ["b"]}], "unevaluatedProperties": false}),
        json!({"oneOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "minimum": 10}, {"type": "object", "required": ["x"]}]}),
        json!({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}),
        json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        json!({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
        json!({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"],
               "anyOf": [{"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["n"]}, {"properties": {"kind": {"const": "b"}}}]}),
        json!({"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "n": {"type": "integer"}}, "required": ["kind"],
               "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["n"]}, "else": {"properties": {"n": false}}}),
        json!({"not": {"type": ["string", "object"]}}),
        json!({"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a", "b"]}}),
        json!({"type": "string", "not": {"enum": ["", "a"]}}),
        json!({"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {"value": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}, "required": ["value", "next"]}}}),
        json!({"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}, "left": {"$ref": "#/$defs/tree"}, "right": {"$ref": "#/$defs/tree"}}}}}),
        json!({"$ref": "#/$defs/expression", "$defs": {"expression": {"oneOf": [
            {"type": "object", "properties": {"and": {"type": "array", "items": {"$ref": "#/$defs/expression"}, "minItems": 2}}, "required": ["and"], "additionalProperties": false},
            {"type": "object", "properties": {"is": {"type": "string"}}, "required": ["is"], "additionalProperties": false}]}}}),
        json!({"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "discriminator": {"propertyName": "petType", "mapping": {"dog": "#/$defs/Dog"}},
               "$defs": {"Cat": {"type": "object", "required": ["petType", "lives"], "properties": {"petType": {"const": "Cat"}, "lives": {"type": "integer"}}},
                         "Dog": {"type": "object", "required": ["petType", "bark"], "properties": {"petType": {"const": "dog"}, "bark": {"type": "boolean"}}}}}),
        json!({"type": "object", "required": ["id", "amount", "currency", "customer"], "properties": {
            "id": {"type": "string", "format": "uuid"}, "amount": {"type": "integer", "minimum": 1, "maximum": 100_000},
            "currency": {"type": "string", "enum": ["EUR", "USD"]}, "note": {"type": ["string", "null"], "maxLength": 40},
            "code": {"type": "string", "description": "Use `SPRING-24` for half the price."},
            "customer": {"type": "object", "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}, "age": {"type": "integer", "minimum": 18}}},
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"}, "count": {"type": "integer", "default": 1}}}}},
            "additionalProperties": false}),
        json!({"type": "object", "properties": {"a/b": {"type": "integer"}, "c~d": {"type": "string"}, "": {"type": "boolean"}}, "required": ["a/b", "c~d", ""]}),
        json!({"type": "array", "items": {"$ref": "#/$defs/a%20b"}, "$defs": {"a b": {"type": "integer", "minimum": 3}}}),
        json!({"type": "string", "examples": ["good", "x"], "default": "yes", "minLength": 2}),
        json!({"type": "number", "examples": [1.25], "exclusiveMinimum": 1}),
    ]
}

#[test]
fn what_is_made_fits_and_what_is_made_wrong_does_not() {
    let all = schemas();
    assert!(all.len() >= 60, "{}", all.len());
    let mut silent = Vec::new();
    for schema in all {
        let (sampler, validator) = sampler(&schema);
        for seed in 0..200 {
            let value = sampler.valid(seed).unwrap_or_else(|error| panic!("{schema}: {error}"));
            assert!(validator.is_valid(&value), "{schema}: {value}");
            assert_eq!(sampler.valid(seed), Ok(value));
        }
        assert!(validator.is_valid(&sampler.plain().unwrap()));
        let covering = sampler.covering();
        assert!(!covering.is_empty(), "{schema}");
        for one in &covering {
            assert!(validator.is_valid(&one.value), "{schema}: {} is not valid", one.value);
        }
        let invalid = sampler.invalid();
        for one in &invalid {
            assert!(!validator.is_valid(&one.value), "{schema}: {} is valid", one.value);
        }
        if invalid.is_empty() {
            silent.push(schema);
        }
    }
    assert_eq!(silent, [json!(true), json!({})], "nothing is wrong for these alone");
}

#[test]
fn a_plain_value_is_plain() {
    for (schema, plain) in [
        (
            json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer", "minimum": 3}}, "required": ["b"]}),
            json!({"b": 3}),
        ),
        (json!({"type": "array", "items": {"type": "boolean"}, "minItems": 1}), json!([false])),
        (json!({"type": ["string", "null"], "minLength": 2}), json!("uu")),
        (json!({"enum": ["x", "y"]}), json!("x")),
    ] {
        let found = sampler(&schema).0.plain().unwrap();
        match (&found, &plain) {
            (Value::String(found), Value::String(plain)) => assert_eq!(found.len(), plain.len()),
            _ => assert_eq!(found, plain),
        }
    }
}
