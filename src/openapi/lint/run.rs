//! All rules over one document.

use std::collections::HashSet;

use super::TABLE;
use super::api::{Fits, Report, Subject, about};
use super::survey::Survey;
use crate::model::diagnostic::Diagnostics;
use crate::openapi::api::Api;
use crate::openapi::document::Document;

/// What makes a document unable to do its work as a contract: all that the reader `told` and what the rules find, each
/// fault once. `fits` says whether a value fits the schema at an address; examples are held to it.
#[must_use]
pub fn lint(document: &Document, api: &Api, told: Diagnostics, fits: Fits<'_>) -> Diagnostics {
    let survey = Survey::of(document);
    let subject = Subject { document, api, survey: &survey, fits };
    let mut linted = Diagnostics::default();
    for rule in TABLE {
        let mut report = Report::new(document, rule.id);
        (rule.check)(&subject, &mut report);
        report.finish(&mut linted);
    }
    // A rule that sees the same as the reader says more of it.
    let known: HashSet<u64> = linted.iter().map(|one| about(one.code, one.place.as_ref())).collect();
    let mut found = Diagnostics::default();
    for diagnostic in told.into_vec() {
        if !known.contains(&about(diagnostic.code, diagnostic.place.as_ref())) {
            found.push(diagnostic);
        }
    }
    found.absorb(linted);
    found
}
