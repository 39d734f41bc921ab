//! Valid values that reach every corner of a schema, each with what it exercises.

use std::collections::HashSet;
use std::fmt;

use serde_json::{Number, Value};

use super::build::object::Presence;
use super::build::{Builder, Mood};
use super::format;
use super::kinds::{Kinds, whole};
use super::node::Node;
use super::number::{Numbers, Step, integer};
use super::pattern::Aim;
use super::rng::Rng;
use super::site::{Hosts, Site, put, sites};
use super::text::{Texts, USUAL};
use super::tree::Tree;

/// The most values that are given.
const MOST: usize = 4000;

/// A valid value and what it exercises.
#[derive(Debug, Clone, PartialEq)]
pub struct Covering {
    /// Valid, as the validator says.
    pub value: Value,
    /// Where and how it is special.
    pub what: What,
}

/// Where a value is special, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct What {
    /// A JSON pointer (RFC 6901) into the value.
    pub pointer: String,
    /// Such as `at its maximum 100`.
    pub words: String,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the value" } else { &self.pointer };
        write!(f, "{place} {}", self.words)
    }
}

pub(super) fn covering(tree: &Tree) -> Vec<Covering> {
    let mut hosts = Hosts::new(tree);
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for site in sites(tree) {
        if hosts.spent() || found.len() >= MOST {
            break;
        }
        let around = hosts.of(&site);
        let node = tree.node(site.id);
        let mut candidates: Vec<(Value, String)> = Vec::new();
        if node.variants.is_empty() || node.values.is_some() {
            candidates = corners(&mut hosts, &site, node);
        }
        let mut add = |value: Value, words: String| {
            let text = value.to_string();
            let room = hosts.spend(text.len()) && found.len() < MOST;
            if room && !seen.contains(&text) && tree.document.is_valid(&value) {
                seen.insert(text);
                let what = What { pointer: site.pointer.clone(), words: format!("{words}{}", site.branch) };
                found.push(Covering { value, what });
            } else {
                return seen.contains(&text);
            }
            true
        };
        for (index, host) in around.iter().enumerate() {
            add(host.clone(), if index == 0 { "is there" } else { "is there with all that may be" }.to_owned());
        }
        for (value, words) in candidates {
            let mut whole = around.iter().filter_map(|host| put(host, &site.pointer, value.clone()));
            let _ = whole.any(|whole| add(whole, words.clone()));
        }
    }
    found
}

/// Values of a place that are special.
pub(super) fn corners(hosts: &mut Hosts<'_>, site: &Site, node: &Node) -> Vec<(Value, String)> {
    let mut found: Vec<(Value, String)> = Vec::new();
    if let Some(values) = &node.values {
        return values.iter().map(|value| (value.clone(), format!("is {}", short(value)))).collect();
    }
    for (value, words) in &node.examples {
        found.push((value.clone(), format!("is {words} {}", short(value))));
    }
    for kind in node.likely.each() {
        match kind {
            Kinds::OBJECT => objects(&mut hosts.builder(Mood::Plain, 1), node, &mut found),
            Kinds::ARRAY => lists(&mut hosts.builder(Mood::Plain, 1), node, &mut found),
            Kinds::STRING => texts(&node.text, &mut found),
            Kinds::BOOLEAN => {
                found.extend([false, true].map(|value| (Value::Bool(value), format!("is {value}"))));
            }
            Kinds::NULL => found.push((Value::Null, "is null".into())),
            kinds => numbers(&node.number, Kinds(kinds), &mut found),
        }
    }
    let named = site.hints.iter().cloned();
    let free = node.likely.has(Kinds::STRING) && node.text.formats.is_empty();
    let spoken = hosts.texts().iter().filter(|_| free).take(16).cloned().map(Value::String);
    for value in named.chain(spoken).take(48) {
        let words = format!("is {}, which a description, an example or an answer names", short(&value));
        found.push((value, words));
    }
    found.retain(|(value, _)| node.admits(value));
    found
}

pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}…", text.chars().take(60).collect::<String>()) }
}

fn numbers(rules: &Numbers, kinds: Kinds, found: &mut Vec<(Value, String)>) {
    let by = rules.step.map_or(1, Step::whole);
    if let (Some((low, high)), true) = (rules.ends(), kinds.has(Kinds::INTEGER)) {
        let mut add = |value: i128, words: &str| {
            if let Some(number) = integer(value) {
                found.push((number, format!("{words} {value}")));
            }
        };
        if rules.low.is_some() {
            add(low, "at its minimum");
            add(low + by, "just above its minimum:");
        }
        if rules.high.is_some() {
            add(high, "at its maximum");
            add(high - by, "just below its maximum:");
        }
        for value in [0, 1, -1] {
            add(value * by, "is");
        }
        if by > 1 {
            add(by * 3, "a multiple of its step:");
        }
        // Where readers that keep 32 bits, or 53, lose digits.
        for value in [
            i128::from(i32::MAX),
            i128::from(i32::MAX) + 1,
            9_007_199_254_740_991,
            9_007_199_254_740_993,
            1_234_567_890_123_456_789,
            i128::from(i64::MAX),
            i128::from(i64::MIN),
        ] {
            add(value - value % by, "is large:");
        }
    }
    if !kinds.has(Kinds::FRACTION) {
        return;
    }
    let mut add = |number: Option<Number>, words: &str| {
        if let Some(number) = number.filter(|number| rules.fault(number).is_none()) {
            let words = format!("{words} {number}");
            found.push((Value::Number(number), words));
        }
    };
    for (edge, words) in [(&rules.low, "at its minimum"), (&rules.high, "at its maximum")] {
        if let Some(edge) = edge {
            if !edge.exclusive {
                add(Some(edge.number.clone()).filter(|number| whole(number).is_none()), words);
            }
            let at = edge.number.as_f64().unwrap_or(0.0);
            for near in [at + 0.01, at - 0.01, at + 0.5, at - 0.5] {
                add(Number::from_f64((near * 100.0).round() / 100.0), "just inside its bounds:");
            }
        }
    }
    for value in [0.1, 0.5, -0.5, 1.5, 1e-7, 123_456.789, 1.0e15] {
        add(Number::from_f64(value), "is");
    }
    if let Some(step) = rules.step {
        for count in [1, 3, 7] {
            let made = super::number::decimal(step.digits * count, step.scale);
            add(made.and_then(|value| value.as_number().cloned()), "a multiple of its step:");
        }
    }
}

/// Letters that are more than one unit, more than one letter, or no letter at all to somebody.
const LETTERS: &[(&str, &str)] = &[
    ("é", "a letter outside ASCII"),
    ("e\u{301}", "a letter with a combining mark"),
    ("😀", "a letter outside the basic plane"),
    ("👩\u{200d}🚀", "a letter joined of several"),
    ("\u{5e9}\u{5dc}\u{5d5}\u{5dd}", "letters from right to left"),
    ("ß", "a letter that grows in capitals"),
    (" ", "only a space"),
    (" a ", "spaces around"),
    ("\t", "a tab"),
    ("a\nb", "a line end"),
    ("\u{a0}", "a space that does not break"),
    ("0", "digits"),
    ("null", "the word null"),
    ("'\"<>&\\", "letters that other languages quote"),
    ("%2F../", "letters that addresses quote"),
];

fn texts(rules: &Texts, found: &mut Vec<(Value, String)>) {
    let free = rules.patterns.is_empty() && rules.formats.is_empty();
    let mut lengths = vec![(rules.min, "at its shortest,")];
    if rules.min > 0 {
        lengths.push((rules.min.saturating_add(1), "just above its shortest,"));
    } else {
        lengths.push((1, "of"));
    }
    if let Some(max) = rules.max.filter(|max| *max <= USUAL * 4) {
        lengths.push((max.saturating_sub(1), "just below its longest,"));
        lengths.push((max, "at its longest,"));
    } else if free {
        lengths.push((300.max(rules.min), "long,"));
    }
    for (length, words) in lengths {
        if let Some(text) = sized(rules, length) {
            found.push((Value::String(text), format!("{words} {length} letters")));
        }
    }
    for text in rules.formats.iter().flat_map(|name| format::instances(name)) {
        found.push((Value::String((*text).to_owned()), format!("is {} in its format", short(&Value::from(*text)))));
    }
    for (letters, words) in LETTERS {
        let least = usize::try_from(rules.min).unwrap_or(0);
        let mut text = (*letters).to_owned();
        if least > 1000 {
            break;
        }
        while text.chars().count() < least {
            text.push_str(letters);
        }
        if text.chars().count() > least && letters.chars().count() == 1 {
            text = letters.repeat(least.max(1));
        }
        found.push((Value::String(text), format!("has {words}")));
    }
    for (index, pattern) in rules.patterns.iter().enumerate() {
        for seed in 0..12 {
            let aim = Aim { length: rules.min.saturating_add(seed), wild: seed > 5, greedy: seed % 2 == 1 };
            let Some(text) = pattern.text(&mut Rng::new(seed, index as u64), aim) else { break };
            if seed == 0 {
                let (before, after) = pattern.open;
                let around = |yes: bool| if yes { "xyz" } else { "" };
                let wider = format!("{}{text}{}", around(before), around(after));
                found.push((Value::String(wider), "matches its pattern within more".into()));
            }
            found.push((Value::String(text), "matches its pattern".into()));
        }
    }
}

/// A text of just such a length.
pub(super) fn sized(rules: &Texts, length: u64) -> Option<String> {
    let exact = Texts { min: length, max: Some(length), ..rules.clone() };
    exact.pick(&mut Rng::new(3, length), false)
}

fn lists(builder: &mut Builder<'_>, node: &Node, found: &mut Vec<(Value, String)>) {
    let rules = &node.list;
    let mut wishes =
        vec![(rules.min, "with the fewest items,"), (0, "without items,"), (1, "with one item,"), (2, "with")];
    if let Some(max) = rules.max.filter(|max| *max <= 1000) {
        wishes.push((max.saturating_sub(1), "with all items but one,"));
        wishes.push((max, "with the most items,"));
    }
    wishes.push((rules.prefix.len(), "with"));
    for (wish, words) in wishes {
        for mood in [Mood::Plain, Mood::Usual] {
            builder.mood = mood;
            if let Some(value) = builder.list(node, Some(wish)) {
                let count = value.as_array().map_or(0, Vec::len);
                if count == wish {
                    found.push((value, format!("{words} {count} in all")));
                    break;
                }
            }
        }
    }
}

fn objects(builder: &mut Builder<'_>, node: &Node, found: &mut Vec<(Value, String)>) {
    let mut add = |builder: &mut Builder<'_>, presence: Presence<'_>, words: String| {
        if let Some(value) = builder.object(node, presence) {
            found.push((value, words));
        }
    };
    add(builder, Presence::None, "with no optional property".into());
    add(builder, Presence::All, "with every property".into());
    for property in node.object.properties.iter().filter(|property| !property.required).take(200) {
        let name = &*property.name;
        add(builder, Presence::Only(name), format!("with `{name}` alone of the optional properties"));
        add(builder, Presence::Without(name), format!("without `{name}`"));
    }
    let mut add_named = |builder: &mut Builder<'_>, presence: Presence<'_>, words: &str| {
        let Some(Value::Object(mut map)) = builder.object(node, presence) else { return };
        let Some(name) = builder.name(node, &map, 0) else { return };
        let id = builder.tree.property(node, &name);
        let Some(value) = builder.value(id) else { return };
        let words = format!("{words} `{name}`");
        map.insert(name, value);
        found.push((Value::Object(map), words));
    };
    add_named(builder, Presence::None, "with a property that the schema does not name,");
    if let Some(max) = node.object.max.filter(|max| *max <= 200) {
        let Some(Value::Object(mut map)) = builder.object(node, Presence::All) else { return };
        while map.len() < max {
            let Some(name) = builder.name(node, &map, 0) else { break };
            let id = builder.tree.property(node, &name);
            let Some(value) = builder.value(id) else { break };
            map.insert(name, value);
        }
        let words = format!("with {} properties, the most", map.len());
        found.push((Value::Object(map), words));
    }
}
