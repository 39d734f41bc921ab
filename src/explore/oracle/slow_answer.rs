//! `slow-answer`: an answer that takes longer than whoever explores allows.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};
use crate::syntax::span::show;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "slow-answer",
    summary: "an answer takes longer than `--max-response-time`",
    docs: "Only where `--max-response-time` is given: a whole answer came after it, and so it did when the same was asked once \
           more with nothing else under way.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let exchange = &seen.told.exchange;
    let took = exchange.timings.total;
    let Some(late) = seen.late.filter(|late| took > *late && exchange.result.is_ok()) else { return Vec::new() };
    let expect = json!({"time": format!("<= {}ms", late.as_millis().max(1))});
    vec![Claim::new(format!("an answer within {}", show(late)), format!("one after {}", show(took)), expect)]
}
