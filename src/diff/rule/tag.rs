//! The rule `tag`: how operations are sorted for readers.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::Info;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "tag",
    summary: "the tags of operations",
    docs: "Tags sort the pages of a documentation, and the classes of some generated clients.",
    kind: Kind::Operation,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] =
    &[row("added", Seat::Contract, Info, "api-tag-added"), row("removed", Seat::Contract, Info, "api-tag-removed")];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if pair.both().is_none() {
        return;
    }
    let list = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (old, new) = pair.get("tags");
    let (old, new) = (list(old), list(new));
    for tag in new.iter().filter(|tag| !old.contains(tag)) {
        out.say_key(pair, "tags", "added", format!("has the tag `{tag}`"));
    }
    for tag in old.iter().filter(|tag| !new.contains(tag)) {
        out.say_key(pair, "tags", "removed", format!("has lost the tag `{tag}`"));
    }
}
