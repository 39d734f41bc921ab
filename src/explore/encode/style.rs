//! Parameters in the styles of OpenAPI (3.1.1, section 4.8.12.3), percent-encoded for where they stand.
//!
//! A style cannot say everything: no list in a list, no empty list beside an absent one, nothing that holds what divides the
//! style's parts where escaping does not hide it. Of such a value there is no text, so that none is read as another value.

use serde_json::Value;

use super::{is_content, text};
use crate::openapi::api::{In, Parameter, Style};
use crate::value::percent::{encode, encode_but};

/// Letters that may stand as they are where the document says `allowReserved`; never those that end the query or a pair.
const RESERVED: &str = ":/?[]@!$'()*,;";

/// A path's value.
pub(super) fn path(parameter: &Parameter, value: &Value) -> Option<String> {
    if is_content(parameter) {
        return Some(encode(&value.to_string()));
    }
    let (name, explode) = (encode(&parameter.name), parameter.writing.explode);
    let items = Items::of(value, "")?;
    // A point is no letter that may be escaped, and so divides wherever it stands.
    let is_dotted = |part: &String| part.contains('.');
    Some(match (parameter.writing.style, items) {
        (_, Items::Named(list)) if list.is_empty() => return None,
        (Style::Label | Style::Matrix, Items::List(list)) if is_nothing(&list) => return None,
        (Style::Label, Items::List(list)) if explode => {
            (!list.iter().any(is_dotted)).then(|| format!(".{}", list.join(".")))?
        }
        (Style::Label, Items::List(list)) => format!(".{}", list.join(",")),
        (Style::Label, Items::One(one)) => format!(".{one}"),
        (Style::Label, Items::Named(list)) if explode => {
            let is_divided = list.iter().any(|(key, value)| is_dotted(key) || is_dotted(value));
            (!is_divided).then(|| format!(".{}", joined(&list, "=", ".")))?
        }
        (Style::Label, Items::Named(list)) => format!(".{}", joined(&list, ",", ",")),
        (Style::Matrix, Items::List(list)) if explode => {
            format!(";{name}={}", list.join(&format!(";{name}=")))
        }
        (Style::Matrix, Items::List(list)) => format!(";{name}={}", list.join(",")),
        (Style::Matrix, Items::One(one)) => format!(";{name}={one}"),
        (Style::Matrix, Items::Named(list)) if explode => format!(";{}", joined(&list, "=", ";")),
        (Style::Matrix, Items::Named(list)) => format!(";{name}={}", joined(&list, ",", ",")),
        (_, Items::List(list)) => list.join(","),
        (_, Items::One(one)) => one,
        (_, Items::Named(list)) => joined(&list, if explode { "=" } else { "," }, ","),
    })
}

/// A header's value; nothing in it is escaped.
pub(super) fn header(parameter: &Parameter, value: &Value) -> Option<String> {
    if is_content(parameter) {
        return Some(value.to_string());
    }
    // Space around a part is nobody's (RFC 9110, section 5.6.1).
    let part = |value: &Value| scalar(value).filter(|text| !text.contains(',') && text.trim() == text);
    match value {
        Value::Array(list) => Some(list.iter().map(part).collect::<Option<Vec<_>>>()?.join(",")),
        Value::Object(map) => {
            let mark = if parameter.writing.explode { "=" } else { "," };
            let pair = |(key, value): (&String, &Value)| {
                let is_sound = !key.contains([',', '=']) && key.trim() == key;
                Some(format!("{key}{mark}{}", part(value).filter(|_| is_sound)?))
            };
            Some(map.iter().map(pair).collect::<Option<Vec<_>>>()?.join(","))
        }
        other => Some(text(other)),
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

/// What stands in a query or in cookies: `name=value`, once or several times.
pub(super) fn pairs(parameter: &Parameter, value: &Value) -> Option<Vec<String>> {
    let is_cookie = parameter.location == In::Cookie;
    let keep = if parameter.may_be_reserved && parameter.location == In::Query { RESERVED } else { "" };
    let name = encode_but(&parameter.name, if is_cookie { "" } else { "[]" });
    if is_content(parameter) {
        return Some(vec![format!("{name}={}", encode_but(&value.to_string(), keep))]);
    }
    let explode = parameter.writing.explode;
    if parameter.writing.style == Style::DeepObject {
        return deep(&name, value, keep, 0);
    }
    // Escaped, each of these is still read as what divides.
    let (delimiter, letter) = match parameter.writing.style {
        Style::SpaceDelimited => ("%20", Some(' ')),
        Style::PipeDelimited => ("%7C", Some('|')),
        Style::TabDelimited => ("%09", Some('\t')),
        _ => (",", None),
    };
    let divides = |value: &Value| letter.is_some_and(|letter| text(value).contains(letter));
    let keep = if explode { keep.to_owned() } else { keep.replace(',', "") };
    match Items::of(value, &keep)? {
        Items::One(_) if value.is_string() && !explode && parameter.writing.style != Style::Form && divides(value) => {
            None
        }
        Items::One(one) => Some(vec![format!("{name}={one}")]),
        // One that has no items is nothing at all, and so another value than it is.
        Items::List(list) if list.is_empty() => None,
        Items::List(list) if explode => Some(list.into_iter().map(|one| format!("{name}={one}")).collect()),
        Items::List(list) => {
            let divided = value.as_array().is_some_and(|list| list.iter().any(divides));
            (!is_nothing(&list) && !divided).then(|| vec![format!("{name}={}", list.join(delimiter))])
        }
        Items::Named(list) if list.is_empty() => None,
        // A cookie's name is not escaped (RFC 6265, section 4.1.1).
        Items::Named(list) if explode && is_cookie && list.iter().any(|(key, _)| key.contains('%')) => None,
        Items::Named(list) if explode => Some(list.into_iter().map(|(key, value)| format!("{key}={value}")).collect()),
        Items::Named(list) => {
            let map = value.as_object()?;
            let divided = map.iter().any(|(key, value)| divides(value) || letter.is_some_and(|one| key.contains(one)));
            (!divided).then(|| vec![format!("{name}={}", joined(&list, delimiter, delimiter))])
        }
    }
}

/// `name[key]=value`, and deeper as most servers read it.
fn deep(name: &str, value: &Value, keep: &str, depth: usize) -> Option<Vec<String>> {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let below = map.iter().map(|(key, value)| {
                let is_sound = !key.is_empty() && !key.contains(['[', ']']);
                deep(&format!("{name}[{}]", encode(key)), value, keep, depth + 1).filter(|_| is_sound)
            });
            Some(below.collect::<Option<Vec<_>>>()?.concat())
        }
        Value::Array(list) if depth > 0 && !list.is_empty() => {
            list.iter().map(|one| Some(format!("{name}={}", encode_but(&scalar(one)?, keep)))).collect()
        }
        Value::Array(_) | Value::Object(_) => None,
        other => (depth > 0).then(|| vec![format!("{name}={}", encode_but(&text(other), keep))]),
    }
}

/// A value that is one text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    (!value.is_array() && !value.is_object()).then(|| text(value))
}

/// What a value is made of, escaped.
enum Items {
    One(String),
    List(Vec<String>),
    Named(Vec<(String, String)>),
}

impl Items {
    /// None where a part is a list or an object itself.
    fn of(value: &Value, keep: &str) -> Option<Self> {
        let part = |value: &Value| Some(encode_but(&scalar(value)?, keep));
        Some(match value {
            Value::Array(list) => Self::List(list.iter().map(part).collect::<Option<_>>()?),
            Value::Object(map) => {
                Self::Named(map.iter().map(|(key, value)| Some((encode(key), part(value)?))).collect::<Option<_>>()?)
            }
            other => Self::One(part(other)?),
        })
    }
}

/// Whether a list is written as an empty text: of no items, or of one that is empty.
fn is_nothing(list: &[String]) -> bool {
    list.iter().all(String::is_empty) && list.len() < 2
}

fn joined(list: &[(String, String)], pair: &str, between: &str) -> String {
    list.iter().map(|(key, value)| format!("{key}{pair}{value}")).collect::<Vec<_>>().join(between)
}
