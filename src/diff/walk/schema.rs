//! Pairs of schemas, each looked at once however many places refer to it.

use std::cmp::Ordering;

use serde_json::Value;

use super::alternatives::Wrapped;
use super::heirs::Heirs;
use super::keyword::{LISTS, NAMED, ONE, TIGHT, asserts};
use super::{Node, Of, Walk, alternatives};
use crate::diff::rule::api::{Kind, Pair, Seat};
use crate::diff::rule::{list_of_types, shape};
use crate::diff::spot::{Held, Spot, Written};

impl<'d> Walk<'d, '_> {
    /// A pair of schemas that an operation holds itself.
    pub(super) fn root(&mut self, old: &Spot<'d>, new: &Spot<'d>, seat: Seat, operation: usize) {
        let node = self.node(old, new, seat);
        let known = &mut self.walked.nodes[node].operations;
        if known.last() != Some(&operation) {
            known.push(operation);
        }
    }

    /// The pair, which is looked at later where it is new.
    fn node(&mut self, old: &Spot<'d>, new: &Spot<'d>, seat: Seat) -> usize {
        let whole = (old.at.clone(), new.at.clone());
        let (old, new) = (plain(old, new), plain(new, old));
        let next = self.walked.nodes.len();
        let index = *self.known.entry((old.at.clone(), new.at.clone(), seat, old.held, new.held)).or_insert(next);
        if index == next {
            let (children, loose, operations) = (Vec::new(), Vec::new(), Vec::new());
            let node = Node { old, new, whole, seat, children, loose, differs: false, operations };
            self.walked.nodes.push(node);
        }
        index
    }

    /// Looks at all pairs of schemas, and those that they hold.
    pub(super) fn schemas(&mut self) {
        while self.next < self.walked.nodes.len() {
            let index = self.next;
            self.next += 1;
            let node = &self.walked.nodes[index];
            let (old, new, seat) = (node.old.clone(), node.new.clone(), node.seat);
            // What an object is held against is the form that it became, not the list of forms, which has no properties.
            let wrapped = alternatives::wrapped(&old, &new);
            let kind = if wrapped.is_some() { Kind::Wrapping } else { Kind::Schema };
            let (children, loose) = match wrapped {
                Some(Wrapped { form: Some((old, new)), only }) => {
                    let form = vec![self.node(&old, &new, if only { seat } else { seat.below() })];
                    (form.clone(), form)
                }
                Some(Wrapped { form: None, .. }) => (Vec::new(), Vec::new()),
                None => self.parts(&old, &new, seat.below()),
            };
            let (mut differs, said) = difference(&old, &new);
            // Who builds on a schema that has a discriminator is one of its alternatives.
            let names = |heirs: &Heirs, spot: &Spot<'d>| -> Vec<String> {
                let mut names: Vec<String> = heirs.branches(spot).into_iter().map(|(name, _)| name).collect();
                names.sort_unstable();
                names
            };
            differs |= names(&self.heirs.0, &old) != names(&self.heirs.1, &new);
            if differs || said {
                let (old, new) = (Some(old), Some(new));
                let pair = Pair { kind, seat, name: "", old, new, up: None, policy: self.policy, outcome: None };
                self.judge(&pair, Of::Node(index));
            }
            let node = &mut self.walked.nodes[index];
            node.children = children;
            node.loose = loose;
            node.differs = differs;
        }
    }

    /// The pair of a part, whose values are written as those of its holders are.
    fn part(&mut self, old: Spot<'d>, new: Spot<'d>, seat: Seat, holders: (&Spot<'d>, &Spot<'d>)) -> usize {
        let held = |holder: &Spot<'_>| {
            let written = if holder.held.written == Written::Typed { Written::Typed } else { Written::Text };
            Held { nullable: false, written }
        };
        let (was, is) = (held(holders.0), held(holders.1));
        self.node(&old.held(was), &new.held(is), seat)
    }

    /// The pairs that two schemas hold, and those of them that are only asked about.
    fn parts(&mut self, old: &Spot<'d>, new: &Spot<'d>, seat: Seat) -> (Vec<usize>, Vec<usize>) {
        let (mut children, mut loose) = (Vec::new(), Vec::new());
        let (Some(was), Some(is)) = (old.map(), new.map()) else { return (children, loose) };
        let holders = (old, new);
        for key in ONE {
            if let (Some(Value::Object(_)), Some(Value::Object(_))) = (was.get(*key), is.get(*key))
                && let (Some(old), Some(new)) = (old.child(key), new.child(key))
            {
                let part = self.part(old, new, seat, holders);
                if TIGHT.contains(key) { children.push(part) } else { loose.push(part) }
            }
        }
        for key in NAMED {
            if let (Some(Value::Object(before)), Some(Value::Object(after))) = (was.get(*key), is.get(*key)) {
                let (from, to) = (old.at.child(key), new.at.child(key));
                for name in after.keys().filter(|name| before.contains_key(*name)) {
                    let (from, to) = (from.child(name), to.child(name));
                    if let (Some(old), Some(new)) = (Spot::at(old.document, &from), Spot::at(new.document, &to)) {
                        let part = self.part(old, new, seat, holders);
                        if TIGHT.contains(key) { children.push(part) } else { loose.push(part) }
                    }
                }
            }
        }
        if let (Some(before), Some(after)) = (old.get("prefixItems"), new.get("prefixItems")) {
            let count = |list: &Value| list.as_array().map_or(0, Vec::len);
            let (was, is) = (old.items("prefixItems"), new.items("prefixItems"));
            if was.len() == count(before) && is.len() == count(after) {
                for (old, new) in was.into_iter().zip(is) {
                    children.push(self.part(old, new, seat, holders));
                }
            }
        }
        let branches = self.heirs.0.branches(old);
        for (name, new) in self.heirs.1.branches(new) {
            // A value that leads elsewhere now is another branch, not a branch that changed.
            let same = |known: &&(String, Spot<'d>)| known.0 == name && known.1.at.name() == new.at.name();
            if let Some((_, old)) = branches.iter().find(same) {
                children.push(self.node(old, &new, seat));
            }
        }
        for key in LISTS {
            let pairs = alternatives::matched(old, new, key).pairs;
            // Where a list is nothing but types, which came and went is told of the list.
            let told = !pairs.is_empty() && list_of_types::changed(old, new).is_some();
            let stays = |(old, new): &(Spot<'d>, Spot<'d>)| !told || shape::types(old) == shape::types(new);
            for (old, new) in pairs.into_iter().filter(stays) {
                children.push(self.part(old, new, seat, holders));
            }
        }
        children.extend(&loose);
        (children, loose)
    }
}

/// A schema without what only holds another one, where the other schema of the pair is not such a list of more: what came
/// to a list, or went from it, is told of the list.
fn plain<'d>(spot: &Spot<'d>, other: &Spot<'_>) -> Spot<'d> {
    let mut spot = spot.clone();
    // A chain of such schemas that leads back to itself has no end.
    for _ in 0..16 {
        let Some((key, inner)) = inner(&spot) else { break };
        if other.get(key).is_some() && self::inner(other).is_none() {
            break;
        }
        spot = inner;
    }
    spot
}

/// What a schema only holds: the one schema of `allOf`, `oneOf` or `anyOf` with nothing but words beside it, also where it
/// lets `null` stand beside that one, which is kept as its own; and under which keyword.
fn inner<'d>(spot: &Spot<'d>) -> Option<(&'static str, Spot<'d>)> {
    let map = spot.map()?;
    // OpenAPI 3.0 writes `nullable: true` beside `allOf: [it]`.
    let mut asserting = map.keys().filter(|key| asserts(key) && key.as_str() != "nullable");
    let (Some(key), None) = (asserting.next(), asserting.next()) else { return None };
    let key = LISTS.iter().find(|list| *list == key)?;
    // What is said of the holder itself is not lost.
    if ["readOnly", "writeOnly", "deprecated", "default"].iter().any(|word| map.contains_key(*word)) {
        return None;
    }
    let mut others = spot.items(key);
    let count = others.len();
    if map[*key].as_array().map(Vec::len) != Some(count) {
        return None;
    }
    if *key != "allOf" && count == 2 {
        others.retain(|spot| !shape::is_null(spot.value));
    }
    let (Some(inner), true) = (others.pop(), others.is_empty()) else { return None };
    let nullable = spot.held.nullable || spot.flag("nullable") || count == 2;
    Some((key, inner.held(Held { nullable, ..spot.held })))
}

/// Whether two schemas differ in which values they allow, and whether in anything else; not counted is what their parts
/// say, which are pairs of their own.
fn difference(old: &Spot<'_>, new: &Spot<'_>) -> (bool, bool) {
    let (Some(was), Some(is)) = (old.map(), new.map()) else { return (old.value != new.value, false) };
    let (mut differs, mut said) = (old.held.nullable != new.held.nullable, false);
    let mut look = |key: &String, one: Option<&Value>, other: Option<&Value>| {
        let same = match (one, other) {
            (Some(one), Some(other)) => alike(key, one, other),
            _ => false,
        };
        if !same {
            differs |= asserts(key) || ["readOnly", "writeOnly"].contains(&key.as_str());
            said = true;
        }
    };
    for (key, value) in was {
        look(key, Some(value), is.get(key));
    }
    for (key, value) in is.iter().filter(|(key, _)| !was.contains_key(*key)) {
        look(key, None, Some(value));
    }
    // What is said of a property is its holder's affair too, who requires it.
    let both = was.contains_key("properties") && is.contains_key("properties");
    let (old, new) = if both { (sayings(old), sayings(new)) } else { (Vec::new(), Vec::new()) };
    let speakers = |all: &[Saying<'_>]| -> Vec<(String, bool, bool)> {
        let flag = |value: Option<&Value>| value == Some(&Value::Bool(true));
        let of = |said: &Saying<'_>| (said.0.to_owned(), flag(said.1[0]), flag(said.1[1]));
        all.iter().map(of).filter(|(_, read, write)| *read || *write).collect()
    };
    (differs || speakers(&old) != speakers(&new), said || old != new)
}

/// What a holder's rules want to know of a property: its name, and what stands under each keyword of [`SAID`].
type Saying<'d> = (&'d str, [Option<&'d Value>; SAID.len()]);

/// Keywords of a property that the rules of its holder look at.
const SAID: [&str; 5] = ["readOnly", "writeOnly", "deprecated", "x-sunset", "x-stability-level"];

/// What is said of the properties of an object, where something is; by name, as their order is no matter.
fn sayings<'d>(spot: &Spot<'d>) -> Vec<Saying<'d>> {
    let Some(properties) = spot.child("properties") else { return Vec::new() };
    let of = |name: &'d String| {
        let property = properties.said(name)?;
        let said = SAID.map(|key| property.get(key));
        said.iter().any(Option::is_some).then_some((name.as_str(), said))
    };
    let mut all: Vec<Saying<'d>> = properties.members().filter_map(|(name, _)| of(name)).collect();
    all.sort_unstable_by_key(|(name, _)| *name);
    all
}

/// Whether two values of a keyword are the same, their parts not counted.
fn alike(key: &str, one: &Value, other: &Value) -> bool {
    let names = |value: &Value| -> Option<Vec<String>> {
        let mut names: Vec<String> = value.as_object()?.keys().cloned().collect();
        names.sort_unstable();
        Some(names)
    };
    match (one, other) {
        (Value::Object(_), Value::Object(_)) if ONE.contains(&key) => true,
        (Value::Object(_), Value::Object(_)) if NAMED.contains(&key) => names(one) == names(other),
        (Value::Array(one), Value::Array(other)) if key == "prefixItems" || LISTS.contains(&key) => {
            // Which of them belong together, the rules of the list tell.
            one.len() == other.len() && one == other
        }
        (Value::Array(one), Value::Array(other)) if ["required", "enum", "type"].contains(&key) => {
            one.len() == other.len() && one.iter().all(|value| other.contains(value))
        }
        (Value::Number(_), Value::Number(_)) => shape::order(one, other) == Some(Ordering::Equal),
        _ => one == other,
    }
}
