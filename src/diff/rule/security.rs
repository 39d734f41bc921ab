//! The rule `security`: which schemes and scopes a document or an operation names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::api::{Kind, Out, Pair, Row, Rule, Seat, row};
use crate::diff::level::Level::Info;

/// The rule for operations.
pub(super) static RULE: Rule = Rule {
    id: "security",
    summary: "the security requirements of operations",
    docs: "Which schemes an operation names, and which scopes of them. Whether a caller that was let in is let in still, the \
           rule `caller` tells.",
    kind: Kind::Operation,
    values: false,
    rows: OPERATION,
    look,
};

/// The rule for the whole document.
pub(super) static GLOBAL: Rule = Rule {
    id: "global-security",
    summary: "the security requirements of the whole document",
    docs: "What holds for every operation that says nothing of its own.",
    kind: Kind::Document,
    values: false,
    rows: DOCUMENT,
    look,
};

const OPERATION: &[Row] = &[
    row("added", Seat::Contract, Info, "api-security-added"),
    row("removed", Seat::Contract, Info, "api-security-removed"),
    row("scope-added", Seat::Contract, Info, "api-security-scope-added"),
    row("scope-removed", Seat::Contract, Info, "api-security-scope-removed"),
];

const DOCUMENT: &[Row] = &[
    row("added", Seat::Contract, Info, "api-global-security-added"),
    row("removed", Seat::Contract, Info, "api-global-security-removed"),
    row("scope-added", Seat::Contract, Info, "api-global-security-scope-added"),
    row("scope-removed", Seat::Contract, Info, "api-global-security-scope-removed"),
];

/// Alternatives by their schemes, each with its scopes.
type Alternatives = BTreeMap<BTreeSet<String>, BTreeSet<(String, String)>>;

fn alternatives(value: Option<&Value>) -> Alternatives {
    let list = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let mut all = Alternatives::new();
    for one in list {
        let scopes = one.iter().flat_map(|(scheme, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            scopes.map(move |scope| (scheme.clone(), scope.to_owned()))
        });
        all.entry(one.keys().cloned().collect()).or_default().extend(scopes);
    }
    all
}

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    if pair.both().is_none() {
        return;
    }
    let (old, new) = pair.get("security");
    let (old, new) = (alternatives(old), alternatives(new));
    let named = |schemes: &BTreeSet<String>| match schemes.len() {
        0 => "nobody in particular".to_owned(),
        _ => schemes.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and "),
    };
    for schemes in new.keys().filter(|schemes| !old.contains_key(*schemes)) {
        out.say_key(pair, "security", "added", format!("lets in {}", named(schemes)));
    }
    for schemes in old.keys().filter(|schemes| !new.contains_key(*schemes)) {
        out.say_key(pair, "security", "removed", format!("does not name {} any more", named(schemes)));
    }
    for (schemes, scopes) in &new {
        let Some(known) = old.get(schemes) else { continue };
        for (scheme, scope) in scopes.difference(known) {
            out.say_key(pair, "security", "scope-added", format!("asks for the scope `{scope}` of `{scheme}`"));
        }
        for (scheme, scope) in known.difference(scopes) {
            out.say_key(
                pair,
                "security",
                "scope-removed",
                format!("does not ask for the scope `{scope}` of `{scheme}` any more"),
            );
        }
    }
}
