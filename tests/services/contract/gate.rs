//! What a request has to pass before an API looks at it: path, method, caller, parameters, body, as the document has them.

use serde_json::{Map, Value};

use super::decode;
use super::document::{Body, Document, Operation, Parameter, Place, Schema};
use super::wire::Request;

/// A request that the document takes.
pub(super) struct Call {
    /// The operation's id.
    pub(super) operation: String,
    /// Which of the known callers asks.
    pub(super) caller: usize,
    /// Path, query and header parameters by their names.
    pub(super) given: Map<String, Value>,
    /// The body; null where none is taken.
    pub(super) body: Value,
}

impl Call {
    pub(super) fn text(&self, name: &str) -> &str {
        self.given.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A whole number; `1.0` is one.
    pub(super) fn whole(&self, name: &str) -> Option<u64> {
        let value = self.given.get(name)?;
        value.as_u64().or_else(|| decode::whole(value)?.try_into().ok())
    }
}

/// Why a request is not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such path.
    NoPath,
    /// The path does not take the method, but these.
    Method(String),
    /// The caller is not known.
    Caller,
    /// A parameter in the path is wrong.
    Path(String),
    /// Another parameter is wrong.
    Parameter(String),
    /// The body is too long.
    Long,
    /// The body is of another type.
    Media(String),
    /// The body cannot be read.
    Broken(String),
    /// The body does not fit.
    Body(String),
}

/// What an API leaves out of the gate; nothing but for a fault.
#[derive(Clone, Copy, Default)]
pub(super) struct Lax {
    /// The caller is not asked for.
    pub(super) caller: bool,
    /// This header is not asked for.
    pub(super) header: Option<&'static str>,
    /// Any type of body is read as the declared one.
    pub(super) media: bool,
    /// The type of a body may not say more than its name.
    pub(super) bare_media: bool,
}

/// The operation that a request asks for.
pub(super) fn route<'a>(
    document: &'a Document,
    request: &Request,
) -> Result<(&'a Operation, Map<String, Value>), Refusal> {
    let written: Vec<&str> = request.path.strip_prefix('/').unwrap_or(&request.path).split('/').collect();
    let there: Vec<&Operation> =
        document.operations.iter().filter(|operation| fits(&operation.segments, &written)).collect();
    if there.is_empty() {
        return Err(Refusal::NoPath);
    }
    let Some(operation) = there.iter().find(|operation| operation.method == request.method) else {
        let allowed: Vec<&str> = there.iter().map(|operation| operation.method.as_str()).collect();
        return Err(Refusal::Method(allowed.join(", ")));
    };
    let mut path = Map::new();
    for (name, value) in operation.segments.iter().zip(written) {
        if let Some(name) = variable(name) {
            path.insert(name.to_owned(), value.into());
        }
    }
    Ok((operation, path))
}

fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn fits(template: &[String], written: &[&str]) -> bool {
    template.len() == written.len()
        && template.iter().zip(written).all(|(segment, part)| match variable(segment) {
            Some(_) => !part.is_empty(),
            None => segment == part,
        })
}

/// Holds a request to its operation, in the order of the status that would tell most.
pub(super) fn admit(
    operation: &Operation,
    path: &Map<String, Value>,
    request: &Request,
    known: impl Fn(&Request) -> Option<usize>,
    lax: Lax,
) -> Result<Call, Refusal> {
    let caller = known(request);
    if operation.secured && !lax.caller && caller.is_none() {
        return Err(Refusal::Caller);
    }
    let query: Vec<(String, String)> = url::form_urlencoded::parse(request.query.as_bytes()).into_owned().collect();
    let mut given = Map::new();
    for parameter in &operation.parameters {
        if lax.header == Some(parameter.name.as_str()) {
            continue;
        }
        if let Some(value) = take(parameter, path, &query, request)? {
            given.insert(parameter.name.clone(), value);
        }
    }
    let body = match &operation.body {
        Some(body) => read(body, request, lax)?,
        None => Value::Null,
    };
    Ok(Call { operation: operation.id.clone(), caller: caller.unwrap_or_default(), given, body })
}

/// The value of a parameter, where it is given and right.
fn take(
    parameter: &Parameter,
    path: &Map<String, Value>,
    query: &[(String, String)],
    request: &Request,
) -> Result<Option<Value>, Refusal> {
    let name = &parameter.name;
    let schema = &parameter.schema;
    let found = match parameter.place {
        Place::Path => {
            let wrong = |what: &str| Refusal::Path(format!("{name}: {what}"));
            let text = decode::percent(path[name].as_str().unwrap_or_default()).ok_or_else(|| wrong("is no UTF-8"))?;
            let value = decode::scalar(&schema.shape, &text);
            schema.validator().validate(&value).map_err(|error| wrong(&error.to_string()))?;
            return Ok(Some(value));
        }
        Place::Header => request.header(name).map(|text| decode::scalar(&schema.shape, &text)),
        Place::Query => decode::one(query, name)
            .map_err(|()| Refusal::Parameter(format!("{name} stands there more than once")))?
            .map(|text| decode::scalar(&schema.shape, text)),
        Place::QueryMany => decode::many(query, name, schema.items()),
        Place::QueryCommas => decode::one(query, name)
            .map_err(|()| Refusal::Parameter(format!("{name} stands there more than once")))?
            .map(|text| text.split(',').map(|item| decode::scalar(schema.items(), item)).collect()),
        Place::QueryDeep => decode::deep(query, name, |key| schema.member(key))
            .map_err(|()| Refusal::Parameter(format!("{name} is not written as {name}[key]=value")))?,
    };
    match found {
        None if parameter.required => Err(Refusal::Parameter(format!("{name} is missing"))),
        None => Ok(None),
        Some(value) => match schema.validator().validate(&value) {
            Ok(()) => Ok(Some(value)),
            Err(error) => Err(Refusal::Parameter(format!("{name}: {error}"))),
        },
    }
}

fn read(body: &Body, request: &Request, lax: Lax) -> Result<Value, Refusal> {
    let Some(bytes) = &request.body else { return Err(Refusal::Long) };
    let media = request.header("content-type").unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence.is_empty() && bytes.is_empty() {
        return Err(Refusal::Broken("a body is missing".to_owned()));
    }
    let more = lax.bare_media && media.contains(';');
    if more || essence != body.media && !lax.media {
        return Err(Refusal::Media(body.media.clone()));
    }
    let value = if body.media == "application/x-www-form-urlencoded" {
        form(&body.schema, bytes)?
    } else {
        serde_json::from_slice(bytes).map_err(|error| Refusal::Broken(error.to_string()))?
    };
    body.schema.validator().validate(&value).map_err(|error| {
        let mut told = format!("{}: {error}", error.instance_path());
        // A body of 1 MiB is not told back.
        if let Some((end, _)) = told.char_indices().nth(500) {
            told.truncate(end);
        }
        Refusal::Body(told)
    })?;
    Ok(value)
}

fn form(schema: &Schema, bytes: &[u8]) -> Result<Value, Refusal> {
    let mut members = Map::new();
    for (key, text) in url::form_urlencoded::parse(bytes) {
        let value = schema.member(&key).map_or_else(|| text.clone().into(), |shape| decode::scalar(shape, &text));
        if members.insert(key.to_string(), value).is_some() {
            return Err(Refusal::Broken(format!("{key} stands there more than once")));
        }
    }
    Ok(Value::Object(members))
}
