//! The values of each `enum` that a schema reaches by plain walking: through references, schemas of the same value,
//! properties and items.

use std::collections::HashSet;

use serde_json::Value;

use super::at::At;
use super::document::Document;

/// How deep values are looked into.
const DEEPEST: usize = 32;

const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Each schema with an `enum` that is reached from one: where it stands, and how many values it names. Schemas in `known`
/// are passed over.
pub(super) fn declared(document: &Document, at: &At, known: &mut HashSet<At>, into: &mut Vec<(At, usize)>) {
    let mut waiting = vec![at.clone()];
    while let Some(at) = waiting.pop() {
        let Some(Value::Object(map)) = document.get(&at) else { continue };
        if !known.insert(at.clone()) {
            continue;
        }
        if let Some(Value::Array(values)) = map.get("enum") {
            into.push((at.clone(), values.len()));
        }
        waiting.extend(map.get("$ref").and_then(Value::as_str).and_then(|to| document.target(&at, to).ok()));
        for key in LISTS {
            let count = map.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            waiting.extend((0..count).map(|index| at.child(key).item(index)));
        }
        let properties = map.get("properties").and_then(Value::as_object).into_iter().flatten();
        waiting.extend(properties.map(|(name, _)| at.down(&["properties", name])));
        for key in ["items", "additionalProperties"] {
            if map.get(key).is_some_and(Value::is_object) {
                waiting.push(at.child(key));
            }
        }
    }
}

/// Which of those values a value holds.
pub(super) fn seen(document: &Document, at: &At, value: &Value, into: &mut Vec<(At, usize)>) {
    look(document, at, value, 0, into);
}

fn look(document: &Document, at: &At, value: &Value, depth: usize, into: &mut Vec<(At, usize)>) {
    let Some(Value::Object(map)) = document.get(at) else { return };
    if depth > DEEPEST {
        return;
    }
    let depth = depth + 1;
    if let Some(Value::Array(values)) = map.get("enum")
        && let Some(index) = values.iter().position(|one| one == value)
        && !into.iter().any(|(known, other)| known == at && *other == index)
    {
        into.push((at.clone(), index));
    }
    if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(|to| document.target(at, to).ok()) {
        look(document, &target, value, depth, into);
    }
    for key in LISTS {
        let count = map.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).for_each(|index| look(document, &at.child(key).item(index), value, depth, into));
    }
    match value {
        Value::Object(members) => {
            let properties = map.get("properties").and_then(Value::as_object);
            for (name, member) in members {
                if properties.is_some_and(|all| all.contains_key(name)) {
                    look(document, &at.down(&["properties", name]), member, depth, into);
                } else if map.get("additionalProperties").is_some_and(Value::is_object) {
                    look(document, &at.child("additionalProperties"), member, depth, into);
                }
            }
        }
        Value::Array(items) if map.get("items").is_some_and(Value::is_object) => {
            for item in items {
                look(document, &at.child("items"), item, depth, into);
            }
        }
        _ => {}
    }
}
