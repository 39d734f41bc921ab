//! One kind of values after the other, and one alternative after the other.

use serde_json::Value;

use super::fits::{equal, fits};
use super::set::{Part, Set, types, values};
use super::{NESTED, Proof, Whys, scalar};
use crate::openapi::sample::kinds::Kinds;

/// The kinds, one by one.
pub(super) const KINDS: [u8; 7] =
    [Kinds::NULL, Kinds::BOOLEAN, Kinds::INTEGER, Kinds::FRACTION, Kinds::STRING, Kinds::ARRAY, Kinds::OBJECT];

/// How many `if` of a source are told apart by cases.
const CONDITIONS: usize = 3;

/// What a condition leads to: what holds then, and what does not.
type Case<'a> = (Vec<Part<'a>>, Vec<Part<'a>>);

impl<'a> Proof<'a, '_> {
    /// Whether all values of a set fit a schema.
    pub(super) fn includes(&mut self, set: &Set<'a>, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let kinds = set.kinds();
        let mut all = true;
        for kind in KINDS.into_iter().filter(|kind| kinds.has(*kind)) {
            all &= self.kind(set, kind, target, whys, depth);
            if whys.done(all) {
                break;
            }
        }
        all
    }

    /// The same for values of one kind.
    pub(super) fn kind(&mut self, set: &Set<'a>, kind: u8, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        if target.is_free() || set.never || !set.kinds().has(kind) {
            return true;
        }
        if self.work == 0 || depth > NESTED {
            self.tired = true;
            return whys.here("size", Vec::new(), []);
        }
        self.work -= 1;
        if let Some(values) = finite(set, kind) {
            let unfit = values.iter().find(|value| fits(value, target) != Some(true));
            let Some(unfit) = unfit else { return true };
            if fits(unfit, target) == Some(false) {
                return whys.here("enum", Vec::new(), [unfit.clone()]);
            }
        }
        let mut quiet = Whys { gather: false, found: Vec::new() };
        let cases = self.cases(set, kind, depth);
        if cases.is_empty() {
            return self.direct(set, kind, target, whys, depth);
        }
        if self.direct(set, kind, target, &mut quiet, depth) {
            return true;
        }
        let mut all = true;
        for case in cases {
            all &= self.kind(&case, kind, target, whys, depth + 1);
            if whys.done(all) {
                break;
            }
        }
        all
    }

    /// The set as cases that together are all of it; empty where nothing tells them apart.
    fn cases(&mut self, set: &Set<'a>, kind: u8, depth: usize) -> Vec<Set<'a>> {
        if let Some((list, key, branches)) = set.choice() {
            let mut cases = Vec::new();
            for (index, branch) in branches.iter().enumerate() {
                let mut case = set.clone();
                case.chosen.push(list.address());
                let mut case = case.plus(*branch);
                if key == "oneOf" {
                    let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
                    case.nots.extend(others.map(|(_, other)| *other));
                }
                if !self.contradicts(&case, kind, depth + 1) {
                    cases.push(case);
                }
            }
            // Nothing of this kind is left: that is one case, and an empty one.
            if cases.is_empty() {
                cases.push(Set { never: true, ..Set::default() });
            }
            return cases;
        }
        let open = |atom: &&Part<'a>| atom.get("if").is_some_and(|one| !set.chosen.contains(&one.address()));
        let conditions: Vec<Part<'a>> = set.atoms.iter().filter(open).copied().collect();
        if conditions.is_empty() || conditions.len() > CONDITIONS {
            return Vec::new();
        }
        let atom = conditions[0];
        let Some(condition) = atom.get("if") else { return Vec::new() };
        let cases: [Case<'a>; 2] = [
            (atom.get("then").into_iter().chain([condition.asked()]).collect(), Vec::new()),
            (atom.get("else").into_iter().collect(), vec![condition]),
        ];
        let mut found = Vec::new();
        for (parts, nots) in cases {
            let mut case = parts.into_iter().fold(set.clone(), |case, part| case.plus(part));
            case.chosen.push(condition.address());
            case.nots.extend(nots);
            found.push(case);
        }
        found
    }

    /// Whether each thing that a schema says is implied.
    fn direct(&mut self, set: &Set<'a>, kind: u8, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let Some(map) = target.map() else { return whys.here("type", Vec::new(), []) };
        if !types(map.get("type")).has(kind) {
            return whys.here("type", Vec::new(), of_kind(kind));
        }
        let mut all = true;
        if let Some(values) = values(target)
            && !finite(set, kind).is_some_and(|own| own.iter().all(|one| values.iter().any(|other| equal(one, other))))
        {
            all &= whys.here(if map.contains_key("const") { "const" } else { "enum" }, Vec::new(), []);
        }
        for (keyword, said) in map {
            if whys.done(all) {
                return false;
            }
            all &= match keyword.as_str() {
                "$ref" => match target.target() {
                    Some(end) => self.kind(set, kind, end, whys, depth + 1),
                    None => whys.here("$ref", Vec::new(), []),
                },
                "allOf" => {
                    let mut all = true;
                    for part in target.list("allOf") {
                        all &= self.kind(set, kind, part, whys, depth + 1);
                    }
                    all
                }
                "anyOf" => self.any_of(set, kind, target, whys, depth),
                "oneOf" => self.one_of(set, kind, target, whys, depth),
                "not" => {
                    let not = target.with(said);
                    self.apart(set, kind, not, depth) || whys.here("not", Vec::new(), [])
                }
                "if" => self.condition(set, kind, target, whys, depth),
                _ => {
                    scalar::implied(set, kind, keyword, said)
                        || whys.here(name(keyword), Vec::new(), beside(keyword, said))
                }
            };
        }
        if whys.done(all) {
            return false;
        }
        all & match kind {
            Kinds::OBJECT => self.object(set, target, whys, depth),
            Kinds::ARRAY => self.array(set, target, whys, depth),
            _ => true,
        }
    }

    fn any_of(&mut self, set: &Set<'a>, kind: u8, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let mut quiet = Whys { gather: false, found: Vec::new() };
        for branch in target.list("anyOf") {
            if self.kind(set, kind, branch, &mut quiet, depth + 1) {
                return true;
            }
        }
        self.nearest(set, kind, target, "anyOf", whys, depth)
    }

    /// Exactly one: the values fit one alternative, and none of them fits another.
    fn one_of(&mut self, set: &Set<'a>, kind: u8, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let mut quiet = Whys { gather: false, found: Vec::new() };
        let branches: Vec<Part<'a>> = target.list("oneOf").collect();
        let mut fits_one = false;
        for (index, branch) in branches.iter().enumerate() {
            if !self.kind(set, kind, *branch, &mut quiet, depth + 1) {
                continue;
            }
            let mut others = branches.iter().enumerate().filter(|(other, _)| *other != index);
            if others.all(|(_, other)| self.apart(set, kind, *other, depth)) {
                return true;
            }
            fits_one = true;
        }
        if fits_one {
            return whys.here("oneOf", Vec::new(), []);
        }
        self.nearest(set, kind, target, "oneOf", whys, depth)
    }

    /// Tells why none of the alternatives takes what it should, as far as that can be told of those of the kind.
    fn nearest(
        &mut self,
        set: &Set<'a>,
        kind: u8,
        target: Part<'a>,
        key: &'static str,
        whys: &mut Whys,
        depth: usize,
    ) -> bool {
        if whys.gather {
            for branch in target.list(key).take(8) {
                if Set::of(&[branch]).kinds().has(kind) {
                    self.kind(set, kind, branch, whys, depth + 1);
                }
            }
        }
        whys.here(key, Vec::new(), of_kind(kind))
    }

    fn condition(&mut self, set: &Set<'a>, kind: u8, target: Part<'a>, whys: &mut Whys, depth: usize) -> bool {
        let (Some(condition), then, other) = (target.get("if"), target.get("then"), target.get("else")) else {
            return true;
        };
        let mut all = true;
        if let Some(then) = then {
            let case = set.plus(condition.asked());
            if !self.contradicts(&case, kind, depth + 1) {
                let case = self.concluded(case, kind, depth);
                all &= self.kind(&case, kind, then, whys, depth + 1);
            }
        }
        if let Some(other) = other {
            let mut quiet = Whys { gather: false, found: Vec::new() };
            let mut case = set.clone();
            case.nots.push(condition);
            all &= self.kind(set, kind, condition, &mut quiet, depth + 1)
                || self.kind(&case, kind, other, whys, depth + 1);
        }
        all
    }

    /// The set with what its own conditions demand, where they are known to hold.
    fn concluded(&mut self, mut set: Set<'a>, kind: u8, depth: usize) -> Set<'a> {
        let mut quiet = Whys { gather: false, found: Vec::new() };
        for atom in set.atoms.clone() {
            let Some(condition) = atom.get("if").filter(|one| !set.chosen.contains(&one.address())) else { continue };
            if self.kind(&set, kind, condition, &mut quiet, depth + 1) {
                set.chosen.push(condition.address());
                set = atom.get("then").into_iter().fold(set, |set, then| set.plus(then));
            }
        }
        set
    }

    /// Whether no value of a set, of a kind, fits a schema.
    pub(super) fn apart(&mut self, set: &Set<'a>, kind: u8, other: Part<'a>, depth: usize) -> bool {
        if depth > NESTED || self.work == 0 {
            return false;
        }
        self.work -= 1;
        let both = set.plus(other.asked());
        if self.is_empty(&both, kind, depth + 1) {
            return true;
        }
        // What fits it is split further: none of its alternatives may be met.
        let alternatives = both.atoms.iter().find_map(|atom| {
            ["anyOf", "oneOf"].iter().find_map(|key| {
                let list = atom.get(key)?;
                (atom.asked && !both.chosen.contains(&list.address()))
                    .then(|| (list, atom.list(key).collect::<Vec<_>>()))
            })
        });
        let Some((list, branches)) = alternatives else { return false };
        let mut rest = both.clone();
        rest.chosen.push(list.address());
        branches.into_iter().all(|branch| self.apart(&rest, kind, branch, depth + 1))
    }

    /// Whether a set is seen to have no value of a kind.
    fn is_empty(&mut self, set: &Set<'a>, kind: u8, depth: usize) -> bool {
        if self.contradicts(set, kind, depth) {
            return true;
        }
        let mut quiet = Whys { gather: false, found: Vec::new() };
        (0..set.nots.len()).any(|index| {
            let mut rest = set.clone();
            let not = rest.nots.remove(index);
            self.kind(&rest, kind, not, &mut quiet, depth + 1)
        })
    }

    /// The same, without a look at what the set may not be.
    pub(super) fn contradicts(&mut self, set: &Set<'a>, kind: u8, depth: usize) -> bool {
        !set.kinds().has(kind)
            || scalar::is_empty(set, kind)
            || finite(set, kind).is_some_and(|values| values.is_empty())
            || kind == Kinds::OBJECT && depth <= NESTED && self.lacks(set, depth)
    }
}

/// Every value of a set that is of a kind, where they can be named.
pub(super) fn finite(set: &Set<'_>, kind: u8) -> Option<Vec<Value>> {
    let named = set.atoms.iter().find_map(|atom| values(*atom)).map(<[Value]>::to_vec);
    let all = match (named, kind) {
        (Some(values), _) => values,
        (None, Kinds::NULL) => vec![Value::Null],
        (None, Kinds::BOOLEAN) => vec![false.into(), true.into()],
        (None, Kinds::INTEGER) => scalar::few(set)?,
        _ => return None,
    };
    let is_there = |value: &Value| {
        Kinds::of(value).has(kind)
            && set.atoms.iter().all(|atom| fits(value, *atom) != Some(false))
            && set.nots.iter().all(|not| fits(value, *not) != Some(true))
    };
    Some(all.into_iter().filter(is_there).collect())
}

/// Something of a kind, for a place that takes none of it.
fn of_kind(kind: u8) -> Vec<Value> {
    match kind {
        Kinds::NULL => vec![Value::Null],
        Kinds::INTEGER => vec![0.into(), 1.into()],
        Kinds::FRACTION => vec![0.5.into(), 1.5.into()],
        _ => Vec::new(),
    }
}

/// Values beside a bound, for numbers that no integer is near.
fn beside(keyword: &str, said: &Value) -> Vec<Value> {
    let Some(at) = said.as_f64() else { return Vec::new() };
    match keyword {
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" => {
            [at, at - 0.5, at + 0.5, at - 1.0, at + 1.0].map(Value::from).to_vec()
        }
        "multipleOf" => [at / 2.0, at * 1.5, at + 1.0].map(Value::from).to_vec(),
        _ => Vec::new(),
    }
}

/// A keyword's name for as long as the program runs.
fn name(keyword: &str) -> &'static str {
    const NAMES: [&str; 9] = [
        "minimum",
        "exclusiveMinimum",
        "maximum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
    ];
    NAMES.iter().find(|name| **name == keyword).unwrap_or(&"schema")
}
