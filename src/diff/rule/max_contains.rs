//! The rule `max-contains`: how many items of an array may fit `contains`.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "max-contains",
    summary: "how many items of an array may fit `contains`",
    docs: "A lower `maxContains` refuses arrays that were taken; a higher one, or none, lets the server give more such items.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("decreased", Seat::RequestBody, Error, "request-body-max-contains-decreased"),
    row("decreased", Seat::RequestProperty, Error, "request-property-max-contains-decreased"),
    own("decreased", Seat::Parameter, Error),
    row("increased", Seat::RequestBody, Info, "request-body-max-contains-increased"),
    row("increased", Seat::RequestProperty, Info, "request-property-max-contains-increased"),
    own("increased", Seat::Parameter, Info),
    row("decreased", Seat::ResponseBody, Info, "response-body-max-contains-decreased"),
    row("decreased", Seat::ResponseProperty, Info, "response-property-max-contains-decreased"),
    row("increased", Seat::ResponseBody, Error, "response-body-max-contains-increased"),
    row("increased", Seat::ResponseProperty, Error, "response-property-max-contains-increased"),
    own("set", Seat::RequestBody, Error),
    own("set", Seat::RequestProperty, Error),
    own("set", Seat::Parameter, Error),
    own("unset", Seat::ResponseBody, Error),
    own("unset", Seat::ResponseProperty, Error),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::bound::look(pair, out, "maxContains");
}
