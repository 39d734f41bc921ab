//! `wrong-content-type-accepted`: a body in a media type that the contract does not have, taken all the same.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::draft::Caller;
use crate::explore::law::WrongKind;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "wrong-content-type-accepted",
    summary: "the service takes a body in a media type that is not declared",
    docs: "A body was sent with a `Content-Type` that the operation does not declare, and the answer is 2xx; 415 is what \
           RFC 9110, section 15.5.16, has for it, and any 4xx will do.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    if !told.succeeded() || told.draft.method.is_some() || told.draft.caller != Caller::Given {
        return Vec::new();
    }
    let wrong = told.judged.request.iter().find(|wrong| wrong.kind == WrongKind::ContentType);
    let claim = wrong.map(|wrong| {
        let got = format!("{} to {}", told.status(), wrong.got);
        Claim::new(format!("4xx: {}", wrong.expected), got, json!({"status": "4xx"}))
            .field("header content-type")
            .at(wrong.at.clone())
    });
    claim.into_iter().collect()
}
