//! The rule `parameter-default`: what the server takes for a parameter that is not sent.

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::Error;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "parameter-default",
    summary: "what stands for a parameter that is not sent",
    docs: "Clients that leave an optional parameter out get what `default` stands for: where it changes, the same call asks for \
           something else. Of a required parameter, which is always sent, it says nothing.",
    kind: Kind::Parameter,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::Parameter, Error, "request-parameter-default-value-added"),
    row("changed", Seat::Parameter, Error, "request-parameter-default-value-changed"),
    row("removed", Seat::Parameter, Error, "request-parameter-default-value-removed"),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    if old.flag("required") || new.flag("required") {
        return;
    }
    let (Some(from), Some(to)) = (default(old), default(new)) else { return };
    let (action, text) = match (&from.1, &to.1) {
        (Some(from), Some(to)) if from != to => ("changed", format!("`default` was `{from}`, and is `{to}`")),
        (None, Some(to)) => ("added", format!("`default` is `{to}` now; there was none")),
        (Some(from), None) => ("removed", format!("`default` was `{from}`; there is none any more")),
        _ => return,
    };
    let at = |(schema, default): &(Spot<'_>, Option<&Value>)| {
        if default.is_some() { schema.at.child("default") } else { schema.at.clone() }
    };
    out.say_at(pair.seat, action, Some(at(&from)), Some(at(&to)), text);
}

/// The schema of a parameter, or of the one media type that it is written in, and its default.
fn default<'d>(parameter: &Spot<'d>) -> Option<(Spot<'d>, Option<&'d Value>)> {
    let schema = parameter.child("schema").or_else(|| {
        let content = parameter.child("content")?;
        let (name, _) = content.members().next()?;
        content.child(name)?.child("schema")
    })?;
    let default = schema.get("default");
    Some((schema, default))
}
