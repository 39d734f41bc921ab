//! The rule `media-type`: in which forms a body may be sent or may come.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::change::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "media-type",
    summary: "the media types of a body",
    docs: "A media type that is gone can be sent no more, or is not given any more to those who ask for it.",
    kind: Kind::Media,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Info, "request-body-media-type-added"),
    row("removed", Seat::RequestBody, Error, "request-body-media-type-removed"),
    row("added", Seat::ResponseBody, Info, "response-media-type-added"),
    row("removed", Seat::ResponseBody, Error, "response-media-type-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    match (&pair.old, &pair.new) {
        (Some(_), None) => out.say(pair, "removed", format!("`{}` is gone", pair.name)),
        (None, Some(_)) => out.say(pair, "added", format!("`{}` is new", pair.name)),
        _ => {}
    }
}

/// A media type without its parameters, in small letters.
pub(in crate::diff) fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
