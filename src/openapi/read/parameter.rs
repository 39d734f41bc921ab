//! Parameters and headers: those of a path joined with those of its operation, defaults written out.

use serde_json::Value;

use super::Reader;
use crate::openapi::api::{In, Parameter, Style, Writing};
use crate::openapi::at::At;

/// The parameters of an operation: its own, and those of its path that it does not write anew.
pub(super) fn all(reader: &mut Reader<'_>, items: &[At], operation: &At) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let lists = std::iter::once(operation).chain(items).map(|at| at.child("parameters"));
    for list in lists.collect::<Vec<_>>() {
        let count = reader.document.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let Some(parameter) = one(reader, &list.item(index)) else { continue };
            let same = |other: &Parameter| other.location == parameter.location && other.name == parameter.name;
            if !parameters.iter().any(same) && !is_said_elsewhere(&parameter) {
                parameters.push(parameter);
            }
        }
    }
    parameters
}

/// Three headers are described by other parts of the document, and such parameters are passed over (section 4.8.12.1).
fn is_said_elsewhere(parameter: &Parameter) -> bool {
    let names = ["accept", "content-type", "authorization"];
    parameter.location == In::Header && names.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

fn one(reader: &mut Reader<'_>, at: &At) -> Option<Parameter> {
    let (at, value) = reader.follow(at)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let (Some(name), Some(written)) = (text("name"), text("in")) else {
        reader.wrong("contract-parameter", &at, "a parameter needs `name` and `in`", None);
        return None;
    };
    let Some(location) = location(written) else {
        let what = format!("`in: {written}` is no place for a parameter");
        reader.wrong("contract-parameter", &at, what, Some("it is one of path, query, header, cookie"));
        return None;
    };
    Some(valued(reader, name.to_owned(), location, &at, value))
}

/// A header of an answer.
pub(super) fn header(reader: &mut Reader<'_>, name: String, at: &At) -> Option<Parameter> {
    let (at, value) = reader.follow(at)?;
    Some(valued(reader, name, In::Header, &at, value))
}

fn valued(reader: &mut Reader<'_>, name: String, location: In, at: &At, value: &Value) -> Parameter {
    let flag = |key: &str| value.get(key).and_then(Value::as_bool);
    let style = value.get("style").and_then(Value::as_str).and_then(style).unwrap_or(match location {
        In::Path | In::Header => Style::Simple,
        In::Query | In::QueryString | In::Cookie => Style::Form,
    });
    let mut examples: Vec<Value> = value.get("example").cloned().into_iter().collect();
    examples.extend(reader.examples(at).into_iter().map(|example| example.value));
    let content = reader.contents(&at.child("content")).into_iter().next();
    Parameter {
        name,
        location,
        required: flag("required").unwrap_or(false) || location == In::Path,
        may_be_empty: flag("allowEmptyValue").unwrap_or(false),
        may_be_reserved: flag("allowReserved").unwrap_or(false),
        writing: Writing { style, explode: flag("explode").unwrap_or(style == Style::Form) },
        schema: value.get("schema").map(|_| at.child("schema")),
        content,
        examples,
        words: value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        at: at.clone(),
    }
}

pub(super) fn location(name: &str) -> Option<In> {
    [In::Path, In::Query, In::QueryString, In::Header, In::Cookie].into_iter().find(|place| place.name() == name)
}

pub(super) fn style(name: &str) -> Option<Style> {
    Some(match name {
        // 3.2 has a style of its own for cookies; it differs in its encoding only.
        "form" | "cookie" => Style::Form,
        "simple" => Style::Simple,
        "matrix" => Style::Matrix,
        "label" => Style::Label,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        "tabDelimited" => Style::TabDelimited,
        _ => return None,
    })
}
