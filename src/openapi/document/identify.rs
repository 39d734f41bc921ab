//! Schemas that name themselves (`$id`, `$anchor`, `$dynamicAnchor`), and where they stand.

use std::collections::HashMap;

use serde_json::Value;

use super::file::{File, absolute};
use super::keys::{holds_names, is_data};
use crate::openapi::at::At;

#[cfg(test)]
thread_local! {
    /// How many values were looked at, by whoever gathers.
    pub(super) static VISITS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The names that schemas give themselves in all files of a document.
#[derive(Debug, Default)]
pub(super) struct Identities {
    named: HashMap<String, At>,
    /// By the schema with an `$id` (or the file) that they stand in.
    anchors: HashMap<(At, String), At>,
    /// The schemas with an `$id`, and their addresses.
    scopes: HashMap<At, String>,
    /// The `$dynamicAnchor`s of each schema with an `$id`, and of each file.
    dynamic: HashMap<At, Vec<(String, At)>>,
    /// How many files were looked at.
    files: usize,
}

impl Identities {
    pub(super) fn gather(files: &[File]) -> Self {
        let mut all = Self::default();
        all.catch_up(files);
        all
    }

    /// Looks at the files that were added since it last did; at each once.
    pub(super) fn catch_up(&mut self, files: &[File]) {
        for (index, file) in files.iter().enumerate().skip(self.files) {
            let top = At::file(index);
            self.visit(file.value(), &top, &top, file.address(), false);
        }
        self.files = files.len();
    }

    /// `names`: whether the keys are names of the document's own, and no keywords.
    fn visit(&mut self, value: &Value, at: &At, scope: &At, base: &str, names: bool) {
        #[cfg(test)]
        VISITS.set(VISITS.get() + 1);
        match value {
            Value::Object(map) => {
                let text = |key: &str| if names { None } else { map.get(key).and_then(Value::as_str) };
                let own = text("$id").filter(|id| !id.starts_with('#')).map(|id| absolute(base, id));
                let (scope, base) = match &own {
                    Some(address) => {
                        self.named.entry(address.clone()).or_insert_with(|| at.clone());
                        self.scopes.insert(at.clone(), address.clone());
                        (at, address.as_str())
                    }
                    None => (scope, base),
                };
                // Before draft 2019-09 an anchor was an `$id` that is a fragment only.
                let old = text("$id").and_then(|id| id.strip_prefix('#'));
                for anchor in [text("$anchor"), text("$dynamicAnchor"), old].into_iter().flatten() {
                    self.anchors.entry((scope.clone(), anchor.to_owned())).or_insert_with(|| at.clone());
                }
                if let Some(anchor) = text("$dynamicAnchor") {
                    self.dynamic.entry(scope.clone()).or_default().push((anchor.to_owned(), at.clone()));
                }
                for (key, value) in map {
                    let may_hold = value.is_object() || value.is_array();
                    if may_hold && (names || !is_data(key, value)) {
                        self.visit(value, &at.child(key), scope, base, !names && holds_names(key));
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    if value.is_object() || value.is_array() {
                        self.visit(value, &at.item(index), scope, base, false);
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

    /// The nearest schema with an `$id` that an address stands in, and its address.
    pub(super) fn scope(&self, at: &At) -> Option<(&At, &str)> {
        if self.scopes.is_empty() {
            return None;
        }
        let mut here = Some(at.clone());
        while let Some(at) = here {
            if let Some((scope, address)) = self.scopes.get_key_value(&at) {
                return Some((scope, address));
            }
            here = at.parent();
        }
        None
    }

    /// The `$dynamicAnchor`s of a schema with an `$id`, or of a file.
    pub(super) fn dynamic(&self, scope: &At) -> &[(String, At)] {
        self.dynamic.get(scope).map_or(&[], Vec::as_slice)
    }
}
