//! What the rules of bounds share: a number under a keyword that was set, moved or taken away.

use super::api::{Out, Pair};

/// Tells how the number under a keyword moved.
pub(super) fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str) {
    let (action, text) = match pair.numbers(keyword) {
        (Some(old), Some(new)) if new < old => ("decreased", format!("`{keyword}` went from {old} down to {new}")),
        (Some(old), Some(new)) if new > old => ("increased", format!("`{keyword}` went from {old} up to {new}")),
        (None, Some(new)) => ("set", format!("`{keyword}` is {new} now; there was none")),
        (Some(old), None) => ("unset", format!("`{keyword}` was {old}; there is none any more")),
        _ => return,
    };
    let writable =
        pair.seat.direction() == crate::openapi::schema::Direction::Request && pair.flags("readOnly") == (true, true);
    let special = format!("{action}-where-read-only");
    let special = writable && out.knows(&special, pair.seat);
    let action = if special { format!("{action}-where-read-only") } else { action.to_owned() };
    out.say_key(pair, keyword, &action, text);
}
