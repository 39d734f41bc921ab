//! The rule `parameter-deprecation`: which parameters are to end, and when.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::lifecycle;
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "parameter-deprecation",
    summary: "which parameters are deprecated, and when they end",
    docs: "As `deprecation`, of a parameter.",
    kind: Kind::Parameter,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("deprecated", Seat::Parameter, Info, "request-parameter-deprecated"),
    row("deprecated-with-sunset", Seat::Parameter, Info, "request-parameter-deprecated"),
    row("reactivated", Seat::Parameter, Info, "request-parameter-reactivated"),
    row("sunset-missing", Seat::Parameter, Error, "request-parameter-deprecated-sunset-missing"),
    row("sunset-unreadable", Seat::Parameter, Error, "request-parameter-sunset-parse"),
    row("sunset-too-early", Seat::Parameter, Error, "request-parameter-sunset-date-too-small"),
    row("sunset-deleted", Seat::Parameter, Error, "request-parameter-sunset-deleted"),
    row("sunset-moved-unreadable", Seat::Parameter, Error, "request-parameter-sunset-parse"),
    row("sunset-moved-too-early", Seat::Parameter, Error, "request-parameter-sunset-date-changed-too-small"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if let Some((action, text)) = lifecycle::deprecation(pair) {
        out.say(pair, action, format!("the parameter `{}` {text}", pair.name));
    }
}
