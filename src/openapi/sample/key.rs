//! What a node stands for: all the parts of a document that one value has to fit at once.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::whole::Whole;
use crate::value::percent::decode;

/// A node's place in the tree.
pub(super) type Id = u32;

/// One schema of the document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// A JSON pointer into the document.
    pub(super) at: Arc<str>,
    /// Whether its references are followed and its alternatives chosen already.
    pub(super) settled: bool,
}

impl Part {
    pub(super) fn new(at: impl Into<Arc<str>>) -> Self {
        Self { at: at.into(), settled: false }
    }
}

/// A part with its keywords.
pub(super) type Read<'a> = (Part, &'a Map<String, Value>);

/// A conjunction of schemas, with what a choice among alternatives adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Key {
    pub(super) parts: Vec<Part>,
    /// Properties that must not be there.
    pub(super) absent: Vec<Arc<str>>,
    /// Properties with the one text that they must be; the empty name is the value itself.
    pub(super) pins: Vec<(Arc<str>, Arc<str>)>,
    /// `not` is no concern: the value is meant to break it.
    pub(super) heedless: bool,
}

impl Key {
    pub(super) fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut key = Self::default();
        key.add(parts);
        key
    }

    pub(super) fn add(&mut self, parts: impl IntoIterator<Item = Part>) {
        for part in parts {
            if !self.parts.iter().any(|other| other.at == part.at) {
                self.parts.push(part);
            }
        }
    }
}

/// A pointer one key deeper (RFC 6901, section 3).
pub(super) fn deeper(at: &str, key: &str) -> String {
    if key.contains(['~', '/']) {
        format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{at}/{key}")
    }
}

/// Where a reference within the document leads.
pub(super) fn target(document: &Whole, reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    if fragment.is_empty() {
        return Some(String::new());
    }
    if fragment.starts_with('/') {
        let pointer = decode(fragment).into_owned();
        return document.pointer(&pointer).is_some().then_some(pointer);
    }
    anchor(document.pointer("")?, fragment, &mut String::new(), 0)
}

fn anchor(value: &Value, name: &str, at: &mut String, depth: usize) -> Option<String> {
    if depth > 40 {
        return None;
    }
    if let Value::Object(map) = value
        && ["$anchor", "$dynamicAnchor"].iter().any(|key| map.get(*key).and_then(Value::as_str) == Some(name))
    {
        return Some(at.clone());
    }
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, child)| (deeper("", key), child)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, child)| (format!("/{index}"), child)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        let length = at.len();
        at.push_str(&step);
        let found = anchor(child, name, at, depth + 1);
        at.truncate(length);
        if found.is_some() {
            return found;
        }
    }
    None
}
