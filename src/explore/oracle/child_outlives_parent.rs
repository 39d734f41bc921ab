//! `child-outlives-parent`: a thing is gone, and what lay below it is still answered.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::{Role, Told};
use crate::explore::thing::items;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "child-outlives-parent",
    summary: "what lay below a deleted thing can still be read",
    docs: "A thing was deleted with 2xx, and reading it is answered with 404 or 410, before and after; what lies below its \
           path (`/issues/{id}/comments`, `/issues/{id}/comments/{comment}`) was answered with 2xx before the deletion, and \
           is so after it. An empty list is no finding, nor is anything where the thing itself can still be read.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let removed = tale.first(Role::Remove).is_some_and(|(_, told)| told.succeeded() && told.status() != 202);
    let gone: Vec<u16> = tale.all(Role::Gone).map(|(_, told)| told.status()).collect();
    if !removed || gone.len() < 2 || !gone.iter().all(|status| matches!(status, 404 | 410)) {
        return Vec::new();
    }
    let there =
        |operation: usize| tale.all(Role::Below).any(|(_, told)| told.draft.operation == operation && told.succeeded());
    let orphans = tale.all(Role::Orphan).filter(|(_, told)| told.succeeded() && there(told.draft.operation));
    let is_empty = |told: &Told| {
        let lists = !whole.operation(told).path.ends_with('}');
        lists && told.json().and_then(items).is_some_and(|(_, items)| items.is_empty())
    };
    let claims = orphans.filter(|(_, told)| !is_empty(told)).map(|(step, told)| {
        let expected = "404 or 410, as what it lies below is gone";
        Claim::new(expected, told.status().to_string(), json!({"status": [404, 410]}))
            .step(step)
            .field("below")
            .at(Some(whole.operation(told).at.clone()))
    });
    claims.collect()
}
