//! A document as it was written: values that know their place.

use serde_json::{Map, Number, Value};

use super::place::Place;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub datum: Datum,
    /// Where it was written.
    pub place: Place,
}

/// The value of a [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Any number of JSON.
    Number(Number),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in file order; keys are unique.
    Map(Vec<Entry>),
}

/// One pair of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key was written.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under `key`, where this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The pair under `key`, where this is a mapping that has it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The pairs of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.datum {
            Datum::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence, where this is one.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.datum {
            Datum::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.datum {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar as text (`8080`, `true`, `abc`); none for null, lists and mappings.
    #[must_use]
    pub fn scalar_text(&self) -> Option<String> {
        match &self.datum {
            Datum::Text(text) => Some(text.clone()),
            Datum::Number(number) => Some(number.to_string()),
            Datum::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// Whether this is text that holds a `${…}` template.
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.text().is_some_and(has_template)
    }

    /// What kind of value this is, in a person's words.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.datum {
            Datum::Null => "null",
            Datum::Bool(_) => "a boolean",
            Datum::Number(_) => "a number",
            Datum::Text(_) => "text",
            Datum::List(_) => "a list",
            Datum::Map(_) => "a mapping",
        }
    }

    /// The same value without places.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.datum {
            Datum::Null => Value::Null,
            Datum::Bool(flag) => Value::Bool(*flag),
            Datum::Number(number) => Value::Number(number.clone()),
            Datum::Text(text) => Value::String(text.clone()),
            Datum::List(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Datum::Map(entries) => Value::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// A node that holds `value`, all of it at one place.
    #[must_use]
    pub fn from_json(value: &Value, place: &Place) -> Self {
        let datum = match value {
            Value::Null => Datum::Null,
            Value::Bool(flag) => Datum::Bool(*flag),
            Value::Number(number) => Datum::Number(number.clone()),
            Value::String(text) => Datum::Text(text.clone()),
            Value::Array(items) => Datum::List(items.iter().map(|item| Self::from_json(item, place)).collect()),
            Value::Object(map) => Datum::Map(
                map.iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        key_place: place.clone(),
                        value: Self::from_json(value, place),
                    })
                    .collect(),
            ),
        };
        Self { datum, place: place.clone() }
    }
}

/// Whether a text holds a `${…}` template.
#[must_use]
pub fn has_template(text: &str) -> bool {
    // Every text of a suite is asked several times, and next to none has the letter at all.
    text.as_bytes().contains(&b'$') && text.contains("${")
}
