//! The rule `media-schema`: whether anything is said of what a body holds.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "media-schema",
    summary: "whether a body has a schema",
    docs: "Where a body had no schema, any was right. Where it has none any more, an answer may hold anything.",
    kind: Kind::Media,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestBody, Error, "request-body-media-type-schema-added"),
    row("removed", Seat::RequestBody, Info, "request-body-media-type-schema-removed"),
    row("added", Seat::ResponseBody, Info, "response-body-media-type-schema-added"),
    row("removed", Seat::ResponseBody, Warn, "response-body-media-type-schema-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if pair.both().is_none() {
        return;
    }
    match pair.get("schema") {
        (None, Some(_)) => out.say_key(pair, "schema", "added", format!("`{}` has a schema now", pair.name)),
        (Some(_), None) => out.say_key(pair, "schema", "removed", format!("`{}` has no schema any more", pair.name)),
        _ => {}
    }
}
