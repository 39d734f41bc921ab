//! What mutations are made from: one exchange, those before it, and what is promised of it.

use std::time::Duration;

use serde_json::{Value, json};

use super::freedom::Terms;
use super::given::Kept;
use crate::openapi::at::{path, push};

/// How many values of a body are looked at; more are seen in no answer that a person wrote a case for.
const MOST: usize = 2_000;

/// One exchange of a case, as mutations see it.
pub struct Scene<'a> {
    /// The exchange.
    pub seen: &'a Kept,
    /// Those of the case before it.
    pub earlier: &'a [Kept],
    /// Its body's JSON.
    pub json: Option<&'a Value>,
    /// The values in that JSON, the whole first; of a list its first and its last item.
    pub spots: &'a [Spot<'a>],
    /// What is promised of its answer.
    pub terms: Option<&'a Terms<'a>>,
    /// How long an answer may take.
    pub budget: Budget,
    /// The secrets that the request carries, each with its name.
    pub secrets: &'a [(String, String)],
}

/// How long an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// The limit of the exchange.
    pub limit: Duration,
    /// Whether anybody has said so.
    pub said: bool,
}

/// One value of a body.
#[derive(Debug, Clone)]
pub struct Spot<'a> {
    /// Its JSON pointer.
    pub pointer: String,
    /// Whether it is a property of an object.
    pub is_property: bool,
    /// The value.
    pub value: &'a Value,
}

impl Spot<'_> {
    /// Its path, as suites write it.
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.pointer)
    }

    /// What an `expect` says that demands something of it.
    #[must_use]
    pub fn demand(&self, matcher: impl Into<Value>) -> Value {
        let path = self.path();
        let short = path.strip_prefix("$.").unwrap_or(&path);
        json!({"json": {short: matcher.into()}})
    }
}

/// Every value of a body that mutations look at.
#[must_use]
pub(in crate::prove) fn spots(root: &Value) -> Vec<Spot<'_>> {
    let mut all = vec![Spot { pointer: String::new(), is_property: false, value: root }];
    let mut at = 0;
    while at < all.len() && all.len() < MOST {
        let (here, value) = (all[at].pointer.clone(), all[at].value);
        let child = |key: &str| {
            let mut pointer = here.clone();
            push(&mut pointer, key);
            pointer
        };
        match value {
            Value::Object(map) => {
                all.extend(map.iter().map(|(key, value)| Spot { pointer: child(key), is_property: true, value }));
            }
            Value::Array(list) => {
                let last = list.len().saturating_sub(1);
                let ends = list.iter().enumerate().filter(|(index, _)| [0, last].contains(index));
                all.extend(ends.map(|(index, value)| Spot {
                    pointer: child(&index.to_string()),
                    is_property: false,
                    value,
                }));
            }
            _ => {}
        }
        at += 1;
    }
    all
}
