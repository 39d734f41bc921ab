//! What every message that answers another has to be (JSON-RPC 2.0, section 5; MCP, streamable HTTP).

use serde_json::Value;

use crate::model::exchange::{Answer, essence};
use crate::model::finding::{Finding, Judgement};
use crate::model::place::Place;
use crate::model::reply::Reply;
use crate::value::matcher::show;

/// The codes of a request that could not be read, so that its id is not known.
const UNREAD: [i64; 2] = [-32700, -32600];

/// Whether something was meant as a message of JSON-RPC.
pub(super) fn is_meant(message: &Value) -> bool {
    message.get("jsonrpc").is_some()
}

/// The content type.
pub(super) fn judge_type(answer: &Answer, place: &Place, out: &mut Judgement) {
    let kind = answer.header("content-type").unwrap_or("absent");
    let essence = essence(kind);
    let right = ["application/json", "text/event-stream"].iter().any(|known| essence.eq_ignore_ascii_case(known));
    out.assert((!right).then(|| {
        Finding::wrong("rpc", "header content-type", "application/json or text/event-stream", kind).at(place)
    }));
}

/// The form of the answer, and of what came before it.
pub(super) fn judge(reply: &Reply, message: &Value, answer: &Answer, place: &Place, out: &mut Judgement) {
    let wrong = |field: &str, expected: &str, actual: String| Finding::wrong("rpc", field, expected, actual).at(place);
    judge_type(answer, place, out);
    for what in &reply.broken {
        out.assert(Some(wrong("body", "a message of JSON in every event", what.clone())));
    }
    for (at, other) in reply.others.iter().enumerate() {
        let right = other["jsonrpc"] == "2.0";
        let field = format!("messages[{at}].jsonrpc");
        out.assert((!right).then(|| wrong(&field, "\"2.0\"", shown(other.get("jsonrpc")))));
    }
    if !message.is_object() {
        out.assert(Some(wrong("$", "one message: an object", show::kinded(message))));
        return;
    }
    let right = message["jsonrpc"] == "2.0";
    out.assert((!right).then(|| wrong("$.jsonrpc", "\"2.0\"", shown(message.get("jsonrpc")))));
    judge_id(reply, message, answer, place, out);
    let (result, error) = (message.get("result"), message.get("error"));
    out.assert(match (result, error) {
        (Some(_), Some(_)) => Some(wrong("$", "either a result or an error", "both of them".into())),
        (None, None) => Some(wrong("$", "a result or an error", format!("neither: {}", show::short(message)))),
        _ => None,
    });
    let Some(error) = error else { return };
    if !error.is_object() {
        out.assert(Some(wrong("$.error", "an object with a code and a message", show::kinded(error))));
        return;
    }
    let whole = error["code"].is_i64() || error["code"].is_u64();
    out.assert((!whole).then(|| wrong("$.error.code", "a whole number", shown(error.get("code")))));
    let text = error["message"].is_string();
    out.assert((!text).then(|| wrong("$.error.message", "text", shown(error.get("message")))));
}

fn judge_id(reply: &Reply, message: &Value, answer: &Answer, place: &Place, out: &mut Judgement) {
    let id = message.get("id");
    let unknown = matches!(id, None | Some(Value::Null)) && message.get("error").is_some();
    let unread = message["error"]["code"].as_i64().is_some_and(|code| UNREAD.contains(&code));
    let right = match (&reply.id, id) {
        _ if unknown && (unread || !answer.status.is_success() || reply.id.is_none()) => true,
        // One number may be written in two ways.
        (Some(Value::Number(ours)), Some(Value::Number(theirs))) => ours == theirs || ours.as_f64() == theirs.as_f64(),
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => false,
    };
    out.assert((!right).then(|| {
        let expected = reply.id.as_ref().map_or_else(|| "no id: a notification has none".into(), Value::to_string);
        Finding::wrong("rpc", "$.id", expected, shown(id)).at(place)
    }));
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".into(), show::kinded)
}
