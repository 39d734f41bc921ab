//! A comparison as a person reads it: what breaks first, by operation, each with its lines and the value that shows it.

use std::fmt::Write as _;

use super::{Report, RowOf};
use crate::diff::change::Proof;
use crate::diff::level::Level;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::verdict::Verdict;
use crate::openapi::schema::Direction;
use crate::report::block::Ink;
use crate::report::wording::many;
use crate::syntax::render::{Style, render};

/// How much of a value is said.
const SAID: usize = 200;

/// The comparison as a person reads it.
#[must_use]
pub fn tell(report: &Report<'_>, colours: bool, width: usize, quiet: bool) -> String {
    let ink = Ink(colours);
    let mut out = String::new();
    let mut rows = report.rows();
    rows.sort_by_key(|row| std::cmp::Reverse(row.change.level));
    let mut last = None;
    for row in &rows {
        let heading = (row.change.level, row.whose());
        if last.as_ref() != Some(&heading) {
            let word = match row.change.level {
                Level::Error => ink.red("BREAKING"),
                Level::Warn => ink.yellow("RISKY"),
                Level::Info => ink.dim("ADDITIVE"),
            };
            if row.change.level > Level::Info || !quiet {
                let _ = writeln!(out, "\n{word}  {}", ink.bold(&heading.1));
            }
            last = Some(heading);
        }
        match row.change.level {
            Level::Info if quiet => {}
            Level::Info => {
                let _ = writeln!(out, "  {}  {}", row.change.text, ink.dim(&row.change.id()));
            }
            _ => block(&mut out, row, ink, Style { colours, width }),
        }
    }
    for (id, because) in report.passed_over {
        let _ = writeln!(out, "  {} {id}: {because}", ink.dim("passed over"));
    }
    end(&mut out, report, ink);
    out
}

fn block(out: &mut String, row: &RowOf<'_>, ink: Ink, style: Style) {
    let change = row.change;
    let mut diagnostic = Diagnostic::unplaced(change.rule.id, change.text.clone());
    diagnostic.severity = if change.level == Level::Error { Severity::Error } else { Severity::Warning };
    match (&change.new, &change.old) {
        (Some(new), old) => {
            diagnostic.place = Some(new.place.clone());
            diagnostic = diagnostic.label("now");
            if let Some(old) = old {
                diagnostic = diagnostic.also(&old.place, "was");
            }
        }
        (None, Some(old)) => {
            diagnostic.place = Some(old.place.clone());
            diagnostic = diagnostic.label("was");
        }
        (None, None) => {}
    }
    out.push_str(render([&diagnostic], style).trim_end());
    out.push('\n');
    match &change.proof {
        Proof::Proved => {}
        Proof::Witnessed(value) => {
            let said = cut(&value.to_string());
            let of = match change.row.seat.direction() {
                Direction::Request => "was taken, and is refused now",
                Direction::Response => "may come now, and was not promised",
            };
            let _ = writeln!(out, "  {}  {} {of}", ink.dim("value"), ink.bold(&said));
        }
        Proof::Undecided(why) => {
            let _ = writeln!(out, "  {}  {why}", ink.yellow("undecided"));
        }
    }
    let _ = writeln!(out, "  {}   {}\n", ink.dim("name"), change.id());
}

fn end(out: &mut String, report: &Report<'_>, ink: Ink) {
    let word = report.verdict.name().to_uppercase();
    let word = match report.verdict {
        Verdict::Green => ink.green(&word),
        Verdict::Inconclusive => ink.yellow(&word),
        _ => ink.red(&word),
    };
    let undecided = report.diff.undecided().count();
    let open = if undecided > 0 { format!(", {undecided} undecided") } else { String::new() };
    let _ = writeln!(
        out,
        "\n{word}  {} breaking{open}, {} risky, {} additive · senders send {} · exit {}",
        report.count(Level::Error),
        report.count(Level::Warn),
        report.count(Level::Info),
        if report.open_world { "anything that is not refused" } else { "what they declare" },
        report.exit_code,
    );
    if let Some(first) = report.diff.changes.iter().find(|change| change.level == Level::Error) {
        let _ = writeln!(out, "more  holdpoint explain {}", first.rule.id);
    } else if report.diff.changes.is_empty() {
        let _ = writeln!(out, "{} compared: they say the same", many(2, "contract"));
    }
}

/// A value's beginning.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
