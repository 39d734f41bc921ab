//! The rule `body`: whether a request has a body, and has to have one.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "body",
    summary: "whether a request has a body",
    docs: "A body that is demanded now is missing from every request that was right without one.",
    kind: Kind::Body,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added-required", Seat::RequestBody, Error, "request-body-added-required"),
    row("added-optional", Seat::RequestBody, Info, "request-body-added-optional"),
    row("removed", Seat::RequestBody, Error, "request-body-removed"),
    row("became-required", Seat::RequestBody, Error, "request-body-became-required"),
    row("became-optional", Seat::RequestBody, Info, "request-body-became-optional"),
    own("added-required", Seat::ResponseBody, Info),
    own("added-optional", Seat::ResponseBody, Info),
    own("removed", Seat::ResponseBody, Error),
    own("became-optional", Seat::ResponseBody, Error),
    own("became-required", Seat::ResponseBody, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    match (&pair.old, &pair.new, pair.flags("required")) {
        (None, Some(_), (_, true)) => out.say(pair, "added-required", "a body is demanded now"),
        (None, Some(_), _) => out.say(pair, "added-optional", "may have a body now"),
        (Some(_), None, _) => out.say(pair, "removed", "has no body any more"),
        (_, _, (false, true)) => out.say_key(pair, "required", "became-required", "the body is demanded now"),
        (_, _, (true, false)) => out.say_key(pair, "required", "became-optional", "the body may be left out now"),
        _ => {}
    }
}
