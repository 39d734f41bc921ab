//! An exchange held to a document: which operation it is, and what each side sent that the document does not say.
//!
//! What is held to what: the path and method to the operations; parameters by their style; the request's content type and
//! body; the status (a code, else its class, else `default`), headers, content type and body of the answer. Streams of
//! JSON lines are held item by item (`itemSchema`, 3.2). Bodies of other kinds (XML, events) are not read, and
//! [`Verdict::unread`] says so: nothing passes in silence.
//!
//! `HEAD` is an operation of its own (OpenAPI 3.1.1, section 4.8.9): what is declared for `GET` says nothing of it.

use std::path::Path;
use std::sync::Arc;

use super::api::{Api, StatusKey};
use super::at::At;
use super::dialect::Dialect;
use super::document::{self, Document, Loading};
use super::read;
use super::schema::{Fault, Schemas, Undeclared};
use super::values::Values;
use crate::model::diagnostic::Diagnostics;
use crate::model::exchange::{Answer, Request};
use crate::model::place::Source;
use bench::Bench;
pub use parts::Route;
use route::Router;

mod bench;
mod body;
mod either;
mod form;
mod guide;
mod media;
mod multipart;
mod parameter;
mod parts;
mod request;
mod response;
mod route;
mod style;
mod text;
mod written;

/// A document, what it promises, and its schemas: what exchanges are held to.
#[derive(Debug)]
pub struct Contract {
    /// The document.
    pub document: Arc<Document>,
    /// What it promises.
    pub api: Api,
    /// Its schemas, compiled when they are first needed.
    pub schemas: Schemas,
    router: Router,
    /// The values of each `enum`.
    pub(super) values: Values,
}

/// How an exchange is held to a document.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether the request may be what the document forbids, because the case expects to be refused.
    pub may_be_wrong: bool,
    /// What is said of properties, query parameters and bodies that are not declared.
    pub undeclared: Undeclared,
    /// What stands before the document's paths, instead of the paths of its servers.
    pub prefix: Option<String>,
    /// What may stand before the paths of its servers, or in their place, where no operation is found without it: the path
    /// of a gateway.
    pub below: Option<String>,
    /// Whether to note which values of each `enum` were seen.
    pub values: bool,
}

/// How much a breach weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The document forbids it.
    Error,
    /// The document does not speak of it.
    Warn,
}

/// What kind of breach it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// No such path, or not with this method.
    UnknownOperation,
    /// A parameter that is missing, cannot be read, or does not fit its schema.
    Parameter,
    /// A query parameter that is not declared.
    UndeclaredParameter,
    /// The request's content type is not declared.
    RequestContentType,
    /// The request's body is missing, not expected, cannot be read, or does not fit its schema.
    RequestBody,
    /// The answer's status is not declared.
    UndeclaredStatus,
    /// The answer's content type is not declared.
    UndeclaredContentType,
    /// A header of the answer is missing, cannot be read, or does not fit its schema.
    Header,
    /// The answer's body is missing, not expected, cannot be read, or does not fit its schema.
    Body,
    /// A property that the schema does not name.
    UndeclaredProperty,
    /// The document itself is wrong, so that nothing can be held to it.
    Contract,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::UnknownOperation,
        Self::Parameter,
        Self::UndeclaredParameter,
        Self::RequestContentType,
        Self::RequestBody,
        Self::UndeclaredStatus,
        Self::UndeclaredContentType,
        Self::Header,
        Self::Body,
        Self::UndeclaredProperty,
        Self::Contract,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownOperation => "unknown-operation",
            Self::Parameter => "parameter",
            Self::UndeclaredParameter => "undeclared-parameter",
            Self::RequestContentType => "request-content-type",
            Self::RequestBody => "request-body",
            Self::UndeclaredStatus => "undeclared-status",
            Self::UndeclaredContentType => "undeclared-content-type",
            Self::Header => "header",
            Self::Body => "body",
            Self::UndeclaredProperty => "undeclared-property",
            Self::Contract => "contract",
        }
    }
}

/// One thing in which an exchange and the document differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// What kind it is.
    pub kind: Kind,
    /// How much it weighs.
    pub level: Level,
    /// Where in the exchange: `status`, `header etag`, `query limit`, `$.items[0].id`, `request body.name`.
    pub field: String,
    /// What the document says.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// Where the document says it.
    pub at: At,
    /// More to know.
    pub note: Option<String>,
}

/// What an exchange used of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The operation's place among [`Api::operations`].
    pub operation: usize,
    /// By which key the status is declared.
    pub status: Option<StatusKey>,
    /// The media type of the request, as its place among those declared.
    pub request_media: Option<usize>,
    /// The media type of the answer, as its place among those declared for the status.
    pub response_media: Option<usize>,
    /// The parameters that were there, as their places among those of the operation.
    pub parameters: Vec<usize>,
    /// The values of each `enum` that were there: where the schema stands, and the value's place in it.
    pub values: Vec<(At, usize)>,
}

/// What an exchange came to.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// What differs, the most telling first.
    pub breaches: Vec<Breach>,
    /// What was used; none where the operation is not known.
    pub touched: Option<Touched>,
    /// What is declared and was not looked at, because this program does not read it.
    pub unread: Vec<String>,
}

impl Verdict {
    /// Whether nothing differs that the document forbids.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.breaches.iter().all(|breach| breach.level != Level::Error)
    }
}

impl Contract {
    /// Reads a document. The second part says what of it cannot be read and is left out; its errors make the contract a
    /// lesser one than what was written, and a caller that wants all of it stops there.
    ///
    /// # Errors
    /// Why there is no document.
    pub fn load(path: &Path, loading: &Loading) -> Result<(Self, Diagnostics), Diagnostics> {
        Ok(Self::of(document::load(path, loading)?))
    }

    /// The same, of a text that no file holds.
    ///
    /// # Errors
    /// As [`Contract::load`].
    pub fn parse(source: Source) -> Result<(Self, Diagnostics), Diagnostics> {
        Ok(Self::of(document::parse(source)?))
    }

    fn of(document: Document) -> (Self, Diagnostics) {
        let (api, found) = read::read(&document);
        let document = Arc::new(document);
        let schemas = Schemas::new(document.clone());
        let router = Router::new(&api);
        (Self { document, api, schemas, router, values: Values::default() }, found)
    }

    /// Holds an exchange to the document; a request alone where there is no answer.
    #[must_use]
    pub fn judge(&self, request: &Request, answer: Option<&Answer>, options: &Options) -> Verdict {
        let Options { prefix, below, .. } = options;
        let (method, path) = (&request.method, request.url.path());
        let found = self.router.find_below(&self.api, method, path, prefix.as_deref(), below.as_deref());
        let found = match found {
            Ok(found) => found,
            // A case that expects to be refused may ask for what is not there.
            Err(_) if options.may_be_wrong => return Verdict::default(),
            Err(breach) => return Verdict { breaches: vec![*breach], ..Verdict::default() },
        };
        let mut bench = Bench::new(self, options, found.operation);
        request::judge(&mut bench, request, &found.captured);
        if options.may_be_wrong {
            bench.forgive();
        }
        if let Some(answer) = answer {
            response::judge(&mut bench, request, answer);
        }
        bench.verdict()
    }

    fn is_swagger(&self) -> bool {
        self.document.dialect() == Dialect::V2_0
    }

    /// The operation of a method and a path (without a query), as its place among [`Api::operations`].
    #[must_use]
    pub fn operation(&self, method: &http::Method, path: &str, prefix: Option<&str>) -> Option<usize> {
        self.router.find(&self.api, method, path, prefix).ok().map(|found| found.operation)
    }
}

/// A schema that cannot be used, as what is wrong with the exchange: nothing can be said of it.
fn broken(field: &str, fault: &Fault) -> Breach {
    Breach {
        kind: Kind::Contract,
        level: Level::Error,
        field: field.to_owned(),
        expected: "a schema that can be used".into(),
        actual: fault.why.clone(),
        at: fault.at.clone(),
        note: fault.help.clone(),
    }
}

#[cfg(test)]
mod tests;
