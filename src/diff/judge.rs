//! What of that which the rules found is so, by the values that the schemas allow.

use super::change::{Level, Proof};
use super::policy::Policy;
use super::rule::api::{Outcome, Raw};
use super::walk::{self, Of, Walked};
use crate::openapi::document::Document;

/// A finding with its level and what it rests on.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) raw: Raw,
    pub(super) level: Level,
    pub(super) proof: Proof,
    /// The operations that it touches, by their index; none where it touches the whole.
    pub(super) operations: Vec<usize>,
}

/// All findings, judged, and the names of the operations.
#[derive(Debug)]
pub(super) struct Verdicts {
    pub(super) found: Vec<Judged>,
    pub(super) operations: Vec<String>,
}

/// Judges what was found.
pub(super) fn judge(old: &Document, new: &Document, walked: Walked<'_>, policy: &Policy) -> Verdicts {
    let reach = Reach::of(&walked);
    let mut found: Vec<Judged> = walked
        .found
        .iter()
        .map(|found| {
            let operations = match found.of {
                Of::Document => Vec::new(),
                Of::Operation(index) => vec![index],
                Of::Node(index) => reach.operations(&walked, index),
            };
            judged(found.raw.clone(), operations, policy)
        })
        .collect();
    let outcome = Outcome {
        used: walked.nodes.iter().map(|node| node.old.at.clone()).collect(),
        broke: found.iter().any(|one| one.level == Level::Error),
    };
    let last = walk::outcome(old, new, policy, &outcome);
    found.extend(last.into_iter().map(|raw| judged(raw, Vec::new(), policy)));
    Verdicts { found, operations: walked.operations }
}

fn judged(raw: Raw, operations: Vec<usize>, policy: &Policy) -> Judged {
    let id = raw.row.id(raw.rule);
    let level = policy.level(&id, raw.row.oasdiff).unwrap_or(raw.row.level);
    Judged { raw, level, proof: Proof::Proved, operations }
}

/// Which pairs of schemas hold which.
struct Reach {
    holders: Vec<Vec<usize>>,
}

impl Reach {
    fn of(walked: &Walked<'_>) -> Self {
        let mut holders = vec![Vec::new(); walked.nodes.len()];
        for (index, node) in walked.nodes.iter().enumerate() {
            for child in &node.children {
                holders[*child].push(index);
            }
        }
        Self { holders }
    }

    /// The operations that hold a pair, themselves or in what they hold; in order.
    fn operations(&self, walked: &Walked<'_>, index: usize) -> Vec<usize> {
        let mut seen = vec![false; walked.nodes.len()];
        let mut open = vec![index];
        seen[index] = true;
        let mut all: Vec<usize> = Vec::new();
        while let Some(here) = open.pop() {
            all.extend(&walked.nodes[here].operations);
            for holder in &self.holders[here] {
                if !seen[*holder] {
                    seen[*holder] = true;
                    open.push(*holder);
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}
