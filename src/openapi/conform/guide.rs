//! What a schema takes, as far as text has to be read by it: which types, and the schemas of its parts.

use serde_json::{Number, Value};

use crate::openapi::schema::Bundle;

/// How far references are followed.
const DEEPEST: usize = 32;

/// A schema of a bundle.
#[derive(Clone, Copy)]
pub(super) struct Guide<'b> {
    /// Its bundle; none where no schema says anything.
    bundle: Option<&'b Bundle>,
    schema: &'b Value,
}

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    const ALL: Self = Self(0x7f);
    const NULL: u8 = 1;
    const BOOLEAN: u8 = 2;
    const INTEGER: u8 = 4;
    const NUMBER: u8 = 8;
    const STRING: u8 = 16;
    const ARRAY: u8 = 32;
    const OBJECT: u8 = 64;

    fn named(name: &Value) -> u8 {
        match name.as_str() {
            Some("null") => Self::NULL,
            Some("boolean") => Self::BOOLEAN,
            Some("integer") => Self::INTEGER,
            Some("number") => Self::NUMBER | Self::INTEGER,
            Some("string") => Self::STRING,
            Some("array") => Self::ARRAY,
            Some("object") => Self::OBJECT,
            _ => 0,
        }
    }

    fn of(value: &Value) -> u8 {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER | Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    const fn has(self, bits: u8) -> bool {
        self.0 & bits != 0
    }

    /// Whether lists are taken, and no text.
    pub(super) const fn wants_list(self) -> bool {
        self.has(Self::ARRAY) && !self.has(Self::STRING)
    }

    /// Whether objects are taken, and neither text nor lists.
    pub(super) const fn wants_object(self) -> bool {
        self.has(Self::OBJECT) && !self.has(Self::STRING | Self::ARRAY)
    }

    /// Whether it may be text.
    pub(super) const fn takes_text(self) -> bool {
        self.has(Self::STRING)
    }

    /// A text as a value of one of the types; as text where it is none of them.
    pub(super) fn scalar(self, text: &str, text_first: bool) -> Value {
        if text_first && self.has(Self::STRING) || self == Self::ALL {
            return text.into();
        }
        if self.has(Self::INTEGER | Self::NUMBER)
            && let Some(number) = number(text, self.has(Self::NUMBER))
        {
            return number.into();
        }
        match text {
            "true" | "false" if self.has(Self::BOOLEAN) => (text == "true").into(),
            "null" if self.has(Self::NULL) => Value::Null,
            "" if self.has(Self::NULL) && !self.has(Self::STRING) => Value::Null,
            _ => text.into(),
        }
    }
}

/// A number as JSON writes it, so that `01`, `+1` and `0x1` are none.
fn number(text: &str, fractions: bool) -> Option<Number> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let broken = fractions && text.bytes().all(|byte| b"0123456789+-.eE".contains(&byte));
    if !plain && !broken {
        return None;
    }
    serde_json::from_str(text).ok()
}

impl<'b> Guide<'b> {
    pub(super) fn new(bundle: &'b Bundle) -> Self {
        Self { bundle: Some(bundle), schema: bundle.schema() }
    }

    /// Of what no schema says anything of.
    pub(super) const fn none() -> Self {
        Self { bundle: None, schema: &Value::Null }
    }

    pub(super) fn types(self) -> Types {
        Types(self.bits(0))
    }

    fn at(self, schema: &'b Value) -> Self {
        Self { bundle: self.bundle, schema }
    }

    fn target(self) -> Option<Self> {
        let reference = self.schema.get("$ref")?.as_str()?;
        Some(self.at(self.bundle?.target(reference)?))
    }

    fn list(self, key: &str) -> impl Iterator<Item = Self> {
        self.schema.get(key).and_then(Value::as_array).into_iter().flatten().map(move |one| self.at(one))
    }

    fn bits(self, depth: usize) -> u8 {
        let mut bits = match self.schema.get("type") {
            Some(Value::Array(names)) => names.iter().fold(0, |bits, name| bits | Types::named(name)),
            Some(name) => Types::named(name),
            None => Types::ALL.0,
        };
        if depth > DEEPEST {
            return bits;
        }
        if let Some(Value::Array(values)) = self.schema.get("enum") {
            bits &= values.iter().fold(0, |bits, value| bits | Types::of(value));
        }
        if let Some(value) = self.schema.get("const") {
            bits &= Types::of(value);
        }
        if let Some(target) = self.target() {
            bits &= target.bits(depth + 1);
        }
        bits = self.list("allOf").fold(bits, |bits, one| bits & one.bits(depth + 1));
        for key in ["anyOf", "oneOf"] {
            if self.schema.get(key).is_some() {
                bits &= self.list(key).fold(0, |bits, one| bits | one.bits(depth + 1));
            }
        }
        bits
    }

    /// All schemas of the same value.
    fn same(self, depth: usize, into: &mut Vec<Self>) {
        into.push(self);
        if depth > DEEPEST {
            return;
        }
        self.target().into_iter().for_each(|target| target.same(depth + 1, into));
        for key in ["allOf", "anyOf", "oneOf"] {
            self.list(key).for_each(|one| one.same(depth + 1, into));
        }
    }

    fn first(self, of: impl Fn(&'b Value) -> Option<&'b Value>) -> Option<Self> {
        let mut all = Vec::new();
        self.same(0, &mut all);
        all.into_iter().find_map(|one| of(one.schema).map(|found| self.at(found)))
    }

    /// The schema of a list's items.
    pub(super) fn item(self) -> Self {
        self.first(|schema| schema.get("items")).unwrap_or_else(Self::none)
    }

    /// The schema of a property.
    pub(super) fn property(self, name: &str) -> Self {
        self.first(|schema| schema.get("properties")?.get(name))
            .or_else(|| self.first(|schema| schema.get("additionalProperties").filter(|said| said.is_object())))
            .unwrap_or_else(Self::none)
    }

    /// Whether a property is named.
    pub(super) fn names(self, name: &str) -> bool {
        self.first(|schema| schema.get("properties")?.get(name)).is_some()
    }

    /// Whether properties are taken that are not named.
    pub(super) fn is_free(self) -> bool {
        let named = self.first(|schema| schema.get("properties")).is_some();
        let more = self.first(|schema| schema.get("additionalProperties").filter(|said| **said != Value::Bool(false)));
        !named || more.is_some()
    }

    /// Whether it is of bytes.
    pub(super) fn is_binary(self) -> bool {
        self.first(|schema| schema.get("format").filter(|format| *format == "binary")).is_some()
    }
}
