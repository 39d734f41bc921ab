//! Corners that covering has to reach, and wrongs that invalid has to name.

use serde_json::{Value, json};

use super::sampler;

/// The values at a pointer over all that covers a schema.
fn covered(schema: &Value, pointer: &str) -> Vec<Value> {
    let covering = sampler(schema).0.covering();
    covering.iter().filter_map(|one| one.value.pointer(pointer)).cloned().collect()
}

#[test]
fn every_value_bound_and_branch_is_reached() {
    let inside = |inner: Value| json!({"type": "object", "required": ["x"], "properties": {"x": inner}});
    for (inner, wanted) in [
        (json!({"enum": ["a", "b", 3, null]}), vec![json!("a"), json!("b"), json!(3), json!(null)]),
        (json!({"type": "integer", "minimum": 1, "maximum": 100}), vec![json!(1), json!(2), json!(99), json!(100)]),
        (
            json!({"type": "integer"}),
            vec![json!(0), json!(-1), json!(9_007_199_254_740_993_u64), json!(1_234_567_890_123_456_789_u64)],
        ),
        (json!({"type": "integer", "multipleOf": 5, "minimum": 3}), vec![json!(5), json!(10)]),
        (
            json!({"type": ["string", "null", "boolean"]}),
            vec![json!(null), json!(true), json!(false), json!(""), json!("😀"), json!(" ")],
        ),
        (
            json!({"oneOf": [{"const": "one"}, {"type": "integer", "minimum": 7}, {"enum": ["two", "three"]}]}),
            vec![json!("one"), json!(7), json!("two"), json!("three")],
        ),
        (json!({"type": "string", "format": "date"}), vec![json!("2024-02-29"), json!("1970-01-01")]),
        (json!({"type": "array", "items": {"type": "integer", "maximum": 9}, "maxItems": 3}), vec![json!([])]),
        (json!({"type": "string", "default": "dd", "examples": ["ee"]}), vec![json!("dd"), json!("ee")]),
    ] {
        let found = covered(&inside(inner.clone()), "/x");
        for value in wanted.iter().filter(|value| !value.is_null() || inner.to_string().contains("null")) {
            assert!(found.contains(value), "{inner}: {value} is not among {}", json!(found));
        }
    }
    let lengths: Vec<usize> = covered(&inside(json!({"type": "string", "minLength": 3, "maxLength": 9})), "/x")
        .iter()
        .filter_map(Value::as_str)
        .map(|text| text.chars().count())
        .collect();
    assert!([3, 4, 8, 9].iter().all(|length| lengths.contains(length)), "{lengths:?}");
    let counts: Vec<usize> =
        covered(&json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 4}), "")
            .iter()
            .filter_map(|value| Some(value.as_array()?.len()))
            .collect();
    assert!([1, 3, 4].iter().all(|count| counts.contains(count)), "{counts:?}");
}

#[test]
fn every_optional_property_is_there_alone_and_missing_alone() {
    let schema = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}}});
    let keys: Vec<String> = covered(&schema, "")
        .iter()
        .filter_map(|value| Some(value.as_object()?.keys().cloned().collect::<Vec<_>>().join(",")))
        .collect();
    for wanted in ["id", "id,a", "id,b", "id,c", "id,a,b", "id,a,c", "id,b,c", "id,a,b,c"] {
        assert!(keys.contains(&wanted.to_owned()), "{wanted}: {keys:?}");
    }
    assert!(keys.iter().any(|keys| keys.contains("extra")), "no property that is not named");
}

#[test]
fn a_magic_word_of_a_description_is_tried() {
    let schema = json!({"type": "object", "properties": {"code": {"type": "string", "description": "`SPRING-24` halves the price"}}});
    assert!(covered(&schema, "/code").contains(&json!("SPRING-24")));
    let (sampler, _) = sampler(&schema);
    assert!((0..200).any(|seed| sampler.valid(seed).unwrap()["code"] == "SPRING-24"));
}

#[test]
fn what_is_said_of_a_corner_is_what_it_is() {
    let schema = json!({"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer", "maximum": 100}}});
    let covering = sampler(&schema).0.covering();
    let top = covering.iter().find(|one| one.value["amount"] == 100).unwrap();
    assert_eq!(top.what.to_string(), "/amount at its maximum 100");
}

#[test]
fn every_way_to_be_wrong_is_named() {
    let schema = json!({"type": "object", "required": ["id", "list"], "additionalProperties": false, "minProperties": 2, "properties": {
        "id": {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 2},
        "open": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
        "name": {"type": "string", "minLength": 2, "maxLength": 5},
        "code": {"type": "string", "pattern": "^[A-Z]+$"},
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": ["a", "b"]},
        "fixed": {"const": 7},
        "list": {"type": "array", "items": {"type": "object", "required": ["deep"], "properties": {"deep": {"type": "boolean"}}}, "minItems": 1, "maxItems": 2},
        "set": {"type": "array", "items": {"type": "integer"}, "uniqueItems": true, "contains": {"minimum": 5}},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": false},
        "either": {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
        "both": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
        "not": {"type": "string", "not": {"const": "root"}},
        "map": {"type": "object", "maxProperties": 2, "propertyNames": {"pattern": "^[a-z]+$"}},
        "card": {"type": "object", "properties": {"number": {"type": "string"}, "cvc": {"type": "string"}}, "dependentRequired": {"number": ["cvc"]}},
    }});
    let invalid = sampler(&schema).0.invalid();
    for (pointer, keyword) in [
        ("/id", "required"),
        ("/id", "type"),
        ("/id", "minimum"),
        ("/id", "maximum"),
        ("/id", "multipleOf"),
        ("/open", "exclusiveMinimum"),
        ("/open", "exclusiveMaximum"),
        ("/name", "minLength"),
        ("/name", "maxLength"),
        ("/code", "pattern"),
        ("/day", "format"),
        ("/kind", "enum"),
        ("/fixed", "const"),
        ("/list", "minItems"),
        ("/list", "maxItems"),
        ("/list/0/deep", "required"),
        ("/list/0/deep", "type"),
        ("/set", "uniqueItems"),
        ("/set", "contains"),
        ("/pair", "items"),
        ("/either", "oneOf"),
        ("/both", "oneOf"),
        ("/not", "not"),
        ("/map", "maxProperties"),
        ("/card/cvc", "dependentRequired"),
        ("/holdpoint-unknown", "additionalProperties"),
        ("", "type"),
    ] {
        let found = invalid.iter().any(|one| one.pointer == pointer && one.keyword == keyword);
        assert!(found, "{pointer} {keyword}");
    }
    assert!(invalid.iter().any(|one| one.keyword == "propertyNames"));
    let null = invalid.iter().find(|one| one.pointer == "/name" && one.value["name"].is_null()).unwrap();
    assert_eq!(null.what, "is null, which it may not be");
}

#[test]
fn each_branch_of_a_discriminator_is_reached() {
    let rule = |name: &str| {
        json!({
            "if": {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [name]}}},
            "then": {"$ref": format!("#/$defs/{name}")},
        })
    };
    let branch = |name: &str| json!({"required": ["kind", name], "properties": {"kind": {"type": "string"}, name: {"type": "integer"}}});
    let schema = json!({
        "type": "object",
        "allOf": [{"properties": {"kind": {"enum": ["a", "b", "c", "d"]}}}, rule("a"), rule("b"), rule("c"), rule("d")],
        "$defs": {"a": branch("a"), "b": branch("b"), "c": branch("c"), "d": branch("d")},
    });
    let mut chosen = schema.clone();
    chosen["oneOf"] =
        json!([{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}, {"$ref": "#/$defs/c"}, {"$ref": "#/$defs/d"}]);
    for schema in [schema, chosen] {
        let found = covered(&schema, "/kind");
        for name in ["a", "b", "c", "d"] {
            assert!(found.contains(&json!(name)), "{name} is not reached: {found:?}");
        }
    }
}
