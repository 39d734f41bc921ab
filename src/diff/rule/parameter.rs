//! The rule `parameter`: which parameters an operation takes.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::lifecycle;
use crate::diff::level::Level::{Error, Info, Warn};
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "parameter",
    summary: "which parameters an operation takes, and which it demands",
    docs: "A parameter that is demanded now is missing from every request that was right before. One that is gone is \
           passed over or refused; whether it was deprecated, and until when, decides how that is told.",
    kind: Kind::Parameter,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added-in-path", Seat::Parameter, Error, "new-request-path-parameter"),
    row("added-required", Seat::Parameter, Error, "new-required-request-parameter"),
    row("added-optional", Seat::Parameter, Info, "new-optional-request-parameter"),
    row("added-required-to-path", Seat::Parameter, Error, "new-required-request-default-parameter-to-existing-path"),
    row("added-optional-to-path", Seat::Parameter, Info, "new-optional-request-default-parameter-to-existing-path"),
    row("became-required", Seat::Parameter, Error, "request-parameter-became-required"),
    row("became-optional", Seat::Parameter, Info, "request-parameter-became-optional"),
    row("removed", Seat::Parameter, Warn, "request-parameter-removed"),
    row("removed-deprecated", Seat::Parameter, Info, "request-parameter-removed-with-deprecation"),
    row("removed-before-sunset", Seat::Parameter, Error, "request-parameter-removed-before-sunset"),
    row("removed-sunset-unreadable", Seat::Parameter, Error, "request-parameter-sunset-parse"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let name = pair.name;
    match (&pair.old, &pair.new) {
        (None, Some(new)) => {
            let required = is_required(new);
            let action = match (new.text("in") == Some("path"), is_of_path(pair), required) {
                (true, false, _) => "added-in-path",
                (_, true, true) => "added-required-to-path",
                (_, true, false) => "added-optional-to-path",
                (_, _, true) => "added-required",
                (_, _, false) => "added-optional",
            };
            let weight = if required { "required" } else { "optional" };
            let place = new.text("in").unwrap_or_default();
            out.say(pair, action, format!("the {place} parameter `{name}` is new and {weight}"));
        }
        (Some(old), None) => {
            if let Some((action, text)) = lifecycle::removal(pair) {
                out.say(pair, action, format!("the {} parameter `{name}` {text}", old.text("in").unwrap_or_default()));
            }
        }
        (Some(old), Some(new)) => match (is_required(old), is_required(new)) {
            (false, true) => {
                out.say_key(pair, "required", "became-required", format!("the parameter `{name}` is required now"));
            }
            (true, false) => {
                out.say_key(pair, "required", "became-optional", format!("the parameter `{name}` is optional now"));
            }
            _ => {}
        },
        (None, None) => {}
    }
}

fn is_required(spot: &Spot<'_>) -> bool {
    spot.flag("required") || spot.text("in") == Some("path")
}

/// Whether it is written at the path, for all of its operations, and not at the operation.
fn is_of_path(pair: &Pair<'_, '_>) -> bool {
    let Some(parameter) = &pair.new else { return false };
    let holds = |kind: Kind| {
        let holder = pair.above(kind).and_then(|pair| pair.new.as_ref());
        holder.is_some_and(|spot| spot.items("parameters").iter().any(|other| other.at == parameter.at))
    };
    !holds(Kind::Operation) && holds(Kind::Path)
}
