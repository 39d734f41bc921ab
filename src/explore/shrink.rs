//! Makes a request that shows something smaller, as long as it still shows it.

use serde_json::Value;

use super::draft::{Draft, Payload};
use crate::openapi::at::push;

/// Every draft that is one step smaller: nearer to the plain one, with less in it, or simpler. The greatest steps first.
#[must_use]
pub(super) fn smaller(draft: &Draft, plain: Option<&Draft>) -> Vec<Draft> {
    let mut all = Vec::new();
    let mut add = |other: Draft| {
        if other != *draft && !all.contains(&other) {
            all.push(other);
        }
    };
    if let Some(plain) = plain {
        // All parts but one put back.
        for index in 0..draft.parameters.len() {
            if draft.parameters[index] != plain.parameters[index] {
                let mut one = draft.clone();
                one.parameters.clone_from(&plain.parameters);
                one.parameters[index].clone_from(&draft.parameters[index]);
                add(one.clone());
                add(one.body(plain.body.clone()));
            }
        }
        let mut body = draft.clone();
        body.parameters.clone_from(&plain.parameters);
        add(body);
        for index in 0..draft.parameters.len() {
            add(draft.clone().with(index, plain.parameters[index].clone()));
        }
        add(draft.clone().body(plain.body.clone()));
    }
    for index in 0..draft.parameters.len() {
        if draft.parameters[index].is_some() {
            add(draft.clone().with(index, None));
            for value in draft.parameters[index].iter().flat_map(simpler) {
                add(draft.clone().with(index, Some(value)));
            }
        }
    }
    if let Payload::Value { media, value } = &draft.body {
        let base = plain.and_then(|plain| plain.value());
        for value in bodies(value, base) {
            add(draft.clone().body(Payload::Value { media: *media, value }));
        }
    }
    if !draft.headers.is_empty() {
        add(Draft { headers: Vec::new(), ..draft.clone() });
    }
    all
}

/// Smaller values of a body, wherever in it.
fn bodies(value: &Value, plain: Option<&Value>) -> Vec<Value> {
    let mut all = Vec::new();
    // Only what differs from the plain body, one property at a time.
    if let (Value::Object(map), Some(Value::Object(base))) = (value, plain) {
        for (key, value) in map.iter().filter(|(key, value)| base.get(*key) != Some(value)) {
            let mut one = base.clone();
            one.insert(key.clone(), value.clone());
            all.push(Value::Object(one));
        }
        for key in base.keys().filter(|key| !map.contains_key(*key)) {
            let mut one = base.clone();
            one.shift_remove(key);
            all.push(Value::Object(one));
        }
    }
    let mut places = Vec::new();
    walk(value, &mut String::new(), &mut places);
    for place in places {
        for other in value.pointer(&place).map(simpler).unwrap_or_default() {
            let mut whole = value.clone();
            if let Some(at) = whole.pointer_mut(&place) {
                *at = other;
                all.push(whole);
            }
        }
    }
    all
}

fn walk(value: &Value, pointer: &mut String, places: &mut Vec<String>) {
    if places.len() > 60 {
        return;
    }
    places.push(pointer.clone());
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                push(pointer, key);
                walk(value, pointer, places);
                pointer.truncate(length);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                push(pointer, &index.to_string());
                walk(value, pointer, places);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Values that are one step simpler.
fn simpler(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(map) => {
            let without = |key: &String| {
                let mut map = map.clone();
                map.shift_remove(key);
                Value::Object(map)
            };
            map.keys().map(without).collect()
        }
        Value::Array(list) => {
            let mut all = Vec::new();
            if list.len() > 1 {
                all.push(Value::Array(list[..list.len() / 2].to_vec()));
                all.push(Value::Array(list[list.len() / 2..].to_vec()));
            }
            let without = |index: usize| {
                let mut list = list.clone();
                list.remove(index);
                Value::Array(list)
            };
            all.extend((0..list.len().min(8)).map(without));
            all
        }
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            let mut all: Vec<Value> = Vec::new();
            if letters.len() > 1 {
                all.push(letters[..letters.len() / 2].iter().collect::<String>().into());
                all.push(letters[letters.len() / 2..].iter().collect::<String>().into());
                all.push(letters[..letters.len() - 1].iter().collect::<String>().into());
            }
            let tame: String = letters
                .iter()
                .map(|c| if c.is_ascii_alphanumeric() || "-_.:@/ ".contains(*c) { *c } else { 'a' })
                .collect();
            if tame != *text {
                all.push(tame.into());
            }
            all
        }
        Value::Number(number) => match number.as_i64() {
            Some(number) if number != 0 => vec![0.into(), (number / 2).into(), (number - number.signum()).into()],
            Some(_) => Vec::new(),
            None => number
                .as_f64()
                .filter(|number| number.fract() != 0.0)
                .map(|number| number.trunc().into())
                .into_iter()
                .collect(),
        },
        _ => Vec::new(),
    }
}

/// The part in which a draft differs from the plain one, where it is one part.
#[must_use]
pub(super) fn difference(draft: &Draft, plain: &Draft, api: &crate::openapi::api::Api) -> String {
    let shape = draft.of(api);
    let mut parts = Vec::new();
    for (index, parameter) in shape.parameters.iter().enumerate() {
        if draft.parameters[index] != plain.parameters[index] {
            parts.push(format!("{} {}", parameter.location.name(), parameter.name));
        }
    }
    match (&draft.body, &plain.body) {
        (Payload::Value { value: Value::Object(one), .. }, Payload::Value { value: Value::Object(other), .. }) => {
            let mut keys: Vec<&String> =
                one.keys().chain(other.keys()).filter(|key| one.get(*key) != other.get(*key)).collect();
            keys.sort();
            keys.dedup();
            parts.extend(keys.into_iter().map(|key| format!("body/{key}")));
        }
        (one, other) if one != other => parts.push("body".into()),
        _ => {}
    }
    parts.extend(draft.headers.iter().map(|(name, _)| format!("header {name}")));
    if parts.len() == 1 { parts.remove(0) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_smaller_is_another_and_there_is_an_end() {
        let mut value = json!({"a": ["xyz", 12], "b": {"c": 1.5}});
        let mut steps = 0;
        while let Some(next) = bodies(&value, None).into_iter().next() {
            assert_ne!(next, value);
            value = next;
            steps += 1;
            assert!(steps < 100);
        }
        assert_eq!(value, json!({}));
    }
}
