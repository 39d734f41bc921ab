//! Completes a request with the headers that every request of ours has.

use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING, USER_AGENT,
};
use http::{HeaderMap, Method};

use super::decode::ACCEPTED;
use super::encode;
use crate::model::endpoint::CASE_HEADER;
use crate::model::exchange::Request;
use crate::model::mode::Mode;

/// What a server's log calls us.
pub(super) const AGENT: &str = concat!("holdpoint/", env!("CARGO_PKG_VERSION"));
/// The header that names a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header that places a request in a trace (W3C Trace Context).
pub(super) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Adds what is missing and takes away what must not leave.
pub(super) fn complete(request: &mut Request, mode: Mode, request_id: &str, traceparent: &str, decompress: bool) {
    authorize(request);
    let Request { method, headers, body, .. } = request;
    if mode == Mode::Live {
        headers.remove(CASE_HEADER);
    }
    default(headers, ACCEPT, || HeaderValue::from_static("*/*").into());
    default(headers, USER_AGENT, || HeaderValue::from_static(AGENT).into());
    if decompress {
        default(headers, ACCEPT_ENCODING, || HeaderValue::from_static(ACCEPTED).into());
    }
    for (name, value) in [(REQUEST_ID, request_id), (TRACEPARENT, traceparent)] {
        if !value.is_empty() {
            default(headers, name, || HeaderValue::from_str(value).ok());
        }
    }
    // Servers answer 411 to a POST that does not say that it is empty (RFC 9110, 8.6).
    let promises_body = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if promises_body && body.is_empty() && !headers.contains_key(TRANSFER_ENCODING) {
        default(headers, CONTENT_LENGTH, || HeaderValue::from_static("0").into());
    }
}

/// The value of a header as it goes out: ours, or the one that the request brought.
pub(super) fn sent(request: &Request, name: &HeaderName, ours: String) -> String {
    match request.headers.get(name).and_then(|value| value.to_str().ok()) {
        Some(sent) if sent != ours => sent.to_owned(),
        _ => ours,
    }
}

/// Moves credentials from the address, where logs would show them, to the header.
fn authorize(request: &mut Request) {
    let url = &mut request.url;
    if url.username().is_empty() && url.password().is_none() {
        return;
    }
    let (user, password) = (unescape(url.username()), unescape(url.password().unwrap_or_default()));
    let _ = url.set_username("");
    let _ = url.set_password(None);
    default(&mut request.headers, AUTHORIZATION, || Some(encode::basic(&user, &password)));
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: impl FnOnce() -> Option<HeaderValue>) {
    if !headers.contains_key(&name)
        && let Some(value) = value()
    {
        headers.insert(name, value);
    }
}

/// Undoes percent-encoding (RFC 3986, 2.1).
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        if let Some(value) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            plain.push(value);
            at += 3;
        } else {
            plain.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn credentials_move_from_the_address_to_the_header() {
        let mut request = Request {
            method: Method::POST,
            url: "http://us%40er:p%25w@localhost/x".parse().unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        request.headers.insert(CASE_HEADER, HeaderValue::from_static("a case"));
        complete(&mut request, Mode::Live, "an-id", "", true);
        assert_eq!(request.url.as_str(), "http://localhost/x");
        assert_eq!(request.headers[AUTHORIZATION], encode::basic("us@er", "p%w"));
        assert_eq!(request.headers[REQUEST_ID], "an-id");
        assert_eq!(request.headers[CONTENT_LENGTH], "0");
        assert!(!request.headers.contains_key(TRACEPARENT));
        assert!(!request.headers.contains_key(CASE_HEADER));
    }
}
