//! Whether one schema takes all that another gives: proved, or broken with a value that shows it, and never guessed.
//!
//! The question has a direction. What clients send by the old schema has to be taken by the new one (a request); what the
//! service sends by the new schema has to be what the old one promised (a response, a webhook, a callback). So one schema is
//! the *source* of values and the other the *target* that has to accept them. Three ways lead to the answer, the fastest
//! first:
//!
//! 1. [`identity`]: both say the same in the same words.
//! 2. Values: made by the source, at the places that were not proved first, and held to both validators. One that the
//!    source accepts and the target refuses is a witness.
//! 3. Neither: it is not known, and why is told. Unknown is not yes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::openapi::at::At;
use crate::openapi::schema::{Bundle, Direction, Fault};
use identity::Identity;
pub use side::{Side, Source};
use witness::{Search, Wish};

mod identity;
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
}

impl<'c> Compat<'c> {
    /// A comparison of two documents.
    #[must_use]
    pub fn new(old: &'c Side, new: &'c Side, world: World) -> Self {
        let identity = RefCell::new(Identity::new(old.document(), new.document()));
        Self { old, new, world, identity, known: RefCell::default() }
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

    /// The same for schemas that stand for themselves: whether the target accepts all that the source gives.
    #[must_use]
    pub fn judge(&self, source: &Source, target: &Arc<Bundle>) -> Verdict {
        match Search::new(source, target, Wish::default()).find(&[]) {
            Some(witness) => Verdict::Broken { witness },
            None => Verdict::Undecided {
                why: "no value was found that breaks it, and nothing proves that there is none".into(),
            },
        }
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
        Search::new(&source, &target, Wish { keyword, field }).find(&[]).or(Some(witness))
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

/// Where a schema stands that is referred to.
fn end(side: &Side, at: &At) -> At {
    // What stands beside a reference counts in some dialects.
    let alone = side.document().get(at).and_then(Value::as_object).is_some_and(|map| map.len() == 1);
    if alone { side.document().follow(at).unwrap_or_else(|_| at.clone()) } else { at.clone() }
}

#[cfg(test)]
mod tests;
