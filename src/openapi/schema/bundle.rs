//! A schema with all that it reaches, as JSON Schema of draft 2020-12.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::Value;

use super::store::{Store, Whole};
use super::{compile, link};
use crate::openapi::at::{At, push};

/// How many sets of schemas that errors were about are kept compiled.
const KEPT: usize = 8;

/// How deep it is looked for what is wrong.
const DEEPEST: usize = 64;

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The keyword, such as `maxLength`.
    pub keyword: String,
    /// Where in the value, as a JSON pointer (RFC 6901); for what is missing, where it would stand.
    pub instance: String,
}

/// A schema of the document, compiled. What it refers to is shared with all others.
#[derive(Debug)]
pub struct Bundle {
    store: Arc<Store>,
    root: usize,
    validator: Arc<Validator>,
    whole: OnceLock<Whole>,
    tellings: Mutex<Vec<(BTreeSet<usize>, Arc<Validator>)>>,
}

impl Bundle {
    /// The schema with a number; none where it cannot be held to anything.
    pub(super) fn new(store: Arc<Store>, root: usize) -> Option<Self> {
        let validator = store.compiled(root).ok()?.validator.clone();
        Some(Self { store, root, validator, whole: OnceLock::new(), tellings: Mutex::default() })
    }

    /// The schema itself, of draft 2020-12. Its references (`#/$defs/7`) lead to what [`Bundle::target`] gives. Texts for
    /// people are left out.
    #[must_use]
    pub fn schema(&self) -> &Value {
        self.part("").unwrap_or(&Value::Bool(false))
    }

    /// Whether a value fits; formats are asserted.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Where a part of the bundle (a JSON pointer, as for [`Bundle::part`]) comes from in the document.
    #[must_use]
    pub fn place(&self, pointer: &str) -> At {
        link::Shelf::place(&*self.store, self.root, pointer)
    }

    /// A part of the bundle by its JSON pointer: into the schema, or below `/$defs` into what it refers to.
    #[must_use]
    pub fn part(&self, pointer: &str) -> Option<&Value> {
        self.store.part(self.root, pointer)
    }

    /// What a reference in the bundle leads to.
    #[must_use]
    pub fn target(&self, reference: &str) -> Option<&Value> {
        self.part(reference.strip_prefix('#')?)
    }

    /// By which keywords a value is refused, and where in it; empty where it fits.
    #[must_use]
    pub fn refusals(&self, value: &Value) -> Vec<Refusal> {
        let validator = self.telling(value);
        let refusal = |error: ValidationError<'_>| Refusal {
            keyword: error.kind().keyword().to_owned(),
            instance: match error.kind() {
                // What is missing is told where it would stand.
                ValidationErrorKind::Required { property } => {
                    let mut place = error.instance_path().as_str().to_owned();
                    property.as_str().into_iter().for_each(|name| push(&mut place, name));
                    place
                }
                _ => error.instance_path().as_str().to_owned(),
            },
        };
        validator.iter_errors(value).map(refusal).collect()
    }

    /// Whether it holds a `oneOf`.
    pub(super) fn chooses(&self) -> bool {
        self.whole().chooses
    }

    /// Patterns in it that are not asserted: regular expressions of ECMA-262 that the engine cannot hold.
    pub fn unheld(&self) -> impl Iterator<Item = &str> {
        self.whole().unheld.iter().map(String::as_str)
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| self.store.whole(self.root))
    }

    /// A validator whose errors say all of what is wrong with a value. The shared one says of a part that fits no schema of
    /// its own only that it does not; here the schemas of such parts are compiled into one with the root.
    pub(super) fn telling(&self, value: &Value) -> Arc<Validator> {
        let mut opened = BTreeSet::new();
        let mut validator = self.validator.clone();
        for _ in 0..DEEPEST {
            let before = opened.len();
            link::closed(&validator.iter_errors(value).collect::<Vec<_>>(), &mut opened);
            if opened.len() == before {
                break;
            }
            let Some(more) = self.opened(&opened) else { break };
            validator = more;
        }
        validator
    }

    /// The validator with the schemas of some numbers compiled into it.
    fn opened(&self, opened: &BTreeSet<usize>) -> Option<Arc<Validator>> {
        let mut kept = self.tellings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.iter().find(|(known, _)| known == opened) {
            return Some(known.clone());
        }
        let shelf: Arc<dyn link::Shelf> = self.store.clone();
        let validator = compile::compile(&shelf, self.root, opened).ok()?.validator;
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((opened.clone(), validator.clone()));
        Some(validator)
    }
}
