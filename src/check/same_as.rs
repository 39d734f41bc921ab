//! Whether the body is the same as a value that is known: a round trip.

use serde_json::{Value, json};

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read::{text, unknown_key};
use crate::value::matcher::operand::{Fault, Operand};
use crate::value::matcher::{Matcher, show};
use crate::value::scope::Scope;
use crate::value::select::Path;

/// The check `same_as`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "same_as",
    summary: "the body, or a part of it, is the same as a known value: JSON or bytes",
    docs: r#"
## What it does

Compares the JSON body with a value: numbers by value, objects whatever the order of their keys, nothing missing and nothing
too much. `{ value: …, at: path }` compares one part of the body; the path selects one value. `{ bytes: text }` compares the
body byte for byte. The finding names the first place where they differ.

## Why

A store that drops the fields it does not know answers 200 and loses data.

## Example

```yaml
same_as: "${sent.json}"
```

```yaml
same_as: { value: "${sent.json.integrations}", at: "rows[0].integrations" }
```

```yaml
same_as: { bytes: "${first.body}" }
```
"#,
    schema: Shape::Either(&[Shape::Record(&FORM), Shape::Scalar, Shape::List(&Shape::Any)]),
    compile,
};

static FORM: Record = Record {
    name: "a comparison",
    fields: &[
        Field::new("value", Shape::Any, "the value that the body, or the part at `at`, has to equal"),
        Field::new("at", Shape::Text, "the JSON path of the part, which selects one value"),
        Field::new("bytes", Shape::Text, "the text whose bytes the whole body has to be"),
    ],
};

#[derive(Debug)]
enum Same {
    Json { place: Place, value: Matcher, at: Option<Path> },
    Bytes { place: Place, text: Operand<String> },
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let same = match &node.datum {
        Datum::Map(_) => record(node, shop.found)?,
        _ => Same::Json { place: node.place.clone(), value: equality(node, shop.found)?, at: None },
    };
    Some(Box::new(same))
}

fn record(node: &Node, found: &mut Diagnostics) -> Option<Same> {
    let place = node.place.clone();
    let known = FORM.fields.iter().map(|field| field.name);
    if let Some(entry) = node.entries().iter().find(|entry| !known.clone().any(|name| name == entry.key)) {
        let help = "a mapping to compare with is written `value: {…}`";
        let diagnostic = unknown_key(&entry.key, &entry.key_place, FORM.name, known);
        let help = diagnostic.help.as_ref().map_or_else(|| help.to_owned(), |near| format!("{near}; {help}"));
        found.push(diagnostic.help(help));
        return None;
    }
    match (node.get("value"), node.get("at"), node.get("bytes")) {
        (Some(value), None, None) => Some(Same::Json { place, value: equality(value, found)?, at: None }),
        (Some(value), Some(at), None) => {
            let value = equality(value, found);
            let path = found.keep(part(at));
            Some(Same::Json { place, value: value?, at: Some(path?) })
        }
        (None, None, Some(bytes)) => {
            let read = |value: &Value| match value {
                Value::String(text) => Ok(text.clone()),
                other => Err(Fault::new(format!("text is expected, not {}", show::kinded(other)))),
            };
            Some(Same::Bytes { place: bytes.place.clone(), text: Operand::read(bytes, found, read)? })
        }
        _ => {
            let what = "a comparison has either `value` (with `at` or without), or `bytes`";
            found.push(Diagnostic::error("missing-key", &node.place, what));
            None
        }
    }
}

fn part(at: &Node) -> Result<Path, Diagnostic> {
    let wrong = |what: String| Diagnostic::error("wrong-path", &at.place, what);
    if at.is_template() {
        return Err(wrong("a template cannot stand here".into()));
    }
    let path = Path::parse(text(at)?).map_err(wrong)?;
    if path.is_singular() {
        return Ok(path);
    }
    Err(wrong("this path can select more than one value".into()).help("use names and indexes only"))
}

/// Equality with a value as a matcher, so that templates, comparison and findings are the same everywhere.
fn equality(node: &Node, found: &mut Diagnostics) -> Option<Matcher> {
    if matches!(node.datum, Datum::Null) {
        found.push(
            Diagnostic::error("vacuous", &node.place, "null is the same as what a service that lost it answers")
                .help("compare with a value that was sent; that a body is null is said by `json: { $: null }`"),
        );
        return None;
    }
    Matcher::equal_to(node, found)
}

impl Check for Same {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        match self {
            Self::Json { place, value, at } => {
                let body = match seen::json("same_as", seen, place) {
                    Ok(body) => body,
                    Err(nothing) => return nothing,
                };
                let Some(path) = at else {
                    return value.judge("same_as", "$", Some(body), scope);
                };
                if let Some(part) = path.select(body).first() {
                    return value.judge("same_as", &part.location, Some(part.value), scope);
                }
                value.judge_missing("same_as", path.text(), &format!("nothing: {}", path.dead_end(body)), scope)
            }
            Self::Bytes { place, text } => {
                let body = match seen::bytes("same_as", seen, place) {
                    Ok(body) => body,
                    Err(nothing) => return nothing,
                };
                match text.get(scope) {
                    Ok(text) => same_bytes(text.as_bytes(), body, place),
                    Err(what) => seen::fault("same_as", "body", what, place),
                }
            }
        }
    }
}

fn same_bytes(wanted: &[u8], body: &[u8], place: &Place) -> Judgement {
    if wanted == body {
        return Judgement::holds();
    }
    let first = wanted.iter().zip(body).position(|(one, other)| one != other);
    let at = first.unwrap_or_else(|| wanted.len().min(body.len()));
    let around = |bytes: &[u8]| {
        let part = String::from_utf8_lossy(&bytes[at.saturating_sub(20)..bytes.len().min(at + 40)]).into_owned();
        format!("{} bytes, with {part:?}", bytes.len())
    };
    let text = |bytes: &[u8]| json!(String::from_utf8_lossy(bytes));
    let finding = Finding::wrong("same_as", format!("body byte {at}"), around(wanted), around(body));
    Judgement::fails(finding.difference(text(wanted), text(body)).at(place))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, judge, lines, scope, seen, tell};
    use super::*;

    fn body(text: &str) -> Observation {
        seen([exchange("http://t.test/", 200, &[("content-type", "application/json")], text)])
    }

    #[test]
    fn a_round_trip_loses_nothing_and_adds_nothing() {
        let sent = json!({"rows": [{"slug": "a", "integrations": {"x": {"state": "n/a"}}}]});
        let told = |text: &str, seen: &Observation| {
            lines(&compile(&KIND, text).unwrap().judge(seen, &scope(&[("S", sent.clone())], &[])))
        };
        let kept = body(r#"{"rows": [{"integrations": {"x": {"state": "n/a"}}, "slug": "a"}]}"#);
        let stripped = body(r#"{"rows": [{"slug": "a"}]}"#);
        assert_eq!(told("'${var.S}'", &kept), [] as [&str; 0]);
        assert_eq!(told("{value: '${var.S.rows[0].slug}', at: 'rows[0].slug'}", &kept), [] as [&str; 0]);
        assert_eq!(
            told("'${var.S}'", &stripped),
            ["$.rows[0].integrations: expected {\"x\":{\"state\":\"n/a\"}}, got nothing"]
        );
        assert_eq!(
            told("{value: '${var.S.rows[0].integrations}', at: 'rows[0].integrations'}", &stripped),
            [
                "$.rows[0].integrations: expected {\"x\":{\"state\":\"n/a\"}}, got nothing: `$.rows[0]` has no `integrations`; it has slug"
            ]
        );
        assert!(told("'${var.T}'", &kept)[0].ends_with("(Suite)"));
        assert_eq!(tell(&KIND, "[1, {a: 2}]", &body("[1.0, {\"a\": 2}]")), [] as [&str; 0]);
        assert_eq!(tell(&KIND, "{value: {ne: 1}}", &body(r#"{"ne": 1}"#)), [] as [&str; 0]);
        assert!(judge(&KIND, "{value: {a: 1}}", &body("{}")).findings[0].difference.is_some());
    }

    #[test]
    fn bytes_are_bytes() {
        assert_eq!(tell(&KIND, "{bytes: '{\"a\": 1}'}", &body("{\"a\": 1}")), [] as [&str; 0]);
        assert_eq!(
            tell(&KIND, "{bytes: '{\"a\": 1}'}", &body("{\"a\":1}")),
            ["body byte 5: expected 8 bytes, with \"{\\\"a\\\": 1}\", got 7 bytes, with \"{\\\"a\\\":1}\""]
        );
    }

    #[test]
    fn what_compares_with_nothing_is_refused() {
        for text in [
            "null",
            "{}",
            "{value: null}",
            "{at: x}",
            "{value: 1, bytes: x}",
            "{vlaue: 1}",
            "{value: 1, at: 'a[*]'}",
            "{value: 1, at: '['}",
            "{bytes: 5}",
            "{a: 1}",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }
}
