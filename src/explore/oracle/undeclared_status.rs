//! `undeclared-status`: an answer with a status that the document does not have.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::draft::Caller;
use crate::explore::law::WrongKind;
use crate::openapi::api::StatusKey;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "undeclared-status",
    summary: "an answer has a status that the document does not declare",
    docs: "A caller cannot be ready for an answer that nobody told of. No findings are 5xx (that is `server-error`), 401 \
           and 403 where no credential or a wrong one was sent, and what HTTP itself says of a request that is none \
           of the document's: 405, 406, 411, 413, 414, 415, 429, 431.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let status = told.status();
    let foreign = told.draft.method.is_some() || matches!(status, 405 | 406 | 411 | 413 | 414 | 415 | 429 | 431);
    let unknown = told.draft.caller != Caller::Given && matches!(status, 401 | 403);
    if foreign || unknown || status >= 500 || status == 0 {
        return Vec::new();
    }
    let declared = seen.operation.responses.iter().map(|response| match response.status {
        StatusKey::Code(code) => json!(code),
        StatusKey::Class(class) => json!(format!("{class}xx")),
        StatusKey::Default => json!("default"),
    });
    let declared: Vec<_> = declared.collect();
    let words = declared.iter().map(|one| one.to_string().replace('"', "")).collect::<Vec<_>>().join(", ");
    let wrong = told.judged.answer.iter().filter(|wrong| wrong.kind == WrongKind::Status);
    wrong
        .map(|wrong| {
            let expect = json!({"status": declared});
            Claim::new(format!("one of {words}"), status.to_string(), expect).at(wrong.at.clone())
        })
        .take(1)
        .collect()
}
