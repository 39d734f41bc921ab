//! Schemas that nobody wrote: never a panic, and never a wrong claim.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{sampler, validator};

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
        (-20..20_i64, 0..30_i64)
            .prop_map(|(low, span)| json!({"type": "integer", "minimum": low, "maximum": low + span})),
        (1..9_i64).prop_map(|step| json!({"type": "number", "multipleOf": step, "exclusiveMinimum": 0})),
        (0..6_u64, 0..6_u64)
            .prop_map(|(min, more)| json!({"type": "string", "minLength": min, "maxLength": min + more})),
        "[a-c]{1,3}".prop_map(|word| json!({"type": "string", "pattern": format!("^{word}[0-9]+$")})),
        prop::sample::select(vec!["date", "uuid", "email", "ipv4", "uri"])
            .prop_map(|name| json!({"type": "string", "format": name})),
        prop::sample::select(vec!["null", "boolean", "object", "array"]).prop_map(|name| json!({"type": name})),
        prop::collection::vec(prop_oneof![Just(json!(1)), Just(json!("a")), Just(json!(null)), Just(json!([]))], 1..4)
            .prop_map(|values| json!({"enum": values})),
        Just(json!({"$ref": "#/$defs/self"})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let children = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), any::<u8>(), 0..3_usize).prop_map(
                |(children, bits, closed)| {
                    let named = children.into_iter().enumerate().map(|(index, child)| (format!("p{index}"), child));
                    let properties: Map<String, Value> = named.collect();
                    let required: Vec<&String> = properties
                        .keys()
                        .enumerate()
                        .filter(|(index, _)| bits & (1 << index) != 0)
                        .map(|(_, name)| name)
                        .collect();
                    let mut schema = json!({"type": "object", "required": required, "properties": properties});
                    if closed == 1 {
                        schema["additionalProperties"] = json!(false);
                    } else if closed == 2 {
                        schema["minProperties"] = json!(2);
                    }
                    schema
                }
            ),
            (inner.clone(), 0..3_usize, 0..3_usize, any::<bool>()).prop_map(|(items, min, more, unique)| {
                json!({"type": "array", "items": items, "minItems": min, "maxItems": min + more, "uniqueItems": unique})
            }),
            children.clone().prop_map(|all| json!({"allOf": all})),
            children.clone().prop_map(|any| json!({"anyOf": any})),
            children.clone().prop_map(|one| json!({"oneOf": one})),
            children.clone().prop_map(|prefix| json!({"type": "array", "prefixItems": prefix, "items": false})),
            children.prop_map(|parts| json!({"if": parts[0], "then": parts.get(1), "else": parts.get(2)})).prop_map(
                |mut schema| {
                    schema.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                    schema
                }
            ),
            inner.clone().prop_map(|not| json!({"not": not})),
            inner.prop_map(
                |value| json!({"type": "object", "patternProperties": {"^x": value}, "propertyNames": {"maxLength": 4}})
            ),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_wrong_is_claimed(schema in schema()) {
        let document = json!({"$ref": "#/$defs/self", "$defs": {"self": schema}});
        prop_assume!(validator(&document).is_some());
        let (sampler, validator) = sampler(&document);
        for seed in 0..10 {
            if let Ok(value) = sampler.valid(seed) {
                prop_assert!(validator.is_valid(&value));
                prop_assert_eq!(sampler.valid(seed), Ok(value));
            }
        }
        for one in sampler.covering() {
            prop_assert!(validator.is_valid(&one.value));
        }
        for one in sampler.invalid() {
            prop_assert!(!validator.is_valid(&one.value));
        }
    }
}
