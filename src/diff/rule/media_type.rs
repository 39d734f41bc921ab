//! The rule `media-type`: in which forms a body may be sent or may come.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "media-type",
    summary: "the media types of a body",
    docs: "A media type that is gone can be sent no more, or is not given any more to those who ask for it. One that became \
           more general (`application/problem+json` to `application/json`) may be read no more by those who knew the other.",
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
    row("name-changed", Seat::ResponseBody, Info, "response-media-type-name-changed"),
    row("name-specialized", Seat::ResponseBody, Info, "response-media-type-name-specialized"),
    row("name-generalized", Seat::ResponseBody, Error, "response-media-type-name-generalized"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (old, new) = match (&pair.old, &pair.new) {
        (Some(old), Some(new)) => (old.at.name(), new.at.name()),
        (Some(_), None) => return out.say(pair, "removed", format!("`{}` is gone", pair.name)),
        (None, Some(_)) => return out.say(pair, "added", format!("`{}` is new", pair.name)),
        (None, None) => return,
    };
    let parameters =
        |name: &str| name.split(';').skip(1).map(|one| one.trim().to_ascii_lowercase()).collect::<Vec<_>>();
    let action = if essence(&old) == essence(&new) && parameters(&old) == parameters(&new) {
        return;
    } else if parameters(&old) != parameters(&new) {
        "name-changed"
    } else if is_of(&new, &old) {
        "name-specialized"
    } else if is_of(&old, &new) {
        "name-generalized"
    } else {
        "name-changed"
    };
    out.say(pair, action, format!("is `{new}` now, and was `{old}`"));
}

/// A media type without its parameters, in small letters.
pub(in crate::diff) fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A media type by the form that it is written in: `application/json` of `application/problem+json` (RFC 6839).
pub(in crate::diff) fn form(name: &str) -> String {
    let name = essence(name);
    match name.split_once('/') {
        Some((kind, rest)) => format!("{kind}/{}", rest.rsplit('+').next().unwrap_or(rest)),
        None => name,
    }
}

/// Whether the one is a special case of the other.
fn is_of(special: &str, general: &str) -> bool {
    essence(special) != essence(general) && form(special) == essence(general)
}
