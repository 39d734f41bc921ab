//! Keywords of another dialect: what 3.0 wrote and 3.1 ignores, and the other way round.

use serde_json::{Map, Value};

use super::api::{Report, Rule, Subject};
use super::role::Role;
use super::survey::Id;
use crate::model::diagnostic::Severity::{self, Error, Warning};
use crate::openapi::dialect::Dialect;

pub(super) static RULE: Rule = Rule {
    id: "contract-keyword",
    summary: "A schema uses a keyword of another version of OpenAPI.",
    docs: r"A keyword that the document's version does not know demands nothing, so the contract promises less than it says. One
whose form changed makes the schema invalid.

| OpenAPI 3.0 | OpenAPI 3.1 and 3.2 |
|---|---|
| `type: string` and `nullable: true` | `type: [string, 'null']` |
| `minimum: 1` and `exclusiveMinimum: true` | `exclusiveMinimum: 1` |
| `enum: [a]` | `const: a` or `enum: [a]` |
| `example: a` | `examples: [a]` (`example` is deprecated) |
| `allOf: [{ $ref: … }, { … }]` | `$ref: …` with other keywords beside it |
| `components/schemas` | also `$defs` |
| – | `if`, `then`, `else`, `prefixItems`, `contains`, `patternProperties`, `propertyNames`, `unevaluated…` |

Write the form of the column, or change the version at the document's top.
",
    check,
};

/// Keywords beside a reference that demand nothing, and so are not missed where they are ignored.
const WORDS: &[&str] =
    &["$ref", "title", "description", "summary", "example", "examples", "deprecated", "xml", "externalDocs", "default"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut old_examples = 0_usize;
    for id in subject.schemas() {
        let Some(map) = subject.survey.value(id).as_object() else { continue };
        if subject.dialect().has_old_schemas() {
            new_in_old(subject, report, id, map);
        } else {
            old_in_new(subject, report, id, map);
            old_examples += usize::from(map.contains_key("example"));
        }
    }
    if old_examples > 0 {
        report.note(
            format!("`example` in a schema is deprecated since OpenAPI 3.1; it stands in {old_examples} of them"),
            "write `examples`, a list",
        );
    }
}

fn old_in_new(subject: &Subject<'_>, report: &mut Report<'_>, id: Id, map: &Map<String, Value>) {
    let at = || subject.survey.at(id);
    if map.get("nullable") == Some(&Value::Bool(true)) {
        let help = match map.get("type").and_then(Value::as_str) {
            Some(kind) => format!("write `type: [{kind}, 'null']`"),
            None => "add `type: 'null'` as an alternative: `anyOf: [{ … }, { type: 'null' }]`".to_owned(),
        };
        let what = format!("`nullable` means nothing in {}: null is refused here", subject.dialect());
        report.warning(&at().child("nullable"), what, help);
    }
    for (key, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(Value::Bool(exclusive)) = map.get(key) else { continue };
        let help = match (exclusive, map.get(bound)) {
            (true, Some(number)) => format!("write `{key}: {number}`, and remove `{bound}`"),
            _ => format!("remove `{key}`"),
        };
        let what = format!("`{key}` is a number in {}, not true or false", subject.dialect());
        report.error(&at().child(key), what, help);
    }
}

fn new_in_old(subject: &Subject<'_>, report: &mut Report<'_>, id: Id, map: &Map<String, Value>) {
    let dialect = subject.dialect();
    let at = || subject.survey.at(id);
    if map.contains_key("$ref") {
        let ignored: Vec<String> = map
            .keys()
            .filter(|key| !WORDS.contains(&key.as_str()) && !key.starts_with("x-"))
            .map(|key| format!("`{key}`"))
            .collect();
        if !ignored.is_empty() {
            let what = format!("{} beside a `$ref`: {dialect} ignores that", ignored.join(", "));
            report.warning(&at().child("$ref"), what, "write `allOf: [{ $ref: … }, { … }]`");
        }
        return;
    }
    match map.get("type") {
        Some(Value::Array(types)) => {
            let others: Vec<&str> = types.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect();
            let help = match others[..] {
                [one] if types.len() == 2 => format!("write `type: {one}` and `nullable: true`"),
                [one] => format!("write `type: {one}`"),
                _ => "write one type for each alternative under `anyOf`".to_owned(),
            };
            report.error(&at().child("type"), format!("`type` is one word in {dialect}, not a list"), help);
        }
        Some(Value::String(kind)) if kind == "null" => {
            let help = "write `nullable: true` beside the type that it has otherwise";
            report.error(&at().child("type"), format!("`null` is no type in {dialect}"), help);
        }
        _ => {}
    }
    for (key, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(Value::Number(number)) = map.get(key) {
            let what = format!("`{key}` is true or false in {dialect}, not a number");
            report.error(&at().child(key), what, format!("write `{bound}: {number}` and `{key}: true`"));
        }
    }
    for field in Role::Schema.fields().iter().filter(|field| field.since > Dialect::V3_0) {
        // A bare word that only people read is not missed.
        if !map.contains_key(field.key) || ["$comment", "$schema", "$vocabulary"].contains(&field.key) {
            continue;
        }
        let (severity, help) = instead(field.key);
        report.tell(severity, &at().child(field.key), format!("`{}` means nothing in {dialect}", field.key), help);
    }
}

fn instead(key: &str) -> (Severity, &'static str) {
    match key {
        "const" => (Warning, "write `enum` with one value"),
        "examples" => (Warning, "write `example`"),
        "$defs" | "definitions" => (Warning, "write it under `components/schemas`"),
        "additionalItems" => (Warning, "remove it: `items` holds for every item"),
        "$dynamicRef" => (Error, "write `$ref`, or `openapi: 3.1.1` at the top"),
        _ => (Warning, "it is never asserted: remove it, or write `openapi: 3.1.1` at the top"),
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn each_dialect_has_its_own_words() {
        let rule = "contract-keyword";
        for (version, text, said) in [
            ("3.1.0", "{ type: string, nullable: true }", "warning `nullable` means nothing"),
            ("3.1.0", "{ minimum: 1, exclusiveMinimum: true }", "error `exclusiveMinimum` is a number"),
            ("3.1.0", "{ example: 1 }", "note `example` in a schema is deprecated"),
            ("3.0.3", "{ type: [string, 'null'] }", "error `type` is one word"),
            ("3.0.3", "{ type: 'null' }", "error `null` is no type"),
            ("3.0.3", "{ exclusiveMinimum: 1 }", "error `exclusiveMinimum` is true or false"),
            ("3.0.3", "{ const: 1 }", "warning `const` means nothing"),
            ("3.0.3", "{ if: {} }", "warning `if` means nothing"),
            ("3.0.3", "{ examples: [1] }", "warning `examples` means nothing"),
            ("3.0.3", "{ $defs: {} }", "warning `$defs` means nothing"),
            ("3.0.3", "{ $ref: '#/components/schemas/B', nullable: true }", "warning `nullable` beside a `$ref`"),
        ] {
            wrong(rule, &schema(version, text), said);
        }
        for (version, text) in [
            ("3.1.0", "{ type: [string, 'null'], const: 1, if: {}, $defs: {}, exclusiveMinimum: 1, examples: [1] }"),
            ("3.1.0", "{ $ref: '#/components/schemas/B', type: string }"),
            ("3.0.3", "{ type: string, nullable: true, minimum: 1, exclusiveMinimum: true, example: 1 }"),
            ("3.0.3", "{ $ref: '#/components/schemas/B', description: said, x-a: 1 }"),
            ("3.0.3", "{ properties: { const: {}, if: {}, $defs: {} } }"),
        ] {
            clean(rule, &schema(version, text));
        }
    }
}
