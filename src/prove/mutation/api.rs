//! What a mutation is: ways to make one answer wrong, and what would notice each.

use std::sync::Arc;

use serde_json::Value;

use crate::openapi::at::unescape;
pub use crate::prove::given::{Change, Mutation, Part, measure};
use crate::prove::message;
use crate::prove::scene::Scene;

/// A row of the table of mutations.
pub struct Row {
    /// Its name, for `--only` and waivers.
    pub id: &'static str,
    /// One line: what is done to an answer.
    pub summary: &'static str,
    /// Markdown: what is done, where, and what notices it.
    pub docs: &'static str,
    /// Every mutant of an exchange.
    pub make: fn(&Scene<'_>) -> Vec<Mutation>,
}

/// Changes what an answer says in JSON; one that says nothing stays as it is.
pub fn edit(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Change {
    Arc::new(move |given| message::edit(given, &edit))
}

/// Puts another value in the place of one.
#[must_use]
pub fn replace(pointer: &str, with: Value) -> Change {
    let pointer = pointer.to_owned();
    edit(move |root| {
        if let Some(place) = root.pointer_mut(&pointer) {
            *place = with.clone();
        }
    })
}

/// A pointer's last key, as it is written.
#[must_use]
pub fn last_key(pointer: &str) -> String {
    unescape(pointer.rsplit('/').next().unwrap_or_default())
}

/// The name of a value's type, as the matcher `type` has it.
#[must_use]
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
