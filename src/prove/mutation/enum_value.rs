//! `enum-value`: a word that stands for a state is another word.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, last_key, replace};
use crate::prove::scene::{Scene, Spot};

/// What the names of properties end with that hold such words.
const NAMES: [&str; 12] =
    ["status", "state", "type", "kind", "code", "result", "reason", "event", "role", "level", "mode", "severity"];

/// The longest text that is taken for such a word.
const LONGEST: usize = 60;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "enum-value",
    summary: "a word that stands for a state is another word, and a yes is a no",
    docs: r"A text for which the contract has an `enum` becomes another of its values. Where no contract says so, a single word
under a name such as `status`, `state`, `type`, `code` or `reason` becomes an unknown one. `true` becomes `false`, and
`false` `true`. `json: { status: active }` notices it.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    scene.spots.iter().filter_map(|spot| changed(scene, spot)).collect()
}

fn changed(scene: &Scene<'_>, spot: &Spot<'_>) -> Option<Mutation> {
    let other = match spot.value {
        Value::Bool(is) => json!(!is),
        Value::String(text) => json!(another(scene, spot, text)?),
        _ => return None,
    };
    Some(Mutation {
        part: Part::Other(spot.pointer.clone()),
        field: spot.path(),
        what: format!("{} → {other}", spot.value),
        expect: spot.demand(spot.value.clone()),
        change: replace(&spot.pointer, other),
    })
}

fn another(scene: &Scene<'_>, spot: &Spot<'_>, text: &str) -> Option<String> {
    if let Some(words) = scene.terms.and_then(|terms| terms.words(&spot.pointer)) {
        return words.into_iter().find(|word| word != text);
    }
    let name = last_key(&spot.pointer).to_ascii_lowercase();
    let is_word = !text.is_empty()
        && text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    (spot.is_property && is_word && NAMES.iter().any(|ending| name.ends_with(ending))).then(|| format!("{text}_x"))
}
