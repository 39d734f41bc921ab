//! `unstable`: two reads with nothing between, and two different things.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::plain;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "unstable",
    summary: "the same read twice gives two ids, or other values than were sent",
    docs: "A thing was read twice with nothing between; its id, its time of creation, or a property that its creation had \
           set is another one the second time.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let made = tale.first(Role::Make).and_then(|(_, told)| told.draft.value()?.as_object());
    let (Some((_, one)), Some((step, two))) = (tale.first(Role::Read), tale.first(Role::Again)) else {
        return Vec::new();
    };
    let (Some(before), Some(after)) = (one.json().and_then(|one| one.as_object()), two.json()) else {
        return Vec::new();
    };
    if !one.succeeded() || !two.succeeded() {
        return Vec::new();
    }
    let own = |name: &str| ["id", "uuid", "createdat", "created"].contains(&plain(name).as_str());
    let set = |name: &str| made.is_some_and(|made| made.contains_key(name));
    let other = before.iter().find(|(name, old)| (own(name) || set(name)) && after.get(name) != Some(old));
    let claim = other.map(|(name, old)| {
        let got = after.get(name).map_or_else(|| "nothing".to_owned(), short);
        Claim::new(format!("`{name}`: {}", short(old)), got, json!({"status": "2xx"}))
            .step(step)
            .field(format!("body/{name}"))
    });
    claim.into_iter().collect()
}
