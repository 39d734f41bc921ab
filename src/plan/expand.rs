//! Rows and fragments put in place, so that what follows sees plain steps only.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Entry, Node, has_template};
use crate::suite::document::Document;
use crate::syntax::nearest::suggestion;
use crate::value::expression::{Expression, Name, Segment, closing};
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

/// The plain steps that a step stands for; `given` are the parameters around it, as they are around the `undo` of a fragment.
pub fn step<'n>(
    node: &'n Node,
    given: &[(String, Node)],
    document: &Document,
    found: &mut Diagnostics,
) -> Vec<Expanded<'n>> {
    fragment(Cow::Borrowed(node), given.to_vec(), document, 0, found)
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
        .map(|entry| (entry.key.clone(), substitute(&entry.value, &|name| outer(name, &parameters), &str::to_owned)))
        .collect();
    if !complete(&node, used, fragment, &given, found) {
        return Vec::new();
    }
    let inner = |node: &Node| substitute(node, &|name| outer(name, &given), &str::to_owned);
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

/// A row's values put in their places before anything is read: as they are where a whole value is `${row.X}`, and as they are
/// written where `${row.X}` stands inside of a text and its value holds templates of its own.
#[must_use]
pub fn row(node: &Node, row: &Node) -> Node {
    substitute(node, &|name| cell(name, row).cloned(), &|text| spliced(text, row))
}

/// What a name says of a row: a column, or a part of one.
fn cell<'r>(name: &Name, row: &'r Node) -> Option<&'r Node> {
    if name.root != "row" {
        return None;
    }
    name.rest.iter().try_fold(row, |node, segment| match segment {
        Segment::Key(key) => node.get(key),
        Segment::Index(at) => node.items()?.get(*at),
    })
}

/// A text with the row's texts in it as they are written, where those hold templates.
fn spliced(text: &str, row: &Node) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = first(rest) {
        out.push_str(before);
        let inner = &rest[before.len()..rest.len() - after.len()];
        let value = name.as_ref().and_then(|name| cell(name, row)?.text()).filter(|text| has_template(text));
        out.push_str(value.unwrap_or(inner));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The first template of a text: what stands before it, its name where it is one, and what stands after it. A literal `${` is
/// passed over as text.
fn first(text: &str) -> Option<(&str, Option<Name>, &str)> {
    let open = text.find("${")?;
    if text[..open].ends_with('$') {
        return Some((&text[..open], None, &text[open + 2..]));
    }
    let end = open + 2 + closing(&text[open + 2..])?;
    let name = match Expression::parse(&text[open + 2..end]) {
        Ok(Expression::Name(name)) => Some(name),
        _ => None,
    };
    Some((&text[..open], name, &text[end + 1..]))
}

/// The name that is all of a text.
fn whole(text: &str) -> Option<Name> {
    match first(text) {
        Some(("", name, "")) => name,
        _ => None,
    }
}

/// Whether a value holds a template, or a literal `${`: what has to be read before it is a value.
#[must_use]
pub fn is_unread(node: &Node) -> bool {
    node.text().is_some_and(has_template)
        || node.items().is_some_and(|items| items.iter().any(is_unread))
        || node.entries().iter().any(|entry| has_template(&entry.key) || is_unread(&entry.value))
}

/// A row as the scope knows it: its values without places, its id among them.
#[must_use]
pub fn row_values(id: &str, row: &Node) -> Map<String, Value> {
    let mut values: Map<String, Value> =
        row.entries().iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect();
    values.entry("id").or_insert_with(|| Value::String(id.to_owned()));
    values
}

/// The same tree with every whole-value template of a known name replaced, and other texts as `written` has them.
fn substitute(node: &Node, known: &dyn Fn(&Name) -> Option<Node>, written: &dyn Fn(&str) -> String) -> Node {
    let datum = match &node.datum {
        Datum::Text(text) => match whole(text).and_then(|name| known(&name)) {
            Some(other) => return other,
            None => Datum::Text(written(text)),
        },
        Datum::List(items) => Datum::List(items.iter().map(|item| substitute(item, known, written)).collect()),
        Datum::Map(entries) => Datum::Map(
            entries
                .iter()
                .map(|entry| Entry {
                    key: written(&entry.key),
                    key_place: entry.key_place.clone(),
                    value: substitute(&entry.value, known, written),
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
