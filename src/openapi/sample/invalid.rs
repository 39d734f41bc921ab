//! Values that are wrong in one named way, and that the validator refuses.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::build::{Builder, Mood};
use super::covering::short;
use super::key::deeper;
use super::kinds::{Kinds, whole};
use super::node::Node;
use super::number::integer;
use super::site::{Hosts, put, sites};
use super::tree::Tree;
use plain::{numbers, texts};

mod plain;

/// The most values that are given.
const MOST: usize = 4000;
/// What no schema is likely to name.
const UNKNOWN: &str = "holdpoint-unknown";

/// A value that is wrong in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// Invalid, as the validator says of it after it was written as JSON and read again.
    pub value: Value,
    /// Where it is wrong, as a JSON pointer (RFC 6901); for what is missing, where it would stand.
    pub pointer: String,
    /// The keyword that it breaks.
    pub keyword: &'static str,
    /// In words, such as `below its minimum 1`.
    pub what: String,
}

/// A wrong value for a place.
pub(super) struct Wrong {
    pub(super) value: Value,
    /// The property that it is about, if it is about one.
    name: Option<String>,
    keyword: &'static str,
    what: String,
}

fn wrong(value: Value, keyword: &'static str, what: impl Into<String>) -> Wrong {
    Wrong { value, name: None, keyword, what: what.into() }
}

pub(super) fn invalid(tree: &Tree) -> Vec<Invalid> {
    let mut hosts = Hosts::new(tree);
    let (mut seen, mut named) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    for site in sites(tree) {
        let node = tree.node(site.id);
        if hosts.spent() || found.len() >= MOST {
            break;
        }
        for host in hosts.of(&site) {
            let Some(here) = host.pointer(&site.pointer) else { continue };
            for Wrong { value, name, keyword, what } in wrongs(&mut hosts, node, here) {
                let pointer = name.map_or_else(|| site.pointer.clone(), |name| deeper(&site.pointer, &name));
                let what = format!("{what}{}", site.branch);
                let Some(whole) = put(&host, &site.pointer, value) else { continue };
                if named.contains(&(pointer.clone(), what.clone())) {
                    continue;
                }
                let text = whole.to_string();
                if !hosts.spend(text.len()) || seen.contains(&text) {
                    continue;
                }
                let read: Option<Value> = serde_json::from_str(&text).ok();
                if tree.document.is_valid(&whole) || read.is_none_or(|read| tree.document.is_valid(&read)) {
                    continue;
                }
                seen.insert(text);
                named.insert((pointer.clone(), what.clone()));
                found.push(Invalid { value: whole, pointer, keyword, what });
            }
        }
    }
    found
}

pub(super) fn wrongs(hosts: &mut Hosts<'_>, node: &Node, here: &Value) -> Vec<Wrong> {
    let mut found = Vec::new();
    kinds(node, &mut found);
    if let Some(values) = &node.values {
        options(values, node.constant, &mut found);
    }
    for value in &node.banned {
        found.push(wrong(value.clone(), "not", format!("is {}, which `not` forbids", short(value))));
    }
    for mixture in &node.mixtures {
        for turn in 0..6 {
            let mood = if turn % 3 == 1 { Mood::Plain } else { Mood::Usual };
            if let Some(value) = hosts.builder(mood, turn).value(mixture.id) {
                found.push(wrong(value, mixture.keyword, mixture.words.clone()));
            }
        }
    }
    if node.values.is_none() && node.likely.has(Kinds::INTEGER | Kinds::FRACTION) {
        numbers(&node.number, node.kinds, &mut found);
    }
    if node.values.is_none() && node.likely.has(Kinds::STRING) {
        texts(&node.text, &mut found);
    }
    match here {
        Value::Array(items) => lists(hosts, node, items, &mut found),
        Value::Object(map) => objects(hosts, node, map, &mut found),
        _ => {}
    }
    found
}

fn kinds(node: &Node, found: &mut Vec<Wrong>) {
    let keyword = match (node.choice, node.typed) {
        (Some(choice), false) => choice,
        _ => "type",
    };
    for (value, kind) in [
        (json!("text"), Kinds::STRING),
        (json!(1), Kinds::INTEGER),
        (json!(1.5), Kinds::FRACTION),
        (json!(true), Kinds::BOOLEAN),
        (json!(null), Kinds::NULL),
        (json!([]), Kinds::ARRAY),
        (json!({}), Kinds::OBJECT),
    ] {
        // What merely breaks a bound as well is not of a wrong type.
        if keyword == "type" && node.kinds.has(kind) {
            continue;
        }
        let fraction = kind == Kinds::FRACTION;
        if fraction && !node.kinds.has(Kinds::INTEGER) || kind == Kinds::INTEGER && node.kinds.has(Kinds::FRACTION) {
            continue;
        }
        let what = match kind {
            Kinds::NULL => "is null, which it may not be".to_owned(),
            Kinds::FRACTION => "is 1.5, and no integer".to_owned(),
            _ if keyword == "type" => format!("is {}, which is a wrong type", Kinds::word(kind)),
            _ => format!("is {}, which no branch takes", Kinds::word(kind)),
        };
        found.push(wrong(value, keyword, what));
    }
}

fn options(values: &[Value], constant: bool, found: &mut Vec<Wrong>) {
    let keyword = if constant { "const" } else { "enum" };
    let mut add = |value: Value, what: &str| {
        if !values.contains(&value) {
            let what = format!("is {}, {what}", short(&value));
            found.push(wrong(value, keyword, what));
        }
    };
    for value in values.iter().take(8) {
        match value {
            Value::String(text) => {
                add(UNKNOWN.into(), "which is none of its values");
                let other =
                    if text.chars().any(char::is_lowercase) { text.to_uppercase() } else { text.to_lowercase() };
                add(other.into(), "in the wrong case");
                add(format!("{text} ").into(), "with a space too many");
                add("".into(), "which is none of its values");
            }
            Value::Number(number) => {
                if let Some(next) = whole(number).and_then(|value| integer(value + 1)) {
                    add(next, "which is none of its values");
                }
                add(json!(-987_654_321), "which is none of its values");
            }
            Value::Bool(flag) => add(json!(!flag), "which is none of its values"),
            Value::Null => {}
            Value::Array(_) => add(json!([UNKNOWN]), "which is none of its values"),
            Value::Object(_) => add(json!({UNKNOWN: 1}), "which is none of its values"),
        }
    }
}

fn lists(hosts: &mut Hosts<'_>, node: &Node, items: &[Value], found: &mut Vec<Wrong>) {
    let rules = &node.list;
    let more = |length: usize, hosts: &mut Hosts<'_>| {
        let mut longer = items.to_vec();
        for turn in 0..length.saturating_mul(8) {
            if longer.len() >= length {
                break;
            }
            let mut builder = hosts.builder(Mood::Usual, turn as u64);
            let id = Builder::item(node, longer.len(), false);
            let made = builder.value(id).or_else(|| longer.last().cloned()).unwrap_or(json!(1));
            if !rules.unique || !longer.contains(&made) || turn > length * 4 {
                longer.push(made);
            }
        }
        longer
    };
    if let Some(less) = rules.min.checked_sub(1).filter(|less| *less < items.len()) {
        let what = format!("has {less} items, fewer than {}", rules.min);
        found.push(wrong(items[..less].to_vec().into(), "minItems", what));
    }
    if let Some(max) = rules.max.filter(|max| *max <= 1000) {
        let what = format!("has {} items, more than {max}", max + 1);
        found.push(wrong(more(max + 1, hosts).into(), "maxItems", what));
    }
    if rules.unique {
        let base = if items.is_empty() { more(rules.prefix.len().max(1), hosts) } else { items.to_vec() };
        if let Some(last) = base.last() {
            let mut twice = base.clone();
            if rules.max.is_some_and(|max| twice.len() >= max) && twice.len() > 1 {
                twice.remove(0);
            }
            twice.push(last.clone());
            found.push(wrong(twice.into(), "uniqueItems", "has an item twice"));
        }
    }
    if let Some(keyword) = rules.closed {
        let mut longer = more(rules.prefix.len(), hosts);
        longer.truncate(rules.prefix.len());
        longer.push(json!(UNKNOWN));
        found.push(wrong(longer.into(), keyword, "has an item too many"));
    }
    if !rules.contains.is_empty() {
        for item in [json!(null), json!(UNKNOWN), json!(-987_654_321), json!({})] {
            let without = items.iter().map(|_| item.clone()).collect::<Vec<_>>();
            found.push(wrong(without.into(), "contains", "has no item of those that it has to contain"));
        }
        let mut builder = hosts.builder(Mood::Usual, 5);
        let plain: Option<Vec<Value>> = items.iter().map(|_| builder.value(rules.rest)).collect();
        found.extend(plain.map(|plain| wrong(plain.into(), "contains", "has only plain items")));
        found.push(wrong(json!([]), "contains", "has no items, and so none that it has to contain"));
    }
}

fn objects(hosts: &mut Hosts<'_>, node: &Node, map: &Map<String, Value>, found: &mut Vec<Wrong>) {
    let rules = &node.object;
    let mut add = |name: Option<&str>, map: Map<String, Value>, keyword: &'static str, what: String| {
        found.push(Wrong { value: map.into(), name: name.map(str::to_owned), keyword, what });
    };
    let without = |name: &str| {
        let mut less = map.clone();
        less.shift_remove(name);
        less
    };
    for property in rules.properties.iter().filter(|property| property.required) {
        if map.contains_key(&*property.name) {
            add(Some(&property.name), without(&property.name), "required", "is missing".into());
        }
    }
    for (name, others) in &rules.dependents {
        for other in others.iter().filter(|other| map.contains_key(&**name) && map.contains_key(&***other)) {
            add(Some(other), without(other), "dependentRequired", format!("is missing where `{name}` is"));
        }
    }
    let with = |name: &str, value: Value| {
        let mut more = map.clone();
        more.insert(name.to_owned(), value);
        more
    };
    if let Some(keyword) = rules.closed {
        add(Some(UNKNOWN), with(UNKNOWN, json!(1)), keyword, "is a property that the schema does not allow".into());
    }
    if rules.names.is_some() {
        let longest = "x".repeat(300);
        for name in ["", " ", "Ä!", "0", UNKNOWN, &longest] {
            let value = hosts.builder(Mood::Plain, 2).value(rules.other).unwrap_or(Value::Null);
            add(Some(name), with(name, value), "propertyNames", "has a name that is not allowed".into());
        }
    }
    for name in &rules.absent {
        add(Some(name), with(name, json!(1)), "not", "is there where it may not be".into());
    }
    if let Some(name) = &rules.discriminator {
        add(Some(name), with(name, json!(UNKNOWN)), "discriminator", "names no branch".into());
    }
    if let Some(max) = rules.max.filter(|max| *max <= 1000) {
        let mut more = map.clone();
        let mut builder = hosts.builder(Mood::Full, 3);
        for property in rules.properties.iter().take(max + 1) {
            if more.len() <= max && !more.contains_key(&*property.name) {
                more.extend(builder.value(property.id).map(|value| (property.name.to_string(), value)));
            }
        }
        while more.len() <= max {
            let Some(name) = builder.name(node, &more, 0) else { break };
            let value = builder.value(builder.tree.property(node, &name)).unwrap_or(json!(1));
            more.insert(name, value);
        }
        let what = format!("has {} properties, more than {max}", more.len());
        add(None, more, "maxProperties", what);
    }
    if let Some(less) = rules.min.checked_sub(1).filter(|less| *less < map.len()) {
        let mut fewer = map.clone();
        let optional = rules.properties.iter().filter(|property| !property.required);
        let mut names: Vec<String> = optional.map(|property| property.name.to_string()).collect();
        names.extend(map.keys().filter(|name| !rules.properties.iter().any(|one| *one.name == ***name)).cloned());
        for name in names {
            if fewer.len() > less {
                fewer.shift_remove(&name);
            }
        }
        let what = format!("has {} properties, fewer than {}", fewer.len(), rules.min);
        add(None, fewer, "minProperties", what);
    }
}
