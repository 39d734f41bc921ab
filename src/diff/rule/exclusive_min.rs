//! The rule `exclusive-min`: what a number has to be above.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "exclusive-min",
    summary: "what a number has to be above",
    docs: "A higher `exclusiveMinimum` refuses numbers that were taken; a lower one, or none, lets the server give \
           smaller ones. `exclusiveMinimum: true` of OpenAPI 3.0 counts as the number that its `minimum` gives. To \
           stay compatible, keep the old bound where data is sent to you, and keep to it in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("increased", Seat::RequestBody, Error, "request-body-exclusive-min-increased"),
    row("increased", Seat::RequestProperty, Error, "request-property-exclusive-min-increased"),
    row("increased", Seat::Parameter, Error, "request-parameter-exclusive-min-increased"),
    own("increased", Seat::ParameterProperty, Error),
    row("increased-where-read-only", Seat::RequestProperty, Info, "request-read-only-property-exclusive-min-increased"),
    own("increased", Seat::ResponseBody, Info),
    own("increased", Seat::ResponseProperty, Info),
    own("increased", Seat::ResponseHeader, Info),
    row("decreased", Seat::RequestBody, Info, "request-body-exclusive-min-decreased"),
    row("decreased", Seat::RequestProperty, Info, "request-property-exclusive-min-decreased"),
    row("decreased", Seat::Parameter, Info, "request-parameter-exclusive-min-decreased"),
    own("decreased", Seat::ParameterProperty, Info),
    row("decreased", Seat::ResponseBody, Error, "response-body-exclusive-min-decreased"),
    row("decreased", Seat::ResponseProperty, Error, "response-property-exclusive-min-decreased"),
    own("decreased", Seat::ResponseHeader, Error),
    own("decreased-where-write-only", Seat::ResponseProperty, Info),
    row("set", Seat::RequestBody, Warn, "request-body-exclusive-min-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-exclusive-min-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-exclusive-min-set"),
    own("set", Seat::ParameterProperty, Warn),
    own("set-where-read-only", Seat::RequestProperty, Info),
    own("set", Seat::ResponseBody, Info),
    own("set", Seat::ResponseProperty, Info),
    own("set", Seat::ResponseHeader, Info),
    own("unset", Seat::RequestBody, Info),
    own("unset", Seat::RequestProperty, Info),
    own("unset", Seat::Parameter, Info),
    own("unset", Seat::ParameterProperty, Info),
    own("unset", Seat::ResponseBody, Error),
    own("unset", Seat::ResponseProperty, Error),
    own("unset", Seat::ResponseHeader, Error),
    own("unset-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::bound::look(pair, out, "exclusiveMinimum");
}
