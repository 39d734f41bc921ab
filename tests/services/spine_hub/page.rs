//! The dashboard: one row a repository, in it four dots.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::wire::{Answer, Switch};
use super::rows;

/// The page of a snapshot.
pub(super) fn dashboard(fault: &Switch, snapshot: &Value) -> Answer {
    if fault.is("dashboard-500") {
        return Answer::trace();
    }
    let mut table = String::new();
    let dot = |state: &str| format!("<span class=\"dot\" data-state=\"{state}\" title=\"{state}\"></span>");
    for row in rows(snapshot) {
        let slug = row["slug"].as_str().unwrap_or_default();
        if fault.is("dashboard-hides-greyed") && row.get("integrations").is_none() {
            continue;
        }
        let mut dots: Vec<String> = match row["integrations"].as_object() {
            Some(cells) => cells.values().map(|cell| dot(shown(fault, &cell["state"]))).collect(),
            None if fault.is("absent-shown-as-na") => vec![dot("n/a"); 4],
            None if fault.is("absent-without-dots") => Vec::new(),
            None => vec![dot("absent"); 4],
        };
        if fault.is("three-dots") {
            dots.truncate(3);
        }
        if fault.is("dot-of-the-row") {
            dots.push(dot("pass"));
        }
        let dots = dots.concat();
        let _ = writeln!(table, "<tr data-slug=\"{slug}\"><th>{slug}</th><td>{}</td><td>{dots}</td></tr>", row["tier"]);
    }
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Petrova</title></head><body><table>\n{table}</table></body></html>\n"
    );
    let kind = if fault.is("dashboard-as-text") { "text/plain; charset=utf-8" } else { "text/html; charset=utf-8" };
    let answer = Answer::new(200, kind, page);
    if fault.is("dashboard-slow") { answer.slow() } else { answer }
}

fn shown<'s>(fault: &Switch, state: &'s Value) -> &'s str {
    match (fault.on(), state.as_str().unwrap_or_default()) {
        ("na-shown-as-absent", "n/a") => "absent",
        ("stale-shown-as-pass", "stale") => "pass",
        (_, state) => state,
    }
}
