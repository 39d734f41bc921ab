//! What a step saw: the thing that its checks judge.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::exchange::{Answer, Exchange, Failure};
use super::exploration::Exploration;
use super::journal::Arrivals;
use super::json;
use super::reply::Reply;

/// Bytes that did not come over HTTP: a file's content, or what a process printed.
#[derive(Debug)]
pub struct Document {
    /// What a person calls it, such as `file orders.json` or `stdout of ./check`.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
    /// The exit code, where a process made it.
    pub exit: Option<i32>,
    json: OnceLock<Result<Value, String>>,
}

impl Document {
    /// A document; `parsed` where it was read as another format than JSON.
    #[must_use]
    pub fn new(name: String, bytes: Bytes, exit: Option<i32>, parsed: Option<Result<Value, String>>) -> Self {
        let json = OnceLock::new();
        if let Some(parsed) = parsed {
            let _ = json.set(parsed);
        }
        Self { name, bytes, exit, json }
    }

    /// The document's value, parsed once.
    ///
    /// # Errors
    /// The parser's message.
    pub fn json(&self) -> Result<&Value, &str> {
        self.json.get_or_init(|| json::parse(&self.bytes)).as_ref().map_err(String::as_str)
    }
}

/// Everything a step saw in one attempt.
#[derive(Debug, Default)]
pub struct Observation {
    /// Every exchange in order; the last one is what most checks judge. More than one where a check
    /// demanded samples or pages, or a webhook was delivered more than once.
    pub exchanges: Vec<Arc<Exchange>>,
    /// A file's or a process's bytes, for the steps that send nothing.
    pub document: Option<Document>,
    /// What came back to a message of JSON-RPC, where one was sent and a whole answer came.
    pub reply: Option<Reply>,
    /// What an exploration came to, which judges by itself what it sends.
    pub exploration: Option<Exploration>,
    /// What the mock saw during this case, where a mock answered.
    pub arrivals: Option<Arrivals>,
    /// How long the step took.
    pub elapsed: Duration,
}

impl Observation {
    /// The exchange that is judged.
    #[must_use]
    pub fn last(&self) -> Option<&Exchange> {
        self.exchanges.last().map(AsRef::as_ref)
    }

    /// The answer that is judged.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.last().and_then(Exchange::answer)
    }

    /// The failure, where no whole answer came.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.last().and_then(Exchange::failure)
    }

    /// The bytes that are judged: the answer's body, or the document.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.document {
            Some(document) => Some(&document.bytes),
            None => self.answer().map(|answer| &answer.body),
        }
    }

    /// The judged bytes as JSON; of JSON-RPC the message that answers.
    ///
    /// # Errors
    /// The parser's message, or that there is nothing to parse.
    pub fn json(&self) -> Result<&Value, &str> {
        if let Some(reply) = &self.reply {
            return reply.response.as_ref().map_err(String::as_str);
        }
        match &self.document {
            Some(document) => document.json(),
            None => self.answer().ok_or("there is no answer")?.json(),
        }
    }
}
