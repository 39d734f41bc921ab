//! `precondition-ignored`: a change under a condition that does not hold, made all the same.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::Role;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "precondition-ignored",
    summary: "a change with an outdated `If-Match` is made",
    docs: "The operation declares `If-Match` and 412; a change with an `ETag` that is no longer (or never was) the thing's \
           is answered with 2xx (RFC 9110, section 13.1.1).\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let outdated = whole.tale.all(Role::Outdated).filter(|(_, told)| told.succeeded());
    let claims = outdated.map(|(step, told)| {
        Claim::new("412", told.status().to_string(), json!({"status": "4xx"})).step(step).field("header if-match")
    });
    claims.collect()
}
