//! The rule `wrapping`: a schema that became one form of several, or the other way round.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level;
use crate::diff::walk::alternatives::wrapper;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "wrapping",
    summary: "whether an object stands by itself or as one of several in `oneOf`, `anyOf` or `allOf`",
    docs: "An object that becomes one of several forms may be refused where it fits two of them (`oneOf`), lets the server give \
           the other forms, or has to fit the others as well (`allOf`). One that is wrapped alone is the same as before, and no \
           change; one that is wrapped with null alone may be null.",
    kind: Kind::Wrapping,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("in-one-of", Seat::RequestBody, Level::Error, "request-body-wrapped-in-one-of"),
    row("in-one-of", Seat::ResponseBody, Level::Error, "response-body-wrapped-in-one-of"),
    own("in-one-of", Seat::RequestProperty, Level::Error),
    own("in-one-of", Seat::Parameter, Level::Error),
    own("in-one-of", Seat::ParameterProperty, Level::Error),
    own("in-one-of", Seat::ResponseProperty, Level::Error),
    own("in-one-of", Seat::ResponseHeader, Level::Error),
    own("in-any-of", Seat::RequestBody, Level::Info),
    own("in-any-of", Seat::RequestProperty, Level::Info),
    own("in-any-of", Seat::Parameter, Level::Info),
    own("in-any-of", Seat::ParameterProperty, Level::Info),
    own("in-any-of", Seat::ResponseBody, Level::Error),
    own("in-any-of", Seat::ResponseProperty, Level::Error),
    own("in-any-of", Seat::ResponseHeader, Level::Error),
    own("in-all-of", Seat::RequestBody, Level::Error),
    own("in-all-of", Seat::RequestProperty, Level::Error),
    own("in-all-of", Seat::Parameter, Level::Error),
    own("in-all-of", Seat::ParameterProperty, Level::Error),
    own("in-all-of", Seat::ResponseBody, Level::Info),
    own("in-all-of", Seat::ResponseProperty, Level::Info),
    own("in-all-of", Seat::ResponseHeader, Level::Info),
    own("out-of-one-of", Seat::RequestBody, Level::Error),
    own("out-of-one-of", Seat::RequestProperty, Level::Error),
    own("out-of-one-of", Seat::Parameter, Level::Error),
    own("out-of-one-of", Seat::ParameterProperty, Level::Error),
    own("out-of-one-of", Seat::ResponseBody, Level::Error),
    own("out-of-one-of", Seat::ResponseProperty, Level::Error),
    own("out-of-one-of", Seat::ResponseHeader, Level::Error),
    own("out-of-any-of", Seat::RequestBody, Level::Error),
    own("out-of-any-of", Seat::RequestProperty, Level::Error),
    own("out-of-any-of", Seat::Parameter, Level::Error),
    own("out-of-any-of", Seat::ParameterProperty, Level::Error),
    own("out-of-any-of", Seat::ResponseBody, Level::Info),
    own("out-of-any-of", Seat::ResponseProperty, Level::Info),
    own("out-of-any-of", Seat::ResponseHeader, Level::Info),
    own("out-of-all-of", Seat::RequestBody, Level::Info),
    own("out-of-all-of", Seat::RequestProperty, Level::Info),
    own("out-of-all-of", Seat::Parameter, Level::Info),
    own("out-of-all-of", Seat::ParameterProperty, Level::Info),
    own("out-of-all-of", Seat::ResponseBody, Level::Error),
    own("out-of-all-of", Seat::ResponseProperty, Level::Error),
    own("out-of-all-of", Seat::ResponseHeader, Level::Error),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (way, wrapper, text) = match (wrapper(old), wrapper(new)) {
        (None, Some(wrapper)) => ("in", wrapper, "the object is one of several in"),
        (Some(wrapper), None) => ("out-of", wrapper, "the object stands by itself, no more as one of several in"),
        _ => return,
    };
    let holder = if way == "in" { new } else { old };
    if holder.items(wrapper).len() < 2 {
        return;
    }
    let name = match wrapper {
        "oneOf" => "one-of",
        "anyOf" => "any-of",
        _ => "all-of",
    };
    out.say(pair, &format!("{way}-{name}"), format!("{text} `{wrapper}`"));
}
