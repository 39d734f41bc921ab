//! A comparison as annotations of GitHub Actions, at the lines of the new contract.

use std::fmt::Write as _;

use super::Report;
use crate::diff::level::Level;
use crate::model::lines::Index;
use crate::report::github::{data, property};

/// How many annotations GitHub shows of a step, of each kind.
const SHOWN: usize = 10;

/// Workflow commands, one a line (docs.github.com, "Workflow commands").
#[must_use]
pub fn annotations(report: &Report<'_>) -> String {
    let mut out = String::new();
    let mut index = Index::default();
    let rows = report.rows();
    for (level, command) in [(Level::Error, "error"), (Level::Warn, "warning"), (Level::Info, "notice")] {
        let of_level: Vec<_> = rows.iter().filter(|row| row.change.level == level).collect();
        for row in of_level.iter().take(SHOWN) {
            let change = row.change;
            let place = change.new.as_ref().or(change.old.as_ref());
            let at = place.map_or_else(String::new, |place| {
                let (line, column) = index.line_column(&place.place);
                format!("file={},line={line},col={column},", property(&place.place.source().name))
            });
            let mut said = format!("{}: {}", row.whose(), change.text);
            if let Some(value) = row.witness() {
                let _ = write!(said, " ({value} {})", row.shown());
            }
            if row.undecided().is_some() {
                said.push_str(" (undecided)");
            }
            let _ = writeln!(out, "::{command} {at}title={}::{}", property(&change.id()), data(&said));
        }
        if of_level.len() > SHOWN {
            let _ = writeln!(out, "::notice::{} more of level {level} are not shown", of_level.len() - SHOWN);
        }
    }
    out
}
