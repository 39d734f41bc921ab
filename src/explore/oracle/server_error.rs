//! `server-error`: a request that the service breaks down on.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::model::exchange::FailureKind;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "server-error",
    summary: "the service answers 5xx, or breaks off",
    docs: "Whatever is sent, the service has to say what is wrong with it, not break down. Found are answers of 500 and \
           more, connections that end without a whole answer, and answers that do not come in time, each only where it \
           happens again. 501 to a method that the document does not have is no finding.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let expect = json!({"status": ["2xx", "3xx", "4xx"]});
    let got = match &seen.told.exchange.result {
        Ok(answer) if answer.status.as_u16() == 501 && seen.told.draft.method.is_some() => return Vec::new(),
        Ok(answer) if answer.status.is_server_error() => format!("{}", answer.status.as_u16()),
        Ok(_) => return Vec::new(),
        Err(failure) => match failure.kind {
            FailureKind::Closed
            | FailureKind::Reset
            | FailureKind::Timeout
            | FailureKind::Cut
            | FailureKind::Malformed => format!("{}: {}", failure.kind.name(), failure.detail),
            _ => return Vec::new(),
        },
    };
    vec![Claim::new("an answer below 500", got, expect)]
}
