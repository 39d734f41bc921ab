//! `response-headers`: an answer without a header that the document demands, or with a wrong one.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::law::WrongKind;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "response-headers",
    summary: "an answer lacks a declared header, or has a wrong one",
    docs: "Headers that an answer declares as `required` have to be there, and every declared one that is there has to \
           fit its schema.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let wrong = told.judged.answer.iter().filter(|wrong| wrong.kind == WrongKind::AnswerHeader);
    wrong
        .map(|wrong| {
            let name = wrong.field.trim_start_matches("header ").to_owned();
            // What is there and wrong may not be so again.
            let matcher = match told.header(&name) {
                Some(value) => json!({"ne": value}),
                None => json!({"exists": true}),
            };
            let expect = json!({"status": told.status(), "header": {name: matcher}});
            Claim::new(&wrong.expected, &wrong.got, expect)
                .field(format!("status {} {}", told.status(), wrong.field))
                .keyword(&wrong.keyword)
                .at(wrong.at.clone())
        })
        .collect()
}
