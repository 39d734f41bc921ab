//! Objects: which properties there are, which there may be, and what stands in them.

use std::collections::HashSet;

use serde_json::Value;

use super::choice::finite;
use super::fits::fits;
use super::set::{Names, Part, Set};
use super::{Proof, Whys, scalar};
use crate::openapi::sample::kinds::Kinds;
use crate::openapi::schema::pattern::matches;
use crate::value::matcher::step::Step;

/// A name that no schema is likely to have.
const UNKNOWN: &str = "other";

impl<'a> Proof<'a, '_> {
    /// Whether the objects of a set keep to what one schema says of objects.
    pub(super) fn object(&mut self, set: &Set<'a>, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let Some(map) = target.map() else { return false };
        let mut all = true;
        let required = set.required();
        for name in map.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            all &= required.contains(name) || whys.here("required", Vec::new(), []);
        }
        let names = set.names();
        let closed = names.are_all(self.declared);
        for (keyword, said) in map {
            if whys.done(all) {
                return false;
            }
            all &= match keyword.as_str() {
                "properties" => {
                    let mut all = true;
                    for (name, part) in target.named("properties") {
                        all &= self.property(set, &names, closed, name, part, whys);
                    }
                    all
                }
                "patternProperties" => self.patterns(set, &names, closed, target, whys),
                "additionalProperties" | "unevaluatedProperties" => {
                    self.others(set, &names, closed, target, target.with(said), whys)
                }
                "propertyNames" => self.property_names(set, &names, closed, target.with(said), whys, depth),
                "minProperties" => {
                    let least = scalar::least(set, keyword).max(required.len() as u64);
                    scalar::size(said).is_some_and(|wanted| least >= wanted)
                        || whys.here("minProperties", Vec::new(), [])
                }
                "maxProperties" => {
                    let count = (closed && names.patterns.is_empty()).then_some(names.named.len() as u64);
                    let most = scalar::most(set, keyword).into_iter().chain(count).min();
                    scalar::size(said).is_some_and(|wanted| most.is_some_and(|most| most <= wanted))
                        || whys.here("maxProperties", Vec::new(), [])
                }
                "dependentRequired" => {
                    let mut all = true;
                    for (name, more) in said.as_object().into_iter().flatten() {
                        if !may_be(set, &names, closed, name) {
                            continue;
                        }
                        let mut case = set.clone();
                        case.must.push(name);
                        let there = case.required();
                        let more = more.as_array().into_iter().flatten().filter_map(Value::as_str);
                        all &= more.into_iter().all(|name| there.contains(name))
                            || whys.here("dependentRequired", Vec::new(), []);
                    }
                    all
                }
                "dependentSchemas" => {
                    let mut all = true;
                    for (name, part) in target.named("dependentSchemas") {
                        if may_be(set, &names, closed, name) {
                            let mut case = set.clone();
                            case.must.push(name);
                            all &= self.kind(&case, Kinds::OBJECT, part, whys, depth + 1);
                        }
                    }
                    all
                }
                _ => true,
            };
        }
        all
    }

    fn property(
        &mut self,
        set: &Set<'a>,
        names: &Names<'a>,
        closed: bool,
        name: &'a str,
        target: Part<'a>,
        whys: &mut Whys,
    ) -> bool {
        if target.is_free() || !may_be(set, names, closed, name) {
            return true;
        }
        let Some(parts) = at(set, name) else { return true };
        self.within(&parts, target, Some(Step::Key(name.to_owned())), whys)
    }

    /// Properties that the target says something of by the look of their names.
    fn patterns(&mut self, set: &Set<'a>, names: &Names<'a>, closed: bool, target: Part<'a>, whys: &mut Whys) -> bool {
        let mut all = true;
        for (pattern, part) in target.named("patternProperties") {
            for name in sorted(&names.named) {
                // A name that cannot be looked at counts as one that matches.
                if matches(pattern, name) != Some(false) {
                    all &= self.property(set, names, closed, name, part, whys);
                }
            }
            all &= self.classes(set, names, closed, &[pattern], part, whys);
        }
        all
    }

    /// Properties that the target does not name.
    fn others(
        &mut self,
        set: &Set<'a>,
        names: &Names<'a>,
        closed: bool,
        target: Part<'a>,
        said: Part<'a>,
        whys: &mut Whys,
    ) -> bool {
        if said.is_free() {
            return true;
        }
        let mut known: HashSet<&str> = target.named("properties").map(|(name, _)| name).collect();
        let patterns: Vec<&str> = target.named("patternProperties").map(|(pattern, _)| pattern).collect();
        if target.get("unevaluatedProperties").is_some_and(|one| one.address() == said.address()) {
            // What the target's other schemas name is evaluated there only where they hold: all of them have to.
            let all = Set::of(&[target]);
            known.extend(all.atoms.iter().flat_map(|atom| atom.named("properties")).map(|(name, _)| name));
        }
        let mut all = true;
        for name in sorted(&names.named) {
            let named = known.contains(name) || patterns.iter().any(|one| matches(one, name) == Some(true));
            if !named {
                all &= self.property(set, names, closed, name, said, whys);
            }
        }
        let own: Vec<&str> = names.patterns.iter().copied().filter(|pattern| !patterns.contains(pattern)).collect();
        for pattern in own {
            all &= self.pattern_class(set, pattern, said, whys);
        }
        if !closed && let Some(parts) = rest(set) {
            all &= self.within(&parts, said, Some(Step::Key(UNKNOWN.to_owned())), whys);
        }
        all
    }

    /// Names that the source does not write down, where the target says something of all that match one of its patterns.
    fn classes(
        &mut self,
        set: &Set<'a>,
        names: &Names<'a>,
        closed: bool,
        wanted: &[&str],
        target: Part<'a>,
        whys: &mut Whys,
    ) -> bool {
        let mut all = true;
        for pattern in &names.patterns {
            all &= self.pattern_class(set, pattern, target, whys);
        }
        let has_same = names.patterns.iter().any(|pattern| wanted.contains(pattern));
        if !closed
            && !has_same
            && let Some(parts) = rest(set)
        {
            all &= self.within(&parts, target, None, whys);
        }
        all
    }

    fn pattern_class(&mut self, set: &Set<'a>, pattern: &str, target: Part<'a>, whys: &mut Whys) -> bool {
        let parts: Vec<Part<'a>> = set
            .atoms
            .iter()
            .filter_map(|atom| atom.named("patternProperties").find(|(own, _)| *own == pattern).map(|(_, part)| part))
            .collect();
        self.within(&parts, target, None, whys)
    }

    fn property_names(
        &mut self,
        set: &Set<'a>,
        names: &Names<'a>,
        closed: bool,
        target: Part<'a>,
        whys: &mut Whys,
        depth: usize,
    ) -> bool {
        if closed && names.patterns.is_empty() {
            let fit = |name: &&str| fits(&Value::from(*name), target) == Some(true);
            return sorted(&names.named).iter().all(fit) || whys.here("propertyNames", Vec::new(), []);
        }
        let parts: Vec<Part<'a>> = set.atoms.iter().filter_map(|atom| atom.get("propertyNames")).collect();
        let mut quiet = Whys { gather: false, found: Vec::new() };
        self.kind(&Set::of(&parts), Kinds::STRING, target, &mut quiet, depth + 1)
            || whys.here("propertyNames", Vec::new(), named_wrongly(target))
    }

    /// Whether a property that has to be there cannot be.
    pub(super) fn lacks(&mut self, set: &Set<'a>, depth: usize) -> bool {
        let names = set.names();
        let closed = names.are_all(self.declared);
        let mut required: Vec<&str> = set.required().into_iter().collect();
        required.sort_unstable();
        required.into_iter().any(|name| {
            if !may_be(set, &names, closed, name) {
                return true;
            }
            let Some(parts) = at(set, name) else { return true };
            let inner = Set::of(&parts);
            let kinds = inner.kinds();
            kinds.is_empty()
                || finite_kinds(&inner, kinds).is_some_and(|values| values.is_empty())
                || depth < 6 && kinds.0 == Kinds::OBJECT && self.lacks(&inner, depth + 2)
        })
    }
}

/// Objects with a property whose name a schema of names is likely to refuse.
fn named_wrongly(target: Part<'_>) -> Vec<Value> {
    let size = |key: &str| usize::try_from(scalar::size(target.value.get(key)?)?).ok();
    let longer = size("maxLength").map(|most| most + 1).filter(|length| *length < 1000);
    let shorter = size("minLength").and_then(|least| least.checked_sub(1)).filter(|length| *length < 1000);
    let names = longer.into_iter().chain(shorter).map(|length| "a".repeat(length));
    let names: Vec<String> = names.chain(["", UNKNOWN, "A-1 b"].map(str::to_owned)).collect();
    let values =
        [Value::from(""), Value::from(0), Value::Null, Value::Bool(true), Value::Object(serde_json::Map::new())];
    let objects = names.iter().flat_map(|name| {
        values.iter().map(|value| Value::Object([(name.clone(), value.clone())].into_iter().collect()))
    });
    objects.collect()
}

/// Whether a property may be there.
fn may_be(set: &Set<'_>, names: &Names<'_>, closed: bool, name: &str) -> bool {
    let is_declared = !closed
        || names.named.contains(name)
        || names.patterns.iter().any(|pattern| matches(pattern, name) != Some(false));
    is_declared && at(set, name).is_some()
}

/// What the schemas of a set say of a property; nothing where one of them refuses it.
fn at<'a>(set: &Set<'a>, name: &str) -> Option<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    for atom in &set.atoms {
        let before = parts.len();
        let own = atom.get("properties").and_then(|all| all.get(name));
        parts.extend(own);
        let mut unclear = false;
        for (pattern, part) in atom.named("patternProperties") {
            match matches(pattern, name) {
                Some(true) => parts.push(part),
                Some(false) => {}
                None => unclear = true,
            }
        }
        if parts.len() == before && !unclear {
            parts.extend(atom.get("additionalProperties"));
        }
    }
    let refused = parts.iter().any(|part| part.value == &Value::Bool(false));
    (!refused).then_some(parts)
}

/// What a set says of properties that no schema of it names; nothing where there are none.
fn rest<'a>(set: &Set<'a>) -> Option<Vec<Part<'a>>> {
    let parts: Vec<Part<'a>> = set.atoms.iter().filter_map(|atom| atom.get("additionalProperties")).collect();
    // A name of one schema may be the rest of another; what is said of it there was looked at by its name.
    let refused = parts.iter().any(|part| part.value == &Value::Bool(false));
    (!refused).then_some(parts)
}

fn finite_kinds(set: &Set<'_>, kinds: Kinds) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    for kind in kinds.each() {
        all.extend(finite(set, kind)?);
    }
    Some(all)
}

fn sorted<'a>(names: &HashSet<&'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = names.iter().copied().collect();
    all.sort_unstable();
    all
}
