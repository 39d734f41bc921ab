//! The rule `min`: how small a number may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "min",
    summary: "how small a number may be",
    docs: "A higher `minimum` refuses numbers that were taken; a lower one, or none, lets the server give smaller \
           ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("increased", Seat::RequestBody, Error, "request-body-min-increased"),
    row("increased", Seat::RequestProperty, Error, "request-property-min-increased"),
    row("increased", Seat::Parameter, Error, "request-parameter-min-increased"),
    own("increased", Seat::ParameterProperty, Error),
    row("increased-where-read-only", Seat::RequestProperty, Info, "request-read-only-property-min-increased"),
    own("increased", Seat::ResponseBody, Info),
    own("increased", Seat::ResponseProperty, Info),
    own("increased", Seat::ResponseHeader, Info),
    row("decreased", Seat::RequestBody, Info, "request-body-min-decreased"),
    row("decreased", Seat::RequestProperty, Info, "request-property-min-decreased"),
    row("decreased", Seat::Parameter, Info, "request-parameter-min-decreased"),
    own("decreased", Seat::ParameterProperty, Info),
    row("decreased", Seat::ResponseBody, Error, "response-body-min-decreased"),
    row("decreased", Seat::ResponseProperty, Error, "response-property-min-decreased"),
    own("decreased", Seat::ResponseHeader, Error),
    own("decreased-where-write-only", Seat::ResponseProperty, Info),
    row("set", Seat::RequestBody, Warn, "request-body-min-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-min-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-min-set"),
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
    super::bound::look(pair, out, "minimum");
}
