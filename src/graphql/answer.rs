//! The data of an answer, held to what was asked and to the types of the schema (October 2021, sections 6.4 and 7.1).

use apollo_compiler::Name;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::SelectionSet;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value};

use super::document::Operation;
use super::schema::named_so;
use super::selected::Reading;

/// How many breaches of one answer are told.
const MOST: usize = 12;
/// How long a value may be where it is shown.
const SHOWN: usize = 120;

/// One thing that is not as the schema says.
#[derive(Debug, PartialEq, Eq)]
pub struct Breach {
    /// A JSON path: `$.data.shop.name`.
    pub field: String,
    /// What the schema says.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// What the data of an answer came to.
#[derive(Debug, Default)]
pub struct Read {
    /// How many values were held to a type.
    pub asserted: usize,
    /// Those that do not fit, as many as are told.
    pub breaches: Vec<Breach>,
    /// The paths of what a mutation gave null for: neither what it did nor what it refused.
    pub silent: Vec<String>,
    /// What the service says that it refused: the path of each message, and the message.
    pub refusals: Vec<(String, String)>,
}

/// Holds data to an operation that was sent with these variables.
#[must_use]
pub fn read(operation: &Operation, variables: &Value, data: &Map<String, Value>) -> Read {
    let Some(definition) = operation.definition() else { return Read::default() };
    let mut walk = Walk { reading: Reading { operation, variables }, read: Read::default() };
    walk.object(&[&definition.selection_set], definition.object_type(), data, "$.data");
    if definition.is_mutation() {
        let nulls = data.iter().filter(|(_, payload)| payload.is_null());
        walk.read.silent = nulls.map(|(key, _)| format!("$.data.{key}")).collect();
    }
    walk.read
}

/// What data says that was refused, by the names of its lists alone.
#[must_use]
pub fn refusals(data: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    look(data, "$.data", &mut found);
    found
}

fn look(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                if named_so(key) {
                    found.extend(messages(value, &path));
                } else {
                    look(value, &path, found);
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                look(item, &format!("{path}[{at}]"), found);
            }
        }
        _ => {}
    }
}

fn messages(list: &Value, path: &str) -> Vec<(String, String)> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let message = |(at, item): (usize, &Value)| match item.get("message") {
        Some(Value::String(text)) => (format!("{path}[{at}].message"), text.clone()),
        _ => (format!("{path}[{at}]"), shown(item)),
    };
    items.iter().enumerate().map(message).collect()
}

/// A value in JSON, cut where it is long.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

struct Walk<'o> {
    reading: Reading<'o>,
    read: Read,
}

impl<'o> Walk<'o> {
    fn assert(&mut self, holds: bool, field: &str, expected: impl Into<String>, actual: impl Into<String>) {
        self.read.asserted += 1;
        if !holds && self.read.breaches.len() < MOST {
            let breach = Breach { field: field.to_owned(), expected: expected.into(), actual: actual.into() };
            self.read.breaches.push(breach);
        }
    }

    fn object(&mut self, sets: &[&'o SelectionSet], declared: &str, object: &Map<String, Value>, path: &str) {
        let schema = &self.reading.operation.pinned.schema;
        let is_object = |name: &str| schema.types.get(name).is_some_and(ExtendedType::is_object);
        let mut known = is_object(declared).then(|| declared.to_owned());
        if let Some((key, value)) = self.reading.said_type(sets, object) {
            let said = value.as_str().unwrap_or_default();
            let fits = is_object(said) && (said == declared || schema.is_subtype(declared, said));
            self.assert(fits, &format!("{path}.{key}"), format!("a type that is {declared}"), shown(value));
            if fits {
                known = Some(said.to_owned());
            }
        }
        let asked = self.reading.collect(sets, known.as_deref());
        for (key, asked) in &asked {
            let field = format!("{path}.{key}");
            let ty = asked.field.ty();
            match object.get(*key) {
                Some(value) => {
                    if self.reading.operation.pinned.is_user_errors(&asked.field.name, ty) {
                        self.read.refusals.extend(messages(value, &field));
                    }
                    self.value(ty, &asked.below, value, &field);
                }
                None if asked.certain => self.assert(false, &field, format!("{ty}: it was asked for"), "nothing"),
                None => {}
            }
        }
        for key in object.keys().filter(|key| !asked.contains_key(key.as_str())) {
            self.assert(false, &format!("{path}.{key}"), "nothing: it was not asked for", shown(&object[key]));
        }
    }

    fn value(&mut self, ty: &Type, below: &[&'o SelectionSet], value: &Value, path: &str) {
        match (ty, value) {
            (_, Value::Null) => self.assert(!ty.is_non_null(), path, ty.to_string(), "null"),
            (Type::List(item) | Type::NonNullList(item), Value::Array(items)) => {
                self.assert(true, path, "", "");
                for (at, one) in items.iter().enumerate() {
                    self.value(item, below, one, &format!("{path}[{at}]"));
                }
            }
            (Type::List(_) | Type::NonNullList(_), _) => {
                self.assert(false, path, format!("a list ({ty})"), shown(value));
            }
            (Type::Named(of) | Type::NonNullNamed(of), _) => self.named(of, ty, below, value, path),
        }
    }

    fn named(&mut self, of: &str, ty: &Type, below: &[&'o SelectionSet], value: &Value, path: &str) {
        let schema = &self.reading.operation.pinned.schema;
        let (holds, expected) = match (schema.types.get(of), value) {
            (Some(ExtendedType::Enum(one)), _) => {
                let known = value.as_str().is_some_and(|text| one.values.contains_key(text));
                let names: Vec<&str> = one.values.keys().map(Name::as_str).take(MOST).collect();
                let more = if one.values.len() > MOST { ", …" } else { "" };
                (known, format!("a value of the enum {of} ({}{more})", names.join(", ")))
            }
            (Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)), _) => {
                if let Value::Object(object) = value {
                    self.assert(true, path, "", "");
                    return self.object(below, of, object, path);
                }
                (false, format!("an object ({ty})"))
            }
            _ => (scalar_fits(of, value), ty.to_string()),
        };
        self.assert(holds, path, expected, shown(value));
    }
}

/// Whether a value is one of a built-in scalar (section 3.5); of the schema's own nobody but the service knows.
fn scalar_fits(of: &str, value: &Value) -> bool {
    match of {
        "Int" => value.as_i64().is_some_and(|whole| i32::try_from(whole).is_ok()),
        "Float" => value.is_number(),
        "String" | "ID" => value.is_string(),
        "Boolean" => value.is_boolean(),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
