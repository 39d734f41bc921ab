//! `positive-refused`: a request that the contract allows and the service calls wrong.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::draft::Caller;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "positive-refused",
    summary: "the service calls a request wrong that its contract allows",
    docs: "The request as it was sent fits the contract, and the answer is 400, 406, 415 or 422. It counts only where it \
           is proved: the same request with one part put back to a plain value is answered with 2xx, and nothing in \
           the request is the id of something that may not exist. 401, 403, 404, 409, 412, 428 and 429 are never a \
           finding here.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let refused = matches!(told.status(), 400 | 406 | 415 | 422);
    let plain = told.draft.method.is_none() && told.draft.caller == Caller::Given && !told.is_raw();
    if !refused || !plain || !told.grounded || !told.judged.request.is_empty() || told.judged.undecided {
        return Vec::new();
    }
    let expect = json!({"status": "2xx"});
    vec![
        Claim::new("2xx: the contract allows this request", told.status().to_string(), expect)
            .at(Some(seen.operation.at.clone())),
    ]
}
