//! How counts, times and foreign text are put into words.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use crate::model::exchange::Exchange;
use crate::model::outcome::{Counts, Outcome, Status};
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// A span as people say it: `21 ms`, `1.2 s`, `2 min 5 s`.
pub(super) fn took(span: Duration) -> String {
    let ms = (span.as_micros() + 500) / 1000;
    match ms {
        0 => "<1 ms".to_owned(),
        1..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{:.1} s", span.as_secs_f64()),
        _ => format!("{} min {} s", span.as_secs() / 60, span.as_secs() % 60),
    }
}

/// How many of what: `1 suite`, `6 suites`.
pub(super) fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `8 passed, 1 failed`; what is zero is left out, but for a run in which nothing passed or failed.
pub(super) fn counts(counts: &Counts) -> String {
    let parts = [
        (counts.passed, "passed"),
        (counts.failed, "failed"),
        (counts.inconclusive, "inconclusive"),
        (counts.flaky, "flaky"),
        (counts.not_run, "not run"),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if said.is_empty() { "0 passed".to_owned() } else { said.join(", ") }
}

/// The verdict as it is shouted.
pub(super) fn shout(verdict: Verdict) -> String {
    verdict.name().to_uppercase()
}

/// What stands before a case that did not pass.
pub(super) fn label(status: Status) -> &'static str {
    match status {
        Status::Failed => "FAIL",
        Status::Inconclusive => "INCONCLUSIVE",
        Status::Invalid => "INVALID",
        Status::Internal => "INTERNAL",
        Status::Interrupted => "INTERRUPTED",
        Status::Passed => "PASS",
        Status::Flaky => "FLAKY",
        Status::NotRun => "NOT RUN",
    }
}

/// The name of a case inside its suite, with its row.
pub(super) fn case_name(outcome: &Outcome) -> String {
    match &outcome.id.row {
        Some(row) => format!("{}[{row}]", outcome.id.case),
        None => outcome.id.case.to_string(),
    }
}

/// The suite's name, with the target where it runs for several.
pub(super) fn suite_name(outcome: &Outcome) -> String {
    match &outcome.id.target {
        Some(target) => format!("{}@{target}", outcome.id.suite),
        None => outcome.id.suite.to_string(),
    }
}

/// `200 in 142 ms`, or the failure.
pub(super) fn answered(exchange: &Exchange) -> String {
    match &exchange.result {
        Ok(answer) => format!("{} in {}", answer.status.as_u16(), took(exchange.timings.total)),
        Err(failure) => format!("{}: {} after {}", failure.kind.name(), failure.detail, took(exchange.timings.total)),
    }
}

/// The trace id of a `traceparent`.
pub(super) fn trace_id(traceparent: &str) -> &str {
    traceparent.split('-').nth(1).unwrap_or(traceparent)
}

/// Foreign text on one line, masked, at most `limit` characters, with nothing in it that a terminal would obey.
pub(super) fn plain(text: &str, limit: usize, redactor: &Redactor) -> String {
    // Masked before it is cut: half a secret is a secret.
    let masked = redactor.mask(text);
    let mut out = String::with_capacity(masked.len().min(limit * 4));
    for (count, c) in masked.chars().enumerate() {
        if count == limit {
            out.push('…');
            break;
        }
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            '\r' => out.push_str("\\r"),
            c if is_unseen(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Foreign text of several lines, with nothing in it that a terminal would obey.
pub(super) fn obedient(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unseen(c)) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if c != '\n' && is_unseen(c) { '\u{fffd}' } else { c }).collect::<String>().into()
}

/// Control characters, and those that turn the direction of text.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_counts_are_said_as_people_say_them() {
        let said = |ms| took(Duration::from_millis(ms));
        assert_eq!([said(0), said(21), said(1234), said(125_000)], ["<1 ms", "21 ms", "1.2 s", "2 min 5 s"]);
        assert_eq!(took(Duration::from_micros(999_600)), "1.0 s");
        assert_eq!(counts(&Counts::default()), "0 passed");
        assert_eq!(counts(&Counts { passed: 8, failed: 1, ..Counts::default() }), "8 passed, 1 failed");
    }

    #[test]
    fn a_terminal_obeys_nothing_of_a_service() {
        let redactor = Redactor::default();
        assert_eq!(plain("a\u{1b}[31mb\nc\u{202e}d", 99, &redactor), "a\\u{1b}[31mb\\nc\\u{202e}d");
        assert_eq!(plain("abcdef", 3, &redactor), "abc…");
    }
}
