//! `wrong-auth-accepted`: an operation that demands a credential, and takes any.

use super::api::{Claim, Judge, Row, Seen};
use super::auth_ignored::claim;
use crate::explore::draft::Caller;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "wrong-auth-accepted",
    summary: "the service serves who shows a credential that nobody gave out",
    docs: "The operation has `security`; the request bore a credential of the right form and of a content that was made \
           up, and the answer is 2xx. Only where a credential is given by `--auth`.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    claim(seen, Caller::Stranger)
}
