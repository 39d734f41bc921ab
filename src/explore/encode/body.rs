//! Bodies in the media types that can be written from a value.

use bytes::Bytes;
use serde_json::Value;

use super::style::scalar;
use super::text;
use crate::http::encode::{self as wire, Part};
use crate::model::exchange::essence;
use crate::openapi::api::{Media, Style};
use crate::value::percent::encode;

/// Whether values of a media type can be written.
pub(in crate::explore) fn can_write(media: &Media) -> bool {
    family(&media.range).is_some()
}

#[derive(Clone, Copy)]
enum Family {
    Json,
    Form,
    Multipart,
    Text,
}

fn family(range: &str) -> Option<Family> {
    let essence = essence(range).to_ascii_lowercase();
    Some(match essence.as_str() {
        "*/*" | "application/*" | "application/json" => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "multipart/form-data" => Family::Multipart,
        "application/octet-stream" => Family::Text,
        other if other.ends_with("+json") => Family::Json,
        other if other.starts_with("text/") && other != "text/xml" => Family::Text,
        _ => return None,
    })
}

/// The content type and the bytes of a value.
pub(super) fn write(media: &Media, value: &Value) -> Option<(String, Bytes)> {
    let named = |usual: &str| if media.range.contains('*') { usual.to_owned() } else { media.range.clone() };
    Some(match family(&media.range)? {
        Family::Json => (named("application/json"), serde_json::to_vec(value).ok()?.into()),
        Family::Text => (named("text/plain"), text(value).into()),
        Family::Form => {
            let Value::Object(map) = value else {
                return Some((media.range.clone(), encode(&text(value)).into()));
            };
            let pairs = map.iter().map(|(key, value)| field(media, key, value)).collect::<Option<Vec<_>>>()?;
            (media.range.clone(), pairs.concat().join("&").into())
        }
        Family::Multipart => {
            let Value::Object(map) = value else {
                return Some(("multipart/form-data; boundary=holdpoint".into(), text(value).into()));
            };
            let mut parts = Vec::new();
            for (key, value) in map {
                match value {
                    // One that has no items is no part at all.
                    Value::Array(list) if list.is_empty() => return None,
                    Value::Array(list) => parts.extend(list.iter().map(|one| part(media, key, one))),
                    other => parts.push(part(media, key, other)),
                }
            }
            let encoded = wire::multipart(&parts, "holdpoint");
            (encoded.content_type.to_str().ok()?.to_owned(), encoded.body)
        }
    })
}

/// A property of a form; none where it would be read as another one.
fn field(media: &Media, key: &str, value: &Value) -> Option<Vec<String>> {
    let encoding = media.encoding.iter().find(|(name, _)| name == key).map(|(_, encoding)| encoding);
    let explode = encoding.and_then(|one| one.explode).unwrap_or(true);
    let style = encoding.and_then(|one| one.style).unwrap_or(Style::Form);
    let name = encode(key);
    match value {
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) if explode => {
            Some(list.iter().map(|one| format!("{name}={}", encode(&text(one)))).collect())
        }
        Value::Array(list) => {
            let (delimiter, letter) = match style {
                Style::SpaceDelimited => ("%20", Some(' ')),
                Style::PipeDelimited => ("%7C", Some('|')),
                _ => (",", None),
            };
            let item = |one: &Value| scalar(one).filter(|text| letter.is_none_or(|letter| !text.contains(letter)));
            let items = list.iter().map(item).collect::<Option<Vec<_>>>()?;
            let written: Vec<String> = items.iter().map(|text| encode(text)).collect();
            (items != [""]).then(|| vec![format!("{name}={}", written.join(delimiter))])
        }
        Value::Object(map) if style == Style::DeepObject => {
            let pair = |(inner, value): (&String, &Value)| {
                let is_sound = !inner.contains(['[', ']']);
                Some(format!("{name}[{}]={}", encode(inner), encode(&scalar(value).filter(|_| is_sound)?)))
            };
            map.iter().map(pair).collect::<Option<Vec<_>>>().filter(|pairs| !pairs.is_empty())
        }
        other => Some(vec![format!("{name}={}", encode(&text(other)))]),
    }
}

fn part(media: &Media, key: &str, value: &Value) -> Part {
    let encoding = media.encoding.iter().find(|(name, _)| name == key);
    let said = encoding.and_then(|(_, one)| one.content_type.as_deref()).and_then(|text| text.split(',').next());
    let json = value.is_object().then_some("application/json");
    Part {
        name: key.to_owned(),
        filename: None,
        content_type: said.or(json).and_then(|text| text.trim().parse().ok()),
        bytes: text(value).into(),
    }
}
