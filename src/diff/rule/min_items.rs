//! The rule `min-items`: how many items a list has to have.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "min-items",
    summary: "how many items a list has to have",
    docs: "A higher `minItems` refuses lists that were taken; a lower one, or none, lets the server give shorter \
           ones, even empty ones. To stay compatible, keep the old bound where data is sent to you, and keep to it \
           in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("increased", Seat::RequestBody, Error, "request-body-min-items-increased"),
    row("increased", Seat::RequestProperty, Error, "request-property-min-items-increased"),
    row("increased", Seat::Parameter, Error, "request-parameter-min-items-increased"),
    own("increased", Seat::ParameterProperty, Error),
    own("increased-where-read-only", Seat::RequestProperty, Info),
    own("increased", Seat::ResponseBody, Info),
    own("increased", Seat::ResponseProperty, Info),
    own("increased", Seat::ResponseHeader, Info),
    own("decreased", Seat::RequestBody, Info),
    own("decreased", Seat::RequestProperty, Info),
    row("decreased", Seat::Parameter, Info, "request-parameter-min-items-decreased"),
    own("decreased", Seat::ParameterProperty, Info),
    row("decreased", Seat::ResponseBody, Error, "response-body-min-items-decreased"),
    row("decreased", Seat::ResponseProperty, Error, "response-property-min-items-decreased"),
    own("decreased", Seat::ResponseHeader, Error),
    own("decreased-where-write-only", Seat::ResponseProperty, Info),
    row("set", Seat::RequestBody, Warn, "request-body-min-items-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-min-items-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-min-items-set"),
    own("set", Seat::ParameterProperty, Warn),
    own("set-where-read-only", Seat::RequestProperty, Info),
    own("set", Seat::ResponseBody, Info),
    own("set", Seat::ResponseProperty, Info),
    own("set", Seat::ResponseHeader, Info),
    own("unset", Seat::RequestBody, Info),
    own("unset", Seat::RequestProperty, Info),
    own("unset", Seat::Parameter, Info),
    own("unset", Seat::ParameterProperty, Info),
    row("unset", Seat::ResponseBody, Error, "response-body-min-items-unset"),
    row("unset", Seat::ResponseProperty, Error, "response-property-min-items-unset"),
    own("unset", Seat::ResponseHeader, Error),
    own("unset-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::bound::look(pair, out, "minItems");
}
