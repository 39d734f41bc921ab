//! `created-differs`: what is read after a creation is not what was sent.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::{alike, is_long, is_volatile, plain};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "created-differs",
    summary: "what is read is not what was sent to create it",
    docs: "A property that was sent is read back with another value. Letters and their case, spaces, and properties that \
           tell of the thing's own history (`version`, `status`, …) do not count, nor does what is not shown at all.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let Some((_, made)) = whole.tale.first(Role::Make).filter(|(_, told)| told.succeeded()) else { return Vec::new() };
    let Some((step, read)) = whole.tale.first(Role::Read).filter(|(_, told)| told.succeeded()) else {
        return Vec::new();
    };
    let (Some(sent), Some(got)) = (made.draft.value().and_then(|one| one.as_object()), read.json()) else {
        return Vec::new();
    };
    let own = |name: &str| ["id", "status", "state"].contains(&plain(name).as_str()) || is_volatile(name);
    let scalar = |name: &str| {
        let value = &sent[name];
        (value.is_number() || value.is_boolean() || value.is_string()) && !is_long(value)
    };
    let differing = sent.keys().filter(|name| !own(name) && scalar(name)).find_map(|name| {
        let value = got.get(name).filter(|value| !alike(value, &sent[name]))?;
        // A number that comes back as text, or nothing at all, is the schema's to judge.
        let same_kind = std::mem::discriminant(value) == std::mem::discriminant(&sent[name]);
        same_kind.then_some((name, value))
    });
    let claim = differing.map(|(name, value)| {
        Claim::new(format!("`{name}`: {}", short(&sent[name])), short(value), json!({"json": {name: sent[name]}}))
            .step(step)
            .field(format!("body/{name}"))
    });
    claim.into_iter().collect()
}
