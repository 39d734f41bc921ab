//! The rule `max-length`: how long a text may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "max-length",
    summary: "how many characters a text may have at most",
    docs: "A lower `maxLength` refuses texts that were taken; a higher one, or none, lets the server give longer \
           ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("decreased", Seat::RequestBody, Error, "request-body-max-length-decreased"),
    row("decreased", Seat::RequestProperty, Error, "request-property-max-length-decreased"),
    row("decreased", Seat::Parameter, Error, "request-parameter-max-length-decreased"),
    own("decreased", Seat::ParameterProperty, Error),
    row("decreased-where-read-only", Seat::RequestProperty, Info, "request-read-only-property-max-length-decreased"),
    own("decreased", Seat::ResponseBody, Info),
    own("decreased", Seat::ResponseProperty, Info),
    own("decreased", Seat::ResponseHeader, Info),
    row("increased", Seat::RequestBody, Info, "request-body-max-length-increased"),
    row("increased", Seat::RequestProperty, Info, "request-property-max-length-increased"),
    row("increased", Seat::Parameter, Info, "request-parameter-max-length-increased"),
    own("increased", Seat::ParameterProperty, Info),
    row("increased", Seat::ResponseBody, Error, "response-body-max-length-increased"),
    row("increased", Seat::ResponseProperty, Error, "response-property-max-length-increased"),
    own("increased", Seat::ResponseHeader, Error),
    own("increased-where-write-only", Seat::ResponseProperty, Info),
    row("set", Seat::RequestBody, Warn, "request-body-max-length-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-max-length-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-max-length-set"),
    own("set", Seat::ParameterProperty, Warn),
    own("set-where-read-only", Seat::RequestProperty, Info),
    own("set", Seat::ResponseBody, Info),
    own("set", Seat::ResponseProperty, Info),
    own("set", Seat::ResponseHeader, Info),
    own("unset", Seat::RequestBody, Info),
    own("unset", Seat::RequestProperty, Info),
    own("unset", Seat::Parameter, Info),
    own("unset", Seat::ParameterProperty, Info),
    row("unset", Seat::ResponseBody, Error, "response-body-max-length-unset"),
    row("unset", Seat::ResponseProperty, Error, "response-property-max-length-unset"),
    own("unset", Seat::ResponseHeader, Error),
    own("unset-where-write-only", Seat::ResponseProperty, Info),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::bound::look(pair, out, "maxLength");
}
