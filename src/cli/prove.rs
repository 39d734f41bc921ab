//! `holdpoint prove`: mutation testing of suites against their mocks.

use std::num::NonZero;

use super::arguments::{Arguments, Output, Prove, Where};
use super::console::{Console, conclude};
use super::exit;
use super::prepare;
use super::problem::Problem;
use super::run::heed;
use super::sinks;
use crate::model::stop::Stop;
use crate::model::verdict::Verdict;
use crate::plan::load;
use crate::prove::account::Limits;
use crate::prove::api::{Orders, Summary};
use crate::prove::drive;
use crate::prove::mutation;
use crate::prove::waiver;
use crate::report::prove::{self as report, Teller};
use crate::target::memory;
use crate::target::start::Endpoints;

/// Proves.
///
/// # Errors
/// Why nothing could be proven.
pub(super) async fn prove(arguments: &Arguments, prove: &Prove, console: &Console) -> Result<Verdict, Problem> {
    let asked: Vec<_> = prove.select.what.iter().map(std::path::PathBuf::from).collect();
    let project = prepare::project(&arguments.common, &asked)?;
    let selection = prepare::selection(&prove.select, &prove.covers)?;
    let place = Where { mock: prove.mock, flags: prove.flags.clone(), vars: prove.vars.clone(), ..Where::default() };
    let overrides = prepare::overrides(&place)?;
    known(&prove.only)?;
    let (plan, warnings) = prepare::plan(&project, &selection, false)?;
    if !warnings.is_empty() && !console.quiet {
        console.show(&warnings);
    }
    let found = waiver::lint(&plan.suites);
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    let resolution = prepare::resolve(&project, &plan, &overrides).await?;
    let evaluations = resolution.evaluations.clone();
    let standins = memory::standins(resolution, &load::home(&project)).map_err(Problem::Diagnostics)?;
    let mut endpoints = Endpoints { evaluations, ..Endpoints::default() };
    for (name, standin) in &standins {
        endpoints.by_name.insert(name.clone(), standin.endpoint().clone());
    }
    let not_run = prepare::not_run(&plan, &endpoints, None)?;
    let redactor = sinks::redactor(&endpoints)?;
    super::log::mask_with(&redactor);
    let stop = Stop::default();
    let orders = Orders {
        plan,
        not_run,
        standins,
        flags: endpoints.evaluations.iter().map(|flag| (flag.key.clone(), flag.value)).collect(),
        seed: prove.seed,
        jobs: prove.jobs.map_or_else(cores, |jobs| jobs as usize),
        only: prove.only.clone(),
        stop: stop.clone(),
    };
    heed(move || stop.press());
    let human = arguments.common.output == Output::Human;
    let teller = Teller::new(&redactor, console.colours && human, console.watched);
    let summary = carry_out(orders, &teller).await?;
    teller.end();
    let limits = Limits { score: prove.min_score, free: prove.max_free };
    let verdict = verdict(&summary, limits);
    let code = exit::code(verdict);
    let judged = report::Judged { verdict, code, limits };
    let text = if human {
        teller.told(&summary, judged, console.quiet, console.verbose > 0)
    } else {
        format!("{}\n", report::document(&summary, judged, &redactor))
    };
    Ok(conclude(&text, verdict)?)
}

/// Runs it beside the loop that heeds signals and shows how far it is.
async fn carry_out(orders: Orders, teller: &Teller<'_>) -> Result<Summary, Problem> {
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let work = tokio::task::spawn_blocking(move || {
        let summary = drive::prove(&orders, &mut |event| {
            let _ = sender.send(event);
        });
        // The program ends now, and the system takes all memory at once.
        std::mem::forget(orders);
        summary
    });
    while let Some(event) = events.recv().await {
        teller.progress(event);
    }
    let broke = |what: String| Problem::Said(Verdict::Internal, format!("failed to run the cases: {what}"));
    work.await.map_err(|error| broke(error.to_string()))?.map_err(|error| broke(error.to_string()))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn known(only: &[String]) -> Result<(), Problem> {
    match only.iter().find_map(|name| mutation::unknown(name)) {
        Some((what, hint)) => Err(Problem::invalid(format!("--only: {what}; {hint}"))),
        None => Ok(()),
    }
}

/// What it came to: a plain run that is not green says what it says of a run, and nothing was proven.
fn verdict(summary: &Summary, limits: Limits) -> Verdict {
    if summary.interrupted {
        return Verdict::Interrupted;
    }
    if !summary.broken.is_empty() {
        return Verdict::Internal;
    }
    if let Some(status) = summary.unsound() {
        return status.verdict();
    }
    let tally = summary.tally();
    if tally.mutants == 0 {
        return Verdict::Invalid;
    }
    if summary.short(limits).next().is_some() {
        return Verdict::Red;
    }
    if tally.unreached > 0 { Verdict::Inconclusive } else { Verdict::Green }
}
