//! The rule `unique-items`: whether the items of a list differ.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own};
use crate::diff::level::Level::{Error, Info, Warn};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "unique-items",
    summary: "whether the items of a list have to differ",
    docs: "`uniqueItems: true` refuses lists that were taken, those in which an item comes twice; without it the \
           server may give such lists.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
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
    let (action, text) = match pair.flags("uniqueItems") {
        (false, true) => ("set", "an item may not come twice any more"),
        (true, false) => ("unset", "an item may come twice now"),
        _ => return,
    };
    out.say_values(pair, "uniqueItems", action, text);
}
