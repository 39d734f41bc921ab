//! The rule `discriminator`: the property that tells which form of several a value has.

use serde_json::{Map, Value};

use super::api::{Kind, Out, Pair, Row, Rule, Seat};
use super::narrowing::rows;
use crate::diff::level::Level;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "discriminator",
    summary: "the property that tells which form of several a value has",
    docs: "A discriminator is a hint (OpenAPI 3.1.1, section 4.8.25): it changes which class generated clients read a value into, \
           not which values are allowed. Generate clients anew where it changed.",
    kind: Kind::Schema,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = rows!(
    ["added" = "discriminator-added", Info, Info],
    ["removed" = "discriminator-removed", Info, Info],
    ["property-name-changed" = "discriminator-property-name-changed", Info, Info],
    ["mapping-added" = "discriminator-mapping-added", Info, Info],
    ["mapping-deleted" = "discriminator-mapping-deleted", Info, Info],
    ["mapping-changed" = "discriminator-mapping-changed", Info, Info],
);

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let key = "discriminator";
    let (was, is) = match pair.get(key) {
        (Some(Value::Object(was)), Some(Value::Object(is))) => (was, is),
        (None, Some(_)) => return out.say_key(pair, key, "added", "`discriminator` is new"),
        (Some(_), None) => return out.say_key(pair, key, "removed", "`discriminator` is gone"),
        _ => return,
    };
    let name =
        |side: &Map<String, Value>| side.get("propertyName").and_then(Value::as_str).unwrap_or_default().to_owned();
    if name(was) != name(is) {
        let text = format!("what tells the form is the property `{}` now; it was `{}`", name(is), name(was));
        out.say_key(pair, key, "property-name-changed", text);
    }
    let empty = Map::new();
    let mapping = |side| Map::get(side, "mapping").and_then(Value::as_object);
    let (before, after) = (mapping(was).unwrap_or(&empty), mapping(is).unwrap_or(&empty));
    let at = |side: &Option<Spot<'_>>, name: &str| {
        let map = side.as_ref()?.at.child(key).child("mapping");
        Some(map.child(name))
    };
    let holder = |side: &Option<Spot<'_>>| side.as_ref().map(|spot| spot.at.child(key));
    for (name, value) in after {
        let place = at(&pair.new, name);
        match before.get(name) {
            None => {
                let text = format!("`{name}` means {value} now");
                out.say_at(pair.seat, "mapping-added", holder(&pair.old), place, text);
            }
            Some(other) if target(other) != target(value) => {
                let text = format!("`{name}` means {value} now; it meant {other}");
                out.say_at(pair.seat, "mapping-changed", at(&pair.old, name), place, text);
            }
            Some(_) => {}
        }
    }
    for (name, value) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let text = format!("`{name}` meant {value}; it means nothing any more");
        out.say_at(pair.seat, "mapping-deleted", at(&pair.old, name), holder(&pair.new), text);
    }
}

/// What a mapping leads to: a component may be named by its name alone.
fn target(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix("#/components/schemas/").or(value.as_str())
}
