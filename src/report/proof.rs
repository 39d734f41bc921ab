//! What proves a finding of an exploration, as people and programs read it.

use std::fmt::Write as _;

use serde::Serialize;

use super::curl;
use super::wording::{many, obedient, plain};
use crate::model::outcome::Outcome;
use crate::model::proof::Proof;
use crate::value::redact::Redactor;

/// How much of a line of a case is shown.
const LINE: usize = 4_000;
/// How much of a note is shown.
const NOTE: usize = 400;

/// How to ask again for what a proof shows.
pub(super) fn request(proof: &Proof, redactor: &Redactor) -> Option<String> {
    Some(obedient(&curl::line(proof.exchanges.last()?, redactor)).into_owned())
}

/// The lines of a case to paste, under a line that says so; none where there is no case.
pub(super) fn case(case: Option<&str>, dim: impl Fn(&str) -> String, redactor: &Redactor) -> String {
    let Some(case) = case else { return String::new() };
    let mut out = format!("  {}\n", dim("as a case of a suite:"));
    for line in redactor.mask(case).lines() {
        let _ = writeln!(out, "    {}", plain(line, LINE, redactor));
    }
    out
}

/// What a case's explorations did, a line each, with what a person should know of them.
pub(super) fn accounts(outcome: &Outcome, redactor: &Redactor) -> Vec<String> {
    let mut lines = Vec::new();
    for account in &outcome.explored {
        let number = |pointer: &str| account.pointer(pointer).and_then(serde_json::Value::as_u64).unwrap_or(0);
        lines.push(format!(
            "explored {} of {} · {} · seed {}",
            number("/operations/explored"),
            many(number("/operations/declared"), "operation"),
            many(number("/requests/sent"), "request"),
            number("/seed"),
        ));
        let notes = account.get("notes").and_then(serde_json::Value::as_array).into_iter().flatten();
        lines.extend(
            notes.filter_map(|note| note.as_str()).map(|note| format!("note     {}", plain(note, NOTE, redactor))),
        );
    }
    lines
}

/// A proof in a document that a program reads.
#[derive(Serialize)]
pub(super) struct Form<'a> {
    operation: &'a str,
    contract: Option<String>,
    curl: Option<String>,
    case: Option<&'a str>,
}

impl<'a> Form<'a> {
    /// The form of a proof.
    pub(super) fn of(proof: &'a Proof, redactor: &Redactor) -> Self {
        Self {
            operation: &proof.operation,
            contract: proof.contract.as_ref().map(ToString::to_string),
            curl: proof.exchanges.last().map(|exchange| curl::line(exchange, redactor)),
            case: proof.case.as_deref(),
        }
    }
}
