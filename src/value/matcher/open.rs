//! Warns of a JSON Schema that speaks of an object's members, and takes any value that is no object.

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Entry, Node};

/// Keywords that say nothing about a value that is no object.
const MEMBERS: [&str; 2] = ["properties", "required"];
/// Keywords that say, or may say, what kind of value it is.
const KINDS: [&str; 5] = ["type", "const", "enum", "$ref", "$dynamicRef"];

/// Warns at each place of a schema where a value is held to nothing because it is no object.
pub fn warn(schema: &Node, found: &mut Diagnostics) {
    look(schema, false, found);
}

fn look(schema: &Node, kind: bool, found: &mut Diagnostics) {
    let kind = kind || says_kind(schema);
    let members = schema.entries().iter().find(|entry| MEMBERS.contains(&entry.key.as_str())).filter(|_| !kind);
    if let Some(entry) = members {
        let what = format!("`{}` without `type: object` says nothing about a value that is no object", entry.key);
        found.push(
            Diagnostic::error("open-schema", &entry.key_place, what)
                .warning()
                .help("add `type: object`, or a list or a text would fit as well"),
        );
    }
    // What is said here once need not be said again of its alternatives.
    let kind = kind || members.is_some();
    for Entry { key, value, .. } in schema.entries() {
        let several = value.items().unwrap_or_default();
        match key.as_str() {
            "allOf" | "anyOf" | "oneOf" => several.iter().for_each(|part| look(part, kind, found)),
            "then" | "else" => look(value, kind, found),
            "properties" | "patternProperties" => {
                value.entries().iter().for_each(|entry| look(&entry.value, false, found));
            }
            "prefixItems" => several.iter().for_each(|part| look(part, false, found)),
            "items" | "contains" | "additionalProperties" | "unevaluatedItems" | "unevaluatedProperties" => {
                look(value, false, found);
            }
            _ => {}
        }
    }
}

fn says_kind(schema: &Node) -> bool {
    KINDS.iter().any(|key| schema.get(key).is_some())
        || schema.get("allOf").and_then(Node::items).unwrap_or_default().iter().any(says_kind)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::diagnostic::Severity;
    use crate::model::place::Source;
    use crate::syntax::yaml;

    fn told(text: &str) -> Vec<String> {
        let node = yaml::parse(&Arc::new(Source { name: "s".into(), text: text.into() })).unwrap();
        let mut found = Diagnostics::default();
        warn(&node, &mut found);
        found
            .iter()
            .map(|one| {
                assert_eq!((one.code, one.severity), ("open-schema", Severity::Warning));
                format!("{} {}", one.place.as_ref().unwrap(), one.message.split(' ').next().unwrap())
            })
            .collect()
    }

    #[test]
    fn members_without_a_kind_are_told_where_they_stand() {
        for (text, places) in [
            ("{properties: {a: {type: string}}}", &["s:1:2 `properties`"][..]),
            ("{required: [a]}", &["s:1:2 `required`"]),
            ("{required: [a], properties: {a: {required: [b]}}}", &["s:1:2 `required`", "s:1:34 `required`"]),
            ("{type: array, items: {required: [a]}}", &["s:1:23 `required`"]),
            ("{oneOf: [{type: object, required: [a]}, {required: [b]}]}", &["s:1:42 `required`"]),
            ("{required: [a], anyOf: [{required: [b]}]}", &["s:1:2 `required`"]),
        ] {
            assert_eq!(told(text), places, "{text}");
        }
    }

    #[test]
    fn a_kind_that_is_said_somewhere_is_enough() {
        for text in [
            "{type: object, required: [a], oneOf: [{required: [b]}], then: {properties: {c: {type: string}}}}",
            "{type: [object, 'null'], properties: {a: {const: 1}}}",
            "{$ref: '#/$defs/a', required: [a], $defs: {a: {properties: {b: {type: string}}}}}",
            "{allOf: [{type: object}], required: [a]}",
            "{properties: {a: true}, enum: [{a: 1}]}",
            "{type: array, items: {type: string}}",
            "true",
        ] {
            assert_eq!(told(text), [] as [&str; 0], "{text}");
        }
    }
}
