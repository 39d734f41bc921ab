//! `stale-answer`: a change, and the service says that nothing has changed.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use super::update_without_effect::changes;
use crate::explore::tale::Role;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "stale-answer",
    summary: "a thing was changed, and its old ETag is still taken for the current one",
    docs: "The thing was changed, and its `ETag` is the one from before. Also: a read gave an `ETag`; the thing was changed, and reads otherwise than before; a read with `If-None-Match` and \
           the old `ETag` is answered with 304.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let changed = changes(whole.tale).any(|(before, _, _, after)| before.json() != after.json());
    for (before, _, step, after) in changes(whole.tale) {
        let (Some(old), Some(new)) = (before.header("etag"), after.header("etag")) else { continue };
        if before.json() != after.json() && old == new {
            let first = whole.tale.steps.iter().position(|told| std::ptr::eq(told, before)).unwrap_or(0);
            let expect = json!({"header": {"etag": {"ne": {"$from": [first, "header:etag"]}}}});
            let claim =
                Claim::new("another `ETag` than before the change", new, expect).step(step).field("header etag");
            return vec![claim.at(Some(whole.operation(after).at.clone()))];
        }
    }
    let Some((step, told)) = whole.tale.first(Role::Unmodified) else { return Vec::new() };
    if told.status() != 304 || !changed {
        return Vec::new();
    }
    vec![Claim::new("200: it was changed", "304", json!({"status": 200})).step(step).field("header etag")]
}
