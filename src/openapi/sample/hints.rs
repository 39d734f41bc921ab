//! Constants worth trying: words that descriptions, examples and earlier answers name.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

/// How many constants one name, and all texts together, keep.
const MOST: usize = 64;

/// Constants by the property that they were seen at, and texts that were seen anywhere.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Values by the name of a property; shared by all samplers of a document.
    pub named: Arc<HashMap<String, Vec<Value>>>,
    /// Texts that may be meant for any property.
    pub texts: Vec<String>,
}

impl Hints {
    /// What a schema's descriptions name in quotes, in backticks or in capitals, and its examples, enums and defaults.
    #[must_use]
    pub fn from_schema(schema: &Value) -> Self {
        let mut hints = Self::default();
        hints.read(schema, None, 0);
        hints
    }

    /// Adds every scalar of an answer under the name of its property.
    pub fn learn(&mut self, answer: &Value) {
        self.keep(None, answer, 0);
    }

    /// Adds the words that a description names, for the property of a name or for any.
    pub fn describe(&mut self, name: Option<&str>, description: &str) {
        for word in words(description) {
            if let Some(name) = name {
                if let Ok(number @ Value::Number(_)) = serde_json::from_str::<Value>(&word) {
                    self.name(name, number);
                }
                self.name(name, Value::String(word.clone()));
            }
            self.text(word);
        }
    }

    /// Adds a value for the properties of a name.
    pub fn name(&mut self, name: &str, value: Value) {
        let full = |known: &Vec<Value>| known.len() >= MOST || known.contains(&value);
        if self.named.get(name).is_some_and(full) {
            return;
        }
        Arc::make_mut(&mut self.named).entry(name.to_owned()).or_default().push(value);
    }

    /// Adds a text for any property.
    pub fn text(&mut self, text: String) {
        if self.texts.len() < MOST && !text.is_empty() && !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }

    /// Adds all that others hold.
    pub fn join(&mut self, other: &Self) {
        let mut names: Vec<_> = other.named.iter().collect();
        // A map's order differs from run to run, and what is kept must not.
        names.sort_by_key(|(name, _)| *name);
        for (name, values) in names {
            for value in values {
                self.name(name, value.clone());
            }
        }
        other.texts.iter().for_each(|text| self.text(text.clone()));
    }

    fn keep(&mut self, name: Option<&str>, value: &Value, depth: usize) {
        match value {
            Value::Object(map) if depth < 16 => {
                map.iter().for_each(|(key, child)| self.keep(Some(key), child, depth + 1));
            }
            Value::Array(items) if depth < 16 => items.iter().for_each(|item| self.keep(name, item, depth + 1)),
            Value::String(_) | Value::Number(_) => {
                if let Some(name) = name {
                    self.name(name, value.clone());
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, schema: &Value, name: Option<&str>, depth: usize) {
        let Value::Object(map) = schema else { return };
        if depth > 32 {
            return;
        }
        for key in ["description", "title", "summary"] {
            if let Some(text) = map.get(key).and_then(Value::as_str) {
                self.describe(name, text);
            }
        }
        for key in ["enum", "examples"] {
            for value in map.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.keep(name, value, 0);
            }
        }
        for key in ["const", "default", "example"] {
            if let Some(value) = map.get(key) {
                self.keep(name, value, 0);
            }
        }
        for (key, child) in map {
            match (key.as_str(), child) {
                ("properties", Value::Object(properties)) => {
                    properties.iter().for_each(|(name, child)| self.read(child, Some(name), depth + 1));
                }
                ("$defs" | "definitions" | "patternProperties" | "dependentSchemas", Value::Object(children)) => {
                    children.values().for_each(|child| self.read(child, None, depth + 1));
                }
                ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(children)) => {
                    for child in children {
                        self.read(child, name, depth + 1);
                    }
                }
                ("items" | "contains" | "if" | "then" | "else" | "additionalProperties", child) => {
                    self.read(child, name, depth + 1);
                }
                _ => {}
            }
        }
    }
}

/// Words in quotes, in backticks, in capitals, and long numbers.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |word: &str| {
        let word = word.trim();
        if !word.is_empty() && word.len() <= 200 && !found.iter().any(|other| other == word) {
            found.push(word.to_owned());
        }
    };
    for (open, close) in [('`', '`'), ('"', '"'), ('\u{201c}', '\u{201d}'), ('\'', '\'')] {
        let mut rest = text;
        while let Some(start) = rest.find(open) {
            // An apostrophe within a word opens nothing.
            let within = open == '\'' && rest[..start].chars().next_back().is_some_and(char::is_alphanumeric);
            rest = &rest[start + open.len_utf8()..];
            let Some(end) = rest.find(close).filter(|_| !within) else { continue };
            if end <= 80 {
                add(&rest[..end]);
                rest = &rest[end + close.len_utf8()..];
            }
        }
    }
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-' || letter == '.';
    for word in text.split(|letter: char| !joins(letter)) {
        let word = word.trim_matches(['-', '.', '_']);
        let capitals = word.chars().filter(char::is_ascii_uppercase).count();
        let loud = capitals >= 2 && !word.chars().any(char::is_lowercase);
        let mixed = word.chars().any(|letter| letter.is_ascii_digit()) && word.chars().any(char::is_alphabetic);
        let number = word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if loud || mixed || number {
            add(word);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_magic_word_in_a_description_is_found() {
        let schema = json!({"properties": {"code": {
            "type": "string",
            "description": "The voucher. Use `spring-24`, 'half' or \"Full Price\"; VIP_ONLY and XMAS-5 for members, 4242424242424242 to test. It's free.",
        }}});
        let hints = Hints::from_schema(&schema);
        let code = &hints.named["code"];
        for word in ["spring-24", "half", "Full Price", "VIP_ONLY", "XMAS-5", "4242424242424242"] {
            assert!(code.contains(&json!(word)), "{word}: {code:?}");
            assert!(hints.texts.contains(&word.to_owned()));
        }
        assert!(code.contains(&json!(4_242_424_242_424_242_u64)));
    }

    #[test]
    fn answers_are_learnt_by_name() {
        let mut hints = Hints::default();
        hints.learn(&json!({"items": [{"id": 7, "name": "x"}, {"id": 8}], "open": true}));
        assert_eq!(hints.named["id"], [json!(7), json!(8)]);
        let mut other = Hints::default();
        other.join(&hints);
        assert_eq!(other.named, hints.named);
    }
}
