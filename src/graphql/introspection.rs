//! An introspection result (GraphQL specification, October 2021, section 4) as the schema text that it describes.

use serde_json::Value;

/// Scalars that every schema has, and nobody declares.
const BUILT_IN: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];
/// Directives that every schema has.
const DIRECTIVES: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];
/// How many lists and non-nulls may stand around a type's name.
const MAX_WRAPPERS: usize = 16;

/// The schema in the schema definition language.
///
/// # Errors
/// In words, what of the result is missing.
pub(super) fn to_sdl(result: &Value) -> Result<String, String> {
    let schema = [&result["data"]["__schema"], &result["__schema"]].into_iter().find(|found| found.is_object());
    let schema = schema.ok_or("it has neither `data.__schema` nor `__schema`, and so is no introspection result")?;
    let mut sdl = String::from("schema {");
    for (operation, key) in [("query", "queryType"), ("mutation", "mutationType"), ("subscription", "subscriptionType")]
    {
        if let Some(name) = schema[key]["name"].as_str() {
            sdl.push_str(&format!(" {operation}: {name}"));
        }
    }
    sdl.push_str(" }\n");
    for directive in list(&schema["directives"]) {
        let name = text(&directive["name"], "a directive has no name")?;
        if !DIRECTIVES.contains(&name) {
            let repeatable = if directive["isRepeatable"].as_bool() == Some(true) { " repeatable" } else { "" };
            let places: Vec<&str> = list(&directive["locations"]).filter_map(Value::as_str).collect();
            let arguments = arguments(&directive["args"])?;
            sdl.push_str(&format!("directive @{name}{arguments}{repeatable} on {}\n", places.join(" | ")));
        }
    }
    let mut types = 0;
    for one in list(&schema["types"]) {
        let name = text(&one["name"], "a type has no name")?;
        if !(name.starts_with("__") || BUILT_IN.contains(&name)) {
            types += 1;
            definition(one, name, &mut sdl)?;
        }
    }
    if types == 0 { Err("it has no types of its own".into()) } else { Ok(sdl) }
}

fn definition(one: &Value, name: &str, sdl: &mut String) -> Result<(), String> {
    let names = |key: &str| list(&one[key]).filter_map(|one| one["name"].as_str()).collect::<Vec<_>>();
    match text(&one["kind"], "a type has no kind")? {
        "SCALAR" => sdl.push_str(&format!("scalar {name}\n")),
        "UNION" => sdl.push_str(&format!("union {name} = {}\n", names("possibleTypes").join(" | "))),
        kind @ ("OBJECT" | "INTERFACE") => {
            let word = if kind == "OBJECT" { "type" } else { "interface" };
            let interfaces = names("interfaces");
            let implements =
                if interfaces.is_empty() { String::new() } else { format!(" implements {}", interfaces.join(" & ")) };
            sdl.push_str(&format!("{word} {name}{implements} {{\n"));
            for field in list(&one["fields"]) {
                let (name, arguments) = (text(&field["name"], "a field has no name")?, arguments(&field["args"])?);
                sdl.push_str(&format!("  {name}{arguments}: {}{}\n", type_of(&field["type"], 0)?, deprecated(field)));
            }
            sdl.push_str("}\n");
        }
        "ENUM" => {
            sdl.push_str(&format!("enum {name} {{\n"));
            for value in list(&one["enumValues"]) {
                let name = text(&value["name"], "a value of an enum has no name")?;
                sdl.push_str(&format!("  {name}{}\n", deprecated(value)));
            }
            sdl.push_str("}\n");
        }
        "INPUT_OBJECT" => {
            let one_of = if one["isOneOf"].as_bool() == Some(true) { " @oneOf" } else { "" };
            sdl.push_str(&format!("input {name}{one_of} {{\n"));
            for field in list(&one["inputFields"]) {
                sdl.push_str(&format!("  {}\n", input(field)?));
            }
            sdl.push_str("}\n");
        }
        other => return Err(format!("`{other}` is no kind of type")),
    }
    Ok(())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, lacking: &str) -> Result<&'v str, String> {
    value.as_str().ok_or_else(|| lacking.to_owned())
}

fn arguments(args: &Value) -> Result<String, String> {
    let inputs = list(args).map(input).collect::<Result<Vec<_>, _>>()?;
    Ok(if inputs.is_empty() { String::new() } else { format!("({})", inputs.join(", ")) })
}

fn input(one: &Value) -> Result<String, String> {
    let name = text(&one["name"], "an argument has no name")?;
    let usual = one["defaultValue"].as_str().map(|value| format!(" = {value}")).unwrap_or_default();
    Ok(format!("{name}: {}{usual}{}", type_of(&one["type"], 0)?, deprecated(one)))
}

fn deprecated(one: &Value) -> String {
    match (one["isDeprecated"].as_bool(), &one["deprecationReason"]) {
        // A string of JSON is one of GraphQL as well.
        (Some(true), Value::String(_)) => format!(" @deprecated(reason: {})", one["deprecationReason"]),
        (Some(true), _) => " @deprecated".into(),
        _ => String::new(),
    }
}

fn type_of(one: &Value, depth: usize) -> Result<String, String> {
    if depth > MAX_WRAPPERS {
        return Err(format!("a type has more than {MAX_WRAPPERS} lists around it"));
    }
    Ok(match one["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", type_of(&one["ofType"], depth + 1)?),
        Some("LIST") => format!("[{}]", type_of(&one["ofType"], depth + 1)?),
        _ => text(&one["name"], "a type is cut off: ask for `ofType` deep enough (9 levels are usual)")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_type_is_written_as_the_schema_language_has_it() {
        let named = |name: &str| json!({ "kind": "OBJECT", "name": name, "ofType": null });
        let result = json!({ "data": { "__schema": {
            "queryType": { "name": "Root" }, "mutationType": null, "subscriptionType": null,
            "directives": [
                { "name": "skip", "locations": ["FIELD"], "args": [] },
                { "name": "cost", "locations": ["FIELD_DEFINITION", "OBJECT"], "isRepeatable": true,
                  "args": [{ "name": "of", "type": named("Int"), "defaultValue": "3" }] }
            ],
            "types": [
                { "kind": "SCALAR", "name": "String" }, { "kind": "SCALAR", "name": "URL" },
                { "kind": "OBJECT", "name": "__Type", "fields": [] },
                { "kind": "OBJECT", "name": "Root", "interfaces": [{ "name": "Node" }, { "name": "Named" }], "fields": [
                    { "name": "shops", "isDeprecated": true, "deprecationReason": "say \"all\"",
                      "args": [{ "name": "first", "type": named("Int"), "defaultValue": null }],
                      "type": { "kind": "NON_NULL", "ofType": { "kind": "LIST", "ofType": named("Shop") } } }] },
                { "kind": "INTERFACE", "name": "Node", "interfaces": [], "fields": [
                    { "name": "id", "args": [], "type": named("ID") }] },
                { "kind": "UNION", "name": "Any", "possibleTypes": [{ "name": "A" }, { "name": "B" }] },
                { "kind": "ENUM", "name": "Plan", "enumValues": [{ "name": "FREE" }, { "name": "OLD", "isDeprecated": true }] },
                { "kind": "INPUT_OBJECT", "name": "By", "isOneOf": true, "inputFields": [
                    { "name": "id", "type": named("ID"), "defaultValue": null }] }
            ]
        } } });
        let expected = "schema { query: Root }\n\
            directive @cost(of: Int = 3) repeatable on FIELD_DEFINITION | OBJECT\n\
            scalar URL\n\
            type Root implements Node & Named {\n  shops(first: Int): [Shop]! @deprecated(reason: \"say \\\"all\\\"\")\n}\n\
            interface Node {\n  id: ID\n}\n\
            union Any = A | B\n\
            enum Plan {\n  FREE\n  OLD @deprecated\n}\n\
            input By @oneOf {\n  id: ID\n}\n";
        assert_eq!(to_sdl(&result).unwrap(), expected);
        assert_eq!(to_sdl(&result["data"]).unwrap(), expected);
    }

    #[test]
    fn what_is_no_introspection_result_is_told() {
        for (value, words) in [
            (json!({}), "no introspection result"),
            (json!({ "__schema": { "types": [] } }), "no types"),
            (json!({ "__schema": { "types": [{ "kind": "THING", "name": "T" }] } }), "no kind"),
            (
                json!({ "__schema": { "types": [{ "kind": "OBJECT", "name": "T", "fields": [{ "name": "f", "type":
                { "kind": "NON_NULL" } }] }] } }),
                "cut off",
            ),
        ] {
            assert!(to_sdl(&value).unwrap_err().contains(words), "{value}");
        }
    }
}
