//! Writes a draft down as HTTP: each value in the style and with the escapes of its place.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::credential::Credentials;
use super::draft::{Draft, Payload};
use crate::model::exchange::Request;
use crate::openapi::api::{Api, In, Parameter};

mod body;
mod style;

pub(super) use body::can_write;

/// That a draft is no request: a path's value that would make another path of it, a header that none may bear, a value that
/// its style cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwritable;

/// The request that a draft stands for.
///
/// # Errors
/// That there is none.
pub fn encode(api: &Api, draft: &Draft, base: &Url, credentials: &Credentials) -> Result<Request, Unwritable> {
    let operation = draft.of(api);
    let mut path = String::with_capacity(base.path().len() + operation.path.len() + 32);
    path.push_str(base.path().trim_end_matches('/'));
    let mut query: Vec<String> = Vec::new();
    let mut headers = HeaderMap::new();
    let mut cookies: Vec<String> = Vec::new();
    let value_of = |name: &str| {
        let mut all = operation.parameters.iter().zip(&draft.parameters);
        all.find(|(known, _)| known.location == In::Path && known.name == name)
    };
    template(&operation.path, &mut path, |name| {
        let (parameter, value) = value_of(name)?;
        style::path(parameter, value.as_ref()?)
    })?;
    for (parameter, value) in operation.parameters.iter().zip(&draft.parameters) {
        let Some(value) = value else { continue };
        match parameter.location {
            In::Path => {}
            In::Query => query.extend(style::pairs(parameter, value).ok_or(Unwritable)?),
            In::QueryString => query.push(style::whole(parameter, value)),
            In::Cookie => cookies.extend(style::pairs(parameter, value).ok_or(Unwritable)?),
            In::Header => {
                let name = HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| Unwritable)?;
                headers.insert(name, header_value(&style::header(parameter, value).ok_or(Unwritable)?)?);
            }
        }
    }
    let bytes = match &draft.body {
        Payload::Nothing => Bytes::new(),
        Payload::Raw { content_type, bytes } => {
            if let Some(content_type) = content_type {
                headers.insert(CONTENT_TYPE, header_value(content_type)?);
            }
            bytes.clone()
        }
        Payload::Value { media, value } => {
            let media = operation.body.as_ref().and_then(|body| body.content.get(*media)).ok_or(Unwritable)?;
            let (content_type, bytes) = body::write(media, value).ok_or(Unwritable)?;
            headers.insert(CONTENT_TYPE, header_value(&content_type)?);
            bytes
        }
    };
    for (name, value) in &draft.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Unwritable)?;
        headers.insert(name, header_value(value)?);
    }
    for (name, value) in &credentials.headers {
        // A header of every request is a default: a request that is to be without one that has to be there is without it.
        let is_it = |one: &Parameter| {
            one.location == In::Header && one.required && one.name.eq_ignore_ascii_case(name.as_str())
        };
        let mut all = operation.parameters.iter().zip(&draft.parameters);
        if !all.any(|(parameter, value)| is_it(parameter) && value.is_none()) {
            headers.insert(name, value.clone());
        }
    }
    credentials.apply(draft.caller, &mut headers, &mut query, &mut cookies);
    if !cookies.is_empty() {
        headers.insert(COOKIE, header_value(&cookies.join("; "))?);
    }
    let mut url = base.clone();
    url.set_path(&path);
    if let Some(address) = &draft.address {
        url = base.join(address).map_err(|_| Unwritable)?;
        url.set_fragment(None);
        return Ok(Request { method: draft.method(api).clone(), url, headers, body: bytes });
    }
    query.retain(|pair| !pair.is_empty());
    url.set_query((!query.is_empty()).then(|| query.join("&")).as_deref());
    Ok(Request { method: draft.method(api).clone(), url, headers, body: bytes })
}

/// Fills a path's template in.
fn template(path: &str, out: &mut String, mut value: impl FnMut(&str) -> Option<String>) -> Result<(), Unwritable> {
    for segment in path.split('/').skip(1) {
        out.push('/');
        let start = out.len();
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(Unwritable)?;
            out.push_str(before);
            let text = value(name).ok_or(Unwritable)?;
            // Nothing in the place of a value is another path.
            if text.is_empty() {
                return Err(Unwritable);
            }
            out.push_str(&text);
            rest = after;
        }
        out.push_str(rest);
        // The URL standard takes such a segment away.
        if segment.contains('{') && matches!(out[start..].replace("%2E", ".").as_str(), "." | "..") {
            return Err(Unwritable);
        }
    }
    Ok(())
}

/// A header's value as every server reads it: visible letters, no space at either end; an empty one
/// is none to many.
fn header_value(text: &str) -> Result<HeaderValue, Unwritable> {
    let visible = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !visible || text != text.trim() || text.is_empty() {
        return Err(Unwritable);
    }
    HeaderValue::from_str(text).map_err(|_| Unwritable)
}

/// A value as one text, as it stands where no list or object is meant.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a parameter is written as JSON or the like, by a media type.
fn is_content(parameter: &Parameter) -> bool {
    parameter.schema.is_none() && parameter.content.is_some()
}

#[cfg(test)]
mod tests;
