//! What holds of matchers whatever is written and whatever is judged.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::Matcher;
use super::Known;
use crate::model::diagnostic::Diagnostics;
use crate::model::node::Node;
use crate::model::place::{Place, Source};

fn any_value() -> impl Strategy<Value = Value> {
    let names = super::super::TABLE.iter().map(|row| row.name).collect::<Vec<_>>();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "(\\$\\{|n|\\}|\\(|\\^|\\*|>=|1|\\.|,|s| |-){0,8}".prop_map(Value::from),
        prop::sample::select(vec!["${n}", "${nope}", "string", "date", "2026-11-20", "5s", ">=1.0.0", "#/$defs/a"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let key = prop_oneof![
            4 => prop::sample::select(names.clone()).prop_map(str::to_owned),
            1 => prop::sample::select(vec!["of", "by", "to", "type", "items", "$ref"]).prop_map(str::to_owned),
            1 => "[a-z]{0,4}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Whether a value holds a number of which not every digit is kept.
fn is_beyond(value: &Value) -> bool {
    match value {
        // Whole numbers from the least of 64 bits with a sign to the largest of 64 without are no floats.
        Value::Number(number) => {
            number.is_f64() && !number.as_f64().is_some_and(|float| -2_f64.powi(63) < float && float < 2_f64.powi(64))
        }
        Value::Array(items) => items.iter().any(is_beyond),
        Value::Object(map) => map.values().any(is_beyond),
        _ => false,
    }
}

fn somewhere() -> Place {
    Place::new(Arc::new(Source { name: "t".into(), text: "here".into() }), 0, 4)
}

proptest! {
    #[test]
    fn nothing_that_is_written_makes_it_panic(written in any_value(), value in any_value()) {
        let mut found = Diagnostics::default();
        match Matcher::compile(&Node::from_json(&written, &somewhere()), &mut found) {
            None => prop_assert!(found.has_errors()),
            Some(matcher) => {
                prop_assert!(!found.has_errors());
                prop_assert!(matcher.judge("json", "$", Some(&value), &Known).asserted > 0);
                prop_assert!(matcher.judge_written("json", "$", Some(&value), &Known).asserted > 0);
                let nothing = matcher.judge("json", "$", None, &Known);
                prop_assert!(matcher.wants_absent() || !nothing.findings.is_empty());
            }
        }
    }

    #[test]
    fn equality_is_reflexive_and_ne_is_its_negation(one in any_value(), other in any_value()) {
        let holds = |name: &str, operand: &Value, subject: &Value| {
            let node = Node::from_json(&json!({name: operand}), &somewhere());
            let matcher = Matcher::compile(&node, &mut Diagnostics::default())?;
            let judgement = matcher.judge("json", "$", Some(subject), &Known);
            // A template in the operand stands for something else.
            (!node.get(name)?.to_json().to_string().contains("${")).then_some(judgement.findings.is_empty())
        };
        if let Some(equal) = holds("eq", &one, &one) {
            prop_assert_eq!(equal, !is_beyond(&one));
            prop_assert_eq!(holds("ne", &one, &one), Some(false));
        }
        if let (Some(equal), Some(unequal)) = (holds("eq", &one, &other), holds("ne", &one, &other)) {
            prop_assert!(!(equal && unequal));
            prop_assert!(equal || unequal || is_beyond(&one) && is_beyond(&other));
            if let Some(back) = holds("eq", &other, &one) {
                prop_assert_eq!(equal, back);
            }
        }
    }

    #[test]
    fn a_float_that_is_no_whole_number_of_64_bits_equals_itself(one in -9.3e18..1.9e19_f64) {
        let matcher = Matcher::compile(&Node::from_json(&json!({"eq": one}), &somewhere()), &mut Diagnostics::default());
        let holds = matcher.is_some_and(|matcher| matcher.judge("json", "$", Some(&json!(one)), &Known).findings.is_empty());
        prop_assert_eq!(holds, !is_beyond(&json!(one)));
    }

    #[test]
    fn order_is_whole(one in any::<f64>(), other in any::<i64>()) {
        let holds = |name: &str| {
            let node = Node::from_json(&json!({name: one}), &somewhere());
            let matcher = Matcher::compile(&node, &mut Diagnostics::default());
            matcher.is_some_and(|matcher| matcher.judge("json", "$", Some(&json!(other)), &Known).findings.is_empty())
        };
        if one.is_finite() {
            prop_assert_eq!(u8::from(holds("lt")) + u8::from(holds("eq")) + u8::from(holds("gt")), 1);
            prop_assert_eq!(holds("le"), !holds("gt"));
            prop_assert_eq!(holds("ge"), !holds("lt"));
        }
    }
}
