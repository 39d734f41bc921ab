//! From arguments to something that can run: project, plan, selection, flags, targets, mocks, approval.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::Regex;

use super::arguments::{Common, Select, Where};
use super::problem::Problem;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::lane::Lane;
use crate::plan::load;
use crate::plan::plan::Plan;
use crate::plan::ready::{self, Conditions};
use crate::plan::select::Selection;
use crate::suite::project::{self, Project};
use crate::target::asked::Asked;
use crate::target::guard::{self, Approval};
use crate::target::overrides::{self, Overrides};
use crate::target::provider::OverHttp;
use crate::target::resolve::{self, Resolution};
use crate::target::start::{self, Endpoints};
use crate::target::{flagd, missing};

/// The environment as this program sees it.
#[must_use]
pub(super) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Reads the project file: the one that is named, else the nearest above what is asked for, else above here.
///
/// # Errors
/// That there is none, or what is wrong with it.
pub(super) fn project(common: &Common, asked: &[PathBuf]) -> Result<Project, Problem> {
    let mut found = Diagnostics::default();
    let path = match &common.project {
        Some(path) => path.clone(),
        None => {
            let near = asked.iter().find(|path| path.exists()).and_then(|path| {
                let folder = if path.is_dir() { path.as_path() } else { path.parent()? };
                project::find(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
            });
            match near {
                Some(path) => path,
                None => project::find(Path::new(".")).map_err(|error| {
                    Problem::invalid(format!(
                        "failed to {error}\n\nThe shortest one is\n\n    version: 1\n    targets:\n      api: {{}}\n\nWrite it to suites/holdpoint.yaml, or name yours with --project FILE."
                    ))
                })?,
            }
        }
    };
    project::load(&path, &mut found).ok_or(Problem::Diagnostics(found))
}

/// Where ledgers lie where no project says it.
const LEDGERS: &str = "artifacts/integrations";

/// The folder of ledgers, and the folder in which the commit is looked for; there need be no project.
///
/// # Errors
/// A project file that cannot be read.
pub(super) fn places(common: &Common, given: Option<&PathBuf>) -> Result<(PathBuf, PathBuf), Problem> {
    let is_there = common.project.is_some() || project::find(Path::new(".")).is_ok();
    let project = if is_there { Some(self::project(common, &[])?) } else { None };
    let own = project.as_ref().map(|project| project.artifacts.clone());
    let folder = given.cloned().or(own).unwrap_or_else(|| LEDGERS.into());
    Ok((folder, project.map_or_else(|| ".".into(), |project| project.root)))
}

/// Reads what a person asks for; what exists as a file or folder is meant as one.
///
/// # Errors
/// What cannot be read.
pub(super) fn selection(select: &Select, covers: &[String]) -> Result<Selection, Problem> {
    let (mut names, mut paths) = (Vec::new(), Vec::new());
    for what in &select.what {
        let looks_like_file = [".yaml", ".yml", ".json"].iter().any(|ending| what.ends_with(ending));
        if Path::new(what).exists() {
            paths.push(PathBuf::from(what));
        } else if looks_like_file {
            return Err(Problem::invalid(format!("`{what}` does not exist; `holdpoint list` shows what there is")));
        } else {
            names.push(what.clone());
        }
    }
    let filter = match &select.filter {
        Some(text) => Some(
            Regex::new(text)
                .map_err(|error| Problem::invalid(format!("--filter is no regular expression: {error}")))?,
        ),
        None => None,
    };
    let shard = match &select.shard {
        Some(text) => Some(shard(text).ok_or_else(|| {
            Problem::invalid(format!("--shard takes K/N with K from 1 to N, such as 1/4; `{text}` is not that"))
        })?),
        None => None,
    };
    Ok(Selection {
        names,
        paths,
        targets: select.target.clone(),
        lanes: select.lane.iter().filter_map(|name| Lane::named(name)).collect(),
        tags: select.tag.clone(),
        covers: covers.to_vec(),
        filter,
        shard,
    })
}

fn shard(text: &str) -> Option<(usize, usize)> {
    let (own, all) = text.split_once('/')?;
    let (own, all) = (own.trim().parse().ok()?, all.trim().parse().ok()?);
    (1 <= own && own <= all).then_some((own, all))
}

/// The plan of what is asked for, and warnings.
///
/// # Errors
/// Every fault of every file concerned, or that nothing is selected.
pub(super) fn plan(project: &Project, selection: &Selection, allow_exec: bool) -> Result<(Plan, Diagnostics), Problem> {
    let files = load::files(project, &selection.paths)?;
    if files.is_empty() {
        return Err(Diagnostic::unplaced("nothing-selected", "there is no suite here")
            .help("a suite is a YAML file with the key `suite`, below the folder of the project file")
            .into());
    }
    let mut found = Diagnostics::default();
    let mut sound = Vec::new();
    for mut file in load::load(project, &files, allow_exec) {
        let own = std::mem::take(&mut file.found);
        let wrong = own.has_errors();
        if selection.concerns(&file) {
            found.absorb(own);
        }
        if !wrong {
            sound.push(file);
        }
    }
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    let mut plan = load::join(sound);
    selection.apply(&mut plan)?;
    Ok((plan, found))
}

/// What the command line says of live and mock.
///
/// # Errors
/// The argument that cannot be read.
pub(super) fn overrides(place: &Where) -> Result<Overrides, Problem> {
    let wrong = |flag: &str, text: &str, error: overrides::Misgiven| {
        Problem::invalid(format!("{flag} {text}: failed to {error}"))
    };
    let mut all = Overrides { mock: place.mock, ..Overrides::default() };
    for text in &place.live {
        all.live.push(overrides::live(text).map_err(|error| {
            // A URL that is refused because it holds a login is not repeated.
            wrong("--live", text.split('=').next().unwrap_or_default(), error)
        })?);
    }
    for text in &place.flags {
        all.flags.push(overrides::flag(text).map_err(|error| wrong("--flag", text, error))?);
    }
    for text in &place.vars {
        all.vars.push(
            overrides::var(text).map_err(|error| wrong("--var", text.split('=').next().unwrap_or_default(), error))?,
        );
    }
    Ok(all)
}

/// Who approved live writes.
///
/// # Errors
/// That it is not written as `who: why`.
pub(super) fn approval(place: &Where) -> Result<Option<Approval>, Problem> {
    Approval::of_run(place.approve.as_deref(), &env).map_err(|error| Problem::invalid(format!("failed to {error}")))
}

/// Settles who answers for each target of a plan.
///
/// # Errors
/// Everything that stands in the way.
pub(super) async fn resolve(project: &Project, plan: &Plan, overrides: &Overrides) -> Result<Resolution, Problem> {
    let mut found = Diagnostics::default();
    let file = project.flags_file.as_ref().and_then(|(path, place)| flagd::load(path, place, &mut found));
    let needed: Vec<Arc<str>> = plan.targets().iter().map(|target| target.name.clone()).collect();
    let mut flags = Vec::new();
    for case in plan.cases() {
        flags.extend(
            case.needs
                .flags
                .iter()
                .filter(|(name, _)| !flags.iter().any(|(known, _)| known == name))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    let asked = Asked {
        targets: &project.targets,
        needed: &needed,
        flags: &flags,
        file: file.as_ref(),
        overrides,
        env: &env,
        today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
    };
    let resolution = resolve::resolve(&asked, &OverHttp, &mut found).await;
    if found.has_errors() { Err(Problem::Diagnostics(found)) } else { Ok(resolution) }
}

/// Reads the mocks that would be started, and starts none.
///
/// # Errors
/// Every fault of every mock file.
pub(super) fn check_mocks(project: &Project, resolution: &Resolution) -> Result<(), Problem> {
    start::check(resolution, &load::home(project)).map_err(Problem::Diagnostics)
}

/// Starts the mocks that are needed.
///
/// # Errors
/// Every fault of every mock file.
pub(super) fn start(project: &Project, resolution: Resolution) -> Result<Endpoints, Problem> {
    start::start(resolution, &load::home(project)).map_err(Problem::Diagnostics)
}

/// Why cases are not run, by suite and case.
///
/// # Errors
/// Every variable and secret that a selected case needs and that has no value.
pub(super) fn not_run(
    plan: &Plan,
    endpoints: &Endpoints,
    approval: Option<&Approval>,
) -> Result<Vec<Vec<Option<String>>>, Problem> {
    let mut found = Diagnostics::default();
    let mut all = Vec::new();
    for suite in &plan.suites {
        let Some(endpoint) = endpoints.by_name.get(&suite.target.name) else { continue };
        let conditions = Conditions {
            mode: endpoint.mode,
            allows: &|mode, mutates| guard::allows(mode, mutates, approval),
            left_out: &|name| missing::left_out(endpoint, name),
            missing: &|name| missing::missing(endpoint, name),
        };
        all.push(suite.cases.iter().map(|case| ready::not_run(suite, case, conditions, &mut found)).collect());
    }
    if found.has_errors() { Err(Problem::Diagnostics(found)) } else { Ok(all) }
}
