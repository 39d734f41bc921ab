//! What a stub answers: status, headers and body, made ready at load as far as nothing has to be filled in.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::delay::Delay;
use super::facts::Facts;
use super::state::Op;
use crate::model::endpoint::{MOCK_HEADER, STUB_HEADER};
use crate::value::function;
use crate::value::template::Template;

/// The header that says who answered.
const MOCK: HeaderName = HeaderName::from_static(MOCK_HEADER);
const STUB: HeaderName = HeaderName::from_static(STUB_HEADER);

/// An answer as a stub writes it.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Headers that are always the same; `content-type` and the mock's own among them.
    pub headers: HeaderMap,
    /// Headers that have to be filled in; one that becomes null is left out.
    pub filled: Vec<(HeaderName, Template)>,
    /// The body.
    pub body: Body,
    /// How long it is held back.
    pub delay: Option<Delay>,
    /// What it changes in the state, beside what its stub changes.
    pub set: Vec<Op>,
}

/// A body as a stub writes it.
#[derive(Debug)]
pub enum Body {
    /// These bytes.
    Fixed(Bytes),
    /// JSON with names in it.
    Json(Template),
    /// JSON with names in it, which gets the status where it has none.
    Problem(Template),
    /// Text with names in it.
    Text(Template),
}

/// An answer with everything filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The status.
    pub status: StatusCode,
    /// All headers but those that the connection needs.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// An answer without a body.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            filled: Vec::new(),
            body: Body::Fixed(Bytes::new()),
            delay: None,
            set: Vec::new(),
        }
    }

    /// Says whose answer it is, whatever else was written there.
    pub fn sign(&mut self, signature: &HeaderValue, stub: &HeaderValue) {
        self.filled.retain(|(name, _)| name != MOCK && name != STUB);
        self.headers.insert(MOCK, signature.clone());
        self.headers.insert(STUB, stub.clone());
    }

    /// Every template in it.
    pub fn templates(&self) -> Vec<&Template> {
        let body = match &self.body {
            Body::Fixed(_) => None,
            Body::Json(template) | Body::Problem(template) | Body::Text(template) => Some(template),
        };
        let set = self.set.iter().flat_map(Op::templates);
        self.filled.iter().map(|(_, template)| template).chain(body).chain(set).collect()
    }

    /// The answer to one request.
    ///
    /// # Errors
    /// In words, what cannot be filled in.
    pub fn fill(&self, facts: &Facts<'_>) -> Result<Filled, String> {
        let mut headers = self.headers.clone();
        for (name, template) in &self.filled {
            let value = template.fill(facts).map_err(|unfilled| unfilled.to_string())?;
            if value.is_null() {
                continue;
            }
            let text = function::text(&value)?;
            let value = HeaderValue::from_str(&text)
                .map_err(|_| format!("the header `{name}` cannot hold what it was filled with"))?;
            headers.append(name.clone(), value);
        }
        let fill = |template: &Template| {
            template.fill(facts).map(std::borrow::Cow::into_owned).map_err(|unfilled| unfilled.to_string())
        };
        let body = match &self.body {
            Body::Fixed(bytes) => bytes.clone(),
            Body::Json(template) => json(&fill(template)?),
            Body::Problem(template) => json(&with_status(fill(template)?, self.status)),
            Body::Text(template) => match fill(template)? {
                Value::Null => return Err("the text is null".into()),
                value => Bytes::from(function::text(&value)?),
            },
        };
        Ok(Filled { status: self.status, headers, body })
    }
}

impl Filled {
    /// Says whose answer it is.
    pub(super) fn sign(&mut self, signature: &HeaderValue) {
        self.headers.insert(MOCK, signature.clone());
    }
}

/// A value as compact JSON.
#[must_use]
pub fn json(value: &Value) -> Bytes {
    Bytes::from(value.to_string())
}

/// A problem (RFC 9457) with the member `status` (section 3.1.2), where it has none of its own.
#[must_use]
pub fn with_status(problem: Value, status: StatusCode) -> Value {
    match problem {
        Value::Object(map) if !map.contains_key("status") => {
            let mut whole = Map::with_capacity(map.len() + 1);
            whole.insert("status".into(), status.as_u16().into());
            whole.extend(map);
            Value::Object(whole)
        }
        other => other,
    }
}

/// A problem of the mock itself, with its signature.
#[must_use]
pub fn problem(signature: &HeaderValue, status: StatusCode, members: Value) -> Filled {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(MOCK, signature.clone());
    Filled { status, headers, body: json(&with_status(members, status)) }
}
