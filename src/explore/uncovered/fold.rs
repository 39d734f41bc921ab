//! Few requests that use much: what one request can use of what is wanted is put into one.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::scale::Scale;
use crate::explore::draft::{Draft, Payload};
use crate::openapi::at::unescape;
use crate::openapi::coverage::Item;
use crate::openapi::sample::Sampler;

/// The most requests of one operation.
const MOST: usize = 20;

/// How many values of a part are looked at.
const VALUES: usize = 300;

/// Requests of an operation that its contract allows, each with what it uses of what is wanted; at least one where `forced`.
///
/// # Errors
/// Why there is none.
pub(super) fn requests(
    scale: &Scale<'_>,
    operation: usize,
    wanted: &BTreeSet<Item>,
    forced: bool,
) -> Result<Vec<(Draft, BTreeSet<Item>)>, String> {
    let plain = scale.plain(operation)?;
    let mut wanted = wanted.clone();
    let choices = Choices::of(scale, &plain, &wanted);
    let mut found: Vec<(Draft, BTreeSet<Item>)> = Vec::new();
    while found.len() < MOST {
        let Some((draft, used)) = choices.best(scale, &plain, &wanted) else { break };
        let gained: BTreeSet<Item> = used.intersection(&wanted).cloned().collect();
        if gained.is_empty() && (!forced || !found.is_empty()) {
            break;
        }
        wanted = &wanted - &gained;
        found.push((draft, gained));
    }
    if found.is_empty() && forced {
        return Err("no request of it was made that its contract allows".into());
    }
    Ok(found)
}

/// Values that use something that is wanted.
struct Choices {
    /// For each parameter.
    parameters: Vec<Vec<Value>>,
    /// For each media type that can be written.
    media: Vec<Bodies>,
}

/// Values in one media type.
struct Bodies {
    /// Its place.
    media: usize,
    /// The plainest.
    own: Value,
    /// Others, each with the pointer to the part that is special.
    others: Vec<(String, Value)>,
}

impl Choices {
    fn of(scale: &Scale<'_>, plain: &Draft, wanted: &BTreeSet<Item>) -> Self {
        let ground = scale.ground(plain.operation);
        let operation = scale.operation(plain.operation);
        let tells = |draft: &Draft| scale.uses(draft).is_some_and(|used| !used.is_disjoint(wanted));
        let parameters =
            operation.parameters.iter().zip(&ground.samplers).enumerate().map(|(index, (one, sampler))| {
                let from = |sampler: &Sampler| {
                    let values = sampler.plain().into_iter().chain(sampler.valid(1));
                    let more = sampler.covering().into_iter().take(VALUES).map(|one| one.value);
                    values.chain(more).collect::<Vec<_>>()
                };
                let made = sampler.as_ref().map(from).unwrap_or_default();
                let all = one.examples.iter().take(VALUES).cloned().chain(made.into_iter().map(once));
                let base = plain.clone().with(index, None);
                let before = scale.uses(&base);
                // A value that gives nothing more than its absence is left out.
                all.filter(|value| {
                    let draft = base.clone().with(index, Some(value.clone()));
                    scale.uses(&draft).is_some_and(|used| {
                        let new = before.as_ref().map_or_else(|| used.clone(), |before| &used - before);
                        !new.is_disjoint(wanted)
                    })
                })
                .collect()
            });
        let parameters = parameters.collect();
        let bodiless = plain.body == Payload::Nothing;
        let media = ground.media.iter().filter(|_| !bodiless).filter_map(|(place, sampler)| {
            let own = match &plain.body {
                Payload::Value { media, value } if media == place => Some(value.clone()),
                _ => sampler.plain().ok(),
            }?;
            let of = |value: &Value| plain.clone().body(Payload::Value { media: *place, value: value.clone() });
            let shown = operation.body.iter().flat_map(|body| &body.content[*place].examples);
            let shown = shown.map(|example| (String::new(), example.value.clone()));
            let made = sampler.covering().into_iter().map(|one| (one.what.pointer, one.value));
            let others = shown.chain(made).take(VALUES).filter(|(_, value)| tells(&of(value)));
            let mut others: Vec<(String, Value)> = others.collect();
            // The smallest parts come first: they leave the most of what the document shows.
            others.sort_by_key(|(pointer, _)| Reverse(pointer.matches('/').count()));
            Some(Bodies { media: *place, own, others })
        });
        let media = media.collect();
        Self { parameters, media }
    }

    /// The request that uses the most of what is wanted, as far as taking the best of each part in turn finds it.
    fn best(&self, scale: &Scale<'_>, plain: &Draft, wanted: &BTreeSet<Item>) -> Option<(Draft, BTreeSet<Item>)> {
        let weigh = |draft: &Draft| {
            let used = scale.uses(draft)?;
            let count = used.intersection(wanted).count();
            Some((count, used))
        };
        let mut best = plain.clone();
        let mut weight = weigh(&best);
        let take = |draft: Draft, best: &mut Draft, weight: &mut Option<(usize, BTreeSet<Item>)>| {
            let other = weigh(&draft);
            if other.as_ref().map(|one| one.0) > weight.as_ref().map(|one| one.0) {
                *best = draft;
                *weight = other;
            }
        };
        for (index, values) in self.parameters.iter().enumerate() {
            for value in values {
                let joined = best.parameters[index].as_ref().map(|own| joined(own, value));
                for value in joined.into_iter().chain([value.clone()]) {
                    take(best.clone().with(index, Some(value)), &mut best, &mut weight);
                }
            }
        }
        for Bodies { media, own, others } in &self.media {
            let media = *media;
            take(best.clone().body(Payload::Value { media, value: own.clone() }), &mut best, &mut weight);
            let Payload::Value { media: here, .. } = best.body else { continue };
            if here != media {
                continue;
            }
            for (pointer, value) in others {
                let Some(own) = best.value().cloned() else { continue };
                for value in [put(&own, pointer, value), grown(&own, pointer, value)].into_iter().flatten() {
                    take(best.clone().body(Payload::Value { media, value }), &mut best, &mut weight);
                }
            }
            // What the document shows is kept wherever that is enough: only then is a whole body made up.
            let gains = weight.as_ref().is_some_and(|(count, _)| *count > 0);
            for (_, value) in others.iter().filter(|_| !gains) {
                take(best.clone().body(Payload::Value { media, value: value.clone() }), &mut best, &mut weight);
            }
        }
        weight.map(|(_, used)| (best, used))
    }
}

/// A value with one part of another, where there is a place for it.
fn put(own: &Value, pointer: &str, other: &Value) -> Option<Value> {
    let (above, _) = pointer.rsplit_once('/')?;
    let part = other.pointer(pointer)?.clone();
    let mut whole = own.clone();
    let last = unescape(pointer.rsplit('/').next().unwrap_or_default());
    match whole.pointer_mut(above)? {
        Value::Object(map) => drop(map.insert(last, part)),
        Value::Array(list) => *list.get_mut(last.parse::<usize>().ok()?)? = part,
        _ => return None,
    }
    Some(whole)
}

/// A value with one more item in the last list on the way to a part of another: its first item with that part.
fn grown(own: &Value, pointer: &str, other: &Value) -> Option<Value> {
    let mut end = pointer.len();
    while let Some(start) = pointer[..end].rfind('/') {
        let (above, key) = (&pointer[..start], &pointer[start + 1..end]);
        if key.bytes().all(|byte| byte.is_ascii_digit())
            && let Some(Value::Array(items)) = own.pointer(above)
        {
            let item = match &pointer[end..] {
                "" => other.pointer(pointer)?.clone(),
                below => put(items.first()?, below, other.pointer(&pointer[..end])?)?,
            };
            let mut whole = own.clone();
            whole.pointer_mut(above)?.as_array_mut()?.push(item);
            return Some(whole);
        }
        end = start;
    }
    None
}

/// Two values as one: all members of both, all items of both.
fn joined(own: &Value, other: &Value) -> Value {
    match (own, other) {
        (Value::Object(one), Value::Object(two)) => {
            let mut all: Map<String, Value> = one.clone();
            for (key, value) in two {
                let value = one.get(key).map_or_else(|| value.clone(), |own| joined(own, value));
                all.insert(key.clone(), value);
            }
            Value::Object(all)
        }
        (Value::Array(one), Value::Array(two)) => {
            let mut all = one.clone();
            for item in two {
                if !all.contains(item) {
                    all.push(item.clone());
                }
            }
            Value::Array(all)
        }
        _ => other.clone(),
    }
}

/// A list with each of its items once.
fn once(value: Value) -> Value {
    match &value {
        Value::Array(_) => joined(&Value::Array(Vec::new()), &value),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_put_together() {
        let own = json!({"a": {"b": 1}, "list": [1, 2]});
        assert_eq!(
            joined(&own, &json!({"a": {"c": 2}, "list": [2, 3]})),
            json!({"a": {"b": 1, "c": 2}, "list": [1, 2, 3]})
        );
        assert_eq!(put(&own, "/a/c", &json!({"a": {"c": 7}})), Some(json!({"a": {"b": 1, "c": 7}, "list": [1, 2]})));
        assert_eq!(put(&own, "/list/1", &json!({"list": [5, 6]})), Some(json!({"a": {"b": 1}, "list": [1, 6]})));
        let lines = json!({"lines": [{"sku": "A"}]});
        let more = json!({"lines": [{"sku": "A"}, {"sku": "B", "wrap": "box"}]});
        let wrapped = json!({"lines": [{"sku": "A"}, {"sku": "A", "wrap": "box"}]});
        assert_eq!(grown(&lines, "/lines/1/wrap", &more), Some(wrapped));
        assert_eq!(grown(&own, "/list/0", &json!({"list": [9]})), Some(json!({"a": {"b": 1}, "list": [1, 2, 9]})));
        assert_eq!(grown(&own, "/a/b", &own), None);
        assert_eq!(put(&own, "/none/c", &json!({"none": {"c": 7}})), None);
    }
}
