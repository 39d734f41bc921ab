//! `idempotency-key-reused`: another request under a key that was used, and the answer to the first.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Told};
use crate::explore::thing::{alike, id_of, word};
use crate::openapi::api::StatusKey;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "idempotency-key-reused",
    summary: "another request under an Idempotency-Key that was used is answered as if it were the first",
    docs: "The operation declares a header `Idempotency-Key`, and 409 or 422. A request was answered with 2xx; one with \
           another body under the same key gets that answer, though it is about other values: the caller takes for done what \
           nobody did (draft-ietf-httpapi-idempotency-key-header, section 2.7).\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let (Some((_, made)), Some((step, reused))) = (tale.first(Role::Make), tale.first(Role::Reused)) else {
        return Vec::new();
    };
    let declared = |one: &crate::openapi::api::Response| matches!(one.status, StatusKey::Code(409 | 422));
    let fits = made.succeeded() && reused.succeeded() && reused.judged.request.is_empty();
    if !fits || !whole.operation(reused).responses.iter().any(declared) {
        return Vec::new();
    }
    let id = |told: &Told| told.json().and_then(|body| id_of(body, &tale.names)).map(|(_, id)| word(&id));
    let (Some(sent), Some(got)) = (reused.draft.value().and_then(|one| one.as_object()), reused.json()) else {
        return Vec::new();
    };
    let other = sent.iter().find(|(name, value)| got.get(*name).is_some_and(|got| !alike(got, value)));
    let Some((name, value)) = other.filter(|_| id(made).is_some() && id(made) == id(reused)) else {
        return Vec::new();
    };
    let got = format!("{}: the first thing, whose `{name}` is no {}", reused.status(), short(value));
    let claim = Claim::new("409 or 422: the key belongs to another request", got, json!({"status": "4xx"}));
    vec![claim.step(step).field("header idempotency-key").at(Some(whole.operation(reused).at.clone()))]
}
