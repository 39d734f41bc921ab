//! The abstract request: what is made, shrunk and compared before it is written down as HTTP.

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use crate::openapi::api::{Api, Operation};

/// A request in the words of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The operation's place among the document's.
    pub operation: usize,
    /// A value for each of the operation's parameters, in their order; none: it is left out.
    pub parameters: Vec<Option<Value>>,
    /// What is sent.
    pub body: Payload,
    /// Who asks.
    pub caller: Caller,
    /// Another method than the operation's.
    pub method: Option<Method>,
    /// Headers that the document does not name.
    pub headers: Vec<(String, String)>,
    /// An address that the service gave, in the place of the operation's.
    pub address: Option<String>,
}

/// A body.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// None.
    Nothing,
    /// A value, in one of the operation's media types.
    Value {
        /// Its place among the body's media types.
        media: usize,
        /// The value.
        value: Value,
    },
    /// Bytes as they are.
    Raw {
        /// The content type; none: no header says it.
        content_type: Option<String>,
        /// The bytes.
        bytes: Bytes,
    },
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Whoever was given.
    Given,
    /// Nobody: no credential is sent.
    Nobody,
    /// Somebody whom nobody knows: credentials of the right form and the wrong content.
    Stranger,
    /// Another caller whom the service knows.
    Other,
}

impl Draft {
    /// An operation's request with nothing in it.
    #[must_use]
    pub fn bare(operation: usize, api: &Api) -> Self {
        Self {
            operation,
            parameters: vec![None; api.operations[operation].parameters.len()],
            body: Payload::Nothing,
            caller: Caller::Given,
            method: None,
            headers: Vec::new(),
            address: None,
        }
    }

    /// The operation.
    #[must_use]
    pub fn of<'a>(&self, api: &'a Api) -> &'a Operation {
        &api.operations[self.operation]
    }

    /// The method that is sent.
    #[must_use]
    pub fn method<'a>(&'a self, api: &'a Api) -> &'a Method {
        self.method.as_ref().unwrap_or(&self.of(api).method)
    }

    /// With another value of a parameter.
    #[must_use]
    pub fn with(mut self, parameter: usize, value: Option<Value>) -> Self {
        self.parameters[parameter] = value;
        self
    }

    /// With another body.
    #[must_use]
    pub fn body(mut self, body: Payload) -> Self {
        self.body = body;
        self
    }

    /// Asked by somebody else.
    #[must_use]
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// The body's value, where it has one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match &self.body {
            Payload::Value { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The body's value, to be changed.
    pub fn value_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Payload::Value { value, .. } => Some(value),
            _ => None,
        }
    }
}

/// Whether a method only reads (RFC 9110, 9.2.1).
#[must_use]
pub fn is_safe(method: &Method) -> bool {
    matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
}
