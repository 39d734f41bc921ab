//! `phantom-resource`: a thing that nobody made, and that can be read.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::explore::tale::Role;
use crate::explore::thing::is_made_up;
use crate::openapi::api::{In, StatusKey};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "phantom-resource",
    summary: "a thing that does not exist can be read",
    docs: "A thing was asked for by an id that was made up (a UUID), the operation declares 404, and \
           the answer is 2xx. Other ids, which may be there by chance, are not looked at.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let Some(index) = told.about.filter(|_| told.role == Role::Probe && told.succeeded()) else { return Vec::new() };
    let parameter = &seen.operation.parameters[index];
    let last = seen.operation.path.ends_with(&format!("{{{}}}", parameter.name));
    let reads = seen.operation.method == http::Method::GET && told.draft.method.is_none();
    let declared = seen.operation.responses.iter().any(|one| one.status == StatusKey::Code(404));
    let made_up = told.draft.parameters[index].as_ref().is_some_and(is_made_up);
    if parameter.location != In::Path || !last || !reads || !declared || !made_up || !told.judged.request.is_empty() {
        return Vec::new();
    }
    let claim = Claim::new("404: nobody made it", told.status().to_string(), json!({"status": [404, 410]}));
    vec![claim.field(format!("path {}", parameter.name))]
}
