//! The rule `max`: how great a number may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "max",
    summary: "how great a number may be",
    docs: "A lower `maximum` refuses numbers that were taken; a higher one, or none, lets the server give greater \
           ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("decreased", Seat::RequestBody, Error, "request-body-max-decreased"),
    row("decreased", Seat::RequestProperty, Error, "request-property-max-decreased"),
    row("decreased", Seat::Parameter, Error, "request-parameter-max-decreased"),
    own("decreased", Seat::ParameterProperty, Error),
    row("decreased-where-read-only", Seat::RequestProperty, Info, "request-read-only-property-max-decreased"),
    own("decreased", Seat::ResponseBody, Info),
    own("decreased", Seat::ResponseProperty, Info),
    own("decreased", Seat::ResponseHeader, Info),
    row("increased", Seat::RequestBody, Info, "request-body-max-increased"),
    row("increased", Seat::RequestProperty, Info, "request-property-max-increased"),
    row("increased", Seat::Parameter, Info, "request-parameter-max-increased"),
    own("increased", Seat::ParameterProperty, Info),
    row("increased", Seat::ResponseBody, Error, "response-body-max-increased"),
    row("increased", Seat::ResponseProperty, Error, "response-property-max-increased"),
    own("increased", Seat::ResponseHeader, Error),
    own("increased-where-write-only", Seat::ResponseProperty, Info),
    row("set", Seat::RequestBody, Warn, "request-body-max-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-max-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-max-set"),
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
    super::bound::look(pair, out, "maximum");
}
