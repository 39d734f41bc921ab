//! The rule `header`: which headers come with an answer.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "header",
    summary: "the headers of answers",
    docs: "A header that was always there and may be missing now breaks who reads it.",
    kind: Kind::Header,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::ResponseHeader, Info, "response-header-added"),
    row("removed-required", Seat::ResponseHeader, Error, "required-response-header-removed"),
    row("removed-optional", Seat::ResponseHeader, Warn, "optional-response-header-removed"),
    row("became-optional", Seat::ResponseHeader, Error, "response-header-became-optional"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let name = pair.name;
    match (&pair.old, &pair.new, pair.flags("required")) {
        (None, Some(_), _) => out.say(pair, "added", format!("the header `{name}` is new")),
        (Some(_), None, (true, _)) => {
            out.say(pair, "removed-required", format!("the header `{name}` is gone; it was always there"));
        }
        (Some(_), None, _) => out.say(pair, "removed-optional", format!("the header `{name}` is gone")),
        (_, _, (true, false)) => {
            out.say_key(pair, "required", "became-optional", format!("the header `{name}` may be missing now"));
        }
        _ => {}
    }
}
