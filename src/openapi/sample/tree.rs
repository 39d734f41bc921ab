//! All nodes of a schema, each made when it is first met and kept from then on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::compile::compile;
use super::hints::Hints;
use super::key::{Id, Key, Part};
use super::members::{Source, property};
use super::node::Node;
use super::pattern::Pattern;
use super::whole::Whole;
use crate::openapi::slots::{MOST, Slots};

/// How deep a value is looked for that ends.
const DEEPEST: u8 = 40;

/// The node of the whole schema.
pub(super) const ROOT: Id = 0;

/// The nodes, and what they are made from.
pub(super) struct Tree {
    pub(super) document: Whole,
    pub(super) hints: Hints,
    ids: Mutex<HashMap<Key, Id>>,
    patterns: Mutex<HashMap<String, Arc<Pattern>>>,
    nodes: Slots<(Key, OnceLock<Node>)>,
    heights: Mutex<HashMap<Id, u8>>,
    beyond: Node,
}

impl Tree {
    pub(super) fn new(document: Whole, hints: Hints) -> Self {
        let tree = Self {
            document,
            hints,
            ids: Mutex::default(),
            patterns: Mutex::default(),
            nodes: Slots::default(),
            heights: Mutex::default(),
            beyond: Node::impossible("the schema has too many parts"),
        };
        tree.id(Key::of([Part::new("")]));
        tree
    }

    /// The node of a key; it is made when it is first asked for.
    pub(super) fn id(&self, key: Key) -> Id {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = ids.get(&key) {
            return *id;
        }
        let at = ids.len();
        // What would be one more is taken for a schema that takes nothing.
        if at >= MOST {
            return Id::MAX;
        }
        self.nodes.set(at, (key.clone(), OnceLock::new()));
        let id = Id::try_from(at).unwrap_or(Id::MAX);
        ids.insert(key, id);
        id
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        let Some((key, node)) = self.nodes.get(id as usize) else { return &self.beyond };
        node.get_or_init(|| {
            let source = Source {
                document: &self.document,
                hints: &self.hints,
                pattern: &|text| self.pattern(text),
                id: &|key| self.id(key),
            };
            compile(key, &source)
        })
    }

    fn pattern(&self, text: &str) -> Arc<Pattern> {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pattern) = patterns.get(text) {
            return Arc::clone(pattern);
        }
        let pattern = Arc::new(Pattern::new(text));
        patterns.insert(text.to_owned(), Arc::clone(&pattern));
        pattern
    }

    /// The node of a property by its name, whether or not the schema names it.
    pub(super) fn property(&self, node: &Node, name: &str) -> Id {
        if let Some(known) = node.object.properties.iter().find(|property| &*property.name == name) {
            return known.id;
        }
        if node.object.patterns.is_empty() {
            return node.object.other;
        }
        let (key, _) = property(&node.parts, &self.document, name, &|text| self.pattern(text));
        self.id(key)
    }

    /// How many levels the flattest value of a node has.
    pub(super) fn height(&self, id: Id) -> u8 {
        let kept = |heights: &HashMap<Id, u8>| heights.get(&id).copied();
        if let Some(height) = kept(&self.heights.lock().unwrap_or_else(PoisonError::into_inner)) {
            return height;
        }
        let mut seen = HashMap::new();
        let mut work = 20_000;
        let height = (0..DEEPEST).find(|levels| self.ends(id, *levels, &mut seen, &mut work)).unwrap_or(DEEPEST);
        self.heights.lock().unwrap_or_else(PoisonError::into_inner).insert(id, height);
        height
    }

    /// Whether a node has a value of so many levels.
    fn ends(&self, id: Id, levels: u8, seen: &mut HashMap<(Id, u8), bool>, work: &mut u32) -> bool {
        if let Some(known) = seen.get(&(id, levels)) {
            return *known;
        }
        if *work == 0 {
            return false;
        }
        *work -= 1;
        seen.insert((id, levels), false);
        let node = self.node(id);
        let mut below = |id: Id| levels > 0 && self.ends(id, levels - 1, seen, work);
        let found = if node.never.is_some() {
            false
        } else if node.values.is_some() {
            true
        } else if !node.variants.is_empty() {
            let ids: Vec<Id> = node.variants.iter().map(|variant| variant.id).collect();
            ids.into_iter().any(|id| self.ends(id, levels, seen, work))
        } else {
            node.likely.each().any(|kind| match kind {
                super::kinds::Kinds::OBJECT => {
                    let more = node.object.min > 0 && node.object.properties.is_empty();
                    (!more || below(node.object.other))
                        && node.object.properties.iter().filter(|one| one.required).all(|one| below(one.id))
                }
                super::kinds::Kinds::ARRAY => {
                    let least = node.list.min;
                    let items = node.list.prefix.iter().take(least).all(|id| below(*id));
                    items && (least <= node.list.prefix.len() || below(node.list.rest))
                }
                _ => true,
            })
        };
        seen.insert((id, levels), found);
        found
    }
}
