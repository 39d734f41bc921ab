//! Two documents side by side: what belongs together, each pair once, and what the rules find in it.

use std::collections::HashMap;

use super::policy::Policy;
use super::rule::TABLE;
use super::rule::api::{Kind, Out, Outcome, Pair, Raw, Rule, Seat};
use super::spot::{Held, Spot};
use crate::openapi::at::At;
use crate::openapi::document::Document;
use heirs::Heirs;

pub(super) mod alternatives;
mod heirs;
pub(super) mod keyword;
mod message;
mod operations;
mod schema;

/// What was found, and where it was met.
#[derive(Debug)]
pub(super) struct Walked<'d> {
    /// The operations of both, such as `POST /orders`, in the new document's order; what is gone comes last.
    pub(super) operations: Vec<String>,
    /// Every pair of schemas.
    pub(super) nodes: Vec<Node<'d>>,
    /// What the rules found, and in what.
    pub(super) found: Vec<Found>,
}

/// A pair of schemas, at one seat.
#[derive(Debug)]
pub(super) struct Node<'d> {
    pub(super) old: Spot<'d>,
    pub(super) new: Spot<'d>,
    /// The same with what only holds them (`allOf` of one, null beside it): it is this that takes values.
    pub(super) whole: (At, At),
    pub(super) seat: Seat,
    /// The pairs that they hold.
    pub(super) children: Vec<usize>,
    /// Those of them whose values may be none of its own: they are only asked about, as by `if` and `not`.
    pub(super) loose: Vec<usize>,
    /// Whether something differs that says which values are allowed, the parts not counted.
    pub(super) differs: bool,
    /// The operations that hold it themselves.
    pub(super) operations: Vec<usize>,
}

/// Something that a rule found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) raw: Raw,
    pub(super) of: Of,
}

/// What a change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The whole document.
    Document,
    /// An operation, by its index.
    Operation(usize),
    /// A pair of schemas, by its index.
    Node(usize),
}

/// Compares two documents.
pub(super) fn walk<'d>(old: &'d Document, new: &'d Document, policy: &Policy) -> Walked<'d> {
    let mut walk = Walk {
        policy,
        rules: HashMap::new(),
        heirs: (Heirs::of(old), Heirs::of(new)),
        known: HashMap::new(),
        next: 0,
        walked: Walked { operations: Vec::new(), nodes: Vec::new(), found: Vec::new() },
    };
    for rule in TABLE {
        walk.rules.entry(rule.kind).or_default().push(rule);
    }
    walk.document(Spot::root(old), Spot::root(new));
    walk.schemas();
    walk.walked
}

/// A comparison that is under way.
struct Walk<'d, 'p> {
    policy: &'p Policy,
    rules: HashMap<Kind, Vec<&'static Rule>>,
    /// Who builds on whom, in the old document and in the new one.
    heirs: (Heirs, Heirs),
    /// The pairs of schemas that were met.
    known: HashMap<(At, At, Seat, Held, Held), usize>,
    /// The first pair of schemas that was not looked at yet.
    next: usize,
    walked: Walked<'d>,
}

/// Lets the rules look at what all came to.
pub(super) fn outcome(old: &Document, new: &Document, policy: &Policy, outcome: &Outcome) -> Vec<Raw> {
    let pair = Pair {
        kind: Kind::Outcome,
        seat: Seat::Contract,
        name: "",
        old: Some(Spot::root(old)),
        new: Some(Spot::root(new)),
        up: None,
        policy,
        outcome: Some(outcome),
    };
    let mut found = Vec::new();
    for rule in TABLE.iter().filter(|rule| rule.kind == Kind::Outcome) {
        (rule.look)(&pair, &mut Out::new(rule, &mut found));
    }
    found
}

impl Walk<'_, '_> {
    /// Lets the rules look at a pair.
    fn judge(&mut self, pair: &Pair<'_, '_>, of: Of) {
        let mut found = Vec::new();
        for rule in self.rules.get(&pair.kind).into_iter().flatten() {
            (rule.look)(pair, &mut Out::new(rule, &mut found));
        }
        self.walked.found.extend(found.into_iter().map(|raw| Found { raw, of }));
    }
}
