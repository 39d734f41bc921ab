//! Values in a person's words.

use serde_json::Value;

/// How many characters of a value are shown.
const SHOWN: usize = 120;

/// A value as short JSON.
#[must_use]
pub fn short(value: &Value) -> String {
    cut(&value.to_string(), SHOWN)
}

/// The first `limit` characters, with `…` where there is more.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What kind of value it is.
#[must_use]
pub const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// A value with its kind before it, where the kind is what is wrong: `text "1"`.
#[must_use]
pub fn kinded(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        _ => format!("{} {}", kind(value), short(value)),
    }
}

/// What was expected and what is there: with their kinds where these differ.
#[must_use]
pub fn pair(expected: &Value, actual: &Value) -> (String, String) {
    if kind(expected) == kind(actual) { (short(expected), short(actual)) } else { (kinded(expected), kinded(actual)) }
}

/// Several values, shown shortly.
#[must_use]
pub fn list(values: &[Value]) -> String {
    cut(&values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "), SHOWN)
}
