//! What the keywords of a schema hold, and which of them only have words.

/// Keywords that hold one schema.
pub(in crate::diff) const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Keywords that hold schemas by name.
pub(in crate::diff) const NAMED: &[&str] = &["properties", "patternProperties", "dependentSchemas"];

/// Keywords that hold schemas in a list, which belong together by what they are.
pub(in crate::diff) const LISTS: &[&str] = &["allOf", "anyOf", "oneOf"];

/// Keywords whose schemas are of parts of a value: what such a part refuses, the whole does.
pub(in crate::diff) const TIGHT: &[&str] = &["properties", "patternProperties", "additionalProperties", "items"];

/// Keywords that say nothing of which values are allowed.
pub(in crate::diff) const WORDS: &[&str] = &[
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "externalDocs",
    "$comment",
    "xml",
    "readOnly",
    "writeOnly",
    "definitions",
    "$defs",
    "$id",
    "$anchor",
    "$schema",
];

/// Whether a keyword says which values are allowed.
pub(in crate::diff) fn asserts(key: &str) -> bool {
    !WORDS.contains(&key) && !key.starts_with("x-")
}
