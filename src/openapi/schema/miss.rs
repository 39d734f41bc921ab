//! What is wrong with a value by a schema, each with where the value and where the demand stands.

use std::cmp::Reverse;

use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::Value;

use super::Bundle;
use crate::openapi::at::{At, push, unescape};
use crate::value::matcher::schema::explain;
use crate::value::matcher::show;
use crate::value::matcher::step::Step;

/// How many are told of one value at most.
const MOST: usize = 12;

/// How often what is undeclared is taken out and the rest looked at again.
const ROUNDS: usize = 32;

/// One thing that is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The part of the value.
    pub steps: Vec<Step>,
    /// What is expected there.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// More to know.
    pub note: Option<String>,
    /// Where the demand stands in the document.
    pub at: At,
    /// Whether it is a property that the schema does not name, and nothing worse.
    pub undeclared: bool,
}

/// What a value misses of a schema as it is written.
pub(super) fn violations(bundle: &Bundle, value: &Value) -> Vec<Miss> {
    if bundle.is_valid(value) {
        return Vec::new();
    }
    let validator = bundle.telling(value);
    let mut errors: Vec<ValidationError<'_>> = validator.iter_errors(value).collect();
    let rank = |error: &ValidationError<'_>| match error.kind() {
        // What an alternative says is told by the branch that a discriminator names, where there is one.
        ValidationErrorKind::AnyOf { .. }
        | ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. } => 1,
        ValidationErrorKind::UnevaluatedProperties { .. } | ValidationErrorKind::UnevaluatedItems { .. } => 2,
        _ => 0,
    };
    errors.sort_by_key(rank);
    let named = errors.iter().any(|error| rank(error) == 0);
    let mut misses: Vec<Miss> = Vec::new();
    let mut more = 0;
    for error in &errors {
        // What follows from another is not told beside it.
        if rank(error) > 0 && named && follows(error, &errors) {
            continue;
        }
        let miss = tell(error, value, bundle);
        if misses.iter().any(|known| known.steps == miss.steps && known.expected == miss.expected) {
            continue;
        }
        if misses.len() < MOST { misses.push(miss) } else { more += 1 }
    }
    if let (Some(last), true) = (misses.last_mut(), more > 0) {
        last.note = Some(format!("and {more} more"));
    }
    misses
}

/// Whether something is wrong in the same part of the value that says more.
fn follows(error: &ValidationError<'_>, errors: &[ValidationError<'_>]) -> bool {
    let here = error.instance_path().as_str();
    let says_more = |other: &&ValidationError<'_>| {
        !matches!(
            other.kind(),
            ValidationErrorKind::AnyOf { .. }
                | ValidationErrorKind::OneOfNotValid { .. }
                | ValidationErrorKind::OneOfMultipleValid { .. }
                | ValidationErrorKind::UnevaluatedProperties { .. }
                | ValidationErrorKind::UnevaluatedItems { .. }
        )
    };
    errors.iter().filter(says_more).any(|other| other.instance_path().as_str().starts_with(here))
}

fn tell(error: &ValidationError<'_>, value: &Value, bundle: &Bundle) -> Miss {
    let told = explain(error, value, &|pointer| bundle.part(pointer));
    let at = bundle.place(error.schema_path().as_str());
    let mut miss = Miss {
        steps: told.steps,
        expected: told.expected,
        actual: told.actual,
        note: told.note,
        at,
        undeclared: false,
    };
    if matches!(error.kind(), ValidationErrorKind::FalseSchema) {
        miss.expected = "nothing: a response does not give this property (`writeOnly`)".into();
    }
    miss
}

/// The properties of a value that a closed schema does not name; the value is sound otherwise.
pub(super) fn undeclared(bundle: &Bundle, value: &Value) -> Vec<Miss> {
    // What is wrong in a part makes the library take all around it for unevaluated, so the deepest are taken out first.
    let mut rest = value.clone();
    let mut found: Vec<(String, At)> = Vec::new();
    for _ in 0..ROUNDS {
        if bundle.is_valid(&rest) {
            break;
        }
        let mut here: Vec<(String, At)> = Vec::new();
        for error in bundle.telling(&rest).iter_errors(&rest) {
            gather(&error, bundle, &mut here);
        }
        let Some(deepest) = here.iter().map(|(pointer, _)| depth(pointer)).max() else { break };
        here.retain(|(pointer, _)| depth(pointer) == deepest);
        let before = found.len();
        for (pointer, at) in here {
            if take_out(&mut rest, &pointer) {
                found.push((pointer, at));
            }
        }
        if found.len() == before {
            break;
        }
    }
    let more = found.len().saturating_sub(MOST);
    found.sort_by_key(|(pointer, _)| depth(pointer));
    let mut misses: Vec<Miss> =
        found.into_iter().take(MOST).map(|(pointer, at)| stranger(&pointer, at, value)).collect();
    if let (Some(last), true) = (misses.last_mut(), more > 0) {
        last.note = Some(format!("and {more} more"));
    }
    misses
}

fn stranger(pointer: &str, at: At, value: &Value) -> Miss {
    Miss {
        steps: steps(pointer, value),
        expected: "nothing: the schema names no such property".into(),
        actual: value.pointer(pointer).map_or_else(|| "nothing".into(), show::short),
        note: None,
        at,
        undeclared: true,
    }
}

fn depth(pointer: &str) -> usize {
    pointer.matches('/').count()
}

/// The properties that an error is about; those of the alternative that comes nearest where it is about alternatives.
fn gather(error: &ValidationError<'_>, bundle: &Bundle, into: &mut Vec<(String, At)>) {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let at = bundle.place(error.schema_path().as_str());
            // The schema that was closed, where the word itself is not written.
            let at = at.parent().unwrap_or(at);
            for name in unexpected {
                let mut pointer = error.instance_path().as_str().to_owned();
                push(&mut pointer, name);
                if !into.iter().any(|(known, _)| *known == pointer) {
                    into.push((pointer, at.clone()));
                }
            }
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let branches = context.iter().map(|errors| {
                let mut own = Vec::new();
                for error in errors {
                    gather(error, bundle, &mut own);
                }
                let others = errors.iter().filter(|error| !is_closing(error)).count();
                (others, own)
            });
            let best = branches.filter(|(_, own)| !own.is_empty()).min_by_key(|(others, own)| {
                (*others, Reverse(own.iter().map(|(pointer, _)| depth(pointer)).max()), own.len())
            });
            into.extend(best.into_iter().flat_map(|(_, own)| own));
        }
        _ => {}
    }
}

fn is_closing(error: &ValidationError<'_>) -> bool {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. } | ValidationErrorKind::UnevaluatedProperties { .. } => true,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().any(|errors| !errors.is_empty() && errors.iter().all(is_closing))
        }
        _ => false,
    }
}

fn take_out(value: &mut Value, pointer: &str) -> bool {
    let Some((holder, key)) = pointer.rsplit_once('/') else { return false };
    let key = unescape(key);
    value.pointer_mut(holder).and_then(Value::as_object_mut).is_some_and(|map| map.shift_remove(&key).is_some())
}

fn steps(pointer: &str, mut here: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    for key in pointer.split('/').skip(1).map(unescape) {
        let (step, next) = match (here, key.parse::<usize>()) {
            (Value::Array(items), Ok(index)) => (Step::Index(index), items.get(index)),
            _ => {
                let next = here.get(&key);
                (Step::Key(key), next)
            }
        };
        steps.push(step);
        here = next.unwrap_or(&Value::Null);
    }
    steps
}
