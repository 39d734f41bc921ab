//! Rows and fragments put in place, so that what follows sees plain steps only.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Entry, Node};
use crate::suite::document::Document;
use crate::syntax::nearest::suggestion;
use crate::value::expression::{Expression, Name};
use crate::value::template::Template;

/// A step with the parameters that its fragment was given.
#[derive(Debug, Clone)]
pub struct Expanded<'n> {
    /// The step, without `use` and `with`.
    pub node: Cow<'n, Node>,
    /// The parameters.
    pub parameters: Vec<(String, Node)>,
}

/// How deep fragments may use fragments.
const MAX_DEPTH: usize = 8;

/// The plain steps that a step stands for.
pub fn step<'n>(node: &'n Node, document: &Document, found: &mut Diagnostics) -> Vec<Expanded<'n>> {
    fragment(Cow::Borrowed(node), Vec::new(), document, 0, found)
}

fn fragment<'n>(
    node: Cow<'n, Node>,
    parameters: Vec<(String, Node)>,
    document: &Document,
    depth: usize,
    found: &mut Diagnostics,
) -> Vec<Expanded<'n>> {
    let Some(used) = node.entry("use") else {
        if let Some(with) = node.entry("with") {
            found.push(
                Diagnostic::error(
                    "with-without-use",
                    &with.key_place,
                    "`with` gives parameters to a fragment, and no fragment is used",
                )
                .help("name the fragment: `use: name`"),
            );
        }
        return vec![Expanded { node, parameters }];
    };
    let name = used.value.text().unwrap_or_default();
    let Some(fragment) = document.fragments.get(name) else {
        found.push(
            Diagnostic::error("unknown-fragment", &used.value.place, format!("this suite has no fragment `{name}`"))
                .maybe_help(suggestion(name, document.fragments.keys().map(String::as_str).collect::<Vec<_>>())),
        );
        return Vec::new();
    };
    if depth >= MAX_DEPTH {
        found.push(Diagnostic::error(
            "fragment-depth",
            &used.value.place,
            format!("fragments use fragments more than {MAX_DEPTH} deep"),
        ));
        return Vec::new();
    }
    let given: Vec<(String, Node)> = node
        .get("with")
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        // What the outer fragment was given is put into what it gives on.
        .map(|entry| (entry.key.clone(), substitute(&entry.value, &|name| outer(name, &parameters))))
        .collect();
    if !complete(&node, used, fragment, &given, found) {
        return Vec::new();
    }
    let inner = |node: &Node| substitute(node, &|name| outer(name, &given));
    match fragment.get("steps") {
        Some(steps) => {
            for entry in node
                .entries()
                .iter()
                .filter(|entry| !matches!(entry.key.as_str(), "use" | "with" | "why" | "as" | "base"))
            {
                found.push(Diagnostic::error(
                    "fragment-steps",
                    &entry.key_place,
                    format!("the fragment `{name}` has several steps; `{}` would belong to none of them", entry.key),
                ));
            }
            let items = steps.items().unwrap_or_default();
            let handed = |step: &Node| overlay(&inner(step), &node, &["as", "base", "why"]);
            items
                .iter()
                .flat_map(|step| self::fragment(Cow::Owned(handed(step)), given.clone(), document, depth + 1, found))
                .collect()
        }
        None => {
            let merged = overlay(&inner(&without(fragment, &["needs"])), &node, &[]);
            self::fragment(Cow::Owned(merged), given, document, depth + 1, found)
        }
    }
}

fn outer(name: &Name, parameters: &[(String, Node)]) -> Option<Node> {
    let whole = name.rest.is_empty();
    parameters.iter().find(|(parameter, _)| whole && *parameter == name.root).map(|(_, node)| node.clone())
}

fn complete(node: &Node, used: &Entry, fragment: &Node, given: &[(String, Node)], found: &mut Diagnostics) -> bool {
    let needs = fragment.get("needs").map(crate::syntax::read::one_or_many).unwrap_or_default();
    let needs: Vec<&str> = needs.iter().filter_map(Node::text).collect();
    let name = used.value.text().unwrap_or_default();
    let mut right = true;
    for need in &needs {
        if !given.iter().any(|(parameter, _)| parameter == need) {
            right = false;
            found.push(
                Diagnostic::error(
                    "missing-parameter",
                    &used.value.place,
                    format!("the fragment `{name}` needs the parameter `{need}`"),
                )
                .help(format!("give it: `with: {{ {need}: … }}`")),
            );
        }
    }
    for entry in node.get("with").map(Node::entries).unwrap_or_default() {
        if !needs.contains(&entry.key.as_str()) {
            right = false;
            found.push(
                Diagnostic::error(
                    "unknown-parameter",
                    &entry.key_place,
                    format!("the fragment `{name}` has no parameter `{}`", entry.key),
                )
                .maybe_help(suggestion(&entry.key, needs.iter().copied())),
            );
        }
    }
    right
}

/// The fragment's keys with the step's own over them (all, or only those of `only`), `use` and `with` gone.
fn overlay(fragment: &Node, step: &Node, only: &[&str]) -> Node {
    let own = |entry: &&Entry| {
        !matches!(entry.key.as_str(), "use" | "with") && (only.is_empty() || only.contains(&entry.key.as_str()))
    };
    let mut entries: Vec<Entry> = fragment.entries().to_vec();
    for entry in step.entries().iter().filter(own) {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            // A key that the fragment's own step says as well is said nearer to the action there.
            Some(_) if !only.is_empty() => {}
            Some(known) => *known = entry.clone(),
            None => entries.push(entry.clone()),
        }
    }
    Node { datum: Datum::Map(entries), place: step.place.clone() }
}

fn without(node: &Node, keys: &[&str]) -> Node {
    let entries = node.entries().iter().filter(|entry| !keys.contains(&entry.key.as_str())).cloned().collect();
    Node { datum: Datum::Map(entries), place: node.place.clone() }
}

/// A row's values put in wherever a whole value is `${row.X}`.
#[must_use]
pub fn row(node: &Node, row: &Node) -> Node {
    substitute(node, &|name| match (name.root.as_str(), name.rest.len(), name.second()) {
        ("row", 1, Some(column)) => row.get(column).cloned(),
        _ => None,
    })
}

/// A row as the scope knows it: its values without places, its id among them.
#[must_use]
pub fn row_values(id: &str, row: &Node) -> Map<String, Value> {
    let mut values: Map<String, Value> =
        row.entries().iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect();
    values.entry("id").or_insert_with(|| Value::String(id.to_owned()));
    values
}

/// The same tree with every whole-value template of a known name replaced.
fn substitute(node: &Node, known: &dyn Fn(&Name) -> Option<Node>) -> Node {
    let datum = match &node.datum {
        Datum::Text(text) if text.starts_with("${") && text.ends_with('}') => {
            match Expression::parse(&text[2..text.len() - 1]) {
                Ok(Expression::Name(name)) => match known(&name) {
                    Some(other) => return other,
                    None => return node.clone(),
                },
                _ => return node.clone(),
            }
        }
        Datum::List(items) => Datum::List(items.iter().map(|item| substitute(item, known)).collect()),
        Datum::Map(entries) => Datum::Map(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    key_place: entry.key_place.clone(),
                    value: substitute(&entry.value, known),
                })
                .collect(),
        ),
        _ => return node.clone(),
    };
    Node { datum, place: node.place.clone() }
}

/// The parameters as templates, for the names that stand inside of texts.
pub fn templates(parameters: &[(String, Node)], found: &mut Diagnostics) -> Vec<(String, Template)> {
    parameters.iter().filter_map(|(name, node)| Some((name.clone(), found.keep(Template::compile(node))?))).collect()
}
