//! Formats of numbers, as the bounds that they are.

use serde_json::{Map, Value};

use super::{Here, Writer};

/// The formats of numbers that bound them (OpenAPI's format registry).
const BOUNDS: &[(&str, i128, i128)] = &[
    ("int8", -(1 << 7), (1 << 7) - 1),
    ("int16", -(1 << 15), (1 << 15) - 1),
    ("int32", -(1 << 31), (1 << 31) - 1),
    ("int64", -(1 << 63), (1 << 63) - 1),
    ("uint8", 0, (1 << 8) - 1),
    ("uint16", 0, (1 << 16) - 1),
    ("uint32", 0, (1 << 32) - 1),
    ("uint64", 0, (1 << 64) - 1),
    ("double-int", -(1 << 53) + 1, (1 << 53) - 1),
];

impl Writer {
    /// Keeps a number within what its format can hold.
    pub(super) fn bound(&mut self, out: &mut Map<String, Value>, here: &Here) {
        let Some(format) = out.get("format").and_then(Value::as_str) else { return };
        let Some((_, least, most)) = BOUNDS.iter().find(|(name, ..)| *name == format) else { return };
        let of_text = match out.get("type") {
            Some(Value::String(one)) => one == "string",
            Some(Value::Array(many)) => !many.iter().any(|one| one == "integer" || one == "number"),
            _ => false,
        };
        if of_text {
            return;
        }
        for (key, bound, is_low) in [("minimum", *least, true), ("maximum", *most, false)] {
            #[expect(clippy::cast_precision_loss, reason = "which one is stricter is seen all the same")]
            let stricter = out
                .get(key)
                .and_then(Value::as_f64)
                .is_some_and(|said| if is_low { said >= bound as f64 } else { said <= bound as f64 });
            if !stricter {
                let bound = i64::try_from(bound).map(Value::from).or_else(|_| u64::try_from(bound).map(Value::from));
                out.insert(key.into(), bound.unwrap_or(Value::Null));
                self.places.put(here.value(&[key]).out, here.at.child("format"));
            }
        }
    }
}
