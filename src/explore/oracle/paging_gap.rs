//! `paging-gap`: a thing that stands on no page.

use std::collections::HashSet;

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::{id_of, items, word};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "paging-gap",
    summary: "a listed thing stands on no page",
    docs: "The pages of a list were walked to the last, with nothing else under way, and an id that the list without paging \
           holds stands on none of them.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let names = &whole.tale.names;
    let Some((_, list)) = tale.first(Role::List).filter(|(_, told)| told.succeeded() && tale.walked) else {
        return Vec::new();
    };
    let mut paged = HashSet::new();
    let mut last = None;
    for (step, told) in tale.all(Role::Page) {
        let Some((_, found)) = told.json().and_then(items).filter(|_| told.succeeded()) else { return Vec::new() };
        if !found.is_empty() || last.is_none() {
            last = Some(step);
        }
        paged.extend(found.iter().filter_map(|item| Some(word(&id_of(item, names)?.1))));
    }
    let Some(step) = last else { return Vec::new() };
    let all = list.json().and_then(items).map(|(_, items)| items.as_slice()).unwrap_or_default();
    let missing = all.iter().filter_map(|item| Some(id_of(item, names)?.1)).find(|id| !paged.contains(&word(id)));
    let claim = missing.map(|id| {
        Claim::new(format!("{} on some page", short(&id)), "it is on none", json!({"status": "2xx"}))
            .step(step)
            .field("pages")
    });
    claim.into_iter().collect()
}
