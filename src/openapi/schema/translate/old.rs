//! Schemas of Swagger 2.0 and OpenAPI 3.0, written in draft 2020-12 (OpenAPI 3.0.3, section 4.7.24).

use serde_json::{Map, Value, json};

use super::super::Fault;
use super::super::flavour::Flavour;
use super::{Here, Writer, discriminate, modern};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Writes a schema.
pub(super) fn write(writer: &mut Writer, map: &Map<String, Value>, here: &Here) -> Result<Map<String, Value>, Fault> {
    let thirty = here.flavour == Flavour::Thirty;
    let nullable = map.get(if thirty { "nullable" } else { "x-nullable" }) == Some(&Value::Bool(true));
    let nullable = nullable && map.contains_key("type");
    let branches = map.contains_key("discriminator") && here.plain;
    let mut out = Map::new();
    for (key, value) in map {
        let written = match key.as_str() {
            "type" => {
                kind(value, nullable, &mut out, here)?;
                continue;
            }
            "enum" => match value.as_array() {
                Some(values) if nullable && !values.contains(&Value::Null) => {
                    values.iter().cloned().chain([Value::Null]).collect()
                }
                _ => value.clone(),
            },
            "allOf" => writer.all_of(value, here)?,
            "anyOf" | "oneOf" | "not" if !thirty => continue,
            "anyOf" | "oneOf" if branches => continue,
            "anyOf" | "oneOf" => writer.alternatives(key, value, here)?,
            "not" => writer.schema(value, here.asked(&[key]))?,
            "items" | "additionalProperties" => writer.schema(value, here.value(&[key]))?,
            "properties" => writer.properties(value, here)?,
            "required" => match Writer::required(value, here) {
                // An empty list is no list there, and demands nothing.
                Some(required) => required,
                None => continue,
            },
            "exclusiveMinimum" | "exclusiveMaximum" => {
                if value.is_boolean() {
                    continue;
                }
                let bound = key.replace("exclusiveM", "m");
                let what = format!("`{key}` is true or false here, and says whether `{bound}` itself is left out");
                let fault = Fault::new(&here.at.child(key), what);
                return Err(fault.help(format!("write `{bound}: {value}` and `{key}: true`")));
            }
            "minimum" | "maximum" => {
                out.insert(modern::exclusive(map, key).into(), value.clone());
                continue;
            }
            "multipleOf" | "minLength" | "maxLength" | "pattern" | "minItems" | "maxItems" | "uniqueItems"
            | "minProperties" | "maxProperties" | "format" | "title" | "default" | "deprecated" | "example"
            | "readOnly" | "writeOnly" => value.clone(),
            _ => continue,
        };
        out.insert(key.clone(), written);
    }
    writer.bound(&mut out, here);
    discriminate::write(writer, map, here, &mut out)?;
    Ok(out)
}

fn kind(value: &Value, nullable: bool, out: &mut Map<String, Value>, here: &Here) -> Result<(), Fault> {
    let at = here.at.child("type");
    let Some(name) = value.as_str() else {
        let fault = Fault::new(&at, format!("before OpenAPI 3.1, `type` is one word, not {value}"));
        return Err(fault.help("write the one type, and `nullable: true` where null is meant; several are an `anyOf`"));
    };
    if name == "file" && here.flavour == Flavour::Swagger {
        out.insert("type".into(), "string".into());
        out.insert("format".into(), "binary".into());
    } else if TYPES.contains(&name) {
        out.insert("type".into(), if nullable { json!([name, "null"]) } else { name.into() });
    } else {
        let near = crate::syntax::nearest::nearest(name, TYPES);
        let help =
            near.map_or_else(|| format!("it is one of {}", TYPES.join(", ")), |near| format!("did you mean `{near}`?"));
        return Err(Fault::new(&at, format!("`{name}` is no type before OpenAPI 3.1")).help(help));
    }
    Ok(())
}
