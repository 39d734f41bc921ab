//! Which part of a request is meant as it is, and ids that are there in the place of the other made-up ones.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::Draft;
use super::engine::Engine;
use super::resource::Provider;
use super::tale::{Spot, put};
use crate::openapi::api::In;

/// Known ids, by the operation that gives them.
pub(super) type Pool = BTreeMap<usize, Vec<Value>>;

/// The part of a draft that is meant as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// None: every part may be put right.
    Nothing,
    /// A parameter.
    Parameter(usize),
    /// A part of the body.
    Body(String),
    /// All of it.
    All,
}

impl Meant {
    /// Whether it is this parameter.
    #[must_use]
    pub(super) fn is_parameter(&self, index: usize) -> bool {
        matches!(self, Self::Parameter(meant) if *meant == index) || *self == Self::All
    }

    /// Whether it is this part of the body, or lies in or around it.
    #[must_use]
    pub(super) fn touches(&self, pointer: &str) -> bool {
        match self {
            Self::Body(meant) => pointer.starts_with(meant.as_str()) && !meant.is_empty() || meant.starts_with(pointer),
            Self::All => true,
            _ => false,
        }
    }
}

/// Puts known ids in the place of made-up ones, where all that are needed are known.
#[must_use]
pub(super) fn settle_from(
    engine: &Engine<'_>,
    draft: &mut Draft,
    meant: &Meant,
    pool: &Pool,
    turn: u64,
) -> Option<bool> {
    let operation = draft.operation;
    let mut grounded = true;
    let pick = |provider: &Provider| {
        let mut all = std::iter::successors(Some(provider), |one| one.or.as_deref());
        let known = all.find_map(|one| pool.get(&one.operation).filter(|known| !known.is_empty()))?;
        known.get(usize::try_from(turn % known.len() as u64).unwrap_or(0)).cloned()
    };
    // Several ids of one address have to belong together.
    let places = engine.contract.api.operations[operation].parameters.iter();
    if places.filter(|one| one.location == In::Path).count() > 1 {
        return None;
    }
    for (index, provider) in engine.resources.providers[operation].iter().enumerate() {
        if meant.is_parameter(index) || draft.parameters[index].is_none() {
            continue;
        }
        let is_path = engine.contract.api.operations[operation].parameters[index].location == In::Path;
        match provider {
            Some(provider) => draft.parameters[index] = Some(pick(provider)?),
            None => grounded &= !is_path,
        }
    }
    let references = draft
        .value()
        .map(|body| engine.resources.references(&engine.contract.api, body, operation))
        .unwrap_or_default();
    for (pointer, provider) in references {
        if meant.touches(&pointer) {
            continue;
        }
        match provider {
            Some(provider) => put(draft, &Spot::Body(pointer), &pick(&provider)?),
            None => grounded = false,
        }
    }
    Some(grounded)
}
