//! The JSON of an answer: its body, or in a stream of events the last message.

use std::ops::Range;

use bytes::Bytes;
use serde_json::Value;

use super::given::{Given, measure};

/// What is said in JSON, where anything is.
#[must_use]
pub(super) fn read(given: &Given) -> Option<Value> {
    if !is_stream(given) {
        return serde_json::from_slice(&given.body).ok();
    }
    last(&given.body).map(|(value, _)| value)
}

/// Says something else in its place; where nothing is said in JSON, nothing changes.
pub(super) fn edit(given: &mut Given, edit: impl FnOnce(&mut Value)) {
    let Some((mut value, place)) = find(given) else { return };
    edit(&mut value);
    // Compact JSON has no line end, and so is one line of a stream.
    let text = if is_stream(given) { format!("data: {value}\n") } else { value.to_string() };
    given.body = Bytes::from([&given.body[..place.start], text.as_bytes(), &given.body[place.end..]].concat());
    measure(given);
}

fn find(given: &Given) -> Option<(Value, Range<usize>)> {
    if is_stream(given) {
        return last(&given.body);
    }
    let value = serde_json::from_slice(&given.body).ok()?;
    Some((value, 0..given.body.len()))
}

/// Whether it is a stream of events.
#[must_use]
pub(super) fn is_stream(given: &Given) -> bool {
    given.essence().as_deref() == Some("text/event-stream")
}

/// The last event of a stream whose data is JSON, and where its lines of data stand (HTML, section 9.2.6).
fn last(body: &[u8]) -> Option<(Value, Range<usize>)> {
    let text = std::str::from_utf8(body).ok()?;
    let (mut found, mut at) = (None, 0);
    let mut event: Option<(String, Range<usize>)> = None;
    let mut close = |event: Option<(String, Range<usize>)>| {
        let read = event.and_then(|(data, place)| Some((serde_json::from_str(&data).ok()?, place)));
        found = read.or(found.take());
    };
    for line in text.split_inclusive('\n') {
        let place = at..at + line.len();
        at = place.end;
        let line = line.trim_end_matches(['\n', '\r']);
        if line.is_empty() {
            close(event.take());
        } else if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            // What stands between two lines of data would be lost; no server writes that.
            event = Some(match event.take() {
                Some((before, begun)) => (format!("{before}\n{data}"), begun.start..place.end),
                None => (data.to_owned(), place),
            });
        }
    }
    close(event.take());
    found
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    use super::*;

    fn given(kind: &str, body: &str) -> Given {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", kind.parse().unwrap());
        headers.insert("content-length", body.len().into());
        Given::new(StatusCode::OK, headers, Bytes::copy_from_slice(body.as_bytes()))
    }

    fn edited(kind: &str, body: &str) -> (String, String) {
        let mut given = given(kind, body);
        edit(&mut given, |value| *value = json!({"was": value.take()}));
        (String::from_utf8(given.body.to_vec()).unwrap(), given.header("content-length").unwrap().to_owned())
    }

    #[test]
    fn of_a_stream_the_last_message_is_another_and_the_rest_stays() {
        let stream = "id: 1\ndata: {\"a\":1}\n\n: a comment\nevent: message\r\ndata: {\"b\":\r\ndata: 2}\r\n\r\nevent: end\ndata: bye\n\n";
        let kind = "text/event-stream; charset=utf-8";
        assert_eq!(read(&given(kind, stream)), Some(json!({"b": 2})));
        let (body, length) = edited(kind, stream);
        let right = "id: 1\ndata: {\"a\":1}\n\n: a comment\nevent: message\r\ndata: {\"was\":{\"b\":2}}\n\r\nevent: end\ndata: bye\n\n";
        assert_eq!((body.as_str(), length), (right, right.len().to_string()));
        assert_eq!(edited(kind, "data: {}").0, "data: {\"was\":{}}\n");
        assert_eq!(edited(kind, "data: bye\n\n").0, "data: bye\n\n");
    }

    #[test]
    fn a_body_is_one_message() {
        assert_eq!(edited("application/json", "[1]"), ("{\"was\":[1]}".to_owned(), "11".to_owned()));
        assert_eq!(edited("text/html", "<p>").0, "<p>");
    }
}
