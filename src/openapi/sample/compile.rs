//! From schemas that hold at once to one node: references followed, `allOf` merged, alternatives told apart.

use serde_json::{Map, Number, Value};

use super::choice::{Group, groups};
use super::key::{Key, Part, Read, deeper, target};
use super::kinds::Kinds;
use super::members::{Source, count, lists, objects};
use super::node::{Mixture, Node, Variant};
use super::number::{Edge, Numbers, Step, less};
use super::whole::Whole;

/// How many ways through its alternatives one node has at most.
const WAYS: usize = 24;
/// How many schemas may hold at once.
const PARTS: usize = 400;

/// Makes the node of a key.
pub(super) fn compile(key: &Key, source: &Source<'_>) -> Node {
    let parts = match flatten(key, source.document) {
        Ok(parts) => parts,
        Err(why) => return Node::impossible(why),
    };
    let mut node = Node { never: None, kinds: Kinds::ALL, ..Node::impossible("") };
    node.parts = parts.iter().map(|(part, _)| Part { settled: true, ..part.clone() }).collect();
    let mut hinted = 0;
    for (_, map) in &parts {
        scalars(&mut node, map, source);
        hinted |= spoken(map);
        if !key.heedless {
            refused(&mut node, map, source);
        }
    }
    node.likely = Kinds(if hinted & node.kinds.0 == 0 { node.kinds.0 } else { hinted & node.kinds.0 });
    if node.typed {
        node.likely = node.kinds;
    }
    if node.kinds.has(Kinds::ARRAY) {
        lists(&mut node, &parts, source);
    }
    if node.kinds.has(Kinds::OBJECT) {
        objects(&mut node, key, &parts, source);
    }
    if let Some((_, pin)) = key.pins.iter().find(|(name, _)| name.is_empty()) {
        node.values.get_or_insert_with(|| vec![Value::String(pin.to_string())]);
    }
    if let Some(values) = node.values.take() {
        let fitting: Vec<Value> = values.into_iter().filter(|value| node.admits(value)).collect();
        if fitting.is_empty() {
            node.never = Some("no value of its enum fits the rest".into());
        }
        node.values = Some(fitting);
    }
    if node.kinds.is_empty() {
        node.never = Some("its types exclude each other".into());
    }
    let found = groups(&parts, source.document);
    node.choice = found.iter().map(|group| group.keyword).next();
    variants(&mut node, key, &found, source);
    mixtures(&mut node, key, &parts, &found, source);
    node
}

fn flatten<'a>(key: &Key, document: &'a Whole) -> Result<Vec<Read<'a>>, String> {
    let mut queue: Vec<Part> = key.parts.iter().rev().cloned().collect();
    let mut parts: Vec<Read<'a>> = Vec::new();
    while let Some(part) = queue.pop() {
        if parts.iter().any(|(other, _)| other.at == part.at) {
            continue;
        }
        let map = match document.pointer(&part.at) {
            Some(Value::Object(map)) => map,
            Some(Value::Bool(true)) => continue,
            Some(Value::Bool(false)) => return Err(format!("the schema at #{} takes nothing", part.at)),
            _ => return Err(format!("there is no schema at #{}", part.at)),
        };
        if parts.len() >= PARTS {
            return Err("too many schemas hold at once".into());
        }
        if !part.settled {
            let mut inner = Vec::new();
            for keyword in ["$ref", "$dynamicRef"] {
                if let Some(reference) = map.get(keyword).and_then(Value::as_str) {
                    let at = target(document, reference).ok_or_else(|| format!("`{reference}` leads nowhere"))?;
                    inner.push(Part::new(at));
                }
            }
            let all = map.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            inner.extend((0..all).map(|index| Part::new(format!("{}/allOf/{index}", part.at))));
            if let Some(Value::Object(not)) = map.get("not")
                && not.len() == 1
                && not.contains_key("not")
            {
                inner.push(Part::new(format!("{}/not/not", part.at)));
            }
            queue.extend(inner.into_iter().rev());
        }
        parts.push((part, map));
    }
    Ok(parts)
}

fn number(map: &Map<String, Value>, key: &str) -> Option<Number> {
    map.get(key).and_then(Value::as_number).cloned()
}

fn types(value: &Value) -> Kinds {
    match value {
        Value::String(name) => Kinds(Kinds::named(name)),
        Value::Array(names) => {
            Kinds(names.iter().filter_map(Value::as_str).fold(0, |all, name| all | Kinds::named(name)))
        }
        _ => Kinds::ALL,
    }
}

/// The kinds that keywords speak of.
fn spoken(map: &Map<String, Value>) -> u8 {
    let mut kinds = 0;
    for key in map.keys() {
        kinds |= match key.as_str() {
            "properties"
            | "required"
            | "additionalProperties"
            | "patternProperties"
            | "propertyNames"
            | "minProperties"
            | "maxProperties"
            | "dependentRequired"
            | "dependentSchemas"
            | "unevaluatedProperties" => Kinds::OBJECT,
            "items" | "prefixItems" | "contains" | "uniqueItems" | "minItems" | "maxItems" | "unevaluatedItems" => {
                Kinds::ARRAY
            }
            "minLength" | "maxLength" | "pattern" => Kinds::STRING,
            "format" => match map.get(key).and_then(Value::as_str) {
                Some("int32" | "int64") => Kinds::INTEGER,
                Some("float" | "double") => Kinds::INTEGER | Kinds::FRACTION,
                _ => Kinds::STRING,
            },
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                Kinds::INTEGER | Kinds::FRACTION
            }
            _ => 0,
        };
    }
    kinds
}

fn scalars(node: &mut Node, map: &Map<String, Value>, source: &Source<'_>) {
    if let Some(value) = map.get("type") {
        node.kinds = node.kinds & types(value);
        node.typed = true;
    }
    let constant = map.get("const").map(|value| vec![value.clone()]);
    for values in [constant.clone(), map.get("enum").and_then(Value::as_array).cloned()].into_iter().flatten() {
        node.constant |= constant.is_some();
        node.values = Some(match node.values.take() {
            Some(known) => known.into_iter().filter(|value| values.contains(value)).collect(),
            None => values,
        });
    }
    for value in map.get("examples").and_then(Value::as_array).into_iter().flatten() {
        node.examples.push((value.clone(), "its example"));
    }
    for (key, words) in [("example", "its example"), ("default", "its default")] {
        if let Some(value) = map.get(key) {
            node.examples.push((value.clone(), words));
        }
    }
    numbers(&mut node.number, map);
    let text = &mut node.text;
    text.min = text.min.max(count(map, "minLength").unwrap_or(0));
    if let Some(max) = count(map, "maxLength") {
        text.max = Some(text.max.map_or(max, |known| known.min(max)));
    }
    if let Some(pattern) = map.get("pattern").and_then(Value::as_str) {
        text.patterns.push((source.pattern)(pattern));
    }
    if let Some(format) = map.get("format").and_then(Value::as_str) {
        text.formats.push(format.to_owned());
    }
}

fn numbers(rules: &mut Numbers, map: &Map<String, Value>) {
    for (key, exclusive) in [("minimum", false), ("exclusiveMinimum", true)] {
        if let Some(number) = number(map, key) {
            let tighter = rules
                .low
                .as_ref()
                .is_none_or(|edge| less(&edge.number, &number) || exclusive && !less(&number, &edge.number));
            if tighter {
                rules.low = Some(Edge { number, exclusive });
            }
        }
    }
    for (key, exclusive) in [("maximum", false), ("exclusiveMaximum", true)] {
        if let Some(number) = number(map, key) {
            let tighter = rules
                .high
                .as_ref()
                .is_none_or(|edge| less(&number, &edge.number) || exclusive && !less(&edge.number, &number));
            if tighter {
                rules.high = Some(Edge { number, exclusive });
            }
        }
    }
    if let Some(step) = number(map, "multipleOf").as_ref().and_then(Step::read) {
        rules.step = match rules.step {
            Some(known) => known.and(step).or(Some(known)),
            None => Some(step),
        };
    }
    match map.get("format").and_then(Value::as_str) {
        Some("int32") => rules.format = Some((i32::MIN.into(), i32::MAX.into())),
        Some("int64") if rules.format.is_none() => rules.format = Some((i64::MIN.into(), i64::MAX.into())),
        _ => {}
    }
}

/// What `not` takes away, where that can be said beforehand.
fn refused(node: &mut Node, map: &Map<String, Value>, source: &Source<'_>) {
    let Some(Value::Object(not)) = map.get("not") else { return };
    let any = not.get("anyOf").and_then(Value::as_array).filter(|_| not.len() == 1);
    let alternatives = any.map_or_else(|| vec![not], |any| any.iter().filter_map(Value::as_object).collect());
    for not in alternatives {
        let annotations = ["description", "title", "type"];
        let mut words = not.iter().filter(|(key, _)| !annotations.contains(&key.as_str()));
        match (words.next().map(|(key, value)| (key.as_str(), value)), words.next()) {
            (None, _) => {
                if let Some(value) = not.get("type") {
                    node.kinds = Kinds(node.kinds.0 & !types(value).0);
                }
            }
            (Some(("const", value)), None) => node.banned.push(value.clone()),
            (Some(("enum", Value::Array(values))), None) => node.banned.extend(values.iter().cloned()),
            (Some(("pattern", Value::String(text))), None) => node.text.against.push((source.pattern)(text)),
            _ => {}
        }
    }
}

fn variants(node: &mut Node, key: &Key, groups: &[Group], source: &Source<'_>) {
    if groups.is_empty() {
        return;
    }
    if let Some(empty) = groups.iter().find(|group| group.choices.is_empty()) {
        node.never = Some(format!("its {} has no branch", empty.keyword));
        return;
    }
    let all = groups.iter().fold(1_usize, |all, group| all.saturating_mul(group.choices.len()));
    let longest = groups.iter().map(|group| group.choices.len()).max().unwrap_or(1);
    let ways = if all <= WAYS { all } else { longest.max(WAYS) };
    for way in 0..ways {
        let mut next = Key { parts: node.parts.clone(), ..key.clone() };
        let (mut rest, mut words) = (way, Vec::new());
        for (turn, group) in groups.iter().enumerate() {
            let size = group.choices.len();
            let index = if all <= WAYS {
                let index = rest % size;
                rest /= size;
                index
            } else {
                // Not every combination, but every branch, and those of two groups in differing pairs.
                (way + turn * (way / size)) % size
            };
            let choice = &group.choices[index];
            next.add(choice.parts.iter().map(|at| Part::new(at.as_str())));
            next.absent.extend(choice.absent.iter().cloned());
            next.pins.extend(choice.pins.iter().cloned());
            words.push(choice.words.clone());
        }
        next.absent.sort();
        next.absent.dedup();
        node.variants.push(Variant { id: (source.id)(next), words: words.join(", ") });
    }
}

fn mixtures(node: &mut Node, key: &Key, parts: &[Read<'_>], groups: &[Group], source: &Source<'_>) {
    let with = |added: &[&str], heedless: bool| {
        let mut next = Key { parts: node.parts.clone(), heedless, ..key.clone() };
        next.add(added.iter().map(|at| Part::new(*at)));
        (source.id)(next)
    };
    let mut found = Vec::new();
    for (part, map) in parts {
        if map.contains_key("not") && !key.heedless {
            let id = with(&[&deeper(&part.at, "not")], true);
            found.push(Mixture { id, keyword: "not", words: "fits what `not` forbids".into() });
        }
        if part.settled || !map.contains_key("if") {
            continue;
        }
        if map.contains_key("then") {
            let id = with(&[&deeper(&part.at, "if")], false);
            found.push(Mixture { id, keyword: "then", words: "fits `if`, and not `then`".into() });
        }
        if map.contains_key("else") {
            let id = with(&[], false);
            found.push(Mixture { id, keyword: "else", words: "fits neither `if` nor `else`".into() });
        }
    }
    for group in groups.iter().filter(|group| group.keyword == "oneOf") {
        for (index, pair) in group.choices.windows(2).take(6).enumerate() {
            let added: Vec<&str> = pair.iter().flat_map(|choice| &choice.parts).map(String::as_str).collect();
            let words = format!("fits branches {} and {} of oneOf at once", index + 1, index + 2);
            found.push(Mixture { id: with(&added, false), keyword: "oneOf", words });
        }
    }
    node.mixtures = found;
}
