//! A comparison as a person reads it: what breaks first, by operation, each with its lines and the value that shows it.

use std::fmt::Write as _;

use super::{Fate, Report, RowOf};
use crate::diff::level::Level;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::lines::Index;
use crate::model::verdict::Verdict;
use crate::report::block::Ink;
use crate::report::wording::{obedient, shout};
use crate::syntax::render::{self, Style};

/// How much of a value is said.
const SAID: usize = 200;

/// How a comparison is told at a terminal.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Whether colours are wanted, and how wide a line may be.
    pub style: Style,
    /// Only what is wrong, and the verdict.
    pub quiet: bool,
    /// With every operation, and with what each change comes from.
    pub verbose: bool,
}

/// What a row stands under, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Breaking,
    Undecided,
    Risky,
    Additive,
}

impl Part {
    fn of(row: &RowOf<'_>) -> Self {
        match row.change.level {
            Level::Error if row.undecided().is_some() => Self::Undecided,
            Level::Error => Self::Breaking,
            Level::Warn => Self::Risky,
            Level::Info => Self::Additive,
        }
    }

    fn word(self, ink: Ink) -> String {
        match self {
            Self::Breaking => ink.red("BREAKING"),
            Self::Undecided => ink.yellow("UNDECIDED"),
            Self::Risky => ink.yellow("RISKY"),
            Self::Additive => ink.dim("ADDITIVE"),
        }
    }
}

/// The comparison as a person reads it.
#[must_use]
pub fn tell(report: &Report<'_>, view: &View) -> String {
    let ink = Ink(view.style.colours);
    let mut rows: Vec<(Part, RowOf<'_>)> = report.rows().into_iter().map(|row| (Part::of(&row), row)).collect();
    rows.sort_by_key(|(part, _)| *part);
    if view.quiet {
        rows.retain(|(part, _)| *part < Part::Additive);
    }
    let mut out = String::new();
    let mut index = Index::default();
    let mut last = None;
    for (part, row) in &rows {
        let heading = (*part, row.operations);
        let is_new = last != Some(heading);
        last = Some(heading);
        // What has an excerpt stands apart; lines stand together under their heading.
        if !out.is_empty() && (is_new || *part < Part::Additive) {
            out.push('\n');
        }
        if is_new {
            let whose = if view.verbose && row.operations.len() > 2 { row.operations.join(", ") } else { row.whose() };
            let _ = writeln!(out, "{}  {}", part.word(ink), ink.bold(&obedient(&whose)));
        }
        if *part == Part::Additive {
            let _ = writeln!(out, "  {}  {}", obedient(&row.change.text), ink.dim(&row.change.id()));
        } else {
            block(&mut out, *part, row, ink, view.style, &mut index);
        }
        if view.verbose && !row.change.group.is_empty() {
            let _ = writeln!(out, "  {}   {}", ink.dim("from"), obedient(&row.change.group));
        }
    }
    let known = report.known.iter().filter(|known| !view.quiet || known.fate != Fate::Passed);
    for (number, known) in known.enumerate() {
        if number == 0 && !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}  {}: {}", ink.dim("ignored"), known.what(), obedient(&known.said()));
    }
    if let (Some(nothing), false) = (report.nothing(), view.quiet) {
        let _ = writeln!(out, "{nothing}");
    }
    if !out.is_empty() {
        out.push('\n');
    }
    end(&mut out, report, &rows, ink);
    out
}

fn block(out: &mut String, part: Part, row: &RowOf<'_>, ink: Ink, style: Style, index: &mut Index) {
    let change = row.change;
    let text = obedient(&change.text);
    let text = if part == Part::Undecided { format!("perhaps {text}") } else { text.into_owned() };
    let mut diagnostic = Diagnostic::unplaced(change.rule.id, text);
    diagnostic.severity = if part == Part::Breaking { Severity::Error } else { Severity::Warning };
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
    out.push_str(render::one(&diagnostic, style, index).trim_end());
    out.push('\n');
    if let Some(value) = row.witness() {
        let said = cut(&value.to_string());
        let _ = writeln!(out, "  {}  {} {}", ink.dim("value"), ink.bold(&obedient(&said)), row.shown());
    }
    if let Some(why) = row.undecided() {
        let _ = writeln!(out, "  {}    {}", ink.dim("why"), obedient(why));
    }
    let _ = writeln!(out, "  {}   {}", ink.dim("name"), change.id());
}

fn end(out: &mut String, report: &Report<'_>, rows: &[(Part, RowOf<'_>)], ink: Ink) {
    let word = shout(report.verdict);
    let word = match report.verdict {
        Verdict::Green => ink.green(&word),
        Verdict::Inconclusive => ink.yellow(&word),
        _ => ink.red(&word),
    };
    let counts = report.counts();
    let open = if counts.undecided > 0 { format!("{} undecided, ", counts.undecided) } else { String::new() };
    let _ = write!(
        out,
        "{word}  {} breaking, {open}{} risky, {} additive",
        counts.error - counts.undecided,
        counts.warn,
        counts.info
    );
    if counts.untold > 0 {
        let _ = write!(out, " ({} below --level {})", counts.untold, report.least);
    }
    if report.open_world {
        out.push_str(" · --world open");
    }
    if report.exit_code != 0 {
        let _ = write!(out, " · exit {}", report.exit_code);
    }
    out.push('\n');
    if let Some((_, worst)) = rows.first().filter(|(part, _)| *part < Part::Additive) {
        let _ = writeln!(out, "more  holdpoint explain {}", worst.change.id());
    }
}

/// A value's beginning.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
