//! What kind a value is, and sets of kinds.

use std::ops::BitAnd;

use serde_json::{Number, Value};

/// A set of kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kinds(pub(crate) u8);

impl Kinds {
    pub(crate) const NULL: u8 = 1;
    pub(crate) const BOOLEAN: u8 = 2;
    pub(crate) const INTEGER: u8 = 4;
    /// Numbers that are no integers.
    pub(crate) const FRACTION: u8 = 8;
    pub(crate) const STRING: u8 = 16;
    pub(crate) const ARRAY: u8 = 32;
    pub(crate) const OBJECT: u8 = 64;
    pub(crate) const ALL: Self = Self(127);

    pub(crate) fn named(name: &str) -> u8 {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::INTEGER | Self::FRACTION,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => 0,
        }
    }

    pub(crate) fn of(value: &Value) -> Self {
        Self(match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if whole(number).is_some() => Self::INTEGER,
            Value::Number(_) => Self::FRACTION,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        })
    }

    pub(crate) fn has(self, kind: u8) -> bool {
        self.0 & kind != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its kinds one by one; the numbers are one.
    pub(crate) fn each(self) -> impl Iterator<Item = u8> {
        let number = Self::INTEGER | Self::FRACTION;
        [Self::OBJECT, Self::ARRAY, Self::STRING, number, Self::BOOLEAN, Self::NULL]
            .into_iter()
            .map(move |kind| kind & self.0)
            .filter(|kind| *kind != 0)
    }

    pub(crate) fn word(kind: u8) -> &'static str {
        match kind {
            Self::NULL => "null",
            Self::BOOLEAN => "a boolean",
            Self::INTEGER => "an integer",
            Self::STRING => "a text",
            Self::ARRAY => "an array",
            Self::OBJECT => "an object",
            _ => "a number",
        }
    }
}

impl BitAnd for Kinds {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// A number as an integer, where it is one.
pub(crate) fn whole(number: &Number) -> Option<i128> {
    if let Some(small) = number.as_i64() {
        return Some(i128::from(small));
    }
    if let Some(large) = number.as_u64() {
        return Some(i128::from(large));
    }
    let float = number.as_f64()?;
    #[allow(clippy::cast_possible_truncation)] // checked to be whole and small enough
    (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128)
}
