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
    let mut rules = Vec::new();
    for (part, map) in parts.iter().filter(|(part, _)| !part.settled) {
        if let Some(reference) = rule(map) {
            rules.push((part.at.as_ref(), reference));
            continue;
        }
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
    ruled(&rules, document, &mut found);
    found
}

/// The reference to the branch that a discriminator's rule leads to: "if the property has one of these values, then it is
/// that". Such rules exclude one another, so that they are one choice together and not one each.
fn rule(map: &Map<String, Value>) -> Option<&str> {
    let condition = map.get("if")?;
    let property = condition.pointer("/required/0")?.as_str()?;
    condition.get("properties")?.get(property)?.get("enum")?;
    let (reference, then) = (map.get("then")?.get("$ref")?.as_str()?, map.get("then")?.as_object()?);
    (map.len() == 2 && then.len() == 1).then_some(reference)
}

/// Adds what the rules of a discriminator say: to the branches that they lead to, or as a choice of its own.
fn ruled(rules: &[(&str, &str)], document: &Whole, found: &mut Vec<Group>) {
    let mut rest: Vec<Choice> = Vec::new();
    for (at, reference) in rules {
        let condition = format!("{at}/if");
        let leads_there = |choice: &&mut Choice| {
            let branch = choice.parts.first().and_then(|at| document.pointer(at)?.get("$ref")?.as_str());
            branch == Some(reference)
        };
        let branches = found.iter_mut().filter(|group| ["oneOf", "anyOf"].contains(&group.keyword));
        if let Some(branch) = branches.flat_map(|group| &mut group.choices).find(leads_there) {
            branch.parts.push(condition);
        } else {
            let parts = vec![condition, format!("{at}/then")];
            let words = format!("as branch {} of its discriminator", rest.len() + 1);
            rest.push(Choice { parts, words, ..Choice::default() });
        }
    }
    if !rest.is_empty() {
        rest.push(Choice { words: "as no branch of its discriminator".into(), ..Choice::default() });
        found.push(Group { keyword: "if", choices: rest });
    }
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
