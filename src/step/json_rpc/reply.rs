//! Finds the message that answers ours: in a JSON body, or in a stream of events.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::http::reader::Reader;
use crate::http::sse::{Decoder, Event};
use crate::model::exchange::{Answer, Failure, FailureKind, essence};
use crate::model::json;
use crate::model::reply::Reply;

/// The most messages that are taken before the answer.
const MOST: usize = 10_000;

/// What came back, told apart.
#[must_use]
pub fn read(id: Option<Value>, method: String, answer: &Answer) -> Reply {
    let mut reply =
        Reply { id, method, response: Err("there is no message".into()), others: Vec::new(), broken: Vec::new() };
    match media_type(&answer.headers) {
        Some("text/event-stream") => events(&mut reply, &answer.body),
        _ if answer.body.is_empty() => reply.response = Err("an empty body".into()),
        _ => reply.response = answer.json().cloned().map_err(str::to_owned),
    }
    reply
}

fn events(reply: &mut Reply, body: &[u8]) {
    for (number, event) in Decoder::default().feed(body).iter().filter(|event| event.is_message()).enumerate() {
        match json::parse(&event.data) {
            Ok(message) if answers(reply.id.as_ref(), &message) => {
                reply.response = Ok(message);
                return;
            }
            Ok(message) => reply.others.push(message),
            Err(what) => reply.broken.push(format!("event {}: {what}", number + 1)),
        }
    }
    // An answer to something else is what there is to judge, where none came to what was asked.
    let near = reply.others.iter().rposition(is_response).filter(|_| reply.id.is_some());
    match (near, reply.broken.first()) {
        (Some(at), _) => reply.response = Ok(reply.others.remove(at)),
        (None, Some(what)) => reply.response = Err(what.clone()),
        (None, None) => {}
    }
}

/// A message that has what only an answer has.
fn is_response(message: &Value) -> bool {
    message.get("method").is_none() && (message.get("result").is_some() || message.get("error").is_some())
}

/// Whether a message is meant for the one with this id: also where it errs about the id's type, or does not know it.
fn answers(id: Option<&Value>, message: &Value) -> bool {
    let Some(id) = id.filter(|_| is_response(message)) else { return false };
    match message.get("id") {
        None | Some(Value::Null) => message.get("error").is_some(),
        Some(other) => other == id || text(other) == text(id),
    }
}

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The content type without its parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    Some(essence(text))
}

/// Reads a stream of events until our answer has come; any other body to its end.
#[derive(Debug)]
pub(super) struct UntilAnswer {
    id: Option<Value>,
    stream: Option<Decoder>,
    others: usize,
    near: bool,
}

impl UntilAnswer {
    pub(super) fn to(id: Option<Value>) -> Self {
        Self { id, stream: None, others: 0, near: false }
    }

    /// Whether an event is the answer.
    fn notice(&mut self, event: &Event) -> bool {
        self.others += 1;
        // What cannot be read is the judge's to tell.
        let Ok(message) = json::parse(&event.data) else {
            self.near = true;
            return false;
        };
        self.near |= is_response(&message);
        answers(self.id.as_ref(), &message)
    }
}

impl Reader for UntilAnswer {
    fn head(&mut self, _: StatusCode, headers: &HeaderMap) -> bool {
        let is_stream = media_type(headers) == Some("text/event-stream");
        self.stream = is_stream.then(Decoder::default);
        // No message answers a notification: there is nothing to wait for.
        is_stream && self.id.is_none()
    }

    fn take(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        let Some(stream) = &mut self.stream else { return Ok(false) };
        for event in stream.feed(bytes).iter().filter(|event| event.is_message()) {
            if self.notice(event) {
                return Ok(true);
            }
        }
        if self.others > MOST {
            let detail = format!("more than {MOST} messages came before the answer");
            return Err(Failure { kind: FailureKind::TooLarge, detail });
        }
        Ok(false)
    }

    fn end(&mut self) -> Result<(), Failure> {
        let (Some(stream), Some(id)) = (&self.stream, &self.id) else { return Ok(()) };
        if self.near {
            return Ok(());
        }
        let inside = if stream.is_inside() { ", in the middle of an event" } else { "" };
        let before = match self.others {
            0 => String::new(),
            1 => "; one other message came before".into(),
            others => format!("; {others} other messages came before"),
        };
        let detail = format!("the stream ended{inside}, and the answer to the id {id} had not come{before}");
        Err(Failure { kind: FailureKind::Cut, detail })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderValue, Version};
    use serde_json::json;

    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        [(http::header::CONTENT_TYPE, HeaderValue::from_static(kind))].into_iter().collect()
    }

    fn replied(kind: &'static str, id: Option<Value>, body: &str) -> Reply {
        let answer =
            Answer::new(StatusCode::OK, Version::HTTP_11, headers(kind), Bytes::copy_from_slice(body.as_bytes()));
        read(id, "m".into(), &answer)
    }

    /// How far a stream is read, in bytes, or how it fails.
    fn read_until(id: Option<Value>, body: &str) -> Result<usize, String> {
        let mut reader = UntilAnswer::to(id);
        if reader.head(StatusCode::OK, &headers("text/event-stream; charset=utf-8")) {
            return Ok(0);
        }
        for (at, byte) in body.bytes().enumerate() {
            if reader.take(&[byte]).map_err(|failure| failure.detail)? {
                return Ok(at + 1);
            }
        }
        reader.end().map(|()| body.len()).map_err(|failure| format!("{}: {}", failure.kind.name(), failure.detail))
    }

    #[test]
    fn a_stream_is_read_until_the_answer_and_what_came_before_is_kept() {
        let progress = "data: {\"method\":\"notifications/progress\"}\n\n";
        let ask = "id: 1\ndata: {\"id\":1,\"method\":\"sampling\"}\n\n";
        let other = "data: {\"id\":7,\"result\":{}}\n\n";
        let ours = "event: message\ndata: {\"id\":1,\ndata: \"result\":[]}\n\n";
        let body = [progress, ask, other, ours].concat();
        assert_eq!(read_until(Some(json!(1)), &[&body, progress].concat()), Ok(body.len()));
        let reply = replied("text/event-stream", Some(json!(1)), &[&body, other].concat());
        assert_eq!(reply.response, Ok(json!({"id": 1, "result": []})));
        assert_eq!(reply.others.len(), 3);
        assert_eq!(read_until(None, &body), Ok(0));
    }

    #[test]
    fn an_answer_that_errs_about_the_id_is_judged_and_not_waited_beyond() {
        for (id, answer) in [
            (json!(1), r#"{"id":"1","result":{}}"#),
            (json!("a"), r#"{"id":null,"error":{}}"#),
            (json!(1), r#"{"error":{}}"#),
        ] {
            let body = format!("data: {answer}\n\n");
            assert_eq!(read_until(Some(id.clone()), &format!("{body}: more\n\n")), Ok(body.len()), "{answer}");
            assert!(replied("text/event-stream", Some(id), &body).response.is_ok());
        }
        let body = "data: {\"id\":2,\"result\":{}}\n\n";
        assert_eq!(read_until(Some(json!(1)), body), Ok(body.len()));
        assert_eq!(replied("text/event-stream", Some(json!(1)), body).response, Ok(json!({"id": 2, "result": {}})));
    }

    #[test]
    fn a_stream_that_ends_before_the_answer_is_cut() {
        let one = Some(json!(1));
        assert_eq!(
            read_until(one.clone(), "data: {\"method\":\"x\"}\n\ndata: {\"id\":1,\"result\":{}}\n"),
            Err("cut: the stream ended, in the middle of an event, and the answer to the id 1 had not come; one other message came before".into())
        );
        assert_eq!(
            read_until(one.clone(), ": hello\n\n"),
            Err("cut: the stream ended, and the answer to the id 1 had not come".into())
        );
        // An event that cannot be read may have been the answer: it is the finding.
        let broken = "data: {\"id\":1,\n\n";
        assert_eq!(read_until(one.clone(), broken), Ok(broken.len()));
        assert!(replied("text/event-stream", one.clone(), broken).response.unwrap_err().starts_with("event 1: "));
        let many = "data: {}\n\n".repeat(MOST + 1);
        assert!(read_until(one, &many).unwrap_err().starts_with("more than 10000 messages"));
    }

    #[test]
    fn a_json_body_is_one_message() {
        let reply = replied("application/json; charset=utf-8", Some(json!(1)), r#"{"id":2}"#);
        assert_eq!(reply.response, Ok(json!({"id": 2})));
        assert_eq!(replied("application/json", None, "").response, Err("an empty body".into()));
        assert!(replied("text/html", Some(json!(1)), "<p>").response.is_err());
    }
}
