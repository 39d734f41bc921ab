//! Which keys of a document hold data, and which hold names of its own.

use serde_json::Value;

/// Whether what stands under a keyword is data, in which `$ref` is a word as any other.
pub(crate) fn is_data(key: &str, value: &Value) -> bool {
    match key {
        "example" | "default" | "enum" | "const" | "value" => true,
        "examples" => value.is_array(),
        _ => key.starts_with("x-"),
    }
}

/// Whether what stands under a key is a map from names of the document's own.
pub(crate) fn holds_names(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "patternProperties"
            | "$defs"
            | "definitions"
            | "dependentSchemas"
            | "schemas"
            | "responses"
            | "parameters"
            | "examples"
            | "requestBodies"
            | "headers"
            | "securitySchemes"
            | "links"
            | "callbacks"
            | "pathItems"
            | "paths"
            | "webhooks"
            | "content"
            | "encoding"
            | "mapping"
            | "variables"
    )
}
