//! The rule `deprecation`: which operations are to end, and when.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::lifecycle;
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "deprecation",
    summary: "which operations are deprecated, and when they end",
    docs: "`deprecated: true` with `x-sunset: 2027-01-31` tells who calls an operation until when. `--days-stable` and\n\
           `--days-beta` say how many days have to lie between the two, by `x-stability-level`; an end that is nearer, is\n\
           not said, or is no date, is breaking. A date that was said may move away, not nearer.\n",
    kind: Kind::Operation,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("deprecated", Seat::Contract, Info, "endpoint-deprecated"),
    row("deprecated-with-sunset", Seat::Contract, Info, "endpoint-deprecated-with-sunset"),
    row("reactivated", Seat::Contract, Info, "endpoint-reactivated"),
    row("sunset-missing", Seat::Contract, Error, "api-deprecated-sunset-missing"),
    row("sunset-unreadable", Seat::Contract, Error, "api-deprecated-sunset-parse"),
    row("sunset-too-early", Seat::Contract, Error, "api-sunset-date-too-small"),
    row("sunset-deleted", Seat::Contract, Error, "sunset-deleted"),
    row("sunset-moved-unreadable", Seat::Contract, Error, "api-path-sunset-parse"),
    row("sunset-moved-too-early", Seat::Contract, Error, "api-sunset-date-changed-too-small"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if let Some((action, text)) = lifecycle::deprecation(pair) {
        out.say(pair, action, text);
    }
}
