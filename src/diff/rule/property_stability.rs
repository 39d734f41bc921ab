//! The rule `property-stability`: how settled a property is, by `x-stability-level`.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use super::properties::properties;
use crate::diff::level::Level::{Error, Info};
use crate::diff::spot::Said;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "property-stability",
    summary: "how settled a property is",
    docs: "`x-stability-level` is `draft`, `alpha`, `beta` or `stable`; what does not say it is stable. A property that becomes \
           less settled takes back what was promised: it may go without the time that stable ones have.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("decreased", Seat::RequestProperty, Error, "request-property-stability-decreased"),
    row("increased", Seat::RequestProperty, Info, "request-property-stability-increased"),
    row("invalid", Seat::RequestProperty, Error, "api-invalid-stability-level"),
    own("decreased", Seat::ParameterProperty, Error),
    own("increased", Seat::ParameterProperty, Info),
    row("invalid", Seat::ParameterProperty, Error, "api-invalid-stability-level"),
    row("decreased", Seat::ResponseProperty, Error, "response-property-stability-decreased"),
    row("increased", Seat::ResponseProperty, Info, "response-property-stability-increased"),
    row("invalid", Seat::ResponseProperty, Error, "api-invalid-stability-level"),
];

const KEY: &str = "x-stability-level";

/// From the least settled to the most.
const LEVELS: &[&str] = &["draft", "alpha", "beta", "stable"];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    for property in properties(pair) {
        let (Some(old), Some(new)) = (&property.old, &property.new) else { continue };
        if old.get(KEY) == new.get(KEY) {
            continue;
        }
        let (action, text) = match (level(old), level(new)) {
            (Ok(old), Ok(new)) if new < old => ("decreased", format!("is {} now; it was {}", LEVELS[new], LEVELS[old])),
            (Ok(old), Ok(new)) if new > old => ("increased", format!("is {} now; it was {}", LEVELS[new], LEVELS[old])),
            (Ok(_), Ok(_)) => continue,
            (Err(what), _) | (_, Err(what)) => {
                ("invalid", format!("has {what} for `{KEY}`, which has to be one of {}", LEVELS.join(", ")))
            }
        };
        let (old, new) = property.places(pair);
        out.say_at(pair.seat.below(), action, old, new, format!("the property `{}` {text}", property.name));
    }
}

/// How settled something is, as an index of [`LEVELS`]; an error is what stands there instead.
fn level(said: &Said<'_>) -> Result<usize, String> {
    let Some(value) = said.get(KEY) else { return Ok(LEVELS.len() - 1) };
    let found = value.as_str().and_then(|text| LEVELS.iter().position(|level| *level == text));
    found.ok_or_else(|| value.to_string())
}
