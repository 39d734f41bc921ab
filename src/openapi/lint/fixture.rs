//! What the tests of rules share: documents around one schema or operation, and what is said of them.

use serde_json::Value;

use super::run::lint;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::place::Source;
use crate::openapi::at::At;
use crate::openapi::document::{self, Document};
use crate::openapi::read::read;

/// Everything that is said of a document: read and lint.
pub(in crate::openapi) fn found(document: &Document) -> Diagnostics {
    found_with(document, &|_, _| Ok(()))
}

pub(in crate::openapi) fn found_with(
    document: &Document,
    fits: &dyn Fn(&At, &Value) -> Result<(), String>,
) -> Diagnostics {
    let (api, told) = read(document);
    lint(document, &api, told, fits)
}

pub(in crate::openapi) fn document(text: &str) -> Document {
    let name = if text.starts_with('{') { "openapi.json" } else { "openapi.yaml" };
    let source = Source { name: name.into(), text: text.into() };
    document::parse(source).unwrap_or_else(|found| panic!("{:?}\n{text}", found.into_vec()))
}

fn line(one: &Diagnostic) -> String {
    let place = one.place.as_ref().map(|place| place.line_column().0.to_string()).unwrap_or_default();
    format!("{} {} @{place} ({})", one.severity.name(), one.message, one.help.as_deref().unwrap_or_default())
}

/// What one rule says.
pub(in crate::openapi) fn lines(rule: &str, text: &str) -> Vec<String> {
    found(&document(text)).iter().filter(|one| one.code == rule).map(line).collect()
}

#[track_caller]
pub(in crate::openapi) fn clean(rule: &str, text: &str) {
    let lines = lines(rule, text);
    assert!(lines.is_empty(), "{rule}: {lines:#?}\n{text}");
}

/// The rule says one thing, which begins so, and what to do about it.
#[track_caller]
pub(in crate::openapi) fn wrong(rule: &str, text: &str, said: &str) {
    let lines = lines(rule, text);
    assert!(lines.len() == 1 && lines[0].starts_with(said), "{rule}: {lines:#?}, not {said}\n{text}");
    assert!(!lines[0].ends_with("()"), "{rule} says not what to do: {lines:?}");
}

/// A document with this schema, and others beside it.
pub(in crate::openapi) fn schema(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{ title: t, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n    B: {{ type: object, properties: {{ b: {{ type: string }} }} }}\n    C: {{ type: object, additionalProperties: false, properties: {{ c: {{ type: string }} }} }}\n"
    )
}

/// A document with these lines of paths, each below `paths:`.
pub(in crate::openapi) fn paths(paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths:\n  {}\n", paths.replace('\n', "\n  "))
}

/// A document with this operation at `GET /orders`.
pub(in crate::openapi) fn operation(operation: &str) -> String {
    paths(&format!("/orders: {{ get: {operation} }}"))
}
