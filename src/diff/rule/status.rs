//! The rule `status`: which answers there may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "status",
    summary: "the statuses of answers",
    docs: "Who waits for a 201 that does not come any more has to learn what comes in its place.",
    kind: Kind::Response,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("success-added", Seat::ResponseBody, Info, "response-success-status-added"),
    row("success-removed", Seat::ResponseBody, Error, "response-success-status-removed"),
    row("failure-added", Seat::ResponseBody, Info, "response-non-success-status-added"),
    row("failure-removed", Seat::ResponseBody, Info, "response-non-success-status-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let name = pair.name;
    // `default` is no status of its own; a class such as `2XX` is one.
    if !name.starts_with(|letter: char| ('1'..='5').contains(&letter)) || name.len() != 3 {
        return;
    }
    let kind = if name.starts_with('2') { "success" } else { "failure" };
    match (&pair.old, &pair.new) {
        (None, Some(_)) => out.say(pair, &format!("{kind}-added"), format!("may answer {name} now")),
        (Some(_), None) => out.say(pair, &format!("{kind}-removed"), format!("does not answer {name} any more")),
        _ => {}
    }
}
