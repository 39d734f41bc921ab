//! Asks every oracle about a tale.

use super::api::Options;
use super::engine::Engine;
use super::oracle::TABLE;
use super::oracle::api::{Claim, Judge, Seen, Whole};
use super::tale::Tale;

/// What makes two claims one finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    /// The oracle.
    pub(super) oracle: &'static str,
    /// The operation.
    pub(super) operation: usize,
    /// The part and keyword, and what an answer of 5xx says.
    pub(super) cause: String,
    /// The status.
    pub(super) status: u16,
}

/// Everything that the oracles say of a tale.
#[must_use]
pub(super) fn claims(engine: &Engine<'_>, options: &Options, tale: &Tale) -> Vec<(Key, Claim)> {
    let api = &engine.contract.api;
    let mut all = Vec::new();
    let mut add = |oracle: &'static str, mut claim: Claim| {
        claim.oracle = oracle;
        let told = &tale.steps[claim.step];
        // What a chosen operation needed is not what was asked about.
        if !engine.chosen[told.draft.operation] {
            return;
        }
        let mut cause = claim.cause();
        if oracle == "server-error" {
            cause.push_str(&signature(told));
        }
        let key = Key { oracle, operation: told.draft.operation, cause, status: told.status() };
        all.push((key, claim));
    };
    for row in TABLE.iter().filter(|row| options.asks(row.id)) {
        match row.judge {
            Judge::Exchange(judge) => {
                for (step, told) in tale.steps.iter().enumerate() {
                    let seen = Seen { api, operation: told.draft.of(api), told, late: options.late };
                    for claim in judge(&seen) {
                        add(row.id, claim.step(step));
                    }
                }
            }
            Judge::Tale(judge) if tale.steps.len() > 1 => {
                let whole = Whole { api, law: &engine.law, tale };
                for claim in judge(&whole) {
                    add(row.id, claim);
                }
            }
            Judge::Tale(_) => {}
        }
    }
    all
}

/// What a broken answer says, without what differs from one to the next.
fn signature(told: &super::tale::Told) -> String {
    let body = told.json();
    let said = body.and_then(|body| ["type", "code", "error", "title"].iter().find_map(|key| body.get(*key)?.as_str()));
    let letters = said.unwrap_or_default().chars().filter(|c| c.is_alphabetic());
    letters.take(40).collect()
}
