//! What all schemas of one value say together: which properties they name, and which only one side gives.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::Direction;
use super::flavour::Flavour;
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// Looks through schemas of one value, and remembers.
#[derive(Debug)]
pub(super) struct Marks {
    document: Arc<Document>,
    /// The mark that takes a property's duty away: `readOnly` of a request, `writeOnly` of a response.
    word: &'static str,
    named: HashMap<At, bool>,
    loose: HashMap<At, Arc<BTreeSet<String>>>,
}

impl Marks {
    pub(super) fn new(document: Arc<Document>, direction: Direction) -> Self {
        let word = match direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        Self { document, word, named: HashMap::new(), loose: HashMap::new() }
    }

    /// Whether any schema of the value names a property.
    pub(super) fn names_properties(&mut self, at: &At) -> bool {
        if let Some(known) = self.named.get(at) {
            return *known;
        }
        let mut found = false;
        self.each(at, &mut |_, schema| {
            let names = |key: &str| schema.get(key).and_then(Value::as_object).is_some_and(|map| !map.is_empty());
            found |= names("properties") || names("patternProperties");
            !found
        });
        self.named.insert(at.clone(), found);
        found
    }

    /// The properties that are not required in this direction.
    pub(super) fn loose(&mut self, at: &At) -> Arc<BTreeSet<String>> {
        if let Some(known) = self.loose.get(at) {
            return known.clone();
        }
        let mut names = BTreeSet::new();
        self.each(at, &mut |at, schema| {
            for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if !names.contains(name) && self.is_marked(&at.down(&["properties", name]), property) {
                    names.insert(name.clone());
                }
            }
            true
        });
        let names = Arc::new(names);
        self.loose.insert(at.clone(), names.clone());
        names
    }

    /// Whether a property is marked, itself or by what it refers to.
    pub(super) fn is_marked(&self, at: &At, property: &Value) -> bool {
        // Nearly all are not, and are seen to be so without a walk.
        let Some(map) = property.as_object() else { return false };
        if !["$ref", "allOf", self.word].iter().any(|key| map.contains_key(*key)) {
            return false;
        }
        let mut found = false;
        self.walk(at, &["allOf"], &mut |_, schema| {
            found |= schema.get(self.word) == Some(&Value::Bool(true));
            !found
        });
        found
    }

    fn each(&self, at: &At, see: &mut dyn FnMut(&At, &Value) -> bool) {
        self.walk(at, &["allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"], see);
    }

    /// Each schema of the same value, until one is enough.
    fn walk(&self, at: &At, keys: &[&str], see: &mut dyn FnMut(&At, &Value) -> bool) {
        let mut seen = HashSet::new();
        let mut waiting = vec![at.clone()];
        while let Some(at) = waiting.pop() {
            let Some(schema @ Value::Object(map)) = self.document.get(&at) else { continue };
            if !seen.insert(at.clone()) {
                continue;
            }
            let target = |key: &str| {
                let reference = map.get(key).and_then(Value::as_str)?;
                self.document.target(&at, reference).ok()
            };
            if let Some(target) = target("$ref") {
                waiting.push(target);
                if Flavour::of(&self.document, &at).is_ok_and(Flavour::ignores_siblings) {
                    continue;
                }
            }
            waiting.extend(target("$dynamicRef"));
            if !see(&at, schema) {
                return;
            }
            for key in keys {
                match map.get(*key) {
                    Some(Value::Array(items)) => {
                        waiting.extend((0..items.len()).map(|index| at.child(key).item(index)));
                    }
                    Some(Value::Object(named)) if *key == "dependentSchemas" => {
                        waiting.extend(named.keys().map(|name| at.down(&[key, name])));
                    }
                    Some(Value::Object(_)) => waiting.push(at.child(key)),
                    _ => {}
                }
            }
        }
    }
}
