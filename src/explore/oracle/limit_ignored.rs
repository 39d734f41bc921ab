//! `limit-ignored`: a list that is longer than was asked for.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::Role;
use crate::explore::thing::items;
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "limit-ignored",
    summary: "a list has more items than its limit allows",
    docs: "A list was asked for with a `limit` (`page_size`, `per_page`, …) that its schema allows, and has more items.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (step, told) in whole.tale.all(Role::Limited).chain(whole.tale.all(Role::Page)) {
        let limit = told.about.and_then(|index| told.draft.parameters.get(index)?.as_ref()?.as_u64());
        let (Some(limit), Some((pointer, found))) = (limit, told.json().and_then(items)) else { continue };
        if told.succeeded() && found.len() as u64 > limit {
            let name = told.about.map(|index| whole.operation(told).parameters[index].name.clone()).unwrap_or_default();
            let expect = json!({"json": {path(&pointer): {"length": {"le": limit}}}});
            let claim = Claim::new(format!("{limit} items at most"), format!("{} items", found.len()), expect);
            claims.push(claim.step(step).field(format!("query {name}")));
            break;
        }
    }
    claims
}
