//! Which schemas of two lists (`allOf`, `anyOf`, `oneOf`) belong together.

use serde_json::Value;

use crate::diff::spot::Spot;

/// Two lists, matched.
pub(in crate::diff) struct Matched<'d> {
    /// What belongs together.
    pub(in crate::diff) pairs: Vec<(Spot<'d>, Spot<'d>)>,
    /// What only the old list has.
    pub(in crate::diff) removed: Vec<Spot<'d>>,
    /// What only the new list has.
    pub(in crate::diff) added: Vec<Spot<'d>>,
}

/// An item, and what it is known by.
struct Item<'d> {
    spot: Spot<'d>,
    /// The last part of its reference, where it is one.
    name: Option<String>,
}

fn items<'d>(holder: &Spot<'d>, key: &str) -> Vec<Item<'d>> {
    let Some(list) = holder.get(key).and_then(Value::as_array) else { return Vec::new() };
    let at = holder.at.child(key);
    let reference = |value: &Value| {
        let reference = value.get("$ref")?.as_str()?;
        Some(reference.rsplit(['/', '#']).next().unwrap_or_default().to_owned())
    };
    let spots = list
        .iter()
        .enumerate()
        .map(|(index, value)| Some(Item { spot: Spot::at(holder.document, &at.item(index))?, name: reference(value) }));
    spots.flatten().collect()
}

/// Matches the lists under a key: by reference, then by what is written, then by title, and where one is left on either
/// side and neither has a name, these two.
pub(in crate::diff) fn matched<'d>(old: &Spot<'d>, new: &Spot<'d>, key: &str) -> Matched<'d> {
    let (mut was, mut is) = (items(old, key), items(new, key));
    let mut pairs = Vec::new();
    let mut take = |was: &mut Vec<Item<'d>>, is: &mut Vec<Item<'d>>, same: &dyn Fn(&Item<'d>, &Item<'d>) -> bool| {
        let mut index = 0;
        while index < was.len() {
            if let Some(other) = is.iter().position(|other| same(&was[index], other)) {
                pairs.push((was.remove(index).spot, is.remove(other).spot));
            } else {
                index += 1;
            }
        }
    };
    take(&mut was, &mut is, &|one, other| one.name.is_some() && one.name == other.name);
    take(&mut was, &mut is, &|one, other| one.spot.value == other.spot.value);
    take(&mut was, &mut is, &|one, other| {
        one.name.is_none()
            && other.name.is_none()
            && one.spot.text("title").is_some()
            && one.spot.text("title") == other.spot.text("title")
    });
    if let ([one], [other]) = (&was[..], &is[..])
        && one.name.is_none()
        && other.name.is_none()
    {
        take(&mut was, &mut is, &|_, _| true);
    }
    let spots = |items: Vec<Item<'d>>| items.into_iter().map(|item| item.spot).collect();
    Matched { pairs, removed: spots(was), added: spots(is) }
}
