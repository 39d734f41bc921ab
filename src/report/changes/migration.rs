//! A note for those who have to move: each breaking change, and room for what to do about it.

use std::fmt::Write as _;

use super::markdown::{code, plain};
use super::{Report, RowOf};
use crate::diff::level::Level;
use crate::ingest::store::MARKER;
use crate::openapi::schema::Direction;

/// The note: it says of itself that nobody has edited it, which a publication that breaks something waits for.
#[must_use]
pub fn note(report: &Report<'_>) -> String {
    format!("{MARKER}\n\n{}", entries(report))
}

/// What a note has to tell: its title, and an entry for each breaking change.
#[must_use]
pub fn entries(report: &Report<'_>) -> String {
    let mut out = format!("# Migration: {} → {}\n", code(report.old), code(report.new));
    let rows = report.rows();
    let breaking: Vec<&RowOf<'_>> = rows.iter().filter(|row| row.change.level == Level::Error).collect();
    if breaking.is_empty() {
        out.push_str("\nNothing breaks: no client has to do anything.\n");
        return out;
    }
    let _ = writeln!(out, "\n{} breaking. Who calls one of these has to act before moving.", breaking.len());
    for (number, row) in breaking.iter().enumerate() {
        let change = row.change;
        let _ = writeln!(out, "\n## {}. {}: {}\n", number + 1, plain(&row.whose()), plain(&change.text));
        let operations: Vec<String> = row.operations.iter().map(|one| code(one)).collect();
        let of = if operations.is_empty() { "the whole contract".to_owned() } else { operations.join(", ") };
        let _ = writeln!(out, "- Touches: {of}\n- Change: {}", code(&change.id()));
        if let Some(value) = row.witness() {
            let _ = writeln!(out, "- For example: {} {}", code(&value.to_string()), row.shown());
        }
        let _ = writeln!(out, "- What to do: {}\n- By when: …", advice(row));
    }
    out
}

/// What a client has to do, as far as the kind of change says it.
fn advice(row: &RowOf<'_>) -> &'static str {
    let change = row.change;
    match (change.rule.id, change.row.seat.direction()) {
        ("operation", _) => "stop calling it; name what takes its place: …",
        ("webhook", _) => "do not wait for it any more; name what comes in its place: …",
        ("caller" | "security-scheme", _) => "get the credentials that are asked for, and send them: …",
        ("parameter" | "parameter-style", _) => "send the parameter as it is asked for now: …",
        ("status", _) => "expect the other status: …",
        ("header", _) => "do without the header, or read it where it is: …",
        ("media-type", _) => "send or accept the media type that is left: …",
        (_, Direction::Request) => "send only what is taken now: …",
        (_, Direction::Response) => "read what may come now as well: …",
    }
}
