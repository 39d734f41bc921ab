//! The rule `wrapping`: a schema that became one form of several, or the other way round.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level;
use crate::diff::walk::alternatives::{is_or_null, wrapper};

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
    row("or-null", Seat::RequestBody, Level::Info, "request-body-became-nullable"),
    row("or-null", Seat::RequestProperty, Level::Info, "request-property-became-nullable"),
    row("or-null", Seat::Parameter, Level::Info, "request-parameter-became-nullable"),
    row("or-null", Seat::ParameterProperty, Level::Info, "request-parameter-property-became-nullable"),
    row("or-null", Seat::ResponseBody, Level::Error, "response-body-became-nullable"),
    row("or-null", Seat::ResponseProperty, Level::Error, "response-property-became-nullable"),
    row("or-null", Seat::ResponseHeader, Level::Error, "response-header-became-nullable"),
    row("not-or-null", Seat::RequestBody, Level::Error, "request-body-became-not-nullable"),
    row("not-or-null", Seat::RequestProperty, Level::Error, "request-property-became-not-nullable"),
    row("not-or-null", Seat::Parameter, Level::Error, "request-parameter-became-not-nullable"),
    row("not-or-null", Seat::ParameterProperty, Level::Error, "request-parameter-property-became-not-nullable"),
    row("not-or-null", Seat::ResponseBody, Level::Info, "response-body-became-not-nullable"),
    row("not-or-null", Seat::ResponseProperty, Level::Info, "response-property-became-not-nullable"),
    row("not-or-null", Seat::ResponseHeader, Level::Info, "response-header-became-not-nullable"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (way, wrapper, text) = match (wrapper(old), wrapper(new)) {
        (None, Some(wrapper)) => ("in", wrapper, "the object is one of several in"),
        (Some(wrapper), None) => ("out-of", wrapper, "the object stands by itself, no more as one of several in"),
        _ => return,
    };
    let holder = if way == "in" { new } else { old };
    if is_or_null(holder, wrapper) {
        let (action, text) =
            if way == "in" { ("or-null", "may be null now") } else { ("not-or-null", "must not be null any more") };
        out.say(pair, action, text);
        return;
    }
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
