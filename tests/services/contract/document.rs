//! An OpenAPI document as a service enforces it: its operations, each with validators for what a request holds.

use std::sync::{Arc, OnceLock};

use holdpoint::model::place::Source;
use holdpoint::syntax::yaml;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::dialect;

/// The methods that a path item may declare.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document whose operations can be asked for.
pub(super) struct Document {
    pub(super) operations: Vec<Operation>,
}

/// One method at one path.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    /// The template's segments; a parameter in braces.
    pub(super) segments: Vec<String>,
    pub(super) secured: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
}

/// A parameter of an operation.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) required: bool,
    pub(super) schema: Schema,
}

/// Where a parameter stands, and how it is written there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Header,
    /// One pair of the query.
    Query,
    /// A pair for each item.
    QueryMany,
    /// One pair, its items apart by commas.
    QueryCommas,
    /// A pair `name[key]` for each member.
    QueryDeep,
}

/// What a request's body must be.
pub(super) struct Body {
    /// The one media type that is taken.
    pub(super) media: String,
    pub(super) schema: Schema,
}

/// A schema with its references resolved at the top, and what judges by it, compiled when it is first asked.
pub(super) struct Schema {
    pub(super) shape: Value,
    validator: OnceLock<Validator>,
    /// The whole document, where the shape's references lead.
    whole: Arc<Value>,
}

impl Schema {
    fn new(whole: &Arc<Value>, schema: &Value) -> Self {
        Self { shape: follow(whole, schema).clone(), validator: OnceLock::new(), whole: Arc::clone(whole) }
    }

    /// Judges by it.
    pub(super) fn validator(&self) -> &Validator {
        self.validator.get_or_init(|| validator(&self.whole, &self.shape))
    }

    /// The schema of a member, where it is declared.
    pub(super) fn member(&self, key: &str) -> Option<&Value> {
        Some(follow(&self.whole, self.shape.get("properties")?.get(key)?))
    }

    /// The schema of an array's items.
    pub(super) fn items(&self) -> &Value {
        follow(&self.whole, &self.shape["items"])
    }
}

/// The document that a text holds, as OpenAPI 3.1 has it: the schemas of 3.0 are put into the words of JSON Schema 2020-12.
///
/// `requests` says which way the schemas look: what a request may hold, or what an answer does.
pub(crate) fn load(text: &str, requests: bool) -> Value {
    let source = Arc::new(Source { name: "document".to_owned(), text: text.to_owned() });
    let mut document = yaml::parse(&source).expect("a document that can be read").to_json();
    if document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")) {
        dialect::modernise(&mut document, requests);
    }
    document
}

/// What a reference leads to, or the value itself.
pub(crate) fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut at = value;
    while let Some(pointer) = at.get("$ref").and_then(Value::as_str) {
        at = document.pointer(pointer.trim_start_matches('#')).expect("a reference that leads somewhere");
    }
    at
}

/// Judges by a schema of the document, formats included.
pub(crate) fn validator(document: &Value, schema: &Value) -> Validator {
    let root = json!({ "components": document["components"], "allOf": [schema] });
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&root)
        .expect("a schema that compiles")
}

impl Document {
    pub(super) fn new(document: Value) -> Self {
        let whole = Arc::new(document);
        let mut operations = Vec::new();
        for (path, item) in whole["paths"].as_object().expect("paths") {
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    operations.push(Operation::new(&whole, path, method, item, operation));
                }
            }
        }
        Self { operations }
    }
}

impl Operation {
    fn new(whole: &Arc<Value>, path: &str, method: &str, item: &Value, operation: &Value) -> Self {
        let parameters = [&item["parameters"], &operation["parameters"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| Parameter::new(whole, follow(whole, parameter)))
            .collect();
        let security = operation.get("security").unwrap_or(&whole["security"]);
        Self {
            id: operation["operationId"].as_str().expect("an operationId").to_owned(),
            method: method.to_uppercase(),
            segments: path[1..].split('/').map(str::to_owned).collect(),
            secured: security.as_array().is_some_and(|ways| !ways.is_empty()),
            parameters,
            body: operation.get("requestBody").map(|body| {
                let (media, content) =
                    follow(whole, body)["content"].as_object().and_then(|all| all.iter().next()).expect("a media type");
                Body { media: media.clone(), schema: Schema::new(whole, &content["schema"]) }
            }),
        }
    }
}

impl Parameter {
    fn new(whole: &Arc<Value>, parameter: &Value) -> Self {
        let schema = Schema::new(whole, &parameter["schema"]);
        let place = match parameter["in"].as_str() {
            Some("path") => Place::Path,
            Some("header") => Place::Header,
            _ if parameter["style"] == "deepObject" => Place::QueryDeep,
            _ if schema.shape["type"] != "array" => Place::Query,
            _ if parameter["explode"] == false => Place::QueryCommas,
            _ => Place::QueryMany,
        };
        let name = parameter["name"].as_str().expect("a name").to_owned();
        Self { name, place, required: parameter["required"] == true, schema }
    }
}
