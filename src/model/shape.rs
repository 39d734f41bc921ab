//! What a part of a document may look like: one description for the validator, the editor's schema and the docs.

use serde_json::Value;

/// The form of a value. A `${…}` template may stand wherever a scalar may.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Anything at all.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number in `min..=max`.
    Integer {
        /// The smallest that is allowed.
        min: i64,
        /// The largest that is allowed.
        max: i64,
    },
    /// Any number.
    Number,
    /// Text.
    Text,
    /// Text, a number or a boolean.
    Scalar,
    /// A span of time such as `250ms`, `10s`, `1h 30m`.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list with at least one item.
    List(&'static Shape),
    /// One item, or a list with at least one.
    OneOrMany(&'static Shape),
    /// A mapping with free keys and at least one of them.
    Map(&'static Shape),
    /// A mapping with known keys.
    Record(&'static Record),
    /// Any one of these.
    Either(&'static [Shape]),
    /// Nothing yet: a key that a later version brings, with the words that say so. Never silently ignored.
    Later(&'static str),
    /// A shape that a table of plug-ins gives: looked up by name when it is needed.
    Named(&'static str),
    /// Judged by the code that compiles it; the editor's schema comes from the function.
    Custom {
        /// What a person calls it.
        name: &'static str,
        /// Its JSON Schema.
        schema: fn() -> Value,
    },
}

/// A mapping with known keys.
#[derive(Debug)]
pub struct Record {
    /// What a person calls it, such as "a case".
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// One key of a [`Record`].
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What may stand under it.
    pub shape: Shape,
    /// Whether it has to be there.
    pub required: bool,
    /// One sentence for the editor and the docs.
    pub docs: &'static str,
}

impl Field {
    /// A key that may be left out.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape, docs: &'static str) -> Self {
        Self { name, shape, required: false, docs }
    }

    /// A key that has to be there.
    #[must_use]
    pub const fn required(name: &'static str, shape: Shape, docs: &'static str) -> Self {
        Self { name, shape, required: true, docs }
    }
}
