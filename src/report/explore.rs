//! An exploration as people and programs read it: findings with what shows them, and what it came to.

use std::fmt::Write as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::block::Ink;
use super::curl;
use super::proof;
use super::wording::{many, obedient, plain, took};
use crate::explore::account;
use crate::explore::api::{Event, Found, Options, Sent, Summary};
use crate::model::place::Place;
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// How much of a value or answer is said.
const SAID: usize = 240;

/// How an exploration is told to a person.
pub struct Teller<'a> {
    redactor: &'a Redactor,
    ink: Ink,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl<'a> Teller<'a> {
    /// With colours or not; with a line that moves, where a person watches.
    #[must_use]
    pub fn new(redactor: &'a Redactor, colours: bool, watched: bool, quiet: bool) -> Self {
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("  {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self { redactor, ink: Ink(colours), bar, quiet }
    }

    /// What is written for an event; nothing for most.
    #[must_use]
    pub fn tell(&self, event: &Event<'_>) -> String {
        match event {
            Event::Started { operations, of } if !self.quiet => {
                format!("{} of {of} explored\n", many(*operations as u64, "operation"))
            }
            Event::Progress { requests, findings, phase } => {
                if let Some(bar) = &self.bar {
                    bar.set_message(format!("{requests} requests · {} · {phase}", many(*findings as u64, "finding")));
                }
                String::new()
            }
            Event::Note(text) if !self.quiet => {
                format!("  {} {}\n", self.ink.dim("note"), plain(text, 400, self.redactor))
            }
            Event::Found(found) => self.finding(found),
            Event::Started { .. } | Event::Note(_) => String::new(),
        }
    }

    /// Takes the moving line away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// A finding as a block.
    #[must_use]
    pub fn finding(&self, found: &Found) -> String {
        let (redactor, ink) = (self.redactor, self.ink);
        let said = |text: &str| plain(text, SAID, redactor);
        let mut out = String::new();
        let title = format!("{}  {}", found.operation, said(&found.field));
        let _ = writeln!(out, "\n{}  {}  {}", ink.red("FOUND"), ink.bold(found.oracle), title.trim_end());
        let keyword = if found.keyword.is_empty() { String::new() } else { format!(" ({})", found.keyword) };
        let _ = writeln!(out, "  expected  {}{keyword}", said(&found.expected));
        let _ = writeln!(out, "  got       {}", ink.red(&said(&found.got)));
        if let Some(place) = &found.place {
            let _ = writeln!(out, "  {} {place}", ink.dim("contract "));
        }
        let first = found.exchanges.len().saturating_sub(4);
        if first > 0 {
            let _ = writeln!(out, "  {} {} before", ink.dim("…        "), many(first as u64, "request"));
        }
        for sent in &found.exchanges[first..] {
            let status = sent.status().map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            let line = obedient(&curl::line(&sent.exchange, redactor)).into_owned();
            let _ = writeln!(out, "  {} {line}", ink.dim("try      "));
            let _ = writeln!(out, "            → {status} {}", said(&sent.said()));
        }
        out.push_str(&proof::case(found.case.as_deref(), |text| ink.dim(text), redactor));
        out
    }

    /// The end: counts, notes and the verdict.
    #[must_use]
    pub fn summary(&self, summary: &Summary, verdict: Verdict, seed: u64, code: u8) -> String {
        let ink = self.ink;
        let mut out = String::from("\n");
        for note in &summary.notes {
            let _ = writeln!(out, "  {} {}", ink.yellow("note"), plain(note, 600, self.redactor));
        }
        if summary.cleaned != (0, 0) {
            let (done, left) = summary.cleaned;
            let left = if left > 0 { format!(", {left} could not be") } else { String::new() };
            let _ = writeln!(out, "  {} {done} of what was made were deleted again{left}", ink.dim("clean"));
        }
        if !summary.covered.is_empty() {
            let _ = writeln!(out, "  {} {}", ink.dim("used of the contract"), summary.covered);
        }
        let rate = u128::from(summary.requests) * 1000 / summary.took.as_millis().max(1);
        let _ = writeln!(
            out,
            "{} ({} answered with 2xx) · {} ({} allowed, {} refused by the contract) · {} · {rate}/s · seed {seed}",
            many(summary.explored as u64, "operation"),
            summary.succeeded,
            many(summary.requests, "request"),
            summary.fitting,
            summary.unfitting,
            took(summary.took),
        );
        let word = verdict.name().to_uppercase();
        let word = if verdict == Verdict::Green { ink.green(&word) } else { ink.red(&word) };
        let why = match (&summary.blind, summary.found.len()) {
            (Some(why), 0) => why.clone(),
            (_, count) => many(count as u64, "finding"),
        };
        let _ = writeln!(out, "{word}  {why} · exit {code}");
        out
    }
}

pub(super) fn place(place: &Place) -> Value {
    let (line, column) = place.line_column();
    json!({"file": place.source().name, "line": line, "column": column})
}

fn exchange(sent: &Sent, redactor: &Redactor) -> Value {
    json!({
        "role": sent.role,
        "method": sent.exchange.request.method.as_str(),
        "curl": curl::line(&sent.exchange, redactor),
        "status": sent.status(),
        "answer": redactor.mask(&sent.said()),
    })
}

/// Where the evidence lies.
#[derive(Debug)]
pub struct Kept<'a> {
    /// The ledger.
    pub ledger: &'a Path,
    /// The exchanges.
    pub evidence: &'a Path,
}

/// `holdpoint-explore/v1`
#[must_use]
pub fn document(
    summary: &Summary,
    options: &Options,
    (verdict, code): (Verdict, u8),
    kept: &Kept<'_>,
    redactor: &Redactor,
) -> Value {
    let mask = |text: &str| redactor.mask(text).into_owned();
    let found = summary.found.iter().map(|one| {
        json!({
            "oracle": one.oracle,
            "operation": one.operation,
            "field": mask(&one.field),
            "keyword": one.keyword,
            "expected": mask(&one.expected),
            "got": mask(&one.got),
            "place": one.place.as_ref().map(place),
            "seen": one.seen,
            "shows": one.shows,
            "exchanges": one.exchanges.iter().map(|sent| exchange(sent, redactor)).collect::<Vec<_>>(),
            "case": one.case.as_ref().map(|case| mask(case)),
        })
    });
    let mut document = json!({
        "schema": "holdpoint-explore/v1",
        "verdict": verdict.name(),
        "exit_code": code,
        "reason": summary.blind,
        "findings": found.collect::<Vec<_>>(),
        "artifacts": {"ledger": kept.ledger.display().to_string(), "evidence_file": kept.evidence.display().to_string()},
    });
    if let (Some(into), Value::Object(account)) = (document.as_object_mut(), account::account(summary, options)) {
        into.extend(account);
        into.insert("notes".into(), summary.notes.iter().map(|note| mask(note)).collect());
    }
    document
}
