//! A comparison as a changelog in Markdown: what breaks, what is risky, what is new.

use std::fmt::Write as _;

use super::{Report, RowOf};
use crate::diff::change::Proof;
use crate::diff::level::Level;

/// The changelog.
#[must_use]
pub fn tell(report: &Report<'_>) -> String {
    let mut out = format!("# API changes: {} → {}\n\n", code(report.old), code(report.new));
    let _ = writeln!(
        out,
        "{} breaking · {} risky · {} additive",
        report.count(Level::Error),
        report.count(Level::Warn),
        report.count(Level::Info),
    );
    let rows = report.rows();
    for (level, title) in [(Level::Error, "Breaking"), (Level::Warn, "Risky"), (Level::Info, "Additive")] {
        let of_level: Vec<&RowOf<'_>> = rows.iter().filter(|row| row.change.level == level).collect();
        if of_level.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n## {title}");
        let mut last = None;
        for row in of_level {
            let whose = row.whose();
            if last.as_ref() != Some(&whose) {
                let _ = writeln!(out, "\n### {}\n", code(&whose));
                last = Some(whose);
            }
            line(&mut out, row);
        }
    }
    out
}

fn line(out: &mut String, row: &RowOf<'_>) {
    let change = row.change;
    let _ = writeln!(out, "- {} ({})", plain(&change.text), code(&change.id()));
    match &change.proof {
        Proof::Witnessed(value) => {
            let _ = writeln!(out, "  - shown by {}", code(&value.to_string()));
        }
        Proof::Undecided(why) => {
            let _ = writeln!(out, "  - undecided: {}", plain(why));
        }
        Proof::Proved => {}
    }
}

/// Text as code, whatever stands in it.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('\n', " "))
}

/// Text that has marks of code and nothing else of Markdown.
pub(super) fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*").replace('_', "\\_").replace('<', "&lt;").replace('\n', " ")
}
