//! `object-level-authorization`: what one caller made, in the hands of another.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::Role;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "object-level-authorization",
    summary: "another caller reads, changes or deletes what is not theirs",
    docs: "Only where `--other-auth` is given, which says that what one caller makes is not the other's: a thing was made, and \
           read, by the caller of `--auth`; the other one asks for it at an operation that has `security` and declares 403, \
           and is answered with 2xx. What declares no 403 is everybody's. A credential that the service does not know proves nothing: where the other caller is answered with 2xx \
           nowhere, the exploration is inconclusive (OWASP API1:2023).\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let tale = whole.tale;
    let own = tale.first(Role::Read).is_some_and(|(_, told)| told.succeeded());
    let foreign = tale.all(Role::Foreign).filter(|(_, told)| own && told.succeeded());
    let guarded = foreign.filter(|(_, told)| {
        let callers = &whole.operation(told).callers;
        !callers.is_empty() && callers.iter().all(|one| !one.is_empty())
    });
    let claims = guarded.map(|(step, told)| {
        Claim::new("403 or 404: another caller made it", told.status().to_string(), json!({"status": [403, 404]}))
            .step(step)
            .field("caller")
            .at(Some(whole.operation(told).at.child("security")))
    });
    claims.collect()
}
