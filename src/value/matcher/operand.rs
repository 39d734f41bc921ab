//! What a suite gives a rule to compare with: known at load, or when its template is filled.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::step::Step;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::Node;
use crate::value::template::{Lookup, Template};

/// What is wrong with an operand.
#[derive(Debug)]
pub struct Fault {
    what: String,
    at: Vec<Step>,
    help: Option<String>,
}

impl Fault {
    /// It cannot be read.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), at: Vec::new(), help: None }
    }

    /// The part that cannot be read.
    #[must_use]
    pub fn inside(mut self, step: Step) -> Self {
        self.at.insert(0, step);
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// In words.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// As a diagnostic at the faulty part of `node`.
    #[must_use]
    pub fn diagnostic(self, node: &Node) -> Diagnostic {
        let mut here = node;
        for step in &self.at {
            let inner = match step {
                Step::Key(key) => here.get(key),
                Step::Index(index) => here.items().and_then(|items| items.get(*index)),
            };
            match inner {
                Some(inner) => here = inner,
                None => break,
            }
        }
        Diagnostic::error("matcher", &here.place, self.what).maybe_help(self.help)
    }
}

/// One value or a list of them, each read by itself; an empty list, which nothing would fit, is refused with `empty`.
///
/// # Errors
/// What is wrong, and with which of them.
pub fn one_or_many<T>(value: &Value, empty: &str, one: fn(&Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    match value {
        Value::Array(items) if items.is_empty() => Err(Fault::new(empty)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| one(item).map_err(|fault| fault.inside(Step::Index(index))))
            .collect(),
        value => Ok(vec![one(value)?]),
    }
}

/// Something read from the suite: at load where it is literal, else when its template is filled.
#[derive(Debug)]
pub enum Operand<T: 'static> {
    /// Known at load.
    Ready(T),
    /// Known when the template is filled.
    Later(Later<T>),
}

/// An operand that is read when its template is filled.
pub struct Later<T> {
    template: Template,
    read: fn(&Value) -> Result<T, Fault>,
    /// What it was last, where that is kept.
    last: Option<Last<T>>,
}

/// What an operand was last, and what it was made from.
type Last<T> = Mutex<Option<(Value, Arc<T>)>>;

impl<T> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").field("template", &self.template).finish_non_exhaustive()
    }
}

impl<T> Later<T> {
    fn get(&self, lookup: &dyn Lookup) -> Result<Arc<T>, String> {
        let value = self.template.fill(lookup).map_err(|unfilled| unfilled.what)?;
        let make = |value: &Value| (self.read)(value).map(Arc::new).map_err(|fault| fault.what);
        let Some(last) = &self.last else { return make(&value) };
        let last = || last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last().as_ref().filter(|(known, _)| *known == *value).map(|(_, made)| made.clone());
        if let Some(made) = known {
            return Ok(made);
        }
        let made = make(&value)?;
        *last() = Some((value.into_owned(), made.clone()));
        Ok(made)
    }
}

/// An operand's value, borrowed or made.
#[derive(Debug)]
pub enum Held<'a, T> {
    /// Known at load.
    Borrowed(&'a T),
    /// Made from a template.
    Made(Arc<T>),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Made(value) => value,
        }
    }
}

impl<T> Operand<T> {
    /// Reads it, as far as it is known; none where a diagnostic was gathered instead.
    pub fn read(node: &Node, found: &mut Diagnostics, read: fn(&Value) -> Result<T, Fault>) -> Option<Self> {
        let template = found.keep(Template::compile(node))?;
        match template.literal() {
            Some(value) => found.keep(read(value).map_err(|fault| fault.diagnostic(node))).map(Self::Ready),
            None => Some(Self::Later(Later { template, read, last: None })),
        }
    }

    /// The same, keeping what it was last: for what takes long to be read, and is asked for with the same value again and again.
    #[must_use]
    pub fn kept(mut self) -> Self {
        if let Self::Later(later) = &mut self {
            later.last = Some(Mutex::default());
        }
        self
    }

    /// Its value now.
    ///
    /// # Errors
    /// In words, why there is none.
    pub fn get(&self, lookup: &dyn Lookup) -> Result<Held<'_, T>, String> {
        match self {
            Self::Ready(value) => Ok(Held::Borrowed(value)),
            Self::Later(later) => later.get(lookup).map(Held::Made),
        }
    }
}
