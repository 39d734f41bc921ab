//! What arrays and objects hold: for each place the schemas that its value has to fit.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::hints::Hints;
use super::key::{Id, Key, Part, Read, deeper};
use super::kinds::whole;
use super::node::{Node, Objects, Property};
use super::pattern::Pattern;
use super::whole::Whole;

/// What a node is made from.
pub(super) struct Source<'a> {
    pub(super) document: &'a Whole,
    pub(super) hints: &'a Hints,
    pub(super) pattern: &'a dyn Fn(&str) -> Arc<Pattern>,
    pub(super) id: &'a dyn Fn(Key) -> Id,
}

/// A count that is not negative; it may be written as 2.0.
pub(super) fn count(map: &Map<String, Value>, key: &str) -> Option<u64> {
    u64::try_from(whole(map.get(key)?.as_number()?)?).ok()
}

fn size(map: &Map<String, Value>, key: &str) -> Option<usize> {
    count(map, key).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) fn lists(node: &mut Node, parts: &[Read<'_>], source: &Source<'_>) {
    let list = &mut node.list;
    let mut longest = 0;
    for (_, map) in parts {
        list.min = list.min.max(size(map, "minItems").unwrap_or(0));
        if let Some(max) = size(map, "maxItems") {
            list.max = Some(list.max.map_or(max, |known| known.min(max)));
        }
        list.unique |= map.get("uniqueItems") == Some(&Value::Bool(true));
        longest = longest.max(map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len));
        for keyword in ["items", "unevaluatedItems"] {
            if map.get(keyword) == Some(&Value::Bool(false)) {
                list.closed.get_or_insert(keyword);
            }
        }
    }
    let at = |index: usize| {
        let mut key = Key::default();
        let mut said = false;
        for (part, map) in parts {
            let prefix = map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            if index < prefix {
                key.add([Part::new(format!("{}/prefixItems/{index}", part.at))]);
                said = true;
            } else if map.contains_key("items") {
                key.add([Part::new(deeper(&part.at, "items"))]);
                said = true;
            }
        }
        for (part, map) in parts.iter().filter(|_| !said) {
            if map.contains_key("unevaluatedItems") {
                key.add([Part::new(deeper(&part.at, "unevaluatedItems"))]);
            }
        }
        key
    };
    list.prefix = (0..longest.min(256)).map(|index| (source.id)(at(index))).collect();
    list.rest = (source.id)(at(longest));
    for (part, map) in parts.iter().filter(|(_, map)| map.contains_key("contains")) {
        let least = size(map, "minContains").unwrap_or(1);
        let with = |mut key: Key| {
            key.add([Part::new(deeper(&part.at, "contains"))]);
            (source.id)(key)
        };
        list.contains.push((with(at(longest)), least));
        if longest > 0 && least > 0 {
            list.first_contains = Some(with(at(0)));
        }
    }
}

/// The schemas that the value of a property has to fit.
pub(super) fn property(
    parts: &[Part],
    document: &Whole,
    name: &str,
    pattern: &dyn Fn(&str) -> Arc<Pattern>,
) -> (Key, bool) {
    let mut key = Key::default();
    let mut said = false;
    let read = || parts.iter().filter_map(|part| Some((part, document.pointer(&part.at)?.as_object()?)));
    for (part, map) in read() {
        let mut own = false;
        if map.get("properties").and_then(|properties| properties.get(name)).is_some() {
            key.add([Part::new(deeper(&deeper(&part.at, "properties"), name))]);
            own = true;
        }
        for (source, _) in map.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            if pattern(source).matches(name) {
                key.add([Part::new(deeper(&deeper(&part.at, "patternProperties"), source))]);
                own = true;
            }
        }
        if !own && map.contains_key("additionalProperties") {
            key.add([Part::new(deeper(&part.at, "additionalProperties"))]);
            own = true;
        }
        said |= own;
    }
    if !said {
        for (part, _) in read().filter(|(_, map)| map.contains_key("unevaluatedProperties")) {
            key.add([Part::new(deeper(&part.at, "unevaluatedProperties"))]);
        }
    }
    (key, said)
}

pub(super) fn objects(node: &mut Node, key: &Key, parts: &[Read<'_>], source: &Source<'_>) {
    let mut object = Objects { absent: key.absent.clone(), ..Objects::default() };
    let mut names: Vec<(Arc<str>, bool)> = Vec::new();
    let mut add = |name: &str, required: bool| match names.iter_mut().find(|(known, _)| &**known == name) {
        Some(known) => known.1 |= required,
        None => names.push((name.into(), required)),
    };
    let mut naming = Key::default();
    for (part, map) in parts {
        let properties = map.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (name, _) in properties.filter(|(_, property)| !source.document.is_withheld(property)) {
            add(name, false);
        }
        for name in map.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            add(name, true);
        }
        for text in map.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            object.patterns.push((source.pattern)(text));
        }
        if map.contains_key("propertyNames") {
            naming.add([Part::new(deeper(&part.at, "propertyNames"))]);
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match map.get(keyword) {
                Some(Value::Bool(false)) => {
                    object.closed.get_or_insert(keyword);
                }
                Some(Value::Object(schema)) => object.typed |= !schema.is_empty(),
                _ => {}
            }
        }
        object.min = object.min.max(size(map, "minProperties").unwrap_or(0));
        if let Some(max) = size(map, "maxProperties") {
            object.max = Some(object.max.map_or(max, |known| known.min(max)));
        }
        for (name, others) in map.get("dependentRequired").and_then(Value::as_object).into_iter().flatten() {
            let others = others.as_array().into_iter().flatten().filter_map(Value::as_str).map(Arc::from);
            object.dependents.push((name.as_str().into(), others.collect()));
        }
        let discriminator = map.get("discriminator").and_then(|found| found.get("propertyName"));
        if let Some(name) = discriminator.and_then(Value::as_str) {
            object.discriminator = Some(name.into());
        }
    }
    if let Some((name, _)) = names.iter().find(|(name, required)| *required && key.absent.contains(name)) {
        node.never = Some(format!("`{name}` is demanded and forbidden"));
    }
    let plain: Vec<Part> = parts.iter().map(|(part, _)| part.clone()).collect();
    // A name that no schema writes down.
    let other = {
        let mut key = Key::default();
        let mut said = false;
        for (part, _) in parts.iter().filter(|(_, map)| map.contains_key("additionalProperties")) {
            key.add([Part::new(deeper(&part.at, "additionalProperties"))]);
            said = true;
        }
        for (part, _) in parts.iter().filter(|(_, map)| !said && map.contains_key("unevaluatedProperties")) {
            key.add([Part::new(deeper(&part.at, "unevaluatedProperties"))]);
        }
        key
    };
    object.other = (source.id)(other);
    object.names = (!naming.parts.is_empty()).then(|| (source.id)(naming));
    for (name, required) in names {
        if key.absent.contains(&name) {
            continue;
        }
        let (mut child, _) = property(&plain, source.document, &name, source.pattern);
        child.pins.extend(
            key.pins.iter().filter(|(pinned, _)| *pinned == name).map(|(_, text)| (Arc::from(""), text.clone())),
        );
        let hints = source.hints.named.get(&*name).cloned().unwrap_or_default();
        let id: Id = (source.id)(child);
        object.properties.push(Property { name, id, required, hints });
    }
    // The property that tells the branch is demanded by OpenAPI even where the schema forgets to.
    for (name, _) in &key.pins {
        if let Some(pinned) = object.properties.iter_mut().find(|property| property.name == *name) {
            pinned.required = true;
        }
    }
    node.object = object;
}
