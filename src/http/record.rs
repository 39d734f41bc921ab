//! Writes an exchange's request as a curl line, so that a person can repeat it.

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, Version};
use uuid::Uuid;

use super::decode::ACCEPTED;
use super::headers::{AGENT, REQUEST_ID, TRACEPARENT};
use crate::model::exchange::Exchange;

/// The argv of a curl that sends the same request. Nothing is redacted here. Left out are headers that curl sends by
/// itself, `x-holdpoint-*`, and ids of the usual form, which say nothing about the request. A body that is not
/// text is left to the standard input (`--data-binary @-`).
#[must_use]
pub fn curl(exchange: &Exchange) -> Vec<String> {
    let request = &exchange.request;
    let mut argv = vec!["curl".to_owned(), "-sS".to_owned()];
    let has_body = !request.body.is_empty();
    match &request.method {
        &Method::GET if !has_body => {}
        &Method::POST if has_body => {}
        &Method::HEAD => argv.push("-I".to_owned()),
        method => argv.extend(["-X".to_owned(), method.to_string()]),
    }
    if !exchange.hops.is_empty() {
        argv.push("-L".to_owned());
    }
    let prior_knowledge = request.url.scheme() == "http";
    if prior_knowledge && exchange.answer().is_some_and(|answer| answer.version == Version::HTTP_2) {
        argv.push("--http2-prior-knowledge".to_owned());
    }
    let url = request.url.as_str();
    if url.contains(['[', ']', '{', '}']) {
        argv.push("-g".to_owned());
    }
    argv.push(url.to_owned());
    for (name, value) in &request.headers {
        if name == ACCEPT_ENCODING && value == ACCEPTED {
            argv.push("--compressed".to_owned());
        } else if !is_implied(name, value) {
            argv.extend(["-H".to_owned(), header(name, value)]);
        }
    }
    if has_body {
        if !request.headers.contains_key(CONTENT_TYPE) {
            // curl would call it a form.
            argv.extend(["-H".to_owned(), "content-type:".to_owned()]);
        }
        argv.extend(match std::str::from_utf8(&request.body) {
            Ok(text) if !text.contains('\0') => ["--data-raw".to_owned(), text.to_owned()],
            _ => ["--data-binary".to_owned(), "@-".to_owned()],
        });
    }
    argv
}

/// An argv as a line for a POSIX shell.
#[must_use]
pub fn shell(argv: &[String]) -> String {
    argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn header(name: &HeaderName, value: &HeaderValue) -> String {
    if value.is_empty() {
        // curl's way to send a header without a value.
        return format!("{name};");
    }
    format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
}

fn is_implied(name: &HeaderName, value: &HeaderValue) -> bool {
    if name == HOST || name == CONTENT_LENGTH || name.as_str().starts_with("x-holdpoint-") {
        return true;
    }
    let Ok(value) = value.to_str() else { return false };
    (name == ACCEPT && value == "*/*")
        || (name == USER_AGENT && value == AGENT)
        || (name == REQUEST_ID && is_id(value))
        || (name == TRACEPARENT && is_traceparent(value))
}

/// A UUID or ULID: an id that stands for any other.
fn is_id(value: &str) -> bool {
    Uuid::try_parse(value).is_ok() || (value.len() == 26 && value.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_traceparent(value: &str) -> bool {
    value.split('-').map(str::len).eq([2, 32, 16, 2])
        && value.starts_with("00-")
        && value.bytes().all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::HeaderMap;
    use jiff::Timestamp;

    use super::*;
    use crate::model::exchange::{Failure, FailureKind, Request, Timings};
    use crate::model::mode::Mode;

    fn line(method: Method, url: &str, headers: &[(&'static str, &str)], body: &[u8]) -> String {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        let request = Request { method, url: url.parse().unwrap(), headers, body: body.to_vec().into() };
        shell(&curl(&Exchange {
            target: Arc::from("t"),
            mode: Mode::Live,
            attempt: 1,
            started: Timestamp::UNIX_EPOCH,
            request,
            result: Err(Failure { kind: FailureKind::Other, detail: String::new() }),
            timings: Timings::default(),
            certificate: None,
            hops: Vec::new(),
            request_id: String::new(),
            traceparent: String::new(),
        }))
    }

    #[test]
    fn what_curl_does_by_itself_is_left_out() {
        let headers = [
            ("accept", "*/*"),
            ("user-agent", AGENT),
            ("x-request-id", "0190163d-8694-739b-aea5-966c26f8ad91"),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ("x-holdpoint-case", "7"),
        ];
        assert_eq!(
            line(Method::GET, "https://chat.example.com/api", &headers, b""),
            "curl -sS https://chat.example.com/api"
        );
    }

    #[test]
    fn what_the_request_is_about_stays() {
        let headers =
            [("traceparent", "00-zz"), ("x-request-id", "my id"), ("accept-encoding", ACCEPTED), ("x-empty", "")];
        assert_eq!(
            line(Method::DELETE, "http://localhost/a?b=c", &headers, b""),
            "curl -sS -X DELETE 'http://localhost/a?b=c' -H 'traceparent: 00-zz' -H 'x-request-id: my id' --compressed \
             -H 'x-empty;'"
        );
    }

    #[test]
    fn a_body_is_sent_as_it_is() {
        assert_eq!(
            line(Method::POST, "http://localhost/", &[("content-type", "application/json")], b"{\"it's\":1}"),
            r#"curl -sS http://localhost/ -H 'content-type: application/json' --data-raw '{"it'\''s":1}'"#
        );
        assert_eq!(
            line(Method::POST, "http://localhost/", &[], &[255, 0]),
            "curl -sS http://localhost/ -H content-type: --data-binary @-"
        );
    }
}
