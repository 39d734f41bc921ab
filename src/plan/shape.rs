//! The shapes that the tables of steps and checks give to a suite file, and the editor's schema made of them.

use std::sync::LazyLock;

use serde_json::Value;

use crate::check;
use crate::model::shape::{Field, Record, Shape};
use crate::step;
use crate::suite::shape::{CASE, FRAGMENT, SHARED, STEP, SUITE};
use crate::syntax::schema;

/// Kinds of steps that later work brings.
const LATER_STEPS: &[Field] =
    &[Field::new("load", Shape::Later("comes with the resilience lane"), "Sends on a schedule.")];

static EXPECT: LazyLock<Shape> = LazyLock::new(|| {
    let fields = check::TABLE.iter().map(|kind| Field::new(kind.id, kind.schema, kind.summary));
    let fields: &'static [Field] = fields.collect::<Vec<_>>().leak();
    let record: &'static Record = Box::leak(Box::new(Record { name: "an expectation", fields }));
    let forms: &'static [Shape] = Box::leak(Box::new([Shape::Integer { min: 100, max: 599 }, Shape::Record(record)]));
    Shape::Either(forms)
});

static STEP_SHAPE: LazyLock<Shape> = LazyLock::new(|| record("a step", &[STEP.fields, SHARED, LATER_STEPS]));
static CASE_SHAPE: LazyLock<Shape> =
    LazyLock::new(|| record("a case", &[CASE.fields, STEP.fields, SHARED, LATER_STEPS]));
static FRAGMENT_SHAPE: LazyLock<Shape> =
    LazyLock::new(|| record("a fragment", &[FRAGMENT, STEP.fields, SHARED, LATER_STEPS]));

/// The fields of all kinds of steps beside those given; a field that two kinds share stands once.
fn record(name: &'static str, parts: &[&'static [Field]]) -> Shape {
    let mut fields: Vec<Field> = parts.iter().flat_map(|part| part.iter().copied()).collect();
    for kind in step::TABLE {
        if let Shape::Record(record) = kind.schema {
            for field in record.fields {
                if !fields.iter().any(|known| known.name == field.name) {
                    // Only the kind in use demands its own keys; which one it is shows when the step is compiled.
                    fields.push(Field { required: false, ..*field });
                }
            }
        }
    }
    Shape::Record(Box::leak(Box::new(Record { name, fields: fields.leak() })))
}

/// The shape of that name.
#[must_use]
pub fn named(name: &str) -> Option<Shape> {
    match name {
        "step" => Some(*STEP_SHAPE),
        "case" => Some(*CASE_SHAPE),
        "fragment" => Some(*FRAGMENT_SHAPE),
        "expect" => Some(*EXPECT),
        _ => None,
    }
}

/// The JSON Schema of a suite file.
#[must_use]
pub fn suite_schema() -> Value {
    schema::document("A suite of holdpoint", "urn:holdpoint:suite:v1", Shape::Record(&SUITE), &named)
}
