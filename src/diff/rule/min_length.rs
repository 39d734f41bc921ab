//! The rule `min-length`: how short a text may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "min-length",
    summary: "how many characters a text has to have",
    docs: "A higher `minLength` refuses texts that were taken; a lower one, or none, lets the server give shorter \
           ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("increased", Seat::RequestBody, Error, "request-body-min-length-increased"),
    row("increased", Seat::RequestProperty, Error, "request-property-min-length-increased"),
    row("increased", Seat::Parameter, Error, "request-parameter-min-length-increased"),
    own("increased", Seat::ParameterProperty, Error),
    own("increased-where-read-only", Seat::RequestProperty, Info),
    own("increased", Seat::ResponseBody, Info),
    own("increased", Seat::ResponseProperty, Info),
    own("increased", Seat::ResponseHeader, Info),
    row("decreased", Seat::RequestBody, Info, "request-body-min-length-decreased"),
    row("decreased", Seat::RequestProperty, Info, "request-property-min-length-decreased"),
    row("decreased", Seat::Parameter, Info, "request-parameter-min-length-decreased"),
    own("decreased", Seat::ParameterProperty, Info),
    row("decreased", Seat::ResponseBody, Error, "response-body-min-length-decreased"),
    row("decreased", Seat::ResponseProperty, Error, "response-property-min-length-decreased"),
    own("decreased", Seat::ResponseHeader, Error),
    own("decreased-where-write-only", Seat::ResponseProperty, Info),
    own("set", Seat::RequestBody, Warn),
    own("set", Seat::RequestProperty, Warn),
    own("set", Seat::Parameter, Warn),
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
    super::bound::look(pair, out, "minLength");
}
