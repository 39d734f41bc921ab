//! Schemas that say the same in the same words, whatever stands by reference, in another order, or for people only.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::openapi::at::{At, push};
use crate::openapi::document::Document;

/// What asserts nothing. What begins with `x-` does not either, but for [`MEANT`].
const REMARKS: &[&str] = &[
    "title",
    "summary",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "externalDocs",
    "xml",
    "$comment",
    "$defs",
    "definitions",
];

/// Extensions that change what a schema accepts.
const MEANT: &[&str] = &["x-nullable", "x-ms-discriminator-value", "x-discriminator-value"];

/// Keywords whose meaning depends on what stands elsewhere in the document: they are left to those who know that.
const ELSEWHERE: &[&str] =
    &["discriminator", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$schema"];

/// How deep schemas stand within one another that are looked at.
const DEEPEST: usize = 128;

/// Two schemas, by their places.
type Pair = (At, At);

/// Compares schemas of two documents as they are written, each pair once.
#[derive(Debug)]
pub(super) struct Identity<'d> {
    old: &'d Document,
    new: &'d Document,
    /// Whether the two documents speak one language, so that the same words mean the same.
    is_comparable: bool,
    known: HashMap<Pair, bool>,
}

impl<'d> Identity<'d> {
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        let dialects = |document: &Document| -> HashSet<String> {
            let said = (0..document.files()).filter_map(|file| document.content(file).get("jsonSchemaDialect"));
            said.map(Value::to_string).collect()
        };
        let is_comparable = old.dialect() == new.dialect() && dialects(old) == dialects(new);
        Self { old, new, is_comparable, known: HashMap::new() }
    }

    /// Whether two schemas say the same. What is not seen to be the same may still be.
    pub(super) fn same(&mut self, old: &At, new: &At) -> bool {
        if !self.is_comparable {
            return false;
        }
        let root = (old.clone(), new.clone());
        if let Some(known) = self.known.get(&root) {
            return *known;
        }
        // Each pair that is reached is looked at by itself. Then all differ that lead to one that does; the others, also
        // those that lead back to themselves, are the same.
        let mut pairs = vec![root.clone()];
        let mut numbers = HashMap::from([(root, 0_usize)]);
        let mut leads_from: Vec<Vec<usize>> = vec![Vec::new()];
        let mut differing = Vec::new();
        let mut at = 0;
        while at < pairs.len() {
            let pair = pairs[at].clone();
            let mut look = Look { identity: self, pair: &pair, path: String::new(), reached: Vec::new() };
            let same = match (self.old.get(&pair.0), self.new.get(&pair.1)) {
                (Some(one), Some(other)) => look.same(one, other, 0),
                _ => false,
            };
            let reached = std::mem::take(&mut look.reached);
            let mut is_other = !same;
            for next in reached {
                match self.known.get(&next) {
                    Some(known) => is_other |= !known,
                    None => {
                        let number = *numbers.entry(next.clone()).or_insert_with(|| {
                            pairs.push(next);
                            leads_from.push(Vec::new());
                            pairs.len() - 1
                        });
                        leads_from[number].push(at);
                    }
                }
            }
            if is_other {
                differing.push(at);
            }
            at += 1;
        }
        let mut differs = vec![false; pairs.len()];
        while let Some(number) = differing.pop() {
            if !std::mem::replace(&mut differs[number], true) {
                differing.extend(&leads_from[number]);
            }
        }
        let same = !differs[0];
        self.known.extend(pairs.into_iter().zip(differs).map(|(pair, differs)| (pair, !differs)));
        same
    }
}

/// A look at one pair. What it refers to is looked at later.
struct Look<'l, 'd> {
    identity: &'l Identity<'d>,
    pair: &'l Pair,
    /// From the pair down to what is looked at: the same on both sides.
    path: String,
    reached: Vec<Pair>,
}

impl Look<'_, '_> {
    fn same(&mut self, old: &Value, new: &Value, depth: usize) -> bool {
        let (Value::Object(old), Value::Object(new)) = (old, new) else { return old == new };
        if depth > DEEPEST {
            return false;
        }
        let old_schemas = self.identity.old.dialect().has_old_schemas();
        // Where siblings of a reference count, only a reference that stands alone is the schema that it leads to.
        let stands_alone = |map: &Map<String, Value>| old_schemas || asserting(map).all(|(key, _)| key == "$ref");
        let references = |map: &Map<String, Value>| map.get("$ref").is_some_and(Value::is_string);
        match (references(old), references(new)) {
            (true, _) | (_, true) => {
                let ends = |map| if references(map) { stands_alone(map) } else { true };
                if ends(old) && ends(new) {
                    return self.refer(old.get("$ref"), new.get("$ref"));
                }
            }
            _ => {}
        }
        asserting(old).count() == asserting(new).count()
            && asserting(old).all(|(key, one)| new.get(key).is_some_and(|other| self.keyword(key, one, other, depth)))
    }

    /// What references lead to is compared, or what stands here where there is none.
    fn refer(&mut self, old: Option<&Value>, new: Option<&Value>) -> bool {
        let end = |document: &Document, at: &At, reference: Option<&Value>| {
            let here = At { file: at.file, pointer: format!("{}{}", at.pointer, self.path) };
            match reference.and_then(Value::as_str) {
                Some(reference) => document.follow(&document.target(&here, reference).ok()?).ok(),
                None => Some(here),
            }
        };
        let (one, other) = self.pair;
        match (end(self.identity.old, one, old), end(self.identity.new, other, new)) {
            (Some(one), Some(other)) => {
                self.reached.push((one, other));
                true
            }
            _ => false,
        }
    }

    fn deeper(&mut self, keys: &[&str], old: &Value, new: &Value, depth: usize) -> bool {
        let length = self.path.len();
        for key in keys {
            push(&mut self.path, key);
        }
        let same = self.same(old, new, depth + 1);
        self.path.truncate(length);
        same
    }

    fn keyword(&mut self, key: &str, old: &Value, new: &Value, depth: usize) -> bool {
        if ELSEWHERE.contains(&key) {
            return false;
        }
        match (key, old, new) {
            ("$ref", one, other) => self.refer(Some(one), Some(other)),
            ("enum" | "required" | "type", Value::Array(old), Value::Array(new)) => {
                old.len() == new.len() && old.iter().all(|one| new.contains(one))
            }
            (
                "properties" | "patternProperties" | "dependentSchemas" | "dependencies",
                Value::Object(old),
                Value::Object(new),
            ) => {
                let mut pairs = old.iter().map(|(name, one)| (name, one, new.get(name)));
                old.len() == new.len()
                    && pairs.all(|(name, one, other)| {
                        other.is_some_and(|other| self.deeper(&[key, name], one, other, depth))
                    })
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems" | "items", Value::Array(old), Value::Array(new)) => {
                let mut pairs = old.iter().zip(new).enumerate();
                old.len() == new.len()
                    && pairs.all(|(index, (one, other))| self.deeper(&[key, &index.to_string()], one, other, depth))
            }
            (
                "items"
                | "additionalItems"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                one,
                other,
            ) => self.deeper(&[key], one, other, depth),
            (_, one, other) => one == other,
        }
    }
}

fn asserting(map: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let asserts = |key: &str| !REMARKS.contains(&key) && (!key.starts_with("x-") || MEANT.contains(&key));
    map.iter().map(|(key, value)| (key.as_str(), value)).filter(move |(key, _)| asserts(key))
}
