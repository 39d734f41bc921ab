//! The rule `security-scheme`: how callers prove who they are.

use super::api::{Kind, Out, Pair, Row, Rule, Seat, own, row};
use crate::diff::level::Level::{Error, Info};
use crate::diff::spot::Spot;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "security-scheme",
    summary: "the security schemes of the document",
    docs: "What a scheme is (`type`), where tokens come from, and which scopes there are. Where a key is put (`in`, `name`) or \
           how a caller speaks (`scheme`) is what he has to change in every call.",
    kind: Kind::Document,
    values: false,
    rows: ROWS,
    look,
};

const ROWS: &[Row] = &[
    row("added", Seat::Contract, Info, "api-security-component-added"),
    row("removed", Seat::Contract, Info, "api-security-component-removed"),
    row("type-changed", Seat::Contract, Info, "api-security-component-type-changed"),
    row("url-changed", Seat::Contract, Info, "api-security-component-oauth-url-changed"),
    row("token-url-changed", Seat::Contract, Info, "api-security-component-oauth-token-url-changed"),
    row("scope-added", Seat::Contract, Info, "api-security-component-oauth-scope-added"),
    row("scope-removed", Seat::Contract, Info, "api-security-component-oauth-scope-removed"),
    row("scope-changed", Seat::Contract, Info, "api-security-component-oauth-scope-changed"),
    own("key-moved", Seat::Contract, Error),
];

fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let of = |side: &Option<Spot<'_>>| side.as_ref().map(|spot| spot.at.down(&["components", "securitySchemes"]));
    let at = |side: &Option<Spot<'_>>, name: &str| of(side).map(|at| at.child(name));
    let schemes = |side: &Option<Spot<'_>>| -> Vec<String> {
        let schemes = side.as_ref().and_then(|spot| spot.child("components")?.child("securitySchemes"));
        schemes.iter().flat_map(Spot::members).map(|(name, _)| name.clone()).collect()
    };
    let (was, is) = (schemes(&pair.old), schemes(&pair.new));
    for name in is.iter().filter(|name| !was.contains(name)) {
        out.say_at(pair.seat, "added", None, at(&pair.new, name), format!("the scheme `{name}` is new"));
    }
    for name in was.iter().filter(|name| !is.contains(name)) {
        out.say_at(pair.seat, "removed", at(&pair.old, name), None, format!("the scheme `{name}` is gone"));
    }
    for name in is.iter().filter(|name| was.contains(name)) {
        let spot = |side: &Option<Spot<'_>>| {
            side.as_ref()?.child("components")?.child("securitySchemes")?.child(name).map(|spot| spot.at)
        };
        let scheme = Pair {
            kind: Kind::Document,
            seat: Seat::Contract,
            name,
            old: spot(&pair.old).and_then(|at| Spot::at(pair.old.as_ref()?.document, &at)),
            new: spot(&pair.new).and_then(|at| Spot::at(pair.new.as_ref()?.document, &at)),
            up: None,
            policy: pair.policy,
            outcome: None,
        };
        compare(&scheme, out);
    }
}

/// One scheme that both documents have.
fn compare(pair: &Pair<'_, '_>, out: &mut Out<'_>) {
    let name = pair.name;
    let Some((old, new)) = pair.both() else { return };
    if old.text("type") != new.text("type") {
        let text = |spot: &Spot<'_>| spot.text("type").unwrap_or_default().to_owned();
        return out.say_key(
            pair,
            "type",
            "type-changed",
            format!("the scheme `{name}` is {} now, and was {}", text(new), text(old)),
        );
    }
    for key in ["in", "name", "scheme"] {
        let (was, is) = pair.texts(key);
        let same = match key {
            "name" if old.text("in") == Some("query") || old.text("in") == Some("cookie") => was == is,
            _ => was.map(str::to_ascii_lowercase) == is.map(str::to_ascii_lowercase),
        };
        if !same {
            let text = format!(
                "`{key}` of the scheme `{name}` is {} now, and was {}",
                is.unwrap_or("nothing"),
                was.unwrap_or("nothing")
            );
            out.say_key(pair, key, "key-moved", text);
        }
    }
    let (Some(old), Some(new)) = (old.child("flows"), new.child("flows")) else { return };
    for (flow, _) in new.members() {
        let (Some(was), Some(is)) = (old.child(flow), new.child(flow)) else { continue };
        for (key, action) in [("authorizationUrl", "url-changed"), ("tokenUrl", "token-url-changed")] {
            if was.text(key) != is.text(key) {
                let text = format!("`{key}` of `{name}` is {} now", is.text(key).unwrap_or("gone"));
                out.say_at(pair.seat, action, Some(was.at.child(key)), Some(is.at.child(key)), text);
            }
        }
        let scopes =
            |spot: &Spot<'_>| spot.get("scopes").and_then(serde_json::Value::as_object).cloned().unwrap_or_default();
        let (before, after) = (scopes(&was), scopes(&is));
        let at = |spot: &Spot<'_>, scope: &str| Some(spot.at.down(&["scopes", scope]));
        for (scope, words) in &after {
            match before.get(scope) {
                None => out.say_at(
                    pair.seat,
                    "scope-added",
                    Some(was.at.clone()),
                    at(&is, scope),
                    format!("`{name}` has the scope `{scope}` now"),
                ),
                Some(known) if known != words => {
                    out.say_at(
                        pair.seat,
                        "scope-changed",
                        at(&was, scope),
                        at(&is, scope),
                        format!("the scope `{scope}` of `{name}` is described anew"),
                    );
                }
                Some(_) => {}
            }
        }
        for scope in before.keys().filter(|scope| !after.contains_key(*scope)) {
            out.say_at(
                pair.seat,
                "scope-removed",
                at(&was, scope),
                Some(is.at.clone()),
                format!("`{name}` has no scope `{scope}` any more"),
            );
        }
    }
}
