//! The schema that values are made for: its parts, and what decides whether a value fits.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use crate::openapi::schema::Bundle;

/// A schema in which every reference leads to a part of it.
pub(super) enum Whole {
    /// One that stands for itself.
    Alone { schema: Value, validator: Arc<Validator> },
    /// One of a document.
    Bundled {
        bundle: Arc<Bundle>,
        /// Whether properties that only the service may say (`readOnly`) are left out.
        sent: bool,
    },
}

impl Whole {
    /// The part that a JSON pointer leads to.
    pub(super) fn pointer(&self, pointer: &str) -> Option<&Value> {
        match self {
            Self::Alone { schema, .. } => schema.pointer(pointer),
            Self::Bundled { bundle, .. } => bundle.part(pointer),
        }
    }

    pub(super) fn is_valid(&self, value: &Value) -> bool {
        match self {
            Self::Alone { validator, .. } => validator.is_valid(value),
            Self::Bundled { bundle, .. } => bundle.is_valid(value),
        }
    }

    /// Whether a property with this schema is never given.
    pub(super) fn is_withheld(&self, property: &Value) -> bool {
        let Self::Bundled { bundle, sent: true } = self else { return false };
        let says = |schema: &Value| schema.get("readOnly") == Some(&Value::Bool(true));
        let target = || bundle.target(property.get("$ref")?.as_str()?);
        says(property) || target().is_some_and(says)
    }
}
