//! Which schemas of two lists (`allOf`, `anyOf`, `oneOf`) belong together.

use serde_json::Value;

use super::keyword::{LISTS, asserts};
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
    // Where one is left on either side it is the same one that changed; what bears a name is not what bears another.
    if let (Some(_), Some(_)) = (single(&was), single(&is)) {
        take(&mut was, &mut is, &|one, other| one.name.is_none() && other.name.is_none());
    }
    if let ([one], [other]) = (&was[..], &is[..])
        && (one.name.is_none() || other.name.is_none())
    {
        take(&mut was, &mut is, &|_, _| true);
    }
    let spots = |items: Vec<Item<'d>>| items.into_iter().map(|item| item.spot).collect();
    Matched { pairs, removed: spots(was), added: spots(is) }
}

/// The keyword of the list that is all that a schema says, but that it is an object, or by which property forms are told apart.
pub(in crate::diff) fn wrapper(spot: &Spot<'_>) -> Option<&'static str> {
    let map = spot.map()?;
    let is_said = |key: &str| key != "discriminator" && !(key == "type" && map[key] == "object");
    let mut asserting = map.keys().filter(|key| asserts(key) && is_said(key));
    let (key, None) = (asserting.next()?, asserting.next()) else { return None };
    LISTS.iter().copied().find(|list| list == key)
}

/// The only item without a name.
fn single<'i, 'd>(items: &'i [Item<'d>]) -> Option<&'i Item<'d>> {
    let mut unnamed = items.iter().filter(|item| item.name.is_none());
    let item = unnamed.next()?;
    unnamed.next().is_none().then_some(item)
}

/// A schema that became one of several forms, or the other way round.
pub(in crate::diff) struct Wrapped<'d> {
    /// The schema with the form that it is, where it is known.
    pub(in crate::diff) form: Option<(Spot<'d>, Spot<'d>)>,
    /// Whether there is no other form.
    pub(in crate::diff) only: bool,
}

/// Two schemas of which one is an object and the other only a list of forms.
pub(in crate::diff) fn wrapped<'d>(old: &Spot<'d>, new: &Spot<'d>) -> Option<Wrapped<'d>> {
    let (bare, holder, key, was_bare) = match (wrapper(old), wrapper(new)) {
        (None, Some(key)) => (old, new, key, true),
        (Some(key), None) => (new, old, key, false),
        _ => return None,
    };
    let list = items(holder, key);
    let pair = |form: &Spot<'d>| if was_bare { (bare.clone(), form.clone()) } else { (form.clone(), bare.clone()) };
    if bare.get("properties").is_none() || bare.get(key).is_some() {
        return None;
    }
    let name = (bare.at.keys().next().as_deref() == Some("components")).then(|| bare.at.name());
    let only = list.len() == 1;
    let same = |item: &&Item<'d>| only || name.is_some() && item.name == name || item.spot.value == bare.value;
    Some(Wrapped { form: list.iter().find(same).map(|item| pair(&item.spot)), only })
}
