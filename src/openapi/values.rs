//! The values of each `enum` that a schema reaches by plain walking: through references, schemas of the same value,
//! properties and items.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};

use super::at::At;
use super::document::Document;

/// How deep values are looked into.
const DEEPEST: usize = 32;

const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// The schemas of a document as far as they lead to an `enum`, read once each: a value is looked at without finding its
/// schema by a pointer again, and what leads nowhere is not looked at at all.
#[derive(Debug, Default)]
pub(super) struct Values(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    by_at: HashMap<At, usize>,
    all: Vec<Way>,
    /// Which of them lead to an `enum`.
    leads: Vec<bool>,
}

/// A schema, and where it leads on to, by number.
#[derive(Debug, Default)]
struct Way {
    named: Option<(At, Vec<Value>)>,
    /// Schemas of the same value.
    same: Vec<usize>,
    /// By the name of a property; none where its schema leads to no `enum`.
    properties: HashMap<String, Option<usize>>,
    additional: Option<usize>,
    items: Option<usize>,
}

impl Values {
    /// Each schema with an `enum` that is reached from one: where it stands, and how many values it names. Schemas in
    /// `passed` are passed over.
    pub(super) fn declared(
        &self,
        document: &Document,
        at: &At,
        passed: &mut HashSet<usize>,
        into: &mut Vec<(At, usize)>,
    ) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = vec![known.learn(document, at)];
        while let Some(way) = waiting.pop() {
            if passed.insert(way) {
                let way = &known.all[way];
                into.extend(way.named.iter().map(|(at, values)| (at.clone(), values.len())));
                waiting.extend(way.ways());
            }
        }
    }

    /// Which of the values of each `enum` a value holds, with the place of each.
    pub(super) fn seen(&self, document: &Document, at: &At, value: &Value, into: &mut Vec<(At, usize)>) {
        {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(root) = known.by_at.get(at) {
                known.look(*root, value, 0, into);
                return;
            }
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let root = known.learn(document, at);
        known.look(root, value, 0, into);
    }
}

impl Known {
    /// Reads a schema and all that it leads to; its number.
    fn learn(&mut self, document: &Document, at: &At) -> usize {
        let begin = self.all.len();
        let root = self.number(at);
        let mut next = begin;
        while next < self.all.len() {
            let at = self.all[next].named.take().map(|(at, _)| at);
            if let Some(Value::Object(map)) = at.as_ref().and_then(|at| document.get(at)) {
                self.all[next] = self.read(document, at.as_ref().unwrap_or(&At::file(0)), map);
            }
            next += 1;
        }
        self.prune(begin);
        root
    }

    /// The number of a schema; one that is not known yet is read later, by the address that it bears until then.
    fn number(&mut self, at: &At) -> usize {
        if let Some(known) = self.by_at.get(at) {
            return *known;
        }
        self.by_at.insert(at.clone(), self.all.len());
        self.all.push(Way { named: Some((at.clone(), Vec::new())), ..Way::default() });
        self.all.len() - 1
    }

    fn read(&mut self, document: &Document, at: &At, map: &Map<String, Value>) -> Way {
        let mut way = Way::default();
        if let Some(Value::Array(values)) = map.get("enum") {
            way.named = Some((at.clone(), values.clone()));
        }
        if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(|to| document.target(at, to).ok()) {
            way.same.push(self.number(&target));
        }
        for key in LISTS {
            let count = map.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            way.same.extend((0..count).map(|index| self.number(&at.child(key).item(index))));
        }
        for (name, _) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
            way.properties.insert(name.clone(), Some(self.number(&at.down(&["properties", name]))));
        }
        let mut under = |key: &str| map.get(key).filter(|one| one.is_object()).map(|_| self.number(&at.child(key)));
        way.additional = under("additionalProperties");
        way.items = under("items");
        way
    }

    /// Forgets the ways, from a number on, that lead to no `enum`.
    fn prune(&mut self, begin: usize) {
        let leads = &mut self.leads;
        leads.extend(self.all[begin..].iter().map(|way| way.named.is_some()));
        let mut again = true;
        while again {
            again = false;
            // Most lead to what was read after them.
            for at in (begin..self.all.len()).rev() {
                if !leads[at] && self.all[at].ways().any(|next| leads[next]) {
                    (leads[at], again) = (true, true);
                }
            }
        }
        for way in &mut self.all[begin..] {
            way.same.retain(|next| leads[*next]);
            way.properties.values_mut().for_each(|next| *next = next.filter(|next| leads[*next]));
            way.additional = way.additional.filter(|next| leads[*next]);
            way.items = way.items.filter(|next| leads[*next]);
        }
    }

    fn look(&self, way: usize, value: &Value, depth: usize, into: &mut Vec<(At, usize)>) {
        if depth > DEEPEST {
            return;
        }
        let (way, depth) = (&self.all[way], depth + 1);
        if let Some((at, values)) = &way.named
            && let Some(index) = values.iter().position(|one| one == value)
            && !into.iter().any(|(known, other)| known == at && *other == index)
        {
            into.push((at.clone(), index));
        }
        way.same.iter().for_each(|next| self.look(*next, value, depth, into));
        match value {
            Value::Object(members) if way.additional.is_some() => {
                for (name, member) in members {
                    let next = way.properties.get(name).copied().unwrap_or(way.additional);
                    if let Some(next) = next {
                        self.look(next, member, depth, into);
                    }
                }
            }
            Value::Object(members) => {
                for (name, next) in &way.properties {
                    if let (Some(next), Some(member)) = (next, members.get(name)) {
                        self.look(*next, member, depth, into);
                    }
                }
            }
            Value::Array(items) => {
                if let Some(next) = way.items {
                    for item in items {
                        self.look(next, item, depth, into);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Way {
    fn ways(&self) -> impl Iterator<Item = usize> + '_ {
        let properties = self.properties.values().copied().flatten();
        self.same.iter().copied().chain(properties).chain(self.additional).chain(self.items)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::place::Source;
    use crate::openapi::document::parse;

    fn places(schemas: &Value, values: &[(&str, Value)]) -> Vec<Vec<String>> {
        let text = json!({"openapi": "3.1.0", "components": {"schemas": schemas}}).to_string();
        let document = parse(Source { name: "openapi.json".into(), text }).unwrap();
        let known = Values::default();
        let seen = |(name, value): &(&str, Value)| {
            let mut into = Vec::new();
            known.seen(&document, &At::file(0).down(&["components", "schemas", name]), value, &mut into);
            let shown = |(at, index): (At, usize)| format!("{}/{index}", &at.pointer["/components/schemas".len()..]);
            into.into_iter().map(shown).collect()
        };
        values.iter().map(seen).collect()
    }

    #[test]
    fn values_are_seen_on_all_ways_that_lead_to_an_enum() {
        let schemas = json!({
            "Kind": {"enum": ["tea", "cup", null]},
            "Item": {"properties": {"kind": {"$ref": "#/components/schemas/Kind"}, "name": {"type": "string"},
                "next": {"$ref": "#/components/schemas/Item"}}, "additionalProperties": {"enum": [1, 2]}},
            "List": {"type": "array", "items": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Item"}]}},
            "Plain": {"properties": {"self": {"$ref": "#/components/schemas/Plain"}}},
        });
        let told = places(
            &schemas,
            &[
                ("Plain", json!({"self": {"self": {}}})),
                ("Item", json!({"kind": "cup", "name": 2, "other": 2})),
                ("Item", json!({"next": {"next": {"kind": null}}})),
                ("List", json!([null, {"kind": "tea"}, {"kind": "tea", "next": {"x": 1}}])),
                ("List", json!({"kind": "tea"})),
                ("Kind", json!("shoe")),
                ("None", json!("tea")),
            ],
        );
        let item = "/Item/additionalProperties";
        assert_eq!(told[0], [""; 0]);
        assert_eq!(
            told[1].iter().collect::<HashSet<_>>(),
            HashSet::from([&"/Kind/1".to_owned(), &format!("{item}/1")])
        );
        assert_eq!(told[2], ["/Kind/2"]);
        assert_eq!(
            told[3].iter().collect::<HashSet<_>>(),
            HashSet::from([&"/Kind/0".to_owned(), &format!("{item}/0")])
        );
        assert!(told[4..].iter().all(Vec::is_empty), "{told:?}");
    }

    #[test]
    fn what_leads_to_what_was_read_before_is_no_dead_end() {
        let schemas = json!({
            "Kind": {"enum": ["tea"]},
            "Late": {"allOf": [{"$ref": "#/components/schemas/Kind"}]},
        });
        assert_eq!(places(&schemas, &[("Kind", json!("tea")), ("Late", json!("tea"))]), [["/Kind/0"], ["/Kind/0"]]);
    }
}
