//! Matchers of text and of what is inside: `matches`, `contains`, `starts_with`, `ends_with`.

use regex::Regex;
use serde_json::{Value, json};

use super::api::{Reading, Row, Subject};
use super::measure::{Measure, Miss, measured};
use super::operand::Fault;
use super::step::Step;
use super::{compare, show};

fn text_schema() -> Value {
    json!({"type": "string", "minLength": 1})
}

/// `matches`
pub(super) static MATCHES: Row = Row {
    name: "matches",
    docs: "text in which a regular expression is found; anchor it with ^ and $ to match the whole",
    schema: text_schema,
    compile: |node, bench| measured(node, bench, &PATTERN),
};

/// Expressions with an anchor that are found in any text all the same.
const FOUND_ANYWHERE: [&str; 12] =
    ["^", "$", "^.*", ".*$", "^.*$", "^.*?", "^.*?$", "^(.*)$", r"\A", r"\z", r"^[\s\S]*$", "(?s)^.*$"];

static PATTERN: Measure<Regex> = Measure {
    read: |value| {
        let text = written(value, "a regular expression")?;
        let regex = Regex::new(text).map_err(|error| {
            let what = error.to_string();
            let last = what.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Fault::new(format!("this is no regular expression: {last}"))
                .help("the syntax is that of the `regex` crate: no look-around, no back-references")
        })?;
        // Without anchors and word edges, what is found in the empty text is found everywhere.
        let free = !text.contains(['^', '$']) && ![r"\b", r"\B", r"\A", r"\z"].iter().any(|edge| text.contains(edge));
        if FOUND_ANYWHERE.contains(&text) || (free && regex.is_match("")) {
            return Err(Fault::new("this regular expression is found in any text, and so demands nothing")
                .help("say what has to be there; `type: string` demands any text"));
        }
        Ok(regex)
    },
    says: |regex| format!("text that matches /{regex}/"),
    suits_list: |_| false,
    test: |regex, _, value| match value {
        Value::String(text) if regex.is_match(text) => Ok(()),
        Value::String(_) => Err(Miss::shown(value)),
        other => Err(Miss::stranger(show::kinded(other))),
    },
};

/// `starts_with`
pub(super) static STARTS_WITH: Row = Row {
    name: "starts_with",
    docs: "text that starts with this",
    schema: text_schema,
    compile: |node, bench| measured(node, bench, &START),
};

static START: Measure<String> = Measure {
    read: |value| written(value, "text").map(str::to_owned),
    says: |start| format!("text that starts with {start:?}"),
    suits_list: |_| false,
    test: |start, _, value| edge(value, |text| text.starts_with(start.as_str())),
};

/// `ends_with`
pub(super) static ENDS_WITH: Row = Row {
    name: "ends_with",
    docs: "text that ends with this",
    schema: text_schema,
    compile: |node, bench| measured(node, bench, &END),
};

static END: Measure<String> = Measure {
    read: |value| written(value, "text").map(str::to_owned),
    says: |end| format!("text that ends with {end:?}"),
    suits_list: |_| false,
    test: |end, _, value| edge(value, |text| text.ends_with(end.as_str())),
};

fn edge(value: &Value, holds: impl Fn(&str) -> bool) -> Result<(), Miss> {
    match value {
        Value::String(text) if holds(text) => Ok(()),
        Value::String(_) => Err(Miss::shown(value)),
        other => Err(Miss::stranger(show::kinded(other))),
    }
}

fn written<'v>(value: &'v Value, what: &str) -> Result<&'v str, Fault> {
    match value {
        Value::String(text) if text.is_empty() => {
            Err(Fault::new("this is empty, and so demands nothing").help("empty text is written `eq: \"\"`"))
        }
        Value::String(text) => Ok(text),
        other => Err(Fault::new(format!("{what} is expected, not {}", show::kinded(other)))),
    }
}

/// `contains`
pub(super) static CONTAINS: Row = Row {
    name: "contains",
    docs: "text with this in it; a list with this item; an object with at least these keys; a list: with each of these",
    schema: || {
        json!({"anyOf": [{"type": ["number", "boolean", "null"]}, {"type": "string", "minLength": 1},
            {"type": "array", "minItems": 1}, {"type": "object", "minProperties": 1}]})
    },
    compile: |node, bench| measured(node, bench, &PARTS),
};

static PARTS: Measure<Vec<Value>> = Measure {
    read: |value| {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let empty = |value: &Value| match value {
            Value::String(text) => text.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        let fault = || Fault::new("this is empty, and so demands nothing").help("say what has to be there");
        if items.is_empty() {
            return Err(fault());
        }
        match items.iter().position(empty) {
            Some(at) if value.is_array() => Err(fault().inside(Step::Index(at))),
            Some(_) => Err(fault()),
            None => Ok(items.to_vec()),
        }
    },
    says: |parts| format!("something that contains {}", show::list(parts)),
    suits_list: |_| true,
    test: |parts, subject, value| {
        for part in parts {
            has(part, subject, value).map_err(|mut miss| {
                if parts.len() > 1 {
                    miss.expected.get_or_insert_with(|| format!("something that contains {}", show::short(part)));
                }
                miss
            })?;
        }
        Ok(())
    },
};

fn has(part: &Value, subject: &Subject<'_>, value: &Value) -> Result<(), Miss> {
    let held = match (part, value) {
        (Value::String(part), Value::String(text)) => text.contains(part.as_str()),
        (Value::Number(_) | Value::Bool(_), Value::String(text)) if subject.reading == Reading::Written => {
            text.contains(&part.to_string())
        }
        (part, Value::Array(items)) => {
            let held = |like| items.iter().any(|item| compare::holds_part(part, item, subject.reading, like));
            if !held(compare::same) && held(compare::alike) {
                return Err(Miss::beyond(value));
            }
            held(compare::same)
        }
        (Value::Object(part), Value::Object(whole)) => {
            match compare::lacking(part, whole, subject.reading, compare::same) {
                None => true,
                Some(_) if compare::lacking(part, whole, subject.reading, compare::alike).is_none() => {
                    return Err(Miss::beyond(value));
                }
                Some(key) => {
                    let wanted = part.get(key).unwrap_or(&Value::Null);
                    let (expected, actual) = match whole.get(key) {
                        Some(there) => show::pair(wanted, there),
                        None => (show::short(wanted), "nothing".into()),
                    };
                    return Err(Miss {
                        at: vec![Step::Key(key.to_owned())],
                        expected: Some(expected),
                        actual,
                        difference: Some(Box::new((Value::Object(part.clone()), value.clone()))),
                        note: None,
                        stranger: false,
                        beyond: false,
                    });
                }
            }
        }
        // A kind that cannot contain this at all.
        _ => return Err(Miss::stranger(show::kinded(value))),
    };
    if held { Ok(()) } else { Err(Miss::shown(value)) }
}
