//! What was sent, put into an answer so that the document takes it: generated parts fill the gaps, and no more than those.

use serde_json::{Map, Value};

use super::view::View;

/// An item of an answer: what is stored, what only the service gives, and what the schema demands beside. None where the
/// document takes no such answer. `whole` is a generated answer.
pub(super) fn item(view: &View, whole: &Value, stored: &Map<String, Value>) -> Option<Value> {
    let Value::Object(full) = view.item(whole)? else { return None };
    let fits = |item: &Map<String, Value>| view.fits(&view.seated(whole, vec![Value::Object(item.clone())]));
    let base = lean(view, &full, &fits);
    let mut all = base.clone();
    all.extend(stored.iter().map(|(name, value)| (name.clone(), value.clone())));
    // The usual case: what was sent is what is given.
    if fits(&all) {
        return Some(Value::Object(ordered(all, stored)));
    }
    let mut item = base;
    for (name, value) in stored {
        for candidate in candidates(value, full.get(name)) {
            let before = item.insert(name.clone(), candidate);
            if fits(&item) {
                break;
            }
            match before {
                Some(before) => item.insert(name.clone(), before),
                None => item.shift_remove(name),
            };
        }
    }
    fits(&item).then(|| Value::Object(ordered(item, stored)))
}

/// The whole answer with an item in it.
pub(super) fn whole(view: &View, stored: &Map<String, Value>, seed: u64) -> Option<Value> {
    let whole = view.sample(seed)?;
    let item = item(view, &whole, stored)?;
    Some(view.seated(&whole, vec![item]))
}

/// The same of an item that was answered before: most are given as they are.
pub(super) fn again(view: &View, stored: &Map<String, Value>, seed: u64) -> Option<Value> {
    let told = || {
        let frame = view.frame(seed).filter(|_| view.is_full(stored))?;
        Some(view.seated(frame, vec![Value::Object(stored.clone())])).filter(|told| view.fits(told))
    };
    told().or_else(|| whole(view, stored, seed))
}

/// Of a generated item what is demanded, and what only the service gives.
fn lean(view: &View, full: &Map<String, Value>, fits: &dyn Fn(&Map<String, Value>) -> bool) -> Map<String, Value> {
    let plain = view.plain().and_then(|whole| view.item(whole));
    let demanded = plain.as_ref().and_then(Value::as_object);
    let wanted = |name: &str| demanded.is_some_and(|map| map.contains_key(name)) || view.is_own(name);
    let some: Map<String, Value> =
        full.iter().filter(|(name, _)| wanted(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    if demanded.is_some() && fits(&some) {
        return some;
    }
    // Without what may go one by one, from the end.
    let mut rest = full.clone();
    for name in full.keys().rev().filter(|name| !view.is_own(name)) {
        let mut less = rest.clone();
        less.shift_remove(name);
        if fits(&less) {
            rest = less;
        }
    }
    rest
}

/// What may stand for a value that was sent: it, what it says as text of a form, and it within what is demanded.
fn candidates(value: &Value, generated: Option<&Value>) -> Vec<Value> {
    let mut all = vec![value.clone()];
    if let Value::String(text) = value {
        all.extend(serde_json::from_str::<Value>(text).ok().filter(|read| !read.is_object() && !read.is_array()));
    }
    if let (Value::Object(sent), Some(Value::Object(full))) = (value, generated) {
        let mut joined = full.clone();
        joined.extend(sent.iter().map(|(name, value)| (name.clone(), value.clone())));
        all.push(Value::Object(joined));
    }
    all
}

/// What the service gives first, then what was sent, in its order.
fn ordered(item: Map<String, Value>, stored: &Map<String, Value>) -> Map<String, Value> {
    let (sent, own): (Vec<_>, Vec<_>) = item.into_iter().partition(|(name, _)| stored.contains_key(name));
    let place = |name: &str| stored.keys().position(|known| known == name);
    let mut sent = sent;
    sent.sort_by_key(|(name, _)| place(name));
    own.into_iter().chain(sent).collect()
}

/// A merge patch (RFC 7396): what is null goes, objects are merged, all else is replaced.
pub(super) fn merge(into: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match (value, into.get_mut(name)) {
            (Value::Null, _) => {
                into.shift_remove(name);
            }
            (Value::Object(inner), Some(Value::Object(known))) => merge(known, inner),
            _ => {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}
