//! An answer on its way to a case, and what may be done to it there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::model::exchange::{Request, essence};

/// An answer on its way from the mock.
#[derive(Debug, Clone)]
pub struct Given {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// How long it is held back, beside what the mock does.
    pub delay: Duration,
    /// Whether the connection ends before the body does.
    pub cut: bool,
}

impl Given {
    /// An answer as the mock gave it.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, delay: Duration::ZERO, cut: false }
    }

    /// A header's value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type without its parameters, where there is one.
    #[must_use]
    pub fn essence(&self) -> Option<String> {
        let text = self.header("content-type")?;
        Some(essence(text).to_ascii_lowercase())
    }
}

/// What is done to an answer.
pub type Change = Arc<dyn Fn(&mut Given) + Send + Sync>;

/// Which part of an answer a mutation is about, as far as a contract can leave it free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A property of the body is gone: its pointer.
    Dropped(String),
    /// A value of the body is null: its pointer.
    Nulled(String),
    /// A value of the body is another: its pointer.
    Other(String),
    /// A header is gone.
    HeaderGone(String),
    /// A header says something else.
    HeaderOther(String),
    /// The status is another of its class.
    Status,
    /// What no contract leaves free.
    Whole,
}

/// One way to make an answer wrong.
#[derive(Clone)]
pub struct Mutation {
    /// Which part it is about.
    pub part: Part,
    /// The part, for people.
    pub field: String,
    /// What is done to it, for people: `dropped`, `7 → "7"`.
    pub what: String,
    /// What an `expect` has to say to notice it.
    pub expect: Value,
    /// Does it.
    pub change: Change,
}

impl fmt::Debug for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutation").field("field", &self.field).field("what", &self.what).finish_non_exhaustive()
    }
}

/// One request of a case, and the answer that arrived.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The step that sent it.
    pub step: Arc<str>,
    /// Which request of that step it is, from 0.
    pub nth: usize,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub given: Given,
}

/// Makes `content-length` true again, which is the connection's business and no mutation.
pub fn measure(given: &mut Given) {
    if given.headers.contains_key(http::header::CONTENT_LENGTH) {
        given.headers.insert(http::header::CONTENT_LENGTH, given.body.len().into());
    }
}
