//! A request as stubs see it: parts that are costly to read are read once, and only when asked for.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Method};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::case::CaseKey;
use crate::model::clock;
use crate::model::endpoint::CASE_HEADER;
use crate::model::exchange::essence;

/// The header that tells cases apart.
const CASE: HeaderName = HeaderName::from_static(CASE_HEADER);

/// Scheme and authority that a request was sent to, such as `http://127.0.0.1:8080`.
#[derive(Debug)]
pub enum Origin {
    /// These.
    Known(String),
    /// What the request says, in its header `host` or else in its target; the server's own where it says nothing.
    Served {
        /// Of the target (RFC 9112, section 3.2.2; RFC 9113, section 8.3.1).
        authority: Option<Authority>,
        /// Where the server listens.
        address: SocketAddr,
    },
}

/// A request that arrived at a mock.
#[derive(Debug)]
pub struct Request {
    /// Which case it belongs to.
    pub case: CaseKey,
    /// The method.
    pub method: Method,
    /// Where it was sent to.
    pub origin: Origin,
    /// Path and query as received.
    pub target: String,
    /// The headers without ours.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// When it arrived, counted from the mock's start.
    pub at: Duration,
    /// Which connection it came over, counted from the mock's start.
    pub connection: u64,
    now: OnceLock<Timestamp>,
    query: OnceLock<Map<String, Value>>,
    form: OnceLock<Map<String, Value>>,
    json: OnceLock<Result<Value, String>>,
}

impl Request {
    /// A request; the header that tells cases apart is taken out.
    #[must_use]
    pub fn new(method: Method, target: String, mut headers: HeaderMap, body: Bytes) -> Self {
        let case = CaseKey::of_header(headers.remove(CASE).as_ref());
        Self {
            case,
            method,
            origin: Origin::Known(String::new()),
            target,
            headers,
            body,
            at: Duration::ZERO,
            connection: 0,
            now: OnceLock::new(),
            query: OnceLock::new(),
            form: OnceLock::new(),
            json: OnceLock::new(),
        }
    }

    /// When it is answered: the time at which that was first asked for, the same for all who ask.
    pub fn now(&self) -> Timestamp {
        *self.now.get_or_init(clock::now)
    }

    /// Scheme and authority that it was sent to.
    #[must_use]
    pub fn origin(&self) -> Cow<'_, str> {
        match &self.origin {
            Origin::Known(origin) => Cow::Borrowed(origin),
            Origin::Served { authority, address } => {
                let host = self.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
                Cow::Owned(match host.or(authority.as_ref().map(Authority::as_str)) {
                    Some(host) => format!("http://{host}"),
                    None => format!("http://{address}"),
                })
            }
        }
    }

    /// The path as received.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// The query's parameters, decoded; one that is given more than once is a list.
    pub fn query(&self) -> &Map<String, Value> {
        self.query.get_or_init(|| pairs(self.target.split_once('?').map_or("", |(_, query)| query).as_bytes()))
    }

    /// The body's parameters, where it is a form (`application/x-www-form-urlencoded`); else none.
    pub fn form(&self) -> &Map<String, Value> {
        self.form.get_or_init(|| {
            let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let essence = essence(kind);
            if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
                pairs(&self.body)
            } else {
                Map::new()
            }
        })
    }

    /// The body as JSON, parsed once.
    ///
    /// # Errors
    /// In words, why it is none.
    pub fn json(&self) -> Result<&Value, &str> {
        let read = || {
            if self.body.is_empty() {
                return Err("the request has no body".to_owned());
            }
            serde_json::from_slice(&self.body).map_err(|error| format!("the body is no JSON: {error}"))
        };
        self.json.get_or_init(read).as_ref().map_err(String::as_str)
    }

    /// A header's value; a list where it came more than once, none where it did not come.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Value> {
        let mut values = self.headers.get_all(name).iter();
        let first = text(values.next()?.as_bytes());
        let rest: Vec<Value> = values.map(|value| text(value.as_bytes())).collect();
        Some(if rest.is_empty() { first } else { std::iter::once(first).chain(rest).collect() })
    }
}

fn text(bytes: &[u8]) -> Value {
    Value::String(String::from_utf8_lossy(bytes).into_owned())
}

fn pairs(encoded: &[u8]) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in url::form_urlencoded::parse(encoded) {
        let value = Value::String(value.into_owned());
        match map.get_mut(name.as_ref()) {
            None => {
                map.insert(name.into_owned(), value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(target: &str, headers: &[(&'static str, &'static str)], body: &'static str) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Request::new(Method::POST, target.into(), map, Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn parts_are_read_as_they_are_meant() {
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let seen = request("/a?x=1&y=a+b%2Fc&x=2", &[form, ("a", "1"), ("a", "2"), (CASE_HEADER, "s::c")], "k=v&k=w");
        assert_eq!(seen.path(), "/a");
        assert_eq!(Value::Object(seen.query().clone()), json!({"x": ["1", "2"], "y": "a b/c"}));
        assert_eq!(Value::Object(seen.form().clone()), json!({"k": ["v", "w"]}));
        assert_eq!(seen.header("a"), Some(json!(["1", "2"])));
        assert_eq!(seen.header("content-type"), Some(json!(form.1)));
        assert_eq!(seen.header(CASE_HEADER), None, "our header is not the stub's business");
        assert_eq!(seen.case, CaseKey::new("s::c"));
        assert!(seen.json().unwrap_err().starts_with("the body is no JSON"));
        assert!(request("/", &[], "k=v").form().is_empty(), "a form says so in its content-type");
        assert_eq!(request("/", &[], "").json(), Err("the request has no body"));
    }
}
