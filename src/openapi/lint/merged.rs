//! What a schema says of properties all in all: its own keywords, and those of the schemas that it is made of.

use std::collections::HashSet;

use serde_json::Value;

use super::role::Role;
use super::survey::{Id, Survey};

/// The keywords whose schemas speak of the same value.
pub(super) const APPLIED: &[&str] = &["allOf", "anyOf", "oneOf", "then", "else", "if", "dependentSchemas"];

/// How many schemas one may be made of, for all that is asked here.
const MOST: usize = 2_000;

/// What is said of an object's properties.
#[derive(Debug, Default)]
pub(super) struct Said<'d> {
    /// The names that are described.
    pub(super) names: HashSet<&'d str>,
    /// Whether names may be there that are not described, by a pattern or a schema for all others.
    pub(super) open: bool,
    /// Whether nothing else may be there.
    pub(super) closed: bool,
}

/// All that a schema and those that it is made of say.
pub(super) fn said<'d>(survey: &Survey<'d>, schema: Id) -> Said<'d> {
    let mut said = Said::default();
    let mut seen = HashSet::new();
    let mut open = vec![schema];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if seen.len() > MOST {
            said.open = true;
            return said;
        }
        if survey.reference(id).is_some() {
            match survey.target(id) {
                Some(target) => open.push(target),
                // What is not known may describe anything.
                None => said.open = true,
            }
        }
        let value = survey.value(id);
        said.names
            .extend(value.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(key, _)| &**key));
        match value.get("additionalProperties") {
            Some(Value::Bool(false)) => said.closed = true,
            Some(Value::Object(map)) => said.open |= !map.is_empty() || !said.closed,
            Some(Value::Bool(true)) => said.open = true,
            _ => {}
        }
        said.closed |= value.get("unevaluatedProperties") == Some(&Value::Bool(false));
        said.open |= value.get("patternProperties").is_some() || value.get("$dynamicRef").is_some();
        for key in APPLIED {
            match survey.child(id, key) {
                Some(child) if survey.role(child) == Role::Schema => open.push(child),
                Some(_) => open.extend(survey.children(id, key)),
                None => {}
            }
        }
    }
    said
}

/// The schema that this one is a part of, by the keywords that speak of the same value; itself where it is none's.
/// Nothing is known of one that stands under `not` or `contains`.
pub(super) fn whole(survey: &Survey<'_>, schema: Id) -> Option<Id> {
    let mut here = schema;
    for _ in 0..MOST {
        let Some(parent) = survey.parent(here) else { return Some(here) };
        let (keyword, holder) = match survey.role(parent) {
            Role::Schema => (survey.key(here), parent),
            Role::Group => match survey.parent(parent) {
                Some(holder) if survey.role(holder) == Role::Schema => (survey.key(parent), holder),
                _ => return Some(here),
            },
            _ => return Some(here),
        };
        match keyword {
            "not" | "contains" | "if" => return None,
            key if APPLIED.contains(&key) => here = holder,
            _ => return Some(here),
        }
    }
    None
}

/// Whether a schema is a part of another one that refers to it.
pub(super) fn is_a_part(survey: &Survey<'_>, schema: Id) -> bool {
    survey.aimed_from(schema).iter().any(|from| whole(survey, *from) != Some(*from))
}
