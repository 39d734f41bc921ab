//! `paging-overlap`: a thing that stands on two pages.

use std::collections::HashMap;

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::{id_of, items, word};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "paging-overlap",
    summary: "one thing stands on two pages",
    docs: "The pages of a list were asked for one after another, with nothing else under way, and one id stands on two of \
           them.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut seen: HashMap<String, (usize, String)> = HashMap::new();
    let names = &whole.tale.names;
    for (step, told) in whole.tale.all(Role::Page).filter(|(_, told)| told.succeeded()) {
        let Some((pointer, found)) = told.json().and_then(items) else { continue };
        for (index, item) in found.iter().enumerate() {
            let Some((below, id)) = id_of(item, names) else { continue };
            if let Some((page, there)) = seen.get(&word(&id)) {
                if *page == step {
                    continue;
                }
                let all = format!("{}[*]{}", path(&pointer), path(&below).trim_start_matches('$'));
                let expect = json!({"json": {all: {"none": {"eq": {"$from": [page, there]}}}}});
                let claim = Claim::new("items that no page before had", format!("{} once more", short(&id)), expect);
                return vec![claim.step(step).field("pages")];
            }
            seen.insert(word(&id), (step, format!("{pointer}/{index}{below}")));
        }
    }
    Vec::new()
}
