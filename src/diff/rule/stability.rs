//! The rule `stability`: how firm an operation is said to be.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use super::lifecycle::{stability, stability_name};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "stability",
    summary: "the stability level of operations",
    docs: "`x-stability-level` is one of `draft`, `alpha`, `beta` and `stable`; what says nothing is stable. It may rise, and \
           never fall: who relied on it cannot any more.",
    kind: Kind::Operation,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("unknown", Seat::Contract, Error, "api-invalid-stability-level"),
    row("decreased", Seat::Contract, Error, "api-stability-decreased"),
    row("increased", Seat::Contract, Info, "api-stability-increased"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let key = "x-stability-level";
    match (stability(old), stability(new)) {
        (Some(was), Some(is)) if is < was => {
            let (was, is) = (stability_name(was), stability_name(is));
            out.say_key(pair, key, "decreased", format!("was {was}, and is {is} now"));
        }
        (Some(was), Some(is)) if is > was => {
            let (was, is) = (stability_name(was), stability_name(is));
            out.say_key(pair, key, "increased", format!("was {was}, and is {is} now"));
        }
        (None, _) | (_, None) => {
            let side = if stability(new).is_none() { new } else { old };
            let said = side.get(key).map(ToString::to_string).unwrap_or_default();
            out.say_key(
                pair,
                key,
                "unknown",
                format!("{said} is no stability level: draft, alpha, beta and stable are"),
            );
        }
        _ => {}
    }
}
