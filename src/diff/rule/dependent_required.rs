//! The rule `dependent-required`: which properties another property asks for.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::{self, rows};
use crate::diff::level::Level;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependent-required",
    summary: "which properties another property asks for",
    docs: "A property that is asked for now, where another one is there, refuses objects that were taken; one that is asked for no more may be missing from what the server gives.",
    kind: Kind::Schema,
    values: true,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(
    ["added" = "dependent-required-added", Error, Info],
    ["removed" = "dependent-required-removed", Info, Error],
    ["changed" = "dependent-required-changed", Error, Error],
    ["extended" = "dependent-required-changed", Error, Info],
    ["reduced" = "dependent-required-changed", Info, Error],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    narrowing::names(pair, out, "dependentRequired");
    let Some((old, new)) = pair.both() else { return };
    let of = |spot: &Spot<'_>| spot.get("dependentRequired").and_then(Value::as_object).cloned().unwrap_or_default();
    let (was, is) = (of(old), of(new));
    for (name, after) in &is {
        let (Some(before), Some(after)) = (was.get(name).and_then(Value::as_array), after.as_array()) else { continue };
        let more = after.iter().any(|one| !before.contains(one));
        let less = before.iter().any(|one| !after.contains(one));
        let action = match (more, less) {
            (true, true) => "changed",
            (true, false) => "extended",
            (false, true) => "reduced",
            (false, false) => continue,
        };
        let at = |spot: &Spot<'_>| Some(spot.at.child("dependentRequired").child(name));
        let text = format!("`{name}` asks for {} now; it asked for {}", list(after), list(before));
        out.say_at(pair.seat, action, at(old), at(new), text);
    }
}

fn list(names: &[Value]) -> String {
    let names: Vec<String> = names.iter().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
