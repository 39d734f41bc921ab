//! The rule `webhook`: what the server sends by itself, webhooks and callbacks.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "webhook",
    summary: "which webhooks and callbacks the server sends",
    docs: "Who waits for a webhook or a callback that is gone waits for ever.",
    kind: Kind::Path,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::Contract, Info, "webhook-added"),
    row("removed", Seat::Contract, Error, "webhook-removed"),
    own("callback-added", Seat::Contract, Info),
    own("callback-removed", Seat::Contract, Error),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if pair.is_served() {
        return;
    }
    let is_callback = pair.up.is_some_and(|up| up.kind == Kind::Operation);
    let (added, removed) = if is_callback { ("callback-added", "callback-removed") } else { ("added", "removed") };
    match (&pair.old, &pair.new) {
        (None, Some(_)) => out.say(pair, added, format!("`{}` is sent now", pair.name)),
        (Some(_), None) => out.say(pair, removed, format!("`{}` is not sent any more", pair.name)),
        _ => {}
    }
}
