//! Tests of conformance: both ways, with the exact part of the exchange and place in the document.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use url::Url;

use super::*;

mod forms;
mod parameters;
mod requests;
mod responses;
mod routes;

fn contract(text: &str) -> Contract {
    let source = Source { name: "openapi.yaml".into(), text: text.into() };
    let (contract, found) = Contract::parse(source).unwrap_or_else(|found| panic!("{:?}", found.into_vec()));
    assert!(!found.has_errors(), "{:?}", found.into_vec());
    contract
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    lines.iter().map(header).collect()
}

fn request(method: &str, path: &str, lines: &[(&str, &str)], body: impl Into<Bytes>) -> Request {
    Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        url: Url::parse(&format!("http://api.example{path}")).unwrap(),
        headers: headers(lines),
        body: body.into(),
    }
}

fn get(path: &str) -> Request {
    request("GET", path, &[], "")
}

fn answer(status: u16, lines: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    Answer::new(StatusCode::from_u16(status).unwrap(), Version::HTTP_11, headers(lines), body.into())
}

fn json(status: u16, body: &str) -> Answer {
    answer(status, &[("content-type", "application/json")], body.to_owned())
}

/// Each breach as `level kind field: expected / actual @ place`.
fn lines(contract: &Contract, verdict: &Verdict) -> Vec<String> {
    let line = |one: &Breach| {
        let level = if one.level == Level::Error { "error" } else { "warn" };
        let place = contract.document.place(&one.at).to_string().replace("openapi.yaml:", "");
        format!("{level} {} {}: {} / {} @ {place}", one.kind.name(), one.field, one.expected, one.actual)
    };
    verdict.breaches.iter().map(line).collect()
}

fn said(contract: &Contract, request: &Request, answer: Option<&Answer>) -> Vec<String> {
    lines(contract, &contract.judge(request, answer, &Options::default()))
}

#[track_caller]
fn fits(contract: &Contract, request: &Request, answer: Option<&Answer>) {
    assert_eq!(said(contract, request, answer), [] as [&str; 0]);
}

#[track_caller]
fn one(contract: &Contract, request: &Request, answer: Option<&Answer>, starts: &str) {
    let said = said(contract, request, answer);
    assert!(said.len() == 1 && said[0].starts_with(starts), "{said:#?}");
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let mut names = Kind::ALL.map(Kind::name).to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len());
}
