//! What rules read of a schema in one way, however it is written: types, `null`, listed values and bounds.

use std::cmp::Ordering;

use serde_json::Value;

use crate::diff::spot::Spot;

/// The types that a schema names but `null`, unless that is the only one; none where it names none.
pub(in crate::diff) fn types<'d>(spot: &Spot<'d>) -> Vec<&'d str> {
    let named = match spot.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if named.iter().all(|name| *name == "null") {
        return named;
    }
    named.into_iter().filter(|name| *name != "null").collect()
}

/// The types that a schema leaves, named or not: by what its parts name, or by the values that it lists. None where it
/// leaves any.
pub(super) fn left<'d>(spot: &Spot<'d>) -> Vec<&'d str> {
    /// How deep parts in parts are looked at: a schema may hold itself.
    const DEEP: u8 = 4;
    left_to(spot, DEEP)
}

fn left_to<'d>(spot: &Spot<'d>, deep: u8) -> Vec<&'d str> {
    let named = types(spot);
    let Some(deep) = deep.checked_sub(1).filter(|_| named.is_empty()) else { return named };
    if let Some(values) = listed(spot) {
        let mut kinds: Vec<&str> = values.into_iter().filter(|value| !value.is_null()).map(kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        return kinds;
    }
    let mut all: Vec<&str> = Vec::new();
    for member in spot.items("allOf") {
        let more = left_to(&member, deep);
        if all.is_empty() {
            all = more;
        } else if !more.is_empty() {
            all.retain(|name| more.contains(name));
        }
    }
    for key in ["oneOf", "anyOf"] {
        if !all.is_empty() {
            break;
        }
        let members: Vec<Spot<'d>> = spot.items(key).into_iter().filter(|member| !is_null(member.value)).collect();
        let parts: Vec<Vec<&str>> = members.iter().map(|member| left_to(member, deep)).collect();
        if parts.iter().all(|part| !part.is_empty()) {
            all = parts.concat();
            all.sort_unstable();
            all.dedup();
        }
    }
    all
}

/// Whether every value of a type is one of some types: a whole number is a number.
pub(super) fn covers(types: &[&str], name: &str) -> bool {
    types.contains(&name) || name == "integer" && types.contains(&"number")
}

/// The type of a value, by its narrowest name.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema allows nothing but `null`.
pub(in crate::diff) fn is_null(schema: &Value) -> bool {
    let only = |key: &str| schema[key].as_array().is_some_and(|list| list.len() == 1 && list[0].is_null());
    schema["type"] == "null"
        || schema["type"].as_array().is_some_and(|list| list.len() == 1 && list[0] == "null")
        || only("enum")
        || schema.get("const").is_some_and(Value::is_null)
}

/// Whether a schema says that `null` is allowed, in one of the ways of OpenAPI 3.0 and 3.1.
pub(super) fn says_null(spot: &Spot<'_>) -> bool {
    let listed = spot.get("type").and_then(Value::as_array).is_some_and(|list| list.iter().any(|name| name == "null"));
    let beside = ["oneOf", "anyOf"].into_iter().any(|key| spot.items(key).iter().any(|item| is_null(item.value)));
    spot.held.nullable || spot.flag("nullable") || listed || beside || is_null(spot.value)
}

/// The values that a schema lists: `enum`, or `const` as a list of one. Whether `null` is among them is not told here.
pub(super) fn listed<'d>(spot: &Spot<'d>) -> Option<Vec<&'d Value>> {
    let all = match (spot.get("const"), spot.get("enum")) {
        (Some(one), _) => vec![one],
        (None, Some(Value::Array(list))) => list.iter().collect(),
        _ => return None,
    };
    Some(all)
}

/// Which of two numbers is greater: whole ones to the last digit, others as IEEE 754 has them.
pub(in crate::diff) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let whole = |value: &Value| value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// The number that a keyword sets as a bound. What OpenAPI 3.0 writes as `maximum: 5` with `exclusiveMaximum: true` is
/// `exclusiveMaximum: 5`, as later versions write it; likewise the minimum.
pub(super) fn limit<'d>(spot: &Spot<'d>, keyword: &str) -> Option<&'d Value> {
    let other = exclusive(keyword);
    let written = match (keyword, other) {
        ("maximum" | "minimum", Some(exclusive)) if spot.flag(exclusive) => None,
        ("exclusiveMaximum" | "exclusiveMinimum", Some(inclusive)) if spot.flag(keyword) => spot.get(inclusive),
        _ => spot.get(keyword),
    };
    written.filter(|value| value.is_number())
}

/// The keyword that bounds the same side, with the bound or without it.
pub(super) fn exclusive(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "maximum" => "exclusiveMaximum",
        "exclusiveMaximum" => "maximum",
        "minimum" => "exclusiveMinimum",
        "exclusiveMinimum" => "minimum",
        _ => return None,
    })
}

/// Values in one line: `"a"`, `"b"`.
pub(super) fn list<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    /// How many are told; a list of countries need not be read twice.
    const SHOWN: usize = 12;
    let all: Vec<String> = values.into_iter().map(|value| format!("`{value}`")).collect();
    match all.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", all[..SHOWN].join(", ")),
        _ => all.join(", "),
    }
}
