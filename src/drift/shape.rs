//! The shape of JSON: which members are there, always or at times, of which types, and which words stand where words are chosen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Names of members that hold one word out of a few, and no text of anybody's choice.
const CHOSEN: [&str; 14] = [
    "status",
    "state",
    "type",
    "kind",
    "level",
    "role",
    "mode",
    "code",
    "reason",
    "result",
    "lane",
    "severity",
    "direction",
    "protocol",
];
/// How long such a word is at most.
const WORD: usize = 64;
/// How long a part of hexadecimal digits is at least that makes a word the name of one thing.
const ID: usize = 8;

/// A type of JSON; an integer is a number, as a sender may write 3 or 3.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Type {
    /// The type of a value.
    #[must_use]
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Its name in JSON Schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// What stands at one place, of all values that were met there.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// The types, each with a value of it.
    pub types: BTreeMap<Type, Value>,
    /// How many values there were.
    pub met: usize,
    /// Members of objects.
    pub members: BTreeMap<String, Shape>,
    /// Items of lists; none where every list was empty.
    pub items: Option<Box<Shape>>,
    /// The words that were chosen, where the place is one where words are.
    pub words: BTreeSet<String>,
}

impl Shape {
    /// The shape of a value.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let mut shape = Self::default();
        shape.learn(value, None);
        shape
    }

    fn learn(&mut self, value: &Value, name: Option<&str>) {
        self.met += 1;
        self.types.entry(Type::of(value)).or_insert_with(|| value.clone());
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.members.entry(name.clone()).or_default().learn(member, Some(name));
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.items.get_or_insert_default().learn(item, name);
                }
            }
            Value::String(text) if name.is_some_and(is_chosen) && is_word(text) => {
                self.words.insert(text.clone());
            }
            _ => {}
        }
    }

    /// How many objects were met.
    fn objects(&self) -> usize {
        self.members.values().map(|member| member.met).max().unwrap_or(0)
    }

    /// Whether a member was there in each object.
    #[must_use]
    pub fn always(&self, name: &str) -> bool {
        self.members.get(name).is_some_and(|member| member.met == self.objects())
    }

    /// An example of what stands there: of the type that says most.
    #[must_use]
    pub fn example(&self) -> &Value {
        self.types.values().next_back().unwrap_or(&Value::Null)
    }

    /// Whether its words are chosen from a few; a name of one thing is not.
    #[must_use]
    pub fn chooses(&self) -> bool {
        !self.words.is_empty() && !self.words.iter().any(|word| is_id(word))
    }

    /// The names of its types, such as `null or string`.
    #[must_use]
    pub fn said(&self) -> String {
        let names: Vec<&str> = self.types.keys().map(|one| one.name()).collect();
        if names.is_empty() { "nothing".into() } else { names.join(" or ") }
    }
}

fn is_chosen(name: &str) -> bool {
    let last = name.rsplit(['_', '-']).next().unwrap_or(name);
    let camel = name.rfind(|letter: char| letter.is_ascii_uppercase()).map(|at| name[at..].to_ascii_lowercase());
    CHOSEN.contains(&last) || camel.is_some_and(|last| CHOSEN.contains(&last.as_str()))
}

fn is_word(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':');
    !text.is_empty() && text.len() <= WORD && text.chars().all(plain)
}

/// Whether a word was made up for one thing, as a UUID is: of another thing it is another one.
fn is_id(word: &str) -> bool {
    let hex = |part: &str| {
        part.chars().all(|letter| letter.is_ascii_hexdigit()) && part.chars().any(|letter| letter.is_ascii_digit())
    };
    word.split(['_', '-', '.', '/', ':']).any(|part| part.len() >= ID && hex(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_there_at_times_is_known() {
        let shape = Shape::of(&json!([{ "a": 1, "b": null }, { "a": "x" }, {}]));
        let items = shape.items.as_deref();
        assert!(items.is_some_and(|items| items.always("a") != items.always("b")));
        assert_eq!(items.map(|items| items.members["a"].said()), Some("number or string".into()));
        assert!(Shape::of(&json!([])).items.is_none());
    }

    #[test]
    fn words_are_kept_where_words_are_chosen() {
        let shape = Shape::of(&json!({
            "error_code": "NOT_FOUND", "currentStatus": "open", "title": "open", "status": "what a person wrote",
            "code": "hp-07d4c8023b88db38", "kind": "2026-07-28", "state": "effaced-cafe",
        }));
        let words = |name: &str| shape.members[name].words.len();
        assert_eq!(["error_code", "currentStatus", "title", "status"].map(words), [1, 1, 0, 0]);
        // What names one thing is not chosen, also under such a name.
        assert_eq!(["code", "kind", "state"].map(|name| shape.members[name].chooses()), [false, true, true]);
    }
}
