//! What the rules of a keyword share that only ever narrows: where it comes fewer values are allowed, where it goes more.

use serde_json::Value;

use super::api::{Out, Pair};
use crate::diff::spot::Spot;

/// The rows of actions that narrow, each with the one that takes it back: what is narrower breaks who sends, what is wider
/// breaks who reads. After each action stands the end of the name that oasdiff has for it.
macro_rules! narrowing {
    ($([$more:literal = $more_alias:literal, $less:literal = $less_alias:literal]),+ $(,)?) => {
        $crate::diff::rule::narrowing::rows!($([$more = $more_alias, Error, Info], [$less = $less_alias, Info, Error]),+)
    };
}

/// The rows of actions at every place where a schema stands: the action, the end of the name that oasdiff has for it, its
/// level where data is sent and where it comes back.
macro_rules! rows {
    ($([$action:literal = $alias:literal, $sent:ident, $given:ident]),+ $(,)?) => {
        &[$(
            $crate::diff::rule::api::row($action, Seat::RequestBody, Level::$sent, concat!("request-body-", $alias)),
            $crate::diff::rule::api::row($action, Seat::RequestProperty, Level::$sent, concat!("request-property-", $alias)),
            $crate::diff::rule::api::own($action, Seat::Parameter, Level::$sent),
            $crate::diff::rule::api::own($action, Seat::ParameterProperty, Level::$sent),
            $crate::diff::rule::api::row($action, Seat::ResponseBody, Level::$given, concat!("response-body-", $alias)),
            $crate::diff::rule::api::row($action, Seat::ResponseProperty, Level::$given, concat!("response-property-", $alias)),
            $crate::diff::rule::api::own($action, Seat::ResponseHeader, Level::$given),
        )+]
    };
}

/// The same rows, of what only this program tells.
macro_rules! own_rows {
    ($([$action:literal, $sent:ident, $given:ident]),+ $(,)?) => {
        &[$(
            $crate::diff::rule::api::own($action, Seat::RequestBody, Level::$sent),
            $crate::diff::rule::api::own($action, Seat::RequestProperty, Level::$sent),
            $crate::diff::rule::api::own($action, Seat::Parameter, Level::$sent),
            $crate::diff::rule::api::own($action, Seat::ParameterProperty, Level::$sent),
            $crate::diff::rule::api::own($action, Seat::ResponseBody, Level::$given),
            $crate::diff::rule::api::own($action, Seat::ResponseProperty, Level::$given),
            $crate::diff::rule::api::own($action, Seat::ResponseHeader, Level::$given),
        )+]
    };
}

pub(super) use {narrowing, own_rows, rows};

/// Tells that a keyword came or went; one that allows every value counts as none.
pub(super) fn look(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str) {
    let (old, new) = pair.get(keyword);
    let limits = |value: Option<&Value>| value.is_some_and(|value| !allows_all(value));
    said(pair, out, keyword, (limits(old), limits(new)), "");
}

/// Tells that a keyword came or went, with `prefix` before the action.
pub(super) fn said(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str, holds: (bool, bool), prefix: &str) {
    match holds {
        (false, true) => out.say_key(pair, keyword, &format!("{prefix}added"), format!("`{keyword}` is new")),
        (true, false) => out.say_key(pair, keyword, &format!("{prefix}removed"), format!("`{keyword}` is gone")),
        _ => {}
    }
}

/// Tells which names under a keyword came or went.
pub(super) fn names(pair: &Pair<'_, '_>, out: &mut Out<'_>, keyword: &str) {
    let Some((old, new)) = pair.both() else { return };
    let only = |one: &Spot<'_>, other: &Spot<'_>| -> Vec<String> {
        let known = other.get(keyword).and_then(Value::as_object);
        let names = one.get(keyword).and_then(Value::as_object).into_iter().flat_map(|names| names.keys());
        names.filter(|name| known.is_none_or(|known| !known.contains_key(*name))).cloned().collect()
    };
    let at = |spot: &Spot<'_>, name: &str| spot.at.child(keyword).child(name);
    for name in only(new, old) {
        let text = format!("`{keyword}` has `{name}` now");
        out.say_at(pair.seat, "added", Some(old.at.clone()), Some(at(new, &name)), text);
    }
    for name in only(old, new) {
        let text = format!("`{keyword}` has no `{name}` any more");
        out.say_at(pair.seat, "removed", Some(at(old, &name)), Some(new.at.clone()), text);
    }
}

/// Whether a schema allows every value: `true`, or nothing but nothing.
pub(super) fn allows_all(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether a schema lets a value of a type through, as far as `type` says.
pub(super) fn takes(spot: &Spot<'_>, name: &str) -> bool {
    match spot.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(name)),
        _ => true,
    }
}
