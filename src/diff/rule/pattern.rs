//! The rule `pattern`: the regular expression of a text.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "pattern",
    summary: "the regular expression that a text has to match",
    docs: "A `pattern` that is new or different may refuse texts that were taken. Whether one expression takes all \
           that another took cannot be told in general: only one that takes every text counts as generalized. Try \
           the texts that are in use against the new one.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    own("added", Seat::RequestBody, Error),
    row("added", Seat::RequestProperty, Error, "request-property-pattern-added"),
    row("added", Seat::Parameter, Error, "request-parameter-pattern-added"),
    own("added", Seat::ParameterProperty, Error),
    own("added-where-read-only", Seat::RequestProperty, Info),
    own("added", Seat::ResponseBody, Info),
    row("added", Seat::ResponseProperty, Info, "response-property-pattern-added"),
    own("added", Seat::ResponseHeader, Info),
    own("changed", Seat::RequestBody, Warn),
    row("changed", Seat::RequestProperty, Warn, "request-property-pattern-changed"),
    row("changed", Seat::Parameter, Warn, "request-parameter-pattern-changed"),
    own("changed", Seat::ParameterProperty, Warn),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    own("changed", Seat::ResponseBody, Info),
    row("changed", Seat::ResponseProperty, Info, "response-property-pattern-changed"),
    own("changed", Seat::ResponseHeader, Info),
    own("generalized", Seat::RequestBody, Info),
    row("generalized", Seat::RequestProperty, Info, "request-property-pattern-generalized"),
    row("generalized", Seat::Parameter, Info, "request-parameter-pattern-generalized"),
    own("generalized", Seat::ParameterProperty, Info),
    own("removed", Seat::RequestBody, Info),
    row("removed", Seat::RequestProperty, Info, "request-property-pattern-removed"),
    row("removed", Seat::Parameter, Info, "request-parameter-pattern-removed"),
    own("removed", Seat::ParameterProperty, Info),
    own("removed", Seat::ResponseBody, Info),
    row("removed", Seat::ResponseProperty, Info, "response-property-pattern-removed"),
    own("removed", Seat::ResponseHeader, Info),
];

/// What takes every text.
const ANY: &[&str] = &["", ".*", "^.*", ".*$", "^.*$", "^(.*)$", "^(?:.*)$"];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let (action, text) = match pair.texts("pattern") {
        (Some(old), Some(new)) if old != new => {
            let general = ANY.contains(&new) && out.knows("generalized", pair.seat);
            let action = if general { "generalized" } else { "changed" };
            (action, format!("`pattern` was `{old}`, and is `{new}`"))
        }
        (None, Some(new)) if !new.is_empty() => ("added", format!("`pattern` is `{new}` now; there was none")),
        (Some(old), None) if !old.is_empty() => ("removed", format!("`pattern` was `{old}`; there is none any more")),
        _ => return,
    };
    out.say_values(pair, "pattern", action, text);
}
