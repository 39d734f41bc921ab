//! Whether a list is what was pinned of it: the same items with the same members, in any order.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::api::{Check, Compile, Workshop};
use super::seen;
use super::written::Spot;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::pin::Pin;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::matcher::operand::{Fault, Operand};
use crate::value::matcher::show;
use crate::value::scope::Scope;

/// The check `pinned`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "pinned",
    summary: "a list of the JSON body is what a file of the suite has pinned of it",
    docs: r#"
## What it does

Holds the list at `at` to an entry of a JSON file beside the suite: the same items, each with the same members `of` it, in
any order. The first of the members names an item. Each item that is gone, is new or has changed is a finding of its own.

Where the file has no such entry nothing is known, and the case is inconclusive. `holdpoint run --update-pins` writes what it
saw into the file; look at the difference before you commit it. A file begins as `{}`.

## Why

What others build on, such as the tools of an MCP server, may grow and change without anybody being told. A pin makes it a
decision.

## Example

```yaml
pinned: { file: tools.lock.json, entry: "${var.SERVER}", at: result.tools, of: [name, inputSchema] }
```
"#,
    schema: Shape::Record(&FORM),
    compile,
};

static FORM: Record = Record {
    name: "a pin",
    fields: &[
        Field::required("file", Shape::Text, "the JSON file, beside the suite: a mapping of entries"),
        Field::required("entry", Shape::Text, "the name of the entry"),
        Field::required("at", Shape::Text, "the JSON path of the list, which selects one value"),
        Field::required(
            "of",
            Shape::OneOrMany(&Shape::Text),
            "the members of an item that are pinned; the first one names the item",
        ),
    ],
};

/// The most findings that are told; a person who changed a dozen items knows.
const MOST: usize = 12;

#[derive(Debug)]
struct Pinned {
    place: Place,
    file: PathBuf,
    /// As it was written.
    name: String,
    entries: Map<String, Value>,
    entry: Operand<String>,
    at: Spot,
    of: Vec<String>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if let Some(field) = FORM.fields.iter().find(|field| node.get(field.name).is_none()) {
        let what = format!("{} needs the key `{}`", FORM.name, field.name);
        shop.found.push(Diagnostic::error("missing-key", &node.place, what));
        return None;
    }
    let file = node.get("file")?;
    let name = shop.found.keep(read::text(file))?.to_owned();
    let path = shop.path(file, &name)?;
    let source = shop.read(file, &name)?;
    let wrong = |what: String| Diagnostic::error("file", &file.place, what).help("a file of pins begins as `{}`");
    let entries = match serde_json::from_str(&source.text) {
        Ok(Value::Object(entries)) => entries,
        Ok(_) => {
            shop.found.push(wrong(format!("`{name}` is no mapping of entries")));
            return None;
        }
        Err(error) => {
            shop.found.push(wrong(format!("`{name}` is no JSON: {error}")));
            return None;
        }
    };
    let text = |value: &Value| match value {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        other => Err(Fault::new(format!("the name of an entry is text, not {}", show::kinded(other)))),
    };
    let entry = Operand::read(node.get("entry")?, shop.found, text)?;
    let at = Spot::singular(node.get("at")?, shop.found)?;
    let of: Vec<String> = read::one_or_many(node.get("of")?).iter().filter_map(Node::scalar_text).collect();
    Some(Box::new(Pinned { place: node.place.clone(), file: path, name, entries, entry, at, of }))
}

/// An item of a list, by what is pinned of it.
struct Item<'v> {
    location: String,
    members: BTreeMap<&'v str, &'v Value>,
}

impl Pinned {
    fn wrong(&self, field: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("pinned", field, expected, actual).at(&self.at.place)
    }

    fn items<'v>(&'v self, list: &'v [Value], location: &str) -> Vec<Item<'v>> {
        let pinned = |item: &'v Value| self.of.iter().filter_map(|name| Some((name.as_str(), item.get(name)?)));
        let each = list.iter().enumerate();
        each.map(|(at, item)| Item { location: format!("{location}[{at}]"), members: pinned(item).collect() }).collect()
    }

    /// What names an item.
    fn key(&self, item: &Item<'_>) -> String {
        item.members.get(self.of[0].as_str()).map_or_else(|| "nothing".to_owned(), ToString::to_string)
    }

    fn compare(&self, pinned: &[Item<'_>], there: &[Item<'_>], field: &str, out: &mut Judgement) {
        // Of two empty lists, too, something was found out.
        out.assert(None);
        let mut left: Vec<&Item<'_>> = pinned.iter().collect();
        for item in there {
            let key = self.key(item);
            let Some(at) = left.iter().position(|known| self.key(known) == key) else {
                let expected = format!("no {} that is not pinned", self.of[0]);
                out.assert(Some(self.wrong(&*item.location, expected, key)));
                continue;
            };
            let known = left.swap_remove(at);
            for name in &self.of {
                let (was, is) = (known.members.get(name.as_str()), item.members.get(name.as_str()));
                let said = |value: Option<&&Value>| value.map_or_else(|| "nothing".into(), |value| show::short(value));
                let finding = || {
                    let field = format!("{}.{name}", item.location);
                    let finding = self.wrong(field, format!("{} as it is pinned", said(was)), said(is));
                    match (was, is) {
                        (Some(was), Some(is)) => finding.difference((*was).clone(), (*is).clone()),
                        _ => finding,
                    }
                };
                out.assert((was != is).then(finding));
            }
        }
        for gone in left {
            out.assert(Some(self.wrong(field, format!("{} {}", self.of[0], self.key(gone)), "it is gone")));
        }
    }
}

impl Check for Pinned {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let body = match seen::json("pinned", seen, &self.place) {
            Ok(body) => body,
            Err(nothing) => return nothing,
        };
        let entry = match self.entry.get(scope) {
            Ok(entry) => entry,
            Err(what) => return seen::fault("pinned", "pinned: entry", what, &self.place),
        };
        let selected = self.at.path.select(body);
        let Some((location, list)) = selected.first().and_then(|part| Some((&part.location, part.value.as_array()?)))
        else {
            let finding = self.wrong(self.at.path.text(), "a list", self.at.path.dead_end(body));
            return Judgement::fails(finding);
        };
        let there = self.items(list, location);
        let mut out = Judgement::default();
        match self.entries.get(&*entry).and_then(Value::as_array) {
            None => {
                let expected = format!("what `{}` has pinned for `{}`", self.name, &*entry);
                out.assert(Some(self.wrong(&**location, expected, "nothing is pinned").weighing(Weight::Unknown)));
            }
            Some(pinned) => self.compare(&self.items(pinned, "pinned"), &there, location, &mut out),
        }
        out.findings.truncate(MOST);
        if let Some(first) = out.findings.first_mut() {
            let pinned = there.iter().map(|item| {
                let members =
                    self.of.iter().filter_map(|name| Some((name.clone(), (*item.members.get(name.as_str())?).clone())));
                Value::Object(members.collect())
            });
            let pin = Pin { file: self.file.clone(), entry: entry.clone(), value: pinned.collect() };
            first.pin = Some(Arc::new(pin));
            first.note = Some("if this is meant, `--update-pins` pins what is there now".into());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{exchange, lines, node, scope, seen};
    use super::*;
    use crate::model::diagnostic::Diagnostics;
    use crate::openapi::shelf::Shelf;

    const FILE: &str = r#"{"a": [{"name": "x", "in": {"type": "object"}}, {"name": "y"}], "bad": 5}"#;

    /// What was found, and what would be pinned.
    type Judged = (Vec<String>, Option<Arc<Pin>>);

    fn judged(text: &str, file: &str, body: &Value) -> Result<Judged, Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.json"), file).unwrap();
        let mut found = Diagnostics::default();
        let shelf = Shelf::default();
        let mut shop = Workshop::new(&mut found, folder.path(), folder.path(), &shelf);
        let check = (KIND.compile)(&node(text), &mut shop);
        let check = check.ok_or_else(|| found.iter().map(|one| one.message.clone()).collect::<Vec<_>>())?;
        let seen = seen([exchange("http://t.test/", 200, &[("content-type", "application/json")], &body.to_string())]);
        let judgement = check.judge(&seen, &scope(&[("V", json!("a"))], &[]));
        let pin = judgement.findings.first().and_then(|finding| finding.pin.clone());
        Ok((lines(&judgement), pin))
    }

    fn told(list: &Value) -> Vec<String> {
        judged("{file: p.json, entry: '${var.V}', at: tools, of: [name, in]}", FILE, &json!({"tools": list})).unwrap().0
    }

    #[test]
    fn order_and_what_is_not_pinned_do_not_matter() {
        assert_eq!(told(&json!([{"name": "y"}, {"in": {"type": "object"}, "name": "x", "more": 1}])), [""; 0]);
    }

    #[test]
    fn what_is_gone_new_or_changed_is_told_by_its_place() {
        let x = json!({"name": "x", "in": {"type": "object"}});
        assert_eq!(told(&json!([x])), ["$.tools: expected name \"y\", got it is gone"]);
        assert_eq!(
            told(&json!([x, {"name": "y"}, {"name": "z"}])),
            ["$.tools[2]: expected no name that is not pinned, got \"z\""]
        );
        // One that comes twice is no other one.
        assert_eq!(
            told(&json!([x, {"name": "y"}, {"name": "y"}])),
            ["$.tools[2]: expected no name that is not pinned, got \"y\""]
        );
        assert_eq!(
            told(&json!([{"name": "x", "in": {"type": "array"}}, {"name": "y", "in": 1}])),
            [
                "$.tools[0].in: expected {\"type\":\"object\"} as it is pinned, got {\"type\":\"array\"}",
                "$.tools[1].in: expected nothing as it is pinned, got 1"
            ]
        );
        assert!(told(&json!("x"))[0].starts_with("$.tools: expected a list"));
        assert_eq!(told(&json!([])).len(), 2);
    }

    #[test]
    fn the_first_finding_says_what_would_be_pinned() {
        let text = "{file: p.json, entry: none, at: $, of: name}";
        let (told, pin) = judged(text, FILE, &json!([{"name": "z", "more": 1}])).unwrap();
        assert_eq!(told, ["$: expected what `p.json` has pinned for `none`, got nothing is pinned (Unknown)"]);
        let pin = pin.unwrap();
        assert_eq!((pin.entry.as_str(), &pin.value), ("none", &json!([{"name": "z"}])));
        assert!(pin.file.ends_with("p.json"));
        let (told, pin) = judged("{file: p.json, entry: a, at: $, of: other}", r#"{"a": []}"#, &json!([])).unwrap();
        assert_eq!((told.len(), pin), (0, None));
    }

    #[test]
    fn what_cannot_be_pinned_is_refused() {
        for (text, file, what) in [
            ("{file: none.json, entry: a, at: $, of: name}", FILE, "cannot be read"),
            ("{file: p.json, entry: a, at: $, of: name}", "[]", "is no mapping of entries"),
            ("{file: p.json, entry: a, at: $, of: name}", "{", "is no JSON"),
            ("{file: p.json, entry: '', at: $, of: name}", FILE, "the name of an entry is text"),
            ("{file: p.json, entry: a, at: 'b[*]', of: name}", FILE, "more than one value"),
        ] {
            let found = judged(text, file, &json!([])).unwrap_err();
            assert!(found.iter().any(|one| one.contains(what)), "{text}: {found:?}");
        }
    }
}
