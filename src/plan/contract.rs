//! The contract of a suite: read once, and the case that judges how much of it the suite uses.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::plan::{Case, Needs, PlannedCheck, PlannedStep};
use crate::check::api::{Demands, Workshop};
use crate::check::contract;
use crate::check::contract::coverage::Covers;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::endpoint::Target;
use crate::model::id::CaseId;
use crate::model::node::{Datum, Node};
use crate::model::place::Place;
use crate::openapi::document::{Loading, Pinned};
use crate::openapi::law::Law;
use crate::openapi::schema::Undeclared;
use crate::openapi::shelf::Shelf;
use crate::step::coverage::Coverage;
use crate::suite::document::Document;

/// How long the last case takes at most: it looks at what is known already.
const DEADLINE: Duration = Duration::from_secs(60);

/// What a suite holds its exchanges to, and how much of it has to be used; none where it names no contract, or one that
/// cannot be read.
pub(super) fn law(
    document: &Document,
    folder: &Path,
    root: &Path,
    shelf: &Shelf,
    found: &mut Diagnostics,
) -> (Option<Arc<Law>>, Option<(f64, Place)>) {
    let Some(node) = &document.contract else { return (None, None) };
    let file = node.get("file").unwrap_or(node);
    let text = |key: &str| node.get(key).and_then(Node::text);
    let undeclared = text("undeclared").and_then(Undeclared::named).unwrap_or(Undeclared::Error);
    let prefix = text("base").map(str::to_owned);
    if let (Some(prefix), Some(node)) = (&prefix, node.get("base"))
        && !(prefix.is_empty() || prefix.starts_with('/'))
    {
        found.push(Diagnostic::error("base", &node.place, format!("the base `{prefix}` has to begin with `/`")));
    }
    let least = node.get("min_coverage").and_then(|node| match node.datum {
        Datum::Number(ref number) => number.as_f64().map(|least| (least, node.place.clone())),
        _ => None,
    });
    if let Some((_, place)) = least.as_ref().filter(|(least, _)| !(*least > 0.0 && *least <= 100.0)) {
        let what = "`min_coverage` is more than 0 and at most 100: that much in a hundred";
        found.push(Diagnostic::error("out-of-range", place, what));
    }
    let mut shop = Workshop::new(found, folder, root, shelf);
    let loading = Loading { root: Some(root.to_owned()), pinned: pinned(node, &mut shop) };
    let contract = contract::open(file, &loading, &mut shop);
    let law = contract.map(|(contract, name)| Arc::new(Law::new(contract, name, undeclared, prefix)));
    (law, least)
}

fn pinned(node: &Node, shop: &mut Workshop<'_>) -> Vec<Pinned> {
    let copies = node.get("remote").map(Node::entries).unwrap_or_default();
    let mut pinned = Vec::new();
    for entry in copies {
        let text = |key: &str| entry.value.get(key).and_then(|node| node.scalar_text().map(|text| (node, text)));
        let (Some((file, written)), Some((_, sha256))) = (text("file"), text("sha256")) else { continue };
        let copy: Option<PathBuf> = shop.path(file, &written);
        pinned.extend(copy.map(|copy| Pinned { address: entry.key.clone(), copy, sha256 }));
    }
    pinned
}

/// The case that judges, after all others, how much of the contract they used.
pub(super) fn coverage(
    document: &Document,
    suite: &Arc<str>,
    target: &Target,
    law: &Arc<Law>,
    least: f64,
    place: &Place,
) -> Case {
    let check = PlannedCheck {
        kind: "contract",
        place: place.clone(),
        check: Box::new(Covers::new(least, suite.clone(), place)),
    };
    let step = PlannedStep {
        number: "1".into(),
        id: None,
        kind: "coverage",
        place: place.clone(),
        action: Box::new(Coverage::new(law.clone())),
        demands: Demands::default(),
        checks: vec![check],
        explicit: true,
        default_status: false,
        parameters: Vec::new(),
        caller: None,
        base: None,
        save: Vec::new(),
        until: None,
        retry: None,
        repeat: 1,
        timeout: None,
        why: None,
        undo: Vec::new(),
        uses: Vec::new(),
    };
    Case {
        id: CaseId {
            suite: suite.clone(),
            target: document.several.then(|| target.name.clone()),
            case: format!("uses at least {least} % of its contract").into(),
            row: None,
        },
        covers: Vec::new().into(),
        tags: document.tags.clone(),
        why: document.why.clone(),
        place: place.clone(),
        alone: false,
        last: true,
        modes: Vec::new(),
        unmatched: false,
        echoes: Vec::new(),
        deadline: DEADLINE,
        row: None,
        steps: vec![step],
        undo: Vec::new(),
        needs: Needs::default(),
    }
}
