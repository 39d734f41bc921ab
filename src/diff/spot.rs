//! A place in a document with what stands there, references followed.

use serde_json::{Map, Value};

use crate::openapi::at::At;
use crate::openapi::document::Document;

/// A value where it stands.
#[derive(Debug, Clone)]
pub(super) struct Spot<'d> {
    pub(super) document: &'d Document,
    pub(super) at: At,
    pub(super) value: &'d Value,
    /// What it takes from that which holds it; of schemas only.
    pub(super) held: Held,
}

/// What a schema takes from what holds it: the same component may be held in more ways than one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Held {
    /// Whether what holds it lets `null` stand in its place: `oneOf: [it, { type: "null" }]`.
    pub(super) nullable: bool,
    /// How its values are written.
    pub(super) written: Written,
}

/// How values are written where a schema is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) enum Written {
    /// As JSON, where `1` and `"1"` are two values.
    #[default]
    Typed,
    /// As text without a type of its own: a parameter, a header, a form, XML. There `1` is a number and a text.
    Text,
    /// As text, and a list as its items one by one, so that a single value is a list of one: `form` with `explode`.
    Exploded,
}

impl<'d> Spot<'d> {
    /// What stands at an address, references followed; none where nothing does, or a reference leads nowhere.
    pub(super) fn at(document: &'d Document, at: &At) -> Option<Self> {
        document.get(at)?;
        let (at, value) = document.resolve(at).ok()?;
        Some(Self { document, at, value, held: Held::default() })
    }

    /// It, with what it takes from that which holds it.
    pub(super) fn held(mut self, held: Held) -> Self {
        self.held = held;
        self
    }

    /// The whole of a document's first file.
    pub(super) fn root(document: &'d Document) -> Self {
        Self { document, at: At::file(0), value: document.root(), held: Held::default() }
    }

    /// What stands under a key, as it is written there.
    pub(super) fn get(&self, key: &str) -> Option<&'d Value> {
        self.value.get(key)
    }

    /// A text under a key.
    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.as_str()
    }

    /// Whether `true` stands under a key.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Bool(true))
    }

    /// What stands under a key, references followed.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        self.value.get(key)?;
        Self::at(self.document, &self.at.child(key))
    }

    /// The members of an object; none of anything else.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'d> {
        self.map().into_iter().flatten()
    }

    /// It as an object.
    pub(super) fn map(&self) -> Option<&'d Map<String, Value>> {
        self.value.as_object()
    }

    /// The items of the list under a key, references followed.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.get(key).and_then(Value::as_array) else { return Vec::new() };
        let at = self.at.child(key);
        (0..list.len()).filter_map(|index| Self::at(self.document, &at.item(index))).collect()
    }

    /// What is said of the member under a name; none where there is no such member, or its reference leads nowhere.
    pub(super) fn said(&self, name: &str) -> Option<Said<'d>> {
        let raw = self.value.get(name)?;
        if raw.get("$ref").is_none() {
            return Some(Said { beside: None, there: raw });
        }
        let version = self.document.root().get("openapi").and_then(Value::as_str).unwrap_or_default();
        Some(Said { beside: (!version.starts_with("3.0")).then_some(raw), there: self.child(name)?.value })
    }
}

/// What is said of a schema, where it stands and beside the reference to it: since OpenAPI 3.1 both count (JSON Schema
/// 2020-12, section 8.2.3.1), and before that what stands beside is ignored (OpenAPI 3.0.3, section 4.7.23).
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'d> {
    beside: Option<&'d Value>,
    there: &'d Value,
}

impl<'d> Said<'d> {
    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<&'d Value> {
        self.beside.and_then(|beside| beside.get(key)).or_else(|| self.there.get(key))
    }

    /// Whether `true` stands under a key.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Bool(true))
    }
}
