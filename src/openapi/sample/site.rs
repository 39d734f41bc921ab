//! The places of a schema where a value may stand, each with whole values that lead there.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::build::object::Presence;
use super::build::{Builder, Mood};
use super::key::{Id, deeper};
use super::kinds::Kinds;
use super::node::Node;
use super::rng::Rng;
use super::tree::{ROOT, Tree};
use crate::value::matcher::step::Step;

/// How many places are looked at, how deep they lie, and how often a schema may stand within itself.
const SITES: usize = 600;
const LEVELS: usize = 8;
const AGAIN: usize = 2;
/// Nodes that may be visited for all places together, and for one whole value.
const WORK: u32 = 400_000;
const EACH: u32 = 3_000;
/// The letters of all values together.
const LETTERS: usize = 8 << 20;

#[derive(Debug, Clone)]
enum Place {
    Property(Arc<str>),
    Item(usize),
}

/// A place where a value of a node stands.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// A JSON pointer into every value that leads there.
    pub(super) pointer: String,
    pub(super) id: Id,
    /// The branch, such as " in branch 2 of oneOf".
    pub(super) branch: String,
    /// Constants that were seen at its name.
    pub(super) hints: Vec<Value>,
    steps: Vec<(Id, Place)>,
}

/// All places of a tree, the shallow ones first.
pub(super) fn sites(tree: &Tree) -> Vec<Site> {
    let root = Site { pointer: String::new(), id: ROOT, branch: String::new(), hints: Vec::new(), steps: Vec::new() };
    let mut sites = vec![root];
    let mut at = 0;
    while at < sites.len() && at < SITES {
        let site = sites[at].clone();
        at += 1;
        let node = tree.node(site.id);
        if node.never.is_some() {
            continue;
        }
        for variant in &node.variants {
            let again = sites.iter().any(|other| other.id == variant.id && other.pointer == site.pointer);
            if !again && sites.len() < SITES {
                let branch = format!("{} in {}", site.branch, variant.words);
                sites.push(Site { id: variant.id, branch, ..site.clone() });
            }
        }
        let again = site.steps.iter().filter(|(id, _)| *id == site.id).count();
        if node.variants.is_empty() && node.values.is_none() && site.steps.len() < LEVELS && again < AGAIN {
            inside(tree, &site, node, &mut sites);
        }
    }
    sites.retain(|site| tree.node(site.id).never.is_none());
    sites
}

fn inside(tree: &Tree, site: &Site, node: &Node, sites: &mut Vec<Site>) {
    let mut add = |place: Place, name: &str, id: Id, hints: &[Value]| {
        if sites.len() < SITES && tree.node(id).never.is_none() {
            let mut steps = site.steps.clone();
            steps.push((site.id, place));
            let pointer = deeper(&site.pointer, name);
            sites.push(Site { pointer, id, branch: site.branch.clone(), hints: hints.to_vec(), steps });
        }
    };
    if node.likely.has(Kinds::OBJECT) {
        for property in &node.object.properties {
            add(Place::Property(Arc::clone(&property.name)), &property.name, property.id, &property.hints);
        }
        if node.object.typed || !node.object.patterns.is_empty() {
            let mut builder = Builder::new(tree, Rng::new(0, 0), Mood::Usual, EACH);
            let mut seen = Map::new();
            for turn in 0..=node.object.patterns.len().min(4) {
                let Some(name) = builder.name(node, &seen, turn) else { break };
                add(Place::Property(name.as_str().into()), &name, tree.property(node, &name), &[]);
                seen.insert(name, Value::Null);
            }
        }
    }
    if node.likely.has(Kinds::ARRAY) {
        let prefix = node.list.prefix.len();
        for (index, id) in node.list.prefix.iter().enumerate() {
            add(Place::Item(index), &index.to_string(), *id, &[]);
        }
        if node.list.max.is_none_or(|max| max > prefix) {
            let id = Builder::item(node, prefix, false);
            add(Place::Item(prefix), &prefix.to_string(), id, &site.hints);
        }
    }
}

/// Makes whole values around places, within a budget.
pub(super) struct Hosts<'t> {
    tree: &'t Tree,
    work: u32,
    letters: usize,
}

impl<'t> Hosts<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        Self { tree, work: WORK, letters: LETTERS }
    }

    /// Valid values in which a place is taken by a value of its node: plain ones, with a plain and with a full value at the
    /// place, and what else is valid where these are not.
    pub(super) fn of(&mut self, site: &Site) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        let (plain, full, usual) = (Mood::Plain, Mood::Full, Mood::Usual);
        let moods = [(plain, plain), (full, plain), (full, full), (usual, usual), (usual, plain), (plain, usual)];
        for (turn, (inner, outer)) in moods.iter().chain(&moods[3..]).enumerate() {
            if turn > 1 && !found.is_empty() || self.work == 0 {
                break;
            }
            let Some(value) = self.around(site, *inner, *outer, turn as u64) else { continue };
            if !found.contains(&value) && self.tree.document.is_valid(&value) {
                found.push(value);
            }
        }
        found
    }

    fn around(&mut self, site: &Site, inner: Mood, outer: Mood, turn: u64) -> Option<Value> {
        let each = self.work.min(EACH);
        let mut builder = Builder::new(self.tree, Rng::new(7, turn), inner, each);
        builder.any_branch = turn > 1;
        builder.examples = false;
        let depth = u8::try_from(site.steps.len()).unwrap_or(0);
        builder.depth = depth;
        let value = builder.value(site.id);
        builder.mood = outer;
        let value = value.and_then(|value| wrap(&mut builder, site, value));
        self.work -= (each - builder.work).min(self.work);
        value
    }

    /// A whole value with one given at a place, whatever that is; the rest is as the mood has it.
    pub(super) fn holding(&mut self, site: &Site, value: Value, mood: Mood, turn: u64) -> Option<Value> {
        let each = self.work.min(EACH);
        let mut builder = Builder::new(self.tree, Rng::new(7, turn), mood, each);
        builder.any_branch = turn > 1;
        builder.examples = false;
        let value = wrap(&mut builder, site, value);
        self.work -= (each - builder.work).min(self.work);
        value
    }

    /// Takes the size of a value from what all values may have together; false where nothing is left.
    pub(super) fn spend(&mut self, letters: usize) -> bool {
        self.letters = self.letters.saturating_sub(letters);
        self.letters > 0
    }

    pub(super) fn spent(&self) -> bool {
        self.letters == 0
    }

    /// Texts that may be meant anywhere.
    pub(super) fn texts(&self) -> &'t [String] {
        &self.tree.hints.texts
    }

    /// A builder for values of single nodes, which draws on the same budget.
    pub(super) fn builder(&mut self, mood: Mood, turn: u64) -> Builder<'t> {
        let each = self.work.min(EACH);
        // What it leaves over is not given back: it is little, and the budget is large.
        self.work -= each.min(50).min(self.work);
        let mut builder = Builder::new(self.tree, Rng::new(11, turn), mood, each);
        builder.examples = false;
        builder
    }
}

/// Puts what leads to a place around a value.
fn wrap(builder: &mut Builder<'_>, site: &Site, value: Value) -> Option<Value> {
    let mut value = Some(value);
    for (index, (id, place)) in site.steps.iter().enumerate().rev() {
        let inner = value?;
        let node = builder.tree.node(*id);
        builder.depth = u8::try_from(index).unwrap_or(0);
        value = match place {
            Place::Property(name) => builder.object_with(node, Presence::Mood, Some((name, inner))),
            Place::Item(item) => builder.list_with(node, None, Some((*item, inner))),
        };
    }
    value
}

/// The places that a path leads to, one for each way through the alternatives on it, at most so many.
pub(super) fn along(tree: &Tree, path: &[Step], most: usize) -> Vec<Site> {
    let root = Site { pointer: String::new(), id: ROOT, branch: String::new(), hints: Vec::new(), steps: Vec::new() };
    let mut sites = chosen(tree, root, most);
    for step in path {
        let mut further = Vec::new();
        for site in sites {
            let node = tree.node(site.id);
            let (name, id, place) = match step {
                Step::Key(name) => (name.clone(), tree.property(node, name), Place::Property(name.as_str().into())),
                Step::Index(index) => (index.to_string(), Builder::item(node, *index, false), Place::Item(*index)),
            };
            let kind = if matches!(place, Place::Item(_)) { Kinds::ARRAY } else { Kinds::OBJECT };
            if further.len() < most && node.kinds.has(kind) && tree.node(id).never.is_none() {
                let mut steps = site.steps.clone();
                steps.push((site.id, place));
                let pointer = deeper(&site.pointer, &name);
                further.extend(chosen(tree, Site { pointer, id, steps, ..site }, most));
            }
        }
        sites = further;
    }
    sites.truncate(most);
    sites
}

/// A place, or the same with each alternative of its schema.
fn chosen(tree: &Tree, site: Site, most: usize) -> Vec<Site> {
    let mut found = Vec::new();
    let mut waiting = vec![site];
    let mut seen = Vec::new();
    while let Some(site) = waiting.pop() {
        let node = tree.node(site.id);
        if node.never.is_some() || seen.contains(&site.id) || found.len() >= most {
            continue;
        }
        seen.push(site.id);
        if node.variants.is_empty() {
            found.push(site);
        } else {
            let variants = node.variants.iter().rev();
            waiting.extend(variants.map(|variant| Site { id: variant.id, ..site.clone() }));
        }
    }
    found
}

/// A whole value with another one at a place.
pub(super) fn put(host: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut whole = host.clone();
    *whole.pointer_mut(pointer)? = value;
    Some(whole)
}
