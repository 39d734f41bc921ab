//! `auth-ignored`: an operation that demands a credential, and serves who has none.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::draft::Caller;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "auth-ignored",
    summary: "the service serves who shows no credential, where one is required",
    docs: "The operation has `security` without an empty alternative; the request bore no credential, and the answer is \
           2xx.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    claim(seen, Caller::Nobody)
}

/// That a caller was served who is not known.
pub(super) fn claim(seen: &Seen<'_>, caller: Caller) -> Vec<Claim> {
    let told = seen.told;
    let guarded = !seen.operation.callers.is_empty() && seen.operation.callers.iter().all(|one| !one.is_empty());
    if !guarded || told.draft.caller != caller || !told.succeeded() || told.draft.method.is_some() {
        return Vec::new();
    }
    let at = Some(seen.operation.at.child("security"));
    vec![Claim::new("401", told.status().to_string(), json!({"status": "4xx"})).at(at)]
}
