//! The rule `caller`: whether who was let in is let in still.

use std::collections::BTreeSet;

use serde_json::Value;

use super::api::{Kind, Out, Pair, Rule, Seat, own};
use crate::diff::level::Level::Error;
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "caller",
    summary: "who may call an operation",
    docs: "Each alternative of `security` that was enough has to be enough still: with the same schemes and no scope more.\n\
           An operation that asks nobody may be called by all. What an operation does not say, the document says for it.\n",
    kind: Kind::Operation,
    values: false,
    rows: &[own("refused", Seat::Contract, Error)],
    look,
};

/// What a caller has to bring: schemes, and scopes of them.
type Needs = BTreeSet<(String, Option<String>)>;

/// The alternatives that hold for an operation; one that needs nothing where nobody is asked.
fn alternatives(operation: &Spot<'_>) -> Vec<Needs> {
    let said = operation.get("security").or_else(|| operation.document.root().get("security"));
    let list = said.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let mut all: Vec<Needs> = list
        .map(|one| {
            let each = one.iter().flat_map(|(scheme, scopes)| {
                let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
                std::iter::once((scheme.clone(), None))
                    .chain(scopes.map(|scope| (scheme.clone(), Some(scope.to_owned()))))
            });
            each.collect()
        })
        .collect();
    if all.is_empty() {
        all.push(Needs::new());
    }
    all
}

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let Some((old, new)) = pair.both() else { return };
    let (was, is) = (alternatives(old), alternatives(new));
    let lost = was.iter().find(|had| !is.iter().any(|needs| needs.is_subset(had)));
    let text = |needs: &Needs| {
        let parts: Vec<String> =
            needs.iter().map(|(scheme, scope)| scope.clone().unwrap_or_else(|| scheme.clone())).collect();
        if parts.is_empty() { "without credentials".to_owned() } else { format!("with {}", parts.join(", ")) }
    };
    if let Some(lost) = lost {
        out.say_key(pair, "security", "refused", format!("who called {} is refused now", text(lost)));
    }
}
