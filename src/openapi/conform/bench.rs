//! What gathers while one exchange is judged.

use serde_json::Value;

use super::{Breach, Contract, Kind, Level, Options, Touched, Verdict, broken};
use crate::openapi::api::{Operation, StatusKey};
use crate::openapi::at::At;
use crate::openapi::schema::{Bundle, Direction, Miss, Undeclared};
use crate::value::matcher::step::location;

/// One exchange under judgement.
pub(super) struct Bench<'c> {
    pub(super) contract: &'c Contract,
    pub(super) options: &'c Options,
    pub(super) operation: &'c Operation,
    pub(super) touched: Touched,
    pub(super) unread: Vec<String>,
    breaches: Vec<Breach>,
}

impl<'c> Bench<'c> {
    pub(super) fn new(contract: &'c Contract, options: &'c Options, operation: usize) -> Self {
        let touched = Touched {
            operation,
            status: None::<StatusKey>,
            request_media: None,
            response_media: None,
            parameters: Vec::new(),
            values: Vec::new(),
        };
        let operation = &contract.api.operations[operation];
        Self { contract, options, operation, touched, unread: Vec::new(), breaches: Vec::new() }
    }

    /// Tells of what the document forbids.
    pub(super) fn wrong(&mut self, kind: Kind, field: &str, expected: &str, actual: &str, at: &At) {
        self.breaches.push(Breach {
            kind,
            level: Level::Error,
            field: field.to_owned(),
            expected: expected.to_owned(),
            actual: actual.to_owned(),
            at: at.clone(),
            note: None,
        });
    }

    /// Tells of what the document does not speak of, as the options want it.
    pub(super) fn undeclared(&mut self, kind: Kind, field: &str, expected: &str, actual: &str, at: &At) {
        let level = match self.options.undeclared {
            Undeclared::Error => Level::Error,
            Undeclared::Warn => Level::Warn,
            Undeclared::Allow => return,
        };
        self.wrong(kind, field, expected, actual, at);
        if let Some(last) = self.breaches.last_mut() {
            last.level = level;
        }
    }

    /// Holds a body to its schema. `field` is what the value is called, such as `$`.
    pub(super) fn hold(&mut self, kind: Kind, field: &str, direction: Direction, schema: &At, value: &Value) {
        let undeclared = self.options.undeclared;
        match self.contract.schemas.judge(schema, direction, undeclared, value) {
            Ok(misses) => misses.into_iter().for_each(|miss| self.miss(kind, field, miss)),
            Err(fault) => self.breaches.push(broken(field, &fault)),
        }
        if let Ok(bundle) = self.contract.schemas.bundled(schema, direction) {
            self.unheld(&bundle);
        }
        if self.options.values {
            self.contract.values.seen(&self.contract.document, schema, value, &mut self.touched.values);
        }
    }

    /// Tells which patterns of a schema are not asserted.
    pub(super) fn unheld(&mut self, bundle: &Bundle) {
        for pattern in bundle.unheld() {
            let what = format!("the pattern `{pattern}` is not asserted: it is beyond the engine");
            if !self.unread.contains(&what) {
                self.unread.push(what);
            }
        }
    }

    pub(super) fn miss(&mut self, kind: Kind, field: &str, miss: Miss) {
        let level = match (miss.undeclared, self.options.undeclared) {
            (true, Undeclared::Warn) => Level::Warn,
            _ => Level::Error,
        };
        self.breaches.push(Breach {
            kind: if miss.undeclared { Kind::UndeclaredProperty } else { kind },
            level,
            field: location(field, &miss.steps),
            expected: miss.expected,
            actual: miss.actual,
            at: miss.at,
            note: miss.note,
        });
    }

    pub(super) fn push(&mut self, breach: Breach) {
        self.breaches.push(breach);
    }

    /// Forgets what is wrong so far, but for what is wrong with the document.
    pub(super) fn forgive(&mut self) {
        self.breaches.retain(|breach| breach.kind == Kind::Contract);
    }

    pub(super) fn verdict(mut self) -> Verdict {
        self.breaches.sort_by_key(|breach| breach.level);
        Verdict { breaches: self.breaches, touched: Some(self.touched), unread: self.unread }
    }
}
