//! The rule `operation`: which calls there are.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::lifecycle;
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "operation",
    summary: "which operations there are",
    docs: "An operation that is gone can be called no more. Deprecate it first (`deprecated: true`), say when it ends\n\
           (`x-sunset: 2027-01-31`), and take it away after that day. What is `x-stability-level: draft` or `alpha` may go at \
           any time.\n",
    kind: Kind::Operation,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::Contract, Info, "endpoint-added"),
    row("removed", Seat::Contract, Error, "api-removed-without-deprecation"),
    row("removed-deprecated", Seat::Contract, Info, "api-removed-with-deprecation"),
    row("removed-before-sunset", Seat::Contract, Error, "api-removed-before-sunset"),
    row("removed-sunset-unreadable", Seat::Contract, Error, "api-path-sunset-parse"),
    row("path-removed", Seat::Contract, Error, "api-path-removed-without-deprecation"),
    row("path-removed-deprecated", Seat::Contract, Info, "api-path-removed-with-deprecation"),
    row("path-removed-before-sunset", Seat::Contract, Error, "api-path-removed-before-sunset"),
    row("path-removed-sunset-unreadable", Seat::Contract, Error, "api-path-sunset-parse"),
    own("webhook-removed", Seat::Contract, Error),
    own("webhook-added", Seat::Contract, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some(path) = pair.above(Kind::Path) else { return };
    // A whole webhook or callback that came or went is told of once.
    let of_server = path.old.is_some() && path.new.is_some();
    match (&pair.old, &pair.new) {
        (None, Some(_)) if pair.is_served() => out.say(pair, "added", "is new"),
        (None, Some(_)) if of_server => out.say(pair, "webhook-added", "is sent now"),
        (Some(_), None) if !pair.is_served() && of_server => out.say(pair, "webhook-removed", "is not sent any more"),
        (Some(_), None) if pair.is_served() => {
            if let Some((action, text)) = lifecycle::removal(pair) {
                let action = if path.new.is_none() { format!("path-{action}") } else { action.to_owned() };
                out.say(pair, &action, text);
            }
        }
        _ => {}
    }
}
