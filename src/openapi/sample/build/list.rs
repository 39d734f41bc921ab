//! Arrays: how many items, which of them have to be there, and that they differ.

use serde_json::Value;

use super::super::key::Id;
use super::super::node::Node;
use super::{Builder, Mood};

/// No array has more items.
const MOST: usize = 200_000;

impl Builder<'_> {
    /// An array of a node, of so many items where that is asked for.
    pub(in super::super) fn list(&mut self, node: &Node, wish: Option<usize>) -> Option<Value> {
        self.list_with(node, wish, None)
    }

    /// An array with one item given.
    pub(in super::super) fn list_with(
        &mut self,
        node: &Node,
        wish: Option<usize>,
        given: Option<(usize, Value)>,
    ) -> Option<Value> {
        let rules = &node.list;
        let prefix = rules.prefix.len();
        let demanded: usize =
            rules.contains.iter().map(|(_, least)| least).fold(0, |sum, one| sum.saturating_add(*one));
        let closed = self.tree.node(rules.rest).never.is_some();
        let inside = demanded > 0 && closed;
        let mut least = rules.min;
        if demanded > 0 {
            least = least.max(if inside { 1 } else { prefix.saturating_add(demanded) });
        }
        if let Some((index, _)) = &given {
            least = least.max(index + 1);
        }
        if least > MOST {
            return None;
        }
        let mut length = match wish {
            Some(wish) => wish.max(least),
            None if self.lean() => least,
            None if self.mood == Mood::Full => least.max(1).max(prefix),
            None => least.max(prefix) + self.rng.below(3),
        };
        length = length.min(rules.max.unwrap_or(usize::MAX)).min(MOST);
        if length < rules.min {
            return None;
        }
        let mut given = given;
        let mut items: Vec<Value> = Vec::with_capacity(length.min(64));
        self.depth += 1;
        for index in 0..length {
            if let Some((_, value)) = given.take_if(|(at, _)| *at == index) {
                items.push(value);
                continue;
            }
            let id = Self::item(node, index, inside);
            let made = self.fresh(id, &items, rules.unique);
            self.size += 2;
            let Some(value) = made else {
                // Fewer will do where not so many are demanded.
                break;
            };
            items.push(value);
        }
        self.depth -= 1;
        let enough = items.len() >= rules.min.max(wish.map_or(0, |wish| wish.min(length))) && given.is_none();
        (enough && (items.len() >= least || demanded == 0)).then_some(Value::Array(items))
    }

    /// The node of an item.
    pub(in super::super) fn item(node: &Node, index: usize, inside: bool) -> Id {
        let rules = &node.list;
        if index < rules.prefix.len() {
            return rules.first_contains.filter(|_| inside && index == 0).unwrap_or(rules.prefix[index]);
        }
        let mut after = index - rules.prefix.len();
        for (id, least) in &rules.contains {
            if after < *least {
                return *id;
            }
            after -= least;
        }
        rules.rest
    }

    /// An item, unlike the others where it has to be.
    fn fresh(&mut self, id: Id, items: &[Value], unique: bool) -> Option<Value> {
        let first = self.value(id)?;
        if !unique || !items.contains(&first) {
            return Some(first);
        }
        let mood = std::mem::replace(&mut self.mood, Mood::Usual);
        let other = (0..6).filter_map(|_| self.value(id)).find(|value| !items.contains(value));
        self.mood = mood;
        other.or_else(|| Self::apart(self.tree.node(id), items))
    }
}
