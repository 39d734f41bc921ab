//! Keywords of schemas whose values are of the wrong form.

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::role::{Holds, Role};
use super::survey::Id;
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-schema",
    summary: "A keyword of a schema has a value that it cannot have.",
    docs: r"A schema with a keyword of the wrong form is read differently by everybody: `minLength: '3'` and `required: true` demand
nothing, or make the schema unusable. Types are `string`, `number`, `integer`, `boolean`, `array`, `object` and, since
OpenAPI 3.1, `null`; in 3.0 an `array` needs `items`.

```yaml
type: date                  # wrong: type: string, format: date
properties:
  id: { type: integer, required: true }     # wrong: required: [id], beside `properties`
```
",
    check,
};

pub(super) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    for id in survey.all(Role::Schema) {
        let Some(map) = survey.value(id).as_object() else {
            let is_plain = !survey.value(id).is_boolean();
            let additional = survey.key(id) == "additionalProperties";
            // A list under `items` is told of at `items`.
            if survey.value(id).is_array() && survey.key(id) == "items" {
                continue;
            }
            if is_plain || subject.dialect().has_old_schemas() && !additional {
                let value = short(survey.value(id));
                report.error_in(&survey.at(id), format!("{value} is no schema"), "write `{}` where everything fits");
            }
            continue;
        };
        // In 3.0 what stands beside a reference is ignored, which is told elsewhere.
        if map.contains_key("$ref") && subject.dialect().has_old_schemas() {
            continue;
        }
        for (key, value) in map {
            if let Some((demand, help)) = demand(subject, key, value) {
                let what = format!("`{key}` has to be {demand}, not {}", short(value));
                report.error_in(&survey.at(id).child(key), what, help);
            }
        }
        types(subject, report, id);
    }
}

fn types(subject: &Subject<'_>, report: &mut Report<'_>, id: Id) {
    let survey = subject.survey;
    let old = subject.dialect().has_old_schemas();
    let names = match survey.get(id, "type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    // Swagger 2.0 knows `file`.
    let swagger = subject.dialect() == crate::openapi::dialect::Dialect::V2_0;
    for name in names.iter().filter(|name| !(TYPES.contains(name) || swagger && **name == "file")) {
        let help = match *name {
            "date" | "uuid" | "uri" | "email" | "byte" | "binary" => format!("write `type: string, format: {name}`"),
            "datetime" | "date-time" | "timestamp" => "write `type: string, format: date-time`".to_owned(),
            "file" => "write `type: string, format: binary`".to_owned(),
            "int" | "int32" | "int64" | "long" => "write `type: integer`".to_owned(),
            "float" | "double" | "decimal" => "write `type: number`".to_owned(),
            "bool" => "write `type: boolean`".to_owned(),
            "any" => "remove `type`: everything fits then".to_owned(),
            "list" => "write `type: array`".to_owned(),
            "map" | "dict" | "json" => "write `type: object`".to_owned(),
            other => nearest(other, TYPES.iter().copied())
                .map_or_else(|| format!("known here: {}", TYPES.join(", ")), |near| format!("did you mean `{near}`?")),
        };
        report.error_in(&survey.at(id).child("type"), format!("`{name}` is no type"), help);
    }
    let is_list = old && names == ["array"];
    if is_list && survey.get(id, "items").is_none() {
        let what = "an `array` without `items` does not say what is in it";
        report.error(&survey.at(id).child("type"), what, "add `items: { … }`; `items: {}` where anything may be in it");
    }
}

/// What a keyword demands of its value, where the value is not that.
fn demand(subject: &Subject<'_>, key: &str, value: &Value) -> Option<(&'static str, &'static str)> {
    let old = subject.dialect().has_old_schemas();
    let count = |value: &Value| value.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0);
    let texts = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let (sound, demand, help) = match key {
        "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties" | "minProperties" | "minContains"
        | "maxContains" => (count(value), "a whole number from 0", "write it without quotes"),
        "minimum" | "maximum" => (value.is_number(), "a number", "write it without quotes"),
        "multipleOf" => {
            (value.as_f64().is_some_and(|number| number > 0.0), "a number above 0", "correct it, or remove it")
        }
        "required" if value.is_boolean() => {
            (false, "a list of names", "name it in the `required` list of the schema that has it under `properties`")
        }
        "required" => (texts(value), "a list of names", "write `required: [name]`"),
        "pattern" | "format" | "$ref" | "$id" | "$anchor" => (value.is_string(), "text", "put it in quotes"),
        "uniqueItems" | "nullable" | "readOnly" | "writeOnly" => {
            (value.is_boolean(), "true or false", "write it without quotes")
        }
        "enum" => (value.is_array(), "a list", "write `enum: [a, b]`"),
        "type" => (value.is_string() || value.is_array(), "a type", "write `type: string`, or remove it"),
        "items" if value.is_array() => {
            (false, "one schema", if old { "write one schema, or `anyOf`" } else { "write `prefixItems`" })
        }
        "discriminator" => (value.is_object(), "a mapping", "write `discriminator: { propertyName: … }`"),
        _ => {
            let field = Role::Schema.fields().iter().find(|field| field.key == key)?;
            match field.holds {
                Holds::List(_) => (
                    value.as_array().is_some_and(|list| !list.is_empty()),
                    "a list of at least one schema",
                    "write `- { … }` for each, or remove it",
                ),
                Holds::Names(_) => (value.is_object(), "a mapping of names to schemas", "write `name: { … }`"),
                _ => return None,
            }
        }
    };
    (!sound).then_some((demand, help))
}

fn short(value: &Value) -> String {
    match value {
        Value::Object(_) => "a mapping".to_owned(),
        Value::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => {
            let text = other.to_string();
            if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn keywords_have_their_form() {
        let rule = "contract-schema";
        for (text, said) in [
            ("{ type: date }", "error `date` is no type @6 (write `type: string, format: date`)"),
            ("{ type: strng }", "error `strng` is no type @6 (did you mean `string`?)"),
            ("{ type: array }", "error an `array` without `items`"),
            ("{ minLength: '3' }", "error `minLength` has to be a whole number from 0, not \"3\""),
            ("{ multipleOf: 0 }", "error `multipleOf` has to be a number above 0"),
            ("{ required: true }", "error `required` has to be a list of names, not true"),
            ("{ properties: [a] }", "error `properties` has to be a mapping"),
            ("{ allOf: [] }", "error `allOf` has to be a list of at least one schema, not an empty list"),
            ("{ properties: { a: string } }", "error \"string\" is no schema"),
            ("{ properties: { a: true } }", "error true is no schema"),
            ("{ enum: a }", "error `enum` has to be a list"),
        ] {
            wrong(rule, &schema("3.0.0", text), said);
        }
        wrong(
            rule,
            &schema("3.1.0", "{ items: [{}] }"),
            "error `items` has to be one schema, not a list @6 (write `prefixItems`)",
        );
        clean(
            rule,
            &schema("3.1.0", "{ type: array, properties: { a: true, type: {}, required: {} }, allOf: [true] }"),
        );
        clean(
            rule,
            &schema("3.0.0", "{ type: array, items: {}, additionalProperties: true, minLength: 3, required: [a] }"),
        );
    }
}
