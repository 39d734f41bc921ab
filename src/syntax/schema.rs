//! A shape as JSON Schema (draft 2020-12), for editors.

use serde_json::{Map, Value, json};

use super::read::Named;
use crate::model::shape::{Record, Shape};

/// The schema of a whole document.
#[must_use]
pub fn document(title: &str, id: &str, shape: Shape, named: Named<'_>) -> Value {
    let mut definitions = Map::new();
    let root = schema(shape, named, &mut definitions);
    let mut document = Map::new();
    document.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    document.insert("$id".into(), id.into());
    document.insert("title".into(), title.into());
    if let Value::Object(root) = root {
        document.extend(root);
    }
    document.insert("$defs".into(), Value::Object(definitions));
    Value::Object(document)
}

fn schema(shape: Shape, named: Named<'_>, definitions: &mut Map<String, Value>) -> Value {
    match shape {
        Shape::Any => json!({}),
        Shape::Later(_) => json!(false),
        Shape::Bool => or_template(&json!({"type": "boolean"}), definitions),
        Shape::Integer { min, max } => {
            let mut integer = json!({"type": "integer"});
            if min != i64::MIN {
                integer["minimum"] = min.into();
            }
            if max != i64::MAX {
                integer["maximum"] = max.into();
            }
            or_template(&integer, definitions)
        }
        Shape::Number => or_template(&json!({"type": "number"}), definitions),
        Shape::Text => json!({"type": "string"}),
        Shape::Scalar => json!({"type": ["string", "number", "boolean"]}),
        Shape::Duration => or_template(
            &json!({"type": "string", "pattern": r"^\s*([0-9.]+\s*(ms|s|sec|m|min|h|d|w)\s*)+$"}),
            definitions,
        ),
        Shape::Choice(words) => {
            let mut values: Vec<Value> = words.iter().map(|word| Value::from(*word)).collect();
            // `on: 503` is a number in YAML and a word to us.
            values.extend(words.iter().filter_map(|word| word.parse::<i64>().ok()).map(Value::from));
            or_template(&json!({"enum": values}), definitions)
        }
        Shape::List(item) => {
            json!({"type": "array", "minItems": 1, "items": schema(*item, named, definitions)})
        }
        Shape::OneOrMany(item) => {
            let one = schema(*item, named, definitions);
            json!({"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]})
        }
        Shape::Map(value) => {
            json!({"type": "object", "minProperties": 1, "additionalProperties": schema(*value, named, definitions)})
        }
        Shape::Record(record) => {
            reference(&record.name.replace(' ', "-"), definitions, |definitions| object(record, named, definitions))
        }
        Shape::Either(shapes) => {
            let any: Vec<Value> = shapes.iter().map(|shape| schema(*shape, named, definitions)).collect();
            json!({"anyOf": any})
        }
        Shape::Named(name) => match named(name) {
            Some(shape) => {
                reference(&format!("the-{name}"), definitions, |definitions| schema(shape, named, definitions))
            }
            None => json!({}),
        },
        Shape::Custom { name, schema } => reference(&name.replace(' ', "-"), definitions, |_| schema()),
    }
}

fn object(record: &Record, named: Named<'_>, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in record.fields {
        let mut property = schema(field.shape, named, definitions);
        if matches!(field.shape, Shape::Later(_)) {
            continue;
        }
        if let Value::Object(property) = &mut property {
            property.insert("description".into(), field.docs.into());
        }
        properties.insert(field.name.into(), property);
        if field.required {
            required.push(field.name);
        }
    }
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

/// `$ref` to a definition that is made when it is first named; so a shape may hold itself.
fn reference(
    name: &str,
    definitions: &mut Map<String, Value>,
    make: impl FnOnce(&mut Map<String, Value>) -> Value,
) -> Value {
    if !definitions.contains_key(name) {
        definitions.insert(name.to_owned(), Value::Null);
        let made = make(definitions);
        definitions.insert(name.to_owned(), made);
    }
    json!({"$ref": format!("#/$defs/{name}")})
}

fn or_template(schema: &Value, definitions: &mut Map<String, Value>) -> Value {
    let template = reference(
        "template",
        definitions,
        |_| json!({"type": "string", "pattern": r"\$\{", "description": "a ${…} template"}),
    );
    json!({"anyOf": [schema, template]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::shape::Field;

    static STEP: Record = Record {
        name: "a step",
        fields: &[
            Field::required("call", Shape::Text, "what to send"),
            Field::new("undo", Shape::List(&Shape::Record(&STEP)), "what to do at the end"),
            Field::new("times", Shape::Integer { min: 1, max: 9 }, "how often"),
        ],
    };

    #[test]
    fn a_shape_that_holds_itself_becomes_a_schema_that_judges() {
        let schema = document("A step", "urn:step", Shape::Record(&STEP), &|_| None);
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&json!({"call": "GET /", "undo": [{"call": "DELETE /"}], "times": "${n}"})));
        assert!(!validator.is_valid(&json!({"call": "GET /", "undo": []})));
        assert!(!validator.is_valid(&json!({"call": "GET /", "udno": []})));
        assert!(!validator.is_valid(&json!({"call": "GET /", "times": 10})));
    }
}
