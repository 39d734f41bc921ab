//! `use-after-delete`: what was deleted is still there.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::{Role, Told};
use crate::explore::thing::{items, word};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "use-after-delete",
    summary: "what was deleted is still there",
    docs: "A deletion was answered with 2xx, and the thing can be read, or listed, exactly as before. A thing that tells of \
           its deletion (another `status`, a `deleted_at`) is no finding; nor is a 202, which promises to delete later. Also: the operation declares 404, and deleting what was deleted is \
           answered with 2xx.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let removed = tale.first(Role::Remove).filter(|(_, told)| told.succeeded() && told.status() != 202);
    let Some((_, removed)) = removed else { return Vec::new() };
    let shows = |told: &&Told| matches!(told.role, Role::Read | Role::Changed | Role::Again) && told.succeeded();
    if let Some((step, gone)) = tale.first(Role::Gone).filter(|(_, told)| told.succeeded()) {
        let before = tale.steps.iter().rev().find(shows).and_then(Told::json);
        if before.is_some() && before == gone.json() {
            let claim = Claim::new("404 or 410", gone.status().to_string(), json!({"status": [404, 410]}));
            return vec![claim.step(step).field("read")];
        }
    }
    if let Some((step, twice)) = tale.first(Role::RemoveAgain).filter(|(_, told)| told.succeeded()) {
        use crate::openapi::api::StatusKey;
        let mut declared = whole.operation(twice).responses.iter().map(|one| one.status);
        let says = declared.any(|status| matches!(status, StatusKey::Code(404 | 410)));
        let gone = tale.first(Role::Gone).is_none_or(|(_, told)| matches!(told.status(), 404 | 410));
        if says && gone {
            let expect = json!({"status": [404, 410]});
            let claim = Claim::new("404 or 410, as declared", twice.status().to_string(), expect);
            return vec![claim.step(step).field("delete")];
        }
    }
    let Some((step, list)) = tale.first(Role::Without).filter(|(_, told)| told.succeeded()) else { return Vec::new() };
    let path_id = removed.bindings.last().and_then(|binding| match &binding.spot {
        crate::explore::tale::Spot::Parameter(index) => removed.draft.parameters.get(*index)?.as_ref().map(word),
        crate::explore::tale::Spot::Body(_) => None,
    });
    let before = tale.all(Role::List).chain(tale.all(Role::Page)).filter_map(|(_, told)| Some(items(told.json()?)?.1));
    let before: Vec<_> = before.flatten().collect();
    let is_it = |item: &serde_json::Value| {
        let id = item.as_object().into_iter().flatten().map(|(_, value)| value).take(4);
        id.filter(|value| value.is_string() || value.is_number()).any(|value| Some(word(value)) == path_id)
    };
    let still =
        list.json().and_then(items).map(|(_, items)| items.iter().any(|item| is_it(item) && before.contains(&item)));
    if still != Some(true) {
        return Vec::new();
    }
    vec![Claim::new("a list without it", "it is listed as before", json!({"status": "2xx"})).step(step).field("list")]
}
