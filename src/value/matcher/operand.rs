//! What a suite gives a rule to compare with: known at load, or when its template is filled.

use std::ops::Deref;

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
    Later(Template, fn(&Value) -> Result<T, Fault>),
}

/// An operand's value, borrowed or made.
#[derive(Debug)]
pub enum Held<'a, T> {
    /// Known at load.
    Borrowed(&'a T),
    /// Made from a template.
    Made(T),
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
            None => Some(Self::Later(template, read)),
        }
    }

    /// Its value now.
    ///
    /// # Errors
    /// In words, why there is none.
    pub fn get(&self, lookup: &dyn Lookup) -> Result<Held<'_, T>, String> {
        match self {
            Self::Ready(value) => Ok(Held::Borrowed(value)),
            Self::Later(template, read) => {
                let value = template.fill(lookup).map_err(|unfilled| unfilled.what)?;
                read(&value).map(Held::Made).map_err(|fault| fault.what)
            }
        }
    }
}
