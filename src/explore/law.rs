//! What the contract says of an exchange, in the words of the oracles.

use std::collections::HashMap;
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::draft::{Draft, Payload};
use crate::model::exchange::{Answer, Request};
use crate::openapi::api::{Api, In, Media, Operation, Parameter};
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// A document, what it promises, and its schemas.
#[derive(Debug)]
pub struct Contract {
    /// The document.
    pub document: Document,
    /// What it promises.
    pub api: Api,
    schemas: HashMap<(At, bool), Arc<Bundle>>,
}

/// A schema with all that it refers to.
#[derive(Debug)]
pub struct Bundle {
    /// The schema.
    pub schema: Value,
    /// The same, compiled.
    pub validator: Arc<Validator>,
}

/// What is wrong, of which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongKind {
    /// The path and method are none of the document's.
    Route,
    /// A parameter's value.
    Parameter,
    /// A parameter is not there.
    ParameterMissing,
    /// The body.
    Body,
    /// There is no body.
    BodyMissing,
    /// The media type of the request's body.
    ContentType,
    /// The credentials.
    Security,
    /// The answer's status.
    Status,
    /// The answer's media type.
    AnswerContentType,
    /// A header of the answer.
    AnswerHeader,
    /// The answer's body.
    AnswerBody,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Of which kind.
    pub kind: WrongKind,
    /// The part: `query limit`, `header x-key`, `body/items/0/sku`.
    pub field: String,
    /// The schema's keyword; empty where there is none.
    pub keyword: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub got: String,
    /// Where the document says so.
    pub at: Option<At>,
}

/// What the contract says of an exchange.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// What is wrong with the request.
    pub request: Vec<Wrong>,
    /// What is wrong with the answer.
    pub answer: Vec<Wrong>,
    /// Whether something could not be judged.
    pub undecided: bool,
}

/// The contract, asked.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a>(pub &'a Contract);

impl Contract {
    /// From a document and what it promises.
    #[must_use]
    pub fn new(document: Document, api: Api) -> Self {
        let mut made = Self { document, api, schemas: HashMap::new() };
        let mut all: Vec<(At, bool)> = Vec::new();
        for operation in &made.api.operations {
            all.extend(operation.parameters.iter().filter_map(|one| Some((one.schema.clone()?, true))));
            let sent = operation.body.iter().flat_map(|body| &body.content);
            all.extend(sent.filter_map(|media| Some((media.schema.clone()?, true))));
            for response in &operation.responses {
                all.extend(response.content.iter().filter_map(|media| Some((media.schema.clone()?, false))));
                all.extend(response.headers.iter().filter_map(|header| Some((header.schema.clone()?, false))));
            }
        }
        for (at, request) in all {
            if let Some(bundle) = bundle(&made.document, &at, request) {
                made.schemas.insert((at, request), Arc::new(bundle));
            }
        }
        made
    }

    /// A schema of what is sent (`request`) or answered.
    #[must_use]
    pub fn schema(&self, at: &At, request: bool) -> Option<&Arc<Bundle>> {
        self.schemas.get(&(at.clone(), request))
    }
}

fn bundle(document: &Document, at: &At, request: bool) -> Option<Bundle> {
    let mut names: Vec<At> = Vec::new();
    let mut defs = Map::new();
    let old = document.dialect().has_old_schemas();
    let mut copier = Copier { document, names: &mut names, old, request };
    let mut schema = copier.copy(document.get(at)?, at);
    let mut done = 0;
    while done < copier.names.len() {
        let at = copier.names[done].clone();
        let value = document.get(&at).cloned().unwrap_or(Value::Bool(true));
        let copied = copier.copy(&value, &at);
        defs.insert(format!("d{done}"), copied);
        done += 1;
    }
    if let Value::Object(map) = &mut schema
        && !defs.is_empty()
    {
        map.insert("$defs".into(), Value::Object(defs));
    }
    let mut options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    for format in ["int32", "int64", "float", "double", "password", "byte", "binary"] {
        options = options.with_format(format, |_: &str| true);
    }
    let validator = options.build(&schema).ok()?;
    Some(Bundle { schema, validator: Arc::new(validator) })
}

struct Copier<'a> {
    document: &'a Document,
    names: &'a mut Vec<At>,
    old: bool,
    request: bool,
}

impl Copier<'_> {
    fn copy(&mut self, value: &Value, at: &At) -> Value {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    let Ok(end) = self.document.target(at, reference) else { return Value::Bool(true) };
                    let index = self.names.iter().position(|known| *known == end).unwrap_or_else(|| {
                        self.names.push(end);
                        self.names.len() - 1
                    });
                    return json!({"$ref": format!("#/$defs/d{index}")});
                }
                let mut out = Map::new();
                for (key, value) in map {
                    let copied = match key.as_str() {
                        "enum" | "const" | "default" | "example" | "examples" => value.clone(),
                        _ => self.copy(value, &at.child(key)),
                    };
                    out.insert(key.clone(), copied);
                }
                let one_way = if self.request { "readOnly" } else { "writeOnly" };
                if let Some(Value::Array(required)) = out.get("required").cloned() {
                    let properties = map.get("properties").and_then(Value::as_object);
                    let kept = required.into_iter().filter(|name| {
                        let property = name.as_str().and_then(|name| properties?.get(name));
                        property.and_then(|one| one.get(one_way)) != Some(&Value::Bool(true))
                    });
                    out.insert("required".into(), kept.collect());
                }
                if self.old {
                    old(&mut out);
                }
                Value::Object(out)
            }
            Value::Array(list) => {
                Value::Array(list.iter().enumerate().map(|(index, one)| self.copy(one, &at.item(index))).collect())
            }
            other => other.clone(),
        }
    }
}

/// From the schemas of 3.0 to JSON Schema.
fn old(out: &mut Map<String, Value>) {
    if out.remove("nullable") == Some(Value::Bool(true)) {
        if let Some(Value::String(kind)) = out.get("type").cloned() {
            out.insert("type".into(), json!([kind, "null"]));
        }
        if let Some(Value::Array(list)) = out.get_mut("enum") {
            list.push(Value::Null);
        }
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(Value::Bool(exclusive)) = out.get(flag).cloned() {
            out.remove(flag);
            if let Some(limit) = out.get(bound).cloned().filter(|_| exclusive) {
                out.remove(bound);
                out.insert(flag.into(), limit);
            }
        }
    }
}

impl Law<'_> {
    /// What the contract says of a request.
    #[must_use]
    pub fn request(&self, draft: &Draft, request: &Request) -> Judged {
        let operation = draft.of(&self.0.api);
        let mut judged = Judged::default();
        for (parameter, value) in operation.parameters.iter().zip(&draft.parameters) {
            let field = format!("{} {}", parameter.location.name(), parameter.name);
            match value {
                None if parameter.required => judged.request.push(Wrong {
                    kind: WrongKind::ParameterMissing,
                    field,
                    keyword: "required".into(),
                    expected: format!("`{}` is required", parameter.name),
                    got: "nothing".into(),
                    at: Some(parameter.at.clone()),
                }),
                None => {}
                Some(value) => self.parameter(parameter, value, &field, &mut judged),
            }
        }
        if let Some(body) = &operation.body {
            match &draft.body {
                Payload::Nothing if body.required => judged.request.push(Wrong {
                    kind: WrongKind::BodyMissing,
                    field: "body".into(),
                    keyword: "required".into(),
                    expected: "a body is required".into(),
                    got: "nothing".into(),
                    at: Some(body.at.clone()),
                }),
                Payload::Nothing => {}
                Payload::Value { media, value } => self.body(&body.content[*media], value, &mut judged),
                Payload::Raw { content_type, bytes } => {
                    let media = body.content.iter().find(|media| fits(&media.range, content_type.as_deref()));
                    match (media, serde_json::from_slice::<Value>(bytes)) {
                        (Some(media), Ok(value)) => self.body(media, &value, &mut judged),
                        (Some(media), Err(error)) => judged.request.push(Wrong {
                            kind: WrongKind::Body,
                            field: "body".into(),
                            keyword: "syntax".into(),
                            expected: "JSON".into(),
                            got: error.to_string(),
                            at: Some(media.at.clone()),
                        }),
                        (None, _) => judged.request.push(Wrong {
                            kind: WrongKind::ContentType,
                            field: "header content-type".into(),
                            keyword: String::new(),
                            expected: ranges(&body.content),
                            got: content_type.clone().unwrap_or_else(|| "none".into()),
                            at: Some(body.at.clone()),
                        }),
                    }
                }
            }
        }
        let _ = request;
        judged
    }

    fn body(&self, media: &Media, value: &Value, judged: &mut Judged) {
        let Some(bundle) = media.schema.as_ref().and_then(|at| self.0.schema(at, true)) else { return };
        errors(bundle, value, "body", media.schema.as_ref(), WrongKind::Body, &mut judged.request);
    }

    fn parameter(&self, parameter: &Parameter, value: &Value, field: &str, judged: &mut Judged) {
        let Some(bundle) = parameter.schema.as_ref().and_then(|at| self.0.schema(at, true)) else { return };
        // What was sent is text: a number that was meant as text is a number where the schema takes one.
        let read = |value: &Value| {
            let text = super::encode::text(value);
            let plain = bundle.validator.is_valid(&Value::String(text.clone()));
            let read = serde_json::from_str::<Value>(&text).ok().filter(|read| !read.is_string());
            match read {
                Some(read) if !plain && (read.is_number() || read.is_boolean()) => read,
                _ => Value::String(text),
            }
        };
        let seen = match value {
            Value::Object(map) if map.is_empty() => return,
            Value::Array(list) if list.is_empty() && matches!(parameter.location, In::Query | In::Cookie) => {
                if parameter.required {
                    judged.undecided = true;
                }
                return;
            }
            Value::Array(list) => {
                let numbers = bundle.schema.pointer("/items/type").is_some_and(|kind| kind != "string");
                let read = |value: &Value| {
                    let text = super::encode::text(value);
                    serde_json::from_str(&text).ok().filter(|_| numbers).unwrap_or(Value::String(text))
                };
                Value::Array(list.iter().map(read).collect())
            }
            Value::Object(_) => value.clone(),
            other => {
                if bundle.schema.get("type") == Some(&json!("array")) {
                    Value::Array(vec![read(other)])
                } else {
                    read(other)
                }
            }
        };
        errors(bundle, &seen, field, parameter.schema.as_ref(), WrongKind::Parameter, &mut judged.request);
    }

    /// What the contract says of an answer.
    pub fn answer(&self, operation: &Operation, answer: &Answer, judged: &mut Judged) {
        let status = answer.status.as_u16();
        let mut add = |kind, field: String, keyword: &str, expected: String, got: String, at: &At| {
            let (keyword, at) = (keyword.to_owned(), Some(at.clone()));
            judged.answer.push(Wrong { kind, field, keyword, expected, got, at });
        };
        let Some(response) = operation.response(status) else {
            let at = operation.at.child("responses");
            add(WrongKind::Status, "status".into(), "", "a declared status".into(), status.to_string(), &at);
            return;
        };
        for header in &response.headers {
            let field = format!("header {}", header.name.to_ascii_lowercase());
            if answer.header(&header.name).is_none() && header.required {
                let expected = format!("the header `{}`", header.name);
                add(WrongKind::AnswerHeader, field, "required", expected, "no such header".into(), &header.at);
            } else if let (Some(value), Some(at)) = (answer.header(&header.name), &header.schema)
                && let Some(bundle) = self.0.schema(at, false)
            {
                let number = serde_json::from_str::<Value>(value).ok();
                let fits = bundle.validator.is_valid(&json!(value))
                    || number.is_some_and(|number| bundle.validator.is_valid(&number));
                if !fits {
                    add(WrongKind::AnswerHeader, field, "", "a value of its schema".into(), value.to_owned(), at);
                }
            }
        }
        if response.content.is_empty() || answer.body.is_empty() && status == 304 {
            return;
        }
        let said = answer.header("content-type");
        let Some(media) = response.content.iter().find(|media| fits(&media.range, said)) else {
            let got = said.unwrap_or("no content type").to_owned();
            let expected = ranges(&response.content);
            add(WrongKind::AnswerContentType, "header content-type".into(), "", expected, got, &response.at);
            return;
        };
        let Some(at) = media.schema.as_ref().filter(|_| media.range.contains("json")) else { return };
        match answer.json() {
            Err(why) => {
                add(WrongKind::AnswerBody, "body".into(), "syntax", "JSON".into(), why.to_owned(), at);
            }
            Ok(value) => {
                if let Some(bundle) = self.0.schema(at, false) {
                    errors(bundle, value, "body", Some(at), WrongKind::AnswerBody, &mut judged.answer);
                }
            }
        }
    }
}

fn errors(bundle: &Bundle, value: &Value, field: &str, at: Option<&At>, kind: WrongKind, into: &mut Vec<Wrong>) {
    if bundle.validator.is_valid(value) {
        return;
    }
    for error in bundle.validator.iter_errors(value).take(3) {
        let schema = error.schema_path().as_str().to_owned();
        into.push(Wrong {
            kind,
            field: format!("{field}{}", error.instance_path().as_str()),
            keyword: schema.rsplit('/').next().unwrap_or_default().to_owned(),
            expected: error.to_string().chars().take(160).collect(),
            got: super::oracle::api::short(error.instance()),
            at: at.cloned(),
        });
    }
}

fn ranges(content: &[Media]) -> String {
    content.iter().map(|media| media.range.as_str()).collect::<Vec<_>>().join(" or ")
}

fn fits(range: &str, said: Option<&str>) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (range, said) = (essence(range), essence(said.unwrap_or_default()));
    range == "*/*"
        || range == said
        || range.strip_suffix('*').is_some_and(|start| !said.is_empty() && said.starts_with(start))
}
