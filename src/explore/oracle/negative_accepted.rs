//! `negative-accepted`: a request that the contract refuses and the service takes.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::draft::Caller;
use crate::explore::law::WrongKind;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "negative-accepted",
    summary: "the service takes what its contract refuses",
    docs: "The request as it was sent, not as it was meant, is held to the contract; where that refuses it, 2xx is a \
           finding, and any 4xx is none. Missing headers and wrong content types have oracles of their own.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    if !told.succeeded() || told.draft.method.is_some() || told.draft.caller != Caller::Given {
        return Vec::new();
    }
    let wrongs = &told.judged.request;
    // What is wrong in two ways would be found by the one that the service does not look at.
    if wrongs.iter().any(|wrong| matches!(wrong.kind, WrongKind::ContentType | WrongKind::Route)) {
        return Vec::new();
    }
    let mine = |kind| {
        matches!(kind, WrongKind::Parameter | WrongKind::ParameterMissing | WrongKind::Body | WrongKind::BodyMissing)
    };
    let wrong = wrongs.iter().filter(|wrong| mine(wrong.kind) && !is_missing_header(wrong.kind, &wrong.field));
    wrong
        .map(|wrong| {
            let got = format!("{} to {}", told.status(), wrong.got);
            Claim::new(format!("4xx: {}", wrong.expected), got, json!({"status": "4xx"}))
                .field(&wrong.field)
                .keyword(&wrong.keyword)
                .at(wrong.at.clone())
        })
        .take(1)
        .collect()
}

/// Whether it is what `missing-header-accepted` tells of.
pub(super) fn is_missing_header(kind: WrongKind, field: &str) -> bool {
    kind == WrongKind::ParameterMissing && field.starts_with("header ")
}
