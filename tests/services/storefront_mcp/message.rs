//! Messages of JSON-RPC 2.0 and how they go out: as one JSON object, or as server-sent events.

use serde_json::{Value, json};

use super::super::wire::Answer;

/// What became of a request.
pub(super) enum Outcome {
    Result(Value),
    /// The code and the message; 500 stands for a failure of HTTP as well.
    Error(i64, String),
}

pub(super) fn response(id: &Value, result: &Value) -> Value {
    json!({ "result": result, "jsonrpc": "2.0", "id": id })
}

pub(super) fn error(id: &Value, code: i64, message: &str, data: Option<Value>) -> Value {
    let mut error = json!({ "code": code, "message": message });
    if let Some(data) = data {
        error["data"] = data;
    }
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}

/// An error under a status of HTTP, to a request whose id is known.
pub(super) fn failed(status: u16, id: &Value, code: i64, message: &str, data: Option<Value>) -> Answer {
    Answer::json(status, &error(id, code, message, data))
}

/// An error under a status of HTTP, to what was not read as far as its id.
pub(super) fn refusal(status: u16, code: i64, message: &str) -> Answer {
    failed(status, &Value::Null, code, message, None)
}

/// A stream of events: the first one primes the client, a comment keeps proxies awake, and the data stand on one line or on two.
pub(super) fn events(message: &Value, nth: u64) -> Answer {
    let (one, other) = (format!("{nth}-0"), format!("{nth}-1"));
    let text = message.to_string();
    let data = match text.split_once(",\"jsonrpc\"") {
        Some((first, rest)) if nth.is_multiple_of(4) => format!("data: {first}\ndata: ,\"jsonrpc\"{rest}"),
        _ => format!("data: {text}"),
    };
    let body = format!("id: {one}\ndata: \n\n: still here\n\nevent: message\nid: {other}\n{data}\n\n");
    Answer::new(200, "text/event-stream", body).with("cache-control", "no-cache, no-transform")
}
