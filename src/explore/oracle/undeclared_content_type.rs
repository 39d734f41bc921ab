//! `undeclared-content-type`: an answer in a media type that the document does not have.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::law::WrongKind;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "undeclared-content-type",
    summary: "an answer is in a media type that the document does not declare",
    docs: "A caller reads an answer by its `Content-Type`. Found are media types that the answer's `content` does not \
           have, and bodies without any. Answers to a method that the document does not have are not looked at.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    if told.draft.method.is_some() || told.status() >= 500 {
        return Vec::new();
    }
    let declared = seen.operation.response(told.status()).map(|response| &response.content);
    let ranges: Vec<&str> = declared.into_iter().flatten().map(|media| media.range.as_str()).collect();
    let wrong = told.judged.answer.iter().filter(|wrong| wrong.kind == WrongKind::AnswerContentType);
    wrong
        .map(|wrong| {
            let first = ranges.first().map_or("application/json", |range| range.split(';').next().unwrap_or(range));
            let expect = json!({"status": told.status(), "header": {"content-type": {"starts_with": first}}});
            let expected = if ranges.is_empty() { wrong.expected.clone() } else { ranges.join(" or ") };
            let got = told.header("content-type").map_or_else(|| wrong.got.clone(), str::to_owned);
            Claim::new(expected, got, expect).field(format!("status {}", told.status())).at(wrong.at.clone())
        })
        .take(1)
        .collect()
}
