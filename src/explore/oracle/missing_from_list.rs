//! `missing-from-list`: what was just made is not among all that is listed.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Source};
use crate::explore::thing::{items, word};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "missing-from-list",
    summary: "what was just created is not listed",
    docs: "A thing was created and can be read, and the list of such things, walked to its last page, does not hold its \
           id.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let readable = tale.first(Role::Read).is_some_and(|(_, told)| told.succeeded());
    let Some((_, read)) = tale.first(Role::Read).filter(|_| readable && tale.whole) else { return Vec::new() };
    let Some(binding) = read.bindings.last() else { return Vec::new() };
    let made = tale.steps.get(binding.from).and_then(|made| binding.source.take(made.answer()?));
    let (Some(id), Source::Json(pointer)) = (made, &binding.source) else { return Vec::new() };
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let lists = tale.all(Role::List).chain(tale.all(Role::Page));
    let mut step = None;
    for (index, list) in lists {
        let Some((_, found)) = list.json().and_then(items).filter(|_| list.succeeded()) else { return Vec::new() };
        // A list that shows no ids says nothing.
        if found.iter().any(|item| item.get(name).is_none()) {
            return Vec::new();
        }
        if found.iter().any(|item| item.get(name).map(word) == Some(word(&id))) {
            return Vec::new();
        }
        step =
            Some((index, items(list.json().unwrap_or(&Value::Null)).map(|(pointer, _)| pointer).unwrap_or_default()));
    }
    let Some((step, list)) = step else { return Vec::new() };
    let path = format!("{}[*].{name}", path(&list));
    let expect = json!({"json": {path: {"contains": {"$from": [binding.from, pointer]}}}});
    vec![Claim::new(format!("a list with {}", short(&id)), "it is not listed", expect).step(step).field("list")]
}
