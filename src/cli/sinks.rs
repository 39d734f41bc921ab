//! Who is told of a run: the person, the artifacts, and the reports that were asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::Output;
use super::console::Console;
use super::exit;
use super::prepare::env;
use super::problem::Problem;
use crate::artifact::layout::Layout;
use crate::artifact::write::{Settings, Writer};
use crate::model::event::Sink;
use crate::report;
use crate::report::api::{Destination, Setup, Talk};
use crate::syntax::nearest::suggestion;
use crate::target::start::Endpoints;
use crate::value::redact::Redactor;

/// How a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    /// The usual report.
    Terminal,
    /// One line a check, one verdict line.
    Lines,
}

/// What is wanted.
pub(super) struct Wanted<'a> {
    /// `KIND[=PATH]`
    pub reports: &'a [String],
    /// The folder of ledgers; none: no artifacts are kept.
    pub artifacts: Option<&'a Path>,
    /// How results are told.
    pub output: Output,
    /// What masks secrets.
    pub redactor: Arc<Redactor>,
    /// How a person is told.
    pub person: Person,
    /// Whether something else than a report is written to the standard output.
    pub stdout_taken: bool,
}

/// A mask for every secret of every target in use.
///
/// # Errors
/// A secret that is too short to be masked.
pub(super) fn redactor(endpoints: &Endpoints) -> Result<Arc<Redactor>, Problem> {
    let secrets = endpoints.by_name.values().flat_map(|endpoint| endpoint.secrets.clone());
    Redactor::new(secrets)
        .map(Arc::new)
        .map_err(|error| Problem::invalid(format!("failed to {error}; a secret that cannot be masked is not sent")))
}

/// Everyone who is told. Reports come first, so that no ledger says green where one of them cannot be written; then
/// artifacts, so that what a person reads of them exists; the person comes last, and hears what the others could not write.
///
/// # Errors
/// A report that is not known, or cannot be written.
pub(super) fn make(wanted: &Wanted<'_>, console: &Console) -> Result<Vec<Box<dyn Sink>>, Problem> {
    let mut sinks: Vec<Box<dyn Sink>> = Vec::new();
    distinct(wanted.reports, wanted.output)?;
    let stdout_taken = wanted.stdout_taken
        || wanted.output == Output::Json
        || wanted.reports.iter().any(|report| report.ends_with("=-"));
    for text in wanted.reports {
        sinks.push(one(text, wanted, console)?);
    }
    let github = env("GITHUB_ACTIONS").as_deref() == Some("true");
    if github && !wanted.reports.iter().any(|report| report.starts_with("github")) {
        // Its runner reads commands from both; with `--output json` the standard output is one document.
        let taken = wanted.stdout_taken || wanted.output == Output::Json;
        let out = if taken { Destination::Stderr } else { Destination::Stdout };
        sinks.push(of_kind("github", out, wanted, console)?);
    }
    if let Some(artifacts) = wanted.artifacts {
        sinks.push(Box::new(writer(artifacts, wanted.redactor.clone())?));
    }
    let person = if stdout_taken { Destination::Stderr } else { Destination::Stdout };
    let kind = match wanted.person {
        Person::Terminal => "terminal",
        Person::Lines => "lines",
    };
    if wanted.output == Output::Json {
        sinks.push(of_kind("json", Destination::Stdout, wanted, console)?);
    }
    sinks.push(of_kind(kind, person, wanted, console)?);
    Ok(sinks)
}

/// The writer of artifacts, with the folder of ledgers.
///
/// # Errors
/// A signing key that cannot be read.
pub(super) fn writer(artifacts: &Path, redactor: Arc<Redactor>) -> Result<Writer, Problem> {
    let mut settings = Settings::new(Layout::new(artifacts), redactor, exit::code);
    settings.signing_key = env("HOLDPOINT_SIGNING_KEY_FILE").filter(|path| !path.is_empty()).map(PathBuf::from);
    Writer::new(settings).map_err(|error| Problem::invalid(format!("failed to {error}")))
}

/// Demands that each report has a place of its own, and takes none of what a project is made of.
///
/// # Errors
/// The report that would write over another one, or over a suite.
pub(super) fn distinct(reports: &[String], output: Output) -> Result<(), Problem> {
    // With `--output json` the standard output holds that one document.
    let mut taken: Vec<&str> = if output == Output::Json { vec!["-"] } else { Vec::new() };
    for text in reports {
        let path = text.split_once('=').map_or("-", |(_, path)| path);
        if taken.contains(&path) {
            let what = if path == "-" { "the standard output" } else { path };
            return Err(Problem::invalid(format!("--report {text}: another report is written to {what} already")));
        }
        taken.push(path);
        let written_by_hand = [".yaml", ".yml"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
        if written_by_hand && Path::new(path).exists() {
            return Err(Problem::invalid(format!("--report {text}: no report is YAML; {path} would be lost")));
        }
    }
    Ok(())
}

/// One `KIND[=PATH]`; `-` is standard output.
///
/// # Errors
/// A kind that is not known, or a path that is missing.
pub(super) fn one(text: &str, wanted: &Wanted<'_>, console: &Console) -> Result<Box<dyn Sink>, Problem> {
    let (kind, path) = match text.split_once('=') {
        Some((kind, path)) => (kind, Some(path)),
        None => (text, None),
    };
    let out = match path {
        None | Some("-") => Destination::Stdout,
        Some("") => return Err(Problem::invalid(format!("--report {text}: a path is missing after the `=`"))),
        Some(path) => Destination::Path(PathBuf::from(path)),
    };
    of_kind(kind, out, wanted, console)
}

/// A reporter of the table.
///
/// # Errors
/// A kind that is not in the table, or a place that cannot be written to.
pub(super) fn of_kind(
    kind: &str,
    out: Destination,
    wanted: &Wanted<'_>,
    console: &Console,
) -> Result<Box<dyn Sink>, Problem> {
    let Some(row) = report::TABLE.iter().find(|row| row.id == kind) else {
        let hint = suggestion(kind, report::TABLE.iter().map(|row| row.id)).unwrap_or_default();
        return Err(Problem::invalid(format!("there is no report of the kind `{kind}`; {hint}")));
    };
    let to_person = matches!(out, Destination::Stdout | Destination::Stderr);
    let setup = Setup {
        out,
        redactor: wanted.redactor.clone(),
        exit_code: exit::code,
        colours: console.colours && to_person,
        tty: console.watched && to_person,
        width: console.width,
        talk: match (console.quiet, console.verbose) {
            (true, _) => Talk::Quiet,
            (false, 0) => Talk::Normal,
            (false, _) => Talk::Verbose,
        },
        ledgers: wanted.artifacts.map(Path::to_owned),
        step_summary: env("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from),
    };
    (row.compile)(&setup)
        .map(|sink| sink as Box<dyn Sink>)
        .map_err(|what| Problem::invalid(format!("--report {kind}: {what}")))
}
