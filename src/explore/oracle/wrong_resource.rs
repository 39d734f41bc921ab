//! `wrong-resource`: the answer is about another thing than was asked for.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole, short};
use crate::explore::tale::{Role, Source, Spot};
use crate::explore::thing::word;
use crate::openapi::at::path;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "wrong-resource",
    summary: "reading one thing gives another",
    docs: "The answer holds, where the creation's answer held the id, another id than the one that was asked for.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (step, told) in whole.tale.steps.iter().enumerate() {
        if !matches!(told.role, Role::Read | Role::Again | Role::Changed) || !told.succeeded() {
            continue;
        }
        let Some(binding) = told.bindings.last() else { continue };
        let (Spot::Parameter(index), Source::Json(pointer)) = (&binding.spot, &binding.source) else { continue };
        let Some(asked) = told.draft.parameters.get(*index).and_then(Option::as_ref) else { continue };
        let Some(got) = told.json().and_then(|body| body.pointer(pointer)) else { continue };
        if word(got) != word(asked) {
            let path = path(pointer);
            claims.push(
                Claim::new(
                    format!("the thing {}", short(asked)),
                    format!("the thing {}", short(got)),
                    json!({"json": {path: {"$from": [binding.from, pointer]}}}),
                )
                .step(step)
                .field(format!("body{pointer}")),
            );
            break;
        }
    }
    claims
}
