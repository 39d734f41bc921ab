//! A suite as it was written: its parts, each with its place, and its steps still as nodes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::shape::{CASE, SHARED, SUITE};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::lane::Lane;
use crate::model::mode::Mode;
use crate::model::node::{Datum, Node};
use crate::model::place::{Place, Source};
use crate::model::shape::Shape;
use crate::syntax::read::{self, Named};
use crate::syntax::yaml;
use crate::value::credential::refuse_literals;

/// A word and where it stands.
pub type Word = (String, Place);

/// A suite file.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub source: Arc<Source>,
    /// The suite's name.
    pub name: Word,
    /// Its lane.
    pub lane: Lane,
    /// The targets it runs for; `several` where it was written as a list.
    pub targets: Vec<Word>,
    /// Whether `targets` was used.
    pub several: bool,
    /// The contract that exchanges are held to.
    pub contract: Option<Node>,
    /// What steps that speak GraphQL have in common.
    pub graphql: Option<Node>,
    /// The default caller.
    pub caller: Option<Word>,
    /// What stands before paths.
    pub base: Option<Node>,
    /// Headers of every request.
    pub headers: Vec<(Word, Node)>,
    /// Words to select by.
    pub tags: Vec<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// Whether cases run one after another.
    pub sequential: bool,
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// Wrong answers that need not be noticed.
    pub waivers: Vec<Node>,
    /// Steps with parameters.
    pub fragments: HashMap<String, Node>,
    /// Steps before the first case.
    pub once: Vec<Node>,
    /// Steps before each case.
    pub setup: Vec<Node>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A case as it was written.
#[derive(Debug)]
pub struct Case {
    /// Its name.
    pub name: Word,
    /// The ids of the checks that it bears.
    pub covers: Vec<Word>,
    /// Words to select by.
    pub tags: Vec<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// Its rows, each with its id.
    pub rows: Option<Vec<(String, Node)>>,
    /// The caller.
    pub caller: Option<Node>,
    /// What stands before paths.
    pub base: Option<Node>,
    /// Whether nothing may run beside it.
    pub alone: bool,
    /// Where it makes sense; empty is everywhere.
    pub modes: Vec<Mode>,
    /// Whether unmatched requests at a mock are meant.
    pub unmatched: bool,
    /// Secrets that may come back.
    pub echoes: Vec<Word>,
    /// The limit of the whole case.
    pub deadline: Option<Duration>,
    /// Its steps.
    pub steps: Vec<Node>,
    /// Its `undo` steps.
    pub undo: Vec<Node>,
    /// All of it.
    pub place: Place,
}

/// Reads a suite; what is wrong is gathered. None where nothing can be made of it.
pub fn read(source: &Arc<Source>, named: Named<'_>, found: &mut Diagnostics) -> Option<Document> {
    let root = found.keep(yaml::parse(source))?;
    let mut own = Diagnostics::default();
    read::conform(&root, Shape::Record(&SUITE), named, &mut own);
    let wrong = own.has_errors();
    let faults: Vec<Place> = own.iter().filter_map(|diagnostic| diagnostic.place.clone()).collect();
    found.absorb(own);
    if !wrong {
        return assemble(source, root, found);
    }
    assemble(source, without_faulty_cases(root, &faults)?, found)
}

/// The rest of a suite whose only faults of form lie in cases: those are told of their form, and the others are read on,
/// so that a person hears of all at once. None where a fault lies elsewhere.
fn without_faulty_cases(mut root: Node, faults: &[Place]) -> Option<Node> {
    let cases = items_of(&mut root, "cases")?;
    let within = |case: &Node, fault: &Place| {
        let (case, fault) = (case.place.span(), fault.span());
        case.start <= fault.start && fault.end <= case.end
    };
    if !faults.iter().all(|fault| cases.iter().any(|case| within(case, fault))) {
        return None;
    }
    cases.retain(|case| !faults.iter().any(|fault| within(case, fault)));
    Some(root)
}

/// The list under a key, to be changed or taken away.
fn items_of<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Vec<Node>> {
    let Datum::Map(entries) = &mut node.datum else { return None };
    match &mut entries.iter_mut().find(|entry| entry.key == key)?.value.datum {
        Datum::List(items) => Some(items),
        _ => None,
    }
}

fn assemble(source: &Arc<Source>, mut root: Node, found: &mut Diagnostics) -> Option<Document> {
    // Cases are nearly all of a file: they are taken, not copied.
    let cases = items_of(&mut root, "cases").map(std::mem::take);
    let root = &root;
    let lane = root.get("lane").and_then(Node::text).and_then(Lane::named);
    let Some(lane) = lane else {
        let place = root.get("lane").map_or(&root.place, |node| &node.place);
        found.push(Diagnostic::error("lane", place, "the lane has to be one of contract, runtime, resilience, health"));
        return None;
    };
    if let Some(headers) = root.get("headers") {
        refuse_literals(headers, "the header", found);
    }
    let name = word(root.get("suite")?)?;
    if !name.0.split('/').all(is_name) {
        found.push(
            Diagnostic::error("suite-name", &name.1, format!("`{}` is no name for a suite", name.0))
                .help("use letters, digits, `-`, `_` and `.`, in parts divided by `/`: `chatwoot/health`"),
        );
    }
    let targets = match (root.get("target"), root.get("targets")) {
        (Some(one), None) => vec![word(one)?],
        (None, Some(many)) => read::one_or_many(many).iter().filter_map(word).collect(),
        (Some(_), Some(many)) => {
            found.push(Diagnostic::error("targets", &many.place, "a suite has `target` or `targets`, not both"));
            return None;
        }
        (None, None) => {
            found.push(
                Diagnostic::error("missing-key", &root.place, "a suite needs the key `target`")
                    .help("name a target of the project file, such as `target: chatwoot`"),
            );
            return None;
        }
    };
    let (once, setup) = match root.get("setup") {
        None => (Vec::new(), Vec::new()),
        Some(setup) if setup.get("once").is_some() => (steps(setup.get("once")), steps(setup.get("each"))),
        Some(setup) => (Vec::new(), steps(Some(setup))),
    };
    let fragments = root.get("fragments").map(Node::entries).unwrap_or_default();
    let document = Document {
        source: source.clone(),
        name,
        lane,
        several: root.get("targets").is_some(),
        targets,
        contract: root.get("contract").cloned(),
        graphql: root.get("graphql").cloned(),
        caller: root.get("as").and_then(word),
        base: root.get("base").cloned(),
        headers: pairs(root.get("headers")),
        tags: texts(root.get("tags")),
        why: root.get("why").and_then(Node::text).map(str::to_owned),
        sequential: root.get("order").and_then(Node::text) == Some("sequential"),
        timeout: span(root.get("timeout"), found),
        waivers: steps(root.get("prove").and_then(|prove| prove.get("waive"))),
        fragments: fragments.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect(),
        once,
        setup,
        cases: cases?.into_iter().filter_map(|node| case(node, found)).collect(),
    };
    unique(&document, found);
    Some(document)
}

fn case(node: Node, found: &mut Diagnostics) -> Option<Case> {
    let name = word(node.get("name")?)?;
    if name.0.trim().is_empty() || name.0.chars().any(char::is_control) {
        found.push(Diagnostic::error("case-name", &name.1, "a case needs a name that can be read on one line"));
    }
    let steps = match node.get("steps") {
        Some(list) => {
            for entry in node.entries() {
                let known = CASE.fields.iter().chain(SHARED).any(|field| field.name == entry.key);
                if !known {
                    found.push(
                        Diagnostic::error(
                            "step-and-steps",
                            &entry.key_place,
                            format!("`{}` belongs to a step, and this case has `steps`", entry.key),
                        )
                        .help("move it into the step that it is meant for"),
                    );
                }
            }
            Some(steps(Some(list)))
        }
        None => None,
    };
    Some(Case {
        name,
        covers: words(node.get("covers")),
        tags: texts(node.get("tags")),
        why: node.get("why").and_then(Node::text).map(str::to_owned),
        rows: rows(node.get("rows"), found),
        caller: node.get("as").cloned(),
        base: node.get("base").cloned(),
        alone: flag(node.get("alone")),
        modes: texts(node.get("modes"))
            .iter()
            .map(|mode| if mode == "live" { Mode::Live } else { Mode::Mock })
            .collect(),
        unmatched: node.get("unmatched").is_some(),
        echoes: words(node.get("echoes")),
        deadline: span(node.get("deadline"), found),
        undo: self::steps(node.get("undo")),
        place: node.place.clone(),
        steps: steps.unwrap_or_else(|| vec![inline(node)]),
    })
}

/// A case that is its own only step: what is left without the keys of a case.
fn inline(mut node: Node) -> Node {
    let own = |key: &str| CASE.fields.iter().chain(SHARED).all(|field| field.name != key);
    if let Datum::Map(entries) = &mut node.datum {
        entries.retain(|entry| own(&entry.key));
    }
    node
}

fn rows(node: Option<&Node>, found: &mut Diagnostics) -> Option<Vec<(String, Node)>> {
    let items = node?.items()?;
    let mut seen: HashMap<String, Place> = HashMap::new();
    let mut rows = Vec::new();
    for (number, row) in items.iter().enumerate() {
        let id = match row.get("id") {
            Some(id) => id.scalar_text().unwrap_or_default(),
            None => (number + 1).to_string(),
        };
        let place = row.get("id").map_or(&row.place, |id| &id.place);
        if id.trim().is_empty() {
            found.push(Diagnostic::error("row-id", place, "a row's id has to be a word"));
        }
        if let Some(first) = seen.insert(id.clone(), place.clone()) {
            found.push(
                Diagnostic::error("duplicate-row", place, format!("a row with the id `{id}` was there before"))
                    .also(&first, "first here"),
            );
        }
        rows.push((id, row.clone()));
    }
    Some(rows)
}

fn unique(document: &Document, found: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Place> = HashMap::with_capacity(document.cases.len());
    for case in &document.cases {
        if let Some(first) = seen.insert(&case.name.0, &case.name.1) {
            found.push(
                Diagnostic::error(
                    "duplicate-case",
                    &case.name.1,
                    format!("a case named `{}` was there before", case.name.0),
                )
                .also(first, "first here")
                .help("give each case its own name: names select, and stand in the evidence"),
            );
        }
    }
}

/// Letters, digits, `-`, `_`, `.`: what is a plain file name everywhere.
#[must_use]
pub fn is_name(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('.')
        && part.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

/// The steps under a key that takes one or a list.
#[must_use]
pub fn steps(node: Option<&Node>) -> Vec<Node> {
    node.map(|node| read::one_or_many(node).to_vec()).unwrap_or_default()
}

fn word(node: &Node) -> Option<Word> {
    Some((node.scalar_text()?, node.place.clone()))
}

fn words(node: Option<&Node>) -> Vec<Word> {
    node.map(|node| read::one_or_many(node).iter().filter_map(word).collect()).unwrap_or_default()
}

fn texts(node: Option<&Node>) -> Vec<String> {
    words(node).into_iter().map(|(text, _)| text).collect()
}

fn pairs(node: Option<&Node>) -> Vec<(Word, Node)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| ((entry.key.clone(), entry.key_place.clone()), entry.value.clone())).collect()
}

fn flag(node: Option<&Node>) -> bool {
    matches!(node.map(|node| &node.datum), Some(Datum::Bool(true)))
}

fn span(node: Option<&Node>, found: &mut Diagnostics) -> Option<Duration> {
    node.and_then(|node| found.keep(read::duration(node)))
}
