//! Arrays: how many items, what they are, and which have to be among them.

use serde_json::Value;

use super::choice::KINDS;
use super::fits::equal;
use super::set::{Part, Set};
use super::{Proof, Whys, scalar};
use crate::value::matcher::step::Step;

/// How many places at the front of a list are looked at one by one.
const PLACES: usize = 64;

impl<'a> Proof<'a, '_> {
    /// Whether the lists of a set keep to what one schema says of lists.
    pub(super) fn array(&mut self, set: &Set<'a>, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let Some(map) = target.map() else { return false };
        let most = longest(set);
        let mut all = true;
        for (keyword, said) in map {
            if whys.done(all) {
                return false;
            }
            all &= match keyword.as_str() {
                "minItems" => {
                    let least = scalar::least(set, keyword).max(contained(set));
                    scalar::size(said).is_some_and(|wanted| least >= wanted) || whys.here("minItems", Vec::new(), [])
                }
                "maxItems" => {
                    scalar::size(said).is_some_and(|wanted| most.is_some_and(|most| most <= wanted))
                        || whys.here("maxItems", Vec::new(), [])
                }
                "uniqueItems" => {
                    said != &Value::Bool(true)
                        || most.is_some_and(|most| most < 2)
                        || set.said(keyword).any(|own| own == said)
                        || whys.here("uniqueItems", Vec::new(), [])
                }
                "prefixItems" => {
                    let mut all = true;
                    for (index, part) in target.list("prefixItems").enumerate() {
                        all &= self.item(set, index, part, most, whys);
                    }
                    all
                }
                "items" => self.items(set, target, target.with(said), most, whys),
                "contains" => self.contains(set, target, target.with(said), whys, depth),
                // Only where nothing else of the target looks at items is it what `items` is.
                "unevaluatedItems" => {
                    let alone = ["$ref", "allOf", "anyOf", "oneOf", "if", "contains", "items", "prefixItems"];
                    let part = target.with(said);
                    (alone.iter().all(|key| !map.contains_key(*key)) && self.items(set, target, part, most, whys))
                        || whys.here("unevaluatedItems", Vec::new(), [])
                }
                _ => true,
            };
        }
        all
    }

    /// One item at the front.
    fn item(&mut self, set: &Set<'a>, index: usize, target: Part<'a>, most: Option<u64>, whys: &mut Whys) -> bool {
        if most.is_some_and(|most| most <= index as u64) {
            return true;
        }
        self.within(&at(set, index), target, Some(Step::Index(index)), whys)
    }

    /// All items after those that the target names one by one.
    fn items(&mut self, set: &Set<'a>, target: Part<'a>, said: Part<'a>, most: Option<u64>, whys: &mut Whys) -> bool {
        let named = target.list("prefixItems").count();
        let own = set.atoms.iter().map(|atom| atom.list("prefixItems").count()).max().unwrap_or(0);
        let mut all = true;
        for index in (named..own).take(PLACES) {
            all &= self.item(set, index, said, most, whys);
        }
        if own > named + PLACES {
            return whys.here("items", Vec::new(), []);
        }
        all & self.item(set, named.max(own), said, most, whys)
    }

    fn contains(&mut self, set: &Set<'a>, target: Part<'a>, said: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let count = |part: Part<'a>, key: &str| part.get(key).and_then(|count| scalar::size(count.value));
        let wanted = count(target, "minContains").unwrap_or(1);
        let few = count(target, "maxContains");
        let mut holds = wanted == 0;
        if !holds && scalar::least(set, "minItems") >= wanted {
            // Where every item is one, there are as many as items.
            let own = set.atoms.iter().map(|atom| atom.list("prefixItems").count()).max().unwrap_or(0);
            let mut quiet = Whys { gather: false, found: Vec::new() };
            holds = (0..=own.min(PLACES)).all(|index| self.within(&at(set, index), said, None, &mut quiet));
        }
        for atom in set.atoms.clone() {
            let (Some(own), false) = (atom.get("contains"), holds) else { continue };
            let least = count(atom, "minContains").unwrap_or(1);
            let mut quiet = Whys { gather: false, found: Vec::new() };
            holds = least >= wanted && self.within(&[own.asked()], said, None, &mut quiet);
        }
        if let (true, Some(few)) = (holds, few) {
            let plain = |part: Part<'a>| part.get("$ref").is_none();
            let same = |atom: &Part<'a>| {
                atom.get("contains").is_some_and(|own| plain(own) && plain(said) && equal(own.value, said.value))
                    && count(*atom, "maxContains").is_some_and(|own| own <= few)
                    && said
                        .value
                        .as_object()
                        .is_none_or(|map| map.values().all(|one| !one.is_object() && !one.is_array()))
            };
            holds = longest(set).is_some_and(|most| most <= few)
                || set.atoms.iter().any(same)
                || KINDS.into_iter().all(|kind| {
                    let items = Set::of(&at(set, usize::MAX));
                    set.said("prefixItems").next().is_none() && self.apart(&items, kind, said, depth + 1)
                });
        }
        holds || whys.here("contains", Vec::new(), [])
    }
}

/// What the schemas of a set say of the item at an index.
fn at<'a>(set: &Set<'a>, index: usize) -> Vec<Part<'a>> {
    let own = |atom: &Part<'a>| atom.list("prefixItems").nth(index).or_else(|| atom.get("items"));
    set.atoms.iter().filter_map(own).collect()
}

/// The most items that a list of a set has.
fn longest(set: &Set<'_>) -> Option<u64> {
    let ends = set.atoms.iter().filter(|atom| atom.get("items").is_some_and(|one| one.value == &Value::Bool(false)));
    let prefixes = ends.map(|atom| atom.list("prefixItems").count() as u64);
    scalar::most(set, "maxItems").into_iter().chain(prefixes).min()
}

/// How many items there are because a list contains them.
fn contained(set: &Set<'_>) -> u64 {
    let counts = set.atoms.iter().filter(|atom| atom.get("contains").is_some());
    counts
        .map(|atom| atom.get("minContains").map_or(Some(1), |one| scalar::size(one.value)).unwrap_or(0))
        .max()
        .unwrap_or(0)
}
