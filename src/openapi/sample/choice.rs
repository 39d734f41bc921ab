//! The alternatives that a schema leaves: `oneOf`, `anyOf`, `if`, `dependentSchemas`, and what `not` leaves open.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::key::{Read, deeper, target};
use super::whole::Whole;

/// The most branches of one keyword that are looked at.
const BRANCHES: usize = 256;

/// Alternatives of which one is chosen.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) keyword: &'static str,
    pub(super) choices: Vec<Choice>,
}

/// What a choice adds to the schemas that hold already.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) parts: Vec<String>,
    pub(super) absent: Vec<Arc<str>>,
    pub(super) pins: Vec<(Arc<str>, Arc<str>)>,
    pub(super) words: String,
}

pub(super) fn groups(parts: &[Read<'_>], document: &Whole) -> Vec<Group> {
    let mut found = Vec::new();
    for (part, map) in parts.iter().filter(|(part, _)| !part.settled) {
        for keyword in ["oneOf", "anyOf"] {
            if let Some(branches) = map.get(keyword).and_then(Value::as_array) {
                found.push(branched(&part.at, map, keyword, branches, document));
            }
        }
        if map.contains_key("if") && (map.contains_key("then") || map.contains_key("else")) {
            found.push(conditional(&part.at, map, document));
        }
        for (name, _) in map.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten() {
            let with = deeper(&deeper(&part.at, "dependentSchemas"), name);
            found.push(Group {
                keyword: "dependentSchemas",
                choices: vec![
                    Choice { parts: vec![with], words: format!("as `{name}` demands"), ..Choice::default() },
                    Choice {
                        absent: vec![name.as_str().into()],
                        words: format!("without `{name}`"),
                        ..Choice::default()
                    },
                ],
            });
        }
        // At least one of the names that may not all be there is not there.
        if let Some(names) = map.get("not").and_then(only_required) {
            let absent = names.iter().map(|name| Choice {
                absent: vec![(*name).into()],
                words: format!("without `{name}`"),
                ..Choice::default()
            });
            found.push(Group { keyword: "not", choices: absent.collect() });
        }
    }
    found
}

fn branched(at: &str, map: &Map<String, Value>, keyword: &'static str, branches: &[Value], document: &Whole) -> Group {
    let discriminator = map.get("discriminator").and_then(Value::as_object);
    let choice = |(index, branch): (usize, &Value)| {
        let mut choice = Choice {
            parts: vec![format!("{at}/{keyword}/{index}")],
            words: format!("branch {} of {keyword}", index + 1),
            ..Choice::default()
        };
        if keyword == "oneOf" {
            let own = branch.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
            for names in others.filter_map(|(_, other)| only_required(other)) {
                let free = names.iter().find(|name| !own.iter().any(|own| own == **name));
                choice.absent.extend(free.map(|name| Arc::from(*name)));
            }
        }
        if let Some(discriminator) = discriminator
            && let Some(property) = discriminator.get("propertyName").and_then(Value::as_str)
            && let Some(reference) = branch.get("$ref").and_then(Value::as_str)
        {
            let name = spoken(discriminator, reference, document);
            choice.pins.extend(name.map(|name| (Arc::from(property), Arc::from(name))));
        }
        choice
    };
    Group { keyword, choices: branches.iter().take(BRANCHES).enumerate().map(choice).collect() }
}

/// The name by which a discriminator calls a branch.
fn spoken(discriminator: &Map<String, Value>, reference: &str, document: &Whole) -> Option<String> {
    let short = reference.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let at = target(document, reference);
    for (name, to) in mapping.into_iter().flatten() {
        let Some(to) = to.as_str() else { continue };
        // A mapping's value may be a name of a schema, or a reference that was written for another document.
        let same = to == reference || to.rsplit('/').next() == Some(short);
        if same || at.is_some() && target(document, to) == at {
            return Some(name.clone());
        }
    }
    (!short.is_empty()).then(|| short.to_owned())
}

/// The names of a schema that says nothing but `required`.
fn only_required(schema: &Value) -> Option<Vec<&str>> {
    let map = schema.as_object()?;
    let silent = ["description", "title", "type"];
    let only = map.keys().all(|key| key == "required" || silent.contains(&key.as_str()));
    let names: Vec<&str> = map.get("required")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (only && !names.is_empty()).then_some(names)
}

fn conditional(at: &str, map: &Map<String, Value>, document: &Whole) -> Group {
    let there = |keyword: &str| map.contains_key(keyword).then(|| format!("{at}/{keyword}"));
    let yes = Choice {
        parts: [there("if"), there("then")].into_iter().flatten().collect(),
        words: "where `if` holds".into(),
        ..Choice::default()
    };
    // A property that `if` demands and that is not there keeps it from holding.
    let absent = document.pointer(&format!("{at}/if/required/0")).and_then(Value::as_str);
    let no = |absent: Option<&str>| Choice {
        parts: there("else").into_iter().collect(),
        absent: absent.map(Arc::from).into_iter().collect(),
        words: "where `if` does not hold".into(),
        ..Choice::default()
    };
    let mut choices = vec![yes, no(None)];
    if absent.is_some() {
        choices.push(no(absent));
    }
    Group { keyword: "if", choices }
}
