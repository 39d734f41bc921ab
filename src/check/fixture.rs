//! What the tests of checks have in common: exchanges made by hand, and checks compiled from a line of YAML.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode, Version};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::api::{Check, Compile, Workshop};
use crate::model::diagnostic::Diagnostics;
use crate::model::exchange::{Answer, Exchange, Failure, FailureKind, Request, Timings};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::mode::Mode;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Source;
use crate::model::secret::Secret;
use crate::openapi::shelf::Shelf;
use crate::syntax::yaml;
use crate::value::scope::{Ground, Scope};

/// When every exchange of the tests was sent.
pub(super) const NOW: &str = "2026-11-20T06:00:00Z";

/// A header's fields from pairs; a name may come more than once.
pub(super) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    map
}

/// A GET of `url` that was answered.
pub(super) fn exchange(url: &str, status: u16, pairs: &[(&str, &str)], body: &str) -> Exchange {
    let answer = Answer::new(
        StatusCode::from_u16(status).unwrap(),
        Version::HTTP_11,
        headers(pairs),
        body.to_owned().into_bytes().into(),
    );
    Exchange {
        target: "t".into(),
        mode: Mode::Mock,
        attempt: 1,
        started: NOW.parse::<Timestamp>().unwrap(),
        request: Request {
            method: Method::GET,
            url: Url::parse(url).unwrap(),
            headers: HeaderMap::new(),
            body: bytes::Bytes::new(),
        },
        result: Ok(answer),
        timings: Timings {
            first_byte: Some(Duration::from_millis(80)),
            total: Duration::from_millis(100),
            ..Timings::default()
        },
        certificate: None,
        hops: Vec::new(),
        request_id: "req-1".into(),
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into(),
    }
}

/// A GET that failed.
pub(super) fn failed(kind: FailureKind) -> Exchange {
    let mut exchange = exchange("http://t.test/", 200, &[], "");
    exchange.result = Err(Failure { kind, detail: "as the test wants".into() });
    exchange.timings.first_byte = None;
    exchange
}

/// What a step saw.
pub(super) fn seen(exchanges: impl IntoIterator<Item = Exchange>) -> Observation {
    Observation { exchanges: exchanges.into_iter().map(Arc::new).collect(), ..Observation::default() }
}

/// A text as a document.
pub(super) fn node(text: &str) -> Node {
    yaml::parse(&Arc::new(Source { name: "t".into(), text: text.into() })).unwrap()
}

/// The check, whatever it is warned of, or every complaint as `code message`.
pub(super) fn compile(kind: &Kind<Compile>, text: &str) -> Result<Box<dyn Check>, Vec<String>> {
    let mut found = Diagnostics::default();
    let folder = Path::new(".");
    let check = (kind.compile)(&node(text), &mut Workshop::new(&mut found, folder, folder, &Shelf::default()));
    let complaints: Vec<String> = found.iter().map(|d| format!("{} {}", d.code, d.message)).collect();
    match check {
        Some(check) if !found.has_errors() => Ok(check),
        _ => {
            assert!(!complaints.is_empty(), "neither a check nor a diagnostic: {text}");
            Err(complaints)
        }
    }
}

/// A scope with variables and secrets.
pub(super) fn scope(variables: &[(&str, Value)], secrets: &[(&str, &str)]) -> Scope {
    let ground = Ground {
        variables: variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        secrets: secrets.iter().map(|(name, text)| ((*name).to_owned(), Secret::new((*text).to_owned()))).collect(),
        ..Ground::default()
    };
    Scope::new(Arc::new(ground), "s/c".into(), None)
}

/// Compiles and judges in an empty scope.
pub(super) fn judge(kind: &Kind<Compile>, text: &str, seen: &Observation) -> Judgement {
    compile(kind, text).unwrap().judge(seen, &scope(&[], &[]))
}

/// A finding in one line: `field: expected …, got …`, with its weight where it is not the service's fault.
pub(super) fn line(finding: &Finding) -> String {
    let weight = match finding.weight {
        Weight::Wrong => String::new(),
        other => format!(" ({other:?})"),
    };
    format!("{}: expected {}, got {}{weight}", finding.field, finding.expected, finding.actual)
}

/// Every finding in one line each; what asserts nothing says so.
pub(super) fn lines(judgement: &Judgement) -> Vec<String> {
    if judgement.asserted == 0 && judgement.findings.is_empty() {
        return vec!["nothing was asserted".into()];
    }
    judgement.findings.iter().map(line).collect()
}

/// Compiles, judges and tells.
pub(super) fn tell(kind: &Kind<Compile>, text: &str, seen: &Observation) -> Vec<String> {
    lines(&judge(kind, text, seen))
}

/// The fields that findings name, for tests in which the words are another's.
pub(super) fn fields(kind: &Kind<Compile>, text: &str, seen: &Observation) -> Vec<String> {
    judge(kind, text, seen).findings.into_iter().map(|finding| finding.field).collect()
}
