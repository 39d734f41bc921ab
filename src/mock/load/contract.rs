//! From `from`, `contract` or a whole document to what is answered from it, and what stubs are held to.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Wish;
use super::desk::Desk;
use super::when::When;
use crate::mock::answer::{Answer, Body};
use crate::mock::contract::check::{self, Found, Written};
use crate::mock::contract::{Provider, Serving};
use crate::mock::expect::Expected;
use crate::mock::index::Index;
use crate::mock::shape::BODIES;
use crate::mock::state::Declared;
use crate::mock::stub::{Isolate, Methods, Mock};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::openapi::at::At;
use crate::openapi::conform::{Breach, Contract};
use crate::openapi::document::Loading;
use crate::syntax::nearest::suggestion;
use crate::syntax::path::{clean, is_inside};
use crate::syntax::read;
use crate::value::matcher::step::{Step, location};
use crate::value::template::Template;

/// A contract that stubs are held to.
#[derive(Debug)]
pub(super) struct Held {
    contract: Arc<Contract>,
    prefix: Option<String>,
}

/// The keys at the top of a file, as far as they tell what it is.
#[derive(Deserialize)]
struct Top {
    openapi: Option<IgnoredAny>,
    swagger: Option<IgnoredAny>,
    mock: Option<IgnoredAny>,
}

/// Whether a text is an OpenAPI document, and no mock file.
pub(super) fn is_document(text: &str) -> bool {
    if let (true, Ok(top)) = (text.trim_start().starts_with('{'), serde_json::from_str::<Top>(text)) {
        return (top.openapi.is_some() || top.swagger.is_some()) && top.mock.is_none();
    }
    let has = |key: &str| {
        text.lines().any(|line| {
            line.trim_start_matches(['"', '\''])
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(':'))
        })
    };
    (has("openapi") || has("swagger")) && !has("mock")
}

/// A mock that is nothing but a document.
pub(super) fn mock(path: &Path, root: &Path, wish: Wish) -> Result<Mock, Diagnostics> {
    let contract = open(path, root)?;
    let title = slug(&contract.api.title);
    let stem = path.file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default();
    let name = [title, stem].into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "contract".into());
    let mut digest = Sha256::new();
    digest.update(contract.document.sha256());
    let seed = wish.seed.unwrap_or(0);
    let signature = HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("contract"));
    let serving = Serving { seed, state: wish.state, prefix: None, only: None };
    Ok(Mock {
        name,
        sha256: HEXLOWER.encode(&digest.finalize()),
        secrets: Vec::new(),
        vars: Vec::new(),
        seed,
        isolate: Isolate::Case,
        stubs: Vec::new(),
        provider: Some(Provider::new(Arc::new(contract), serving)),
        state: Declared::default(),
        expected: Expected::default(),
        signature,
        index: Index::new(&[]),
    })
}

fn slug(text: &str) -> String {
    let letter = |one: char| if one.is_ascii_alphanumeric() { one.to_ascii_lowercase() } else { ' ' };
    let words: String = text.chars().map(letter).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

fn open(path: &Path, root: &Path) -> Result<Contract, Diagnostics> {
    let loading = Loading { root: Some(root.to_owned()), ..Loading::default() };
    let (contract, mut found) = Contract::load(path, &loading)?;
    if contract.api.operations.is_empty() {
        let place = contract.document.place(&At::file(0));
        found.push(
            Diagnostic::error("empty", &place, "the document has no operation, and so there is nothing to answer")
                .help("describe one under `paths`"),
        );
    }
    if found.has_errors() { Err(found) } else { Ok(contract) }
}

impl Held {
    /// The document that `from` or `contract` names.
    pub(super) fn read(desk: &mut Desk<'_>, node: &Node) -> Option<Self> {
        let (from, contract) = (node.entry("from"), node.entry("contract"));
        if let (Some(from), Some(contract)) = (from, contract) {
            desk.found.push(
                Diagnostic::error(
                    "two-contracts",
                    &contract.key_place,
                    "`from` holds the stubs to its document already",
                )
                .also(&from.key_place, "the first")
                .help("remove `contract`"),
            );
            return None;
        }
        let node = &from.or(contract)?.value;
        let file = node.get("openapi").or_else(|| node.text().map(|_| node))?;
        let written = file.text()?;
        let prefix = match node.get("base") {
            Some(base) => match base.text() {
                Some(text) if text.is_empty() || text.starts_with('/') => Some(text.trim_end_matches('/').to_owned()),
                _ => {
                    desk.wrong("path", &base.place, "`base` begins with `/`, or is empty");
                    return None;
                }
            },
            None => None,
        };
        let path = clean(&desk.folder.join(written));
        if !is_inside(&path, desk.root) {
            desk.wrong("path-outside", &file.place, format!("`{written}` leads out of the project's folder"));
            return None;
        }
        if !path.is_file() {
            desk.wrong("file", &file.place, format!("the contract `{written}` does not exist"));
            return None;
        }
        match open(&path, desk.root) {
            Ok(contract) => Some(Self { contract: Arc::new(contract), prefix }),
            Err(faults) => {
                desk.found.absorb(faults);
                None
            }
        }
    }

    /// What answers where no stub does; none where the document only holds the stubs.
    pub(super) fn provider(&self, desk: &mut Desk<'_>, node: &Node, wish: Wish, seed: Option<i64>) -> Option<Provider> {
        let from = node.get("from")?;
        let own = from.get("seed").and_then(|node| desk.found.keep(read::whole(node, 0, i64::MAX))).or(seed);
        let state = from.get("state").is_some_and(|node| matches!(node.datum, Datum::Bool(true)));
        let mut only = None;
        for name in from.get("operations").map(read::one_or_many).unwrap_or_default() {
            let Some(text) = name.text() else { continue };
            let all = &self.contract.api.operations;
            let found = all.iter().position(|one| one.id.as_deref() == Some(text) || one.name() == text);
            match found {
                Some(number) => only.get_or_insert_with(Vec::new).push(number),
                None => {
                    let ids = all.iter().filter_map(|one| one.id.as_deref());
                    desk.found.push(
                        Diagnostic::error(
                            "unknown-operation",
                            &name.place,
                            format!("the contract has no operation `{text}`"),
                        )
                        .help(suggestion(text, ids).unwrap_or_else(|| "write an `operationId`, or `GET /path`".into())),
                    );
                }
            }
        }
        let seed = wish.seed.or(own.and_then(|seed| u64::try_from(seed).ok())).unwrap_or(0);
        let serving = Serving { seed, state: state || wish.state, prefix: self.prefix.clone(), only };
        Some(Provider::new(self.contract.clone(), serving))
    }
}

/// Holds one answer of a stub to the contract.
pub(super) fn hold(desk: &mut Desk<'_>, held: Option<&Held>, when: &When, node: &Node, answer: &Answer) {
    let content = match &node.datum {
        Datum::Map(entries) => entries.iter().find(|entry| entry.key.parse::<u16>().is_ok()).map(|entry| &entry.value),
        _ => None,
    };
    let reason = content.and_then(|content| content.entry("breaks_contract"));
    if let Some(entry) = reason.filter(|entry| entry.value.text().is_none_or(|text| text.trim().is_empty())) {
        desk.wrong("contract-kept", &entry.value.place, "`breaks_contract` says why, in words");
        return;
    }
    let Some(held) = held else {
        if let Some(reason) = reason {
            let what = "there is no contract here that this answer could break";
            desk.found.push(
                Diagnostic::error("contract-kept", &reason.key_place, what).help("remove it, or name a `contract`"),
            );
        }
        return;
    };
    let written = written(content, answer);
    let is_literal = written.filled.is_empty()
        && !matches!(written.body, check::Body::Unknown)
        && !matches!(&written.body, check::Body::Json { holes, .. } if !holes.is_empty());
    let methods = match &when.methods {
        Methods::Any => None,
        Methods::These { list, .. } => Some(list.as_slice()),
    };
    let found = check::lies(&held.contract, held.prefix.as_deref(), methods, &when.pattern, &written);
    match reason {
        Some(reason) if found.is_empty() && is_literal => desk.found.push(
            Diagnostic::error("contract-kept", &reason.key_place, "this answer is what the contract says")
                .help("remove `breaks_contract`"),
        ),
        Some(_) => {}
        None => {
            for lie in &found {
                tell(desk, held, lie, node, content);
            }
        }
    }
}

fn tell(desk: &mut Desk<'_>, held: &Held, lie: &Found, node: &Node, content: Option<&Node>) {
    let help = "answer as the contract says; where another answer is meant, say why: { breaks_contract: \"…\" }";
    if lie.breaches.is_empty() {
        let what = format!("the contract has no operation `{}`", lie.operation);
        desk.found.push(Diagnostic::error("stub-breaks-contract", &node.place, what).help(help));
    }
    for breach in &lie.breaches {
        let what = format!(
            "this is no answer of `{}`: {}: expected {}, found {}",
            lie.operation, breach.field, breach.expected, breach.actual
        );
        let place = place(node, content, breach);
        desk.found.push(
            Diagnostic::error("stub-breaks-contract", &place, what)
                .also(&held.contract.document.place(&breach.at), "the contract says it here")
                .help(help),
        );
    }
}

/// Where in the mock file stands what is wrong.
fn place(node: &Node, content: Option<&Node>, breach: &Breach) -> Place {
    let Some(content) = content else { return node.place.clone() };
    let header =
        |name: &str| content.get("headers")?.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(name));
    if let Some(entry) = breach.field.strip_prefix("header ").and_then(header) {
        return entry.value.place.clone();
    }
    let body = content.entries().iter().find(|entry| BODIES.contains(&entry.key.as_str()));
    match body {
        Some(body) if breach.field.starts_with(['$']) => deepest(&body.value, &mut Vec::new(), &breach.field),
        _ => node.place.clone(),
    }
}

/// The innermost value that a field's name leads to.
fn deepest(node: &Node, steps: &mut Vec<Step>, field: &str) -> Place {
    let leads = |steps: &[Step]| {
        let here = location("$", steps);
        field == here || field.strip_prefix(here.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let entries = node.entries().iter().map(|entry| (Step::Key(entry.key.clone()), &entry.value));
    let items = node.items().unwrap_or_default().iter().enumerate().map(|(index, item)| (Step::Index(index), item));
    for (step, child) in entries.chain(items) {
        steps.push(step);
        if leads(steps) {
            return deepest(child, steps, field);
        }
        steps.pop();
    }
    node.place.clone()
}

fn written<'a>(content: Option<&Node>, answer: &'a Answer) -> Written<'a> {
    let filled: Vec<HeaderName> = answer.filled.iter().map(|(name, _)| name.clone()).collect();
    let node = |key: &str| content.and_then(|content| content.get(key));
    let mut holes = Vec::new();
    let body = match &answer.body {
        Body::Fixed(bytes) => check::Body::Fixed(bytes.clone()),
        Body::Text(_) => check::Body::Unknown,
        Body::Json(_) | Body::Problem(_) => match node("json").or_else(|| node("problem")) {
            Some(node) => {
                let value = literal(node, &mut Vec::new(), &mut holes);
                let value = match &answer.body {
                    Body::Problem(_) => crate::mock::answer::with_status(value, answer.status),
                    _ => value,
                };
                check::Body::Json { value, holes }
            }
            None => check::Body::Unknown,
        },
    };
    Written { status: answer.status, headers: &answer.headers, filled, body }
}

/// A value with null where something is filled in, and where that is.
fn literal(node: &Node, steps: &mut Vec<Step>, holes: &mut Vec<(Vec<Step>, bool)>) -> Value {
    match &node.datum {
        Datum::Map(entries) => {
            // Which keys there are is known when they are filled in.
            if entries.iter().any(|entry| is_filled(&entry.key, &entry.key_place)) {
                holes.push((steps.clone(), false));
                return Value::Null;
            }
            let mut map = serde_json::Map::new();
            for entry in entries {
                steps.push(Step::Key(entry.key.clone()));
                map.insert(entry.key.clone(), literal(&entry.value, steps, holes));
                steps.pop();
            }
            Value::Object(map)
        }
        Datum::List(items) => {
            let mut list = Vec::new();
            for (index, item) in items.iter().enumerate() {
                steps.push(Step::Index(index));
                list.push(literal(item, steps, holes));
                steps.pop();
            }
            Value::Array(list)
        }
        Datum::Text(text) => match Template::text(text, &node.place) {
            Ok(template) => template.literal().cloned().unwrap_or_else(|| {
                let is_whole = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
                holes.push((steps.clone(), !is_whole));
                Value::Null
            }),
            Err(_) => Value::Null,
        },
        _ => node.to_json(),
    }
}

fn is_filled(text: &str, place: &Place) -> bool {
    Template::text(text, place).is_ok_and(|template| template.literal().is_none())
}
