//! A request as a suite writes it: method, path, query, headers and body, filled in when it is sent.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::api::{Sending, Stage};
use super::caller;
use super::payload::{PAYLOAD_FIELDS, Payload};
use crate::check::api::Workshop;
use crate::http::client::Protocol;
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::Request;
use crate::model::finding::{Finding, Weight};
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::shape::{Field, Shape};
use crate::syntax::read;
use crate::value::scope::Scope;
use crate::value::template::Template;

/// The keys that say what is sent, beside the step's own.
pub const FIELDS: [Field; 12] = [
    Field::new("headers", Shape::Map(&Shape::Scalar), "Headers of this request."),
    Field::new("query", Shape::Map(&Shape::OneOrMany(&Shape::Scalar)), "Query parameters; a list repeats one."),
    Field::new("cookies", Shape::Map(&Shape::Scalar), "Cookies, beside those that the case was given."),
    Field::new(
        "redirects",
        Shape::Integer { min: 0, max: 20 },
        "How many redirects are followed, within the target's own origin; 0 by default.",
    ),
    Field::new("http", Shape::Choice(&["1.1", "2"]), "The version of HTTP, where it is not the target's."),
    Field::new("compression", Shape::Bool, "Whether a compressed answer is asked for; true by default."),
    PAYLOAD_FIELDS[0],
    PAYLOAD_FIELDS[1],
    PAYLOAD_FIELDS[2],
    PAYLOAD_FIELDS[3],
    PAYLOAD_FIELDS[4],
    PAYLOAD_FIELDS[5],
];

/// A request before it is filled in.
#[derive(Debug)]
pub struct Draft {
    /// The method.
    pub method: Method,
    /// The path as written.
    pub path: Template,
    /// What a person calls it.
    pub label: String,
    query: Vec<(String, Vec<Template>)>,
    headers: Vec<(HeaderName, Template)>,
    cookies: Vec<(String, Template)>,
    payload: Option<Payload>,
    redirects: usize,
    protocol: Option<Protocol>,
    decompress: bool,
}

impl Draft {
    /// Reads a request; `line` is the key that holds `METHOD path`.
    pub fn compile(node: &Node, line: &str, shop: &mut Workshop<'_>) -> Option<Self> {
        let line = node.get(line)?;
        let text = shop.found.keep(read::text(line))?;
        let (method, path) = self::line(line, text, shop)?;
        Self::of(node, method, path, text.to_owned(), shop)
    }

    /// Reads a request of which method and path are known.
    pub fn of(node: &Node, method: Method, path: Template, label: String, shop: &mut Workshop<'_>) -> Option<Self> {
        let found = &mut *shop.found;
        let mut query = Vec::new();
        for entry in node.get("query").map(Node::entries).unwrap_or_default() {
            let values = read::one_or_many(&entry.value);
            let templates: Option<Vec<_>> = values.iter().map(|value| found.keep(Template::compile(value))).collect();
            query.push((entry.key.clone(), templates?));
        }
        let headers = match node.get("headers") {
            Some(headers) => caller::headers(headers, found)?,
            None => Vec::new(),
        };
        let cookies = match node.get("cookies") {
            Some(cookies) => caller::templates(cookies, found)?,
            None => Vec::new(),
        };
        let redirects = match node.get("redirects") {
            Some(redirects) => usize::try_from(found.keep(read::whole(redirects, 0, 20))?).unwrap_or(0),
            None => 0,
        };
        let protocol = match node.get("http") {
            Some(http) if found.keep(read::choice(http, &["1.1", "2"]))? == "2" => Some(Protocol::Http2),
            Some(_) => Some(Protocol::Http1),
            None => None,
        };
        let decompress = match node.get("compression") {
            Some(flag) => found.keep(read::boolean(flag))?,
            None => true,
        };
        let payload = Payload::compile(node, shop)?;
        if let Some(payload) = payload.as_ref().filter(|_| matches!(method, Method::GET | Method::HEAD | Method::TRACE))
        {
            shop.found.push(
                Diagnostic::error("body-of-get", payload.place(), format!("a {method} has no body (RFC 9110, 9.3)"))
                    .help("use `query`, or another method"),
            );
            return None;
        }
        Some(Self { method, path, label, query, headers, cookies, payload, redirects, protocol, decompress })
    }

    /// Whether a header asks the server to take the request for one of another method.
    #[must_use]
    pub fn overrides_method(&self) -> bool {
        caller::asks_for_another_method(&self.headers, self.query.iter().map(|(name, _)| name))
    }

    /// Whether the request has an `Idempotency-Key`.
    #[must_use]
    pub fn has_idempotency_key(&self) -> bool {
        self.says("idempotency-key")
    }

    /// Whether the step itself says what a header is; the name is in lower case.
    #[must_use]
    pub fn says(&self, header: &str) -> bool {
        self.headers.iter().any(|(name, _)| name == header)
    }

    /// The request, filled in, and how it is sent.
    ///
    /// # Errors
    /// What could not be filled in.
    pub fn fill(&self, stage: &Stage<'_>) -> Result<(Request, Sending), Finding> {
        let scope = stage.scope;
        let path = self.path.fill_text(scope).map_err(|what| what.finding("call"))?;
        let mut url = self.address(&path, stage)?;
        let mut headers = HeaderMap::with_capacity(8);
        for (name, template) in stage.headers {
            headers.insert(name, caller::value(template, scope)?);
        }
        // Credentials go to the target's own address only.
        if let Some(caller) = stage.caller.filter(|_| stage.station.is_own(&url)) {
            caller.dress(&mut url, &mut headers, scope)?;
        }
        for (name, values) in &self.query {
            for template in values {
                let text = template.fill_text(scope).map_err(|what| what.finding("call"))?;
                url.query_pairs_mut().append_pair(name, &text);
            }
        }
        let body = match &self.payload {
            Some(payload) => {
                let (body, content_type) = payload.fill(scope, &stage.case.key)?;
                if let Some(content_type) = content_type {
                    headers.insert(CONTENT_TYPE, content_type);
                }
                body
            }
            None => Bytes::new(),
        };
        for (name, template) in &self.headers {
            headers.insert(name, caller::value(template, scope)?);
        }
        self.add_cookies(&mut headers, scope)?;
        let sending = self.mark(&mut headers, stage);
        Ok((Request { method: self.method.clone(), url, headers, body }, sending))
    }

    /// Sends the request as often as checks demand samples; `dress` has the last word on each.
    ///
    /// # Errors
    /// What could not be filled in.
    pub async fn samples(
        &self,
        stage: &Stage<'_>,
        dress: impl Fn(&mut Request) -> Result<(), Finding>,
    ) -> Result<Observation, Finding> {
        let dress = &dress;
        stage
            .samples(|| async move {
                let (mut request, sending) = self.fill(stage)?;
                dress(&mut request)?;
                Ok(Observation { exchanges: vec![stage.send(request, sending).await], ..Observation::default() })
            })
            .await
    }

    /// The same request to another address, such as the next page's.
    pub fn again(&self, request: &Request, url: Url, stage: &Stage<'_>) -> (Request, Sending) {
        let mut headers = request.headers.clone();
        let own = |name: &str| self.headers.iter().any(|(header, _)| header == name);
        for name in ["x-request-id", "traceparent"] {
            if !own(name) {
                headers.remove(name);
            }
        }
        let sending = self.mark(&mut headers, stage);
        (Request { method: request.method.clone(), url, headers, body: request.body.clone() }, sending)
    }

    fn mark(&self, headers: &mut HeaderMap, stage: &Stage<'_>) -> Sending {
        let (mut request_id, mut traceparent) = stage.case.marks();
        for (name, mark) in [("x-request-id", &mut request_id), ("traceparent", &mut traceparent)] {
            match headers.get(name).and_then(|value| value.to_str().ok()) {
                Some(own) => own.clone_into(mark),
                None => {
                    if let Ok(value) = HeaderValue::from_str(mark) {
                        headers.insert(HeaderName::from_static(name), value);
                    }
                }
            }
        }
        stage.station.mark(headers, &stage.case.key);
        let (redirects, protocol) = (self.redirects.max(stage.demands.redirects.unwrap_or(0)), self.protocol);
        Sending { redirects, request_id, traceparent, protocol, decompress: self.decompress }
    }

    fn add_cookies(&self, headers: &mut HeaderMap, scope: &Scope) -> Result<(), Finding> {
        let mut line = headers.get(COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        for (name, template) in &self.cookies {
            let text = template.fill_text(scope).map_err(|what| what.finding("call"))?;
            line = Some(match line {
                Some(line) => format!("{line}; {name}={text}"),
                None => format!("{name}={text}"),
            });
        }
        if let Some(value) = line.and_then(|line| HeaderValue::from_str(&line).ok()) {
            headers.insert(COOKIE, value);
        }
        Ok(())
    }

    fn address(&self, path: &str, stage: &Stage<'_>) -> Result<Url, Finding> {
        let root = &stage.station.endpoint.base;
        let wrong = |what: String| {
            Finding::wrong("call", "address", "an address", what).weighing(Weight::Suite).at(self.path.place())
        };
        if path.starts_with("http://") || path.starts_with("https://") {
            return Url::parse(path).map_err(|error| wrong(error.to_string()));
        }
        let base = match (path.strip_prefix("//"), stage.base) {
            (None, Some(base)) => base.fill_text(stage.scope).map_err(|what| what.finding("call"))?.into_owned(),
            _ => String::new(),
        };
        let path = if path.starts_with("//") { &path[1..] } else { path };
        beneath(root, base.trim_end_matches('/'), path).map_err(|error| wrong(format!("`{path}`: {error}")))
    }
}

/// The address that stands there when all three are written one after another.
fn beneath(root: &Url, base: &str, path: &str) -> Result<Url, url::ParseError> {
    let whole = [root.path().trim_end_matches('/'), base, path].concat();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_~".contains(&byte);
    let rooted = whole.starts_with('/') && !whole.starts_with("//");
    if rooted && whole.bytes().all(plain) && root.query().is_none() && root.fragment().is_none() {
        // Scheme, host and port were read already, and such a path is its own normal form.
        let mut url = root.clone();
        url.set_path(&whole);
        return Ok(url);
    }
    Url::parse(&[root.as_str().trim_end_matches('/'), base, path].concat())
}

/// The method and path of a request: `GET /health`.
pub fn line(node: &Node, text: &str, shop: &mut Workshop<'_>) -> Option<(Method, Template)> {
    let (method, path) = text.split_once(' ').unwrap_or((text, ""));
    let path = path.trim();
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    let refused = |what: String| {
        Diagnostic::error("request-line", &node.place, what).help("write a method and a path: `GET /health`")
    };
    let Some(method) = Method::from_bytes(method.as_bytes()).ok().filter(|method| known.contains(&method.as_str()))
    else {
        let near = crate::syntax::nearest::nearest(method, known).map(|near| format!("; did you mean `{near}`?"));
        shop.found.push(refused(format!("`{method}` is no method of HTTP{}", near.unwrap_or_default())));
        return None;
    };
    Some((method, path_of(node, path, shop)?))
}

/// The path of a request; `node` is where it is written.
pub fn path_of(node: &Node, path: &str, shop: &mut Workshop<'_>) -> Option<Template> {
    let absolute = path.starts_with("http://") || path.starts_with("https://") || path.starts_with("${");
    if !(path.starts_with('/') || absolute) {
        let what = format!("the path `{path}` has to begin with `/`");
        let help = "write a method and a path: `GET /health`";
        shop.found.push(Diagnostic::error("request-line", &node.place, what).help(help));
        return None;
    }
    shop.found.keep(Template::text(path, &node.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_path_comes_to_the_address_that_all_of_it_would() {
        for root in [
            "http://h.test",
            "https://u:p@h.test:8443/api/",
            "http://[::1]:1/a/b",
            "http://h.test/?q",
            "http://h/a%20b",
        ] {
            let root = Url::parse(root).unwrap();
            for base in ["", "/v1", "v1", "/../up"] {
                for path in
                    ["", "/", "/health", "health", "//x", "/a//b/", "/a/../b", "/é?x=1#y", "/a b", "/~a-b_c", ":8"]
                {
                    let written = [root.as_str().trim_end_matches('/'), base, path].concat();
                    assert_eq!(beneath(&root, base, path), Url::parse(&written), "{written}");
                }
            }
        }
    }
}
