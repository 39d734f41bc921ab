//! `missing-header-accepted`: a request without a header that the contract demands, taken all the same.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use super::negative_accepted::is_missing_header;
use crate::explore::draft::Caller;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "missing-header-accepted",
    summary: "the service does without a header that is required",
    docs: "A header parameter with `required: true` was left out, and the answer is 2xx.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    if !told.succeeded() || told.draft.method.is_some() || told.draft.caller != Caller::Given {
        return Vec::new();
    }
    let wrong = told.judged.request.iter().find(|wrong| is_missing_header(wrong.kind, &wrong.field));
    let claim = wrong.map(|wrong| {
        Claim::new(format!("4xx: {}", wrong.expected), told.status().to_string(), json!({"status": "4xx"}))
            .field(&wrong.field)
            .at(wrong.at.clone())
    });
    claim.into_iter().collect()
}
