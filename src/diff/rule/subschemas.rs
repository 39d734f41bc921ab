//! What the rules of `allOf`, `anyOf` and `oneOf` share: which members came and which went.

use super::api::{Out, Pair};
use crate::diff::spot::Spot;
use crate::diff::walk::alternatives::{Matched, matched};
use crate::diff::walk::keyword::asserts;

/// Tells which members of the list under a keyword came or went. Members of words only are told apart where the rule does so.
pub(super) fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str) {
    let Some((old, new)) = pair.both() else { return };
    if old.get(keyword).is_none() && new.get(keyword).is_none() {
        return;
    }
    if types(old) && types(new) {
        return;
    }
    let Matched { added, removed, .. } = matched(old, new, keyword);
    let list = |spot: &Spot<'_>| if spot.get(keyword).is_some() { spot.at.child(keyword) } else { spot.at.clone() };
    for member in added {
        let text = format!("{} joined `{keyword}`", name(&member));
        out.say_at(pair.seat, action(out, pair, "added", &member), Some(list(old)), Some(member.at), text);
    }
    for member in removed {
        let text = format!("{} left `{keyword}`", name(&member));
        out.say_at(pair.seat, action(out, pair, "removed", &member), Some(member.at), Some(list(new)), text);
    }
}

/// Whether a schema only says which types a value may have, by itself or in a list of bare types; the rules of types tell of those.
fn types(spot: &Spot<'_>) -> bool {
    let Some(map) = spot.map() else { return false };
    let bare = |member: &Spot<'_>| member.map().is_some_and(|map| map.keys().all(|key| key == "type" || !asserts(key)));
    let lists: Vec<Spot<'_>> = ["oneOf", "anyOf"].iter().flat_map(|key| spot.items(key)).collect();
    let structured = ["properties", "allOf", "not"].iter().any(|key| map.contains_key(*key));
    !structured && if lists.is_empty() { map.contains_key("type") } else { lists.iter().all(bare) }
}

/// What happened to a member, which is less where it only has words.
fn action(out: &Out<'_>, pair: &Pair<'_, '_>, action: &'static str, member: &Spot<'_>) -> &'static str {
    let special = if action == "added" { "added-annotation-only" } else { "removed-annotation-only" };
    let asserting = match member.map() {
        Some(map) => map.keys().any(|key| asserts(key)),
        None => member.value.as_bool() != Some(true),
    };
    if !asserting && out.knows(special, pair.seat) { special } else { action }
}

/// How a member is called: by its component, its title, or where it stands.
pub(super) fn name(member: &Spot<'_>) -> String {
    if member.at.keys().next().is_some_and(|key| key == "components") && member.at.keys().count() == 3 {
        return format!("`{}`", member.at.name());
    }
    member.text("title").map_or_else(|| format!("member {}", member.at.name()), |title| format!("`{title}`"))
}
