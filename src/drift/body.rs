//! The JSON of an answer, be it its body or the message of a stream of events.

use std::borrow::Cow;

use serde_json::Value;

use crate::model::exchange::{Answer, Exchange, essence};
use crate::model::json;
use crate::step::json_rpc::reply;

/// The JSON that an exchange was answered with; none where there is none.
#[must_use]
pub fn of<'a>(exchange: &Exchange, answer: &'a Answer) -> Option<Cow<'a, Value>> {
    if is_stream(answer) { message(exchange, answer).map(Cow::Owned) } else { answer.json().ok().map(Cow::Borrowed) }
}

/// Whether an answer is a stream of events.
#[must_use]
pub fn is_stream(answer: &Answer) -> bool {
    answer.header("content-type").is_some_and(|kind| essence(kind).eq_ignore_ascii_case("text/event-stream"))
}

/// The message of JSON-RPC that answers what was sent.
fn message(exchange: &Exchange, answer: &Answer) -> Option<Value> {
    let sent = json::parse(&exchange.request.body).ok()?;
    sent.get("jsonrpc")?;
    reply::read(sent.get("id").cloned(), String::new(), answer).response.ok()
}
