//! A comparison as a changelog in Markdown: what breaks, what is risky, what is new.

use std::fmt::Write as _;

use super::{Report, RowOf};
use crate::diff::level::Level;

/// The changelog.
#[must_use]
pub fn tell(report: &Report<'_>) -> String {
    let mut out = format!("# API changes: {} → {}\n\n", code(report.old), code(report.new));
    let counts = report.counts();
    let open = if counts.undecided > 0 { format!(" · {} undecided", counts.undecided) } else { String::new() };
    let breaking = counts.error - counts.undecided;
    let _ = writeln!(out, "{breaking} breaking{open} · {} risky · {} additive", counts.warn, counts.info);
    if let Some(nothing) = report.nothing() {
        let _ = writeln!(out, "\n{nothing}");
    }
    let rows = report.rows();
    for (level, title) in [(Level::Error, "Breaking"), (Level::Warn, "Risky"), (Level::Info, "Additive")] {
        let of_level: Vec<&RowOf<'_>> = rows.iter().filter(|row| row.change.level == level).collect();
        if of_level.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n## {title}");
        let mut last = None;
        for row in of_level {
            if last != Some(row.operations) {
                let _ = writeln!(out, "\n### {}\n", heading(row.operations));
                last = Some(row.operations);
            }
            line(&mut out, row);
        }
    }
    for (number, known) in report.known.iter().enumerate() {
        if number == 0 {
            out.push_str("\n## Ignored\n\n");
        }
        let _ = writeln!(out, "- {}: {}", code(&known.what()), plain(&known.said()));
    }
    out
}

/// The operations, all of them: who uses one looks for it.
fn heading(operations: &[String]) -> String {
    if operations.is_empty() {
        return "The whole contract".to_owned();
    }
    operations.iter().map(|one| code(one)).collect::<Vec<_>>().join(", ")
}

fn line(out: &mut String, row: &RowOf<'_>) {
    let change = row.change;
    let _ = writeln!(out, "- {} ({})", plain(&change.text), code(&change.id()));
    if let Some(value) = row.witness() {
        let _ = writeln!(out, "  - {} {}", code(&value.to_string()), row.shown());
    }
    if let Some(why) = row.undecided() {
        let _ = writeln!(out, "  - undecided: {}", plain(why));
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
    let text = text.replace('\n', " ");
    let parts: Vec<&str> = text.split('`').collect();
    let escaped = parts.iter().enumerate().map(|(number, part)| {
        // Between two marks all stands as it is; a mark without another one is none.
        if number % 2 == 1 && number + 1 < parts.len() { (*part).to_owned() } else { escape(part) }
    });
    escaped.collect::<Vec<_>>().join("`")
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*").replace('_', "\\_").replace('[', "\\[").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_as_it_is_and_the_rest_has_no_marks() {
        assert_eq!(plain("`max_items` is <b>_gone_</b>\n[x]"), "`max_items` is &lt;b>\\_gone\\_&lt;/b> \\[x]");
        assert_eq!(plain("a ` b_c"), "a ` b\\_c");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
