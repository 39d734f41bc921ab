//! Equality of values, and the first place where two of them differ.

use serde_json::{Map, Number, Value};

use super::api::Reading;
use super::number;
use super::step::Step;

/// Where two values differ first, and what stands there.
#[derive(Debug)]
pub(super) struct Difference<'v> {
    /// The way there.
    pub at: Vec<Step>,
    /// What is expected; none where nothing should be there.
    pub expected: Option<&'v Value>,
    /// What is there; none where nothing is.
    pub actual: Option<&'v Value>,
}

/// Whether two values are surely equal: numbers by value, objects whatever the order of their keys.
#[must_use]
pub(super) fn same(expected: &Value, actual: &Value, reading: Reading) -> bool {
    equal(expected, actual, reading, number::same)
}

/// Whether two values are equal as far as the digits of their numbers are kept. What is alike and not the same cannot be
/// told from what is equal, and must pass for neither.
#[must_use]
pub(super) fn alike(expected: &Value, actual: &Value, reading: Reading) -> bool {
    equal(expected, actual, reading, number::alike)
}

fn equal(expected: &Value, actual: &Value, reading: Reading, numbers: fn(&Number, &Number) -> bool) -> bool {
    match (expected, actual) {
        (Value::Number(one), Value::Number(other)) => numbers(one, other),
        (Value::Number(one), Value::String(text)) if reading == Reading::Written => {
            number::written(text).is_some_and(|other| numbers(one, &other))
        }
        (Value::Bool(flag), Value::String(text)) if reading == Reading::Written => flag.to_string() == *text,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other, reading, numbers))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| equal(one, other, reading, numbers)))
        }
        _ => expected == actual,
    }
}

/// Where they differ first; none where they are equal.
#[must_use]
pub(super) fn difference<'v>(expected: &'v Value, actual: &'v Value, reading: Reading) -> Option<Difference<'v>> {
    let here = |expected, actual| Some(Difference { at: Vec::new(), expected, actual });
    match (expected, actual) {
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .find_map(|(key, one)| match other.get(key) {
                Some(other) => within(Step::Key(key.clone()), difference(one, other, reading)),
                None => within(Step::Key(key.clone()), here(Some(one), None)),
            })
            .or_else(|| {
                let (key, extra) = other.iter().find(|(key, _)| !one.contains_key(*key))?;
                within(Step::Key(key.clone()), here(None, Some(extra)))
            }),
        (Value::Array(one), Value::Array(other)) => {
            let longest = one.len().max(other.len());
            (0..longest).find_map(|index| match (one.get(index), other.get(index)) {
                (Some(one), Some(other)) => within(Step::Index(index), difference(one, other, reading)),
                (one, other) => within(Step::Index(index), here(one, other)),
            })
        }
        _ if same(expected, actual, reading) => None,
        _ => here(Some(expected), Some(actual)),
    }
}

fn within(step: Step, inner: Option<Difference<'_>>) -> Option<Difference<'_>> {
    inner.map(|mut difference| {
        difference.at.insert(0, step);
        difference
    })
}

/// How two values are held to be equal: [`same`] or [`alike`].
pub(super) type Like = fn(&Value, &Value, Reading) -> bool;

/// Whether `whole` has all that `part` has: each key of an object, at any depth; anything else is equal.
#[must_use]
pub(super) fn holds_part(part: &Value, whole: &Value, reading: Reading, like: Like) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => lacking(part, whole, reading, like).is_none(),
        _ => like(part, whole, reading),
    }
}

/// The first key of `part` that `whole` lacks, or has with another value.
#[must_use]
pub(super) fn lacking<'v>(
    part: &'v Map<String, Value>,
    whole: &Map<String, Value>,
    reading: Reading,
    like: Like,
) -> Option<&'v str> {
    part.iter()
        .find(|(key, part)| !whole.get(*key).is_some_and(|whole| holds_part(part, whole, reading, like)))
        .map(|(key, _)| key.as_str())
}
