//! Operations that bear the same `operationId`.

use std::collections::HashMap;

use super::api::{Report, Rule, Subject};
use super::role::Role;
use crate::model::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "contract-operation-id",
    summary: "Two operations have the same `operationId`.",
    docs: r"An `operationId` is unique in a document (OpenAPI 3.1.1, section 4.8.10.1): links, reports and generated clients name
operations by it, and of two with one name only one is meant. Rename one.
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut known = HashMap::new();
    for id in survey.all(Role::Operation) {
        let Some(name) = survey.text(id, "operationId") else { continue };
        if let Some(first) = known.get(name) {
            let (at, other) = (survey.at(id).child("operationId"), survey.at(*first).child("operationId"));
            let what = format!("another operation is named `{name}` too");
            report.clash(Severity::Error, &at, &other, what, "give one of them another `operationId`");
        } else {
            known.insert(name, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, paths, wrong};

    #[test]
    fn names_of_operations_are_unique() {
        let rule = "contract-operation-id";
        wrong(
            rule,
            &paths("/a: { get: { operationId: x }, put: { operationId: x } }"),
            "error another operation is named `x` too @4",
        );
        clean(rule, &paths("/a: { get: { operationId: x }, put: { operationId: y }, post: {}, patch: {} }"));
    }
}
