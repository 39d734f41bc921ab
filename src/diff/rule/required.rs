//! The rule `required`: which properties an object has to have.

use std::collections::BTreeSet;

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::properties::{Property, properties};
use crate::diff::level::Level::{Error, Info};
use crate::diff::spot::Spot;
use crate::openapi::schema::Direction;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "required",
    summary: "which properties an object has to have",
    docs: "What became required has to be sent by everybody from now on, also where it has a default: what is required is not \
           filled in. What became optional may be missing from what the server gives, and who reads it without a look fails.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("set", Seat::RequestProperty, Error, "request-property-became-required"),
    row("set-with-default", Seat::RequestProperty, Error, "request-property-became-required-with-default"),
    row("unset", Seat::RequestProperty, Info, "request-property-became-optional"),
    row("set", Seat::ParameterProperty, Error, "request-header-property-became-required"),
    row("set-with-default", Seat::ParameterProperty, Error, "request-header-property-became-required"),
    own("unset", Seat::ParameterProperty, Info),
    own("set-elsewhere", Seat::RequestProperty, Error),
    own("set-elsewhere", Seat::ParameterProperty, Error),
    own("unset-elsewhere", Seat::ResponseProperty, Error),
    row("set", Seat::ResponseProperty, Info, "response-property-became-required"),
    row("unset", Seat::ResponseProperty, Error, "response-property-became-optional"),
    row("set-where-write-only", Seat::ResponseProperty, Info, "response-write-only-property-became-required"),
    row("unset-where-write-only", Seat::ResponseProperty, Info, "response-write-only-property-became-optional"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let known = properties(pair);
    let names: BTreeSet<&str> = known.iter().map(|property| property.name).collect();
    // What came or went with its being required is told by the rule of properties.
    for property in known.iter().filter(|property| property.old.is_some() && property.new.is_some()) {
        tell(pair, out, property);
    }
    // A property that is described elsewhere, such as in a member of `allOf`, may be required here.
    let Some((old, new)) = pair.both() else { return };
    let (was, is) = (listed(old), listed(new));
    for name in was.union(&is).filter(|name| !names.contains(**name)) {
        let required = (was.contains(name), is.contains(name));
        tell(pair, out, &Property { name, old: None, new: None, required });
    }
}

fn listed<'d>(holder: &Spot<'d>) -> BTreeSet<&'d str> {
    holder.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn tell(pair: &Pair<'_, '_>, out: &mut Out<'_>, property: &Property<'_>) {
    let (what, became) = match property.required {
        (false, true) => ("set", "required"),
        (true, false) => ("unset", "optional"),
        _ => return,
    };
    let seat = pair.seat.below();
    let request = seat.direction() == Direction::Request;
    let now = property.new.as_ref();
    if request && now.is_some_and(|now| now.flag("readOnly")) {
        return;
    }
    let mut action = what.to_owned();
    if now.is_none() {
        action.push_str("-elsewhere");
    }
    if request && what == "set" && now.is_some_and(|now| now.get("default").is_some()) {
        action.push_str("-with-default");
    }
    if !request && now.is_some_and(|now| now.flag("writeOnly")) {
        action.push_str("-where-write-only");
    }
    let (old, new) = property.places(pair);
    out.say_at(seat, &action, old, new, format!("the property `{}` became {became}", property.name));
}
