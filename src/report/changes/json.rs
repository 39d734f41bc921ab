//! `holdpoint-diff/v1`.

use serde_json::{Value, json};

use super::{Known, Report};
use crate::diff::wire::row;
use crate::model::lines::Index;

/// The comparison as a program reads it; `artifacts/diff.schema.json` is its schema.
#[must_use]
pub fn document(report: &Report<'_>) -> Value {
    let counts = report.counts();
    let mut index = Index::default();
    json!({
        "schema": "holdpoint-diff/v1",
        "verdict": report.verdict.name(),
        "exit_code": report.exit_code,
        "fail_on": report.fail_on,
        "level": report.least.name(),
        "old": report.old,
        "new": report.new,
        "world": if report.open_world { "open" } else { "declared" },
        "summary": {
            "error": counts.error,
            "undecided": counts.undecided,
            "warn": counts.warn,
            "info": counts.info,
        },
        "changes": report.rows().iter().map(|one| row(one.change, one.operations, &mut index)).collect::<Vec<_>>(),
        "ignored": report.known.iter().map(known).collect::<Vec<_>>(),
    })
}

fn known(known: &Known) -> Value {
    json!({
        "id": known.id,
        "operation": known.operation,
        "because": known.because,
        "until": known.until,
        "state": known.fate.name(),
    })
}
