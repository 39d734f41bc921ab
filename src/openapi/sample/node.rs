//! A schema as the makers of values read it: merged, resolved, and in their own words.

use std::sync::Arc;

use serde_json::Value;

use super::key::{Id, Part};
use super::kinds::Kinds;
use super::number::Numbers;
use super::pattern::Pattern;
use super::text::Texts;

/// What a schema says of an array.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) unique: bool,
    pub(super) prefix: Vec<Id>,
    /// Every item after them.
    pub(super) rest: Id,
    /// The items after them that have to fit something besides, and how many of them at least.
    pub(super) contains: Vec<(Id, usize)>,
    /// The same for the first item, where no item may stand after the prefix.
    pub(super) first_contains: Option<Id>,
    /// The keyword that says what stands after the prefix.
    pub(super) closed: Option<&'static str>,
}

/// A property that a schema names.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: Arc<str>,
    pub(super) id: Id,
    pub(super) required: bool,
    pub(super) hints: Vec<Value>,
}

/// What a schema says of an object.
#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) properties: Vec<Property>,
    pub(super) patterns: Vec<Arc<Pattern>>,
    /// A property that is not named and matches no pattern.
    pub(super) other: Id,
    /// Whether `other` is something that somebody wrote down, as in a map of texts.
    pub(super) typed: bool,
    /// The keyword that refuses every other property.
    pub(super) closed: Option<&'static str>,
    pub(super) names: Option<Id>,
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) dependents: Vec<(Arc<str>, Vec<Arc<str>>)>,
    pub(super) absent: Vec<Arc<str>>,
    /// The property that tells the branch, for OpenAPI's `discriminator`.
    pub(super) discriminator: Option<Arc<str>>,
}

/// One way through the alternatives of a node.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) id: Id,
    /// Such as "branch 2 of oneOf".
    pub(super) words: String,
}

/// A mixture of schemas whose values break the node.
#[derive(Debug)]
pub(super) struct Mixture {
    pub(super) id: Id,
    pub(super) keyword: &'static str,
    pub(super) words: String,
}

/// Everything that one value has to fit, in one place.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) parts: Vec<Part>,
    pub(super) never: Option<String>,
    pub(super) kinds: Kinds,
    /// The kinds that the keywords speak of, where no `type` says.
    pub(super) likely: Kinds,
    /// Whether a `type` says.
    pub(super) typed: bool,
    pub(super) values: Option<Vec<Value>>,
    /// Whether the values are a `const`.
    pub(super) constant: bool,
    pub(super) banned: Vec<Value>,
    pub(super) examples: Vec<(Value, &'static str)>,
    pub(super) number: Numbers,
    pub(super) text: Texts,
    pub(super) list: Lists,
    pub(super) object: Objects,
    pub(super) variants: Vec<Variant>,
    /// The keyword that has the alternatives.
    pub(super) choice: Option<&'static str>,
    pub(super) mixtures: Vec<Mixture>,
}

impl Node {
    pub(super) fn impossible(why: impl Into<String>) -> Self {
        Self {
            parts: Vec::new(),
            never: Some(why.into()),
            kinds: Kinds(0),
            likely: Kinds(0),
            typed: false,
            values: None,
            constant: false,
            banned: Vec::new(),
            examples: Vec::new(),
            number: Numbers::default(),
            text: Texts::default(),
            list: Lists::default(),
            object: Objects::default(),
            variants: Vec::new(),
            choice: None,
            mixtures: Vec::new(),
        }
    }

    /// The keyword that a value breaks by itself; what lies within it, and formats, are left to the validator.
    pub(super) fn fault(&self, value: &Value) -> Option<&'static str> {
        if !self.kinds.has(Kinds::of(value).0) {
            return Some("type");
        }
        if self.values.as_ref().is_some_and(|values| !values.contains(value)) {
            return Some(if self.constant { "const" } else { "enum" });
        }
        if self.banned.contains(value) {
            return Some("not");
        }
        match value {
            Value::Number(number) => self.number.fault(number),
            Value::String(text) => self.text.fault(text),
            Value::Array(items) => {
                let few = (items.len() < self.list.min).then_some("minItems");
                few.or_else(|| self.list.max.is_some_and(|max| items.len() > max).then_some("maxItems"))
            }
            Value::Object(map) => {
                let missing = self.object.properties.iter().any(|one| one.required && !map.contains_key(&*one.name));
                let few = map.len() < self.object.min;
                let many = self.object.max.is_some_and(|max| map.len() > max);
                let absent = self.object.absent.iter().any(|name| map.contains_key(&**name));
                missing
                    .then_some("required")
                    .or_else(|| few.then_some("minProperties"))
                    .or_else(|| many.then_some("maxProperties"))
                    .or_else(|| absent.then_some("not"))
            }
            _ => None,
        }
    }

    /// Whether a value fits as far as can be seen from outside.
    pub(super) fn admits(&self, value: &Value) -> bool {
        self.fault(value).is_none()
    }
}
