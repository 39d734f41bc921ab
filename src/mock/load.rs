//! From a mock file to a mock: everything that is wrong with it is found in one go, each with its place.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use http::{HeaderValue, Method, StatusCode};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::cel_names::Allowed;
use super::contract::Provider;
use super::expect::Expected;
use super::facts::Known;
use super::index::Index;
use super::shape::SHAPE;
use super::state::{Declared, Kind, Op};
use super::stub::{Isolate, Methods, Mock, Replay, Stub};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::place::{Place, Source};
use crate::syntax::path::read_text;
use crate::syntax::{read, yaml};

mod answer;
mod contract;
mod desk;
mod expect;
mod set;
mod when;

use contract::Held;
use desk::Desk;

/// What whoever serves a mock says beside its file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Whether a contract is answered from with state, also where the file does not say so.
    pub state: bool,
    /// What data from a contract derives from, in place of what the file says.
    pub seed: Option<u64>,
}

/// Reads the mock file at `path`, or the OpenAPI document that is to be answered from; no file that it names lies outside of
/// `root`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load(path: &Path, root: &Path) -> Result<Mock, Diagnostics> {
    load_as(path, root, Wish::default())
}

/// The same, as whoever serves it wants it.
///
/// # Errors
/// As [`load`].
pub fn load_as(path: &Path, root: &Path, wish: Wish) -> Result<Mock, Diagnostics> {
    let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
    match read_text(path) {
        Ok(text) if contract::is_document(&text) => contract::mock(path, root, wish),
        Ok(text) => read_as(&Arc::new(Source { name, text }), path.parent().unwrap_or(root), root, wish),
        Err(error) => {
            let mut found = Diagnostics::default();
            found.push(Diagnostic::unplaced("file", format!("the mock file {name} cannot be read: {error}")));
            Err(found)
        }
    }
}

/// Reads a mock file's text; the files that it names lie in `folder`, and none outside of `root`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(source: &Arc<Source>, folder: &Path, root: &Path) -> Result<Mock, Diagnostics> {
    read_as(source, folder, root, Wish::default())
}

fn read_as(source: &Arc<Source>, folder: &Path, root: &Path, wish: Wish) -> Result<Mock, Diagnostics> {
    let mut desk = Desk { found: Diagnostics::default(), folder, root };
    let node = match yaml::parse(source) {
        Ok(node) => node,
        Err(diagnostic) => {
            desk.found.push(diagnostic);
            return Err(desk.found);
        }
    };
    desk.refuse_later(&node);
    desk.conform(&node, SHAPE);
    let mock = whole(&mut desk, &node, wish);
    match mock {
        Some(mock) if !desk.found.has_errors() => {
            let mut digest = Sha256::new_with_prefix(source.text.as_bytes());
            // What is answered from is a part of the mock.
            if let Some(provider) = &mock.provider {
                digest.update(provider.contract().document.sha256());
            }
            Ok(Mock { sha256: HEXLOWER.encode(&digest.finalize()), ..mock })
        }
        _ => Err(desk.found),
    }
}

fn whole(desk: &mut Desk<'_>, node: &Node, wish: Wish) -> Option<Mock> {
    let name = node.get("mock").and_then(Node::text).map(str::to_owned);
    let signature = name.as_ref().and_then(|name| HeaderValue::from_str(name).ok());
    if let (Some(name), Some(place)) = (&name, node.get("mock").map(|node| &node.place))
        && (name.is_empty() || signature.is_none())
    {
        desk.wrong("mock-name", place, "a mock's name stands in a header: plain letters, and at least one");
    }
    let seed = node.get("seed").and_then(|node| desk.found.keep(read::whole(node, 0, i64::MAX)));
    let isolate = match node.get("isolate").and_then(Node::text) {
        Some("suite") => Isolate::Suite,
        _ => Isolate::Case,
    };
    let state = node.get("state").map(|state| set::read_state(desk, state)).unwrap_or_default();
    let secrets: Vec<String> = node
        .get("secrets")
        .map(read::one_or_many)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.text().map(str::to_owned))
        .collect();
    let vars: Vec<(String, Option<Value>)> =
        node.get("vars").map(Node::entries).unwrap_or_default().iter().map(variable).collect();
    let tables = state.kinds.iter().filter(|(_, kind)| matches!(kind, Kind::Table { .. }));
    let known = Known {
        state: state.kinds.keys().cloned().collect(),
        tables: tables.map(|(name, _)| name.clone()).collect(),
        secrets: secrets.clone(),
        vars: vars.iter().map(|(name, _)| name.clone()).collect(),
        ..Known::default()
    };
    let held = Held::read(desk, node);
    let provider = held.as_ref().and_then(|held| held.provider(desk, node, wish, seed));
    let mut stubs = Vec::new();
    let nodes = node.get("stubs").and_then(Node::items).unwrap_or_default();
    for node in nodes {
        stubs.extend(stub(desk, node, &known, &state, held.as_ref()));
    }
    if node.get("stubs").is_none() && node.get("from").is_none() {
        let help = "write `stubs`, or `from: { openapi: … }` to answer from a contract";
        let what = "a mock needs `stubs`";
        desk.found.push(Diagnostic::error("missing-key", &node.place, what).help(help));
    }
    unique(desk, nodes);
    answer_head(&mut stubs);
    let mut ids: Vec<String> =
        nodes.iter().map(|node| node.get("id").and_then(Node::text).unwrap_or_default().to_owned()).collect();
    ids.extend(provider.iter().flat_map(Provider::names).map(ToString::to_string));
    let expected = match node.get("expect") {
        Some(node) => expect::read_expected(desk, node, &ids),
        None => Expected::default(),
    };
    let signature = signature?;
    for stub in &mut stubs {
        stub.sign(&signature);
    }
    Some(Mock {
        name: name?,
        sha256: String::new(),
        secrets,
        vars,
        seed: seed.and_then(|seed| u64::try_from(seed).ok()).unwrap_or(0),
        isolate,
        index: Index::new(&stubs.iter().map(|stub| (&stub.pattern, stub.weight())).collect::<Vec<_>>()),
        stubs,
        provider,
        state,
        expected,
        signature,
    })
}

fn variable(entry: &crate::model::node::Entry) -> (String, Option<Value>) {
    match &entry.value.datum {
        Datum::Null => (entry.key.clone(), None),
        _ => (entry.key.clone(), Some(entry.value.to_json())),
    }
}

fn stub(desk: &mut Desk<'_>, node: &Node, known: &Known, declared: &Declared, held: Option<&Held>) -> Option<Stub> {
    desk.refuse_later(node);
    let mut known = known.clone();
    let when = node.get("when").and_then(|when| when::read_when(desk, when, &mut known));
    let key = node.get("key").and_then(|key| desk.template(key, &known));
    let replay = node.get("replay").and_then(|replay| read_replay(desk, replay, &known));
    let mut compute = Vec::new();
    for entry in node.get("compute").map(Node::entries).unwrap_or_default() {
        let guard = desk.guard(&entry.value, &known, Allowed::Mock);
        compute.extend(guard.map(|guard| (entry.key.clone(), guard)));
        known.computed.push(entry.key.clone());
    }
    let set = node.get("set").map(|set| set::read_set(desk, set, &known, declared)).unwrap_or_default();
    let written: Vec<&Node> = match (node.get("then"), node.get("steps")) {
        (Some(then), None) => vec![then],
        (None, Some(steps)) => steps.items().unwrap_or_default().iter().collect(),
        (Some(_), Some(steps)) => {
            desk.wrong("two-answers", &steps.place, "a stub has `then` or `steps`, not both");
            return None;
        }
        (None, None) => {
            // A key of a later version that stands for the answer has had its own word.
            if !desk::has_any(node, &["fault", "wire", "refuse", "stall"]) {
                let help = "then: { 200: { json: … } } answers always, steps: [503, 200] one after another";
                desk.found
                    .push(Diagnostic::error("missing-key", &node.place, "a stub needs `then` or `steps`").help(help));
            }
            return None;
        }
    };
    let mut steps: Vec<_> =
        written.iter().filter_map(|node| answer::read_answer(desk, node, &known, declared)).collect();
    if let Some(delay) = node.get("delay").and_then(|delay| answer::read_delay(desk, delay)) {
        for step in &mut steps {
            step.delay = step.delay.or(Some(delay));
        }
    }
    key_has_a_use(desk, node);
    let when = when?;
    if steps.len() == written.len() {
        for (node, step) in written.iter().zip(&steps) {
            contract::hold(desk, held, &when, node, step);
        }
    }
    if let (Some(node), Some(replay)) = (node.get("replay"), &replay) {
        for (key, answer) in [("other_body", &replay.other_body), ("in_flight", &replay.in_flight)] {
            if let Some(node) = node.get(key) {
                contract::hold(desk, held, &when, node, answer);
            }
        }
    }
    let templates = steps.iter().flat_map(|step| step.templates()).chain(set.iter().flat_map(Op::templates));
    let counts = templates.into_iter().any(|template| answer::uses(template, "seq"))
        || compute.iter().any(|(_, guard)| guard.counts());
    (steps.len() == written.len() && !steps.is_empty()).then(|| Stub {
        id: node.get("id").and_then(Node::text).unwrap_or_default().into(),
        place: node.place.clone(),
        methods: when.methods,
        pattern: when.pattern,
        conditions: when.conditions,
        guard: when.guard,
        compute,
        key,
        replay,
        steps,
        set,
        counts,
    })
}

fn key_has_a_use(desk: &mut Desk<'_>, node: &Node) {
    match (node.entry("key"), node.entry("replay")) {
        (None, Some(replay)) => desk.found.push(
            Diagnostic::error("replay", &replay.key_place, "`replay` needs a `key` that tells requests apart")
                .help("key: \"${request.header.idempotency-key}\""),
        ),
        (Some(key), None) if node.get("steps").is_none() => desk.found.push(
            Diagnostic::error("key", &key.key_place, "this `key` tells nothing apart")
                .help("it is for `steps` and `replay`; add one of them, or remove it"),
        ),
        _ => {}
    }
}

fn read_replay(desk: &mut Desk<'_>, node: &Node, known: &Known) -> Option<Replay> {
    let reused = "the key was used with another body";
    let other = answer::read_or_problem(desk, node.get("other_body"), StatusCode::UNPROCESSABLE_ENTITY, reused, known);
    let busy = "the first request with this key is still in flight";
    let in_flight = answer::read_or_problem(desk, node.get("in_flight"), StatusCode::CONFLICT, busy, known);
    Some(Replay { other_body: other?, in_flight: in_flight? })
}

/// No two stubs bear one name, and none asks for just what an earlier one takes.
fn unique(desk: &mut Desk<'_>, nodes: &[Node]) {
    let mut ids: Vec<(&str, &Place)> = Vec::new();
    let mut whens: Vec<(Value, &str, &Place)> = Vec::new();
    for node in nodes {
        let Some((id, place)) = node.get("id").and_then(|id| Some((id.text()?, &id.place))) else {
            continue;
        };
        if id == "unmatched" {
            desk.wrong("duplicate-stub", place, "`unmatched` is a word of `expect`, and so no stub's name");
        }
        match ids.iter().find(|(other, _)| *other == id) {
            Some((_, first)) => desk.found.push(
                Diagnostic::error(
                    "duplicate-stub",
                    place,
                    format!("a stub named `{id}` stands here for the second time"),
                )
                .also(first, "first here"),
            ),
            None => ids.push((id, place)),
        }
        if let Some(when) = node.get("when") {
            let value = when.to_json();
            match whens.iter().find(|(other, ..)| *other == value) {
                Some((_, earlier, first)) => desk.found.push(
                    Diagnostic::error(
                        "unreachable",
                        &when.place,
                        format!("`{id}` never answers: `{earlier}` takes the same"),
                    )
                    .also(first, "the same here")
                    .help("for one answer after another write `steps`"),
                ),
                None => whens.push((value, id, &when.place)),
            }
        }
    }
}

/// HEAD is answered as GET is, unless the file says for that path what HEAD gets.
fn answer_head(stubs: &mut [Stub]) {
    let own: Vec<String> = stubs
        .iter()
        .filter(|stub| matches!(&stub.methods, Methods::These { list, .. } if list.contains(&Method::HEAD)))
        .map(|stub| stub.pattern.text().to_owned())
        .collect();
    for stub in stubs {
        if let Methods::These { list, head } = &mut stub.methods {
            *head = list.contains(&Method::GET) && !own.iter().any(|path| path == stub.pattern.text());
        }
    }
}

#[cfg(test)]
mod tests;
