//! `holdpoint drift`: the same cases against the live target and its mock, and where the mock lies.

use std::path::PathBuf;

use super::arguments::{Arguments, Drift, Output, Where};
use super::console::{Console, conclude, say};
use super::exit;
use super::prepare;
use super::problem::Problem;
use super::run::{self, JOBS, Ready, Wish};
use super::sinks;
use crate::drift::group::Account;
use crate::drift::keep::{Cases, Keeper};
use crate::model::event::Sink;
use crate::model::mode::Mode;
use crate::model::verdict::Verdict;
use crate::plan::plan::Plan;
use crate::report::drift as report;
use crate::suite::project::Project;
use crate::target::start::Endpoints;

/// Compares.
///
/// # Errors
/// Why nothing could be run, or that no target is live.
pub(super) async fn drift(arguments: &Arguments, drift: &Drift, console: &Console) -> Result<Verdict, Problem> {
    if drift.place.mock {
        return Err(Problem::invalid("drift compares mocks with live targets; leave --mock out"));
    }
    let asked: Vec<PathBuf> = drift.select.what.iter().map(PathBuf::from).collect();
    let project = prepare::project(&arguments.common, &asked)?;
    let approval = prepare::approval(&drift.place)?;
    let (mut plan, endpoints) = plan(&project, drift, &drift.place, console).await?;
    let is_live = |name: &str, endpoints: &Endpoints| {
        endpoints.by_name.get(name).is_some_and(|endpoint| endpoint.mode == Mode::Live)
    };
    plan.suites.retain(|suite| is_live(&suite.target.name, &endpoints));
    let mockless = plan.suites.iter().find(|suite| suite.target.mock.is_none());
    if let Some(suite) = mockless {
        return Err(Problem::invalid(format!("the target `{}` has no mock to compare with", suite.target.name)));
    }
    let Some(first) = plan.suites.first() else {
        return Err(Problem::invalid("no target of the chosen suites is live; say where one is: --live TARGET=URL"));
    };
    let first = first.target.name.clone();
    // The mock is asked with the values of `mocked`: what `--var` says is said of the live target.
    let mocked = Where { mock: true, allow_exec: drift.place.allow_exec, ..Where::default() };
    let (mut other, mocks) = self::plan(&project, drift, &mocked, console).await?;
    other.suites.retain(|suite| is_live(&suite.target.name, &endpoints));
    let files = files(&plan);
    let mut wish = Wish {
        reports: Vec::new(),
        artifacts: Some(drift.artifacts.clone().unwrap_or_else(|| project.artifacts.clone())),
        output: arguments.common.output,
        jobs: drift.jobs.map(|jobs| jobs as usize).or(project.defaults.jobs).unwrap_or(JOBS),
        fail_fast: false,
        no_skips: false,
        pins: None,
        seed: drift.seed,
        selection: std::env::args().skip(1).collect(),
        person: sinks::Person::Terminal,
        stdout_taken: true,
    };
    let live = run::ready(&project, plan, endpoints, approval.as_ref(), &wish)?;
    // What is made up is the same on both sides.
    wish.seed = Some(live.seed());
    let mock = run::ready(&project, other, mocks, None, &wish)?;
    let redactor = live.redactor();
    if !console.quiet {
        say(&format!("asking {first}{}, live and mocked", if files.len() > 1 { " and others" } else { "" }));
    }
    let artifacts = wish.artifacts.as_deref().map(|folder| sinks::writer(folder, redactor.clone())).transpose()?;
    let (is, verdict) = kept(live, artifacts.map(|writer| Box::new(writer) as Box<dyn Sink>)).await;
    if verdict == Verdict::Interrupted {
        return Ok(verdict);
    }
    let (was, verdict) = kept(mock, None).await;
    if verdict == Verdict::Interrupted {
        return Ok(verdict);
    }
    let account = Account::of(&was, &is);
    let (verdict, code) = (account.verdict(), exit::code(account.verdict()));
    let text = match arguments.common.output {
        Output::Human => report::tell(&account, &files, verdict, code, console.colours, &redactor),
        Output::Json => format!("{}\n", report::document(&account, &files, verdict, code, &redactor)),
    };
    Ok(conclude(&text, verdict)?)
}

/// The plan of what is asked for, and its targets.
async fn plan(
    project: &Project,
    drift: &Drift,
    place: &Where,
    console: &Console,
) -> Result<(Plan, Endpoints), Problem> {
    let selection = prepare::selection(&drift.select, &drift.covers)?;
    let overrides = prepare::overrides(place)?;
    let (plan, warnings) = prepare::plan(project, &selection, place.allow_exec)?;
    if !warnings.is_empty() && !place.mock {
        console.show(&warnings);
    }
    let resolution = prepare::resolve(project, &plan, &overrides).await?;
    Ok((plan, prepare::start(project, resolution)?))
}

/// The mock file of each target.
fn files(plan: &Plan) -> report::Files {
    let targets = plan.targets();
    let named = targets.iter().filter_map(|target| Some((target.name.to_string(), target.mock.as_ref()?.0.display())));
    let here = std::env::current_dir().map(|here| format!("{}/", here.display())).unwrap_or_default();
    named.map(|(name, file)| (name, file.to_string().trim_start_matches(&here).to_owned())).collect()
}

/// Runs, and gives what was answered.
async fn kept(ready: Ready, artifacts: Option<Box<dyn Sink>>) -> (Cases, Verdict) {
    let keeper = Keeper::default();
    let mut sinks: Vec<Box<dyn Sink>> = artifacts.into_iter().collect();
    sinks.push(Box::new(keeper.clone()));
    let record = run::drive(&ready, false, &mut sinks).await;
    for trouble in &record.troubles {
        say(&format!("error: {}", ready.redactor().mask(trouble)));
    }
    (keeper.take(), record.verdict)
}
