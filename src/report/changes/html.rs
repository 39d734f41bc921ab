//! A comparison as one page that needs nothing else: by operation, with the lines of both documents.

use std::collections::BTreeSet;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::{Known, Report, RowOf};
use crate::diff::change::Where;
use crate::diff::level::Level;
use crate::model::lines::{Index, boundary};
use crate::report::wording::shout;

/// The page's template.
const PAGE: &str = include_str!("page.html");
/// How many lines are shown before and after the one that is meant.
const AROUND: usize = 2;
/// How many bytes of a line are shown, most of them behind the place.
const SHOWN: usize = 160;

/// The page, as the template has it.
#[derive(Serialize)]
struct Page<'r> {
    old: &'r str,
    new: &'r str,
    verdict: String,
    breaking: usize,
    undecided: usize,
    warn: usize,
    info: usize,
    untold: usize,
    least: &'static str,
    fail_on: &'r str,
    open_world: bool,
    nothing: Option<&'static str>,
    filters: Vec<Filter>,
    sections: Vec<Section<'r>>,
    known: Vec<Entry>,
}

/// A level that can be hidden.
#[derive(Serialize)]
struct Filter {
    level: &'static str,
    word: &'static str,
}

/// The changes of the same operations.
#[derive(Serialize)]
struct Section<'r> {
    whose: String,
    /// Every operation, where the heading does not name them all.
    operations: &'r [String],
    /// The levels that occur, as the style sheet has them.
    levels: String,
    changes: Vec<Told<'r>>,
}

#[derive(Serialize)]
struct Told<'r> {
    id: String,
    level: &'static str,
    word: &'static str,
    text: &'r str,
    witness: Option<String>,
    shown: &'static str,
    undecided: Option<&'r String>,
    oasdiff: Option<&'static str>,
    sides: Vec<Side<'r>>,
}

/// Where a change stands in one of the documents.
#[derive(Serialize)]
struct Side<'r> {
    label: &'static str,
    file: &'r str,
    line: usize,
    pointer: &'r str,
    rows: Vec<Line<'r>>,
}

#[derive(Serialize)]
struct Line<'r> {
    number: usize,
    marked: bool,
    text: &'r str,
}

/// An entry of the list of known changes.
#[derive(Serialize)]
struct Entry {
    what: String,
    said: String,
}

/// The page.
///
/// # Errors
/// What is wrong with the template: a bug here.
pub fn page(report: &Report<'_>) -> Result<String, String> {
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("length", minijinja::filters::length);
    let counts = report.counts();
    let page = Page {
        old: report.old,
        new: report.new,
        verdict: shout(report.verdict),
        breaking: counts.error - counts.undecided,
        undecided: counts.undecided,
        warn: counts.warn,
        info: counts.info,
        untold: counts.untold,
        least: report.least.name(),
        fail_on: report.fail_on,
        open_world: report.open_world,
        nothing: report.nothing(),
        filters: [Level::Error, Level::Warn, Level::Info]
            .map(|level| Filter { level: level.name(), word: word(level) })
            .into(),
        sections: sections(&report.rows()),
        known: report.known.iter().map(|known| Entry { what: Known::what(known), said: known.said() }).collect(),
    };
    let said = |error: minijinja::Error| format!("write the page: {error}");
    environment.render_named_str("page.html", PAGE, Serde(&page)).map_err(said)
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "breaking",
        Level::Warn => "risky",
        Level::Info => "additive",
    }
}

/// Rows of the same operations together: those with the worst change first, then in the documents' order.
fn sections<'r>(rows: &[RowOf<'r>]) -> Vec<Section<'r>> {
    let mut index = Index::default();
    let mut groups: indexmap::IndexMap<&'r [String], Vec<&RowOf<'r>>> = indexmap::IndexMap::new();
    for row in rows {
        groups.entry(row.operations).or_default().push(row);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    for (_, rows) in &mut groups {
        rows.sort_by_key(|row| std::cmp::Reverse(row.change.level));
    }
    groups.sort_by_key(|(_, rows)| rows.first().map(|row| std::cmp::Reverse(row.change.level)));
    let section = |(operations, rows): (&'r [String], Vec<&RowOf<'r>>)| {
        let levels: BTreeSet<_> = rows.iter().map(|row| std::cmp::Reverse(row.change.level)).collect();
        let levels: Vec<&str> = levels.iter().map(|level| level.0.name()).collect();
        Section {
            whose: rows.first().map_or_else(String::new, |row| row.whose()),
            operations: if operations.len() > 2 { operations } else { &[] },
            levels: levels.join("-"),
            changes: rows.iter().map(|row| told(row, &mut index)).collect(),
        }
    };
    groups.into_iter().map(section).collect()
}

fn told<'r>(row: &RowOf<'r>, index: &mut Index) -> Told<'r> {
    let change = row.change;
    let sides = [("Was", change.old.as_ref()), ("Now", change.new.as_ref())];
    Told {
        id: change.id(),
        level: change.level.name(),
        word: word(change.level),
        text: &change.text,
        witness: row.witness().map(ToString::to_string),
        shown: row.shown(),
        undecided: row.undecided(),
        oasdiff: change.row.oasdiff,
        sides: sides.into_iter().filter_map(|(label, place)| Some(side(label, place?, index))).collect(),
    }
}

fn side<'r>(label: &'static str, place: &'r Where, index: &mut Index) -> Side<'r> {
    let source = place.place.source();
    let lines = index.of(source);
    let at = place.place.span().start;
    let line = lines.line(at);
    let shown = line.saturating_sub(AROUND).max(1)..=(line + AROUND).min(lines.count());
    let rows = shown.map(|number| {
        let range = lines.range(number);
        // A document may be one line of megabytes: of such a one what stands around the place is shown.
        let start = if number == line { range.start.max(at.saturating_sub(SHOWN / 4)) } else { range.start };
        let start = boundary(&source.text, start);
        let end = boundary(&source.text, range.end.min(start + SHOWN));
        Line { number, marked: number == line, text: source.text[start..end].trim_end_matches('\r') }
    });
    Side { label, file: &source.name, line, pointer: &place.pointer, rows: rows.collect() }
}
