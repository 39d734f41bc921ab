//! Reading a matcher from a suite, and its shape for editors.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::TABLE;
use super::api::{Bench, Matcher, Rule};
use super::equal;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Entry, Node};
use crate::model::shape::Shape;
use crate::syntax::nearest::suggestion;

impl Matcher {
    /// What may stand where a matcher is read.
    pub const SHAPE: Shape = Shape::Custom { name: "a matcher", schema };

    /// Reads a matcher: anything but a mapping means equals; a mapping holds one or more named matchers, all of which
    /// have to hold. None where a diagnostic was gathered instead.
    pub fn compile(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let mut bench = Bench { found, nested: Self::compile };
        let rules = match &node.datum {
            Datum::Map(entries) => {
                // All of them are read, so that each fault is told.
                let rules: Vec<_> = entries.iter().map(|entry| rule(entry, &mut bench)).collect();
                rules.into_iter().collect::<Option<Vec<_>>>()?
            }
            _ => vec![(equal::EQ.compile)(node, &mut bench)?],
        };
        if rules.is_empty() {
            found.push(
                Diagnostic::error("vacuous", &node.place, "this matcher is empty, and so holds for anything")
                    .help("name at least one matcher, such as `exists: true`; an empty object is written `eq: {}`"),
            );
            return None;
        }
        if rules.len() > 1 && rules.iter().any(|rule| rule.can_be_absent()) {
            found.push(
                Diagnostic::error("matcher", &node.place, "nothing can be said of a value that must not be there")
                    .help("remove `absent` (or `exists: false`), or everything beside it"),
            );
            return None;
        }
        let lists = ["each", "any", "none", "unordered"];
        let wants_list =
            node.items().is_some() || node.entries().iter().any(|entry| lists.contains(&entry.key.as_str()));
        let wants_each = node.get("each").is_some();
        Some(Self { place: node.place.clone(), rules, wants_list, wants_each })
    }

    /// Equality with what is written, be it a mapping.
    pub fn equal_to(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let rule = (equal::EQ.compile)(node, &mut Bench { found, nested: Self::compile })?;
        Some(Self {
            place: node.place.clone(),
            rules: vec![rule],
            wants_list: node.items().is_some(),
            wants_each: false,
        })
    }

    /// Reads a matcher for a count (a length, a number of elements): a number, or matchers about numbers.
    pub fn compile_count(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        const ABOUT_NUMBERS: [&str; 9] = ["eq", "ne", "lt", "le", "gt", "ge", "between", "one_of", "none_of"];
        let fault = |node: &Node, what: &str| {
            Diagnostic::error("matcher", &node.place, what)
                .help("a count is said as `3`, `{ge: 1}` or `{between: [1, 5]}`")
        };
        let wrong = match &node.datum {
            Datum::Number(number) if number.as_u64().is_some() => None,
            Datum::Text(_) if node.is_template() => None,
            Datum::Map(entries) => entries
                .iter()
                .find(|entry| !ABOUT_NUMBERS.contains(&entry.key.as_str()))
                .map(|entry| {
                    let what = format!("`{}` does not speak of a count", entry.key);
                    Diagnostic::error("matcher", &entry.key_place, what)
                        .maybe_help(suggestion(&entry.key, ABOUT_NUMBERS))
                })
                .or_else(|| {
                    let vacuous = !entries.is_empty() && entries.iter().all(holds_for_any_count);
                    vacuous.then(|| {
                        Diagnostic::error("vacuous", &node.place, "this holds for any count").help("try `ge: 1`")
                    })
                }),
            _ => Some(fault(node, "this is no count: a whole number from 0 is expected")),
        };
        match wrong {
            Some(wrong) => {
                found.push(wrong);
                None
            }
            None => Self::compile(node, found),
        }
    }
}

fn holds_for_any_count(entry: &Entry) -> bool {
    let Datum::Number(number) = &entry.value.datum else {
        return false;
    };
    let Some(number) = number.as_f64() else {
        return false;
    };
    match entry.key.as_str() {
        "ge" => number <= 0.0,
        "gt" | "ne" => number < 0.0,
        _ => false,
    }
}

fn rule(entry: &Entry, bench: &mut Bench<'_>) -> Option<Arc<dyn Rule>> {
    if let Some(row) = TABLE.iter().find(|row| row.name == entry.key) {
        return (row.compile)(&entry.value, bench);
    }
    let near = suggestion(&entry.key, TABLE.iter().map(|row| row.name));
    let near = near.map(|near| format!("{near}; ")).unwrap_or_default();
    bench.found.push(
        Diagnostic::error("unknown-matcher", &entry.key_place, format!("`{}` is no matcher", entry.key))
            .help(format!("{near}equality with an object is written `eq: {{…}}`")),
    );
    None
}

fn schema() -> Value {
    let properties: Map<String, Value> = TABLE
        .iter()
        .map(|row| {
            let mut schema = (row.schema)();
            if let Value::Object(schema) = &mut schema {
                schema.insert("description".into(), row.docs.into());
            }
            (row.name.to_owned(), schema)
        })
        .collect();
    json!({"anyOf": [
        {"type": ["string", "number", "boolean", "null", "array"]},
        {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": properties},
    ]})
}
