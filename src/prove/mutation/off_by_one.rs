//! `off-by-one`: a count, or where a range ends, is one more.

use serde_json::{Value, json};

use super::api::{Mutation, Part, Row, last_key, replace};
use crate::prove::scene::{Scene, Spot};

/// What the names of such properties hold, as a word of its own: an `account_id` is no count.
const NAMES: [&str; 13] = [
    "count", "counts", "total", "page", "pages", "size", "limit", "offset", "length", "index", "seq", "attempts",
    "number",
];

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "off-by-one",
    summary: "a count, or where a range ends, is one more",
    docs: r"Whole numbers under names such as `count`, `total`, `page`, `per_page`, `limit` and `offset`, and those that say how
long a list beside them is, become one more. `json: { total: 2 }` notices it, and so does `paging`.
",
    make,
};

fn make(scene: &Scene<'_>) -> Vec<Mutation> {
    scene.spots.iter().filter_map(|spot| counted(scene, spot)).collect()
}

fn counted(scene: &Scene<'_>, spot: &Spot<'_>) -> Option<Mutation> {
    let number = spot.value.as_i64().filter(|_| spot.is_property)?;
    if !words(&last_key(&spot.pointer)).iter().any(|word| NAMES.contains(&word.as_str()))
        && !is_length(scene, spot, number)
    {
        return None;
    }
    let other = number.checked_add(1)?;
    Some(Mutation {
        part: Part::Other(spot.pointer.clone()),
        field: spot.path(),
        what: format!("{number} → {other}"),
        expect: spot.demand(number),
        change: replace(&spot.pointer, json!(other)),
    })
}

/// The words of a name, in small letters: `per_page` and `perPage` are two each.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || small && letter.is_uppercase() {
            words.push(String::new());
        }
        small = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

/// Whether a list of at least two items beside it is so long.
fn is_length(scene: &Scene<'_>, spot: &Spot<'_>, number: i64) -> bool {
    let beside = spot.pointer.rsplit_once('/').and_then(|(holder, _)| scene.json?.pointer(holder)?.as_object());
    let mut lists = beside.into_iter().flat_map(|map| map.values()).filter_map(Value::as_array);
    number > 1 && lists.any(|list| i64::try_from(list.len()).is_ok_and(|length| length == number))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_name_is_made_of_words() {
        for (name, parts) in [
            ("count", &["count"][..]),
            ("account_id", &["account", "id"]),
            ("perPage", &["per", "page"]),
            ("rowCount", &["row", "count"]),
            ("page2Size", &["page2", "size"]),
            ("total-items", &["total", "items"]),
            ("ID", &["id"]),
        ] {
            assert_eq!(words(name), parts, "{name}");
        }
    }
}
