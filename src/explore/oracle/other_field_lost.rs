//! `other-field-lost`: a change of one part that changes another.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use super::update_without_effect::changes;
use crate::explore::tale::Role;
use crate::explore::thing::plain;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "other-field-lost",
    summary: "a change of one part of a thing changes another",
    docs: "A PATCH did not name a property that the creation had set, and the property has another value afterwards, or \
           is gone. Also: the id or the time of creation is another one after a PUT or PATCH.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let made = whole.tale.first(Role::Make).and_then(|(_, told)| told.draft.value()?.as_object());
    let mut claims = Vec::new();
    for (before, change, step, after) in changes(whole.tale) {
        let (Some(sent), Some(before), Some(after)) =
            (change.draft.value().and_then(|one| one.as_object()), before.json(), after.json())
        else {
            continue;
        };
        let fixed = |name: &str| ["id", "createdat", "created", "creationdate"].contains(&plain(name).as_str());
        let kept = |name: &&String| {
            let set = change.role == Role::Patch && made.is_some_and(|made| made.contains_key(*name));
            !sent.contains_key(*name) && (set || fixed(name))
        };
        let Some(properties) = before.as_object() else { continue };
        if let Some(name) = properties.keys().filter(kept).find(|name| after.get(name) != before.get(name)) {
            let (old, new) = (&before[name], after.get(name).map_or_else(|| "nothing".to_owned(), short));
            // An id is another one whenever the case is run.
            let expect = if fixed(name) { json!({"exists": true}) } else { json!({"eq": old}) };
            claims.push(
                Claim::new(format!("`{name}` stays {}", short(old)), new, json!({"json": {name: expect}}))
                    .step(step)
                    .field(format!("body/{name}"))
                    .keyword(change.role.name())
                    .at(Some(whole.operation(change).at.clone())),
            );
        }
    }
    claims
}
