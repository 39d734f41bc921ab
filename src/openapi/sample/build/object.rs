//! Objects: which properties there are, and what stands at names that no schema writes down.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::key::Id;
use super::super::node::Node;
use super::super::pattern::Aim;
use super::{Builder, Mood};

/// Which optional properties are there.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Presence<'a> {
    /// As the mood has it.
    Mood,
    None,
    All,
    /// This one alone.
    Only(&'a str),
    /// All but this one.
    Without(&'a str),
}

impl Builder<'_> {
    /// An object of a node; nothing where what is demanded cannot be made.
    pub(in super::super) fn object(&mut self, node: &Node, presence: Presence<'_>) -> Option<Value> {
        self.object_with(node, presence, None)
    }

    /// An object with one value given.
    pub(in super::super) fn object_with(
        &mut self,
        node: &Node,
        presence: Presence<'_>,
        given: Option<(&str, Value)>,
    ) -> Option<Value> {
        let rules = &node.object;
        let mut there: Vec<bool> = rules
            .properties
            .iter()
            .map(|property| {
                let name = &*property.name;
                property.required
                    || given.as_ref().is_some_and(|(given, _)| *given == name)
                    || match presence {
                        Presence::Mood => self.likes(property.id),
                        Presence::None => false,
                        Presence::All => true,
                        Presence::Only(only) => only == name,
                        Presence::Without(without) => without != name,
                    }
            })
            .collect();
        Self::depend(node, &mut there);
        self.few(node, &mut there, given.as_ref().map(|(name, _)| *name));
        let mut given = given;
        let mut map = Map::with_capacity(there.iter().filter(|there| **there).count());
        self.depth += 1;
        for (property, _) in rules.properties.iter().zip(&there).filter(|(_, there)| **there) {
            let name = &*property.name;
            self.size += name.len() + 6;
            if let Some((_, value)) = given.take_if(|(given, _)| *given == name) {
                map.insert(name.to_owned(), value);
                continue;
            }
            let made = match self.hint(property.id, &property.hints) {
                Some(hint) => Some(hint),
                None => self.value(property.id),
            };
            match made {
                Some(value) => {
                    map.insert(name.to_owned(), value);
                }
                None if property.required => {
                    self.depth -= 1;
                    return None;
                }
                None => {}
            }
        }
        if let Some((name, value)) = given {
            map.insert(name.to_owned(), value);
        }
        let full = self.others(node, presence, &mut map);
        self.depth -= 1;
        full.then_some(Value::Object(map))
    }

    fn likes(&mut self, id: Id) -> bool {
        if self.lean() {
            return false;
        }
        if self.mood == Mood::Full {
            return self.depth < 4 && self.tree.node(id).never.is_none();
        }
        match self.depth {
            0 | 1 => !self.rng.once_in(4),
            2 => self.rng.once_in(2),
            3 => self.rng.once_in(4),
            _ => self.rng.once_in(8),
        }
    }

    /// Adds what properties that are there demand.
    fn depend(node: &Node, there: &mut [bool]) {
        let at = |name: &Arc<str>| node.object.properties.iter().position(|property| property.name == *name);
        for _ in 0..node.object.dependents.len() {
            for (name, others) in &node.object.dependents {
                if at(name).is_some_and(|index| there[index]) {
                    for index in others.iter().filter_map(at) {
                        there[index] = true;
                    }
                }
            }
        }
    }

    /// Keeps to the fewest and the most properties, as far as those that are named go.
    fn few(&mut self, node: &Node, there: &mut [bool], keep: Option<&str>) {
        let rules = &node.object;
        let mut count = there.iter().filter(|there| **there).count();
        while rules.max.is_some_and(|max| count > max) {
            let optional = (0..there.len()).filter(|index| {
                let property = &rules.properties[*index];
                there[*index] && !property.required && keep != Some(&*property.name)
            });
            let optional: Vec<usize> = optional.collect();
            let Some(index) = self.rng.pick(&optional) else { return };
            there[*index] = false;
            count -= 1;
        }
        while count < rules.min {
            let free = |index: &usize| !there[*index] && self.tree.node(rules.properties[*index].id).never.is_none();
            let missing: Vec<usize> = (0..there.len()).filter(free).collect();
            let next = if self.plain() && !self.any_branch { missing.first() } else { self.rng.pick(&missing) };
            let Some(index) = next else { return };
            there[*index] = true;
            count += 1;
        }
    }

    /// Adds properties that no schema names, where there have to be more or a map is meant.
    fn others(&mut self, node: &Node, presence: Presence<'_>, map: &mut Map<String, Value>) -> bool {
        let rules = &node.object;
        let mut wanted = rules.min.saturating_sub(map.len());
        let meant = rules.typed || !rules.patterns.is_empty();
        if meant && matches!(presence, Presence::Mood) && !self.lean() && wanted == 0 {
            let room = rules.max.map_or(3, |max| max.saturating_sub(map.len()).min(3));
            wanted = if self.mood == Mood::Full { room.min(1) } else { self.rng.below(room + 1) };
        }
        if wanted > 100_000 {
            return false;
        }
        for turn in 0..wanted {
            let Some(name) = self.name(node, map, turn) else { break };
            let id = self.tree.property(node, &name);
            let Some(value) = self.value(id) else { continue };
            self.size += name.len() + 6;
            map.insert(name, value);
        }
        map.len() >= rules.min
    }

    /// A name that the schema does not write down.
    pub(in super::super) fn name(&mut self, node: &Node, map: &Map<String, Value>, turn: usize) -> Option<String> {
        let rules = &node.object;
        let closed = !rules.patterns.is_empty() && self.tree.node(rules.other).never.is_some();
        for attempt in 0..24_usize {
            let patterns = &rules.patterns;
            let by_pattern = !patterns.is_empty() && (closed || attempt % 2 == 0);
            let made = if by_pattern {
                let aim = Aim { length: attempt as u64 / 2, wild: false, greedy: attempt % 4 == 1 };
                self.rng.pick(patterns).and_then(|pattern| pattern.text(&mut self.rng, aim))
            } else if let Some(names) = rules.names {
                let mood = if attempt > 2 { std::mem::replace(&mut self.mood, Mood::Usual) } else { self.mood };
                let made = self.value(names).and_then(|name| name.as_str().map(str::to_owned));
                self.mood = mood;
                made
            } else {
                Some(format!("extra{}", map.len() + turn + attempt + 1))
            };
            let Some(name) = made else { continue };
            let known = map.contains_key(&name) || rules.properties.iter().any(|property| *property.name == *name);
            let absent = rules.absent.iter().any(|absent| **absent == *name);
            let named = rules.names.is_none_or(|id| self.tree.node(id).admits(&Value::String(name.clone())));
            if !known && !absent && named && self.tree.node(self.tree.property(node, &name)).never.is_none() {
                return Some(name);
            }
        }
        None
    }
}
