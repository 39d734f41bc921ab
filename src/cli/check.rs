//! `holdpoint check`: everything read and validated, suites and contracts; nothing sent.

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::json;

use super::arguments::{Arguments, Check, Output};
use super::console::{Console, conclude, many, print};
use super::prepare;
use super::problem::{self, Problem};
use crate::mock::load as mock_file;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::verdict::Verdict;
use crate::openapi::discover;
use crate::openapi::document::Loading;
use crate::openapi::lint::whole::whole;
use crate::openapi::shelf::{Opened, Shelf};
use crate::plan::load;
use crate::prove::waiver;
use crate::suite::project::Project;
use crate::target::flagd;

/// Checks.
///
/// # Errors
/// That there is no project, or nothing to check.
pub(super) fn check(arguments: &Arguments, check: &Check, console: &Console) -> Result<Verdict, Problem> {
    for path in &check.paths {
        if !path.exists() {
            return Err(Problem::invalid(format!("`{}` does not exist", path.display())));
        }
    }
    let (contracts, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        check.paths.iter().cloned().partition(|path| discover::is_document(path));
    let mut found = Diagnostics::default();
    let mut counts = Counts::default();
    let shelf = Shelf::default();
    // A contract needs no project.
    if contracts.is_empty() || !paths.is_empty() {
        suites(arguments, check, &paths, &shelf, &mut found, &mut counts)?;
    }
    let unread: Vec<&PathBuf> = contracts.iter().filter(|path| !shelf.holds(path)).collect();
    for path in unread {
        found.absorb(linted(&shelf.open(path, &Loading::default())));
    }
    counts.contracts = shelf.opened().len();
    if counts.suites + counts.contracts == 0 && !found.has_errors() {
        found.push(
            Diagnostic::unplaced("nothing-selected", "there is no suite here")
                .help("a suite is a YAML file with the key `suite`"),
        );
    }
    let verdict = if found.has_errors() { Verdict::Invalid } else { Verdict::Green };
    match arguments.common.output {
        Output::Json => return Ok(conclude(&format!("{}\n", document(&found, verdict, counts)), verdict)?),
        Output::Human => {
            if !found.is_empty() {
                console.show(&found);
            }
            if verdict == Verdict::Green && !console.quiet {
                let mut all = Vec::new();
                if counts.suites > 0 {
                    all.extend([many(counts.suites, "suite"), many(counts.cases, "case"), many(counts.mocks, "mock")]);
                }
                if counts.contracts > 0 {
                    all.push(many(counts.contracts, "contract"));
                }
                let counts = all.join(", ");
                print(&format!("sound: {counts}; nothing was sent\n"))?;
            }
        }
    }
    Ok(verdict)
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    suites: usize,
    cases: usize,
    mocks: usize,
    contracts: usize,
}

/// The suites of the project with all that belongs to them.
fn suites(
    arguments: &Arguments,
    check: &Check,
    paths: &[PathBuf],
    shelf: &Shelf,
    found: &mut Diagnostics,
    counts: &mut Counts,
) -> Result<(), Problem> {
    let project = prepare::project(&arguments.common, paths)?;
    let files = load::files(&project, paths)?;
    let mut loaded = load::load_with(&project, &files, check.allow_exec, shelf);
    let mut contracts = Diagnostics::default();
    for opened in shelf.opened().iter().filter(|opened| opened.is_ok()) {
        contracts.absorb(linted(opened));
    }
    // What the rules say of a contract says more than what a suite was told when it named it.
    let said: HashSet<_> = contracts.iter().map(about).collect();
    for file in &mut loaded {
        let own = std::mem::take(&mut file.found).into_vec();
        found.absorb(own.into_iter().filter(|one| !said.contains(&about(one))).collect());
        found.absorb(waiver::lint(&file.suites));
        counts.suites += file.suites.len();
        counts.cases += file.suites.iter().map(|suite| suite.cases.len()).sum::<usize>();
    }
    found.absorb(contracts);
    let loading = Loading { root: Some(load::home(&project)), pinned: Vec::new() };
    for path in discover::beside(&files).iter().filter(|path| !shelf.holds(path)) {
        found.absorb(linted(&shelf.open(path, &loading)));
    }
    if paths.is_empty() {
        counts.mocks = others(&project, found);
    }
    Ok(())
}

/// A contract held to every rule; or why there is none.
fn linted(opened: &Opened) -> Diagnostics {
    match opened {
        Ok((contract, told)) => whole(contract, told.iter().cloned().collect()),
        Err(faults) => faults.iter().cloned().collect(),
    }
}

/// What a diagnostic is about: its rule, and where.
fn about(one: &Diagnostic) -> (&'static str, Option<(String, usize)>) {
    (one.code, one.place.as_ref().map(|place| (place.source().name.clone(), place.span().start)))
}

/// The flags and the mocks that the project names; how many mocks there are.
fn others(project: &Project, found: &mut Diagnostics) -> usize {
    if let Some((path, place)) = &project.flags_file {
        flagd::load(path, place, found);
    }
    let home = load::home(project);
    let mut mocks = 0;
    for (path, place) in project.targets.values().filter_map(|target| target.mock.as_ref()) {
        match mock_file::load(path, &home) {
            Ok(_) => mocks += 1,
            Err(_) if !path.exists() => found.push(
                Diagnostic::error("file", place, format!("the mock file `{}` does not exist", path.display()))
                    .help("write it, or remove `mock` and run the target live"),
            ),
            Err(faults) => found.absorb(faults),
        }
    }
    mocks
}

fn document(found: &Diagnostics, verdict: Verdict, counts: Counts) -> serde_json::Value {
    json!({
        "schema": "holdpoint-check/v1",
        "verdict": verdict.name(),
        "exit_code": super::exit::code(verdict),
        "suites": counts.suites,
        "cases": counts.cases,
        "mocks": counts.mocks,
        "contracts": counts.contracts,
        "diagnostics": problem::listed(found),
    })
}
