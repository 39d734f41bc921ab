//! What is written `1` may be text as well as a number: of the two readings, part by part, the one that fits.

use serde_json::Value;

/// In how many parts two readings may differ for each mixture of them to be tried: `2^n` values are held to a schema.
const MOST: usize = 6;

/// Of a value as it is read first, and as it is read where text comes first, the mixture that fits; none where none does.
pub(super) fn fitting(first: &Value, text: &Value, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    let mut parts = Vec::new();
    differ(first, text, &mut String::new(), &mut parts);
    if parts.len() > MOST {
        return fits(text).then(|| text.clone());
    }
    (1_u32..1 << parts.len()).map(|choice| mixed(first, &parts, choice)).find(|value| fits(value))
}

/// The value as it is read first, with the parts that a choice names as text.
fn mixed(first: &Value, parts: &[(String, &Value)], choice: u32) -> Value {
    let mut value = first.clone();
    for (_, (pointer, text)) in parts.iter().enumerate().filter(|(index, _)| choice >> index & 1 == 1) {
        if let Some(part) = value.pointer_mut(pointer) {
            *part = (*text).clone();
        }
    }
    value
}

/// Where two readings of the same letters differ.
fn differ<'t>(first: &Value, text: &'t Value, pointer: &mut String, into: &mut Vec<(String, &'t Value)>) {
    let end = pointer.len();
    match (first, text) {
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => {
            for ((name, one), (_, other)) in one.iter().zip(other) {
                crate::openapi::at::push(pointer, name);
                differ(one, other, pointer, into);
                pointer.truncate(end);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                crate::openapi::at::push(pointer, &index.to_string());
                differ(one, other, pointer, into);
                pointer.truncate(end);
            }
        }
        (one, other) if one != other => into.push((pointer.clone(), other)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_part_is_read_as_it_fits() {
        let first = json!({"a": 1, "b": [2, true], "c": "x"});
        let text = json!({"a": "1", "b": ["2", "true"], "c": "x"});
        let wanted = json!({"a": "1", "b": [2, "true"], "c": "x"});
        assert_eq!(fitting(&first, &text, |value| *value == wanted), Some(wanted.clone()));
        assert_eq!(fitting(&first, &text, |value| value["a"] == "2"), None);
        assert_eq!(fitting(&first, &first, |_| true), None, "there is no other reading");
    }

    #[test]
    fn where_too_much_differs_all_is_text_or_nothing_is() {
        let first: Value = (0..9).collect();
        let text: Value = (0..9).map(|one| one.to_string()).collect();
        assert_eq!(fitting(&first, &text, |value| value[0] == "0"), Some(text.clone()));
        assert_eq!(fitting(&first, &text, |value| value[0] == "0" && value[1] == 1), None);
    }
}
