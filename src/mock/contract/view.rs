//! What an operation's answer looks like: where the item or the items are in it, and which property is the id.

use std::sync::{Arc, OnceLock};

use http::StatusCode;
use serde_json::{Map, Value};

use super::resource::Resource;
use super::{closed, prefer, prepare};
use crate::openapi::at::At;
use crate::openapi::conform::Contract;
use crate::openapi::document::Document;
use crate::openapi::sample::Sampler;
use crate::openapi::schema::Direction;

/// How many samples are looked at.
const SAMPLES: u64 = 8;
/// How many generated answers are kept to put items into.
const FRAMES: u64 = 16;

/// An answer as items are put into it.
#[derive(Debug)]
pub(super) struct View {
    contract: Arc<Contract>,
    schema: At,
    sampler: Sampler,
    pub(super) seat: Seat,
    /// The property that holds the id, where items have one.
    pub(super) id: Option<String>,
    /// The properties that only the service gives.
    read_only: Vec<String>,
    plain: OnceLock<Option<Value>>,
    frames: Box<[OnceLock<Option<Value>>]>,
}

/// Where the item is, or the items are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seat {
    /// The answer is the item.
    Whole,
    /// The item stands under a key.
    Under(String),
    /// The answer is the list.
    List,
    /// The list stands under a key.
    ListUnder(String),
}

impl View {
    /// None where the answer is no JSON, or holds no item.
    pub(super) fn new(
        contract: &Arc<Contract>,
        operation: usize,
        status: StatusCode,
        media: usize,
        resource: &Resource,
    ) -> Option<Self> {
        let media = contract.api.operations[operation].response(status.as_u16())?.content.get(media)?;
        let schema = media.schema.clone().filter(|_| prefer::is_json(&media.range))?;
        let sampler = prepare::sampler(contract, &schema, Direction::Response).ok()?;
        let samples: Vec<Value> = (0..SAMPLES).filter_map(|seed| sampler.valid(seed).ok()).collect();
        let is_list = contract.api.operations[operation].path == resource.base
            && contract.api.operations[operation].method == http::Method::GET;
        let seat = if is_list { list_seat(&samples, resource) } else { item_seat(&samples, resource) }?;
        let items = samples.iter().flat_map(|sample| items(sample, &seat));
        let ids = items.filter_map(Value::as_object).flat_map(Map::keys);
        let id = ids.filter_map(|name| Some((resource.id_rank(name)?, name))).min().map(|(_, name)| name.clone());
        let mut read_only = Vec::new();
        marked(&contract.document, &schema, 0, &mut read_only);
        let frames = (0..FRAMES).map(|_| OnceLock::new()).collect();
        let plain = OnceLock::new();
        Some(Self { contract: contract.clone(), schema, sampler, seat, id, read_only, plain, frames })
    }

    /// Whether the document takes an answer, and names all that is in it.
    pub(super) fn fits(&self, whole: &Value) -> bool {
        let undeclared = closed().undeclared;
        let judged = self.contract.schemas.judge(&self.schema, Direction::Response, undeclared, whole);
        judged.is_ok_and(|misses| misses.is_empty())
    }

    /// A generated answer with an item in it.
    pub(super) fn sample(&self, seed: u64) -> Option<Value> {
        let all = (0..SAMPLES).filter_map(|turn| self.sampler.valid(seed.wrapping_add(turn)).ok());
        let mut fitting = all.filter(|whole| self.fits(whole)).peekable();
        let first = fitting.peek().cloned();
        // A list without items shows none.
        fitting.find(|whole| !items(whole, &self.seat).is_empty()).or(first)
    }

    /// A generated answer to put items into, the same for the same seed.
    pub(super) fn frame(&self, seed: u64) -> Option<&Value> {
        let turn = seed % FRAMES;
        self.frames[usize::try_from(turn).unwrap_or(0)].get_or_init(|| self.sample(turn)).as_ref()
    }

    /// The plainest answer.
    pub(super) fn plain(&self) -> Option<&Value> {
        self.plain.get_or_init(|| self.sampler.plain().ok().filter(|whole| self.fits(whole))).as_ref()
    }

    /// Whether an item has all that only the service gives.
    pub(super) fn is_full(&self, item: &Map<String, Value>) -> bool {
        self.id.iter().chain(&self.read_only).all(|name| item.contains_key(name))
    }

    /// Whether a property of the item is the service's own.
    pub(super) fn is_own(&self, name: &str) -> bool {
        self.id.as_deref() == Some(name) || self.read_only.iter().any(|known| known == name)
    }

    /// The first item of an answer.
    pub(super) fn item(&self, whole: &Value) -> Option<Value> {
        items(whole, &self.seat).first().map(|item| (*item).clone())
    }

    /// An answer with these items in place of its own.
    pub(super) fn seated(&self, whole: &Value, mut given: Vec<Value>) -> Value {
        let mut whole = whole.clone();
        match &self.seat {
            Seat::Whole => return given.pop().unwrap_or(whole),
            Seat::List => return Value::Array(given),
            Seat::Under(key) => whole[key.as_str()] = given.pop().unwrap_or_default(),
            Seat::ListUnder(key) => whole[key.as_str()] = Value::Array(given),
        }
        whole
    }
}

fn items<'v>(whole: &'v Value, seat: &Seat) -> Vec<&'v Value> {
    match seat {
        Seat::Whole => vec![whole],
        Seat::Under(key) => whole.get(key).into_iter().collect(),
        Seat::List => whole.as_array().into_iter().flatten().collect(),
        Seat::ListUnder(key) => whole.get(key).and_then(Value::as_array).into_iter().flatten().collect(),
    }
}

/// The item is the answer, or what stands in it and has an id where the answer itself has none.
fn item_seat(samples: &[Value], resource: &Resource) -> Option<Seat> {
    let objects: Vec<&Map<String, Value>> = samples.iter().filter_map(Value::as_object).collect();
    let has_id = |map: &Map<String, Value>| map.keys().any(|name| resource.id_rank(name).is_some());
    if objects.is_empty() || objects.iter().any(|map| has_id(map)) {
        return (!objects.is_empty()).then_some(Seat::Whole);
    }
    let inner = |map: &&Map<String, Value>| {
        let found = map.iter().find(|(_, value)| value.as_object().is_some_and(has_id));
        found.map(|(key, _)| key.clone())
    };
    Some(objects.iter().find_map(inner).map_or(Seat::Whole, Seat::Under))
}

/// The list is the answer, or the one list in it; of several the one that is called as lists are.
fn list_seat(samples: &[Value], resource: &Resource) -> Option<Seat> {
    if samples.iter().any(Value::is_array) {
        return Some(Seat::List);
    }
    let mut keys: Vec<&String> = Vec::new();
    for (key, value) in samples.iter().filter_map(Value::as_object).flatten() {
        if value.is_array() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let own = resource.base.rsplit('/').next().unwrap_or_default();
    let usual = [own, "data", "items", "results", "values", "value", "entries", "records"];
    let found = match keys[..] {
        [only] => Some(only.clone()),
        _ => usual.iter().find(|name| keys.iter().any(|key| key == *name)).map(|name| (*name).to_owned()),
    };
    found.map(Seat::ListUnder)
}

/// The names of properties that are `readOnly`, wherever they stand in a schema.
fn marked(document: &Document, at: &At, depth: usize, into: &mut Vec<String>) {
    let Ok((at, schema)) = document.resolve(at) else { return };
    if depth > 5 {
        return;
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let here = at.down(&["properties", name]);
        let said = document.resolve(&here).map_or(property, |(_, end)| end);
        if said.get("readOnly") == Some(&Value::Bool(true)) && !into.contains(name) {
            into.push(name.clone());
        }
        if depth < 3 {
            marked(document, &here, depth + 2, into);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).for_each(|index| marked(document, &at.child(key).item(index), depth + 1, into));
    }
    if schema.get("items").is_some() {
        marked(document, &at.child("items"), depth + 1, into);
    }
}
