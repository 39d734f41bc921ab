//! One request and what came of it, in evidence.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use http::{HeaderMap, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::part::{milliseconds, time};
use crate::artifact::conceal;
use crate::model::exchange::{Exchange as Seen, Timings};
use crate::model::id::CaseId;
use crate::value::redact::Redactor;

/// How much of a body that is no text is kept.
const BINARY: usize = 256;

/// A body: all of its text, or as much as the limit lets through; digest and length are of the raw bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Body<'a> {
    /// All of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    /// Its beginning, where it is too long or is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Cow<'a, str>>,
    /// The SHA-256 of the raw bytes.
    pub sha256: String,
    /// How many raw bytes there are.
    pub bytes: usize,
}

impl<'a> Body<'a> {
    /// A body in a form that may be written; none where it is empty.
    #[must_use]
    pub fn of(raw: &'a [u8], redactor: &Redactor, limit: usize) -> Option<Self> {
        if raw.is_empty() {
            return None;
        }
        let (text, excerpt) = match std::str::from_utf8(raw) {
            // Masked with its line, like everything that is not cut.
            Ok(text) if text.len() <= limit => (Some(Cow::Borrowed(text)), None),
            Ok(text) => (None, Some(redactor.excerpt(text, limit).0)),
            Err(_) => {
                let window = &raw[..raw.len().min(BINARY * 64)];
                let masked = redactor.mask_bytes(window);
                let shown = String::from_utf8_lossy(&masked[..masked.len().min(BINARY.min(limit))]);
                (None, Some(Cow::Owned(shown.into_owned())))
            }
        };
        Some(Self { text, excerpt, sha256: HEXLOWER.encode(&Sha256::digest(raw)), bytes: raw.len() })
    }
}

/// Headers in order, one pair for each value.
pub type Headers<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// What was sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request<'a> {
    /// The method.
    pub method: Cow<'a, str>,
    /// The absolute address.
    pub url: Cow<'a, str>,
    /// The headers, ours included.
    pub headers: Headers<'a>,
    /// The body, where there was one.
    pub body: Option<Body<'a>>,
}

/// What came back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer<'a> {
    /// The status line's code.
    pub status: u16,
    /// The protocol.
    pub version: Cow<'a, str>,
    /// The headers.
    pub headers: Headers<'a>,
    /// The body, where there was one.
    pub body: Option<Body<'a>>,
}

/// Why there is no whole answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure<'a> {
    /// Its class.
    pub kind: Cow<'a, str>,
    /// The innermost cause in words.
    pub detail: Cow<'a, str>,
}

/// How long each phase took, in milliseconds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Phases {
    /// Resolving the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<f64>,
    /// Connecting, without TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<f64>,
    /// The TLS handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<f64>,
    /// From sending to the first byte of the answer's head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte: Option<f64>,
    /// From start to end.
    pub total: f64,
}

impl From<&Timings> for Phases {
    fn from(timings: &Timings) -> Self {
        Self {
            dns: timings.dns.map(milliseconds),
            connect: timings.connect.map(milliseconds),
            tls: timings.tls.map(milliseconds),
            first_byte: timings.first_byte.map(milliseconds),
            total: milliseconds(timings.total),
        }
    }
}

/// The peer's certificate.
#[derive(Debug, Serialize, Deserialize)]
pub struct Certificate<'a> {
    /// The subject's distinguished name.
    pub subject: Cow<'a, str>,
    /// The issuer's distinguished name.
    pub issuer: Cow<'a, str>,
    /// The names and addresses it is for.
    pub names: Cow<'a, [String]>,
    /// Valid from.
    pub not_before: Cow<'a, str>,
    /// Valid until.
    pub not_after: Cow<'a, str>,
    /// The serial number.
    pub serial: Cow<'a, str>,
    /// The SHA-256 of the DER form.
    pub sha256: Cow<'a, str>,
    /// How many certificates the peer sent.
    pub chain: usize,
}

/// One hop of a followed redirect.
#[derive(Debug, Serialize, Deserialize)]
pub struct Hop<'a> {
    /// The status that sent us on.
    pub status: u16,
    /// Where it was answered.
    pub from: Cow<'a, str>,
    /// Where it sent us.
    pub to: Cow<'a, str>,
}

/// `exchange`: one request and what came of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Exchange<'a> {
    /// The case's id.
    pub case: Cow<'a, str>,
    /// The step.
    pub step: Cow<'a, str>,
    /// Which target.
    pub target: Cow<'a, str>,
    /// Who answered.
    pub mode: Cow<'a, str>,
    /// Which try of the step this was, from 1.
    pub attempt: u32,
    /// When it was sent.
    pub started: Cow<'a, str>,
    /// What was sent.
    pub request: Request<'a>,
    /// What came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer<'a>>,
    /// Why nothing whole came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure<'a>>,
    /// How long each phase took.
    pub ms: Phases,
    /// The peer's certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate<'a>>,
    /// Redirects that were followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop<'a>>,
    /// The `x-request-id` that was sent.
    pub request_id: Cow<'a, str>,
    /// The `traceparent` that was sent.
    pub traceparent: Cow<'a, str>,
}

impl<'a> Exchange<'a> {
    /// The line of an exchange, with credentials hidden by name; what else is secret is masked with the line.
    #[must_use]
    pub fn of(case: &CaseId, step: &'a str, seen: &'a Seen, redactor: &Redactor, limit: usize) -> Self {
        let certificate = seen.certificate.as_deref().map(|certificate| Certificate {
            subject: (&certificate.subject).into(),
            issuer: (&certificate.issuer).into(),
            names: (&certificate.names).into(),
            not_before: time(certificate.not_before).into(),
            not_after: time(certificate.not_after).into(),
            serial: (&certificate.serial).into(),
            sha256: (&certificate.sha256).into(),
            chain: certificate.chain,
        });
        let hops = seen.hops.iter().map(|hop| Hop {
            status: hop.status.as_u16(),
            from: conceal::url(&hop.from, redactor),
            to: conceal::url(&hop.to, redactor),
        });
        Self {
            case: case.text().into(),
            step: step.into(),
            target: (&*seen.target).into(),
            mode: seen.mode.name().into(),
            attempt: seen.attempt,
            started: time(seen.started).into(),
            request: Request {
                method: seen.request.method.as_str().into(),
                url: conceal::url(&seen.request.url, redactor),
                headers: headers(&seen.request.headers, redactor),
                body: Body::of(&seen.request.body, redactor, limit),
            },
            answer: seen.answer().map(|answer| Answer {
                status: answer.status.as_u16(),
                version: version(answer.version).into(),
                headers: headers(&answer.headers, redactor),
                body: Body::of(&answer.body, redactor, limit),
            }),
            failure: seen
                .failure()
                .map(|failure| Failure { kind: failure.kind.name().into(), detail: (&failure.detail).into() }),
            ms: (&seen.timings).into(),
            certificate,
            hops: hops.collect(),
            request_id: (&seen.request_id).into(),
            traceparent: (&seen.traceparent).into(),
        }
    }
}

fn headers<'a>(map: &'a HeaderMap, redactor: &Redactor) -> Headers<'a> {
    map.iter()
        .map(|(name, value)| (name.as_str().into(), conceal::header(name.as_str(), value.as_bytes(), redactor)))
        .collect()
}

/// The protocol's name on the wire.
fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_09 => "HTTP/0.9",
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_3 => "HTTP/3",
        _ => "HTTP/1.1",
    }
}
