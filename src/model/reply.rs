//! What came back to one message of JSON-RPC.

use serde_json::Value;

/// The messages of an answer, told apart.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The id that was sent; none for a notification, which no message answers.
    pub id: Option<Value>,
    /// The method that was sent.
    pub method: String,
    /// The message that answers, or why there is none.
    pub response: Result<Value, String>,
    /// The messages before it, in order: notifications, requests, answers to something else.
    pub others: Vec<Value>,
    /// What came as a message and cannot be read, in words: `event 2: …`.
    pub broken: Vec<String>,
}

impl Reply {
    /// Whether what was sent is a notification.
    #[must_use]
    pub fn is_to_notification(&self) -> bool {
        self.id.is_none()
    }
}
