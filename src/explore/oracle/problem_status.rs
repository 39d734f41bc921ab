//! `problem-status`: problem details that name another status than the answer has.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Seen};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "problem-status",
    summary: "problem details name another status than the answer's",
    docs: "RFC 9457, section 3.1.2: where `application/problem+json` has a `status`, it is the answer's.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let is_problem = told.header("content-type").is_some_and(|value| value.starts_with("application/problem+json"));
    let said = told.json().and_then(|body| body.get("status")).filter(|_| is_problem);
    match said.and_then(Value::as_u64) {
        Some(status) if status != u64::from(told.status()) => {
            let expect = json!({"status": told.status(), "json": {"status": told.status()}});
            vec![
                Claim::new(format!("`status`: {}", told.status()), status.to_string(), expect)
                    .field(format!("status {} body/status", told.status())),
            ]
        }
        _ => Vec::new(),
    }
}
