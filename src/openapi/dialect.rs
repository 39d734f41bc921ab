//! Which OpenAPI a document speaks, and which JSON Schema with it.

use std::fmt;

use serde_json::Value;

/// The version of the specification, as far as it changes the meaning of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Swagger 2.0; read by conversion to the form of 3.0.
    V2_0,
    /// OpenAPI 3.0: its schemas are an extended subset of JSON Schema, with `nullable` and boolean `exclusiveMinimum`.
    V3_0,
    /// OpenAPI 3.1: its schemas are JSON Schema, draft 2020-12 where the document does not name another.
    V3_1,
    /// OpenAPI 3.2: as 3.1, with more methods and media types.
    V3_2,
}

impl Dialect {
    /// Reads it from the top of a document.
    ///
    /// # Errors
    /// What stands there instead, in words.
    pub fn of(document: &Value) -> Result<Self, String> {
        match (document.get("openapi"), document.get("swagger")) {
            (Some(Value::String(version)), _) => match version.split('.').collect::<Vec<_>>()[..] {
                ["3", "0", ..] => Ok(Self::V3_0),
                ["3", "1", ..] => Ok(Self::V3_1),
                ["3", "2", ..] => Ok(Self::V3_2),
                _ => Err(format!("OpenAPI {version} is not known here: 2.0, 3.0, 3.1 and 3.2 are")),
            },
            (None, Some(Value::String(version))) if version == "2.0" => Ok(Self::V2_0),
            // Unquoted in YAML it is a number.
            (None, Some(Value::Number(version))) if version.as_f64() == Some(2.0) => Ok(Self::V2_0),
            (Some(other), _) => Err(format!("`openapi` has to be text such as \"3.1.1\", not {other}")),
            (None, Some(other)) => Err(format!("`swagger` has to be \"2.0\", not {other}")),
            (None, None) => Err("this is no OpenAPI document: it has neither `openapi` nor `swagger`".into()),
        }
    }

    /// Whether schemas are those of OpenAPI 3.0 and before, not JSON Schema's own.
    #[must_use]
    pub const fn has_old_schemas(self) -> bool {
        matches!(self, Self::V2_0 | Self::V3_0)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2_0 => "Swagger 2.0",
            Self::V3_0 => "OpenAPI 3.0",
            Self::V3_1 => "OpenAPI 3.1",
            Self::V3_2 => "OpenAPI 3.2",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_version_is_read_and_others_are_told() {
        for (document, dialect) in [
            (json!({"openapi": "3.0.3"}), Dialect::V3_0),
            (json!({"openapi": "3.1.1"}), Dialect::V3_1),
            (json!({"openapi": "3.2.0"}), Dialect::V3_2),
            (json!({"swagger": "2.0"}), Dialect::V2_0),
            (json!({"swagger": 2.0}), Dialect::V2_0),
        ] {
            assert_eq!(Dialect::of(&document), Ok(dialect));
        }
        for (document, said) in [
            (json!({"openapi": "4.0.0"}), "4.0.0"),
            (json!({"openapi": 3.1}), "has to be text"),
            (json!({"swagger": "1.2"}), "has to be"),
            (json!({"info": {}}), "neither"),
            (json!([]), "neither"),
        ] {
            assert!(Dialect::of(&document).unwrap_err().contains(said));
        }
    }
}
