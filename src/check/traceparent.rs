//! Whether an answer belongs to the trace and the request that we sent.

use http::HeaderName;
use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::written::{self, Spot};
use crate::model::exchange::{Answer, Exchange};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::scope::Scope;

/// The check `traceparent`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "traceparent",
    summary: "the answer bears the trace id and the request id that were sent",
    docs: r"
## What it does

Demands that the answer's `traceparent` is valid (W3C Trace Context, section 3.2: version 00, lower-case hex, neither id
all zeros) and has the trace id that was sent, and that the request id comes back letter by letter.

`true` looks at the headers `traceparent` and `x-request-id`. A mapping says where else: `header` is another header, `json` a
path in the body (then the header is judged only where it is named too), `request_id` the header of the request id, or
`false` where none is sent, and `request_id_json` a path to it in the body.

`malformed: true` is for a step that sends a malformed traceparent of its own: the answer then has none (null counts as
none), or a valid one of a fresh trace, but never the one that was sent.

## Why

An incident is searched by these two ids; an answer that bears others leads nowhere. An invalid one that is taken over
poisons every system behind it.

## Example

```yaml
traceparent: true
```

```yaml
traceparent: { json: traceparent, request_id_json: request_id }
```
",
    schema: Shape::Either(&[Shape::Bool, Shape::Record(&FORM)]),
    compile,
};

const KEYS: &str = "header, json, request_id, request_id_json, malformed";

static FORM: Record = Record {
    name: "a trace",
    fields: &[
        Field::new("header", Shape::Text, "the answer's header with the traceparent"),
        Field::new("json", Shape::Text, "where the traceparent stands in the body"),
        Field::new(
            "request_id",
            Shape::Either(&[Shape::Bool, Shape::Text]),
            "the answer's header with the request id; false where there is none",
        ),
        Field::new("request_id_json", Shape::Text, "where the request id stands in the body"),
        Field::new("malformed", Shape::Bool, "that the step sends a malformed one, which may not come back"),
    ],
};

#[derive(Debug)]
struct Trace {
    place: Place,
    header: Option<HeaderName>,
    json: Option<Spot>,
    request_id: Option<HeaderName>,
    request_id_json: Option<Spot>,
    malformed: bool,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let found = &mut *shop.found;
    let mut trace = Trace {
        place: node.place.clone(),
        header: Some(HeaderName::from_static("traceparent")),
        json: None,
        request_id: Some(HeaderName::from_static("x-request-id")),
        request_id_json: None,
        malformed: false,
    };
    if !matches!(node.datum, Datum::Map(_)) {
        written::switched_on(node, "traceparent", found)?;
        return Some(Box::new(trace));
    }
    if !written::conforms(node, Shape::Record(&FORM), found) {
        return None;
    }
    if node.entries().is_empty() {
        found.push(written::empty(node, KEYS));
        return None;
    }
    if node.get("json").is_some() && node.get("header").is_none() {
        trace.header = None;
    }
    for entry in node.entries() {
        let value = &entry.value;
        match entry.key.as_str() {
            "header" => trace.header = Some(written::header_name(value, found)?),
            "json" => trace.json = Some(Spot::singular(value, found)?),
            "request_id" => written::header_or_not(value, &mut trace.request_id, found)?,
            "request_id_json" => trace.request_id_json = Some(Spot::singular(value, found)?),
            _ => trace.malformed = found.keep(read::boolean(value))?,
        }
    }
    Some(Box::new(trace))
}

impl Check for Trace {
    fn judge(&self, seen: &Observation, _: &Scope) -> Judgement {
        let Some(exchange) = seen.last() else {
            return Judgement::fails(written::nothing_sent("traceparent", &self.place));
        };
        let answer = match &exchange.result {
            Ok(answer) => answer,
            Err(failure) => return Judgement::fails(written::no_answer("traceparent", failure.kind, &self.place)),
        };
        let mut out = Judgement::default();
        let sent = sent(exchange, "traceparent", &exchange.traceparent);
        if let Some(finding) = self.unfit(&sent) {
            out.assert(Some(finding));
            return out;
        }
        if let Some(name) = &self.header {
            let there = one_header(answer, name);
            out.assert(self.judge_trace(&format!("header {name}"), &there, &sent));
        }
        if let Some(spot) = &self.json {
            let there = in_body(answer, spot);
            out.assert(self.judge_trace(spot.path.text(), &there, &sent).map(|finding| finding.at(&spot.place)));
        }
        let request = |name: &str| sent_id(exchange, name);
        if let Some(name) = &self.request_id {
            let there = one_header(answer, name);
            out.assert(self.judge_id(&format!("header {name}"), &there, &request(name.as_str())));
        }
        if let Some(spot) = &self.request_id_json {
            let there = in_body(answer, spot);
            let finding = self.judge_id(spot.path.text(), &there, &request("x-request-id"));
            out.assert(finding.map(|finding| finding.at(&spot.place)));
        }
        out
    }
}

/// What came back: a text, nothing, or something that is neither.
#[derive(Debug, PartialEq, Eq)]
enum Back {
    Text(String),
    Nothing(String),
    Strange(String),
}

impl Back {
    fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Nothing(text) | Self::Strange(text) => text,
        }
    }
}

impl Trace {
    /// A step that sent the wrong kind of traceparent cannot be judged.
    fn unfit(&self, sent: &str) -> Option<Finding> {
        let expected = match (self.malformed, trace_id(sent)) {
            (true, Some(_)) => "a malformed one to be sent, as the suite says",
            (false, None) => "a valid one to be sent, or `malformed: true`",
            _ => return None,
        };
        Some(self.wrong("traceparent", expected, format!("`{sent}` was sent")).weighing(Weight::Suite))
    }

    fn judge_trace(&self, field: &str, there: &Back, sent: &str) -> Option<Finding> {
        let id = match there {
            Back::Text(text) => trace_id(text),
            _ => None,
        };
        if self.malformed {
            // A malformed one may still hold a trace id; to go on with it is to take it over.
            let taken_over = |id: &str| sent.to_ascii_lowercase().contains(id);
            return match (there, id) {
                (Back::Nothing(_), _) => None,
                (_, Some(id)) if !taken_over(id) => None,
                _ => Some(self.wrong(field, "none, or one of a fresh trace", there.shown())),
            };
        }
        match (id, trace_id(sent)) {
            (Some(id), Some(ours)) if id == ours => None,
            (Some(_), Some(ours)) => Some(self.wrong(field, format!("the trace id {ours}"), there.shown())),
            _ => Some(self.wrong(field, "a valid traceparent (00-…)", there.shown())),
        }
    }

    fn judge_id(&self, field: &str, there: &Back, sent: &str) -> Option<Finding> {
        match there {
            Back::Text(text) if text == sent => None,
            other => Some(self.wrong(field, sent, other.shown())),
        }
    }

    fn wrong(&self, field: &str, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
        Finding::wrong("traceparent", field, expected, actual).at(&self.place)
    }
}

/// What was sent in a header: a suite may have set its own.
fn sent(exchange: &Exchange, name: &str, ours: &str) -> String {
    match exchange.request.headers.get(name) {
        Some(value) => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        None => ours.to_owned(),
    }
}

/// The request id as it was sent: under the header's own name where it was, else ours.
fn sent_id(exchange: &Exchange, name: &str) -> String {
    sent(exchange, name, &sent(exchange, "x-request-id", &exchange.request_id))
}

fn one_header(answer: &Answer, name: &HeaderName) -> Back {
    let values: Vec<_> = answer.headers.get_all(name).iter().collect();
    match values.as_slice() {
        [] => Back::Nothing("absent".into()),
        [value] => match value.to_str() {
            Ok(text) => Back::Text(text.to_owned()),
            Err(_) => Back::Strange("bytes that are no text".into()),
        },
        more => Back::Strange(format!("{} of them", more.len())),
    }
}

fn in_body(answer: &Answer, spot: &Spot) -> Back {
    match answer.json() {
        Err(what) => Back::Strange(format!("the body is no JSON: {what}")),
        Ok(body) => match spot.path.values(body).as_slice() {
            [] => Back::Nothing(spot.path.dead_end(body)),
            [Value::Null] => Back::Nothing("null".into()),
            [Value::String(text)] => Back::Text(text.clone()),
            [other, ..] => Back::Strange(other.to_string()),
        },
    }
}

/// The trace id of a valid traceparent of version 00 (W3C Trace Context, section 3.2.2).
fn trace_id(text: &str) -> Option<&str> {
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, parent, flags] = parts.as_slice() else {
        return None;
    };
    let hex = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let zeros = |part: &str| part.bytes().all(|byte| byte == b'0');
    let valid =
        *version == "00" && hex(trace, 32) && !zeros(trace) && hex(parent, 16) && !zeros(parent) && hex(flags, 2);
    valid.then_some(*trace)
}

#[cfg(test)]
mod tests;
