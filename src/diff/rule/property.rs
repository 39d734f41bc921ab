//! The rule `property`: which properties an object has.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::properties::properties;
use crate::diff::level::Level::{Error, Info, Warn};
use crate::openapi::schema::Direction;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "property",
    summary: "which properties an object has",
    docs: "A new property that is required has to be sent from now on, also where it has a default: what is required is not \
           filled in. One that is gone is not understood any more where it is sent, and is missed where it came back, most of all \
           where it was promised (required). What only the server may say (`readOnly`) is not looked at where the client sends, \
           and what only the client may say (`writeOnly`) is of no weight where the server answers.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::RequestProperty, Info, "new-optional-request-property"),
    row("added-required", Seat::RequestProperty, Error, "new-required-request-property"),
    row("added-required-with-default", Seat::RequestProperty, Error, "new-required-request-property-with-default"),
    row("removed", Seat::RequestProperty, Warn, "request-property-removed"),
    own("added", Seat::ParameterProperty, Info),
    row("added-required", Seat::ParameterProperty, Error, "new-required-request-header-property"),
    row("added-required-with-default", Seat::ParameterProperty, Error, "new-required-request-header-property"),
    own("removed", Seat::ParameterProperty, Warn),
    row("added", Seat::ResponseProperty, Info, "response-optional-property-added"),
    row("added-required", Seat::ResponseProperty, Info, "response-required-property-added"),
    row("added-write-only", Seat::ResponseProperty, Info, "response-optional-write-only-property-added"),
    row("added-required-write-only", Seat::ResponseProperty, Info, "response-required-write-only-property-added"),
    row("removed", Seat::ResponseProperty, Warn, "response-optional-property-removed"),
    row("removed-required", Seat::ResponseProperty, Error, "response-required-property-removed"),
    row("removed-write-only", Seat::ResponseProperty, Info, "response-optional-write-only-property-removed"),
    row("removed-required-write-only", Seat::ResponseProperty, Info, "response-required-write-only-property-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let seat = pair.seat.below();
    let request = seat.direction() == Direction::Request;
    for property in properties(pair) {
        let (spot, required, what) = match (&property.old, &property.new) {
            (None, Some(new)) => (new, property.required.1, "added"),
            (Some(old), None) => (old, property.required.0, "removed"),
            _ => continue,
        };
        if request && spot.flag("readOnly") {
            continue;
        }
        let mut action = what.to_owned();
        // Whether what is gone was required is no matter to who sends it, nor whether what was required already is described now.
        if required && !(request && (what == "removed" || property.required.0)) {
            action.push_str("-required");
            if request && spot.get("default").is_some() {
                action.push_str("-with-default");
            }
        }
        if !request && spot.flag("writeOnly") {
            action.push_str("-write-only");
        }
        let kind = if required { "required" } else { "optional" };
        let verb = if what == "added" { "new" } else { "gone" };
        let (old, new) = property.places(pair);
        out.say_at(seat, &action, old, new, format!("the {kind} property `{}` is {verb}", property.name));
    }
}
