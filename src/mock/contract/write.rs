//! From values to what stands in an answer: bodies in their media type, headers in their style.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::prefer::{essence, is_json};
use crate::openapi::api::{Media, Parameter};

/// The content type of a declared media type or range.
pub(super) fn content_type(range: &str) -> Option<HeaderValue> {
    let essence = essence(range);
    let concrete = match essence.as_str() {
        "*/*" | "application/*" => "application/json",
        "text/*" => "text/plain",
        "image/*" => "image/png",
        "audio/*" => "audio/mpeg",
        "video/*" => "video/mp4",
        _ => match essence.split_once("/*+") {
            Some((kind, suffix)) => return format!("{kind}/vnd.mock+{suffix}").parse().ok(),
            None => range.trim(),
        },
    };
    HeaderValue::from_str(concrete).ok()
}

/// Whether a media type holds JSON values one after another.
pub(super) fn is_lines(range: &str) -> bool {
    let essence = essence(range);
    [
        "application/jsonl",
        "application/x-ndjson",
        "application/ndjson",
        "application/x-jsonlines",
        "application/json-seq",
    ]
    .contains(&essence.as_str())
        || essence.ends_with("+json-seq")
}

/// A value in a media type.
///
/// # Errors
/// Why it cannot be written so.
pub(super) fn body(media: &Media, value: &Value) -> Result<Bytes, String> {
    if is_json(&media.range) {
        return Ok(Bytes::from(value.to_string()));
    }
    if is_lines(&media.range) {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let sequence = essence(&media.range).ends_with("json-seq");
        let lines = items.iter().map(|item| format!("{}{item}\n", if sequence { "\u{1e}" } else { "" }));
        return Ok(Bytes::from(lines.collect::<String>()));
    }
    let essence = essence(&media.range);
    match value {
        Value::String(text) => Ok(Bytes::from(text.clone())),
        Value::Object(map) if essence == "application/x-www-form-urlencoded" => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in map {
                let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                for item in items {
                    form.append_pair(name, &text(item));
                }
            }
            Ok(Bytes::from(form.finish()))
        }
        Value::Object(_) | Value::Array(_) => Err(format!(
            "no body of {essence} is made here but from an example: give the document one, or write a stub"
        )),
        scalar => Ok(Bytes::from(text(scalar))),
    }
}

/// An example as the document shows it. Where JSON is shown as text, that text is the body.
pub(super) fn example(media: &Media, value: &Value) -> Vec<Bytes> {
    let mut all: Vec<Bytes> = body(media, value).into_iter().collect();
    if let (true, Value::String(text)) = (is_json(&media.range), value) {
        all.push(Bytes::from(text.clone()));
    }
    all
}

/// A header with a value, in the style `simple`; none where the value cannot stand in a header.
pub(super) fn header(parameter: &Parameter, value: &Value) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(parameter.name.as_bytes()).ok()?;
    let written = match value {
        _ if parameter.content.is_some() => value.to_string(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(map) => {
            let between = if parameter.writing.explode { '=' } else { ',' };
            map.iter().map(|(key, value)| format!("{key}{between}{}", text(value))).collect::<Vec<_>>().join(",")
        }
        scalar => text(scalar),
    };
    Some((name, HeaderValue::from_str(&written).ok()?))
}

/// A scalar as text; an empty text for null.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
