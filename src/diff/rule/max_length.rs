//! The rule `max-length`: how long a text may be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::change::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "max-length",
    summary: "how many characters a text may have at most",
    docs: "A lower `maxLength` refuses texts that were taken; a higher one, or none, lets the server give longer ones.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("decreased", Seat::RequestBody, Error, "request-body-max-length-decreased"),
    row("decreased", Seat::RequestProperty, Error, "request-property-max-length-decreased"),
    row("decreased", Seat::Parameter, Error, "request-parameter-max-length-decreased"),
    row("increased", Seat::RequestBody, Info, "request-body-max-length-increased"),
    row("increased", Seat::RequestProperty, Info, "request-property-max-length-increased"),
    row("increased", Seat::Parameter, Info, "request-parameter-max-length-increased"),
    row("set", Seat::RequestBody, Warn, "request-body-max-length-set"),
    row("set", Seat::RequestProperty, Warn, "request-property-max-length-set"),
    row("set", Seat::Parameter, Warn, "request-parameter-max-length-set"),
    row("increased", Seat::ResponseBody, Error, "response-body-max-length-increased"),
    row("increased", Seat::ResponseProperty, Error, "response-property-max-length-increased"),
    row("unset", Seat::ResponseBody, Error, "response-body-max-length-unset"),
    row("unset", Seat::ResponseProperty, Error, "response-property-max-length-unset"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    super::bound::look(pair, out, "maxLength");
}
