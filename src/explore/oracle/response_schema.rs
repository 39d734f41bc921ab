//! `response-schema`: an answer whose body is not what its schema says.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::law::WrongKind;
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "response-schema",
    summary: "an answer's body does not fit its schema",
    docs: "Every body of every answer is held to the schema that its status and media type declare, formats included. \
           The finding names the value, and the keyword of the schema that it breaks.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let wrong = told.judged.answer.iter().filter(|wrong| wrong.kind == WrongKind::AnswerBody);
    wrong
        .map(|wrong| {
            let pointer = wrong.field.strip_prefix("body").unwrap_or(&wrong.field);
            let value = told.json().and_then(|body| body.pointer(pointer)).unwrap_or(&Value::Null);
            let expect = json!({"status": told.status(), "json": {path(pointer): demand(&wrong.keyword, value, &wrong.expected)}});
            Claim::new(&wrong.expected, &wrong.got, expect)
                .field(format!("status {} {}", told.status(), wrong.field))
                .keyword(&wrong.keyword)
                .at(wrong.at.clone())
        })
        .collect()
}

/// A matcher that the value does not fit, and every value does that fits the schema, as far as can be said so shortly.
fn demand(keyword: &str, value: &Value, expected: &str) -> Value {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    match keyword {
        "type" => json!({"not": {"type": kind}}),
        "required" => match expected.split(['`', '"']).nth(1) {
            Some(name) => json!({"schema": {"type": "object", "required": [name]}}),
            None => json!({"ne": value}),
        },
        "format" => json!({"ne": value}),
        _ if value.is_object() || value.is_array() => json!({"ne": {"eq": value}}),
        _ => json!({"ne": value}),
    }
}
