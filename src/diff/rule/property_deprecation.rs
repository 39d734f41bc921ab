//! The rule `property-deprecation`: which properties are on their way out, and how long they stay.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::properties::{Property, properties};
use super::sunset_date::{days, sunset};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "property-deprecation",
    summary: "which properties are deprecated, and until when they stay",
    docs: "A property that is deprecated still works; stop to use it before its end (`x-sunset`, a date such as `2027-01-31`). \
           Where a policy says how long that has to be, a deprecation without a date or with one that is too near is an error.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("set", Seat::RequestProperty, Info, "request-property-deprecated"),
    row("set-with-sunset", Seat::RequestProperty, Info, "request-property-deprecated-with-sunset"),
    row("set-without-sunset", Seat::RequestProperty, Error, "request-property-deprecated-sunset-missing"),
    row("set-with-bad-sunset", Seat::RequestProperty, Error, "request-property-deprecated-sunset-invalid"),
    row("set-too-late", Seat::RequestProperty, Error, "request-property-sunset-date-too-small"),
    row("unset", Seat::RequestProperty, Info, "request-property-reactivated"),
    own("sunset-removed", Seat::RequestProperty, Warn),
    own("sunset-too-near", Seat::RequestProperty, Error),
    own("set", Seat::ParameterProperty, Info),
    own("set-with-sunset", Seat::ParameterProperty, Info),
    own("set-without-sunset", Seat::ParameterProperty, Error),
    own("set-with-bad-sunset", Seat::ParameterProperty, Error),
    own("set-too-late", Seat::ParameterProperty, Error),
    own("unset", Seat::ParameterProperty, Info),
    own("sunset-removed", Seat::ParameterProperty, Warn),
    own("sunset-too-near", Seat::ParameterProperty, Error),
    row("set", Seat::ResponseProperty, Info, "response-property-deprecated"),
    row("set-with-sunset", Seat::ResponseProperty, Info, "response-property-deprecated-with-sunset"),
    row("set-without-sunset", Seat::ResponseProperty, Error, "response-property-deprecated-sunset-missing"),
    row("set-with-bad-sunset", Seat::ResponseProperty, Error, "response-property-deprecated-sunset-invalid"),
    row("set-too-late", Seat::ResponseProperty, Error, "response-property-sunset-date-too-small"),
    row("unset", Seat::ResponseProperty, Info, "response-property-reactivated"),
    own("sunset-removed", Seat::ResponseProperty, Warn),
    own("sunset-too-near", Seat::ResponseProperty, Error),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    for property in properties(pair) {
        tell(pair, out, &property);
    }
}

fn tell(pair: &Pair<'_, '_>, out: &mut Out<'_>, property: &Property<'_>) {
    let (Some(old), Some(new)) = (&property.old, &property.new) else { return };
    let needed = days(pair.policy, new);
    let near = |day: i64| day - pair.policy.today < i64::from(needed);
    let until = || new.get("x-sunset").and_then(Value::as_str).unwrap_or_default();
    let flags = (old.flag("deprecated"), new.flag("deprecated"));
    let (action, text) = match (flags, sunset(new)) {
        ((true, false), _) => ("unset", "is deprecated no more".to_owned()),
        ((false, true), None) if needed > 0 => {
            ("set-without-sunset", format!("is deprecated without `x-sunset`; {needed} days are asked for"))
        }
        ((false, true), None) => ("set", "is deprecated".to_owned()),
        ((was, true), Some(Err(what))) if !was || sunset(old) != Some(Err(what.clone())) => {
            ("set-with-bad-sunset", format!("is deprecated, but its `x-sunset` is {what}, which is no date"))
        }
        ((false, true), Some(Ok(day))) if near(day) => {
            ("set-too-late", format!("is deprecated and ends on {}, which is in less than {needed} days", until()))
        }
        ((false, true), Some(Ok(_))) => ("set-with-sunset", format!("is deprecated and ends on {}", until())),
        ((true, true), None) if sunset(old).is_some() => {
            ("sunset-removed", "is deprecated, and nobody says any more when it ends".to_owned())
        }
        ((true, true), Some(Ok(day))) if near(day) && sunset(old).is_some_and(|was| was.is_ok_and(|was| day < was)) => {
            ("sunset-too-near", format!("ends earlier, on {}, which is in less than {needed} days", until()))
        }
        _ => return,
    };
    let (old, new) = property.places(pair);
    out.say_at(pair.seat.below(), action, old, new, format!("the property `{}` {text}", property.name));
}
