//! The rule `max-properties`: how many properties an object may have.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "max-properties",
    summary: "how many properties an object may have at most",
    docs: "A lower `maxProperties` refuses objects that were taken; a higher one, or none, lets the server give \
           larger ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what \
           you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    own("decreased", Seat::RequestBody, Error),
    own("decreased", Seat::RequestProperty, Error),
    own("decreased", Seat::Parameter, Error),
    own("decreased", Seat::ParameterProperty, Error),
    own("decreased-where-read-only", Seat::RequestProperty, Info),
    own("decreased", Seat::ResponseBody, Info),
    own("decreased", Seat::ResponseProperty, Info),
    own("decreased", Seat::ResponseHeader, Info),
    own("increased", Seat::RequestBody, Info),
    own("increased", Seat::RequestProperty, Info),
    own("increased", Seat::Parameter, Info),
    own("increased", Seat::ParameterProperty, Info),
    own("increased", Seat::ResponseBody, Error),
    own("increased", Seat::ResponseProperty, Error),
    own("increased", Seat::ResponseHeader, Error),
    own("increased-where-write-only", Seat::ResponseProperty, Info),
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
    super::bound::look(pair, out, "maxProperties");
}
