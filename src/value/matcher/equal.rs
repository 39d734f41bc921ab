//! Matchers of equality: `eq`, `ne`, `one_of`, `none_of`, `unordered`.

use serde_json::{Value, json};

use super::api::{Row, Subject};
use super::measure::{Measure, Miss, measured};
use super::operand::Fault;
use super::{compare, show};

/// `eq`
pub(super) static EQ: Row = Row {
    name: "eq",
    docs: "equals: numbers by value, objects whatever the order of their keys; a bare value means this",
    schema: || json!({}),
    compile: |node, bench| measured(node, bench, &EQUAL),
};

static EQUAL: Measure<Value> = Measure {
    read: |value| Ok(value.clone()),
    says: show::short,
    suits_list: is_structure,
    test: |expected, subject, actual| match unlike(expected, subject, actual) {
        Some(miss) => Err(miss),
        None => Ok(()),
    },
};

/// `ne`
pub(super) static NE: Row = Row {
    name: "ne",
    docs: "does not equal",
    schema: || json!({}),
    compile: |node, bench| measured(node, bench, &UNEQUAL),
};

static UNEQUAL: Measure<Value> = Measure {
    read: |value| Ok(value.clone()),
    says: |value| format!("anything but {}", show::short(value)),
    suits_list: is_structure,
    test: |expected, subject, actual| denied(std::slice::from_ref(expected), subject, actual),
};

/// `one_of`
pub(super) static ONE_OF: Row = Row {
    name: "one_of",
    docs: "equals one of these",
    schema: some,
    compile: |node, bench| measured(node, bench, &AMONG),
};

static AMONG: Measure<Vec<Value>> = Measure {
    read: several,
    says: |values| format!("one of {}", show::list(values)),
    suits_list: |values| values.iter().all(is_structure),
    test: |values, subject, actual| {
        if values.iter().any(|value| compare::same(value, actual, subject.reading)) {
            return Ok(());
        }
        if values.iter().any(|value| compare::alike(value, actual, subject.reading)) {
            return Err(Miss::beyond(actual));
        }
        let kinds = values.iter().any(|value| show::kind(value) == show::kind(actual));
        Err(Miss::saying(if kinds { show::short(actual) } else { show::kinded(actual) }))
    },
};

/// `none_of`
pub(super) static NONE_OF: Row = Row {
    name: "none_of",
    docs: "equals none of these",
    schema: some,
    compile: |node, bench| measured(node, bench, &OUTSIDE),
};

static OUTSIDE: Measure<Vec<Value>> = Measure {
    read: several,
    says: |values| format!("none of {}", show::list(values)),
    suits_list: |values| values.iter().all(is_structure),
    test: |values, subject, actual| denied(values, subject, actual),
};

/// `unordered`
pub(super) static UNORDERED: Row = Row {
    name: "unordered",
    docs: "a list of exactly these items, in any order",
    schema: || json!({"anyOf": [{"type": "array"}, {"type": "string", "pattern": r"\$\{"}]}),
    compile: |node, bench| measured(node, bench, &MULTISET),
};

static MULTISET: Measure<Vec<Value>> = Measure {
    read: |value| match value {
        Value::Array(items) => Ok(items.clone()),
        other => Err(Fault::new(format!("`unordered` takes a list, not {}", show::kinded(other)))),
    },
    says: |items| format!("in any order {}", show::short(&Value::Array(items.clone()))),
    suits_list: |_| true,
    test: |expected, subject, actual| {
        let Value::Array(items) = actual else {
            return Err(Miss::saying(show::kinded(actual)));
        };
        let mut extra: Vec<&Value> = items.iter().collect();
        let mut missing = Vec::new();
        for wanted in expected {
            match extra.iter().position(|item| compare::same(wanted, item, subject.reading)) {
                Some(at) => {
                    extra.remove(at);
                }
                None => missing.push(wanted.clone()),
            }
        }
        if missing.is_empty() && extra.is_empty() {
            return Ok(());
        }
        let alike = |item: &&&Value| missing.iter().any(|wanted| compare::alike(wanted, item, subject.reading));
        if let Some(item) = extra.iter().find(alike) {
            return Err(Miss::beyond(item));
        }
        let extra: Vec<Value> = extra.into_iter().cloned().collect();
        let mut parts = Vec::new();
        if !missing.is_empty() {
            parts.push(format!("without {}", show::list(&missing)));
        }
        if !extra.is_empty() {
            parts.push(format!("with {} too much", show::list(&extra)));
        }
        let difference = Some(Box::new((Value::Array(expected.clone()), actual.clone())));
        Err(Miss { actual: parts.join(", and "), difference, ..Miss::default() })
    },
};

/// Holds where the value, and each line that it was joined from, is none of these.
fn denied(values: &[Value], subject: &Subject<'_>, actual: &Value) -> Result<(), Miss> {
    for actual in subject.with_lines(actual) {
        for value in values {
            if compare::same(value, actual, subject.reading) {
                return Err(Miss::shown(actual));
            }
            if compare::alike(value, actual, subject.reading) {
                return Err(Miss::beyond(actual));
            }
        }
    }
    Ok(())
}

/// How a value misses equality; none where it does not.
pub(super) fn unlike(expected: &Value, subject: &Subject<'_>, actual: &Value) -> Option<Miss> {
    let found = compare::difference(expected, actual, subject.reading)?;
    if let (Some(wanted), Some(there)) = (found.expected, found.actual)
        && compare::alike(wanted, there, subject.reading)
    {
        return Some(Miss { at: found.at, ..Miss::beyond(there) });
    }
    let (wanted, there) = match (found.expected, found.actual) {
        (Some(wanted), Some(there)) => show::pair(wanted, there),
        (Some(wanted), None) => (show::short(wanted), "nothing".into()),
        (None, Some(there)) => ("nothing".into(), show::short(there)),
        (None, None) => return None,
    };
    let structure = is_structure(expected) || is_structure(actual);
    Some(Miss {
        at: found.at,
        expected: Some(wanted),
        actual: there,
        difference: structure.then(|| Box::new((expected.clone(), actual.clone()))),
        note: None,
        stranger: false,
        beyond: false,
    })
}

// A scalar never equals the list that a path selects, so `eq` of one would never hold and `ne` always.
fn is_structure(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn several(value: &Value) -> Result<Vec<Value>, Fault> {
    match value {
        Value::Array(items) if items.is_empty() => {
            Err(Fault::new("this list is empty, and so demands nothing").help("give it at least one value"))
        }
        Value::Array(items) => Ok(items.clone()),
        other => Err(Fault::new(format!("a list of values is expected, not {}", show::kinded(other)))),
    }
}

fn some() -> Value {
    json!({"anyOf": [{"type": "array", "minItems": 1}, {"type": "string", "pattern": r"\$\{"}]})
}
