//! Whether a single value fits a part of a schema, which has no validator of its own.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value, json};

use super::set::{Part, types, values};
use crate::openapi::sample::kinds::{Kinds, whole};

/// How deep schemas of one value stand within one another that are looked at.
const DEEPEST: usize = 24;

/// Formats of texts that are asserted. Others assert nothing.
const FORMATS: &[&str] = &[
    "date",
    "date-time",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "uuid",
];

/// The same, of ours: the library does not know them.
const OWN_FORMATS: &[&str] = &["byte", "base64url"];

/// Floats hold integers up to here exactly.
const EXACT: i128 = 1 << 53;

/// Whether a format asserts something.
pub(super) fn is_asserted(format: &str) -> bool {
    FORMATS.contains(&format) || OWN_FORMATS.contains(&format)
}

/// Whether a value fits; nothing where that is not seen.
pub(super) fn fits(value: &Value, part: Part<'_>) -> Option<bool> {
    within(value, part, 0)
}

fn within(value: &Value, part: Part<'_>, depth: usize) -> Option<bool> {
    if depth > DEEPEST {
        return None;
    }
    let map = match part.value {
        Value::Bool(free) => return Some(*free),
        Value::Object(map) => map,
        _ => return None,
    };
    let mut all = own(value, map);
    let mut add = |more: Option<bool>| all = and(all, more);
    if let Some(values) = values(part) {
        add(Some(values.iter().any(|one| equal(one, value))));
    }
    if map.contains_key("$ref") {
        add(part.target().and_then(|target| within(value, target, depth + 1)));
    }
    part.list("allOf").for_each(|one| add(within(value, one, depth + 1)));
    if map.contains_key("anyOf") {
        let said: Vec<_> = part.list("anyOf").map(|one| within(value, one, depth + 1)).collect();
        add(if said.contains(&Some(true)) { Some(true) } else { said.iter().all(Option::is_some).then_some(false) });
    }
    if map.contains_key("oneOf") {
        let said: Vec<_> = part.list("oneOf").map(|one| within(value, one, depth + 1)).collect();
        let fitting = said.iter().filter(|one| **one == Some(true)).count();
        let clear = said.iter().all(Option::is_some);
        add(if fitting > 1 { Some(false) } else { clear.then_some(fitting == 1) });
    }
    if let Some(not) = part.get("not") {
        add(within(value, not, depth + 1).map(|fits| !fits));
    }
    if let Some(condition) = part.get("if") {
        let branch = |key| part.get(key).map_or(Some(true), |one| within(value, one, depth + 1));
        add(within(value, condition, depth + 1).and_then(|fits| branch(if fits { "then" } else { "else" })));
    }
    all
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// What a schema says by itself of a value.
fn own(value: &Value, map: &Map<String, Value>) -> Option<bool> {
    if !types(map.get("type")).has(Kinds::of(value).0) {
        return Some(false);
    }
    let number = |key: &str| map.get(key).and_then(Value::as_number);
    match value {
        Value::Number(value) => {
            let bounds: [(&str, &[Ordering]); 4] = [
                ("minimum", &[Ordering::Greater, Ordering::Equal]),
                ("exclusiveMinimum", &[Ordering::Greater]),
                ("maximum", &[Ordering::Less, Ordering::Equal]),
                ("exclusiveMaximum", &[Ordering::Less]),
            ];
            for (key, wanted) in bounds {
                let Some(bound) = number(key) else { continue };
                if !wanted.contains(&compare(value, bound)?) {
                    return Some(false);
                }
            }
            match number("multipleOf") {
                None => Some(true),
                Some(by) => match (whole(value), whole(by)) {
                    (Some(value), Some(by)) if by > 0 => Some(value % by == 0),
                    _ => None,
                },
            }
        }
        Value::String(text) => {
            let length = i128::try_from(text.chars().count()).ok()?;
            if number("minLength").is_some_and(|least| whole(least).is_some_and(|least| length < least))
                || number("maxLength").is_some_and(|most| whole(most).is_some_and(|most| length > most))
            {
                return Some(false);
            }
            let mut rest = Map::new();
            for key in ["pattern", "format"] {
                let asserts = |said: &&Value| key == "pattern" || said.as_str().is_some_and(is_asserted);
                rest.extend(map.get(key).filter(asserts).map(|said| (key.to_owned(), said.clone())));
            }
            if rest.is_empty() {
                return Some(true);
            }
            if rest.get("format").and_then(Value::as_str).is_some_and(|format| OWN_FORMATS.contains(&format)) {
                return None;
            }
            let options =
                jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
            options.build(&json!(rest)).ok().map(|validator| validator.is_valid(value))
        }
        Value::Array(_) => WITHIN_LISTS.iter().all(|key| !map.contains_key(*key)).then_some(true),
        Value::Object(_) => WITHIN_OBJECTS.iter().all(|key| !map.contains_key(*key)).then_some(true),
        _ => Some(true),
    }
}

/// Keywords that look into lists.
const WITHIN_LISTS: &[&str] =
    &["items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"];

/// Keywords that look into objects.
pub(super) const WITHIN_OBJECTS: &[&str] = &[
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "required",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
];

/// Whether two values are one to JSON Schema: numbers by what they are, not by how they are written.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare(one, other) == Some(Ordering::Equal),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| equal(one, other)))
        }
        (one, other) => one == other,
    }
}

/// Which of two numbers is the greater; nothing where floats do not tell.
pub(super) fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    let exact = |number: &Number| whole(number).is_none_or(|value| value.abs() <= EXACT);
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ if exact(one) && exact(other) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        _ => None,
    }
}
