//! The specification pipeline as people and programs read it: a line a stage, the verdict, and what to do next.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::block::Ink;
use super::wording::{plain, shout, took};
use crate::ingest::event::{Account, Event, Mark};
use crate::ingest::evidence::millis;
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// How much of a detail is said.
const SAID: usize = 400;
/// How wide the names of stages are.
const WIDTH: usize = 10;

/// A stage as a person reads it.
#[must_use]
pub fn stage(event: &Event, colours: bool, redactor: &Redactor) -> String {
    let ink = Ink(colours);
    let sign = match event.mark {
        Mark::Passed => ink.green("✓"),
        Mark::Skipped => ink.dim("-"),
        Mark::Inconclusive => ink.yellow("?"),
        Mark::Failed | Mark::Invalid => ink.red("✗"),
    };
    let detail = plain(&event.detail, SAID, redactor);
    format!("  {sign} {:WIDTH$}  {detail}  {}\n", event.stage, ink.dim(&took(event.took)))
}

/// What it came to, as a person reads it.
#[must_use]
pub fn end(account: &Account, code: u8, span: Duration, evidence: &Path, next: Option<&str>, colours: bool) -> String {
    let ink = Ink(colours);
    let word = shout(account.verdict);
    let word = match account.verdict {
        Verdict::Green => ink.green(&word),
        Verdict::Inconclusive | Verdict::Interrupted => ink.yellow(&word),
        _ => ink.red(&word),
    };
    let passed = account.events.iter().filter(|event| event.mark.verdict() == Verdict::Green).count();
    let of = account.events.len();
    let mut out = format!("\n{word}  {passed} of {of} stages hold · {} · exit {code}\n", took(span));
    let _ = writeln!(out, "evidence  {}", evidence.display());
    if let Some(next) = next {
        let _ = writeln!(out, "next      {next}");
    }
    out
}

/// What a document says beside the account.
pub struct Kept<'a> {
    /// `ingest`, `rollback`, `verify` or `gate`.
    pub action: &'a str,
    /// The run's id.
    pub run: &'a str,
    /// Which version it is about, where that is known.
    pub version: Option<String>,
    /// The file of its evidence.
    pub evidence: &'a Path,
    /// The exit code.
    pub code: u8,
    /// What is wrong with payload or document, as all documents list it.
    pub diagnostics: Vec<Value>,
    /// What is wrong with the store.
    pub faults: &'a [String],
}

/// `holdpoint-ingest/v1`
#[must_use]
pub fn document(account: &Account, kept: &Kept<'_>, redactor: &Redactor) -> Value {
    let stages = account.events.iter().map(|event| {
        json!({
            "stage": event.stage,
            "verdict": event.mark.name(),
            "ms": millis(event.took),
            "detail": redactor.mask(&event.detail),
        })
    });
    json!({
        "schema": "holdpoint-ingest/v1",
        "action": kept.action,
        "run": kept.run,
        "version": kept.version,
        "verdict": account.verdict.name(),
        "exit_code": kept.code,
        "stages": stages.collect::<Vec<_>>(),
        "diagnostics": kept.diagnostics,
        "faults": kept.faults,
        "evidence": kept.evidence.display().to_string(),
    })
}
