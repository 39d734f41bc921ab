//! Whether a GraphQL service answered, refused or throttled, as it was to, and with data of the schema's types.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::api::{Check, Compile, Workshop};
use super::{seen, written};
use crate::graphql::answer::{Read, read, refusals};
use crate::graphql::document::{Meant, Operation};
use crate::model::exchange::{Answer, Exchange};
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read as reading;
use crate::value::matcher::show;
use crate::value::scope::Scope;

/// The check `graphql`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "graphql",
    summary: "a GraphQL answer without errors and of the schema's types, or a refusal that is wanted (on every step `graphql`)",
    docs: r"
## What it does

Judges a GraphQL answer as a whole (specification of October 2021, section 7):

- `ok`, which every step `graphql` demands where it says nothing else: the status is 2xx, the body is a JSON object without
  `errors`, `data` is not null, no list of user errors (`userErrors`, or any list of things with a `field` and a `message`)
  has an item, and no field of a mutation itself is null;
- `errors`: `errors` has at least one item, each with a `message`; the status is 2xx or 4xx. A step that is `unchecked`
  demands this by itself;
- `user_errors`: no `errors`, and a list of user errors has an item;
- `throttled`: an item of `errors` has `extensions.code` `THROTTLED`; the status is 2xx or 429;
- `any`: an answer of GraphQL, whatever it says, of any status;
- a list of these: one of them holds.

Beside that the data of a step `graphql` is held to the pinned schema: each value has its type, an enum's value is known,
what is not null is not null, nothing is missing, and nothing came that was not asked for. `{ outcome: ok, shape: any }`
leaves that out. Where fragments depend on an object's type, ask for `__typename`: else it is not known which of them apply.

A finding names the field and what the service said: `$.errors[0].message`. What `data` has to say beyond its types is for
`json`. The check may stand on a `call` too; there it has no schema.

## Why

GraphQL says 200 when it refuses. A check of the status alone is green for a query that failed, and a write that was refused.

## Example

```yaml
graphql: user_errors
```
",
    schema: FORMS,
    compile,
};

const FORMS: Shape = Shape::Either(&[OUTCOMES, Shape::Record(&FORM)]);
const OUTCOMES: Shape = Shape::OneOrMany(&Shape::Choice(&NAMES));
const NAMES: [&str; 5] = ["ok", "errors", "user_errors", "throttled", "any"];

static FORM: Record = Record {
    name: "a graphql check",
    fields: &[
        Field::new("outcome", OUTCOMES, "what the service says as a whole; `ok` by default"),
        Field::new("shape", Shape::Choice(&["conforms", "any"]), "whether data is held to the schema"),
    ],
};

/// What a service may say as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Ok,
    Errors,
    UserErrors,
    Throttled,
    Any,
}

impl Outcome {
    const ALL: [Self; 5] = [Self::Ok, Self::Errors, Self::UserErrors, Self::Throttled, Self::Any];

    fn named(name: &str) -> Option<Self> {
        NAMES.iter().position(|known| *known == name).map(|at| Self::ALL[at])
    }
}

/// The check, compiled; planning puts one on each step that sends a document.
#[derive(Debug)]
pub struct Answered {
    wanted: Vec<Outcome>,
    /// What data is held to.
    operation: Option<Arc<Operation>>,
    place: Place,
}

impl Answered {
    /// The check as it stands on every step that sends a document.
    #[must_use]
    pub fn always(meant: &Meant, place: &Place) -> Self {
        let (wanted, operation) = match meant {
            Meant::Answered(operation) => (Outcome::Ok, Some(operation.clone())),
            Meant::Refused => (Outcome::Errors, None),
        };
        Self { wanted: vec![wanted], operation, place: place.clone() }
    }
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, FORMS, shop.found) {
        return None;
    }
    let (said, shape) = match &node.datum {
        Datum::Map(entries) if entries.is_empty() => {
            shop.found.push(written::empty(node, "`outcome` or `shape`"));
            return None;
        }
        Datum::Map(_) => (node.get("outcome"), node.get("shape").and_then(Node::text)),
        _ => (Some(node), None),
    };
    let mut wanted = Vec::new();
    for one in said.map(reading::one_or_many).unwrap_or_default() {
        wanted.extend(Outcome::named(written::literal(one, shop.found)?));
    }
    if wanted.is_empty() {
        wanted.push(Outcome::Ok);
    }
    let operation = match shop.graphql.meant {
        Some(Meant::Answered(operation)) if shape != Some("any") => Some(operation.clone()),
        _ => None,
    };
    Some(Box::new(Answered { wanted, operation, place: node.place.clone() }))
}

impl Check for Answered {
    fn judge(&self, seen: &Observation, _: &Scope) -> Judgement {
        let answer = match seen::answer("graphql", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let body = match seen::json("graphql", seen, &self.place) {
            Ok(Value::Object(body)) => body,
            Ok(other) => {
                let actual =
                    format!("{} with the status {}", show::cut(&other.to_string(), 160), answer.status.as_u16());
                return Judgement::fails(self.wrong("$", "an object with `data` or `errors`", actual));
            }
            Err(mut nothing) => {
                let status = answer.status.as_u16();
                nothing.findings.iter_mut().for_each(|one| one.actual.push_str(&format!(", with the status {status}")));
                return nothing;
            }
        };
        let told = Told { check: self, answer, body, data: self.data(seen.last(), body) };
        let mut out = Judgement::default();
        let tried = self.wanted.iter().map(|outcome| told.judge(*outcome));
        // Of several that were wanted, the one that is nearest is the one to tell of.
        out.absorb(tried.min_by_key(|one| one.findings.len()).unwrap_or_default());
        if self.operation.is_some() {
            out.asserted += told.data.asserted;
            let wrong = told.data.breaches.iter();
            out.findings.extend(wrong.map(|one| self.wrong(&one.field, one.expected.as_str(), one.actual.as_str())));
        }
        out
    }

    fn says_status(&self) -> bool {
        true
    }
}

impl Answered {
    /// What the data says that was refused, and what of it is of another type than the schema's.
    fn data(&self, exchange: Option<&Exchange>, body: &Map<String, Value>) -> Read {
        match (&self.operation, body.get("data")) {
            (Some(operation), Some(Value::Object(data))) => {
                let sent = exchange.and_then(|one| serde_json::from_slice::<Value>(&one.request.body).ok());
                let variables = sent.as_ref().and_then(|sent| sent.get("variables")).unwrap_or(&Value::Null);
                read(operation, variables, data)
            }
            (_, Some(data)) => Read { refusals: refusals(data), ..Read::default() },
            _ => Read::default(),
        }
    }

    fn wrong(&self, field: &str, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("graphql", field, expected, actual).at(&self.place)
    }
}

/// An answer, taken apart.
struct Told<'a> {
    check: &'a Answered,
    answer: &'a Answer,
    body: &'a Map<String, Value>,
    data: Read,
}

impl Told<'_> {
    fn judge(&self, outcome: Outcome) -> Judgement {
        let mut out = Judgement::default();
        let code = self.answer.status.as_u16();
        let (right, expected) = match outcome {
            Outcome::Ok | Outcome::UserErrors => (code / 100 == 2, "2xx"),
            Outcome::Errors => (matches!(code / 100, 2 | 4), "2xx or 4xx"),
            Outcome::Throttled => (code / 100 == 2 || code == 429, "2xx or 429"),
            Outcome::Any => (true, ""),
        };
        out.assert((!right).then(|| self.check.wrong("status", expected, code.to_string())));
        let malformed = self.malformed();
        let whole = malformed.is_empty();
        out.asserted += 1;
        out.findings.extend(malformed);
        if !whole {
            return out;
        }
        match outcome {
            Outcome::Ok => {
                self.no_errors(&mut out);
                self.has_data(&mut out);
                out.asserted += 1;
                let refused = self.data.refusals.iter();
                out.findings.extend(refused.map(|(path, said)| self.check.wrong(path, "no user errors", cut(said))));
                // A payload may be null by the schema; then nobody knows whether anything was done.
                let silent = self.data.silent.iter().filter(|_| self.errors().is_empty());
                out.findings.extend(silent.map(|path| self.check.wrong(path, "what the mutation did", "null")));
            }
            Outcome::Errors => {
                let lacking = self.errors().is_empty();
                out.assert(lacking.then(|| self.check.wrong("$.errors", "at least one error", "none")));
            }
            Outcome::UserErrors => {
                self.no_errors(&mut out);
                self.has_data(&mut out);
                let lacking = self.data.refusals.is_empty();
                out.assert(lacking.then(|| self.check.wrong("$.data", "at least one user error", "none")));
            }
            Outcome::Throttled => {
                let codes: Vec<&Value> =
                    self.errors().iter().filter_map(|one| one.get("extensions")?.get("code")).collect();
                let throttled = codes.iter().any(|code| *code == "THROTTLED");
                let said = codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let said = if said.is_empty() { "no error with a code".to_owned() } else { said };
                let wrong = || self.check.wrong("$.errors[*].extensions.code", "\"THROTTLED\"", said);
                out.assert((!throttled).then(wrong));
            }
            Outcome::Any => {}
        }
        out
    }

    fn errors(&self) -> &[Value] {
        self.body.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// What keeps the body from being an answer of GraphQL at all.
    fn malformed(&self) -> Vec<Finding> {
        let wrong = |field: &str, expected: &str, actual: &Value| {
            self.check.wrong(field, expected, show::cut(&actual.to_string(), 160))
        };
        let mut found = Vec::new();
        match self.body.get("errors") {
            None | Some(Value::Null) if !self.body.contains_key("data") => {
                let keys: Vec<&str> = self.body.keys().map(String::as_str).take(8).collect();
                let actual = if keys.is_empty() { "neither".to_owned() } else { format!("only {}", keys.join(", ")) };
                found.push(self.check.wrong("$", "`data` or `errors`", actual));
            }
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if items.is_empty() => {
                found.push(self.check.wrong("$.errors", "at least one error, or no `errors`", "an empty list"));
            }
            Some(Value::Array(items)) => {
                for (at, item) in items.iter().enumerate().filter(|(_, item)| !item["message"].is_string()).take(8) {
                    found.push(wrong(&format!("$.errors[{at}].message"), "text", &item["message"]));
                }
            }
            Some(other) => found.push(wrong("$.errors", "a list of errors", other)),
        }
        if let Some(other) = self.body.get("data").filter(|data| !(data.is_object() || data.is_null())) {
            found.push(wrong("$.data", "an object or null", other));
        }
        found
    }

    fn no_errors(&self, out: &mut Judgement) {
        out.asserted += 1;
        for (at, error) in self.errors().iter().enumerate().take(8) {
            let said = error["message"].as_str().unwrap_or_default();
            out.findings.push(self.check.wrong(&format!("$.errors[{at}].message"), "no errors", cut(said)));
        }
    }

    fn has_data(&self, out: &mut Judgement) {
        // Where errors say why there is none, they are the finding.
        let lacking = self.errors().is_empty() && !self.body.get("data").is_some_and(Value::is_object);
        out.assert(lacking.then(|| self.check.wrong("$.data", "an object", "null")));
    }
}

fn cut(said: &str) -> String {
    format!("{:?}", show::cut(said, 240))
}

#[cfg(test)]
mod tests;
