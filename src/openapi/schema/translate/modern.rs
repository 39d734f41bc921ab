//! Schemas of JSON Schema's own drafts, written in draft 2020-12.

use serde_json::{Map, Value, json};

use super::super::Fault;
use super::super::flavour::Flavour;
use super::{Closing, Here, Writer, discriminate};

/// What asserts nothing, so that a reference beside it stands alone.
const REMARKS: &[&str] = &[
    "$id",
    "$schema",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "summary",
    "description",
    "default",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "writeOnly",
];

/// Writes a schema.
pub(super) fn write(
    writer: &mut Writer,
    map: &Map<String, Value>,
    here: &mut Here,
) -> Result<Map<String, Value>, Fault> {
    let mut out = Map::new();
    let before = |flavour: Flavour| match flavour {
        Flavour::Four => 4,
        Flavour::Six => 6,
        Flavour::Seven => 7,
        _ => 2020,
    };
    let draft = before(here.flavour);
    let branches = map.contains_key("discriminator") && here.plain;
    for (key, value) in map {
        let written = match key.as_str() {
            "$ref" | "$dynamicRef" => {
                let Some(reference) = value.as_str() else {
                    return Err(Fault::new(&here.at.child(key), format!("`{key}` has to be text")));
                };
                let alone = map.keys().all(|other| other == key || REMARKS.contains(&other.as_str()));
                let closing = match (here.closing, alone) {
                    (Closing::Whole, false) => Closing::Inside,
                    (closing, _) => closing,
                };
                let reference = if key == "$ref" {
                    writer.reference(reference, here, closing, here.plain)?
                } else {
                    writer.dynamic(reference, here, closing)?
                };
                if alone && here.closing == Closing::Whole {
                    // What is referred to is closed.
                    here.closing = Closing::Inside;
                }
                out.insert("$ref".into(), reference.into());
                continue;
            }
            "allOf" => writer.all_of(value, here)?,
            "anyOf" | "oneOf" if branches => continue,
            "anyOf" | "oneOf" => writer.alternatives(key, value, here)?,
            "not" => writer.schema(value, here.asked(&[key]))?,
            "contains" | "propertyNames" if draft >= 6 => writer.schema(value, here.asked(&[key]))?,
            "if" if draft >= 7 => writer.schema(value, here.asked(&[key]))?,
            "then" | "else" if draft >= 7 => writer.schema(value, here.same(&[key]))?,
            "dependentSchemas" if draft == 2020 => writer.named(value, &|name| here.same(&[key, name]))?,
            "dependencies" if draft < 2020 => {
                dependencies(writer, value, here, &mut out)?;
                continue;
            }
            "items" if draft < 2020 && value.is_array() => {
                tuple(writer, map, here, &mut out)?;
                continue;
            }
            "items" | "additionalProperties" => writer.schema(value, here.value(&[key]))?,
            "unevaluatedItems" | "unevaluatedProperties" if draft == 2020 => {
                writer.schema(value, here.value(&[key]))?
            }
            "prefixItems" if draft == 2020 => writer.list(value, &|index| here.value(&[key, index]))?,
            "properties" => writer.properties(value, here)?,
            "patternProperties" => writer.named(value, &|name| here.value(&[key, name]))?,
            "required" => match Writer::required(value, here) {
                Some(required) => required,
                None => continue,
            },
            "exclusiveMinimum" | "exclusiveMaximum" if draft == 4 => continue,
            "minimum" | "maximum" if draft == 4 => {
                let key = exclusive(map, key);
                out.insert(key.into(), value.clone());
                continue;
            }
            "const" if draft >= 6 => value.clone(),
            "minContains" | "maxContains" | "dependentRequired" if draft == 2020 => value.clone(),
            "type" | "enum" | "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
            | "minLength" | "maxLength" | "pattern" | "minItems" | "maxItems" | "uniqueItems" | "minProperties"
            | "maxProperties" | "format" | "title" | "default" | "deprecated" | "example" | "examples" | "readOnly"
            | "writeOnly" | "contentEncoding" | "contentMediaType" => value.clone(),
            _ => continue,
        };
        out.insert(key.clone(), written);
    }
    writer.bound(&mut out, here);
    if here.flavour == Flavour::Modern {
        discriminate::write(writer, map, here, &mut out)?;
    }
    Ok(out)
}

/// The keyword of a bound, which a truth value beside it makes exclusive (draft 4, section 5.1; OpenAPI 3.0).
pub(super) fn exclusive<'k>(map: &Map<String, Value>, key: &'k str) -> &'k str {
    match key {
        "minimum" if map.get("exclusiveMinimum") == Some(&Value::Bool(true)) => "exclusiveMinimum",
        "maximum" if map.get("exclusiveMaximum") == Some(&Value::Bool(true)) => "exclusiveMaximum",
        other => other,
    }
}

/// A list of schemas, one for each item, and what is said of further ones.
fn tuple(
    writer: &mut Writer,
    map: &Map<String, Value>,
    here: &Here,
    out: &mut Map<String, Value>,
) -> Result<(), Fault> {
    let mut items = Vec::new();
    for (index, schema) in map["items"].as_array().into_iter().flatten().enumerate() {
        let index = index.to_string();
        let place = here.moved(&["items", &index], &["prefixItems", &index]);
        writer.places.put(place.out.clone(), place.at.clone());
        items.push(writer.schema(schema, place)?);
    }
    if !items.is_empty() {
        out.insert("prefixItems".into(), items.into());
    }
    if let Some(rest) = map.get("additionalItems") {
        let place = here.moved(&["additionalItems"], &["items"]);
        writer.places.put(place.out.clone(), place.at.clone());
        let rest = writer.schema(rest, place)?;
        out.insert("items".into(), rest);
    }
    Ok(())
}

fn dependencies(writer: &mut Writer, value: &Value, here: &Here, out: &mut Map<String, Value>) -> Result<(), Fault> {
    let mut required = Map::new();
    let mut schemas = Map::new();
    for (name, said) in value.as_object().into_iter().flatten() {
        if said.is_array() {
            required.insert(name.clone(), said.clone());
        } else {
            let place = here.same(&["dependencies", name]);
            let place = Here { out: here.same(&["dependentSchemas", name]).out, ..place };
            writer.places.put(place.out.clone(), place.at.clone());
            schemas.insert(name.clone(), writer.schema(said, place)?);
        }
    }
    for (key, map) in [("dependentRequired", required), ("dependentSchemas", schemas)] {
        if !map.is_empty() {
            out.insert(key.into(), json!(map));
        }
    }
    Ok(())
}
