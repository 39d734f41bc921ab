//! A run in Markdown: the verdict, a table of suites, and each case that did not pass.

use std::fmt::Write as _;

use super::api::Setup;
use super::curl;
use super::digest::Digest;
use super::wording::{answered, counts, obedient, plain, shout, trace_id};
use crate::artifact::conceal;
use crate::model::mode::Mode;
use crate::model::outcome::Outcome;
use crate::model::record::{RunHead, RunRecord};
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// The note.
pub(super) fn render(digest: &Digest, record: &RunRecord, setup: &Setup) -> String {
    let redactor = &setup.redactor;
    let mut out = String::new();
    let _ = writeln!(out, "## holdpoint: {} · {}\n", shout(record.verdict), counts(&record.counts));
    if let Some(head) = &digest.head {
        intro(&mut out, head, record, setup);
        table(&mut out, digest, head);
    }
    for trouble in &record.troubles {
        let _ = writeln!(out, "- **Trouble:** {}", code(&plain(trouble, 1000, redactor)));
    }
    if !digest.wrong.is_empty() {
        out.push_str("### Did not pass\n\n");
    }
    for outcome in &digest.wrong {
        case(&mut out, outcome, redactor);
    }
    let told = digest.wrong.len() as u64;
    let wrong = record.counts.failed + record.counts.inconclusive;
    if wrong > told {
        let _ = writeln!(out, "{} more did not pass; they are in the evidence.\n", wrong - told);
    }
    for (title, list) in [("Not run", &digest.not_run), ("Passed on a retry only", &digest.flaky)] {
        if !list.is_empty() {
            let _ = writeln!(out, "### {title}\n");
            for outcome in list {
                let id = code(&plain(&outcome.id.to_string(), 300, redactor));
                let reason =
                    outcome.reason.as_deref().map(|reason| format!(": {}", text(&plain(reason, 300, redactor))));
                let _ = writeln!(out, "- {id}{}", reason.unwrap_or_default());
            }
            out.push('\n');
        }
    }
    out
}

fn intro(out: &mut String, head: &RunHead, record: &RunRecord, setup: &Setup) {
    let redactor = &setup.redactor;
    let _ = write!(out, "Run {} · {:.1} s", code(&head.run), record.took.as_secs_f64());
    let _ = write!(out, " · exit {}", (setup.exit_code)(record.verdict));
    if let Some(subject) = &head.subject {
        let _ = write!(out, " · of {}", code(&plain(subject, 100, redactor)));
    }
    for target in &head.targets {
        let because = text(&plain(&target.because, 200, redactor));
        let _ = write!(out, " · {} **{}** ({because})", text(&target.name), target.mode);
    }
    out.push_str("\n\n");
    let mocked = !head.targets.is_empty() && head.targets.iter().all(|target| target.mode == Mode::Mock);
    if mocked && record.verdict == Verdict::Green {
        out.push_str("Mocks only: this says nothing about a live service.\n\n");
    }
    for target in head.targets.iter().filter(|target| target.insecure) {
        let _ = writeln!(out, "**INSECURE: {} accepts any certificate.**\n", text(&target.name));
    }
    if let Some(approval) = &head.approval {
        let _ = writeln!(out, "Live writes approved by {}\n", text(&plain(approval, 300, redactor)));
    }
}

fn table(out: &mut String, digest: &Digest, head: &RunHead) {
    out.push_str("| suite | lane | target | mode | verdict | passed | failed | inconclusive | flaky | not run |\n");
    out.push_str("|---|---|---|---|---|---:|---:|---:|---:|---:|\n");
    for record in &digest.suites {
        let Some(suite) = head.suites.get(record.suite) else { continue };
        let (name, target, tally) = (text(&suite.name), text(&suite.target), &record.counts);
        let _ = writeln!(
            out,
            "| {name} | {} | {target} | {} | {} | {} of {} | {} | {} | {} | {} |",
            suite.lane,
            suite.mode,
            record.verdict,
            tally.passed,
            suite.planned.max(tally.planned),
            tally.failed,
            tally.inconclusive,
            tally.flaky,
            tally.not_run
        );
    }
    out.push('\n');
}

fn case(out: &mut String, outcome: &Outcome, redactor: &Redactor) {
    let id = code(&plain(&outcome.id.to_string(), 300, redactor));
    let covers =
        if outcome.covers.is_empty() { String::new() } else { format!(" · {}", text(&outcome.covers.join(" "))) };
    let _ = writeln!(out, "#### {id} {}{covers}\n", outcome.status.name());
    for finding in outcome.findings.iter().take(5) {
        let [field, expected, actual] =
            [&finding.field, &finding.expected, &finding.actual].map(|part| code(&plain(part, 300, redactor)));
        let place = finding.place.as_ref().map(|place| format!(" ({})", code(&place.to_string())));
        let _ = writeln!(out, "- {field}: expected {expected}, got {actual}{}", place.unwrap_or_default());
        if let Some(note) = &finding.note {
            let _ = writeln!(out, "  {}", text(&plain(note, 500, redactor)));
        }
    }
    if outcome.findings.len() > 5 {
        let _ = writeln!(out, "- and {} more", outcome.findings.len() - 5);
    }
    if let (true, Some(reason)) = (outcome.findings.is_empty(), &outcome.reason) {
        let _ = writeln!(out, "- {}", text(&plain(reason, 500, redactor)));
    }
    for undone in outcome.undone.iter().filter(|undone| undone.failed) {
        let said = plain(&format!("{}: {}", undone.step, undone.said), 500, redactor);
        let _ = writeln!(out, "- undo {}", code(&said));
    }
    if let Some(why) = &outcome.why {
        let _ = writeln!(out, "\n{}", text(&plain(why, 1000, redactor)));
    }
    if let Some(exchange) = &outcome.faulty {
        let url = conceal::url(&exchange.request.url, redactor);
        let request = plain(&format!("{} {url} → {}", exchange.request.method, answered(exchange)), 500, redactor);
        let trace = plain(trace_id(&exchange.traceparent), 100, redactor);
        let id = plain(&exchange.request_id, 100, redactor);
        let _ = writeln!(out, "\n{} · trace {} · request {}\n", code(&request), code(&trace), code(&id));
        let line = curl::line(exchange, redactor);
        let fence = "`".repeat(longest_run(&line).max(2) + 1);
        let _ = writeln!(out, "{fence}sh\n{}\n{fence}", obedient(&line));
    }
    out.push('\n');
}

/// A code span that no backtick inside can close.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Foreign text that is no Markdown and no HTML.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>|#!~&@".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_breaks_out_of_nothing() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(text("<script>|*x*@me"), "\\<script\\>\\|\\*x\\*\\@me");
    }
}
