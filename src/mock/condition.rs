//! One condition of a stub: what it looks at, and what that has to be like.

use http::HeaderName;
use serde_json::{Map, Value};

use super::facts::Facts;
use crate::model::finding::{Finding, Judgement};
use crate::value::expression::{Name, Segment};
use crate::value::matcher::Matcher;
use crate::value::select::Path;

/// The most members that a small object has.
const SMALL: usize = 8;

/// A condition, compiled.
#[derive(Debug)]
pub struct Condition {
    /// What it looks at.
    pub subject: Subject,
    /// What that has to be like.
    pub matcher: Matcher,
    /// The one text, flag or whole number that the subject has to be, where the matcher says no more than that.
    pub equals: Option<Value>,
    /// Whether the matcher compares numbers, so that a text which is one is taken as one.
    pub numeric: bool,
    /// What a person calls the subject: `header x-token`, `json order.email`.
    pub label: String,
}

/// What a condition looks at.
#[derive(Debug)]
pub enum Subject {
    /// A header.
    Header(HeaderName),
    /// A parameter of the query.
    Query(String),
    /// A parameter of a form.
    Form(String),
    /// The whole body as text.
    Body,
    /// A part of the JSON body.
    Json {
        /// The path.
        path: Path,
        /// The same as plain steps, where it has no more than that.
        steps: Option<Vec<Segment>>,
    },
    /// A part of the state.
    State(Name),
}

impl Condition {
    /// Whether it depends on more than the request.
    #[must_use]
    pub fn reads_state(&self) -> bool {
        matches!(self.subject, Subject::State(_))
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        // Most conditions are equality, and most requests fail most stubs: that path makes no finding.
        if let Some(wanted) = &self.equals {
            match self.quick(facts) {
                Some(Quick::Text(text)) => return wanted.as_str() == Some(text),
                // 1.0 equals 1, which only the matcher knows.
                Some(Quick::Value(Some(Value::Number(number)))) if number.is_f64() => {}
                Some(Quick::Value(value)) => return value == Some(wanted),
                None => {}
            }
        }
        self.judge(facts).findings.is_empty()
    }

    /// Why it does not hold, in one line; none where it does.
    #[must_use]
    pub fn failure(&self, facts: &Facts<'_>) -> Option<String> {
        let finding = self.judge(facts).findings.into_iter().next()?;
        Some(format!("{}: expected {}, got {}", finding.field, finding.expected, finding.actual))
    }

    fn quick<'f>(&self, facts: &'f Facts<'_>) -> Option<Quick<'f>> {
        match &self.subject {
            Subject::Header(name) => {
                let mut values = facts.request.headers.get_all(name).iter();
                match (values.next(), values.next()) {
                    (None, _) => Some(Quick::Value(None)),
                    (Some(value), None) => value.to_str().ok().map(Quick::Text),
                    _ => None,
                }
            }
            Subject::Query(name) => Some(Quick::Value(facts.request.query().get(name))),
            Subject::Form(name) => Some(Quick::Value(facts.request.form().get(name))),
            Subject::Json { steps: Some(steps), .. } => {
                let mut value = facts.request.json().ok();
                for step in steps {
                    value = match (value?, step) {
                        (Value::Object(map), Segment::Key(key)) => member(map, key),
                        (Value::Array(items), Segment::Index(index)) => items.get(*index),
                        _ => None,
                    };
                }
                Some(Quick::Value(value))
            }
            _ => None,
        }
    }

    fn judge(&self, facts: &Facts<'_>) -> Judgement {
        let request = facts.request;
        match &self.subject {
            Subject::Header(name) => self.judge_text(request.header(name.as_str()), facts),
            Subject::Query(name) => self.judge_text(request.query().get(name).cloned(), facts),
            Subject::Form(name) => self.judge_text(request.form().get(name).cloned(), facts),
            Subject::Body => {
                let text = String::from_utf8_lossy(&request.body).into_owned();
                self.judge_text((!text.is_empty()).then_some(Value::String(text)), facts)
            }
            Subject::State(name) => {
                let value = facts.state.get(&name.root).and_then(|value| name.walk(value, 0).ok());
                self.matcher.judge("state", &self.label, value, facts)
            }
            Subject::Json { path, .. } => match request.json() {
                Ok(value) => self.judge_selected(path, value, facts),
                Err(_) if self.matcher.wants_absent() => Judgement::holds(),
                Err(what) => Judgement::fails(Finding::wrong("json", &self.label, "a JSON body", what)),
            },
        }
    }

    fn judge_selected(&self, path: &Path, value: &Value, facts: &Facts<'_>) -> Judgement {
        let selected = path.values(value);
        let judge = |value: Option<&Value>| self.matcher.judge("json", &self.label, value, facts);
        if path.is_singular() || selected.is_empty() {
            return judge(selected.first().copied());
        }
        if self.matcher.suits_list() {
            return judge(Some(&selected.into_iter().cloned().collect()));
        }
        let mut whole = Judgement::default();
        for value in selected {
            whole.absorb(judge(Some(value)));
        }
        whole
    }

    fn judge_text(&self, value: Option<Value>, facts: &Facts<'_>) -> Judgement {
        let value = if self.numeric { value.map(number) } else { value };
        self.matcher.judge("request", &self.label, value.as_ref(), facts)
    }
}

/// A member of an object; in a small one, looking at all names costs less than a hash of the one that is wanted.
fn member<'v>(map: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    if map.len() > SMALL {
        return map.get(name);
    }
    map.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

enum Quick<'f> {
    Text(&'f str),
    Value(Option<&'f Value>),
}

fn number(value: Value) -> Value {
    match value {
        Value::String(text) => match text.parse::<serde_json::Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(number).collect(),
        other => other,
    }
}
