//! Where a request may go, and where an answer sends it on.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::classify::failure;
use crate::model::exchange::{Failure, FailureKind, Request};

/// Refuses an address outside of the target's origin (scheme, host and port).
pub(super) fn same_origin(origin: &Url, url: &Url) -> Result<(), Failure> {
    let same = origin.scheme() == url.scheme()
        && origin.host_str() == url.host_str()
        && origin.port_or_known_default() == url.port_or_known_default();
    if same {
        return Ok(());
    }
    let (theirs, ours) = (url.origin().ascii_serialization(), origin.origin().ascii_serialization());
    Err(failure(FailureKind::Origin, format!("{theirs} is not the target's origin {ours}")))
}

/// Where an answer redirects to (RFC 9110, 15.4); none where it does not.
pub(super) fn location(status: StatusCode, headers: &HeaderMap, from: &Url) -> Option<Result<Url, Failure>> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(LOCATION)?;
    let target = location.to_str().ok().and_then(|location| from.join(location).ok()).map(|mut url| {
        // Credentials in an answer's address are not the target's to choose.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url
    });
    Some(target.ok_or_else(|| failure(FailureKind::Malformed, "the Location header is no address")))
}

/// Refuses to repeat a method that is not safe (RFC 9110, 9.2.1) at another path: what was said to only read was said of
/// the first one.
pub(super) fn no_write(request: &Request, next: &Request, status: StatusCode) -> Result<(), Failure> {
    if next.method.is_safe() || next.url.path() == request.url.path() {
        return Ok(());
    }
    let (method, from, to) = (&next.method, request.url.path(), next.url.path());
    let what = format!("{} would repeat the {method} to {from} at {to}, and nobody approved writes", status.as_u16());
    Err(failure(FailureKind::Unapproved, what))
}

/// Turns a request into the one that a redirect asks for.
pub(super) fn advance(request: &mut Request, status: StatusCode, to: Url) {
    let becomes_get = match status {
        StatusCode::SEE_OTHER => request.method != Method::HEAD,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => request.method == Method::POST,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
        request.body = Bytes::new();
        for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
            request.headers.remove(name);
        }
    }
    request.url = to;
}
