//! Random pairs: what is proved is never refuted by data, and what is broken is shown by a value that breaks it.

use proptest::prelude::*;

use super::*;
use crate::openapi::sample::{Hints, Sampler};

/// Schemas of a few keywords that meet often.
fn schema(depth: u32) -> BoxedStrategy<Value> {
    let flat = prop_oneof![
        Just(json!({})),
        Just(json!({"type": "null"})),
        Just(json!({"type": "boolean"})),
        (0..4_i64, 0..6_i64).prop_map(|(low, more)| json!({"type": "integer", "minimum": low, "maximum": low + more})),
        (0..3_u64).prop_map(|most| json!({"type": "string", "maxLength": most})),
        prop::sample::subsequence(vec!["a", "b", "c"], 1..3).prop_map(|values| json!({"enum": values})),
        prop::sample::subsequence(vec!["string", "integer", "null", "number"], 1..3)
            .prop_map(|types| json!({"type": types})),
        (1..4_i64).prop_map(|by| json!({"type": "number", "multipleOf": by})),
        (0..4_i64).prop_map(|value| json!({"const": value})),
    ];
    if depth == 0 {
        return flat.boxed();
    }
    let inner = || schema(depth - 1);
    let object = (inner(), inner(), prop::sample::subsequence(vec!["a", "b"], 0..=2), 0..3).prop_map(
        |(a, b, required, extra)| {
            let mut all = json!({"type": "object", "properties": {"a": a, "b": b}, "required": required});
            if extra == 0 {
                all["additionalProperties"] = json!(false);
            }
            if extra == 1 {
                all["properties"].as_object_mut().unwrap().shift_remove("b");
            }
            all
        },
    );
    prop_oneof![
        3 => flat,
        3 => object,
        1 => inner().prop_map(|items| json!({"type": "array", "items": items, "maxItems": 3})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"anyOf": [one, other]})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"oneOf": [one, other]})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"allOf": [one, other]})),
        1 => inner().prop_map(|one| json!({"not": one})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"if": one, "then": other, "else": {"type": "string"}})),
        1 => Just(json!({"type": "array", "items": {"$ref": "#/components/schemas/It"}})),
        1 => inner().prop_map(|leaf| json!({"type": "object", "properties": {"leaf": leaf, "next": {"$ref": "#/components/schemas/It"}}})),
    ]
    .boxed()
}

/// Often the same with something else in one place.
fn pair() -> impl Strategy<Value = (Value, Value)> {
    (schema(2), schema(2), schema(1), 0..4).prop_map(|(one, other, part, way)| match way {
        0 => (one, other),
        1 => (one.clone(), json!({"anyOf": [part, one]})),
        2 => (
            json!({"type": "object", "properties": {"a": one.clone(), "b": part}}),
            json!({"type": "object", "properties": {"a": one}}),
        ),
        _ => (json!({"allOf": [one.clone(), part]}), one),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn what_is_proved_holds_for_all_data((old, new) in pair(), declared in any::<bool>(), answers in any::<bool>()) {
        let world = if declared { World::Declared } else { World::Open };
        let direction = if answers { Direction::Response } else { Direction::Request };
        let (old, new) = (side("3.1.1", &json!({"It": old})), side("3.1.1", &json!({"It": new})));
        let compat = Compat::new(&old, &new, world);
        let Ok((source, target)) = compat.parties(&it(), &it(), direction) else { return Ok(()) };
        match compat.covers(&it(), &it(), direction) {
            Verdict::Covered => {
                let bundle = source.closed.as_ref().unwrap_or(&source.open).clone();
                let sampler = Sampler::of(bundle, Hints::default());
                let wrong = Sampler::of(target.clone(), Hints::default()).invalid().into_iter().map(|one| one.value);
                let right = sampler.covering().into_iter().map(|one| one.value).chain((0..8).filter_map(|seed| sampler.valid(seed).ok()));
                for value in right.chain(wrong) {
                    prop_assert!(!source.accepts(&value) || target.is_valid(&value), "{value} breaks what was proved");
                }
            }
            Verdict::Broken { witness } => {
                prop_assert!(source.accepts(&witness));
                prop_assert!(!target.is_valid(&witness));
            }
            Verdict::Undecided { why } => prop_assert!(!why.is_empty()),
        }
    }

    #[test]
    fn a_schema_covers_itself(one in schema(2)) {
        let (old, new) = (side("3.1.1", &json!({"It": one})), side("3.1.1", &json!({"It": one, "Spare": {}})));
        let compat = Compat::new(&old, &new, World::Open);
        prop_assert_eq!(compat.covers(&it(), &it(), Direction::Request), Verdict::Covered);
        prop_assert!(compat.same(&it(), &it(), Direction::Response));
    }
}
