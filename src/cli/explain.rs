//! `holdpoint explain`: the documentation of anything, from the table that runs it.

use std::fmt::Write as _;

use serde_json::json;

use super::arguments::{Arguments, Explain, Output};
use super::console::print;
use super::exit;
use super::prepare;
use super::problem::Problem;
use crate::catalog::{self, Entry};
use crate::model::verdict::Verdict;
use crate::plan::select::Selection;
use crate::syntax::nearest::nearest;

/// Explains.
///
/// # Errors
/// That nothing bears that name, with what was probably meant.
pub(super) fn explain(arguments: &Arguments, explain: &Explain) -> Result<Verdict, Problem> {
    let entries = catalog::entries();
    let Some(what) = &explain.what else {
        if arguments.common.output == Output::Json {
            let topics: Vec<_> = entries
                .iter()
                .map(|entry| json!({"kind": entry.kind, "id": entry.id, "summary": entry.summary}))
                .collect();
            print(&format!("{}\n", json!({"schema": "holdpoint-explain/v1", "topics": topics})))?;
        } else {
            print(&overview(&entries))?;
        }
        return Ok(Verdict::Green);
    };
    let mut pages: Vec<(String, String)> = entries
        .iter()
        .filter(|entry| entry.id == what || entry.also.contains(what))
        .map(|entry| {
            (
                entry.kind.to_owned(),
                format!("# {} ({})\n\n{}\n\n{}\n", entry.id, entry.kind, entry.summary, body(entry)),
            )
        })
        .collect();
    if what == "exit-codes"
        || what.parse::<u8>().is_ok_and(|code| exit::TABLE.iter().any(|(known, _, _)| *known == code))
    {
        pages.push(("exit code".into(), exit_codes(what.parse().ok())));
    }
    if pages.is_empty() {
        pages.extend(of_check(arguments, what));
    }
    if pages.is_empty() {
        let own = entries.iter().map(|entry| entry.id).chain(["exit-codes"]);
        let known = own.chain(entries.iter().flat_map(|entry| entry.also.iter().map(String::as_str)));
        let hint = nearest(what, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Problem::invalid(format!(
            "nothing is named `{what}`{hint} (`holdpoint explain` lists all there is)"
        )));
    }
    match arguments.common.output {
        Output::Json => {
            let pages: Vec<_> =
                pages.iter().map(|(kind, docs)| json!({"kind": kind, "id": what, "docs": docs})).collect();
            print(&format!("{}\n", json!({"schema": "holdpoint-explain/v1", "pages": pages})))?;
        }
        Output::Human => print(&pages.into_iter().map(|(_, docs)| docs).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(Verdict::Green)
}

fn body(entry: &Entry) -> String {
    if entry.docs == entry.summary { String::new() } else { entry.docs.trim().to_owned() }
}

fn overview(entries: &[Entry]) -> String {
    let mut out = String::from("Say `holdpoint explain NAME` for one of:\n");
    let mut kind = "";
    for entry in entries {
        if entry.kind != kind {
            kind = entry.kind;
            let _ = write!(out, "\n{kind}\n");
        }
        let first = entry.summary.split(". ").next().unwrap_or_default();
        let _ = writeln!(out, "  {:<22} {first}", entry.id);
    }
    out.push_str(
        "\nalso: exit-codes, any change that `holdpoint diff` tells of, such as operation-removed, and any \
         check id of the suites, such as cw.readiness\n",
    );
    out
}

fn exit_codes(only: Option<u8>) -> String {
    let mut out = String::from("# exit codes\n\n| code | meaning | does trying again help? |\n|---|---|---|\n");
    for (code, meaning, again) in exit::TABLE {
        if only.is_none_or(|only| only == code) {
            let _ = writeln!(out, "| {code} | {meaning} | {again} |");
        }
    }
    if only.is_none() {
        out.push_str(
            "\nOrder when several hold: 130, 1, 2, 100, 75, 0. A failed `undo` is 100. `--exit-style nagios` maps to \
             0 (green), 1 (inconclusive), 2 (red), 3 (anything else).\n\nUnreachable (name, connect, closed before any byte) \
             is inconclusive, except in the lane health, where it is red. A refused certificate, a time-out after connect, a \
             cut or malformed answer is red.\n",
        );
    }
    out
}

/// A check id: the cases that cover it, as the project's suites say.
fn of_check(arguments: &Arguments, id: &str) -> Option<(String, String)> {
    let project = prepare::project(&arguments.common, &[]).ok()?;
    let (plan, _) = prepare::plan(&project, &Selection::default(), true).ok()?;
    let mut out = String::new();
    for case in plan.cases().filter(|case| case.covers.iter().any(|covered| covered == id)) {
        let _ = writeln!(out, "- `{}`\n  {}", case.id, case.place);
        if let Some(why) = &case.why {
            let _ = writeln!(out, "  why: {why}");
        }
        for step in &case.steps {
            let _ = writeln!(out, "  {} {}", step.number, step.action.label());
        }
    }
    (!out.is_empty()).then(|| ("check id".to_owned(), format!("# {id}\n\nCovered by\n\n{out}")))
}
