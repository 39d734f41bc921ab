//! Request id and trace: what a request brought, if it is sound, and else something new.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::wire::{Answer, Request, Switch};

/// The marks of one request.
pub(super) struct Marks {
    pub(super) request: String,
    pub(super) trace: String,
}

/// Whether a traceparent is one (W3C Trace Context, level 1).
fn is_trace(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let hex =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    matches!(parts[..], [version, trace, span, flags] if hex(version, 2) && hex(trace, 32) && hex(span, 16) && hex(flags, 2))
}

/// Whether a request id is taken over as it is.
fn is_request_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Marks {
    pub(super) fn of(fault: &Switch, request: &Request) -> Self {
        let new_trace = || format!("00-{}-{}-01", Uuid::new_v4().simple(), &Uuid::new_v4().simple().to_string()[..16]);
        let given = request.header("traceparent").filter(|text| is_trace(text) || fault.is("malformed-trace-echoed"));
        let mut marks = Self {
            request: request
                .header("x-request-id")
                .filter(|text| is_request_id(text))
                .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned),
            trace: given.map_or_else(new_trace, str::to_owned),
        };
        match fault.on() {
            "request-id-cut" => marks.request.truncate(64),
            "request-id-new" => marks.request = Uuid::new_v4().to_string(),
            "trace-new" => marks.trace = new_trace(),
            _ => {}
        }
        marks
    }

    /// What a problem says of the trace: nothing, where the request brought one that is none.
    pub(super) fn in_problem(&self, fault: &Switch, request: &Request) -> Value {
        match request.header("traceparent") {
            Some(text) if !is_trace(text) && fault.is("malformed-trace-in-problem") => json!(text),
            Some(text) if !is_trace(text) => Value::Null,
            _ => json!(self.trace),
        }
    }

    pub(super) fn put(&self, answer: Answer) -> Answer {
        answer.with("x-request-id", self.request.as_str()).with("traceparent", self.trace.as_str())
    }
}
