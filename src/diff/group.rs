//! One change a cause: what was found, put in order, with its places and the operations that it touches.

use std::collections::HashMap;

use super::change::{Change, Diff, Where};
use super::judge::{Judged, Verdicts};
use super::policy::Policy;
use crate::openapi::at::At;
use crate::openapi::document::Document;

/// Puts what was judged in order.
pub(super) fn group(old: &Document, new: &Document, verdicts: Verdicts, _policy: &Policy) -> Diff {
    let mut known: HashMap<(String, Option<At>, Option<At>, String), usize> = HashMap::new();
    let mut all: Vec<Judged> = Vec::new();
    for one in verdicts.found {
        let key = (
            one.raw.row.oasdiff.map_or_else(|| one.raw.row.id(one.raw.rule), str::to_owned),
            one.raw.old.clone(),
            one.raw.new.clone(),
            one.raw.text.clone(),
        );
        match known.get(&key) {
            Some(index) => {
                let operations = &mut all[*index].operations;
                operations.extend(one.operations);
                operations.sort_unstable();
                operations.dedup();
            }
            None => {
                known.insert(key, all.len());
                all.push(one);
            }
        }
    }
    all.sort_by(|one, other| {
        let key = |one: &Judged| (one.operations.first().copied(), one.raw.new.clone(), one.raw.old.clone());
        key(one).cmp(&key(other)).then(one.raw.row.action.cmp(other.raw.row.action))
    });
    let changes = all.into_iter().map(|one| {
        let place = |document: &Document, at: &Option<At>| {
            let at = at.as_ref()?;
            let file = if at.file == 0 { "" } else { document.name(at.file) };
            Some(Where { pointer: format!("{file}#{}", at.pointer), place: document.key_place(at) })
        };
        Change {
            group: cause(one.raw.new.as_ref().or(one.raw.old.as_ref())),
            rule: one.raw.rule,
            row: one.raw.row,
            level: one.level,
            operations: one.operations.iter().map(|index| verdicts.operations[*index].clone()).collect(),
            old: place(old, &one.raw.old),
            new: place(new, &one.raw.new),
            text: one.raw.text,
            proof: one.proof,
            same: one.same,
        }
    });
    Diff { changes: changes.collect() }
}

/// The component that a place lies in, or the operation.
fn cause(at: Option<&At>) -> String {
    let Some(at) = at else { return String::new() };
    let keys: Vec<String> = at.keys().take(3).collect();
    match keys.first().map(String::as_str) {
        Some("components") => keys.join("/"),
        Some("paths" | "webhooks") => keys[1..].join(" "),
        _ => keys.first().cloned().unwrap_or_default(),
    }
}
