//! A stub's answer held to a contract when it is loaded: what is literal has to be declared, what is filled in later is
//! passed over.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use serde_json::{Value, json};
use url::Url;

use super::{closed, prepare};
use crate::mock::pattern::{Pattern, split};

use crate::model::exchange::{Answer, Request};
use crate::openapi::conform::{Breach, Contract, Kind};
use crate::openapi::schema::Direction;
use crate::value::matcher::step::{Step, location};

/// How often what is filled in later is tried with another value.
const TRIES: u64 = 32;

/// A stub's answer as it is written.
#[derive(Debug)]
pub struct Written<'a> {
    /// The status.
    pub status: StatusCode,
    /// Headers that are literal.
    pub headers: &'a HeaderMap,
    /// Headers that are filled in.
    pub filled: Vec<HeaderName>,
    /// The body.
    pub body: Body,
}

/// A body as it is written.
#[derive(Debug)]
pub enum Body {
    /// Bytes, or none.
    Fixed(Bytes),
    /// JSON, parts of which are filled in.
    Json {
        /// With anything where something is filled in.
        value: Value,
        /// What is filled in, and whether it is text whatever comes.
        holes: Vec<(Vec<Step>, bool)>,
    },
    /// Text that is filled in.
    Unknown,
}

/// What a contract says of a stub's answer.
#[derive(Debug)]
pub struct Found {
    /// What it is held to: `GET /orders/{id}`; the stub's own words where there is no such operation.
    pub operation: String,
    /// What is wrong with it.
    pub breaches: Vec<Breach>,
}

/// Holds an answer to every operation that its stub stands for (any method where none is given); none of them where nothing is wrong with it for one of those
/// that a template or `any` means at once.
#[must_use]
pub fn lies(
    contract: &Contract,
    prefix: Option<&str>,
    methods: Option<&[Method]>,
    pattern: &Pattern,
    answer: &Written<'_>,
) -> Vec<Found> {
    let list = methods.unwrap_or_default();
    let operations = |method: Option<&Method>| means(contract, prefix, method, pattern);
    let groups: Vec<(String, Vec<usize>)> = if list.is_empty() {
        vec![(format!("ANY {pattern}"), operations(None))]
    } else {
        list.iter().map(|method| (format!("{method} {pattern}"), operations(Some(method)))).collect()
    };
    let mut found = Vec::new();
    for (words, group) in groups {
        let mut judged: Vec<Found> = Vec::new();
        for number in &group {
            let operation = contract.api.operations[*number].name();
            judged.push(Found { operation, breaches: hold(contract, *number, answer) });
        }
        match judged.into_iter().min_by_key(|one| one.breaches.len()) {
            Some(best) if best.breaches.is_empty() => {}
            Some(best) => found.push(best),
            None => {
                let path = pattern.text();
                let method = list.first().cloned().unwrap_or(Method::GET);
                let breach = contract.route(&method, path, prefix).err();
                found.push(Found { operation: words, breaches: breach.map(|one| *one).into_iter().collect() });
            }
        }
    }
    found
}

/// The operations that a stub stands for.
fn means(contract: &Contract, prefix: Option<&str>, method: Option<&Method>, pattern: &Pattern) -> Vec<usize> {
    let is = |number: &usize| method.is_none_or(|method| contract.api.operations[*number].method == *method);
    let probe = filled(pattern.text());
    let all = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];
    let routed: Vec<usize> = all
        .iter()
        .filter_map(|name| contract.operation(&Method::from_bytes(name.as_bytes()).ok()?, &probe, prefix))
        .filter(is)
        .collect();
    if !routed.is_empty() {
        return routed;
    }
    // A stub may take many paths at once.
    let bases: Vec<&str> =
        prefix.map_or_else(|| contract.api.bases.iter().map(String::as_str).collect(), |one| vec![one]);
    let takes = |number: &usize| {
        let path = filled(&contract.api.operations[*number].path);
        bases.iter().any(|base| pattern.params(&split(&format!("{}{path}", base.trim_end_matches('/')))).is_some())
    };
    (0..contract.api.operations.len()).filter(is).filter(takes).collect()
}

/// A path with something in place of its names.
fn filled(template: &str) -> String {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        path.push_str(before);
        path.push('~');
        rest = after;
    }
    path + rest
}

fn hold(contract: &Contract, number: usize, written: &Written<'_>) -> Vec<Breach> {
    let (value, holes) = match &written.body {
        Body::Json { value, holes } => (value, holes.as_slice()),
        Body::Fixed(bytes) => return judge(contract, number, written, bytes).0,
        Body::Unknown => return judge(contract, number, written, &Bytes::from_static(b"?")).0,
    };
    let (first, media) = judge(contract, number, written, &Bytes::from(value.to_string()));
    if holes.is_empty() || first.is_empty() {
        return first;
    }
    let response = contract.api.operations[number].response(written.status.as_u16());
    let schema = response.zip(media).and_then(|(response, media)| response.content[media].schema.as_ref());
    let sampler = schema.and_then(|at| prepare::sampler(contract, at, Direction::Response).ok());
    let mut least = passed_over(first, holes);
    for seed in 0..TRIES {
        if least.is_empty() {
            break;
        }
        let sample = sampler.as_ref().and_then(|sampler| sampler.valid(seed).ok()).unwrap_or_default();
        let mut tried = value.clone();
        for (steps, is_text) in holes {
            if let Some(hole) = at(&mut tried, steps) {
                *hole = stand_in(&sample, steps, *is_text, seed);
            }
        }
        let (breaches, _) = judge(contract, number, written, &Bytes::from(tried.to_string()));
        if breaches.is_empty() {
            return Vec::new();
        }
        let breaches = passed_over(breaches, holes);
        if breaches.len() < least.len() {
            least = breaches;
        }
    }
    least
}

fn stand_in(sample: &Value, steps: &[Step], is_text: bool, seed: u64) -> Value {
    let mut copy = sample.clone();
    let found = at(&mut copy, steps).map(Value::take);
    match found {
        Some(value) if !is_text || value.is_string() => value,
        _ if is_text => json!("text"),
        _ => {
            let all = [json!("text"), json!(1), json!(null), json!(true), json!({}), json!([])];
            all.get(usize::try_from(seed).unwrap_or(0) % all.len()).cloned().unwrap_or_default()
        }
    }
}

fn at<'v>(value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    steps.iter().try_fold(value, |here, step| match step {
        Step::Key(key) => here.get_mut(key),
        Step::Index(index) => here.get_mut(*index),
    })
}

/// What does not lie in what is filled in, nor in an alternative that depends on it.
fn passed_over(breaches: Vec<Breach>, holes: &[(Vec<Step>, bool)]) -> Vec<Breach> {
    let holes: Vec<String> = holes.iter().map(|(steps, _)| location("$", steps)).collect();
    let below = |inner: &str, outer: &str| {
        inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let depends = |breach: &Breach| {
        let keyword = breach.at.name();
        let words = [
            "oneOf",
            "anyOf",
            "not",
            "if",
            "then",
            "else",
            "enum",
            "const",
            "uniqueItems",
            "contains",
            "discriminator",
        ];
        words.contains(&keyword.as_str())
    };
    let mut rest = breaches;
    rest.retain(|breach| {
        !holes.iter().any(|hole| below(&breach.field, hole) || below(hole, &breach.field) && depends(breach))
    });
    rest
}

/// What the document says of a body, and in which of the declared media types it is.
fn judge(contract: &Contract, number: usize, written: &Written<'_>, body: &Bytes) -> (Vec<Breach>, Option<usize>) {
    let Ok(url) = Url::parse("http://mock/") else { return (Vec::new(), None) };
    let method = contract.api.operations[number].method.clone();
    let request = Request { method, url, headers: HeaderMap::new(), body: Bytes::new() };
    let mut headers = written.headers.clone();
    for name in &written.filled {
        headers.insert(name, HeaderValue::from_static("?"));
    }
    let answer = Answer::new(written.status, Version::HTTP_11, headers, body.clone());
    let verdict = contract.judge_answer(number, &request, &answer, &closed());
    let is_kind_unknown = written.filled.contains(&CONTENT_TYPE);
    let mut breaches = verdict.breaches;
    breaches.retain(|breach| {
        let header = breach.field.strip_prefix("header ");
        let is_body = matches!(breach.kind, Kind::Body | Kind::UndeclaredProperty | Kind::UndeclaredContentType);
        let is_open = matches!(written.body, Body::Unknown) && breach.kind == Kind::Body && breach.field == "$";
        let is_filled = header.is_some_and(|header| written.filled.iter().any(|name| name == header));
        !(is_filled || is_open || is_kind_unknown && is_body)
    });
    (breaches, verdict.touched.and_then(|touched| touched.response_media))
}
