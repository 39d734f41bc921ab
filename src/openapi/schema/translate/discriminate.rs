//! Discriminators: the branch that a property's value names has to fit (OpenAPI 3.1.1, section 4.8.25).

use serde_json::{Map, Value, json};

use super::super::Fault;
use super::super::family::Branches;
use super::{Closing, Here, Writer};

/// Adds to a schema what its discriminator demands.
pub(super) fn write(
    writer: &mut Writer,
    map: &Map<String, Value>,
    here: &Here,
    out: &mut Map<String, Value>,
) -> Result<(), Fault> {
    if here.plain || !map.contains_key("discriminator") {
        return Ok(());
    }
    let Branches { property, targets, complete } = writer.families.branches(&writer.document, &here.at)?;
    if targets.is_empty() {
        return Ok(());
    }
    let closing = if here.closing == Closing::Open { Closing::Open } else { Closing::Inside };
    let mut rules = Vec::new();
    if complete {
        let names: Vec<&String> = targets.iter().flat_map(|(_, names)| names).collect();
        rules.push(json!({"properties": {&property: {"enum": names}}}));
    }
    for (target, names) in &targets {
        // The schema itself has to fit anyway.
        if *target == here.at {
            continue;
        }
        let reference = writer.direct(target.clone(), here, closing);
        rules.push(json!({
            "if": {"type": "object", "required": [&property], "properties": {&property: {"enum": names}}},
            "then": {"$ref": reference}
        }));
    }
    let all = out.entry("allOf").or_insert_with(|| json!([]));
    let Some(all) = all.as_array_mut() else { return Ok(()) };
    for rule in rules {
        let place = here.same(&["allOf", &all.len().to_string()]);
        writer.places.put(place.out, here.at.child("discriminator"));
        all.push(rule);
    }
    Ok(())
}
