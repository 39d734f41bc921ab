//! One of two documents that are compared, and the set of values that a schema of it is taken for.

use std::sync::Arc;

use serde_json::Value;

use super::World;
use crate::openapi::at::At;
use crate::openapi::document::Document;
use crate::openapi::schema::{Bundle, Direction, Fault, Schemas};

/// A document with its schemas, each compiled when it is first asked for.
#[derive(Debug)]
pub struct Side {
    document: Arc<Document>,
    schemas: Schemas,
}

impl Side {
    /// A side of a comparison.
    #[must_use]
    pub fn new(document: Arc<Document>) -> Self {
        Self { schemas: Schemas::new(document.clone()), document }
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Its schemas.
    #[must_use]
    pub const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// The schema at an address, as the one that values are made by.
    pub(super) fn source(&self, at: &At, direction: Direction, world: World) -> Result<Source, Arc<Fault>> {
        let open = self.schemas.bundled(at, direction)?;
        let closed = match world {
            World::Declared => Some(self.schemas.closed(at, direction)?),
            World::Open => None,
        };
        Ok(Source { open, closed, direction })
    }
}

/// The schema that values are made by: what a sender may send.
#[derive(Debug, Clone)]
pub struct Source {
    /// As it is written.
    pub open: Arc<Bundle>,
    /// The same without what it does not name, where senders keep to what is named.
    pub closed: Option<Arc<Bundle>>,
    /// Which way the values go.
    pub direction: Direction,
}

impl Source {
    /// Whether a value is one of those that are sent.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        self.open.is_valid(value) && self.closed.as_ref().is_none_or(|closed| closed.is_valid(value))
    }

    /// Whether senders keep to what is named, and leave out what only the service may say.
    pub(super) const fn is_declared(&self) -> bool {
        self.closed.is_some()
    }
}
