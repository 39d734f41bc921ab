//! Bodies and answers: media types, examples, headers.

use serde_json::Value;

use super::{Reader, parameter};
use crate::openapi::api::{Body, Encoding, Example, Media, Response, StatusKey};
use crate::openapi::at::At;

/// The declared answers of an operation.
pub(super) fn all(reader: &mut Reader<'_>, at: &At) -> Vec<Response> {
    let mut responses = Vec::new();
    for (written, at) in reader.members(at) {
        if written.starts_with("x-") {
            continue;
        }
        let Some(status) = status(&written) else {
            let what = format!("`{written}` is no status: it is a code, a class such as `4XX`, or `default`");
            reader.wrong("contract-status", &at, what, None);
            continue;
        };
        let Some((at, value)) = reader.follow(&at) else { continue };
        let mut headers = Vec::new();
        for (name, at) in reader.members(&at.child("headers")) {
            // The content says it (OpenAPI 3.1.1, section 4.8.17.1).
            if !name.eq_ignore_ascii_case("content-type") {
                headers.extend(parameter::header(reader, name, &at));
            }
        }
        responses.push(Response {
            status,
            words: value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
            headers,
            content: reader.contents(&at.child("content")),
            links: Vec::new(),
            at,
        });
    }
    responses
}

fn status(written: &str) -> Option<StatusKey> {
    if written == "default" {
        return Some(StatusKey::Default);
    }
    let bytes = written.as_bytes();
    let [first @ b'1'..=b'5', second, third] = bytes else { return None };
    if second.eq_ignore_ascii_case(&b'X') && third.eq_ignore_ascii_case(&b'X') {
        return Some(StatusKey::Class(first - b'0'));
    }
    written.parse().ok().map(StatusKey::Code)
}

impl Reader<'_> {
    /// The body of a request.
    pub(super) fn body(&mut self, at: &At) -> Option<Body> {
        self.document.get(at)?;
        let (at, value) = self.follow(at)?;
        Some(Body {
            required: value.get("required") == Some(&Value::Bool(true)),
            content: self.contents(&at.child("content")),
            at,
        })
    }

    /// Each media type under `content`.
    pub(super) fn contents(&mut self, at: &At) -> Vec<Media> {
        let mut contents = Vec::new();
        for (range, at) in self.members(at) {
            // Since 3.2 a media type may be a reference; before, nothing there is one.
            let Some((at, value)) = self.follow(&at) else { continue };
            let has = |key: &str| value.get(key).map(|_| at.child(key));
            let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let encoding = value.get("encoding").and_then(Value::as_object).into_iter().flatten();
            let encoding = encoding.map(|(name, said)| {
                let style = said.get("style").and_then(Value::as_str).and_then(parameter::style);
                let explode = said.get("explode").and_then(Value::as_bool);
                (name.clone(), Encoding { content_type: text(said, "contentType"), style, explode })
            });
            let encoding = encoding.collect();
            contents.push(Media {
                range,
                schema: has("schema"),
                item_schema: has("itemSchema"),
                examples: {
                    let single = value.get("example").map(|example| Example {
                        name: String::new(),
                        value: example.clone(),
                        at: at.child("example"),
                    });
                    single.into_iter().chain(self.examples(&at)).collect()
                },
                encoding,
                at,
            });
        }
        contents
    }

    /// The named examples at an address; those that lie elsewhere (`externalValue`) are not fetched.
    pub(super) fn examples(&mut self, at: &At) -> Vec<Example> {
        let mut examples = Vec::new();
        for (name, at) in self.members(&at.child("examples")) {
            let Some((at, written)) = self.follow(&at) else { continue };
            // `dataValue` since 3.2.
            let key = if written.get("dataValue").is_some() { "dataValue" } else { "value" };
            if let Some(value) = written.get(key) {
                examples.push(Example { name, value: value.clone(), at: at.child(key) });
            }
        }
        examples
    }
}
