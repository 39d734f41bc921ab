//! Makes values of nodes; the validator decides afterwards.

use serde_json::Value;

use super::key::Id;
use super::kinds::Kinds;
use super::node::Node;
use super::number::integer;
use super::rng::Rng;
use super::tree::Tree;

mod list;
pub(super) mod object;

/// How full a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Only what is demanded, and short.
    Plain,
    Usual,
    /// Everything that may be there.
    Full,
}

/// The size from which on only what is demanded is added, and the size that ends it, in bytes.
const ROOM: usize = 48 * 1024;
const MOST: usize = 1 << 20;
/// How deep a value may be where its schema demands it.
const DEEPEST: u8 = 48;
/// Nodes after which only what is demanded is added.
const SPENT: u32 = 1500;
/// Nodes that all tries for one value may visit.
pub(super) const WORK: u32 = 60_000;

/// Makes one value.
pub(super) struct Builder<'t> {
    pub(super) tree: &'t Tree,
    pub(super) rng: Rng,
    pub(super) mood: Mood,
    pub(super) depth: u8,
    /// Nodes that may still be visited.
    pub(super) work: u32,
    begun: u32,
    /// Bytes that were made.
    pub(super) size: usize,
    /// Whether examples and hints may stand for what would be made.
    pub(super) examples: bool,
    /// Whether a plain value begins with another branch than the flattest.
    pub(super) any_branch: bool,
    pub(super) why: Option<String>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(tree: &'t Tree, rng: Rng, mood: Mood, work: u32) -> Self {
        let (examples, any_branch) = (mood == Mood::Usual, false);
        Self { tree, rng, mood, depth: 0, work, begun: work, size: 0, examples, any_branch, why: None }
    }

    /// Whether only what is demanded is added.
    pub(super) fn lean(&self) -> bool {
        let soft = if self.mood == Mood::Plain { 3 } else { 6 };
        self.mood == Mood::Plain || self.depth >= soft || self.size > ROOM || self.begun - self.work > SPENT
    }

    pub(super) fn plain(&self) -> bool {
        self.mood == Mood::Plain
    }

    fn fails(&mut self, why: &str) -> Option<Value> {
        if self.why.is_none() {
            self.why = Some(why.to_owned());
        }
        None
    }

    /// A value of a node.
    pub(super) fn value(&mut self, id: Id) -> Option<Value> {
        if self.work == 0 || self.depth > DEEPEST || self.size > MOST {
            return self.fails("every value of the schema is too large, or none was found in the time that there is");
        }
        self.work -= 1;
        let node = self.tree.node(id);
        if let Some(why) = &node.never {
            return self.fails(why);
        }
        if let Some(found) = self.example(node) {
            return Some(found);
        }
        if !node.variants.is_empty() {
            return self.variant(node);
        }
        self.own(node)
    }

    /// A value of a node that has no alternatives, or of which none is to be chosen.
    pub(super) fn own(&mut self, node: &Node) -> Option<Value> {
        if let Some(values) = &node.values {
            let found = if self.plain() && !self.any_branch { values.first() } else { self.rng.pick(values) };
            self.size += 16;
            return found.cloned();
        }
        let kinds = self.kinds(node);
        for kind in kinds.into_iter().flatten() {
            let Some(found) = self.kind(node, kind) else { continue };
            if !node.banned.contains(&found) {
                return Some(found);
            }
            let mood = std::mem::replace(&mut self.mood, Mood::Usual);
            let other = (0..20).filter_map(|_| self.kind(node, kind)).find(|value| !node.banned.contains(value));
            self.mood = mood;
            if other.is_some() {
                return other;
            }
        }
        self.fails("no value of its types was found")
    }

    /// The kinds to try, the best first.
    fn kinds(&mut self, node: &Node) -> [Option<u8>; 6] {
        let mut kinds = [None; 6];
        let mut count = 0;
        for kind in node.likely.each() {
            kinds[count] = Some(kind);
            count += 1;
        }
        if count < 2 {
            return kinds;
        }
        if self.plain() || self.lean() {
            let flat = self.depth >= 3;
            kinds[..count].sort_by_key(|kind| match kind.unwrap_or(0) {
                Kinds::NULL if flat => 0,
                Kinds::STRING => 1,
                Kinds::BOOLEAN => 3,
                Kinds::OBJECT if flat => 6,
                Kinds::OBJECT => 4,
                Kinds::ARRAY => 5,
                Kinds::NULL => 7,
                _ => 2,
            });
        } else if count == 2 && kinds[1] == Some(Kinds::NULL) {
            // What may be null is seldom null.
            if self.rng.once_in(6) {
                kinds.swap(0, 1);
            }
        } else {
            let start = self.rng.below(count);
            kinds[..count].rotate_left(start);
        }
        kinds
    }

    fn kind(&mut self, node: &Node, kind: u8) -> Option<Value> {
        let plain = self.plain() && !self.any_branch;
        match kind {
            Kinds::OBJECT => self.object(node, object::Presence::Mood),
            Kinds::ARRAY => self.list(node, None),
            Kinds::STRING => {
                let text = node.text.pick(&mut self.rng, plain)?;
                self.size += text.len();
                Some(Value::String(text))
            }
            Kinds::BOOLEAN => Some(Value::Bool(!self.plain() && self.rng.once_in(2))),
            Kinds::NULL => Some(Value::Null),
            kinds => {
                self.size += 8;
                node.number.pick(Kinds(kinds), &mut self.rng, plain)
            }
        }
    }

    fn example(&mut self, node: &Node) -> Option<Value> {
        if !self.examples || node.examples.is_empty() || !self.rng.once_in(3) {
            return None;
        }
        let found = self.rng.pick(&node.examples).map(|(value, _)| value)?;
        let flat = !(found.is_object() || found.is_array());
        if !node.admits(found) || flat && !node.variants.is_empty() {
            return None;
        }
        self.size += 16;
        Some(found.clone())
    }

    /// A constant that was seen at a property of the name.
    pub(super) fn hint(&mut self, id: Id, hints: &[Value]) -> Option<Value> {
        if !self.examples || hints.is_empty() || !self.rng.once_in(4) {
            return None;
        }
        let node = self.tree.node(id);
        let found = self.rng.pick(hints)?;
        // What is meant for a list of texts stands at the name of the list.
        if node.never.is_some() || !node.variants.is_empty() || !node.admits(found) {
            return None;
        }
        self.size += 16;
        Some(found.clone())
    }

    fn variant(&mut self, node: &Node) -> Option<Value> {
        let count = node.variants.len();
        if self.depth + 1 > DEEPEST {
            return self.fails("its alternatives do not end");
        }
        let first_flat = (self.plain() && !self.any_branch) || self.depth >= 5;
        let start = if first_flat { 0 } else { self.rng.below(count) };
        let mut order: Vec<usize> = (0..count).map(|step| (start + step) % count).collect();
        if first_flat {
            order.sort_by_key(|index| self.tree.height(node.variants[*index].id));
        }
        // Alternatives within alternatives are no deeper, but have to end too.
        self.depth += 1;
        let found = order.into_iter().take(12).find_map(|index| self.value(node.variants[index].id));
        self.depth -= 1;
        found
    }

    /// A number that no item has yet, where items are integers.
    pub(super) fn apart(node: &Node, items: &[Value]) -> Option<Value> {
        if let Some(values) = &node.values {
            return values.iter().find(|value| !items.contains(value)).cloned();
        }
        if !node.kinds.has(Kinds::INTEGER) {
            return [Value::Bool(true), Value::Bool(false), Value::Null]
                .into_iter()
                .find(|value| node.admits(value) && !items.contains(value));
        }
        let (low, high) = node.number.ends()?;
        let by = node.number.step.map_or(1, super::number::Step::whole);
        let fits = |value: &Value| node.admits(value) && !items.contains(value);
        let count = i128::try_from(items.len()).unwrap_or(0) + 1;
        (0..=count)
            .flat_map(|turn| [low.checked_add(turn * by), high.checked_sub(turn * by)])
            .filter_map(|value| integer(value?))
            .find(fits)
    }
}
