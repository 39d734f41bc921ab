//! From what stands under `expect` to what must have arrived.

use http::HeaderName;

use super::desk::Desk;
use crate::mock::expect::{Expectation, Expected, Gap, Same};
use crate::mock::facts::Known;
use crate::mock::shape::EXPECTATION;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Entry, Node};
use crate::model::shape::Shape;
use crate::syntax::nearest::suggestion;
use crate::syntax::read;

/// Reads what must have arrived; `ids` are the stubs' names in file order.
pub(super) fn read_expected(desk: &mut Desk<'_>, node: &Node, ids: &[String]) -> Expected {
    let mut expected = Expected::default();
    for entry in node.entries() {
        if entry.key == "unmatched" {
            expected.unmatched = desk.matcher(&entry.value, &Known::default());
            continue;
        }
        let Some(stub) = ids.iter().position(|id| *id == entry.key) else {
            let known = ids.iter().map(String::as_str).chain(["unmatched"]);
            desk.found.push(
                Diagnostic::error("unknown-stub", &entry.key_place, format!("there is no stub `{}`", entry.key))
                    .maybe_help(suggestion(&entry.key, known)),
            );
            continue;
        };
        expected.stubs.push(one(desk, stub, entry, ids));
    }
    expected
}

fn one(desk: &mut Desk<'_>, stub: usize, entry: &Entry, ids: &[String]) -> Expectation {
    let node = &entry.value;
    desk.conform(node, Shape::Record(&EXPECTATION));
    if node.entries().is_empty() {
        desk.wrong("empty", &node.place, "this expects nothing");
    }
    let calls = node.get("calls").and_then(|calls| desk.matcher(calls, &Known::default()));
    let mut same = Vec::new();
    for item in node.get("same").map(read::one_or_many).unwrap_or_default() {
        let text = item.text().unwrap_or_default();
        match text.strip_prefix("header.").map(str::parse::<HeaderName>) {
            Some(Ok(name)) => same.push(Same::Header(name)),
            _ if text == "body_sha256" => same.push(Same::Body),
            _ => desk.found.push(
                Diagnostic::error("same", &item.place, format!("`{text}` is nothing that arrivals are compared by"))
                    .help("write header.<name> or body_sha256"),
            ),
        }
    }
    let mut gaps = Vec::new();
    for item in node.get("gaps").map(read::one_or_many).unwrap_or_default() {
        match Gap::parse(item.text().unwrap_or_default()) {
            Ok(gap) => gaps.push(gap),
            Err(what) => desk.wrong("gap", &item.place, what),
        }
    }
    let after = node.get("after").and_then(|after| other(desk, after, stub, ids));
    Expectation { stub, id: entry.key.clone(), calls, same, gaps, after }
}

fn other(desk: &mut Desk<'_>, node: &Node, stub: usize, ids: &[String]) -> Option<(usize, String)> {
    let name = desk.found.keep(read::text(node).map(str::to_owned))?;
    match ids.iter().position(|id| *id == name) {
        Some(other) if other == stub => {
            desk.wrong("unknown-stub", &node.place, "a stub cannot come after itself");
            None
        }
        Some(other) => Some((other, name)),
        None => {
            desk.found.push(
                Diagnostic::error("unknown-stub", &node.place, format!("there is no stub `{name}`"))
                    .maybe_help(suggestion(&name, ids.iter().map(String::as_str))),
            );
            None
        }
    }
}
