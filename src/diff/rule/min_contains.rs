//! The rule `min-contains`: how many items of an array have to fit `contains`.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::narrowing;
use crate::diff::level::Level;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "min-contains",
    summary: "how many items of an array have to fit `contains`",
    docs: "A higher `minContains` refuses arrays that were taken; a lower one lets the server give fewer such items. Where it is not written it is 1.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = narrowing!(["increased" = "min-contains-increased", "decreased" = "min-contains-decreased"]);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let least = |spot: &Spot<'_>| {
        spot.get("contains")?;
        spot.get("minContains").map_or(Some(1.0), Value::as_f64)
    };
    let (Some(old), Some(new)) = (least(old), least(new)) else { return };
    if new > old {
        out.say_key(pair, "minContains", "increased", format!("`minContains` went from {old} up to {new}"));
    } else if new < old {
        out.say_key(pair, "minContains", "decreased", format!("`minContains` went from {old} down to {new}"));
    }
}
