//! `rounded-number`: an integer that comes back as the next one that floating point can hold.

use serde_json::{Value, json};

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::Role;
use crate::explore::thing::is_long;
use crate::openapi::at::{path, push};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "rounded-number",
    summary: "an integer of sixteen digits or more comes back as another",
    docs: "An integer beyond 2^53 was sent where the contract allows one, and its neighbour came back: something on the \
           way reads numbers as floating point.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let Some((_, made)) = whole.tale.first(Role::Make).filter(|(_, told)| told.succeeded()) else { return Vec::new() };
    let mut long = Vec::new();
    if let Some(sent) = made.draft.value() {
        find(sent, String::new(), &mut long);
    }
    for (step, told) in whole.tale.steps.iter().enumerate() {
        if !matches!(told.role, Role::Make | Role::Read) || !told.succeeded() {
            continue;
        }
        for (pointer, sent) in &long {
            let got = told.json().and_then(|body| body.pointer(pointer));
            let Some(got) = got.filter(|got| got.is_number() && *got != *sent && got.as_f64() == sent.as_f64()) else {
                continue;
            };
            let claim = Claim::new(short(sent), short(got), json!({"json": {path(pointer): sent}}));
            return vec![claim.step(step).field(format!("body{pointer}"))];
        }
    }
    Vec::new()
}

/// Every long integer in a value, and where it stands.
fn find<'a>(value: &'a Value, pointer: String, into: &mut Vec<(String, &'a Value)>) {
    let below = |key: &str| {
        let mut pointer = pointer.clone();
        push(&mut pointer, key);
        pointer
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| find(value, below(key), into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| find(value, below(&index.to_string()), into));
        }
        Value::Number(_) if is_long(value) => into.push((pointer, value)),
        _ => {}
    }
}
