//! What a case expects: the status, the media type, and the types of what has to be there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::{essence, is_json, quoted};
use crate::openapi::api::{Operation, Response, StatusKey};
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// How deep required properties are followed.
const DEEPEST: usize = 3;

/// The most lines of one case.
const MOST: usize = 24;

const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

/// The lines of `expect`.
pub(super) fn expectation(document: &Document, operation: &Operation, response: &Response) -> String {
    let status = match response.status {
        StatusKey::Code(code) => code.to_string(),
        StatusKey::Class(_) | StatusKey::Default => "2xx".to_owned(),
    };
    // An answer to HEAD bears no body, and neither do these two.
    let empty = operation.method == http::Method::HEAD || ["204", "205"].contains(&status.as_str());
    if empty || response.content.is_empty() {
        // A number is short for a status; a class is not.
        let short = status.parse::<u16>().map_or_else(|_| format!("{{ status: {status} }}"), |code| code.to_string());
        return format!("    expect: {short}\n");
    }
    let mut out = format!("    expect:\n      status: {status}\n");
    let kinds: Vec<String> = response.content.iter().map(essence).filter(|kind| !kind.contains('*')).collect();
    if let ([only], 1) = (&kinds[..], response.content.len()) {
        let _ = writeln!(out, "      header: {{ content-type: {{ starts_with: {} }} }}", quoted(only));
    }
    let [media] = &response.content[..] else { return out };
    if !is_json(&media.range) {
        return out;
    }
    let mut lines = Vec::new();
    if let Some(schema) = &media.schema {
        gather(document, schema, "", 0, &mut lines);
    }
    if !lines.is_empty() {
        out.push_str("      json:\n");
        for (path, demand) in lines.into_iter().take(MOST) {
            let path = quoted(path.strip_prefix("$.").unwrap_or(&path));
            let _ = writeln!(out, "        {path}: {demand}");
        }
    }
    out
}

fn gather(document: &Document, at: &At, path: &str, depth: usize, lines: &mut Vec<(String, String)>) {
    if lines.len() > MOST {
        return;
    }
    let types = types(document, at, 0);
    let here = if path.is_empty() { "$".to_owned() } else { path.to_owned() };
    // Bare, `null` would be no word to YAML.
    let words: Vec<&str> = types.iter().map(|kind| if kind == "null" { "\"null\"" } else { kind.as_str() }).collect();
    let demand = match words[..] {
        [] => "{ exists: true }".to_owned(),
        [one] => format!("{{ type: {one} }}"),
        _ => format!("{{ type: [{}] }}", words.join(", ")),
    };
    let (required, properties) = members(document, at);
    let opens =
        depth < DEEPEST && !required.is_empty() && (types.is_empty() || types.len() == 1 && types.contains("object"));
    // Of the whole body a type is worth a line only where nothing else is said of it.
    if !(opens && path.is_empty() || types.is_empty() && path.is_empty()) {
        lines.push((here.clone(), demand));
    }
    if !opens {
        return;
    }
    for name in required.into_iter().filter(|name| !name.contains("${")) {
        let is_word = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let below = if is_word { format!("{here}.{name}") } else { format!("{here}[{}]", Value::from(name.as_str())) };
        match properties.get(&name) {
            Some(schema) => gather(document, schema, &below, depth + 1, lines),
            None => lines.push((below, "{ exists: true }".to_owned())),
        }
    }
}

/// The types that a schema lets in; none where it does not say.
fn types(document: &Document, at: &At, depth: usize) -> BTreeSet<String> {
    let Ok((end, schema)) = document.resolve(at) else { return BTreeSet::new() };
    let mut types: BTreeSet<String> = match schema.get("type") {
        Some(Value::String(one)) => BTreeSet::from([one.clone()]),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    };
    if types.is_empty() && depth < DEEPEST {
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        let all = (0..parts.min(20)).map(|index| self::types(document, &end.child("allOf").item(index), depth + 1));
        types = all.into_iter().find(|types| !types.is_empty()).unwrap_or_default();
        if types.is_empty() && schema.get("properties").is_some() && parts == 0 {
            // Nothing says that it is an object, but all that is said of it is said of objects.
            return BTreeSet::new();
        }
    }
    let nullable = ["nullable", "x-nullable"].iter().any(|key| schema.get(*key) == Some(&Value::Bool(true)));
    if nullable && !types.is_empty() && document.dialect().has_old_schemas() {
        types.insert("null".into());
    }
    if types.iter().all(|kind| TYPES.contains(&kind.as_str())) { types } else { BTreeSet::new() }
}

/// What a schema requires, and where each property is described; each part of `allOf` is looked at once.
#[must_use]
pub fn members(document: &Document, at: &At) -> (BTreeSet<String>, BTreeMap<String, At>) {
    let (mut required, mut properties, mut written_only) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    let mut seen = BTreeSet::new();
    let mut open = vec![at.clone()];
    while let Some(at) = open.pop() {
        let Ok((end, schema)) = document.resolve(&at) else { continue };
        if !seen.insert(end.clone()) || seen.len() > 200 {
            continue;
        }
        let names = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        required.extend(names.map(str::to_owned));
        for (name, written) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if written.get("writeOnly") == Some(&Value::Bool(true)) {
                written_only.insert(name.clone());
            }
            properties.insert(name.clone(), end.child("properties").child(name));
        }
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        open.extend((0..parts).map(|index| end.child("allOf").item(index)));
    }
    // What is only written is not in an answer.
    (&required - &written_only, properties)
}
