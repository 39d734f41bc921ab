//! `holdpoint check`: everything read and validated, nothing sent.

use serde_json::json;

use super::arguments::{Arguments, Check, Output};
use super::console::{Console, many, print};
use super::prepare;
use super::problem::{self, Problem};
use crate::mock::load as mock_file;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::verdict::Verdict;
use crate::plan::load;
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
    let project = prepare::project(&arguments.common, &check.paths)?;
    let mut found = Diagnostics::default();
    let files = load::files(&project, &check.paths)?;
    let loaded = load::load(&project, &files, check.allow_exec);
    let (mut suites, mut cases) = (0_usize, 0_usize);
    for mut file in loaded {
        found.absorb(std::mem::take(&mut file.found));
        suites += file.suites.len();
        cases += file.suites.iter().map(|suite| suite.cases.len()).sum::<usize>();
    }
    let mocks = if check.paths.is_empty() { others(&project, &mut found) } else { 0 };
    if suites == 0 && !found.has_errors() {
        found.push(
            Diagnostic::unplaced("nothing-selected", "there is no suite here")
                .help("a suite is a YAML file with the key `suite`"),
        );
    }
    let verdict = if found.has_errors() { Verdict::Invalid } else { Verdict::Green };
    match arguments.common.output {
        Output::Json => print(&format!("{}\n", document(&found, verdict, suites, cases, mocks)))?,
        Output::Human => {
            if !found.is_empty() {
                console.show(&found);
            }
            if verdict == Verdict::Green && !console.quiet {
                let counts = [many(suites, "suite"), many(cases, "case"), many(mocks, "mock")].join(", ");
                print(&format!("sound: {counts}; nothing was sent\n"))?;
            }
        }
    }
    Ok(verdict)
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

fn document(found: &Diagnostics, verdict: Verdict, suites: usize, cases: usize, mocks: usize) -> serde_json::Value {
    json!({
        "schema": "holdpoint-check/v1",
        "verdict": verdict.name(),
        "exit_code": super::exit::code(verdict),
        "suites": suites,
        "cases": cases,
        "mocks": mocks,
        "diagnostics": problem::listed(found),
    })
}
