//! From schemas of the document to JSON Schemas of draft 2020-12: each that is reached is written once, references lead to it.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::family::Families;
use super::flavour::Flavour;
use super::mark::Marks;
use super::place::Places;
use super::{Direction, Fault};
use crate::openapi::at::{At, push};
use crate::openapi::document::Document;

mod discriminate;
mod modern;
mod number;
mod old;

/// What references to other schemas that are written begin with; their number follows.
pub(super) const DEFS: &str = "#/$defs/";

/// How far a schema is closed against properties that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Closing {
    /// Not at all.
    Open,
    /// The values in it are; it is itself one of several schemas of one value.
    Inside,
    /// It is, as the whole schema of a value.
    Whole,
}

/// How one schema is written; one schema may be written in several ways.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    at: At,
    /// Which `$dynamicAnchor`s hold, as an index of [`Writer::scopes`].
    scope: usize,
    /// Without its discriminator, because it is written as the base of a branch of it.
    plain: bool,
    closing: Closing,
    /// As the beginning of everything, which no reference leads to.
    first: bool,
}

/// Where a schema stands, and how it is written.
#[derive(Debug, Clone)]
pub(super) struct Here {
    /// In the document.
    pub(super) at: At,
    /// In what is written of the schema that it is part of.
    pub(super) out: String,
    /// The schema that is written by itself and this one is part of.
    pub(super) home: At,
    pub(super) flavour: Flavour,
    scope: usize,
    pub(super) plain: bool,
    pub(super) closing: Closing,
    /// Properties that are not required in this direction, where the schemas of one value were looked through already.
    pub(super) loose: Option<Arc<BTreeSet<String>>>,
}

impl Here {
    fn down(&self, keys: &[&str], closing: Closing) -> Self {
        let mut out = self.out.clone();
        for key in keys {
            push(&mut out, key);
        }
        Self { at: self.at.down(keys), out, closing, plain: false, loose: None, ..self.clone() }
    }

    /// The schema of another value, such as a property's.
    pub(super) fn value(&self, keys: &[&str]) -> Self {
        let closing = if self.closing == Closing::Open { Closing::Open } else { Closing::Whole };
        self.down(keys, closing)
    }

    /// The schema of another value, written under other keys than in the document.
    fn moved(&self, keys: &[&str], to: &[&str]) -> Self {
        Self { out: self.value(to).out, ..self.value(keys) }
    }

    /// A further schema of the same value.
    pub(super) fn same(&self, keys: &[&str]) -> Self {
        let closing = if self.closing == Closing::Open { Closing::Open } else { Closing::Inside };
        Self { loose: self.loose.clone(), ..self.down(keys, closing) }
    }

    /// A schema whose failing is no fault of the value: what closing would refuse there has to stay allowed.
    pub(super) fn asked(&self, keys: &[&str]) -> Self {
        self.down(keys, Closing::Open)
    }
}

/// A schema as it is written.
#[derive(Debug)]
pub(super) struct Written {
    /// Of draft 2020-12. Texts for people are left out.
    pub(super) schema: Value,
    /// Where its parts come from.
    pub(super) places: Places,
    /// Whether it holds a `oneOf`.
    pub(super) chooses: bool,
    /// The numbers of those that it refers to.
    pub(super) reaches: Vec<usize>,
}

/// Writes schemas, and numbers them in the order in which they are asked for.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) document: Arc<Document>,
    pub(super) families: Arc<Families>,
    pub(super) direction: Direction,
    pub(super) marks: Marks,
    pub(super) places: Places,
    pub(super) chooses: bool,
    reaches: Vec<usize>,
    known: HashMap<Key, usize>,
    waiting: VecDeque<Key>,
    scopes: Vec<Vec<(String, At)>>,
}

impl Writer {
    pub(super) fn new(document: Arc<Document>, families: Arc<Families>, direction: Direction) -> Self {
        Self {
            marks: Marks::new(document.clone(), direction),
            document,
            families,
            direction,
            places: Places::default(),
            chooses: false,
            reaches: Vec::new(),
            known: HashMap::new(),
            waiting: VecDeque::new(),
            scopes: vec![Vec::new()],
        }
    }

    /// Asks for a schema with which something begins; its number. `first` tells it from the same one in a reference.
    pub(super) fn ask(&mut self, at: &At, closed: bool, first: bool) -> usize {
        let closing = if closed { Closing::Whole } else { Closing::Open };
        let scope = self.entering(0, at);
        self.number(Key { at: at.clone(), scope, plain: false, closing, first })
    }

    /// Writes the next one that was asked for.
    pub(super) fn next(&mut self) -> Option<Result<Written, Fault>> {
        let key = self.waiting.pop_front()?;
        let written = self.write(&key);
        let places = std::mem::take(&mut self.places);
        let chooses = std::mem::take(&mut self.chooses);
        let reaches = std::mem::take(&mut self.reaches);
        Some(written.map(|schema| Written { schema, places, chooses, reaches }))
    }

    fn write(&mut self, key: &Key) -> Result<Value, Fault> {
        let document = self.document.clone();
        let here = Here {
            at: key.at.clone(),
            out: String::new(),
            home: key.at.clone(),
            flavour: Flavour::of(&document, &key.at)?,
            scope: key.scope,
            plain: key.plain,
            closing: key.closing,
            loose: None,
        };
        self.places.put(String::new(), key.at.clone());
        self.schema(document.get(&key.at).unwrap_or(&Value::Null), here)
    }

    /// Writes a schema.
    pub(super) fn schema(&mut self, value: &Value, mut here: Here) -> Result<Value, Fault> {
        let map = match value {
            Value::Bool(_) => return Ok(value.clone()),
            Value::Object(map) => map,
            other => {
                let what = crate::value::matcher::show::kinded(other);
                return Err(Fault::new(&here.at, format!("a schema is a mapping, not {what}")));
            }
        };
        // A schema may name another dialect than what it stands in.
        if map.get("$schema").is_some_and(Value::is_string) && here.at != here.home {
            here.flavour = Flavour::of(&self.document, &here.at)?;
        }
        if map.contains_key("$id") && here.at != here.home {
            here.scope = self.entering(here.scope, &here.at);
        }
        let reference = map.get("$ref").and_then(Value::as_str);
        if let (Some(reference), true) = (reference, here.flavour.ignores_siblings()) {
            let plain = here.plain;
            return Ok(json!({"$ref": self.reference(reference, &here, here.closing, plain)?}));
        }
        if here.loose.is_none() {
            here.loose = Some(self.marks.loose(&here.at));
        }
        let mut out = match here.flavour {
            Flavour::Swagger | Flavour::Thirty => old::write(self, map, &here)?,
            _ => modern::write(self, map, &mut here)?,
        };
        self.close(&mut out, &here);
        Ok(out.into())
    }

    /// Refuses what a schema does not name, where it is the whole schema of a value.
    fn close(&mut self, out: &mut Map<String, Value>, here: &Here) {
        if here.closing == Closing::Open {
            return;
        }
        if let (Some(Value::Array(required)), true) = (out.get("required"), out.contains_key("properties")) {
            // What is demanded is meant to be there.
            let names: Vec<String> = required.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            if let Some(Value::Object(properties)) = out.get_mut("properties") {
                for name in names {
                    properties.entry(name).or_insert(Value::Bool(true));
                }
            }
        }
        let said = out.contains_key("additionalProperties") || out.contains_key("unevaluatedProperties");
        let alone = out.keys().all(|key| !IN_PLACE.contains(&key.as_str()));
        if here.closing == Closing::Whole && !said && self.marks.names_properties(&here.at) {
            let word = if alone { "additionalProperties" } else { "unevaluatedProperties" };
            out.insert(word.into(), false.into());
        }
    }

    /// A reference to what is written of the schema that a written one leads to.
    pub(super) fn reference(
        &mut self,
        reference: &str,
        here: &Here,
        closing: Closing,
        plain: bool,
    ) -> Result<String, Fault> {
        let target = self.document.target(&here.at, reference)?;
        self.document.follow(&target)?;
        let scope = self.entering(here.scope, &target);
        Ok(self.to(target, scope, plain, closing))
    }

    /// A reference to what a `$dynamicRef` leads to (JSON Schema 2020-12 core, section 8.2.3.2): the outermost schema
    /// resource on the way here that has the anchor. The way is known while it is written, so it becomes a plain reference.
    pub(super) fn dynamic(&mut self, reference: &str, here: &Here, closing: Closing) -> Result<String, Fault> {
        let mut target = self.document.target(&here.at, reference)?;
        let anchor = reference.split_once('#').map_or("", |(_, fragment)| fragment);
        let own = self.document.get(&target).and_then(|schema| schema.get("$dynamicAnchor")).and_then(Value::as_str);
        if own == Some(anchor)
            && let Some((_, at)) = self.scopes[here.scope].iter().find(|(name, _)| name == anchor)
        {
            target = at.clone();
        }
        let scope = self.entering(here.scope, &target);
        Ok(self.to(target, scope, false, closing))
    }

    /// A reference to a schema of the document.
    pub(super) fn direct(&mut self, target: At, here: &Here, closing: Closing) -> String {
        let scope = self.entering(here.scope, &target);
        self.to(target, scope, false, closing)
    }

    fn to(&mut self, at: At, scope: usize, plain: bool, closing: Closing) -> String {
        let number = self.number(Key { at, scope, plain, closing, first: false });
        self.reaches.push(number);
        format!("{DEFS}{number}")
    }

    fn number(&mut self, key: Key) -> usize {
        let next = self.known.len();
        let number = *self.known.entry(key.clone()).or_insert(next);
        if number == next {
            self.waiting.push_back(key);
        }
        number
    }

    /// The anchors that hold in a schema that is come to with those of `scope`.
    fn entering(&mut self, scope: usize, at: &At) -> usize {
        let resource = self.document.resource(at);
        let own = self.document.dynamic_anchors(&resource);
        if own.is_empty() {
            return scope;
        }
        let mut all = self.scopes[scope].clone();
        for (name, at) in own {
            if !all.iter().any(|(known, _)| known == name) {
                all.push((name.clone(), at.clone()));
            }
        }
        self.scopes.iter().position(|known| *known == all).unwrap_or_else(|| {
            self.scopes.push(all);
            self.scopes.len() - 1
        })
    }

    /// Writes each schema under a map of names.
    pub(super) fn named(&mut self, value: &Value, each: &dyn Fn(&str) -> Here) -> Result<Value, Fault> {
        let Some(map) = value.as_object() else { return Ok(value.clone()) };
        let mut out = Map::new();
        for (name, schema) in map {
            out.insert(name.clone(), self.schema(schema, each(name))?);
        }
        Ok(out.into())
    }

    /// Writes the schemas of properties; one that this side does not give is refused.
    fn properties(&mut self, value: &Value, here: &Here) -> Result<Value, Fault> {
        let mut written = self.named(value, &|name| here.value(&["properties", name]))?;
        if self.direction == Direction::Response {
            for (name, property) in value.as_object().into_iter().flatten() {
                if self.marks.is_marked(&here.at.down(&["properties", name]), property) {
                    written[name] = false.into();
                }
            }
        }
        Ok(written)
    }

    /// The properties that are required in this direction.
    fn required(value: &Value, here: &Here) -> Option<Value> {
        let (Some(names), Some(loose)) = (value.as_array(), &here.loose) else { return Some(value.clone()) };
        let is_asked = |name: &&Value| !name.as_str().is_some_and(|name| loose.contains(name));
        let kept: Vec<Value> = names.iter().filter(is_asked).cloned().collect();
        if kept.is_empty() && !names.is_empty() { None } else { Some(kept.into()) }
    }

    /// Writes `allOf`. A base whose discriminator leads to the schema that is written is written without it.
    fn all_of(&mut self, value: &Value, here: &Here) -> Result<Value, Fault> {
        let Some(items) = value.as_array() else { return Ok(value.clone()) };
        let mut out = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let mut here = here.same(&["allOf", &index.to_string()]);
            if let Some(reference) = item.get("$ref").and_then(Value::as_str) {
                let target = self.document.target(&here.at, reference)?;
                here.plain = self.families.has_branch(&self.document, &target, &here.home);
            }
            out.push(self.schema(item, here)?);
        }
        Ok(out.into())
    }

    /// Writes `anyOf` or `oneOf`.
    fn alternatives(&mut self, key: &str, value: &Value, here: &Here) -> Result<Value, Fault> {
        self.chooses |= key == "oneOf" && value.as_array().is_some_and(|all| all.len() > 1);
        let mut written = self.list(value, &|index| here.same(&[key, index]))?;
        if here.closing != Closing::Open {
            for (index, one) in written.as_array_mut().into_iter().flatten().enumerate() {
                let at = here.at.child(key).item(index);
                if let (Value::Object(one), true) = (one, self.is_free_form(&at)) {
                    one.insert("additionalProperties".into(), true.into());
                }
            }
        }
        Ok(written)
    }

    /// Whether a schema is of objects of which nothing more is said.
    fn is_free_form(&mut self, at: &At) -> bool {
        let Ok((end, schema)) = self.document.resolve(at) else { return false };
        let of_objects = match schema.get("type") {
            Some(Value::String(one)) => one == "object",
            Some(Value::Array(many)) => many.iter().any(|one| one == "object"),
            _ => schema.as_object().is_some_and(Map::is_empty),
        };
        of_objects && schema.get("required").is_none() && !self.marks.names_properties(&end)
    }

    /// Writes each schema of a list.
    pub(super) fn list(&mut self, value: &Value, each: &dyn Fn(&str) -> Here) -> Result<Value, Fault> {
        let Some(items) = value.as_array() else { return Ok(value.clone()) };
        let written = items.iter().enumerate().map(|(index, schema)| self.schema(schema, each(&index.to_string())));
        written.collect::<Result<Vec<_>, _>>().map(Value::from)
    }
}

/// The keywords whose schemas are of the same value, and may name its properties.
const IN_PLACE: &[&str] = &["$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"];
