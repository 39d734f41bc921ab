//! Whether an error is told as problem details (RFC 9457).

use serde_json::{Map, Value};

use super::api::{Check, Compile, Workshop};
use super::written;
use crate::model::diagnostic::Diagnostics;
use crate::model::exchange::{Answer, essence};
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;

/// The check `problem`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "problem",
    summary: "problem details (RFC 9457), whose status equals the HTTP status",
    docs: r"
## What it does

Holds an error to RFC 9457: the content type is `application/problem+json` (parameters aside), the body is a JSON object,
its `status` is a number that equals the HTTP status, `type` and `instance` are URI references and `title` and `detail`
are text where they are there. A mapping adds a matcher for any member, extension members included.

The RFC lets `status` be left out; here it has to be there, unless the suite says that it is absent. With a matcher for
`status` this check says which status is right; without one the default demand for a 2xx stands, so say `status:` beside it.

## Why

A gateway that changes the status and leaves the body tells two stories, and clients believe different ones.

## Example

```yaml
problem:
  status: 409
  title: Conflict
  error_code: integration_contract_conflict
  retryable: false
```
",
    schema: Shape::Either(&[Shape::Bool, MEMBERS]),
    compile,
};

const MEMBERS: Shape = Shape::Map(&Matcher::SHAPE);
const MEDIA_TYPE: &str = "application/problem+json";

#[derive(Debug)]
struct Problem {
    place: Place,
    members: Vec<(String, Matcher)>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let members = match &node.datum {
        Datum::Map(_) => members(node, shop.found)?,
        _ => written::switched_on(node, "problem", shop.found).map(|()| Vec::new())?,
    };
    Some(Box::new(Problem { place: node.place.clone(), members }))
}

fn members(node: &Node, found: &mut Diagnostics) -> Option<Vec<(String, Matcher)>> {
    if !written::conforms(node, MEMBERS, found) {
        return None;
    }
    let members: Vec<_> =
        node.entries().iter().map(|entry| Some((entry.key.clone(), Matcher::compile(&entry.value, found)?))).collect();
    members.into_iter().collect()
}

impl Check for Problem {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let Some(exchange) = seen.last() else {
            return Judgement::fails(written::nothing_sent("problem", &self.place));
        };
        let answer = match &exchange.result {
            Ok(answer) => answer,
            Err(failure) => return Judgement::fails(written::no_answer("problem", failure.kind, &self.place)),
        };
        let mut out = Judgement::default();
        let content_type = answer.header("content-type").unwrap_or("absent");
        let essence = essence(content_type);
        let right = essence.eq_ignore_ascii_case(MEDIA_TYPE);
        out.assert((!right).then(|| self.wrong("header content-type", MEDIA_TYPE, content_type)));
        let body = match answer.json() {
            Ok(Value::Object(body)) => body,
            Ok(other) => {
                out.assert(Some(self.wrong("$", "an object", kind_name(other))));
                return out;
            }
            Err(what) => {
                out.assert(Some(self.wrong("body", "a JSON object", what)));
                return out;
            }
        };
        out.assert(None);
        self.judge_members(answer, body, &mut out);
        for (name, matcher) in &self.members {
            out.absorb(matcher.judge("problem", &field(name), body.get(name), scope));
        }
        out
    }

    fn says_status(&self) -> bool {
        self.members.iter().any(|(name, matcher)| name == "status" && !matcher.wants_absent())
    }
}

impl Problem {
    /// What the RFC says of its own five members.
    fn judge_members(&self, answer: &Answer, body: &Map<String, Value>, out: &mut Judgement) {
        let left_out = self.members.iter().any(|(name, matcher)| name == "status" && matcher.wants_absent());
        if !left_out {
            let status = answer.status.as_u16();
            let there = body.get("status");
            let equal = there.and_then(Value::as_u64) == Some(u64::from(status));
            out.assert((!equal).then(|| {
                let actual = there.map_or_else(|| "absent".to_owned(), Value::to_string);
                self.wrong("$.status", format!("{status}, the HTTP status"), actual)
            }));
        }
        for name in ["type", "title", "detail", "instance"] {
            let Some(value) = body.get(name) else {
                continue;
            };
            let reference = matches!(name, "type" | "instance");
            let (right, expected) = match value {
                Value::String(text) if reference => (is_uri_reference(text), "a URI reference (RFC 3986)"),
                Value::String(_) => (true, "text"),
                _ => (false, if reference { "a URI reference (RFC 3986)" } else { "text" }),
            };
            out.assert((!right).then(|| self.wrong(&field(name), expected, value.to_string())));
        }
    }

    fn wrong(&self, field: &str, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("problem", field, expected, actual).at(&self.place)
    }
}

/// A member's name as a JSON path writes it.
fn field(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|letter| letter == '_' || letter.is_alphanumeric());
    if plain { format!("$.{name}") } else { format!("$['{name}']") }
}

/// Whether a text has the letters and the form of a URI reference (RFC 3986, section 4.1); the empty one is one.
fn is_uri_reference(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'%' => {
                [bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
        };
        if !right {
            return false;
        }
    }
    // A colon in the first segment ends a scheme, and a scheme has letters of its own.
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    match first.split_once(':') {
        None => true,
        Some((scheme, _)) => {
            scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        }
    }
}

fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
