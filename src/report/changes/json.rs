//! `holdpoint-diff/v1`.

use serde_json::{Value, json};

use super::{Known, Report, RowOf};
use crate::diff::change::Where;
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
        "changes": report.rows().iter().map(|one| row(one, &mut index)).collect::<Vec<_>>(),
        "ignored": report.known.iter().map(known).collect::<Vec<_>>(),
    })
}

fn row(row: &RowOf<'_>, index: &mut Index) -> Value {
    let change = row.change;
    json!({
        "id": change.id(),
        "rule": change.rule.id,
        "oasdiff_id": change.row.oasdiff,
        "level": change.level.name(),
        "operation": row.operations.first(),
        "operations": row.operations,
        "where": { "old": place(change.old.as_ref(), index), "new": place(change.new.as_ref(), index) },
        "text": change.text,
        "verdict": change.proof.name(),
        "witness": row.witness(),
        "why": row.undecided(),
        "group": change.group,
    })
}

fn place(place: Option<&Where>, index: &mut Index) -> Value {
    let Some(place) = place else { return Value::Null };
    let (line, column) = index.line_column(&place.place);
    json!({"pointer": place.pointer, "file": place.place.source().name, "line": line, "column": column})
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
