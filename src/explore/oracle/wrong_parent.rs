//! `wrong-parent`: what was made below one thing is found below another.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Source, Told};
use crate::explore::thing::{items, word};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "wrong-parent",
    summary: "what was made below one thing is found below another",
    docs: "Two things of a kind were made, and something below the first (`/issues/{id}/comments`). It is answered with 2xx, \
           or listed, below the second as well: the path's first id is not looked at.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let mut claims = Vec::new();
    for (step, told) in tale.all(Role::Elsewhere).filter(|(_, told)| told.succeeded()) {
        let own = |other: &&Told| {
            other.role == Role::Below && other.succeeded() && other.draft.operation == told.draft.operation
        };
        let (Some(below), Some((from, source))) = (tale.steps.iter().find(own), &told.below) else { continue };
        let at = Some(whole.operation(told).at.clone());
        if whole.operation(told).path.ends_with('}') {
            let expect = json!({"status": [404, 410]});
            let claim = Claim::new("404: it lies below another", told.status().to_string(), expect);
            claims.push(claim.step(step).field("path").at(at));
            continue;
        }
        let made = tale.steps.get(*from).and_then(|made| source.take(made.exchange.result.as_ref().ok()?));
        let (Some(id), Source::Json(own)) = (made, source) else { continue };
        let name = own.rsplit('/').next().unwrap_or_default();
        let holds = |told: &Told| {
            let (pointer, items) = told.json().and_then(items)?;
            items.iter().any(|item| item.get(name).map(word) == Some(word(&id))).then_some(pointer)
        };
        // Where its own list does not show it, another one tells nothing.
        if let (Some(pointer), Some(_)) = (holds(told), holds(below)) {
            let path = format!("{}[*].{name}", path(&pointer));
            let of_it = json!({"$from": [from, own]});
            // A path that selects nothing, as in an empty list, is no list without it.
            let none = match id {
                Value::String(_) => json!({"body": {"text": {"not": {"contains": of_it}}}}),
                _ => json!({"json": {path: {"none": {"eq": of_it}}}}),
            };
            let expected = format!("a list without {}, which lies below another", short(&id));
            let claim = Claim::new(expected, "it is listed", none);
            claims.push(claim.step(step).field("list").at(at));
        }
    }
    claims
}
