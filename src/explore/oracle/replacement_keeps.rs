//! `replacement-keeps`: a replacement that keeps what it leaves out.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use super::update_without_effect::changes;
use crate::explore::tale::{Role, Told};
use crate::explore::thing::{alike, is_volatile};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "replacement-keeps",
    summary: "a PUT keeps what its body leaves out",
    docs: "A thing was made without an optional property, and showed a value for it; a change gave it another one; a PUT \
           without it was answered with 2xx, and the thing still has the value of the change, not the one that things \
           without it have. A PUT sets the whole state (RFC 9110, section 9.3.4); to change a part is PATCH.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let made = tale.first(Role::Make).and_then(|(_, told)| told.draft.value()?.as_object());
    let first = tale.first(Role::Read).and_then(|(_, told)| told.json()?.as_object());
    let (Some(made), Some(first)) = (made, first) else { return Vec::new() };
    let mut claims = Vec::new();
    for (before, change, step, after) in changes(tale).filter(|(_, change, ..)| change.role == Role::Replace) {
        let (Some(sent), Some(before), Some(after)) =
            (change.draft.value().and_then(|one| one.as_object()), before.json(), after.json())
        else {
            continue;
        };
        let gave = |told: &&Told, name: &str| {
            let changes = matches!(told.role, Role::Replace | Role::Patch) && told.succeeded();
            changes && told.draft.value().is_some_and(|body| body.get(name) == before.get(name))
        };
        let until = tale.steps.iter().take(step);
        let kept = first.iter().find(|(name, usual)| {
            let left_out = !made.contains_key(*name) && !sent.contains_key(*name) && !is_volatile(name);
            let other = before.get(*name).is_some_and(|value| !alike(value, usual));
            let given = left_out && other && until.clone().any(|told| gave(&told, name));
            given && after.get(*name) == before.get(*name)
        });
        if let Some((name, usual)) = kept {
            let got = after.get(name).map(short).unwrap_or_default();
            let claim = Claim::new(
                format!("`{name}`: {}, as where nothing is said of it", short(usual)),
                format!("{got}, as before"),
                json!({"json": {name: usual}}),
            );
            claims.push(claim.step(step).field(format!("body/{name}")).at(Some(whole.operation(change).at.clone())));
            break;
        }
    }
    claims
}
