//! A request's body as a suite writes it: JSON, a form, parts, text, or a file's bytes.

use bytes::Bytes;
use http::HeaderValue;

use super::caller;
use crate::check::api::Workshop;
use crate::http::encode::{self, Encoded, Part};
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::node::Node;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::value::percent;
use crate::value::scope::Scope;
use crate::value::template::{Template, Unfilled};

/// The keys that say what the body is; at most one of them.
pub const PAYLOAD_FIELDS: [Field; 6] = [
    Field::new("json", Shape::Any, "The body as JSON."),
    Field::new(
        "form",
        Shape::Map(&Shape::OneOrMany(&Shape::Scalar)),
        "The body as `application/x-www-form-urlencoded`.",
    ),
    Field::new("multipart", PARTS, "The body as `multipart/form-data`."),
    Field::new("body", Shape::Text, "The body as text, byte by byte as written."),
    Field::new("body_file", Shape::Text, "The body as a file's bytes; the path starts at the suite's folder."),
    Field::new("content_type", Shape::Text, "The body's Content-Type, where it is not the usual one."),
];

/// A part is its text, or says more of itself.
const PARTS: Shape = Shape::Map(&PART_FORM);
static PART_FORM: Shape = Shape::Either(&[Shape::Scalar, Shape::Record(&PART)]);

static PART: Record = Record {
    name: "a part",
    fields: &[
        Field::new("text", Shape::Scalar, "The part's content."),
        Field::new("file", Shape::Text, "A file with the part's content."),
        Field::new("filename", Shape::Text, "The file's name as sent; by default the file's own."),
        Field::new("type", Shape::Text, "The part's Content-Type."),
    ],
};

/// A body before it is filled in.
#[derive(Debug)]
pub struct Payload {
    content: Content,
    content_type: Option<Template>,
    place: Place,
}

#[derive(Debug)]
enum Content {
    Json(Template, Option<Bytes>),
    Form(Vec<(String, Vec<Template>)>),
    Multipart(Vec<Piece>),
    Text(Template),
    Bytes(Bytes),
}

#[derive(Debug)]
struct Piece {
    name: String,
    content: PieceContent,
    filename: Option<String>,
    content_type: Option<HeaderValue>,
}

#[derive(Debug)]
enum PieceContent {
    Text(Template),
    Bytes(Bytes),
}

impl Payload {
    /// Reads a step's body. The outer none is for a diagnostic, the inner one for no body.
    pub fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Option<Self>> {
        let given: Vec<_> = PAYLOAD_FIELDS[..5].iter().filter_map(|field| node.entry(field.name)).collect();
        let content_type = match node.get("content_type") {
            Some(node) => Some(shop.found.keep(Template::compile(node))?),
            None => None,
        };
        let entry = match given.as_slice() {
            [] => return Some(None),
            [one] => *one,
            [first, second, ..] => {
                shop.found.push(
                    Diagnostic::error(
                        "two-bodies",
                        &second.key_place,
                        "a request has one body, and this is a second one",
                    )
                    .also(&first.key_place, "the first"),
                );
                return None;
            }
        };
        let value = &entry.value;
        let content = match entry.key.as_str() {
            "json" => {
                let template = shop.found.keep(Template::compile(value))?;
                let ready = template.literal().and_then(|value| serde_json::to_vec(value).ok()).map(Bytes::from);
                Content::Json(template, ready)
            }
            "form" => {
                let mut fields = Vec::new();
                for entry in value.entries() {
                    let items = crate::syntax::read::one_or_many(&entry.value);
                    let items: Option<Vec<_>> =
                        items.iter().map(|item| shop.found.keep(Template::compile(item))).collect();
                    fields.push((entry.key.clone(), items?));
                }
                Content::Form(fields)
            }
            "multipart" => Content::Multipart(
                value.entries().iter().map(|entry| piece(&entry.key, &entry.value, shop)).collect::<Option<_>>()?,
            ),
            "body" => Content::Text(shop.found.keep(Template::compile(value))?),
            _ => Content::Bytes(file(value, shop)?),
        };
        Some(Some(Self { content, content_type, place: entry.key_place.clone() }))
    }

    /// Where it was written.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The bytes and their Content-Type.
    ///
    /// # Errors
    /// What could not be filled in.
    pub fn fill(&self, scope: &Scope, case: &str) -> Result<(Bytes, Option<HeaderValue>), Finding> {
        let failed = |what: Unfilled| what.finding("call");
        let (bytes, usual) = match &self.content {
            Content::Json(_, Some(ready)) => (ready.clone(), Some(HeaderValue::from_static("application/json"))),
            Content::Json(template, None) => {
                let value = template.fill(scope).map_err(failed)?;
                let bytes = serde_json::to_vec(&*value).map_err(|error| {
                    Finding::wrong("call", "json", "JSON", error.to_string()).weighing(Weight::Suite).at(&self.place)
                })?;
                (bytes.into(), Some(HeaderValue::from_static("application/json")))
            }
            Content::Form(fields) => {
                let mut pairs = Vec::new();
                for (name, items) in fields {
                    for item in items {
                        pairs.push((name.clone(), item.fill_text(scope).map_err(failed)?.into_owned()));
                    }
                }
                let Encoded { content_type, body } = encode::form(&pairs);
                (body, Some(content_type))
            }
            Content::Multipart(pieces) => {
                let mut parts = Vec::new();
                for piece in pieces {
                    let bytes = match &piece.content {
                        PieceContent::Text(template) => {
                            Bytes::from(template.fill_text(scope).map_err(failed)?.into_owned())
                        }
                        PieceContent::Bytes(bytes) => bytes.clone(),
                    };
                    parts.push(Part {
                        name: piece.name.clone(),
                        filename: piece.filename.clone(),
                        content_type: piece.content_type.clone(),
                        bytes,
                    });
                }
                // The same case sends the same bytes under the same seed.
                let boundary = format!("holdpoint-{}", percent::encode(case).replace(['%', '.', '_', '~'], ""));
                let Encoded { content_type, body } = encode::multipart(&parts, &boundary);
                (body, Some(content_type))
            }
            Content::Text(template) => (Bytes::from(template.fill_text(scope).map_err(failed)?.into_owned()), None),
            Content::Bytes(bytes) => (bytes.clone(), None),
        };
        let content_type = match &self.content_type {
            Some(template) => Some(caller::value(template, scope)?),
            None => usual,
        };
        Ok((bytes, content_type))
    }
}

fn piece(name: &str, node: &Node, shop: &mut Workshop<'_>) -> Option<Piece> {
    let mut piece = Piece {
        name: name.to_owned(),
        content: PieceContent::Bytes(Bytes::new()),
        filename: node.get("filename").and_then(Node::text).map(str::to_owned),
        content_type: None,
    };
    if let Some(kind) = node.get("type") {
        let text = shop.found.keep(crate::syntax::read::text(kind))?;
        match HeaderValue::from_str(text) {
            Ok(value) => piece.content_type = Some(value),
            Err(_) => {
                shop.found.push(Diagnostic::error("content-type", &kind.place, format!("`{text}` is no Content-Type")));
                return None;
            }
        }
    }
    piece.content = match (node.get("text"), node.get("file")) {
        (None, None) if node.entries().is_empty() => PieceContent::Text(shop.found.keep(Template::compile(node))?),
        (Some(text), None) => PieceContent::Text(shop.found.keep(Template::compile(text))?),
        (None, Some(path)) => {
            if piece.filename.is_none() {
                piece.filename = path.text().and_then(|text| text.rsplit('/').next()).map(str::to_owned);
            }
            PieceContent::Bytes(file(path, shop)?)
        }
        _ => {
            shop.found.push(
                Diagnostic::error(
                    "part",
                    &node.place,
                    format!("the part `{name}` needs `text` or `file`, one of them"),
                )
                .help("write `{ text: … }` or `{ file: path }`"),
            );
            return None;
        }
    };
    Some(piece)
}

fn file(node: &Node, shop: &mut Workshop<'_>) -> Option<Bytes> {
    let written = shop.found.keep(crate::syntax::read::text(node))?.to_owned();
    let path = shop.path(node, &written)?;
    match std::fs::read(&path) {
        Ok(bytes) => Some(bytes.into()),
        Err(error) => {
            shop.found.push(Diagnostic::error("file", &node.place, format!("`{written}` cannot be read: {error}")));
            None
        }
    }
}
