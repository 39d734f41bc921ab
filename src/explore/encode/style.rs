//! Parameters in the styles of OpenAPI (3.1.1, section 4.8.12.3), percent-encoded for where they stand.

use serde_json::Value;

use super::{is_content, text};
use crate::openapi::api::{In, Parameter, Style};
use crate::value::percent::{encode, encode_but};

/// Letters that may stand as they are where the document says `allowReserved`; never those that end the query or a pair.
const RESERVED: &str = ":/?[]@!$'()*,;";

/// A path's value.
pub(super) fn path(parameter: &Parameter, value: &Value) -> String {
    if is_content(parameter) {
        return encode(&value.to_string());
    }
    let (name, explode) = (encode(&parameter.name), parameter.writing.explode);
    let items = items(value, "");
    match (parameter.writing.style, items) {
        (Style::Label, Items::Of(list)) => format!(".{}", list.join(if explode { "." } else { "," })),
        (Style::Label, Items::Named(list)) if explode => format!(".{}", joined(&list, "=", ".")),
        (Style::Label, Items::Named(list)) => format!(".{}", joined(&list, ",", ",")),
        (Style::Matrix, Items::Of(list)) if explode && value.is_array() => {
            format!(";{name}={}", list.join(&format!(";{name}=")))
        }
        (Style::Matrix, Items::Of(list)) => format!(";{name}={}", list.join(",")),
        (Style::Matrix, Items::Named(list)) if explode => format!(";{}", joined(&list, "=", ";")),
        (Style::Matrix, Items::Named(list)) => format!(";{name}={}", joined(&list, ",", ",")),
        (_, Items::Of(list)) => list.join(","),
        (_, Items::Named(list)) => joined(&list, if explode { "=" } else { "," }, ","),
    }
}

/// A header's value; nothing in it is escaped.
pub(super) fn header(parameter: &Parameter, value: &Value) -> String {
    if is_content(parameter) {
        return value.to_string();
    }
    match value {
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(map) => {
            let pair = if parameter.writing.explode { "=" } else { "," };
            map.iter().map(|(key, value)| format!("{key}{pair}{}", text(value))).collect::<Vec<_>>().join(",")
        }
        other => text(other),
    }
}

/// The whole query.
pub(super) fn whole(parameter: &Parameter, value: &Value) -> String {
    let form = parameter.content.as_ref().is_some_and(|media| media.range.contains("form-urlencoded"));
    match value {
        Value::Object(map) if form => {
            let pair = |(key, value): (&String, &Value)| format!("{}={}", encode(key), encode(&text(value)));
            map.iter().map(pair).collect::<Vec<_>>().join("&")
        }
        Value::String(text) => encode_but(text, "&=+"),
        other => encode(&other.to_string()),
    }
}

/// What stands in a query or in cookies: `name=value`, once or several times; an empty list is nothing at all.
pub(super) fn pairs(parameter: &Parameter, value: &Value) -> Vec<String> {
    let keep = if parameter.may_be_reserved && parameter.location == In::Query { RESERVED } else { "" };
    let name = encode_but(&parameter.name, if parameter.location == In::Cookie { "" } else { "[]" });
    if is_content(parameter) {
        return vec![format!("{name}={}", encode_but(&value.to_string(), keep))];
    }
    let explode = parameter.writing.explode;
    if parameter.writing.style == Style::DeepObject
        && let Value::Object(map) = value
    {
        return map.iter().flat_map(|(key, value)| deep(&format!("{name}[{}]", encode(key)), value, keep)).collect();
    }
    let delimiter = match parameter.writing.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::TabDelimited => "%09",
        _ => ",",
    };
    match items(value, keep) {
        Items::Of(list) if value.is_array() && list.is_empty() => Vec::new(),
        Items::Of(list) if explode => list.into_iter().map(|one| format!("{name}={one}")).collect(),
        Items::Of(list) => vec![format!("{name}={}", list.join(delimiter))],
        Items::Named(list) if list.is_empty() => Vec::new(),
        Items::Named(list) if explode => list.into_iter().map(|(key, value)| format!("{key}={value}")).collect(),
        Items::Named(list) => vec![format!("{name}={}", joined(&list, delimiter, delimiter))],
    }
}

fn deep(name: &str, value: &Value, keep: &str) -> Vec<String> {
    match value {
        Value::Object(map) => {
            map.iter().flat_map(|(key, value)| deep(&format!("{name}[{}]", encode(key)), value, keep)).collect()
        }
        Value::Array(list) => list.iter().map(|one| format!("{name}={}", encode_but(&text(one), keep))).collect(),
        other => vec![format!("{name}={}", encode_but(&text(other), keep))],
    }
}

/// What a value is made of, escaped.
enum Items {
    Of(Vec<String>),
    Named(Vec<(String, String)>),
}

fn items(value: &Value, keep: &str) -> Items {
    match value {
        Value::Array(list) => Items::Of(list.iter().map(|one| encode_but(&text(one), keep)).collect()),
        Value::Object(map) => {
            let pair = |(key, value): (&String, &Value)| (encode(key), encode_but(&text(value), keep));
            Items::Named(map.iter().map(pair).collect())
        }
        other => Items::Of(vec![encode_but(&text(other), keep)]),
    }
}

fn joined(list: &[(String, String)], pair: &str, between: &str) -> String {
    list.iter().map(|(key, value)| format!("{key}{pair}{value}")).collect::<Vec<_>>().join(between)
}
