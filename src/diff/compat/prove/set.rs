//! Sets of values as schemas describe them: schemas that all hold at once, taken apart as far as they can be.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::openapi::sample::kinds::{Kinds, whole};
use crate::openapi::schema::Bundle;

/// How deep alternatives are looked through for what they name, and for their kinds.
const DEEPEST: usize = 12;

/// A schema of one of the two documents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) value: &'a Value,
    /// What its references lead into.
    pub(super) of: &'a Bundle,
    /// Whether it is something that a value is asked for only, as `if` is: it declares no properties.
    pub(super) asked: bool,
}

impl<'a> Part<'a> {
    pub(super) const fn with(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }

    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| self.with(value))
    }

    pub(super) fn map(self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// Schemas in a list under a key.
    pub(super) fn list(self, key: &str) -> impl Iterator<Item = Self> {
        self.value.get(key).and_then(Value::as_array).into_iter().flatten().map(move |value| self.with(value))
    }

    /// Schemas under names under a key.
    pub(super) fn named(self, key: &str) -> impl Iterator<Item = (&'a str, Self)> {
        let map = self.value.get(key).and_then(Value::as_object).into_iter().flatten();
        map.map(move |(name, value)| (name.as_str(), self.with(value)))
    }

    /// What its reference leads to.
    pub(super) fn target(self) -> Option<Self> {
        let reference = self.value.get("$ref")?.as_str()?;
        self.of.target(reference).map(|value| self.with(value))
    }

    /// What tells it from others for as long as the documents are there.
    pub(super) fn address(self) -> usize {
        std::ptr::from_ref(self.value).addr()
    }

    pub(super) const fn asked(self) -> Self {
        Self { asked: true, ..self }
    }

    /// Whether it takes everything.
    pub(super) fn is_free(self) -> bool {
        match self.value {
            Value::Bool(free) => *free,
            Value::Object(map) => map.keys().all(|key| REMARKS.contains(&key.as_str())),
            _ => false,
        }
    }

    /// Whether it is a rule that a discriminator was written as.
    fn is_rule(self) -> bool {
        let Some(map) = self.map() else { return false };
        let only = |keys: &[&str]| map.len() == keys.len() && keys.iter().all(|key| map.contains_key(*key));
        only(&["if", "then"])
            || only(&["properties"]) && self.named("properties").all(|(_, one)| one.get("enum").is_some())
    }
}

/// What asserts nothing of a value.
pub(super) const REMARKS: &[&str] = &[
    "title",
    "default",
    "deprecated",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "minContains",
    "maxContains",
    "then",
    "else",
];

/// Schemas that all hold at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Set<'a> {
    /// Each a mapping; what their references and `allOf` lead to stands here too.
    pub(super) atoms: Vec<Part<'a>>,
    /// Whether one of them takes nothing.
    pub(super) never: bool,
    /// Schemas that none of the values fits.
    pub(super) nots: Vec<Part<'a>>,
    /// Properties that are there besides those that are required.
    pub(super) must: Vec<&'a str>,
    /// Alternatives that were chosen among, by address.
    pub(super) chosen: Vec<usize>,
}

/// Which properties a set's schemas name.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) named: HashSet<&'a str>,
    pub(super) patterns: Vec<&'a str>,
    /// Whether somebody names one who is more than a discriminator.
    own: bool,
    /// Whether something is said of properties that are not named.
    open: bool,
    unevaluated: bool,
    /// Alternatives that were chosen among, and schemas that do not hold.
    chosen: Vec<usize>,
    nots: Vec<usize>,
}

impl<'a> Set<'a> {
    pub(super) fn of(parts: &[Part<'a>]) -> Self {
        let mut set = Self::default();
        for part in parts {
            set.add(*part);
        }
        set
    }

    /// The same with a further schema.
    pub(super) fn plus(&self, part: Part<'a>) -> Self {
        let mut set = self.clone();
        set.add(part);
        set
    }

    fn add(&mut self, part: Part<'a>) {
        let mut waiting = vec![part];
        while let Some(part) = waiting.pop() {
            match part.value {
                Value::Bool(true) => {}
                Value::Object(_) => {
                    if let Some(known) = self.atoms.iter_mut().find(|known| known.address() == part.address()) {
                        known.asked &= part.asked;
                        continue;
                    }
                    self.nots.extend(part.get("not"));
                    self.atoms.push(part);
                    waiting.extend(part.target());
                    waiting.extend(part.list("allOf"));
                }
                _ => self.never = true,
            }
        }
    }

    /// What tells the set from others: where its schemas stand, and in which role.
    pub(super) fn key(&self) -> Vec<usize> {
        let mut key: Vec<usize> = self.atoms.iter().map(|atom| atom.address() << 1 | usize::from(atom.asked)).collect();
        key.sort_unstable();
        key
    }

    /// All that is said under a keyword.
    pub(super) fn said<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'a Value> + 's {
        self.atoms.iter().filter_map(move |atom| atom.value.get(key))
    }

    /// The kinds that its values may have.
    pub(super) fn kinds(&self) -> Kinds {
        if self.never {
            return Kinds(0);
        }
        self.atoms.iter().fold(Kinds::ALL, |kinds, atom| kinds & kinds_of(*atom, 0))
    }

    /// Alternatives that were not chosen among yet.
    pub(super) fn choice(&self) -> Option<(Part<'a>, &'static str, Vec<Part<'a>>)> {
        self.atoms.iter().find_map(|atom| {
            ["oneOf", "anyOf"].iter().find_map(|key| {
                let list = atom.get(key)?;
                let open = !self.chosen.contains(&list.address());
                open.then(|| (list, *key, atom.list(key).collect()))
            })
        })
    }

    /// The properties that are there in every value.
    pub(super) fn required(&self) -> HashSet<&'a str> {
        let mut all: HashSet<&str> = self.must.iter().copied().collect();
        all.extend(self.said("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str));
        loop {
            let before = all.len();
            for map in self.said("dependentRequired").filter_map(Value::as_object) {
                let there = map.iter().filter(|(name, _)| all.contains(name.as_str())).collect::<Vec<_>>();
                all.extend(
                    there.into_iter().filter_map(|(_, more)| more.as_array()).flatten().filter_map(Value::as_str),
                );
            }
            if all.len() == before {
                return all;
            }
        }
    }

    /// Which properties its schemas name, those in alternatives too.
    pub(super) fn names(&self) -> Names<'a> {
        let mut names = Names { chosen: self.chosen.clone(), ..Names::default() };
        let ends = |not: &Part<'a>| [Some(not.address()), not.target().map(Part::address)];
        names.nots = self.nots.iter().flat_map(ends).flatten().collect();
        // What a value is asked for only declares nothing.
        self.atoms.iter().filter(|atom| !atom.asked).for_each(|atom| names.walk(*atom, 0));
        names
    }
}

impl<'a> Names<'a> {
    /// Whether properties that are not named cannot be there.
    pub(super) fn are_all(&self, declared: bool) -> bool {
        !self.open && (self.unevaluated || declared && self.own)
    }

    fn walk(&mut self, part: Part<'a>, depth: usize) {
        let Some(map) = part.map() else { return };
        if depth > DEEPEST {
            self.open = true;
            return;
        }
        let is_rule = part.is_rule();
        for (name, _) in part.named("properties") {
            self.named.insert(name);
            self.own |= !is_rule;
        }
        for (pattern, _) in part.named("patternProperties") {
            self.patterns.push(pattern);
            self.own = true;
        }
        if map.contains_key("properties") {
            let required = map.get("required").and_then(Value::as_array).into_iter().flatten();
            self.named.extend(required.filter_map(Value::as_str));
        }
        match map.get("additionalProperties") {
            // That there are no others is asserted where properties are looked at.
            None | Some(Value::Bool(false)) => {}
            Some(_) => self.open = true,
        }
        match map.get("unevaluatedProperties") {
            None => {}
            Some(Value::Bool(false)) => self.unevaluated = true,
            Some(_) => self.open = true,
        }
        for key in ["anyOf", "oneOf"] {
            // Where exactly one holds, the others name nothing.
            if key == "oneOf" && part.get(key).is_some_and(|list| self.chosen.contains(&list.address())) {
                continue;
            }
            for branch in part.list(key) {
                let before = (self.named.len(), self.patterns.len());
                let mut end = branch;
                for _ in 0..DEEPEST {
                    end = end.target().unwrap_or(end);
                }
                self.walk(branch, depth + 1);
                let of_objects = end.get("type").is_none_or(|kind| kind.value.to_string().contains("\"object\""));
                let names_none = (self.named.len(), self.patterns.len()) == before;
                self.open |= of_objects && names_none && end.get("required").is_none();
            }
        }
        for key in ["then", "else"] {
            let Some(one) = part.get(key) else { continue };
            let excluded = one.target().is_some_and(|end| self.nots.contains(&end.address()));
            if !excluded {
                self.walk(one, depth + 1);
            }
        }
        part.named("dependentSchemas").for_each(|(_, one)| self.walk(one, depth + 1));
        // At the top, what is referred to is one of the set's own.
        if depth > 0 {
            part.target().into_iter().for_each(|one| self.walk(one, depth + 1));
            part.list("allOf").for_each(|one| self.walk(one, depth + 1));
        }
    }
}

fn kinds_of(part: Part<'_>, depth: usize) -> Kinds {
    let Some(map) = part.map() else { return if part.value == &Value::Bool(true) { Kinds::ALL } else { Kinds(0) } };
    let mut kinds = types(map.get("type"));
    if let Some(values) = values(part) {
        kinds = kinds & Kinds(values.iter().fold(0, |all, value| all | Kinds::of(value).0));
    }
    if map.get("multipleOf").and_then(Value::as_number).is_some_and(|by| whole(by).is_some()) {
        kinds = Kinds(kinds.0 & !Kinds::FRACTION);
    }
    if depth < DEEPEST {
        for key in ["anyOf", "oneOf"] {
            if map.contains_key(key) {
                kinds = kinds & Kinds(part.list(key).fold(0, |all, one| all | kinds_of(one, depth + 1).0));
            }
        }
        if depth > 0 {
            kinds = part
                .target()
                .into_iter()
                .chain(part.list("allOf"))
                .fold(kinds, |kinds, one| kinds & kinds_of(one, depth + 1));
        }
    }
    kinds
}

/// The kinds that a `type` names; all where there is none.
pub(super) fn types(said: Option<&Value>) -> Kinds {
    match said {
        Some(Value::String(name)) => Kinds(Kinds::named(name)),
        Some(Value::Array(names)) => {
            Kinds(names.iter().filter_map(Value::as_str).fold(0, |all, name| all | Kinds::named(name)))
        }
        _ => Kinds::ALL,
    }
}

/// The values that a schema names, where it names all: by `const` or by `enum`.
pub(super) fn values(part: Part<'_>) -> Option<&[Value]> {
    let one = part.value.get("const").map(std::slice::from_ref);
    one.or_else(|| part.value.get("enum").and_then(Value::as_array).map(Vec::as_slice))
}
