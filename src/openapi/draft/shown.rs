//! Values that a document shows: examples, defaults, constants.

use serde_json::{Map, Value};

use crate::openapi::api::{Media, Parameter};
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// How deep a value is put together from the parts of its schema.
const DEEPEST: usize = 6;

/// How many parts a value is put together from.
const MOST: usize = 2_000;

/// A value of a parameter that the document shows: an example, a default, a constant.
#[must_use]
pub fn of_parameter(document: &Document, parameter: &Parameter) -> Option<Value> {
    let shown = parameter.examples.first().cloned();
    shown.or_else(|| of_schema(document, parameter.schema.as_ref()?, 0, &mut { MOST }))
}

/// A body of a media type.
pub(super) fn of_media(document: &Document, media: &Media) -> Option<Value> {
    let shown = media.examples.first().map(|example| example.value.clone());
    // Of a Swagger document an example may be JSON as text.
    shown.filter(|value| !value.is_string()).or_else(|| of_schema(document, media.schema.as_ref()?, 0, &mut { MOST }))
}

/// A value that a schema shows, or that is put together from what its required properties show.
fn of_schema(document: &Document, at: &At, depth: usize, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    if depth > DEEPEST {
        return None;
    }
    let (at, schema) = document.resolve(at).ok()?;
    let first = |key: &str| schema.get(key)?.as_array()?.first().cloned();
    for found in [
        schema.get("example").cloned(),
        first("examples"),
        schema.get("const").cloned(),
        schema.get("default").filter(|value| !value.is_null()).cloned(),
        first("enum"),
    ] {
        if found.is_some() {
            return found;
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let mut all = Map::new();
        for index in 0..parts.len() {
            all.extend(of_schema(document, &at.child("allOf").item(index), depth + 1, left)?.as_object()?.clone());
        }
        return Some(all.into());
    }
    if schema.get("type").and_then(Value::as_str) == Some("boolean") {
        return Some(true.into());
    }
    let required = schema.get("required").and_then(Value::as_array)?;
    let mut made = Map::new();
    for name in required.iter().filter_map(Value::as_str) {
        made.insert(name.to_owned(), of_schema(document, &at.child("properties").child(name), depth + 1, left)?);
    }
    (!made.is_empty()).then(|| made.into())
}
