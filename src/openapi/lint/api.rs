//! What every rule is: a row with its documentation, and a function that looks at a whole document.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use super::role::Role;
use super::survey::{Id, Survey};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::place::Place;
use crate::openapi::api::Api;
use crate::openapi::at::At;
use crate::openapi::dialect::Dialect;
use crate::openapi::document::Document;

/// A rule: one thing that a contract must not hold, or should not.
#[derive(Debug)]
pub struct Rule {
    /// The code of its diagnostics, such as `contract-template`.
    pub id: &'static str,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// Markdown: why, and what to write.
    pub docs: &'static str,
    /// Looks at a document.
    pub check: fn(&Subject<'_>, &mut Report<'_>),
}

/// Whether a value fits the schema at an address; in words why not.
pub type Fits<'f> = &'f dyn Fn(&At, &Value) -> Result<(), String>;

/// What rules look at.
#[derive(Clone, Copy)]
pub struct Subject<'d> {
    pub(super) document: &'d Document,
    pub(super) api: &'d Api,
    pub(super) survey: &'d Survey<'d>,
    pub(super) fits: Fits<'d>,
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject").field("api", &self.api.title).finish_non_exhaustive()
    }
}

impl<'d> Subject<'d> {
    /// Every schema that is an object.
    pub(super) fn schemas(&self) -> impl Iterator<Item = Id> + use<'d> {
        let survey = self.survey;
        survey.all(Role::Schema).filter(move |id| survey.value(*id).is_object())
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.document.dialect()
    }
}

/// Where one rule says what it found.
#[derive(Debug)]
pub struct Report<'d> {
    document: &'d Document,
    rule: &'static str,
    found: Vec<Diagnostic>,
    more: usize,
}

/// The most that one rule says of a document: nobody reads the thousand-and-first, and each costs a look at the text.
const MOST: usize = 1_000;

/// What a diagnostic is about, so that no two are about the same.
pub(super) fn about(code: &str, place: Option<&Place>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (code, place.map(|place| (place.source().name.as_str(), place.span().start))).hash(&mut hasher);
    hasher.finish()
}

impl<'d> Report<'d> {
    pub(super) fn new(document: &'d Document, rule: &'static str) -> Self {
        Self { document, rule, found: Vec::new(), more: 0 }
    }

    /// Something that cannot do its work, at the key that it stands under.
    pub(super) fn error(&mut self, at: &At, what: impl Into<String>, help: impl Into<String>) {
        let place = |report: &Self| report.document.key_place(at);
        self.say(Severity::Error, place, what.into(), help.into(), None);
    }

    /// Something that does less than it seems to, at the key that it stands under.
    pub(super) fn warning(&mut self, at: &At, what: impl Into<String>, help: impl Into<String>) {
        let place = |report: &Self| report.document.key_place(at);
        self.say(Severity::Warning, place, what.into(), help.into(), None);
    }

    /// The same, of a severity.
    pub(super) fn tell(&mut self, severity: Severity, at: &At, what: impl Into<String>, help: impl Into<String>) {
        let place = |report: &Self| report.document.key_place(at);
        self.say(severity, place, what.into(), help.into(), None);
    }

    /// An error at a value, not its key.
    pub(super) fn error_in(&mut self, at: &At, what: impl Into<String>, help: impl Into<String>) {
        let place = |report: &Self| report.document.place(at);
        self.say(Severity::Error, place, what.into(), help.into(), None);
    }

    /// As [`Report::error_in`], and the document can do its work all the same.
    pub(super) fn warning_in(&mut self, at: &At, what: impl Into<String>, help: impl Into<String>) {
        let place = |report: &Self| report.document.place(at);
        self.say(Severity::Warning, place, what.into(), help.into(), None);
    }

    /// An error that has to do with another place too.
    pub(super) fn clash(&mut self, severity: Severity, at: &At, other: &At, what: String, help: impl Into<String>) {
        let place = |report: &Self| report.document.key_place(at);
        let other = self.document.key_place(other);
        self.say(severity, place, what, help.into(), Some((other, "the other one")));
    }

    /// An error between two places of the text.
    pub(super) fn twice(&mut self, first: &Place, second: &Place, what: String, help: impl Into<String>) {
        let place = |_: &Self| second.clone();
        self.say(Severity::Error, place, what, help.into(), Some((first.clone(), "the other one")));
    }

    /// Something that is good to know of the whole document.
    pub(super) fn note(&mut self, what: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::unplaced(self.rule, what).help(help).note());
    }

    fn say(
        &mut self,
        severity: Severity,
        place: impl FnOnce(&Self) -> Place,
        what: String,
        help: String,
        other: Option<(Place, &str)>,
    ) {
        if self.found.len() >= MOST {
            self.more += 1;
            return;
        }
        let place = place(self);
        let mut diagnostic = Diagnostic::error(self.rule, &place, what).help(help);
        diagnostic.severity = severity;
        if let Some((other, label)) = other {
            diagnostic = diagnostic.also(&other, label);
        }
        self.found.push(diagnostic);
    }

    pub(super) fn finish(self, found: &mut Diagnostics) {
        let severity = self.found.iter().map(|one| one.severity).max();
        for diagnostic in self.found {
            found.push(diagnostic);
        }
        if let (1.., Some(severity)) = (self.more, severity) {
            let what = format!("{} of the same are not shown", self.more);
            let mut diagnostic = Diagnostic::unplaced(self.rule, what);
            diagnostic.severity = severity;
            found.push(diagnostic);
        }
    }
}
