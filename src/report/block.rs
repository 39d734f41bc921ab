//! What a person sees of one case that did not pass.

use std::fmt::Write as _;

use super::curl;
use super::diff::{self, Side};
use super::proof;
use super::wording::{answered, label, plain, trace_id};
use crate::artifact::conceal;
use crate::artifact::places::Places;
use crate::model::finding::Finding;
use crate::model::outcome::{Outcome, Status};
use crate::value::redact::Redactor;

/// How much of an expected or actual value is said.
const SAID: usize = 200;
/// How much of a suite's line is shown.
const SHOWN: usize = 160;

/// Colours, where they are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink(pub(super) bool);

impl Ink {
    fn paint(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    pub(super) fn green(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    pub(super) fn yellow(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// The colour of a status.
    pub(super) fn of(self, status: Status, text: &str) -> String {
        match status {
            Status::Passed | Status::Flaky => self.green(text),
            Status::Inconclusive | Status::Interrupted | Status::NotRun => self.yellow(text),
            Status::Failed | Status::Invalid | Status::Internal => self.red(text),
        }
    }
}

/// What a block needs to know.
pub(super) struct View<'a> {
    pub(super) redactor: &'a Redactor,
    pub(super) ink: Ink,
    /// How many findings, and how many lines of a difference, are shown.
    pub(super) most: usize,
}

/// The block of a case under its title, without an empty line around it.
pub(super) fn render(outcome: &Outcome, title: &str, view: &View<'_>) -> String {
    let View { redactor, ink, most } = *view;
    let mut out = String::new();
    let tag = label(outcome.status);
    let covers = plain(&outcome.covers.join(" "), SAID, redactor);
    let title = plain(title, SAID, redactor);
    let padding = if covers.is_empty() { 0 } else { 47_usize.saturating_sub(tag.len()).max(title.chars().count() + 2) };
    let _ = writeln!(
        out,
        "{}  {}{}",
        ink.of(outcome.status, tag),
        ink.bold(&format!("{title:<padding$}")),
        ink.dim(&covers)
    );
    if let Some(exchange) = &outcome.faulty {
        let url = conceal::url(&exchange.request.url, redactor);
        let (method, url) = (&exchange.request.method, plain(&url, 300, redactor));
        let _ = writeln!(out, "  {method} {url} → {}", plain(&answered(exchange), SAID, redactor));
    }
    let mut places = Places::default();
    for (index, finding) in outcome.findings.iter().take(most).enumerate() {
        if index == 0 {
            first(&mut out, finding, &mut places, view);
        } else {
            let at = finding.place.as_ref().map(|place| format!("  ({place})")).unwrap_or_default();
            let said = format!("{}: {}", plain(&finding.field, SAID, redactor), said(finding, redactor));
            row(&mut out, ink, "also", &format!("{said}{}", ink.dim(&at)));
        }
        if let Some(note) = &finding.note {
            row(&mut out, ink, "note", &plain(note, 2 * SAID, redactor));
        }
        if let Some(proof) = &finding.proof {
            // The first finding's request stands at the block's end, as every case's.
            if let Some(request) = proof::request(proof, redactor).filter(|_| index > 0) {
                row(&mut out, ink, "try", &request);
            }
            out.push_str(&proof::case(proof.case.as_deref(), |text| ink.dim(text), redactor));
        }
        if let Some((expected, actual)) = &finding.difference {
            difference(&mut out, &diff::lines(expected, actual, most.saturating_mul(8), redactor), ink);
        }
    }
    if outcome.findings.len() > most {
        row(&mut out, ink, "also", &format!("{} more findings, in the evidence", outcome.findings.len() - most));
    }
    if let (true, Some(reason)) = (outcome.findings.is_empty(), &outcome.reason) {
        let _ = writeln!(out, "  {}", plain(reason, 2 * SAID, redactor));
    }
    for undone in outcome.undone.iter().filter(|undone| undone.failed) {
        let said = format!("{}: {}", undone.step, undone.said);
        row(&mut out, ink, "undo", &plain(&said, 2 * SAID, redactor));
    }
    if let Some(why) = &outcome.why {
        row(&mut out, ink, "why", &plain(why, 3 * SAID, redactor));
    }
    if let Some(exchange) = &outcome.faulty {
        row(&mut out, ink, "try", &super::wording::obedient(&curl::line(exchange, redactor)));
        let (trace, request) = (trace_id(&exchange.traceparent), &exchange.request_id);
        row(&mut out, ink, "trace", &plain(&format!("{trace} · request {request}"), SAID, redactor));
    }
    out
}

/// The first finding, with the line of the suite that demands what is not there.
fn first(out: &mut String, finding: &Finding, places: &mut Places, view: &View<'_>) {
    let View { redactor, ink, .. } = *view;
    let words = said(finding, redactor);
    let field = plain(&finding.field, SAID, redactor);
    let Some(place) = &finding.place else {
        let _ = writeln!(out, "  {}", ink.red(&format!("{field}: {words}")));
        return;
    };
    let spot = places.spot(place);
    let text = plain(spot.text.trim_end(), SHOWN, redactor);
    let before: String = spot.text.chars().take(spot.column - 1).collect();
    let indent = plain(&before, SHOWN, redactor).chars().count().min(SHOWN);
    let carets = "^".repeat(spot.width.clamp(1, SHOWN.saturating_sub(indent).max(1)));
    // The underlined line mostly names the field by itself.
    let last = field.rsplit(['.', ' ', '/', '[']).next().unwrap_or(&field);
    // A contract stands in a file of its own, and a document of GraphQL is long: the suite's line knows nothing of the field.
    let named = !["contract", "graphql"].contains(&finding.check)
        && spot.text.contains(last.trim_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '-'));
    let words = if named { words } else { format!("{field}: {words}") };
    let arrow = ink.dim("-->");
    let _ = writeln!(out, "  {arrow} {}:{}:{}", plain(spot.file, SAID, redactor), spot.line, spot.column);
    let _ = writeln!(out, "{} {text}", ink.dim(&format!("{:>5} |", spot.line)));
    let _ = writeln!(out, "{} {}{}", ink.dim("      |"), " ".repeat(indent), ink.red(&format!("{carets} {words}")));
}

fn said(finding: &Finding, redactor: &Redactor) -> String {
    format!("expected {}, got {}", plain(&finding.expected, SAID, redactor), plain(&finding.actual, SAID, redactor))
}

fn difference(out: &mut String, lines: &[(Side, String)], ink: Ink) {
    if !lines.is_empty() {
        row(out, ink, "diff", "- expected, + actual");
    }
    for (side, text) in lines {
        let line = match side {
            Side::Both => format!("            {text}"),
            Side::Gap => ink.dim(&format!("          {text}")),
            Side::Expected => ink.red(&format!("          - {text}")),
            Side::Actual => ink.green(&format!("          + {text}")),
        };
        let _ = writeln!(out, "{line}");
    }
}

fn row(out: &mut String, ink: Ink, what: &str, text: &str) {
    let _ = writeln!(out, "  {} {text}", ink.dim(&format!("{what:<7}")));
}
