//! `holdpoint report`: the evidence of a run rendered again, or every ledger verified.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::arguments::{Arguments, Output, Report};
use super::console::{Console, conclude, many, print};
use super::exit;
use super::prepare;
use super::problem::Problem;
use super::sinks::{self, Wanted};
use crate::artifact::layout::Layout;
use crate::artifact::{replay, sign, verify};
use crate::model::event::Sink;
use crate::model::verdict::Verdict;
use crate::report::api::Destination;
use crate::value::redact::Redactor;

/// Reports.
///
/// # Errors
/// An evidence file that cannot be read, a report that cannot be written.
pub(super) fn report(arguments: &Arguments, report: &Report, console: &Console) -> Result<Verdict, Problem> {
    let folder = match (&report.artifacts, prepare::project(&arguments.common, &[])) {
        (Some(folder), _) => folder.clone(),
        (None, Ok(project)) => project.artifacts,
        // A file may be rendered where its project is not, as in another job of CI.
        (None, Err(_)) if !report.files.is_empty() && !report.verify => PathBuf::from("artifacts/integrations"),
        (None, Err(problem)) => return Err(problem),
    };
    if report.verify {
        return verify(&folder, arguments.common.output);
    }
    let output = if report.reports.is_empty() { arguments.common.output } else { Output::Human };
    sinks::distinct(&report.reports, output)?;
    let files = if report.files.is_empty() { vec![newest(&folder)?] } else { report.files.clone() };
    let wanted = Wanted {
        reports: &report.reports,
        artifacts: Some(&folder),
        output: arguments.common.output,
        // What stands in evidence was masked when it was written.
        redactor: Arc::new(Redactor::default()),
        person: sinks::Person::Terminal,
        stdout_taken: false,
    };
    let mut verdict = Verdict::Green;
    for file in &files {
        let mut reporters: Vec<Box<dyn Sink>> = Vec::new();
        for text in &report.reports {
            reporters.push(sinks::one(text, &wanted, console)?);
        }
        if report.reports.is_empty() {
            let kind = if wanted.output == Output::Json { "json" } else { "terminal" };
            reporters.push(sinks::of_kind(kind, Destination::Stdout, &wanted, console)?);
        }
        let mut told: Vec<&mut dyn Sink> = reporters.iter_mut().map(|sink| sink.as_mut() as &mut dyn Sink).collect();
        let replayed = replay::replay(file, &mut told)
            .map_err(|error| Problem::invalid(format!("{}: failed to {error}", file.display())))?;
        if let Some(line) = replayed.torn {
            super::console::say(&format!("{}: line {line} is torn; what stands before it is told", file.display()));
        }
        if !replayed.complete {
            super::console::say(&format!(
                "{}: incomplete: the run did not come to its end, and so proves nothing",
                file.display()
            ));
        }
        verdict = verdict.max(if replayed.complete {
            replayed.record.verdict
        } else {
            replayed.record.verdict.max(Verdict::Inconclusive)
        });
    }
    Ok(verdict)
}

fn newest(ledgers: &Path) -> Result<PathBuf, Problem> {
    let runs = Layout::new(ledgers).root().join("runs");
    let mut last: Option<PathBuf> = None;
    let days = std::fs::read_dir(&runs).into_iter().flatten().flatten();
    // A run's id begins with its time, and a day's folder is its date: the greatest name is the newest.
    if let Some(day) = days.map(|entry| entry.path()).filter(|path| path.is_dir()).max() {
        last = std::fs::read_dir(day).into_iter().flatten().flatten().map(|entry| entry.path()).max();
    }
    last.ok_or_else(|| {
        Problem::invalid(format!("there is no run below {}; run something first: holdpoint run", runs.display()))
    })
}

fn verify(folder: &Path, output: Output) -> Result<Verdict, Problem> {
    let layout = Layout::new(folder);
    let key = match prepare::env("HOLDPOINT_VERIFY_KEY_FILE").filter(|path| !path.is_empty()) {
        Some(path) => {
            Some(sign::public(Path::new(&path)).map_err(|error| Problem::invalid(format!("failed to {error}")))?)
        }
        None => None,
    };
    let ledgers = verify::ledgers(&layout).map_err(|error| Problem::invalid(format!("failed to {error}")))?;
    // Heads remember a ledger that was removed, also where it was the only one.
    let faults = verify::all(&layout, key.as_ref()).map_err(|error| Problem::invalid(format!("failed to {error}")))?;
    if ledgers.is_empty() && faults.is_empty() {
        return Err(Problem::invalid(format!("there is no ledger below {}", folder.display())));
    }
    for fault in &faults {
        super::console::say(&fault.to_string());
    }
    // Evidence that was altered or is incomplete proves nothing either way.
    let verdict = if faults.is_empty() { Verdict::Green } else { Verdict::Inconclusive };
    if output == Output::Json {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let document = json!({
            "schema": "holdpoint-verify/v1",
            "verdict": verdict.name(),
            "exit_code": exit::code(verdict),
            "ledgers": ledgers.len(),
            "faults": faults,
        });
        return Ok(conclude(&format!("{document}\n"), verdict)?);
    } else if faults.is_empty() {
        print(&format!("sound: {}, every chain, head and digest holds\n", many(ledgers.len(), "ledger")))?;
    }
    Ok(verdict)
}
