//! What a step has to expect so that survivors are noticed, ready to be pasted.

use serde_json::{Map, Value};

use crate::openapi::draft::yaml;

/// The lines that belong below a step's `expect`, without an indent; one key a line, and one path a line below `json` and
/// `header`.
#[must_use]
pub fn lines<'a>(expects: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let mut all = Map::new();
    for expect in expects {
        for (key, value) in expect.as_object().into_iter().flatten() {
            merge(all.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
    let mut lines = Vec::new();
    for (key, value) in &all {
        match value {
            Value::Object(map) if ["json", "header"].contains(&key.as_str()) => {
                lines.push(format!("{key}:"));
                lines
                    .extend(map.iter().map(|(path, matcher)| format!("  {}: {}", name(path), yaml(&escaped(matcher)))));
            }
            other => lines.push(format!("{key}: {}", yaml(&escaped(other)))),
        }
    }
    lines
}

/// Joins what two survivors of one part need: a value says more than a type, and of two demands both hold.
fn merge(into: &mut Value, other: &Value) {
    match (&mut *into, other) {
        (Value::Null, other) => *into = other.clone(),
        (Value::Object(map), Value::Object(more)) => {
            for (key, value) in more {
                merge(map.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        // A bare value is equality, and that holds of one value alone.
        (Value::Object(_), plain) => *into = plain.clone(),
        _ => {}
    }
}

/// A key as YAML; bare where it is a plain word or path.
fn name(key: &str) -> String {
    let escaped = key.replace("${", "$${");
    let is_plain = escaped.starts_with(|first: char| first.is_ascii_alphabetic())
        && escaped.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(&byte))
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&escaped.as_str());
    if is_plain { escaped } else { yaml(&Value::String(escaped)) }
}

/// A value in which nothing is read as a template.
fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("${", "$${")),
        Value::Array(list) => list.iter().map(escaped).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), escaped(value))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_several_survivors_need_is_said_once() {
        let several = [
            json!({"json": {"id": {"type": "integer"}}}),
            json!({"json": {"id": {"type": "integer"}, "items": {"type": "array"}}}),
            json!({"json": {"status": {"type": "string"}}}),
            json!({"json": {"status": "a ${word}", "items": {"length": 2}}}),
            json!({"status": 200, "header": {"content-type": {"starts_with": "application/json"}}}),
            json!({"json": {"status": {"type": "string"}, "$": {"type": "object"}}}),
        ];
        let said = lines(&several).join("\n");
        assert_eq!(
            said,
            "json:\n  id: {\"type\":\"integer\"}\n  items: {\"type\":\"array\",\"length\":2}\n  status: \"a $${word}\"\n  \
             \"$\": {\"type\":\"object\"}\nstatus: 200\nheader:\n  content-type: {\"starts_with\":\"application/json\"}"
        );
        assert!(lines(&[]).is_empty());
    }
}
