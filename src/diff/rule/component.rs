//! The rule `component`: which named schemas a document offers.

use super::api::{Kind, Out, Pair, Rule, Seat, row};
use crate::diff::level::Level::Info;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "component",
    summary: "the schemas under `components`",
    docs: "Nothing on the wire depends on a component's name; types of generated clients are called by it. One that was \
           renamed, or written out where it was referred to, is no change.",
    kind: Kind::Outcome,
    values: false,
    rows: &[row("removed", Seat::Contract, Info, "api-schema-removed")],
    look,
};

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let schemas = |spot: &Spot<'_>| -> Vec<String> {
        let schemas = spot.child("components").and_then(|components| components.child("schemas"));
        schemas.iter().flat_map(Spot::members).map(|(name, _)| name.clone()).collect()
    };
    let is = schemas(new);
    for name in schemas(old) {
        let at = old.at.down(&["components", "schemas", &name]);
        if !is.contains(&name) && !pair.outcome.is_some_and(|outcome| outcome.used.contains(&at)) {
            out.say_at(pair.seat, "removed", Some(at), None, format!("the schema `{name}` is gone"));
        }
    }
}
