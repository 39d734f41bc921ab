//! A schema with all that it reaches, in one JSON Schema of draft 2020-12.

use std::collections::HashMap;
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use crate::openapi::at::At;

/// A schema of the document, self-contained and compiled.
#[derive(Debug)]
pub struct Bundle {
    schema: Value,
    validator: Arc<Validator>,
    places: Places,
    chooses: bool,
}

/// What a bundle is made of, before it is compiled.
#[derive(Debug)]
pub(super) struct Parts {
    /// The JSON Schema.
    pub(super) schema: Value,
    /// Where its parts come from.
    pub(super) places: Places,
    /// Whether it holds a `oneOf`.
    pub(super) chooses: bool,
}

/// From places in the bundle to those in the document. A part that is not named lies in the nearest that is, under the same
/// keys.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, At>);

impl Places {
    pub(super) fn put(&mut self, pointer: String, at: At) {
        self.0.insert(pointer, at);
    }

    pub(super) fn find(&self, pointer: &str) -> At {
        let mut end = pointer.len();
        loop {
            if let Some(at) = self.0.get(&pointer[..end]) {
                return At { file: at.file, pointer: format!("{}{}", at.pointer, &pointer[end..]) };
            }
            let Some(shorter) = pointer[..end].rfind('/') else { return At::file(0) };
            end = shorter;
        }
    }
}

impl Bundle {
    pub(super) fn new(parts: Parts, validator: Validator) -> Self {
        let Parts { schema, places, chooses } = parts;
        Self { schema, validator: Arc::new(validator), places, chooses }
    }

    /// A JSON Schema of draft 2020-12 that refers to nothing but its own `$defs`. Texts for people are left out.
    #[must_use]
    pub const fn schema(&self) -> &Value {
        &self.schema
    }

    /// The same, compiled; formats are asserted.
    #[must_use]
    pub const fn validator(&self) -> &Arc<Validator> {
        &self.validator
    }

    /// Where a part of the bundle (a JSON pointer into [`Bundle::schema`]) comes from in the document.
    #[must_use]
    pub fn place(&self, pointer: &str) -> At {
        self.places.find(pointer)
    }

    /// What a local reference of the bundle leads to.
    #[must_use]
    pub fn target(&self, reference: &str) -> Option<&Value> {
        self.schema.pointer(reference.strip_prefix('#')?)
    }

    /// Whether it holds a `oneOf`.
    pub(super) const fn chooses(&self) -> bool {
        self.chooses
    }
}
