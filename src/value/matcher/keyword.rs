//! What JSON Schema would pass over in silence: misspelt keywords, and references that would have to be fetched.

use serde_json::{Map, Value};

use super::operand::Fault;
use super::step::Step;
use crate::syntax::nearest::nearest;

/// What stands under a keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A value that demands something.
    Value,
    /// A value that demands nothing.
    Remark,
    /// A schema.
    Schema,
    /// A schema, or a list of schemas.
    Schemas,
    /// A mapping of schemas.
    Named,
    /// A mapping of schemas that demands nothing until it is referred to.
    Shelf,
}

const KEYWORDS: [(&str, Holds); 66] = [
    ("$anchor", Holds::Remark),
    ("$comment", Holds::Remark),
    ("$defs", Holds::Shelf),
    ("$dynamicAnchor", Holds::Remark),
    ("$dynamicRef", Holds::Value),
    ("$id", Holds::Remark),
    ("$recursiveAnchor", Holds::Remark),
    ("$recursiveRef", Holds::Value),
    ("$ref", Holds::Value),
    ("$schema", Holds::Remark),
    ("$vocabulary", Holds::Remark),
    ("additionalItems", Holds::Schema),
    ("additionalProperties", Holds::Schema),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("const", Holds::Value),
    ("contains", Holds::Schema),
    ("contentEncoding", Holds::Remark),
    ("contentMediaType", Holds::Remark),
    ("contentSchema", Holds::Remark),
    ("default", Holds::Remark),
    ("definitions", Holds::Shelf),
    ("dependencies", Holds::Value),
    ("dependentRequired", Holds::Value),
    ("dependentSchemas", Holds::Named),
    ("deprecated", Holds::Remark),
    ("description", Holds::Remark),
    ("discriminator", Holds::Remark),
    ("else", Holds::Schema),
    ("enum", Holds::Value),
    ("example", Holds::Remark),
    ("examples", Holds::Remark),
    ("exclusiveMaximum", Holds::Value),
    ("exclusiveMinimum", Holds::Value),
    ("externalDocs", Holds::Remark),
    ("format", Holds::Value),
    ("id", Holds::Remark),
    ("if", Holds::Schema),
    ("items", Holds::Schemas),
    ("maxContains", Holds::Value),
    ("maxItems", Holds::Value),
    ("maxLength", Holds::Value),
    ("maxProperties", Holds::Value),
    ("maximum", Holds::Value),
    ("minContains", Holds::Value),
    ("minItems", Holds::Value),
    ("minLength", Holds::Value),
    ("minProperties", Holds::Value),
    ("minimum", Holds::Value),
    ("multipleOf", Holds::Value),
    ("not", Holds::Schema),
    ("oneOf", Holds::Schemas),
    ("pattern", Holds::Value),
    ("patternProperties", Holds::Named),
    ("prefixItems", Holds::Schemas),
    ("properties", Holds::Named),
    ("propertyNames", Holds::Schema),
    ("readOnly", Holds::Remark),
    ("required", Holds::Value),
    ("then", Holds::Schema),
    ("title", Holds::Remark),
    ("type", Holds::Value),
    ("unevaluatedItems", Holds::Schema),
    ("unevaluatedProperties", Holds::Schema),
    ("uniqueItems", Holds::Value),
    ("writeOnly", Holds::Remark),
];

fn holds(key: &str) -> Option<Holds> {
    KEYWORDS.iter().find(|(name, _)| *name == key).map(|(_, holds)| *holds)
}

/// Whether a schema takes any value, as far as its form shows.
pub(super) fn takes_anything(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(map) => map.iter().all(|(key, value)| demands_nothing(key, value)),
        _ => false,
    }
}

fn demands_nothing(key: &str, value: &Value) -> bool {
    match (key, value) {
        ("minItems" | "minLength" | "minProperties", least) => least.as_f64() == Some(0.0),
        ("required", Value::Array(names)) => names.is_empty(),
        // An alternative that takes anything is always taken.
        ("anyOf", Value::Array(schemas)) => schemas.iter().any(takes_anything),
        ("oneOf", Value::Array(schemas)) => schemas.len() == 1 && schemas.iter().all(takes_anything),
        // One of them forbids, the other demands an item.
        ("not" | "contains", _) => false,
        ("if", _) => true,
        _ => match (holds(key), value) {
            (None | Some(Holds::Remark | Holds::Shelf), _) => true,
            (Some(Holds::Value), _) => false,
            (Some(Holds::Schemas), Value::Array(schemas)) => schemas.iter().all(takes_anything),
            (Some(Holds::Named), Value::Object(named)) => named.values().all(takes_anything),
            (Some(_), schema) => takes_anything(schema),
        },
    }
}

/// Finds the first misspelt keyword, or reference that leads out.
pub(super) fn inspect(schema: &Value) -> Result<(), Fault> {
    let Value::Object(map) = schema else {
        return Ok(());
    };
    for (key, value) in map {
        inspect_keyword(map, key, value).map_err(|fault| fault.inside(Step::Key(key.clone())))?;
    }
    Ok(())
}

fn inspect_keyword(map: &Map<String, Value>, key: &str, value: &Value) -> Result<(), Fault> {
    match (holds(key), value) {
        (None, _) => match nearest(key, KEYWORDS.map(|(name, _)| name)) {
            // JSON Schema takes foreign keywords as remarks; one letter off is no remark.
            Some(near) if !key.starts_with("x-") => {
                Err(Fault::new(format!("`{key}` is no keyword of JSON Schema, and would be passed over"))
                    .help(format!("did you mean `{near}`?")))
            }
            _ => Ok(()),
        },
        (Some(Holds::Value), Value::String(target)) if key.ends_with("ef") && leads_out(map, target) => {
            Err(Fault::new(format!("`{target}` would have to be fetched, and a check fetches nothing"))
                .help("keep the schema in the file, and refer to it as `#/$defs/…`"))
        }
        (Some(Holds::Schemas), Value::Array(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| inspect(item).map_err(|fault| fault.inside(Step::Index(index)))),
        (Some(Holds::Schema | Holds::Schemas), schema) => inspect(schema),
        (Some(Holds::Named | Holds::Shelf), Value::Object(named)) => named
            .iter()
            .try_for_each(|(name, schema)| inspect(schema).map_err(|fault| fault.inside(Step::Key(name.clone())))),
        _ => Ok(()),
    }
}

/// Whether a reference leads to another host; the published meta-schemas are at hand.
fn leads_out(map: &Map<String, Value>, target: &str) -> bool {
    let remote = target.starts_with("http:") || target.starts_with("https:");
    let own = map.get("$id").and_then(Value::as_str).is_some_and(|id| target.starts_with(id));
    remote && !own && !target.contains("://json-schema.org/")
}
