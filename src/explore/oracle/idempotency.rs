//! `idempotency`: the same request under the same key, and another thing is made.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::{id_of, word};
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "idempotency",
    summary: "a request that is repeated under its Idempotency-Key makes a second thing",
    docs: "The operation declares a header `Idempotency-Key`; the same request was sent twice under the same key, both were \
           answered with 2xx, and the ids differ.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let (Some((first, made)), Some((step, again))) = (tale.first(Role::Make), tale.first(Role::Replay)) else {
        return Vec::new();
    };
    if !made.succeeded() || !again.succeeded() {
        return Vec::new();
    }
    let names = &whole.tale.names;
    let id = |told: &crate::explore::tale::Told| told.json().and_then(|body| id_of(body, names));
    match (id(made), id(again)) {
        (Some((pointer, one)), Some((_, other))) if word(&one) != word(&other) => {
            let expect = json!({"json": {path(&pointer): {"$from": [first, pointer]}}});
            let claim =
                Claim::new(format!("the thing {} again", short(&one)), format!("the thing {}", short(&other)), expect);
            vec![claim.step(step).field("header idempotency-key")]
        }
        _ => Vec::new(),
    }
}
