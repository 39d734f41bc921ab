//! From the text of a path, a query or a header to the value that its schema means.

use serde_json::{Map, Value};

/// A text without its percent signs; none when it is no UTF-8 then.
pub(super) fn percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match after {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// What a text is to a schema: a number or a boolean where it wants one and the text is one, else text.
pub(super) fn scalar(schema: &Value, text: &str) -> Value {
    let wants = |kind: &str| match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(kinds) => kinds.iter().any(|one| one == kind),
        _ => false,
    };
    let tight = !text.is_empty() && text.trim() == text;
    let wanted = |value: &Value| match value {
        Value::Number(_) => wants("integer") || wants("number"),
        Value::Bool(_) => wants("boolean"),
        _ => false,
    };
    let read = if tight { serde_json::from_str(text).ok() } else { None };
    read.filter(wanted).unwrap_or_else(|| text.into())
}

/// A number without a fraction.
pub(super) fn whole(value: &Value) -> Option<i64> {
    // What was written as a float is no more exact than that.
    #[expect(clippy::cast_possible_truncation, reason = "the schemas keep it below 2^63")]
    value.as_i64().or_else(|| value.as_f64().map(|float| float as i64))
}

/// The value of a name that may stand there once.
pub(super) fn one<'a>(query: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let first = values.next();
    if values.next().is_some() { Err(()) } else { Ok(first) }
}

/// Every value of a name, in order.
pub(super) fn many(query: &[(String, String)], name: &str, items: &Value) -> Option<Value> {
    let all: Vec<Value> = query.iter().filter(|(key, _)| key == name).map(|(_, value)| scalar(items, value)).collect();
    (!all.is_empty()).then(|| all.into())
}

/// The object that the pairs `name[key]=value` make.
pub(super) fn deep<'a>(
    query: &[(String, String)],
    name: &str,
    schema: impl Fn(&str) -> Option<&'a Value>,
) -> Result<Option<Value>, ()> {
    let mut members = Map::new();
    for (written, text) in query {
        if written == name {
            return Err(());
        }
        let Some(rest) = written.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')) else { continue };
        let key = rest.strip_suffix(']').ok_or(())?;
        let value = schema(key).map_or_else(|| text.as_str().into(), |schema| scalar(schema, text));
        if members.insert(key.to_owned(), value).is_some() {
            return Err(());
        }
    }
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}
