//! Refusals: which declared answer says that a request is wrong, and what stands in its body.

use http::header::{ALLOW, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Given, Provider, Ready, closed, digest, prefer, prepare};
use crate::mock::answer::{Filled, json as bytes};
use crate::mock::request::Request;
use crate::openapi::api::{In, Media, SchemeKind, StatusKey};
use crate::openapi::at::push;
use crate::openapi::conform::{Breach, Kind};
use crate::openapi::schema::Direction;

/// How deep problem fields are looked for in a body.
const DEEPEST: usize = 3;

/// Why a request is not answered as it asks.
#[derive(Debug)]
pub(super) struct Refusal {
    /// Statuses that say so, the most telling first.
    pub(super) codes: &'static [u16],
    /// In few words.
    pub(super) title: &'static str,
    /// For people.
    pub(super) detail: String,
    /// Headers that belong to it.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Where the document demands what the request does not keep.
    pub(super) place: Option<String>,
    /// Whether the request is not to blame, so that it is told only where the document declares no such answer.
    pub(super) usual: bool,
}

impl Refusal {
    pub(super) fn new(codes: &'static [u16], title: &'static str, detail: impl Into<String>) -> Self {
        Self { codes, title, detail: detail.into(), headers: Vec::new(), place: None, usual: false }
    }

    pub(super) fn usual(self) -> Self {
        Self { usual: true, ..self }
    }

    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// What is wrong with a request, by the document.
    pub(super) fn of(breaches: &[Breach]) -> Self {
        let kind = |kind: Kind| breaches.iter().any(|breach| breach.kind == kind);
        let (codes, title): (&[u16], _) = if kind(Kind::RequestContentType) {
            (&[415, 400, 422], "the content type is not declared")
        } else if kind(Kind::RequestBody) && breaches.iter().any(|breach| breach.expected == "JSON") {
            (&[400, 422], "the body cannot be read")
        } else if kind(Kind::RequestBody) {
            (&[422, 400], "the body does not fit its schema")
        } else {
            (&[400, 422], "a parameter does not fit its schema")
        };
        let told: Vec<String> = breaches
            .iter()
            .map(|breach| format!("{}: expected {}, found {}", breach.field, breach.expected, breach.actual))
            .collect();
        Self::new(codes, title, told.join("; "))
    }
}

impl Provider {
    /// What is missing of the credentials that an operation asks for; none where one of its alternatives is there. Whether
    /// they are right a document cannot say.
    pub(super) fn stranger(&self, operation: usize, request: &Request) -> Option<Refusal> {
        let callers = &self.operation(operation).callers;
        let schemes = &self.contract.api.schemes;
        let known = |name: &str| schemes.iter().find(|scheme| scheme.name == name);
        let there = |name: &str| known(name).is_none_or(|scheme| brings(request, &scheme.kind));
        if callers.is_empty() || callers.iter().any(|all| all.iter().all(|one| there(&one.scheme))) {
            return None;
        }
        let names: Vec<String> = callers
            .iter()
            .map(|all| all.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>().join(" and "))
            .collect();
        let detail = format!("the operation asks for {}, and the request brings none of it", names.join(" or "));
        let mut refusal = Refusal::new(&[401, 403], "no credentials", detail);
        let first = callers.iter().flatten().find_map(|one| match &known(&one.scheme)?.kind {
            SchemeKind::Basic => Some("Basic realm=\"mock\"".to_owned()),
            SchemeKind::Bearer => Some("Bearer".to_owned()),
            SchemeKind::Http(name) => Some(name.clone()),
            SchemeKind::ApiKey { .. } | SchemeKind::MutualTls => None,
        });
        if let Some(challenge) = first {
            refusal = refusal.with(WWW_AUTHENTICATE, &challenge);
        }
        Some(refusal)
    }

    /// A path that the document knows, with another method; none where it does not know the path.
    pub(super) fn other_method(&self, request: &Request, prefix: Option<&str>) -> Option<(usize, Refusal)> {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];
        let at = |name: &str| {
            let method = Method::from_bytes(name.as_bytes()).ok()?;
            self.contract.operation(&method, request.path(), prefix).filter(|number| self.serves(*number))
        };
        let found: Vec<(&str, usize)> = methods.iter().filter_map(|name| Some((*name, at(name)?))).collect();
        let declares = |number: usize| self.operation(number).response(405).is_some();
        let (_, number) = *found.iter().find(|(_, number)| declares(*number)).or(found.first())?;
        let allow = found.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let path = &self.operation(number).path;
        let detail = format!("{} is no method of `{path}` in the contract: it has {allow}", request.method);
        Some((number, Refusal::new(&[405], "no such method", detail).with(ALLOW, &allow)))
    }

    /// The answer that refuses a request: the declared one, else a problem of the mock's own, which is told.
    pub(super) fn refuse(&self, number: usize, refusal: Refusal, request: &Request) -> Given {
        let operation = self.operation(number);
        let by_code = |code: &u16| operation.responses.iter().any(|one| one.status == StatusKey::Code(*code));
        let declared = refusal.codes.iter().find(|code| by_code(code)).or_else(|| {
            let first = refusal.codes.first()?;
            operation.response(*first).map(|_| first)
        });
        let ready = declared.and_then(|code| {
            let status = StatusCode::from_u16(*code).ok()?;
            Some((status, self.refusing(number, status, &refusal, request)?))
        });
        let place = refusal.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        let what = format!("{} of the contract: {}{place}", operation.name(), refusal.detail);
        let (status, ready, told) = match ready {
            Some((status, ready)) => (status, ready, (!refusal.usual).then_some(what)),
            None => {
                let code = refusal.codes.first().copied().unwrap_or(400);
                let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
                (status, own(status, &refusal), Some(format!("{what}; it declares no answer {code}")))
            }
        };
        let mut answer = Filled { status, headers: ready.headers, body: ready.body };
        for (name, value) in refusal.headers {
            answer.headers.insert(name, value);
        }
        let operation = told.is_none().then_some(number);
        Given { answer, operation, told, fault: None }
    }

    /// The declared answer of a status, its problem fields filled with what is wrong.
    fn refusing(&self, number: usize, status: StatusCode, refusal: &Refusal, request: &Request) -> Option<Ready> {
        let content = &self.operation(number).response(status.as_u16())?.content;
        if content.is_empty() || prepare::is_bodiless(&request.method, status) {
            return self.prepared(number, status, None).generated(0).clone().ok();
        }
        // A client that accepts only what refusals are not written in gets them all the same.
        let index = prefer::accepted(&request.headers, content)
            .filter(|index| prefer::is_json(&content[*index].range))
            .or_else(|| content.iter().position(|media| prefer::is_json(&media.range)))
            .unwrap_or(0);
        let prepared = self.prepared(number, status, Some(index));
        let media = &content[index];
        let number = digest(&[refusal.detail.as_bytes()]);
        if !prefer::is_json(&media.range) {
            let plain = prepared.carry(&Value::String(refusal.detail.clone()), number).ok();
            return plain.or_else(|| prepared.generated(number).clone().ok());
        }
        let filled = self.problem(media, status, refusal, number);
        filled.and_then(|body| prepared.carry(&body, number).ok()).or_else(|| prepared.generated(number).clone().ok())
    }

    fn problem(&self, media: &Media, status: StatusCode, refusal: &Refusal, seed: u64) -> Option<Value> {
        let Some(at) = &media.schema else {
            return Some(json!({"title": refusal.title, "status": status.as_u16(), "detail": refusal.detail}));
        };
        let sampler = prepare::sampler(&self.contract, at, Direction::Response).ok()?;
        let fits = |value: &Value| {
            let undeclared = closed().undeclared;
            self.contract
                .schemas
                .judge(at, Direction::Response, undeclared, value)
                .is_ok_and(|misses| misses.is_empty())
        };
        let first = sampler.plain().ok().filter(&fits);
        let mut body = first.or_else(|| (0..8).find_map(|turn| sampler.valid(seed ^ turn).ok().filter(&fits)))?;
        if let Value::String(_) = body {
            let text = Value::String(refusal.detail.clone());
            return Some(if fits(&text) { text } else { body });
        }
        fill(&mut body, &[], status, refusal, &fits);
        Some(body)
    }
}

/// Puts what is wrong into the fields that are meant for it, as far as the whole still fits.
fn fill(body: &mut Value, path: &[String], status: StatusCode, refusal: &Refusal, fits: &dyn Fn(&Value) -> bool) {
    let mut pointer = String::new();
    for key in path {
        push(&mut pointer, key);
    }
    let here = match body.pointer(&pointer) {
        Some(Value::Object(map)) => map.clone(),
        _ => Map::new(),
    };
    let code = status.as_u16();
    let wanted = [
        ("title", json!(refusal.title)),
        ("status", json!(code)),
        ("status", json!(code.to_string())),
        ("statusCode", json!(code)),
        ("detail", json!(refusal.detail)),
        ("message", json!(refusal.detail)),
        ("description", json!(refusal.detail)),
        ("error_description", json!(refusal.detail)),
        ("reason", json!(refusal.detail)),
        ("error", json!(refusal.detail)),
        ("errors", json!([refusal.detail])),
    ];
    for (name, value) in wanted {
        let kept = here.get(name).is_some_and(Value::is_object);
        // What stands there already may be a structure, which is filled below.
        if kept {
            continue;
        }
        let mut changed = body.clone();
        if let Some(Value::Object(map)) = changed.pointer_mut(&pointer) {
            map.insert(name.to_owned(), value);
        }
        if fits(&changed) {
            *body = changed;
        }
    }
    if path.len() >= DEEPEST {
        return;
    }
    let inner: Vec<String> = match body.pointer(&pointer) {
        Some(Value::Object(map)) => {
            map.iter().filter(|(_, value)| holds_objects(value)).map(|(key, _)| key.clone()).collect()
        }
        Some(Value::Array(items)) if items.first().is_some_and(Value::is_object) => vec!["0".into()],
        _ => Vec::new(),
    };
    for key in inner {
        fill(body, &[path, &[key]].concat(), status, refusal, fits);
    }
}

fn holds_objects(value: &Value) -> bool {
    value.is_object() || value.as_array().and_then(|items| items.first()).is_some_and(Value::is_object)
}

pub(super) fn own(status: StatusCode, refusal: &Refusal) -> Ready {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let body = json!({"status": status.as_u16(), "title": refusal.title, "detail": refusal.detail});
    Ready { headers, body: bytes(&body) }
}

/// Whether a request brings what a scheme asks for.
fn brings(request: &Request, kind: &SchemeKind) -> bool {
    let authorization = |scheme: &str| {
        let value = request.headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let start = value.and_then(|value| value.split_once(' '));
        start.is_some_and(|(name, rest)| name.eq_ignore_ascii_case(scheme) && !rest.trim().is_empty())
    };
    match kind {
        SchemeKind::ApiKey { location: In::Header, name } => request.headers.contains_key(name.as_str()),
        SchemeKind::ApiKey { location: In::Cookie, name } => {
            let lines = request.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
            pairs.any(|(key, _)| key.trim() == name)
        }
        SchemeKind::ApiKey { name, .. } => request.query().contains_key(name),
        SchemeKind::Basic => authorization("basic"),
        SchemeKind::Bearer => authorization("bearer"),
        SchemeKind::Http(scheme) => authorization(scheme),
        SchemeKind::MutualTls => true,
    }
}
