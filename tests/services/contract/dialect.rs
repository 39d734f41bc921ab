//! The schemas of OpenAPI 3.0 in the words of JSON Schema 2020-12.

use serde_json::{Map, Value};

/// Rewrites every schema of a 3.0 document, as requests or as answers see it.
pub(super) fn modernise(document: &mut Value, requests: bool) {
    for_each_schema(document, &mut |schema| {
        nullable(schema);
        bound(schema, "exclusiveMinimum", "minimum");
        bound(schema, "exclusiveMaximum", "maximum");
        hide(schema, if requests { "readOnly" } else { "writeOnly" });
    });
}

/// Calls on every mapping under a `schema` or `schemas` key that is a schema itself, the inner ones first.
fn for_each_schema(at: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match at {
        Value::Array(items) => items.iter_mut().for_each(|item| for_each_schema(item, change)),
        Value::Object(members) => {
            for (key, member) in members {
                match key.as_str() {
                    "schema" => inside(member, change),
                    "schemas" => each(member, change),
                    _ => for_each_schema(member, change),
                }
            }
        }
        _ => {}
    }
}

fn each(members: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match members {
        Value::Object(members) => members.values_mut().for_each(|schema| inside(schema, change)),
        Value::Array(items) => items.iter_mut().for_each(|schema| inside(schema, change)),
        _ => {}
    }
}

fn inside(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    let Value::Object(members) = schema else { return };
    for (key, member) in members.iter_mut() {
        match key.as_str() {
            "properties" | "allOf" | "anyOf" | "oneOf" => each(member, change),
            "items" | "not" | "additionalProperties" => inside(member, change),
            _ => {}
        }
    }
    change(members);
}

fn nullable(schema: &mut Map<String, Value>) {
    if schema.shift_remove("nullable") == Some(Value::Bool(true)) {
        let kind = schema["type"].clone();
        schema.insert("type".to_owned(), Value::Array(vec![kind, "null".into()]));
    }
}

/// `minimum: 0, exclusiveMinimum: true` is `exclusiveMinimum: 0`.
fn bound(schema: &mut Map<String, Value>, exclusive: &str, bound: &str) {
    if let Some(Value::Bool(excluded)) = schema.shift_remove(exclusive)
        && excluded
        && let Some(limit) = schema.shift_remove(bound)
    {
        schema.insert(exclusive.to_owned(), limit);
    }
}

/// Takes the members out that do not travel this way.
fn hide(schema: &mut Map<String, Value>, mark: &str) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    let hidden: Vec<String> =
        properties.iter().filter(|(_, member)| member[mark] == true).map(|(key, _)| key.clone()).collect();
    properties.retain(|key, _| !hidden.contains(key));
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|key| !hidden.iter().any(|gone| key == gone));
    }
}
