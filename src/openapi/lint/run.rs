//! All rules over one document.

use std::collections::HashSet;

use super::TABLE;
use super::api::{Fits, Report, Subject, about};
use super::survey::Survey;
use crate::model::diagnostic::Diagnostics;
use crate::openapi::api::Api;
use crate::openapi::document::Document;

/// What makes a document unable to do its work as a contract.
///
/// `told` is what [`crate::openapi::read::read`] has found already: it is not told again. `fits` says whether a value
/// fits the schema at an address; examples are held to it.
#[must_use]
pub fn lint(document: &Document, api: &Api, told: &Diagnostics, fits: Fits<'_>) -> Diagnostics {
    let survey = Survey::of(document);
    let subject = Subject { document, api, survey: &survey, fits };
    let told: HashSet<u64> = told.iter().map(|one| about(one.code, one.place.as_ref())).collect();
    let mut found = Diagnostics::default();
    for rule in TABLE {
        let mut report = Report::new(document, rule.id, &told);
        (rule.check)(&subject, &mut report);
        report.finish(&mut found);
    }
    found
}
