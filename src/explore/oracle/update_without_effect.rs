//! `update-without-effect`: a change that is answered with success, and changes nothing.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Tale, Told};
use crate::explore::thing::{alike, id_of, is_volatile, items, plain, word};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "update-without-effect",
    summary: "a change is accepted, and the thing stays as it was",
    docs: "A property was sent with a new value, the answer was 2xx, and reading the thing, or listing it, gives the old value. Ids and \
           properties that the schema calls `readOnly` do not count.\n",
    judge: Judge::Tale(judge),
};

/// The steps around each change: the one that shows what was before, the change, the one that shows what is now.
pub(super) fn changes(tale: &Tale) -> impl Iterator<Item = (&Told, &Told, usize, &Told)> {
    tale.steps.iter().enumerate().filter_map(move |(index, change)| {
        let changes = matches!(change.role, Role::Replace | Role::Patch) && change.succeeded();
        let shows = |told: &&Told| matches!(told.role, Role::Read | Role::Changed | Role::Again) && told.succeeded();
        let before = tale.steps[..index].iter().rev().find(shows).filter(|_| changes)?;
        let after = tale.steps.iter().enumerate().skip(index + 1).find(|(_, told)| told.role == Role::Changed)?;
        after.1.succeeded().then_some((before, change, after.0, after.1))
    })
}

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (before, change, step, after) in changes(whole.tale) {
        let (Some(sent), Some(before), Some(after)) =
            (change.draft.value().and_then(|one| one.as_object()), before.json(), after.json())
        else {
            continue;
        };
        let still = sent.iter().find(|(name, new)| {
            let old = before.get(name).filter(|old| !alike(old, new));
            let own = plain(name) == "id" || is_volatile(name);
            old.is_some_and(|old| !own && after.get(name) == Some(old))
        });
        if let Some((name, new)) = still {
            let old = before.get(name).map(short).unwrap_or_default();
            claims.push(
                Claim::new(
                    format!("`{name}`: {}", short(new)),
                    format!("{old}, as before"),
                    json!({"json": {name: new}}),
                )
                .step(step)
                .field(format!("body/{name}"))
                .keyword(change.role.name())
                .at(Some(whole.operation(change).at.clone())),
            );
        }
    }
    claims.extend(listed_as_before(whole));
    claims
}

/// A list that still shows what the thing was before it was changed.
fn listed_as_before(whole: &Whole<'_>) -> Option<Claim> {
    let tale = whole.tale;
    let (before, change, _, after) = changes(tale).last()?;
    let (sent, before, after) = (change.draft.value()?.as_object()?, before.json()?, after.json()?);
    let (_, id) = id_of(after, &tale.names)?;
    let lists = tale.all(Role::List).chain(tale.all(Role::Page));
    for (step, list) in lists.filter(|(_, told)| told.succeeded()) {
        let Some((_, found)) = list.json().and_then(items) else { continue };
        let is_it =
            |item: &&serde_json::Value| id_of(item, &tale.names).is_some_and(|(_, own)| word(&own) == word(&id));
        let Some(item) = found.iter().find(is_it) else { continue };
        let stale = sent.keys().find(|name| {
            let (old, new, shown) = (before.get(*name), after.get(*name), item.get(*name));
            shown.is_some() && shown == old && old != new && !is_volatile(name)
        });
        return stale.map(|name| {
            let got = item.get(name).map(short).unwrap_or_default();
            let expected = after.get(name).map(short).unwrap_or_default();
            Claim::new(format!("`{name}`: {expected}, as it reads by itself"), got, json!({"status": "2xx"}))
                .step(step)
                .field(format!("list/{name}"))
        });
    }
    None
}
