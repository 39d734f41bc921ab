//! Schemas made self-contained, compiled at first use, and held to values.
//!
//! One policy for every dialect: **a keyword that the dialect does not define asserts nothing, and a keyword that it defines
//! with a value that it does not define is a [`Fault`]**. So `const`, `if` or `patternProperties` in OpenAPI 3.0 is passed
//! over (the linter tells of it), and `type: [string, "null"]` there is refused.
//!
//! - Swagger 2.0 and OpenAPI 3.0: what stands beside `$ref` is ignored. `nullable` adds `null` to the `type` that stands
//!   beside it (3.0.3), and to the `enum` there; where no `type` stands beside it, it adds nothing. Swagger 2.0 knows
//!   `x-nullable` instead.
//! - OpenAPI 3.1 and 3.2: JSON Schema draft 2020-12, or what `jsonSchemaDialect` or a schema's `$schema` names of it, the
//!   OAS base dialect, and drafts 4, 6 and 7; another is a fault.
//! - A `pattern` that is one of ECMA-262 and that the engine cannot hold is not asserted; [`Bundle::unheld`] names it.
//! - Formats are asserted, those that are not known are not. `int32` and its like bound the number; `float` and `double`
//!   do not. `byte` is base64, line breaks allowed.
//! - A `readOnly` property is not required of a request, and a `writeOnly` one has no place in a response.
//! - A discriminator refines: the branch that it names has to fit too. It takes nothing back that `oneOf` demands.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use serde_json::Value;

use super::at::At;
use super::document::{Broken, Document};
use crate::model::diagnostic::Diagnostic;
pub use bundle::{Bundle, Refusal};
pub use miss::Miss;

mod bundle;
mod compile;
mod cycle;
mod ecma;
mod family;
mod flavour;
mod link;
mod mark;
mod miss;
pub(crate) mod pattern;
mod place;
mod store;
mod translate;

/// Which way data goes: a `readOnly` property is not asked of one side, a `writeOnly` one not given by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// To the service.
    Request,
    /// From the service; also what it sends to callbacks and webhooks.
    Response,
}

/// What is said of properties that a schema does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Undeclared {
    /// They are wrong.
    Error,
    /// They are told of.
    #[default]
    Warn,
    /// They are passed over, as JSON Schema does.
    Allow,
}

impl Undeclared {
    /// The one with this name in a suite.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "error" => Some(Self::Error),
            "warn" => Some(Self::Warn),
            "allow" => Some(Self::Allow),
            _ => None,
        }
    }
}

/// A schema that cannot be held to anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub at: At,
    /// What is wrong with it.
    pub why: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// Whether a reference leads nowhere.
    pub is_reference: bool,
}

impl Fault {
    fn new(at: &At, why: impl Into<String>) -> Self {
        Self { at: at.clone(), why: why.into(), help: None, is_reference: false }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same for people, with its place.
    #[must_use]
    pub fn diagnostic(&self, document: &Document) -> Diagnostic {
        let place = document.place(&self.at);
        let diagnostic = if self.is_reference {
            Diagnostic::error("contract-reference", &place, self.why.clone())
        } else {
            Diagnostic::error("contract-schema", &place, self.why.clone())
        };
        diagnostic.maybe_help(self.help.clone())
    }
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Self { why: broken.to_string(), at: broken.at, help: None, is_reference: true }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// One compiled schema, or why there is none.
type Compiled = Result<Arc<Bundle>, Arc<Fault>>;

/// The forms of one schema: by direction, and open or closed.
type Forms = [OnceLock<Compiled>; 4];

/// The schemas of a document, each compiled when it is first asked for.
#[derive(Debug)]
pub struct Schemas {
    document: Arc<Document>,
    forms: RwLock<HashMap<At, Arc<Forms>>>,
    families: OnceLock<Arc<family::Families>>,
    /// What all schemas of one form share: by direction, and open or closed.
    stores: [OnceLock<Arc<store::Store>>; 4],
}

impl Schemas {
    /// The schemas of a document.
    #[must_use]
    pub fn new(document: Arc<Document>) -> Self {
        Self { document, forms: RwLock::default(), families: OnceLock::new(), stores: Default::default() }
    }

    /// The schema at an address as it is written: properties that it does not name are its own affair.
    ///
    /// # Errors
    /// Why it cannot be held to anything.
    pub fn bundled(&self, at: &At, direction: Direction) -> Result<Arc<Bundle>, Arc<Fault>> {
        self.form(at, direction, false)
    }

    /// The schema at an address, closed: properties that it does not name are refused.
    ///
    /// # Errors
    /// As [`Schemas::bundled`].
    pub fn closed(&self, at: &At, direction: Direction) -> Result<Arc<Bundle>, Arc<Fault>> {
        self.form(at, direction, true)
    }

    fn form(&self, at: &At, direction: Direction, closed: bool) -> Compiled {
        let known = self.forms.read().unwrap_or_else(PoisonError::into_inner).get(at).cloned();
        let forms = known.unwrap_or_else(|| {
            let mut all = self.forms.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(at.clone()).or_default().clone()
        });
        let index = usize::from(direction == Direction::Response) * 2 + usize::from(closed);
        // Compiled outside of the map's lock: others are served meanwhile.
        forms[index]
            .get_or_init(|| {
                let store = self.stores[index].get_or_init(|| Arc::new(self.store(direction, closed)));
                let (store, root) = store.take(at).map_err(Arc::new)?;
                let bundle = Bundle::new(store, root);
                bundle.map(Arc::new).ok_or_else(|| Arc::new(Fault::new(at, "this schema cannot be used")))
            })
            .clone()
    }

    fn store(&self, direction: Direction, closed: bool) -> store::Store {
        let families = self.families.get_or_init(|| Arc::new(family::Families::gather(&self.document)));
        store::Store::new(self.document.clone(), families.clone(), direction, closed)
    }

    /// Everything that is wrong with a value by the schema at an address, the most telling first, at most a dozen.
    ///
    /// # Errors
    /// Why the schema cannot be held to anything.
    pub fn judge(
        &self,
        at: &At,
        direction: Direction,
        undeclared: Undeclared,
        value: &Value,
    ) -> Result<Vec<Miss>, Arc<Fault>> {
        if undeclared == Undeclared::Allow {
            return Ok(miss::violations(&*self.bundled(at, direction)?, value));
        }
        let closed = self.closed(at, direction)?;
        // A closed branch of `oneOf` may miss what an open one takes, and then one fits where two did.
        if closed.is_valid(value) && !closed.chooses() {
            return Ok(Vec::new());
        }
        let violations = miss::violations(&*self.bundled(at, direction)?, value);
        if violations.is_empty() { Ok(miss::undeclared(&closed, value)) } else { Ok(violations) }
    }
}

#[cfg(test)]
mod tests;
