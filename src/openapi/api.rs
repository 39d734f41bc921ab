//! What a document promises, typed: operations with their parameters, bodies, answers and callers.

use http::Method;
use serde_json::Value;

use super::at::At;

/// A document's operations and what belongs to all of them.
#[derive(Debug)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The paths of the servers' addresses, each without a last `/`; one empty text where no server is named.
    pub bases: Vec<String>,
    /// Every operation, in the document's order.
    pub operations: Vec<Operation>,
    /// The schemes that callers are known by.
    pub schemes: Vec<Scheme>,
}

/// One method at one path.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path as the document writes it, such as `/orders/{id}`.
    pub path: String,
    /// Where it stands.
    pub at: At,
    /// Its parameters, those of its path included and overridden by name and place.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What may come back.
    pub responses: Vec<Response>,
    /// Who may call: one of these, each a list of schemes that are all needed; empty where nobody is asked who he is.
    pub callers: Vec<Vec<Requirement>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `summary` or `description`: what people are told, and where magic words may stand.
    pub words: String,
}

impl Operation {
    /// `GET /orders/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The answer that a status is declared by: the code itself, else its class, else `default`.
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&Response> {
        let of = |key: StatusKey| self.responses.iter().find(move |response| response.status == key);
        of(StatusKey::Code(status))
            .or_else(|| of(StatusKey::Class(u8::try_from(status / 100).unwrap_or(0))))
            .or_else(|| of(StatusKey::Default))
    }
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum In {
    /// In the path's template.
    Path,
    /// In the query.
    Query,
    /// The whole query (3.2).
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl In {
    /// The word of the document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::QueryString => "querystring",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a list or an object is written as text (OpenAPI 3.1.1, section 4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a=1&a=2`, or `a=1,2` where it is not exploded; the default in a query and a cookie.
    Form,
    /// `1,2`; the default in a path and a header.
    Simple,
    /// `;a=1`
    Matrix,
    /// `.1.2`
    Label,
    /// `a=1%202`
    SpaceDelimited,
    /// `a=1|2`
    PipeDelimited,
    /// `a[b]=1`
    DeepObject,
    /// Joined by tabs, of Swagger 2.0's `collectionFormat: tsv`.
    TabDelimited,
}

/// How a value is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Writing {
    /// The style.
    pub style: Style,
    /// Whether each item or property is written by itself.
    pub explode: bool,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name; a header's is compared without case.
    pub name: String,
    /// Where it stands in the request.
    pub location: In,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether an empty value is meant (`allowEmptyValue`).
    pub may_be_empty: bool,
    /// Whether reserved letters stand as they are (`allowReserved`).
    pub may_be_reserved: bool,
    /// How it is written.
    pub writing: Writing,
    /// Its value's schema.
    pub schema: Option<At>,
    /// A value that is written in a media type instead, such as JSON.
    pub content: Option<Media>,
    /// Values that the document shows.
    pub examples: Vec<Value>,
    /// What people are told.
    pub words: String,
    /// Where it stands.
    pub at: At,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether it has to be there.
    pub required: bool,
    /// In which media types.
    pub content: Vec<Media>,
    /// Where it stands.
    pub at: At,
}

/// A body in one media type.
#[derive(Debug, Clone)]
pub struct Media {
    /// The media type or range as written, such as `application/json` or `text/*`.
    pub range: String,
    /// Its schema.
    pub schema: Option<At>,
    /// The schema of each item of a stream (3.2).
    pub item_schema: Option<At>,
    /// Values that the document shows.
    pub examples: Vec<Example>,
    /// `encoding`, by property.
    pub encoding: Vec<(String, Encoding)>,
    /// Where it stands.
    pub at: At,
}

/// A value that the document shows.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name; empty where there is only one.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub at: At,
}

/// How a property of a form is written.
#[derive(Debug, Clone)]
pub struct Encoding {
    /// `contentType`.
    pub content_type: Option<String>,
    /// How lists and objects are written.
    pub style: Option<Style>,
    /// Whether each item is written by itself.
    pub explode: Option<bool>,
}

/// Which statuses an answer is declared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusKey {
    /// One code.
    Code(u16),
    /// A class: 4 for `4XX`.
    Class(u8),
    /// All that are not named otherwise.
    Default,
}

impl std::fmt::Display for StatusKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A declared answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// For which statuses.
    pub status: StatusKey,
    /// What people are told.
    pub words: String,
    /// Its headers; `Content-Type` is said by the content.
    pub headers: Vec<Parameter>,
    /// In which media types; empty where no body is declared.
    pub content: Vec<Media>,
    /// Where to go from here.
    pub links: Vec<Link>,
    /// Where it stands.
    pub at: At,
}

/// A link from an answer to an operation.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// The operation's place among [`Api::operations`].
    pub operation: usize,
    /// Its parameters: the name (with a place in front where it is written `path.id`) and a value or a runtime
    /// expression such as `$response.body#/id`.
    pub parameters: Vec<(String, Value)>,
    /// Its body: a value or a runtime expression.
    pub body: Option<Value>,
    /// Where it stands.
    pub at: At,
}

/// How a caller is known.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// What is sent.
    pub kind: SchemeKind,
    /// Where it stands.
    pub at: At,
}

/// What a caller sends to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// A value in a header, the query or a cookie.
    ApiKey {
        /// Where.
        location: In,
        /// Under which name.
        name: String,
    },
    /// `Authorization: Basic …`.
    Basic,
    /// `Authorization: Bearer …`; tokens of OAuth 2 and of `openIdConnect` are sent so too.
    Bearer,
    /// `Authorization: <scheme> …`, of another scheme.
    Http(String),
    /// A client certificate.
    MutualTls,
}

/// One scheme that a caller needs.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// The scheme's name.
    pub scheme: String,
    /// Its scopes.
    pub scopes: Vec<String>,
}
