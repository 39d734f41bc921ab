//! `holdpoint-diff/v1`.

use serde_json::{Value, json};

use super::{Report, RowOf};
use crate::diff::change::{Proof, Where};
use crate::diff::level::Level;

/// The comparison as a program reads it.
#[must_use]
pub fn document(report: &Report<'_>) -> Value {
    let passed_over = report.passed_over.iter().map(|(id, because)| json!({"id": id, "because": because}));
    json!({
        "schema": "holdpoint-diff/v1",
        "verdict": report.verdict.name(),
        "exit_code": report.exit_code,
        "old": report.old,
        "new": report.new,
        "world": if report.open_world { "open" } else { "declared" },
        "summary": {
            "error": report.count(Level::Error),
            "warn": report.count(Level::Warn),
            "info": report.count(Level::Info),
        },
        "changes": report.rows().iter().map(row).collect::<Vec<_>>(),
        "ignored": passed_over.collect::<Vec<_>>(),
    })
}

fn row(row: &RowOf<'_>) -> Value {
    let change = row.change;
    let why = match &change.proof {
        Proof::Undecided(why) => Some(why),
        _ => None,
    };
    json!({
        "id": change.id(),
        "rule": change.rule.id,
        "oasdiff_id": change.row.oasdiff,
        "level": change.level.name(),
        "operation": row.operations.first(),
        "operations": row.operations,
        "where": { "old": place(change.old.as_ref()), "new": place(change.new.as_ref()) },
        "text": change.text,
        "verdict": change.proof.name(),
        "witness": row.witness(),
        "why": why,
        "group": change.group,
    })
}

fn place(place: Option<&Where>) -> Value {
    let Some(place) = place else { return Value::Null };
    let (line, column) = place.place.line_column();
    json!({"pointer": place.pointer, "file": place.place.source().name, "line": line, "column": column})
}
