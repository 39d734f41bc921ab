//! References between schemas that are compiled one by one: a keyword that asks the other's validator.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Weak;

use jsonschema::error::{ValidationError, ValidationErrorKind};
use jsonschema::{Keyword, Validator};
use serde_json::{Map, Value};

use super::pattern::shortened;
use super::translate::DEFS;
use crate::openapi::at::At;

/// The keyword that stands in the place of a `$ref` to a schema with a validator of its own.
pub(super) const LINK: &str = "holdpoint:link";

/// Keywords whose schemas are of the same value.
const SAME: [&str; 4] = ["not", "if", "then", "else"];
const SAME_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords whose schemas are of other values.
const OTHER: [&str; 6] =
    ["items", "contains", "propertyNames", "additionalProperties", "unevaluatedItems", "unevaluatedProperties"];
const OTHER_MAPS: [&str; 2] = ["properties", "patternProperties"];

/// From how many links on it is remembered what was found, so that schemas which lead to one value on many ways do not
/// look at it on each.
const SHALLOW: usize = 4;

/// Schemas by their number, as links lead to them.
pub(super) trait Shelf: Send + Sync {
    /// A schema as it is written.
    fn schema(&self, index: usize) -> Option<&Value>;

    /// A schema as it is held to values; none where it cannot be.
    fn validator(&self, index: usize) -> Option<&Validator>;

    /// Where a part of a schema (a JSON pointer into what is compiled of it) comes from in the document.
    fn place(&self, index: usize, pointer: &str) -> At;
}

/// The number of the schema that a reference leads to.
pub(super) fn number(reference: &Value) -> Option<usize> {
    reference.as_str()?.strip_prefix(DEFS)?.parse().ok()
}

/// A schema as it is compiled: its references are links, but for those to `opened`, which stand in `$defs`.
pub(super) fn linked(shelf: &dyn Shelf, index: usize, opened: &BTreeSet<usize>) -> Value {
    let mut wanted = Wanted { opened, held: BTreeSet::new(), waiting: Vec::new() };
    let schema = |index| shelf.schema(index).unwrap_or(&Value::Null);
    let mut root = wanted.write(schema(index), false);
    let mut defs = Map::new();
    while let Some(other) = wanted.waiting.pop() {
        defs.insert(other.to_string(), wanted.write(schema(other), true));
    }
    if let (Value::Object(root), false) = (&mut root, defs.is_empty()) {
        root.insert("$defs".into(), defs.into());
    }
    root
}

struct Wanted<'o> {
    opened: &'o BTreeSet<usize>,
    /// What stands in `$defs`, or will.
    held: BTreeSet<usize>,
    waiting: Vec<usize>,
}

impl Wanted<'_> {
    /// `whole`: something around it looks through references, as `unevaluatedProperties` does.
    fn write(&mut self, schema: &Value, whole: bool) -> Value {
        let Value::Object(map) = schema else { return schema.clone() };
        let whole = whole || map.contains_key("unevaluatedProperties") || map.contains_key("unevaluatedItems");
        let mut out = Map::new();
        for (key, value) in map {
            let name = key.as_str();
            let written = match value {
                _ if name == "$ref" => match number(value) {
                    Some(index) if !whole && !self.opened.contains(&index) => {
                        out.insert(LINK.into(), index.into());
                        continue;
                    }
                    Some(index) => {
                        if self.held.insert(index) {
                            self.waiting.push(index);
                        }
                        value.clone()
                    }
                    None => value.clone(),
                },
                Value::String(pattern) if name == "pattern" => shortened(pattern).into(),
                Value::Array(all) if SAME_LISTS.contains(&name) => {
                    all.iter().map(|one| self.write(one, whole)).collect()
                }
                Value::Array(all) if name == "prefixItems" => all.iter().map(|one| self.write(one, false)).collect(),
                Value::Object(all) if name == "dependentSchemas" => self.each(all, whole),
                Value::Object(all) if OTHER_MAPS.contains(&name) => self.each(all, false),
                _ if SAME.contains(&name) => self.write(value, whole),
                _ if OTHER.contains(&name) => self.write(value, false),
                _ => value.clone(),
            };
            out.insert(key.clone(), written);
        }
        out.into()
    }

    fn each(&mut self, all: &Map<String, Value>, whole: bool) -> Value {
        all.iter().map(|(name, one)| (name.clone(), self.write(one, whole))).collect::<Map<_, _>>().into()
    }
}

/// A schema of a shelf that a value has to fit.
pub(super) struct Link {
    /// Weak, since validators that refer to one another would keep each other.
    pub(super) shelf: Weak<dyn Shelf>,
    pub(super) index: usize,
}

impl<'i> Keyword<'i> for Link {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.index.to_string())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(shelf) = self.shelf.upgrade() else { return false };
        shelf.validator(self.index).is_some_and(|validator| remembered(validator, instance))
    }
}

/// The numbers of the schemas that errors are about and say nothing of.
pub(super) fn closed<'e>(errors: impl IntoIterator<Item = &'e ValidationError<'e>>, into: &mut BTreeSet<usize>) {
    for error in errors {
        match error.kind() {
            ValidationErrorKind::Custom { keyword, message } if keyword == LINK => {
                into.extend(message.parse::<usize>());
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                for errors in context {
                    closed(errors, into);
                }
            }
            ValidationErrorKind::PropertyNames { error } => closed([&**error], into),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Memory {
    depth: usize,
    /// By the addresses of validator and value, neither of which moves while the outermost link is asked.
    known: HashMap<(usize, usize), bool>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// One link deeper, until it is dropped.
struct Deeper;

impl Deeper {
    fn new() -> (Self, usize) {
        let depth = MEMORY.with_borrow_mut(|memory| {
            memory.depth += 1;
            memory.depth
        });
        (Self, depth)
    }
}

impl Drop for Deeper {
    fn drop(&mut self) {
        MEMORY.with_borrow_mut(|memory| {
            memory.depth -= 1;
            if memory.depth == 0 {
                memory.known.clear();
            }
        });
    }
}

fn remembered(validator: &Validator, value: &Value) -> bool {
    let (_deeper, depth) = Deeper::new();
    // Texts and the like are looked at in no time, and some of them, such as names, live for a moment only.
    if depth <= SHALLOW || !(value.is_object() || value.is_array()) {
        return validator.is_valid(value);
    }
    let key = (std::ptr::from_ref(validator).addr(), std::ptr::from_ref(value).addr());
    if let Some(known) = MEMORY.with_borrow(|memory| memory.known.get(&key).copied()) {
        return known;
    }
    let valid = validator.is_valid(value);
    MEMORY.with_borrow_mut(|memory| memory.known.insert(key, valid));
    valid
}
