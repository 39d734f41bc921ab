//! The rule `multiple-of`: what a number has to be a multiple of.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own};
use crate::diff::level::Level::{Error, Info, Warn};

const KEY: &str = "multipleOf";

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "multiple-of",
    summary: "what a number has to be a multiple of",
    docs: "A coarser `multipleOf` refuses numbers that were taken; a finer one, or none, lets the server give \
           numbers that it never gave. Going from 10 to 5 is finer, from 5 to 10 coarser, and from 5 to 7 both.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    own("coarser", Seat::RequestBody, Error),
    own("coarser", Seat::RequestProperty, Error),
    own("coarser", Seat::Parameter, Error),
    own("coarser", Seat::ParameterProperty, Error),
    own("coarser-where-read-only", Seat::RequestProperty, Info),
    own("coarser", Seat::ResponseBody, Info),
    own("coarser", Seat::ResponseProperty, Info),
    own("coarser", Seat::ResponseHeader, Info),
    own("finer", Seat::RequestBody, Info),
    own("finer", Seat::RequestProperty, Info),
    own("finer", Seat::Parameter, Info),
    own("finer", Seat::ParameterProperty, Info),
    own("finer", Seat::ResponseBody, Error),
    own("finer", Seat::ResponseProperty, Error),
    own("finer", Seat::ResponseHeader, Error),
    own("finer-where-write-only", Seat::ResponseProperty, Info),
    own("changed", Seat::RequestBody, Error),
    own("changed", Seat::RequestProperty, Error),
    own("changed", Seat::Parameter, Error),
    own("changed", Seat::ParameterProperty, Error),
    own("changed-where-read-only", Seat::RequestProperty, Info),
    own("changed", Seat::ResponseBody, Error),
    own("changed", Seat::ResponseProperty, Error),
    own("changed", Seat::ResponseHeader, Error),
    own("changed-where-write-only", Seat::ResponseProperty, Info),
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
    let (old, new) = pair.get(KEY);
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).filter(|number| *number > 0.0);
    let (action, text) = match (old, new, number(old), number(new)) {
        (Some(from), Some(to), Some(old), Some(new)) => {
            let action = match (divides(old, new), divides(new, old)) {
                (true, true) => return,
                (true, false) => "coarser",
                (false, true) => "finer",
                (false, false) => "changed",
            };
            (action, format!("`{KEY}` was {from}, and is {to}"))
        }
        (_, Some(to), None, Some(_)) => ("set", format!("`{KEY}` is {to} now; there was none")),
        (Some(from), _, Some(_), None) => ("unset", format!("`{KEY}` was {from}; there is none any more")),
        _ => return,
    };
    out.say_values(pair, KEY, action, text);
}

/// Whether every multiple of one number is one of the other: 0.01 has no exact form, so what is off by less than such a form
/// may be counts as even.
fn divides(part: f64, whole: f64) -> bool {
    let times = whole / part;
    (times - times.round()).abs() < 1e-9 * times.max(1.0) && times >= 1.0 - 1e-9
}
