//! Sorts what reqwest and the layers below it report into the kinds of failure that a verdict rests on.

use std::error::Error;
use std::io;

use jiff::Timestamp;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;

use super::phases::Step;
use crate::model::exchange::{Failure, FailureKind};

/// How far an exchange had come when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The connection was in the making.
    Dial(Step),
    /// The connection stood and no head of an answer had come.
    Head,
    /// The head had come.
    Body,
}

/// A failure of a kind, in words.
pub(super) fn failure(kind: FailureKind, detail: impl Into<String>) -> Failure {
    Failure { kind, detail: detail.into() }
}

/// The failure of an exchange that used its time up.
pub(super) fn late(stage: Stage, proxied: bool) -> Failure {
    match stage {
        Stage::Dial(Step::Name) if !proxied => failure(FailureKind::Dns, "the name was not resolved in time"),
        Stage::Dial(Step::Name | Step::Connect) if proxied => {
            failure(FailureKind::Proxy, "no connection through the proxy in time")
        }
        Stage::Dial(Step::Name | Step::Connect) => failure(FailureKind::ConnectTimeout, "no connection in time"),
        Stage::Dial(Step::Handshake) => failure(FailureKind::Timeout, "the TLS handshake did not end in time"),
        Stage::Dial(Step::Done) | Stage::Head => failure(FailureKind::Timeout, "no head of an answer in time"),
        Stage::Body => failure(FailureKind::Timeout, "the body did not end in time"),
    }
}

/// The failure that an error of reqwest stands for.
pub(super) fn classify(error: &reqwest::Error, stage: Stage, proxied: bool) -> Failure {
    if error.is_timeout() {
        return late(stage, proxied);
    }
    let kind = match stage {
        Stage::Dial(Step::Name | Step::Connect) if proxied => FailureKind::Proxy,
        Stage::Dial(Step::Name) => FailureKind::Dns,
        Stage::Dial(Step::Connect) => connect(error),
        Stage::Dial(Step::Handshake) => tls(error).unwrap_or_else(|| ended(error).unwrap_or(FailureKind::Tls)),
        Stage::Dial(Step::Done) | Stage::Head => head(error),
        Stage::Body => body(error),
    };
    failure(kind, detail(error, kind))
}

/// An error and its causes; what an [`io::Error`] wraps counts, though `source` steps over it.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|inner| -> &'a (dyn Error + 'static) { inner }),
        None => error.source(),
    })
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|cause| cause.downcast_ref())
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    find::<io::Error>(error).map(io::Error::kind)
}

fn connect(error: &reqwest::Error) -> FailureKind {
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => FailureKind::Refused,
        Some(io::ErrorKind::ConnectionReset) => FailureKind::Reset,
        _ => FailureKind::Other,
    }
}

fn tls(error: &reqwest::Error) -> Option<FailureKind> {
    Some(match find::<rustls::Error>(error)? {
        rustls::Error::InvalidCertificate(reason) => match reason {
            CertificateError::UnknownIssuer => FailureKind::TlsIssuer,
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => FailureKind::TlsExpired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => FailureKind::TlsName,
            _ => FailureKind::Tls,
        },
        _ => FailureKind::Tls,
    })
}

/// How the peer ended the connection, where that is what happened.
fn ended(error: &reqwest::Error) -> Option<FailureKind> {
    match io_kind(error)? {
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Some(FailureKind::Reset),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe | io::ErrorKind::NotConnected => {
            Some(FailureKind::Closed)
        }
        _ => None,
    }
}

fn head(error: &reqwest::Error) -> FailureKind {
    // TLS 1.3 refuses a client certificate only after the client's handshake is over.
    if let Some(kind) = tls(error) {
        return kind;
    }
    if let Some(stream) = find::<h2::Error>(error)
        && let Some(kind) = http2(stream)
    {
        return kind;
    }
    if let Some(kind) = ended(error) {
        return kind;
    }
    match find::<hyper::Error>(error) {
        Some(hyper) if hyper.is_parse() => FailureKind::Malformed,
        Some(hyper) if hyper.is_incomplete_message() || hyper.is_closed() || hyper.is_canceled() => FailureKind::Closed,
        _ => FailureKind::Other,
    }
}

/// What the peer's HTTP/2 did; none where the connection below it broke.
fn http2(error: &h2::Error) -> Option<FailureKind> {
    if error.is_io() {
        None
    } else if error.is_remote() {
        Some(if error.is_reset() { FailureKind::Reset } else { FailureKind::Closed })
    } else {
        Some(FailureKind::Malformed)
    }
}

fn body(error: &reqwest::Error) -> FailureKind {
    let broken = match find::<h2::Error>(error) {
        // The one thing that a body's own stream is reset for on our side is a length that does not fit.
        Some(stream) => !stream.is_reset() && http2(stream) == Some(FailureKind::Malformed),
        // A record that TLS refuses is an interruption from outside: the answer's own form is not to blame.
        None if find::<rustls::Error>(error).is_some() => false,
        None => {
            matches!(io_kind(error), Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
                || find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse)
        }
    };
    if broken { FailureKind::Malformed } else { FailureKind::Cut }
}

/// The innermost cause in words, without the address, which may hold secrets.
fn detail(error: &reqwest::Error, kind: FailureKind) -> String {
    if kind == FailureKind::Closed {
        return "the connection was closed before the whole head of an answer".to_owned();
    }
    if let Some(words) = find::<rustls::Error>(error).and_then(distrust) {
        return words;
    }
    let innermost = chain(error)
        .filter(|cause| !cause.is::<reqwest::Error>())
        .map(ToString::to_string)
        .filter(|words| !words.is_empty())
        .last();
    match innermost {
        Some(words) => words,
        None if error.is_builder() => "the request could not be built".to_owned(),
        None => "the request could not be sent".to_owned(),
    }
}

/// What rustls says in seconds and identifiers, in words.
fn distrust(error: &rustls::Error) -> Option<String> {
    let reason = match error {
        rustls::Error::InvalidCertificate(reason) => reason,
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            return Some("what came is no TLS".to_owned());
        }
        _ => return None,
    };
    Some(match reason {
        CertificateError::UnknownIssuer => "the issuer of the peer's certificate is not trusted".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("the peer's certificate expired at {}", moment(*not_after)?)
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("the peer's certificate is not valid before {}", moment(*not_before)?)
        }
        CertificateError::NotValidForNameContext { expected, .. } => {
            format!("the peer's certificate is not for {}", expected.to_str())
        }
        _ => return None,
    })
}

fn moment(time: UnixTime) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.as_secs()).ok()?).ok()
}
