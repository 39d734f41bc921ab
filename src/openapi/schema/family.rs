//! Which schemas a discriminator chooses between, and under which names.

use std::collections::HashMap;

use serde_json::Value;

use super::Fault;
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// What is written in each extension is the value that names a schema.
const NAMED_BY: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Which schemas are made of which, by `allOf`.
#[derive(Debug, Default)]
pub(super) struct Families {
    children: HashMap<At, Vec<At>>,
}

/// What a discriminator chooses between.
#[derive(Debug)]
pub(super) struct Branches {
    /// The property that names a branch.
    pub(super) property: String,
    /// The branches, and the values that name each.
    pub(super) targets: Vec<(At, Vec<String>)>,
    /// Whether there are no others.
    pub(super) complete: bool,
}

impl Branches {
    fn add(&mut self, target: At, name: String) {
        match self.targets.iter_mut().find(|(known, _)| *known == target) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => self.targets.push((target, vec![name])),
        }
    }
}

impl Families {
    pub(super) fn gather(document: &Document) -> Self {
        let mut all = Self::default();
        for file in 0..document.files() {
            let shelf = At::file(file).down(&["components", "schemas"]);
            for (name, schema) in document.get(&shelf).and_then(Value::as_object).into_iter().flatten() {
                let at = shelf.child(name);
                for (index, part) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
                    let Some(reference) = part.get("$ref").and_then(Value::as_str) else { continue };
                    if let Ok(base) = document.target(&at.child("allOf").item(index), reference) {
                        all.children.entry(base).or_default().push(at.clone());
                    }
                }
            }
        }
        all
    }

    /// What the discriminator of a schema chooses between.
    pub(super) fn branches(&self, document: &Document, at: &At) -> Result<Branches, Fault> {
        let none = || Branches { property: String::new(), targets: Vec::new(), complete: false };
        let Some(schema) = document.get(at) else { return Ok(none()) };
        let place = at.child("discriminator");
        let (property, mapping) = match schema.get("discriminator") {
            None => return Ok(none()),
            Some(Value::String(property)) => (property.clone(), None),
            Some(said) => match said.get("propertyName").and_then(Value::as_str) {
                Some(property) => (property.to_owned(), said.get("mapping").and_then(Value::as_object)),
                None => {
                    let fault = Fault::new(&place, "a discriminator names a property");
                    return Err(fault.help("write `discriminator: { propertyName: kind }`"));
                }
            },
        };
        let mut all = Branches { property, targets: Vec::new(), complete: true };
        let mut alternatives = false;
        for key in ["oneOf", "anyOf"] {
            for (index, one) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                alternatives = true;
                match one.get("$ref").and_then(Value::as_str) {
                    Some(reference) => {
                        let target = document.target(&at.child(key).item(index), reference)?;
                        let name = name(document, &target);
                        all.add(target, name);
                    }
                    // A branch without a name is chosen by nothing, but may be meant.
                    None => all.complete = false,
                }
            }
        }
        if !alternatives {
            let heirs = self.heirs(at);
            if !heirs.is_empty() {
                all.add(at.clone(), name(document, at));
            }
            for heir in heirs {
                let name = name(document, &heir);
                all.add(heir, name);
            }
            all.complete = !all.targets.is_empty();
        }
        for (value, target) in mapping.into_iter().flatten() {
            let Some(written) = target.as_str() else { continue };
            let shelves = [at.file, 0].map(|file| At::file(file).down(&["components", "schemas", written]));
            let target = match shelves.into_iter().find(|at| document.get(at).is_some()) {
                Some(named) => named,
                None => document.target(&place.down(&["mapping", value]), written)?,
            };
            all.add(target, value.clone());
        }
        Ok(all)
    }

    /// Whether the discriminator of one schema may lead to another.
    pub(super) fn has_branch(&self, document: &Document, base: &At, branch: &At) -> bool {
        if document.get(base).is_none_or(|schema| schema.get("discriminator").is_none()) {
            return false;
        }
        let Ok(all) = self.branches(document, base) else { return false };
        all.targets.iter().any(|(target, _)| target == branch || self.heirs(target).contains(branch))
    }

    /// All that are made of a schema, directly or not.
    fn heirs(&self, at: &At) -> Vec<At> {
        let mut heirs: Vec<At> = Vec::new();
        let mut waiting = vec![at];
        while let Some(base) = waiting.pop() {
            for heir in self.children.get(base).into_iter().flatten() {
                if heir != at && !heirs.contains(heir) {
                    heirs.push(heir.clone());
                    waiting.push(heir);
                }
            }
        }
        heirs
    }
}

/// The value that names a schema.
fn name(document: &Document, at: &At) -> String {
    let schema = document.get(at);
    let said = NAMED_BY.iter().find_map(|key| schema?.get(*key)?.as_str());
    said.map_or_else(|| at.name(), str::to_owned)
}
