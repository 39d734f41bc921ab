//! A proof that one schema takes all that another gives, keyword by keyword, through recursion.
//!
//! A question is a pair: a [`set::Set`] of the source's schemas that all hold, and one schema of the target. Its answer
//! rests on those of pairs one level deeper in the value. Each pair is taken to hold until it is looked at; one that does
//! not hold makes those that rest on it be looked at again, until nothing changes. What holds then, holds: values are
//! finite, and each pair was shown for a value under the assumption that the pairs it rests on hold for what lies within.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::side::Source;
use super::witness::Suspect;
use crate::openapi::schema::{Bundle, Direction};
use crate::value::matcher::step::Step;
use set::{Part, Set};

mod array;
mod choice;
mod fits;
mod object;
mod scalar;
mod set;

/// How many pairs one question may lead to.
const PAIRS: usize = 40_000;

/// How many places are named where a proof fails, and how many failing pairs are looked at for them.
const SUSPECTS: usize = 48;
const LOOKS: usize = 400;

/// How deep the way to a suspect may be.
const DEEPEST: usize = 12;

/// How many steps of case analysis one look may take, and how deep it may go.
const WORK: usize = 3_000;
const NESTED: usize = 24;

/// Why a proof is given up.
const LONG: &str = "a proof would take too many steps";

/// What tells a question from others while both documents are there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    source: Vec<usize>,
    target: usize,
    declared: bool,
    sent: bool,
}

/// What was settled by earlier proofs over the same documents.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<Key, bool>);

/// How a proof ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Every value of the source fits the target.
    Holds,
    /// That was not shown; where it failed, the nearest first, and why it was given up, if it was.
    Open { suspects: Vec<Suspect>, why: Option<&'static str> },
}

/// Tries to prove that the target takes all that the source gives.
pub(super) fn prove(source: &Source, target: &Bundle, known: &mut Known) -> Outcome {
    let declared = source.is_declared();
    let sent = declared && source.direction == Direction::Request;
    let mut proof = Proof {
        declared,
        sent,
        known,
        pairs: Vec::new(),
        numbers: HashMap::new(),
        queue: BTreeSet::new(),
        asker: 0,
        work: 0,
        tired: false,
    };
    let set = Set::of(&[Part { value: source.open.schema(), of: &source.open, asked: false }]);
    let target = Part { value: target.schema(), of: target, asked: true };
    proof.number(set, target);
    proof.settle();
    if proof.pairs[0].holds {
        return Outcome::Holds;
    }
    let suspects = proof.suspects();
    Outcome::Open { suspects, why: (proof.is_full() || proof.tired).then_some(LONG) }
}

struct Pair<'a> {
    set: Set<'a>,
    target: Part<'a>,
    key: Key,
    holds: bool,
    /// The pairs that rest on it.
    dependents: HashSet<usize>,
}

/// One proof.
struct Proof<'a, 'k> {
    /// Whether senders keep to what their schema names.
    declared: bool,
    /// Whether they leave out what only the service may say.
    sent: bool,
    known: &'k mut Known,
    pairs: Vec<Pair<'a>>,
    numbers: HashMap<Key, usize>,
    queue: BTreeSet<usize>,
    /// The pair that is looked at.
    asker: usize,
    work: usize,
    /// Whether a look was given up.
    tired: bool,
}

/// Why a pair does not hold.
enum Why {
    /// By itself: what is not implied, and values that may show it.
    Here { path: Vec<Step>, what: &'static str, values: Vec<Value> },
    /// By a pair that it rests on.
    Within(Option<Step>, usize),
}

/// Reasons that are gathered, or not: then the first one is enough.
struct Whys {
    gather: bool,
    found: Vec<Why>,
}

impl Whys {
    /// Adds a reason; false, for the pair does not hold.
    fn here(&mut self, what: &'static str, path: Vec<Step>, values: impl IntoIterator<Item = Value>) -> bool {
        if self.gather {
            self.found.push(Why::Here { path, what, values: values.into_iter().collect() });
        }
        false
    }

    /// Whether there is nothing more to look for.
    const fn done(&self, holds: bool) -> bool {
        !holds && !self.gather
    }
}

impl<'a> Proof<'a, '_> {
    /// Whether there are as many pairs as may be.
    const fn is_full(&self) -> bool {
        self.pairs.len() >= PAIRS
    }

    /// The number of a pair; it is queued when it is new.
    fn number(&mut self, set: Set<'a>, target: Part<'a>) -> usize {
        let key = Key { source: set.key(), target: target.address(), declared: self.declared, sent: self.sent };
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.pairs.len();
        let known = self.known.0.get(&key).copied();
        let holds = known.unwrap_or(!self.is_full());
        if known.is_none() && holds {
            self.queue.insert(number);
        }
        self.numbers.insert(key.clone(), number);
        self.pairs.push(Pair { set, target, key, holds, dependents: HashSet::new() });
        number
    }

    /// Looks at pairs until nothing changes.
    fn settle(&mut self) {
        // The deepest first: what rests on it is looked at once it is known.
        while let Some(number) = self.queue.pop_last() {
            if !self.pairs[number].holds || self.look(number, &mut Whys { gather: false, found: Vec::new() }) {
                continue;
            }
            self.pairs[number].holds = false;
            let dependents = std::mem::take(&mut self.pairs[number].dependents);
            self.queue.extend(dependents.into_iter().filter(|other| self.pairs[*other].holds));
        }
        let settled = self.pairs.iter().map(|pair| (pair.key.clone(), pair.holds));
        // Where steps ran out, what does not hold may still do so when it is asked for by itself.
        let given_up = self.is_full() || self.tired;
        self.known.0.extend(settled.filter(|(_, holds)| *holds || !given_up));
    }

    fn look(&mut self, number: usize, whys: &mut Whys) -> bool {
        self.asker = number;
        self.work = WORK;
        let (set, target) = (self.pairs[number].set.clone(), self.pairs[number].target);
        self.includes(&set, target, whys, 0)
    }

    /// Whether what lies a step deeper in the values of the set, all of the schemas there, fits the target there.
    fn within(&mut self, parts: &[Part<'a>], target: Part<'a>, step: Option<Step>, whys: &mut Whys) -> bool {
        if target.is_free() {
            return true;
        }
        let set = Set::of(parts);
        let is_withheld = || {
            matches!(step, Some(Step::Key(_))) && set.atoms.iter().any(|atom| !atom.asked && says(*atom, "readOnly"))
        };
        if set.never || self.sent && is_withheld() {
            return true;
        }
        let number = self.number(set, target);
        let asker = self.asker;
        let pair = &mut self.pairs[number];
        if pair.holds {
            pair.dependents.insert(asker);
            return true;
        }
        if whys.gather {
            whys.found.push(Why::Within(step, number));
        }
        false
    }

    /// Where the first pair fails, the nearest places first.
    fn suspects(&mut self) -> Vec<Suspect> {
        let mut found: Vec<Suspect> = Vec::new();
        let mut seen = HashSet::from([0]);
        let mut waiting = VecDeque::from([(0, Vec::new())]);
        let mut looks = 0;
        while let Some((number, path)) = waiting.pop_front() {
            looks += 1;
            if found.len() >= SUSPECTS || looks > LOOKS {
                break;
            }
            let mut whys = Whys { gather: true, found: Vec::new() };
            self.look(number, &mut whys);
            for why in whys.found {
                match why {
                    Why::Here { path: more, what, values } => {
                        let suspect = Suspect { path: [&path[..], &more[..]].concat(), values, what };
                        if !found.contains(&suspect) {
                            found.push(suspect);
                        }
                    }
                    Why::Within(step, other) if path.len() < DEEPEST && seen.insert(other) => {
                        let mut path = path.clone();
                        path.extend(step);
                        waiting.push_back((other, path));
                    }
                    Why::Within(..) => {}
                }
            }
        }
        found
    }
}

fn says(part: Part<'_>, word: &str) -> bool {
    part.value.get(word) == Some(&Value::Bool(true))
}
