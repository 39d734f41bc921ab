//! Whether one schema takes all that another gives: proved, or broken with a value that shows it, and never guessed.
//!
//! The question has a direction. What clients send by the old schema has to be taken by the new one (a request); what the
//! service sends by the new schema has to be what the old one promised (a response, a webhook, a callback). So one schema is
//! the *source* of values and the other the *target* that has to accept them. Four ways lead to the answer, the fastest
//! first:
//!
//! 1. Identity: both say the same in the same words.
//! 2. A proof, keyword by keyword and through recursion.
//! 3. Values: made by the source, at the places that were not proved first, and held to both validators. One that the
//!    source accepts and the target refuses is a witness.
//! 4. Neither: it is not known, and why is told. Unknown is not yes.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::openapi::at::At;
use crate::openapi::schema::{Bundle, Direction, Fault, Refusal};
use crate::value::matcher::step::location;
use identity::Identity;
use prove::{Known, Outcome, prove};
pub use side::{Side, Source};
use witness::{Search, Suspect, Wish};

mod identity;
mod prove;
mod side;
mod witness;

/// What senders are taken to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum World {
    /// What their schema declares: properties that it names, where it names any and does not say what else there may be;
    /// in requests none that only the service may say (`readOnly`). So a new optional property breaks nobody.
    #[default]
    Declared,
    /// Whatever their schema does not refuse.
    Open,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Every value of the source is one of the target: proved.
    Covered,
    /// There is a value of the source that the target refuses.
    Broken {
        /// Such a value; both validators were asked about it as it is read from its text.
        witness: Value,
    },
    /// Neither was shown.
    Undecided {
        /// Why, in words.
        why: String,
    },
}

/// Compares schemas of two documents. Each question is decided once.
pub struct Compat<'c> {
    old: &'c Side,
    new: &'c Side,
    world: World,
    identity: RefCell<Identity<'c>>,
    known: RefCell<HashMap<(At, At, Direction), Verdict>>,
    /// Whether both take the same, where that was asked.
    alike: RefCell<HashMap<(At, At, Direction), bool>>,
    /// The questions that no proof answers.
    open: RefCell<HashSet<(At, At, Direction)>>,
    proofs: RefCell<Known>,
    kept: RefCell<HashMap<usize, Arc<Bundle>>>,
}

impl<'c> Compat<'c> {
    /// A comparison of two documents.
    #[must_use]
    pub fn new(old: &'c Side, new: &'c Side, world: World) -> Self {
        let identity = RefCell::new(Identity::new(old.document(), new.document()));
        Self {
            old,
            new,
            world,
            identity,
            known: RefCell::default(),
            alike: RefCell::default(),
            open: RefCell::default(),
            proofs: RefCell::default(),
            kept: RefCell::default(),
        }
    }

    /// Whether what goes in a direction by the schema at one address is still understood by the one at the other: for a
    /// request, whether the new one accepts all that the old one did; for a response, whether the new one gives only what
    /// the old one promised.
    #[must_use]
    pub fn covers(&self, old: &At, new: &At, direction: Direction) -> Verdict {
        let key = (end(self.old, old), end(self.new, new), direction);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let verdict = if self.identity.borrow_mut().same(&key.0, &key.1) {
            Verdict::Covered
        } else {
            match self.parties(&key.0, &key.1, direction) {
                Ok((source, target)) => self.judge(&source, &target),
                Err(fault) => Verdict::Undecided { why: format!("a schema cannot be used: {fault}") },
            }
        };
        self.known.borrow_mut().insert(key, verdict.clone());
        verdict
    }

    /// Whether it is proved that nothing breaks; no value is looked for, so that no is no proof of the opposite.
    #[must_use]
    pub fn is_covered(&self, old: &At, new: &At, direction: Direction) -> bool {
        let key = (end(self.old, old), end(self.new, new), direction);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known == Verdict::Covered;
        }
        if self.open.borrow().contains(&key) {
            return false;
        }
        let holds = self.identity.borrow_mut().same(&key.0, &key.1)
            || self
                .parties(&key.0, &key.1, direction)
                .is_ok_and(|(source, target)| matches!(self.prove(&source, &target), Outcome::Holds));
        if holds {
            self.known.borrow_mut().insert(key, Verdict::Covered);
        } else {
            self.open.borrow_mut().insert(key);
        }
        holds
    }

    /// The same for schemas that stand for themselves: whether the target accepts all that the source gives.
    #[must_use]
    pub fn judge(&self, source: &Source, target: &Arc<Bundle>) -> Verdict {
        let Outcome::Open { suspects, why } = self.prove(source, target) else { return Verdict::Covered };
        match Search::new(source, target, Wish::default()).find(&suspects) {
            Some(witness) => Verdict::Broken { witness },
            None => Verdict::Undecided { why: undecided(&suspects, why) },
        }
    }

    fn prove(&self, source: &Source, target: &Arc<Bundle>) -> Outcome {
        // What is remembered is remembered by where schemas lie in memory, so they are kept there.
        let mut kept = self.kept.borrow_mut();
        for bundle in [&source.open, target] {
            kept.entry(Arc::as_ptr(bundle).addr()).or_insert_with(|| bundle.clone());
        }
        prove(source, target, &mut self.proofs.borrow_mut())
    }

    /// Whether two schemas take the same values in a direction, as they are written: proved both ways.
    #[must_use]
    pub fn same(&self, old: &At, new: &At, direction: Direction) -> bool {
        let key = (end(self.old, old), end(self.new, new), direction);
        let known = self.alike.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let alike = self.is_same(&key.0, &key.1, direction);
            self.alike.borrow_mut().insert(key, alike);
            alike
        })
    }

    fn is_same(&self, old: &At, new: &At, direction: Direction) -> bool {
        if self.identity.borrow_mut().same(old, new) {
            return true;
        }
        // What nobody declared is a change too where it becomes declared, whatever senders keep to.
        let one = self.old.source(old, direction, World::Open);
        let other = self.new.source(new, direction, World::Open);
        let (Ok(one), Ok(other)) = (one, other) else { return false };
        [(&one, &other), (&other, &one)]
            .into_iter()
            .all(|(source, target)| matches!(self.prove(source, &target.open), Outcome::Holds))
    }

    /// A value that shows the break, if one is found: one that the target refuses by a keyword, and at a place (a JSON
    /// pointer into the value, for what is missing where it would stand), where there is such a one; any other else.
    #[must_use]
    pub fn witness_for(
        &self,
        old: &At,
        new: &At,
        direction: Direction,
        keyword: Option<&str>,
        field: Option<&str>,
    ) -> Option<Value> {
        let Verdict::Broken { witness } = self.covers(old, new, direction) else { return None };
        if keyword.is_none() && field.is_none() {
            return Some(witness);
        }
        let (source, target) = self.parties(old, new, direction).ok()?;
        let Outcome::Open { suspects, .. } = self.prove(&source, &target) else { return Some(witness) };
        Search::new(&source, &target, Wish { keyword, field }).find(&suspects).or(Some(witness))
    }

    /// By which keywords, and where, the schema that has to accept a value refuses it.
    #[must_use]
    pub fn refusals(&self, old: &At, new: &At, direction: Direction, value: &Value) -> Vec<Refusal> {
        let taker = self.parties(old, new, direction).map(|(_, target)| target);
        taker.map(|target| target.refusals(value)).unwrap_or_default()
    }

    /// The schema that gives values, and the one that has to accept them.
    fn parties(&self, old: &At, new: &At, direction: Direction) -> Result<(Source, Arc<Bundle>), Arc<Fault>> {
        let ((giver, from), (taker, to)) = match direction {
            Direction::Request => ((self.old, old), (self.new, new)),
            Direction::Response => ((self.new, new), (self.old, old)),
        };
        Ok((giver.source(from, direction, self.world)?, taker.schemas().bundled(to, direction)?))
    }
}

/// Why nothing was decided, in words.
fn undecided(suspects: &[Suspect], why: Option<&str>) -> String {
    let reason = why.unwrap_or("no value was found that breaks it, and nothing proves that there is none");
    match suspects.first() {
        Some(Suspect { path, what, .. }) => format!("{reason}: `{what}` at {}", location("$", path)),
        None => reason.to_owned(),
    }
}

/// Where a schema stands that is referred to.
fn end(side: &Side, at: &At) -> At {
    // What stands beside a reference counts in some dialects.
    let alone = side.document().get(at).and_then(Value::as_object).is_some_and(|map| map.len() == 1);
    if alone { side.document().follow(at).unwrap_or_else(|_| at.clone()) } else { at.clone() }
}

#[cfg(test)]
mod tests;
