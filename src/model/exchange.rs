//! One request and what came of it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::json;
use super::mode::Mode;

/// A media type without its parameters, its letters as they are (RFC 9110, section 8.3.1).
#[must_use]
pub fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: Url,
    /// The headers, ours included.
    pub headers: HeaderMap,
    /// The body; empty where there is none.
    pub body: Bytes,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status line's code.
    pub status: StatusCode,
    /// The protocol it came over.
    pub version: Version,
    /// The headers as received.
    pub headers: HeaderMap,
    /// The body after its Content-Encoding was undone.
    pub body: Bytes,
    json: OnceLock<Result<Value, String>>,
}

impl Answer {
    /// An answer.
    #[must_use]
    pub fn new(status: StatusCode, version: Version, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, version, headers, body, json: OnceLock::new() }
    }

    /// The body as JSON, parsed once.
    ///
    /// # Errors
    /// The parser's message where the body is no JSON.
    pub fn json(&self) -> Result<&Value, &str> {
        self.json.get_or_init(|| json::parse(&self.body)).as_ref().map_err(String::as_str)
    }

    /// A header's first value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Why there is no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The name could not be resolved.
    Dns,
    /// Nothing listens there.
    Refused,
    /// No connection in time.
    ConnectTimeout,
    /// The connection ended before any byte of an answer.
    Closed,
    /// The connection was reset before any byte of an answer.
    Reset,
    /// The certificate's issuer is not trusted.
    TlsIssuer,
    /// The certificate has expired, or is not valid yet.
    TlsExpired,
    /// The certificate is for another name.
    TlsName,
    /// Any other refusal of TLS.
    Tls,
    /// No whole answer in time after the connection stood.
    Timeout,
    /// The body ended early.
    Cut,
    /// What came is no HTTP, or its encoding is broken.
    Malformed,
    /// The body is larger than the limit.
    TooLarge,
    /// The request leads to another origin than the target's.
    Origin,
    /// A redirect would repeat a write elsewhere, and nobody approved writes.
    Unapproved,
    /// The proxy refused.
    Proxy,
    /// The request could not be built or sent for another cause.
    Other,
}

impl FailureKind {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Dns,
        Self::Refused,
        Self::ConnectTimeout,
        Self::Closed,
        Self::Reset,
        Self::TlsIssuer,
        Self::TlsExpired,
        Self::TlsName,
        Self::Tls,
        Self::Timeout,
        Self::Cut,
        Self::Malformed,
        Self::TooLarge,
        Self::Origin,
        Self::Unapproved,
        Self::Proxy,
        Self::Other,
    ];

    /// The word in suites and artifacts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::ConnectTimeout => "connect_timeout",
            Self::Closed => "closed",
            Self::Reset => "reset",
            Self::TlsIssuer => "tls_issuer",
            Self::TlsExpired => "tls_expired",
            Self::TlsName => "tls_name",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Cut => "cut",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::Origin => "origin",
            Self::Unapproved => "unapproved",
            Self::Proxy => "proxy",
            Self::Other => "other",
        }
    }

    /// Whether no byte of an answer came, so that nothing is known of the service.
    #[must_use]
    pub const fn is_unreachable(self) -> bool {
        matches!(
            self,
            Self::Dns | Self::Refused | Self::ConnectTimeout | Self::Closed | Self::Reset | Self::Proxy | Self::Other
        )
    }

    /// Whether the peer's certificate or handshake was refused.
    #[must_use]
    pub const fn is_tls(self) -> bool {
        matches!(self, Self::TlsIssuer | Self::TlsExpired | Self::TlsName | Self::Tls)
    }
}

/// What went wrong on the way.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Its class.
    pub kind: FailureKind,
    /// The innermost cause in words.
    pub detail: String,
}

/// How long each phase took; none where the phase did not happen (a reused connection has no dns, connect or tls).
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Resolving the name.
    pub dns: Option<Duration>,
    /// Connecting, without TLS.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// From sending to the first byte of the answer's head.
    pub first_byte: Option<Duration>,
    /// From start to the last byte, or to the failure.
    pub total: Duration,
}

/// The peer's certificate, as far as checks and people need it.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The subject's distinguished name.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// The names and addresses it is for.
    pub names: Vec<String>,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// The serial number, lower-case hex.
    pub serial: String,
    /// The SHA-256 of the DER form, lower-case hex.
    pub sha256: String,
    /// How many certificates the peer sent.
    pub chain: usize,
}

/// One hop of a followed redirect.
#[derive(Debug, Clone)]
pub struct Hop {
    /// The status that sent us on.
    pub status: StatusCode,
    /// Where it was answered.
    pub from: Url,
    /// Where it sent us.
    pub to: Url,
}

/// One request, the answer or the failure, and how long it took.
#[derive(Debug)]
pub struct Exchange {
    /// Which target.
    pub target: Arc<str>,
    /// Who answered.
    pub mode: Mode,
    /// Which try of the step this was, from 1.
    pub attempt: u32,
    /// When it was sent.
    pub started: Timestamp,
    /// What was sent.
    pub request: Request,
    /// What came of it.
    pub result: Result<Answer, Failure>,
    /// How long each phase took.
    pub timings: Timings,
    /// The peer's certificate, where TLS was spoken.
    pub certificate: Option<Arc<Certificate>>,
    /// Redirects that were followed on the way to the answer.
    pub hops: Vec<Hop>,
    /// The `x-request-id` that was sent.
    pub request_id: String,
    /// The `traceparent` that was sent.
    pub traceparent: String,
}

impl Exchange {
    /// The answer, where a whole one came.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.result.as_ref().ok()
    }

    /// The failure, where none came.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.result.as_ref().err()
    }
}
