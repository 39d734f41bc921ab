//! Schemas that name themselves (`$id`, `$anchor`, `$dynamicAnchor`), and where they stand.

use std::collections::HashMap;

use serde_json::Value;

use super::file::{File, absolute};
use crate::openapi::at::At;

/// The names that schemas give themselves in all files of a document.
#[derive(Debug, Default)]
pub(super) struct Identities {
    named: HashMap<String, At>,
    /// By the schema with an `$id` (or the file) that they stand in.
    anchors: HashMap<(At, String), At>,
    scopes: Vec<At>,
}

impl Identities {
    pub(super) fn gather(files: &[File]) -> Self {
        let mut all = Self::default();
        for (index, file) in files.iter().enumerate() {
            let top = At::file(index);
            all.visit(file.value(), &top, &top, file.address());
        }
        all
    }

    fn visit(&mut self, value: &Value, at: &At, scope: &At, base: &str) {
        match value {
            Value::Object(map) => {
                let text = |key: &str| map.get(key).and_then(Value::as_str);
                let own = text("$id").map(|id| absolute(base, id));
                let (scope, base) = match &own {
                    Some(address) => {
                        self.named.entry(address.clone()).or_insert_with(|| at.clone());
                        self.scopes.push(at.clone());
                        (at, address.as_str())
                    }
                    None => (scope, base),
                };
                for anchor in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
                    self.anchors.entry((scope.clone(), anchor.to_owned())).or_insert_with(|| at.clone());
                }
                for (key, value) in map {
                    if value.is_object() || value.is_array() {
                        self.visit(value, &at.child(key), scope, base);
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    if value.is_object() || value.is_array() {
                        self.visit(value, &at.item(index), scope, base);
                    }
                }
            }
            _ => {}
        }
    }

    /// The schema with this `$id`.
    pub(super) fn named(&self, address: &str) -> Option<&At> {
        self.named.get(address)
    }

    /// The schema with this anchor in a schema with an `$id`, or in a file.
    pub(super) fn anchor(&self, scope: &At, name: &str) -> Option<&At> {
        self.anchors.get(&(scope.clone(), name.to_owned()))
    }

    /// The nearest schema with an `$id` that an address stands in.
    pub(super) fn scope(&self, at: &At) -> Option<&At> {
        let holds = |scope: &&At| {
            let rest = at.pointer.strip_prefix(&scope.pointer);
            scope.file == at.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.scopes.iter().filter(holds).max_by_key(|scope| scope.pointer.len())
    }
}
