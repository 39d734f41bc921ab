//! The rule `min-properties`: how many properties an object has to have.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "min-properties",
    summary: "how many properties an object has to have",
    docs: "A higher `minProperties` refuses objects that were taken; a lower one, or none, lets the server give \
           smaller ones. To stay compatible, keep the old bound where data is sent to you, and keep to it in what \
           you send.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    own("increased", Seat::RequestBody, Error),
    own("increased", Seat::RequestProperty, Error),
    own("increased", Seat::Parameter, Error),
    own("increased", Seat::ParameterProperty, Error),
    own("increased-where-read-only", Seat::RequestProperty, Info),
    own("increased", Seat::ResponseBody, Info),
    own("increased", Seat::ResponseProperty, Info),
    own("increased", Seat::ResponseHeader, Info),
    own("decreased", Seat::RequestBody, Info),
    own("decreased", Seat::RequestProperty, Info),
    own("decreased", Seat::Parameter, Info),
    own("decreased", Seat::ParameterProperty, Info),
    own("decreased", Seat::ResponseBody, Error),
    own("decreased", Seat::ResponseProperty, Error),
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
    super::bound::look(pair, out, "minProperties");
}
