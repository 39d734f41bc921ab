//! Which keywords a schema is written in: its document's version, and the dialect that it names.

use serde_json::Value;

use super::Fault;
use crate::openapi::at::At;
use crate::openapi::dialect::Dialect;
use crate::openapi::document::Document;

/// A set of keywords with one meaning each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    Thirty,
    /// JSON Schema draft 4.
    Four,
    /// Draft 6.
    Six,
    /// Draft 7.
    Seven,
    /// Draft 2020-12, with OpenAPI's own words.
    Modern,
}

impl Flavour {
    /// The one of the schema at an address.
    pub(super) fn of(document: &Document, at: &At) -> Result<Self, Fault> {
        match document.dialect() {
            Dialect::V2_0 => return Ok(Self::Swagger),
            Dialect::V3_0 => return Ok(Self::Thirty),
            Dialect::V3_1 | Dialect::V3_2 => {}
        }
        let mut here = Some(document.content(at.file));
        let mut nearest: Option<(&Value, At)> = None;
        let mut place = At::file(at.file);
        let mut keys = at.keys();
        while let Some(value) = here {
            if let Some(said) = value.get("$schema").filter(|said| said.is_string()) {
                nearest = Some((said, place.child("$schema")));
            }
            let Some(key) = keys.next() else { break };
            here = match value {
                Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
                other => other.get(&key),
            };
            place = place.child(&key);
        }
        let word = "jsonSchemaDialect";
        let whole = |file: usize| document.content(file).get(word).map(|said| (said, At::file(file).child(word)));
        let Some((said, place)) = nearest.or_else(|| whole(at.file)).or_else(|| whole(0)) else {
            return Ok(Self::Modern);
        };
        let name = said.as_str().unwrap_or_default();
        match name.trim_end_matches('#') {
            "https://json-schema.org/draft/2020-12/schema" => Ok(Self::Modern),
            "http://json-schema.org/draft-07/schema" => Ok(Self::Seven),
            "http://json-schema.org/draft-06/schema" => Ok(Self::Six),
            "http://json-schema.org/draft-04/schema" => Ok(Self::Four),
            oas if oas.starts_with("https://spec.openapis.org/oas/3.") && oas.contains("/dialect") => Ok(Self::Modern),
            _ => Err(Fault::new(&place, format!("the schema dialect `{name}` is not known here"))
                .help("known are draft 2020-12, 07, 06 and 04, and OpenAPI's base dialect")),
        }
    }

    /// Whether what stands beside `$ref` is ignored.
    pub(super) const fn ignores_siblings(self) -> bool {
        !matches!(self, Self::Modern)
    }
}
