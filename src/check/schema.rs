//! Whether the body fits a JSON Schema.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use super::written::Spot;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::{Place, Source};
use crate::model::shape::Shape;
use crate::syntax::read::{self, unknown_key};
use crate::syntax::yaml;
use crate::value::matcher::api::{Reading, Subject};
use crate::value::matcher::open;
use crate::value::matcher::operand::{Fault, Operand};
use crate::value::matcher::schema::Schema;
use crate::value::scope::Scope;

/// The check `schema`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "schema",
    summary: "the JSON body fits a JSON Schema, written here or in a file",
    docs: r"
## What it does

Holds the whole JSON body to a JSON Schema: written in place, or text that names a JSON or YAML file, beside the suite or
below the project's folder; `file.json#/pointer` takes one part of it. Draft 2020-12 where `$schema` does not name another.
`{ file: …, at: path }` holds one part of the body to it; the path selects one value. Formats are asserted. Each finding names the exact place in the body; at most twelve are told.

A schema that demands nothing, a misspelt keyword, a format that is not known and a reference that would have to be fetched
are errors when the suite is read.

## Why

JSON Schema passes over what it does not know: a misspelt `requierd` is green for ever.

## Example

```yaml
schema:
  type: object
  required: [id, status]
  properties:
    id: { type: integer }
    status: { enum: [open, resolved] }
```

```yaml
schema: openapi.yaml#/components/schemas/Order
```

```yaml
schema: { file: 'mcp.schema.json#/$defs/ListToolsResult', at: result }
```
",
    schema: Shape::Custom { name: "a JSON schema", schema: written },
    compile,
};

fn written() -> Value {
    serde_json::json!({"anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "object", "minProperties": 1},
    ]})
}

#[derive(Debug)]
struct Fits {
    place: Place,
    at: Option<Spot>,
    schema: Operand<Schema>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let mut at = None;
    let schema = match &node.datum {
        Datum::Text(text) => Operand::Ready(from_file(node, text, shop)?),
        // No schema has a keyword of that name.
        Datum::Map(entries) if node.get("file").is_some() => {
            let known = ["file", "at"];
            if let Some(entry) = entries.iter().find(|entry| !known.contains(&entry.key.as_str())) {
                shop.found.push(unknown_key(&entry.key, &entry.key_place, "a schema in a file", known));
                return None;
            }
            if let Some(path) = node.get("at") {
                at = Some(Spot::singular(path, shop.found)?);
            }
            let file = node.get("file")?;
            let text = shop.found.keep(read::text(file))?.to_owned();
            Operand::Ready(from_file(file, &text, shop)?)
        }
        _ => {
            let schema = Operand::read(node, shop.found, Schema::read)?.kept();
            open::warn(node, shop.found);
            schema
        }
    };
    Some(Box::new(Fits { place: node.place.clone(), at, schema }))
}

fn from_file(node: &Node, written: &str, shop: &mut Workshop<'_>) -> Option<Schema> {
    if node.is_template() {
        shop.found.push(
            Diagnostic::error("needs-literal", &node.place, "a template cannot stand here")
                .help("name the file: it is read before anything is sent"),
        );
        return None;
    }
    let (name, pointer) = written.split_once('#').unwrap_or((written, ""));
    if name.is_empty() {
        let what = "the name of a file is missing";
        shop.found
            .push(Diagnostic::error("file", &node.place, what).help("write `order.schema.json`, or the schema itself"));
        return None;
    }
    if !(pointer.is_empty() || pointer.starts_with('/')) {
        let what = format!("`#{pointer}` is no JSON pointer (RFC 6901)");
        shop.found.push(Diagnostic::error("file", &node.place, what).help("a pointer begins with `#/`"));
        return None;
    }
    let source = shop.read(node, name)?;
    let document = shop.found.keep(parse(node, name, &source))?;
    let value = document.to_json();
    let schema = if pointer.is_empty() { Schema::read(&value) } else { Schema::part(&value, pointer) };
    let told = |fault: Fault| match pointer {
        "" => fault.diagnostic(&document).also(&node.place, "named here"),
        // Where in a part the fault lies is told in words; the place of the part is not known here.
        _ => Diagnostic::error("matcher", &node.place, format!("`{written}`: {}", fault.what())),
    };
    shop.found.keep(schema.map_err(told))
}

/// The file's document. JSON is read as JSON, whose escapes are not all of them YAML's.
fn parse(node: &Node, name: &str, source: &Arc<Source>) -> Result<Node, Diagnostic> {
    if Path::new(name).extension().is_none_or(|kind| kind != "json") {
        return yaml::parse(source).map_err(|diagnostic| diagnostic.also(&node.place, "named here"));
    }
    let value: Value = serde_json::from_str(&source.text)
        .map_err(|error| Diagnostic::error("file", &node.place, format!("`{name}` is no JSON: {error}")))?;
    Ok(Node::from_json(&value, &node.place))
}

impl Check for Fits {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let body = match seen::json("schema", seen, &self.place) {
            Ok(body) => body,
            Err(nothing) => return nothing,
        };
        let (field, body) = match &self.at {
            None => ("$".to_owned(), body),
            Some(Spot { path, place }) => match path.select(body).first() {
                Some(part) => (part.location.clone(), part.value),
                None => {
                    let actual = format!("nothing: {}", path.dead_end(body));
                    let finding = Finding::wrong("schema", path.text(), "a value that fits the schema", actual);
                    return Judgement::fails(finding.at(place));
                }
            },
        };
        match self.schema.get(scope) {
            Ok(schema) => {
                let subject = Subject {
                    check: "schema",
                    field: &field,
                    value: Some(body),
                    items: None,
                    lines: &[],
                    reading: Reading::Exact,
                    negated: false,
                    lookup: scope,
                };
                schema.judge(&subject, &self.place)
            }
            Err(what) => seen::fault("schema", "schema", what, &self.place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, lines, node, scope, seen, tell};
    use super::*;
    use crate::model::diagnostic::Diagnostics;
    use crate::openapi::shelf::Shelf;

    const ORDER: &str =
        "{type: object, required: [id], properties: {id: {type: integer}, at: {type: string, format: date-time}}}";

    fn body(text: &str) -> Observation {
        seen([exchange("http://t.test/", 200, &[("content-type", "application/json")], text)])
    }

    #[test]
    fn bodies_are_held_to_it_and_findings_name_the_part() {
        assert_eq!(tell(&KIND, ORDER, &body(r#"{"id": 1, "at": "2026-11-20T06:00:00Z"}"#)), [] as [&str; 0]);
        assert_eq!(
            tell(&KIND, ORDER, &body(r#"{"id": "1", "at": "soon"}"#)),
            [
                "$.id: expected type integer, got text \"1\"",
                "$.at: expected text in the format date-time, got \"soon\""
            ]
        );
        assert_eq!(tell(&KIND, ORDER, &body("{}")), ["$.id: expected a value (`required`), got nothing"]);
        assert_eq!(tell(&KIND, ORDER, &body("<p>"))[0].split(':').next(), Some("body"));
        assert_eq!(
            tell(
                &KIND,
                "{oneOf: [{required: [a]}, {properties: {b: {type: string}}, required: [b]}]}",
                &body(r#"{"b": 1}"#)
            ),
            ["$: expected a value that fits one of the alternatives (`oneOf`), got {\"b\":1}"]
        );
        let many = format!("[{}]", ["1"; 30].join(","));
        assert_eq!(tell(&KIND, "{items: {type: string}}", &body(&many)).len(), 12);
    }

    #[test]
    fn what_is_no_schema_or_demands_nothing_is_refused() {
        for text in [
            "{}",
            "true",
            "null",
            "[]",
            "5",
            "''",
            "{title: x}",
            "{requierd: [id]}",
            "{properties: {a: {tpye: string}}}",
            "{type: nope}",
            "{format: datetiem}",
            "{$ref: 'https://a.example/s.json'}",
            "{$ref: other.json}",
            "'x${var.y}'",
            "'#/a'",
            "no-such-file.json",
            "../outside.json",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }

    #[test]
    fn templates_are_filled_before_it_is_compiled() {
        let judge = |value: Value| {
            let check = compile(&KIND, "{properties: {n: {const: '${var.N}'}}}").unwrap();
            lines(&check.judge(&body(r#"{"n": 1}"#), &scope(&[("N", value)], &[])))
        };
        assert_eq!(judge(serde_json::json!(1)), [] as [&str; 0]);
        assert_eq!(judge(serde_json::json!(2)), ["$.n: expected 2, got 1"]);
    }

    #[test]
    fn files_are_read_whole_or_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let openapi = "components:\n  schemas:\n    Id: { type: integer }\n    Order:\n      required: [id]\n      properties: { id: { $ref: '#/components/schemas/Id' } }\n    Any: {}\n";
        std::fs::write(folder.path().join("openapi.yaml"), openapi).unwrap();
        std::fs::write(folder.path().join("id.json"), r#"{"type": "integer", "description": "\ud83d\ude00"}"#).unwrap();
        std::fs::write(folder.path().join("typo.yaml"), "type: object\nrequierd: [id]\n").unwrap();
        let compiled = |text: &str| {
            let mut found = Diagnostics::default();
            let shelf = Shelf::default();
            let mut shop = Workshop::new(&mut found, folder.path(), folder.path(), &shelf);
            let check = (KIND.compile)(&node(text), &mut shop);
            check.ok_or_else(|| {
                found.iter().map(|d| format!("{} {}", d.place.as_ref().unwrap(), d.message)).collect::<Vec<_>>()
            })
        };
        let said = |text: &str, seen: &Observation| lines(&compiled(text).unwrap().judge(seen, &scope(&[], &[])));
        assert_eq!(said("id.json", &body("1")), [] as [&str; 0]);
        assert_eq!(said("id.json", &body("true")), ["$: expected type integer, got boolean true"]);
        assert_eq!(said("openapi.yaml#/components/schemas/Order", &body(r#"{"id": 1}"#)), [] as [&str; 0]);
        assert_eq!(
            said("openapi.yaml#/components/schemas/Order", &body(r#"{"id": "x"}"#)),
            ["$.id: expected type integer, got text \"x\""]
        );
        let part = "{file: 'openapi.yaml#/components/schemas/Order', at: result}";
        assert_eq!(said(part, &body(r#"{"result": {"id": 1}}"#)), [] as [&str; 0]);
        assert_eq!(
            said(part, &body(r#"{"result": {"id": "x"}}"#)),
            ["$.result.id: expected type integer, got text \"x\""]
        );
        assert!(
            said(part, &body(r#"{"error": {}}"#))[0].starts_with("$.result: expected a value that fits the schema")
        );
        assert!(compiled("{file: id.json, type: integer}").unwrap_err()[0].contains("`type`"));
        assert!(compiled("{file: id.json, at: 'a[*]'}").is_err());
        assert!(compiled("{file: 5}").is_err());
        assert!(compiled("openapi.yaml#/components/schemas/Nope").unwrap_err()[0].contains("there is nothing at"));
        assert!(compiled("openapi.yaml#/components/schemas/Any").unwrap_err()[0].contains("demands nothing"));
        assert!(compiled("typo.yaml").unwrap_err()[0].contains("typo.yaml:2:11 `requierd` is no keyword"));
    }
}
