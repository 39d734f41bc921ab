//! Data from JSON Schemas: values that fit and values that are wrong in one named way, always decided by the validator.
//!
//! A [`Sampler`] is made once for a schema and gives the same values for the same seed. The schema is read into a tree of
//! nodes, each when it is first met, so that a value costs no look into the schema.

mod build;
mod choice;
mod compile;
mod covering;
mod ecma;
mod format;
mod hints;
mod invalid;
mod key;
pub(crate) mod kinds;
mod members;
mod node;
mod number;
mod pattern;
mod rng;
mod shrink;
mod site;
mod spot;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod whole;

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use build::{Builder, Mood, WORK};
pub use covering::{Covering, What};
pub use hints::Hints;
pub use invalid::Invalid;
use rng::Rng;
pub use shrink::shrink;
pub use spot::Spot;
use tree::{ROOT, Tree};
use whole::Whole;

use super::schema::Bundle;

/// How often a value is made anew where the validator refuses it.
const TRIES: u64 = 80;

/// What values of a schema look like. Cheap to clone; holds the schema and its validator.
#[derive(Clone)]
pub struct Sampler {
    tree: Arc<Tree>,
}

/// That no value of a schema was found, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value was found that fits the schema: {reason}")]
pub struct NoSample {
    /// In words.
    pub reason: String,
}

impl std::fmt::Debug for Sampler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sampler").finish_non_exhaustive()
    }
}

impl Sampler {
    /// Reads a schema (JSON Schema 2020-12, every reference within it) whose validator is at hand.
    ///
    /// Never fails: what cannot be read gives [`NoSample`] when it is asked for.
    #[must_use]
    pub fn new(schema: Value, validator: Arc<Validator>, hints: Hints) -> Self {
        Self { tree: Arc::new(Tree::new(Whole::Alone { schema, validator }, hints)) }
    }

    /// The same of a document's schema, which is not copied.
    #[must_use]
    pub fn of(bundle: Arc<Bundle>, hints: Hints) -> Self {
        Self { tree: Arc::new(Tree::new(Whole::Bundled { bundle, sent: false }, hints)) }
    }

    /// The same of what is sent to a service: without properties that only the service may say (`readOnly`). They mean
    /// nothing in a request, and are refused by many.
    #[must_use]
    pub fn sent(bundle: Arc<Bundle>, hints: Hints) -> Self {
        Self { tree: Arc::new(Tree::new(Whole::Bundled { bundle, sent: true }, hints)) }
    }

    /// A valid value of at most about 64 KiB, or more where the schema demands it; the same seed gives the same value.
    ///
    /// # Errors
    /// Where none was found: the schema takes nothing, contradicts itself, or only takes values of more than 1 MiB.
    /// An invalid value is never given.
    pub fn valid(&self, seed: u64) -> Result<Value, NoSample> {
        self.search(seed, |turn| match turn {
            0..8 => Mood::Usual,
            _ if turn % 4 == 0 => Mood::Full,
            _ if turn % 4 == 1 => Mood::Plain,
            _ => Mood::Usual,
        })
    }

    /// The plainest valid value: what is required and nothing more, short texts, numbers near 0.
    ///
    /// # Errors
    /// As [`Sampler::valid`].
    pub fn plain(&self) -> Result<Value, NoSample> {
        self.search(0, |turn| if turn < 40 { Mood::Plain } else { Mood::Usual })
    }

    /// Valid values that together reach every corner: each branch, bound, length, format and property, and constants that
    /// descriptions and answers name. None is given twice; at most 4,000.
    #[must_use]
    pub fn covering(&self) -> Vec<Covering> {
        covering::covering(&self.tree)
    }

    /// Values that are each wrong in one named way at one place, the rest being valid; at most 4,000.
    ///
    /// The validator refuses every one, also after it was written as JSON and read again.
    #[must_use]
    pub fn invalid(&self) -> Vec<Invalid> {
        invalid::invalid(&self.tree)
    }

    fn search(&self, seed: u64, mood: impl Fn(u64) -> Mood) -> Result<Value, NoSample> {
        let tree = &*self.tree;
        let mut work = WORK;
        let mut why = None;
        for turn in 0..TRIES {
            let mut builder = Builder::new(tree, Rng::new(seed, turn), mood(turn), work);
            builder.any_branch = turn > 0;
            builder.examples &= turn < 4;
            let found = builder.value(ROOT);
            work = builder.work;
            if let Some(value) = found {
                if tree.document.is_valid(&value) {
                    return Ok(value);
                }
                why = Some("what was made did not fit all of it".to_owned());
            } else if why.is_none() {
                why = builder.why;
            }
            if work == 0 {
                break;
            }
        }
        Err(NoSample { reason: why.unwrap_or_else(|| "there is none".into()) })
    }
}
