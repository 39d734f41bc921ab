//! What the rules of properties share: the properties of two objects side by side, each with what its holder says of it.

use serde_json::Value;

use super::api::{Out, Pair};
use crate::diff::spot::{Said, Spot};
use crate::openapi::at::At;

/// A property, on both sides or on one.
pub(super) struct Property<'d> {
    pub(super) name: &'d str,
    pub(super) old: Option<Said<'d>>,
    pub(super) new: Option<Said<'d>>,
    /// Whether its holder asks for it, before and now.
    pub(super) required: (bool, bool),
}

impl Property<'_> {
    /// Where it stands on either side; where it does not stand, its holder.
    pub(super) fn places(&self, pair: &Pair<'_, '_>) -> (Option<At>, Option<At>) {
        let at = |holder: &Option<Spot<'_>>, property: Option<Said<'_>>| {
            let holder = holder.as_ref()?;
            Some(if property.is_some() { holder.at.child("properties").child(self.name) } else { holder.at.clone() })
        };
        (at(&pair.old, self.old), at(&pair.new, self.new))
    }
}

/// The properties of two objects: those of the new one in their order, then what is gone.
pub(super) fn properties<'d>(pair: &Pair<'_, 'd>) -> Vec<Property<'d>> {
    let Some((old, new)) = pair.both() else { return Vec::new() };
    let (was, is) = (old.child("properties"), new.child("properties"));
    let names = |side: &Option<Spot<'d>>| -> Vec<&'d str> {
        side.iter().flat_map(Spot::members).map(|(name, _)| name.as_str()).collect()
    };
    let said = |side: &Option<Spot<'d>>, name: &str| side.as_ref()?.said(name);
    let gone = names(&was).into_iter().filter(|name| is.as_ref().is_none_or(|spot| spot.get(name).is_none()));
    let of = |name: &'d str| Property {
        name,
        old: said(&was, name),
        new: said(&is, name),
        required: (requires(old, name), requires(new, name)),
    };
    names(&is).into_iter().chain(gone).map(of).collect()
}

/// Whether an object asks for a property.
pub(super) fn requires(holder: &Spot<'_>, name: &str) -> bool {
    let list = holder.get("required").and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(name)))
}

/// Tells which properties got or lost a flag such as `readOnly`, and of those that are required apart.
pub(super) fn flagged(pair: &Pair<'_, '_>, out: &mut Out<'_>, flag: &str) {
    for property in properties(pair) {
        let (Some(old), Some(new)) = (&property.old, &property.new) else { continue };
        let (action, text) = match (old.flag(flag), new.flag(flag)) {
            (false, true) => ("set", "now"),
            (true, false) => ("unset", "no more"),
            _ => continue,
        };
        let special = if property.required.1 { "-where-required" } else { "" };
        let (old, new) = property.places(pair);
        let text = format!("the property `{}` is `{flag}` {text}", property.name);
        out.say_at(pair.seat.below(), &format!("{action}{special}"), old, new, text);
    }
}
