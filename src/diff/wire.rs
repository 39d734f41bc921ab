//! A change as it stands in `holdpoint-diff/v1`, for all who tell of one.

use serde_json::{Value, json};

use super::change::{Change, Proof, Where};
use crate::model::lines::Index;

/// A change as it touches some of its operations: an object with `id`, `rule`, `oasdiff_id`, `level`, `operation`,
/// `operations`, `where`, `text`, `verdict`, `witness`, `why` and `group`.
#[must_use]
pub fn row(change: &Change, operations: &[String], index: &mut Index) -> Value {
    let (witness, why) = match &change.proof {
        Proof::Proved => (None, None),
        Proof::Witnessed(value) => (Some(value), None),
        Proof::Undecided(why) => (None, Some(why)),
    };
    json!({
        "id": change.id(),
        "rule": change.rule.id,
        "oasdiff_id": change.row.oasdiff,
        "level": change.level.name(),
        "operation": operations.first(),
        "operations": operations,
        "where": { "old": place(change.old.as_ref(), index), "new": place(change.new.as_ref(), index) },
        "text": change.text,
        "verdict": change.proof.name(),
        "witness": witness,
        "why": why,
        "group": change.group,
    })
}

fn place(place: Option<&Where>, index: &mut Index) -> Value {
    let Some(place) = place else { return Value::Null };
    let (line, column) = index.line_column(&place.place);
    json!({"pointer": place.pointer, "file": place.place.source().name, "line": line, "column": column})
}
