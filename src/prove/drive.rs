//! From a plan to scores: plain runs, mutants of their exchanges, and what each came to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::api::{CaseScore, Event, Fate, Mutant, Orders, SuiteScore, Summary, Unsound};
use super::freedom::Terms;
use super::given::{Kept, Mutation};
use super::line::Order;
use super::message;
use super::mutation::TABLE;
use super::pool;
use super::scene::{Budget, Scene, spots};
use super::trial::Shown;
use super::waiver;
use crate::model::outcome::Status;
use crate::plan::plan::{Case, PlannedStep, Suite};
use crate::step::station::TIMEOUT;
use crate::value::redact::SHORTEST;

/// How many mutants of one kind an exchange has at most; of more, so many are tried, evenly chosen.
pub const MOST: usize = 40;

/// A case to be proven.
struct Job<'a> {
    suite: usize,
    /// Its place in the suite.
    at: usize,
    case: &'a Arc<Case>,
}

/// A mutant to be tried.
struct Try {
    job: usize,
    exchange: usize,
    onwards: bool,
    kind: &'static str,
    mutation: Mutation,
}

/// Runs every case plainly, then once for each mutant. `tell` hears how far it is.
///
/// # Errors
/// What the system says where no thread can be had.
pub fn prove(orders: &Orders, tell: &mut dyn FnMut(Event)) -> std::io::Result<Summary> {
    let begun = Instant::now();
    let mut summary = begin(orders);
    let jobs = jobs(orders, &mut summary);
    let suite = |job: &Job<'_>| &orders.plan.suites[job.suite];
    let plain = pool::each(
        &jobs,
        orders.jobs,
        &orders.stop,
        |bench, job| bench.run(orders, suite(job), job.case, None),
        &mut |_| {},
    )?;
    summary.plain = begun.elapsed();
    let mut seen: Vec<Vec<Kept>> = Vec::new();
    for (job, shown) in jobs.iter().zip(plain) {
        match shown {
            Some(Ok(shown)) if shown.outcome.status == Status::Passed || shown.outcome.status == Status::Flaky => {
                seen.push(shown.kept);
                continue;
            }
            Some(Ok(shown)) => summary.unsound.push(Unsound { outcome: shown.outcome }),
            Some(Err(what)) => summary.broken.push(format!("{}: {what}", job.case.id)),
            None => {}
        }
        seen.push(Vec::new());
    }
    let sound = summary.unsound.is_empty() && summary.broken.is_empty();
    if sound && !orders.stop.is_pressed() {
        let (tries, left_out) = tries(orders, &jobs, &seen);
        let of = tries.len();
        let fates = pool::each(
            &tries,
            orders.jobs,
            &orders.stop,
            |bench, one| {
                let job = &jobs[one.job];
                let kept = &seen[one.job][one.exchange];
                let change = one.mutation.change.clone();
                let order = Order { step: kept.step.clone(), nth: kept.nth, onwards: one.onwards, change };
                bench.run(orders, suite(job), job.case, Some(order)).map(|shown| fate(&shown))
            },
            &mut |done| tell(Event::Progress { done, of }),
        )?;
        score(orders, &mut summary, &jobs, &seen, (&tries, &fates), &left_out);
    }
    summary.took = begun.elapsed();
    summary.interrupted = orders.stop.is_pressed();
    Ok(summary)
}

fn begin(orders: &Orders) -> Summary {
    let suites = orders.plan.suites.iter().map(|suite| SuiteScore {
        name: suite.name.clone(),
        file: suite.source.name.clone(),
        cases: Vec::new(),
        stale: Vec::new(),
    });
    Summary {
        suites: suites.collect(),
        unsound: Vec::new(),
        broken: Vec::new(),
        took: std::time::Duration::ZERO,
        plain: std::time::Duration::ZERO,
        interrupted: false,
        seed: orders.seed,
    }
}

/// The cases that can be proven; the others stand in the summary with the reason.
fn jobs<'a>(orders: &'a Orders, summary: &mut Summary) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for (number, suite) in orders.plan.suites.iter().enumerate() {
        for (at, case) in suite.cases.iter().enumerate() {
            let not_run = orders.not_run.get(number).and_then(|cases| cases.get(at)?.clone());
            let steps = || suite.once.iter().chain(&case.steps);
            let idle = match () {
                () if not_run.is_some() => not_run,
                () if case.last => Some("it judges what all other cases did".into()),
                () if steps().any(|step| step.action.explores()) => Some("it explores, and judges by itself".into()),
                () if case.needs.callback => Some("it waits for a callback, which needs a socket".into()),
                () if steps().any(|step| step.kind == "exec") => {
                    Some("it runs a program, which no clock of ours drives".into())
                }
                () => None,
            };
            if idle.is_none() {
                jobs.push(Job { suite: number, at, case });
            }
            summary.suites[number].cases.push(CaseScore {
                id: case.id.clone(),
                place: case.place.clone(),
                mutants: 0,
                killed: 0,
                told: Vec::new(),
                left_out: 0,
                idle,
            });
        }
    }
    jobs
}

/// Every mutant of every case, and how many were left out of each.
fn tries(orders: &Orders, jobs: &[Job<'_>], seen: &[Vec<Kept>]) -> (Vec<Try>, Vec<u64>) {
    let (mut all, mut left_out) = (Vec::new(), vec![0; jobs.len()]);
    for (at, (job, seen)) in jobs.iter().zip(seen).enumerate() {
        let suite = &orders.plan.suites[job.suite];
        let steps = steps(suite, job.case);
        let secrets = secrets(orders, suite);
        for (number, kept) in seen.iter().enumerate() {
            // What an `undo` is answered is judged by nobody but itself.
            let Some(step) = steps.get(&*kept.step) else { continue };
            // A step that asks again gets a right answer the next time: only its last one counts, and stays wrong.
            let asks_again =
                step.until.is_some() || step.retry.is_some() || step.repeat > 1 || step.demands.samples > 1;
            if asks_again && seen.iter().any(|other| other.step == kept.step && other.nth > kept.nth) {
                continue;
            }
            let json = message::read(&kept.given);
            let spots = json.as_ref().map(spots).unwrap_or_default();
            let base = base(orders, suite);
            let terms = suite.law.as_ref().and_then(|law| Terms::of(law, kept, &base));
            let said = step.timeout.or(suite.timeout).or(suite.target.timeout);
            let scene = Scene {
                seen: kept,
                earlier: &seen[..number],
                json: json.as_ref(),
                spots: &spots,
                terms: terms.as_ref(),
                budget: Budget { limit: said.unwrap_or(TIMEOUT), said: said.is_some() },
                secrets: &carried(&secrets, &job.case.echoes, kept),
            };
            for row in TABLE.iter().filter(|row| orders.only.is_empty() || orders.only.iter().any(|id| id == row.id)) {
                let made = (row.make)(&scene);
                left_out[at] += made.len().saturating_sub(MOST) as u64;
                all.extend(evenly(made, MOST).into_iter().map(|mutation| Try {
                    job: at,
                    exchange: number,
                    onwards: asks_again,
                    kind: row.id,
                    mutation,
                }));
            }
        }
    }
    (all, left_out)
}

/// At most so many of a list, spread over all of it.
fn evenly<T>(list: Vec<T>, most: usize) -> Vec<T> {
    let of = list.len();
    if of <= most {
        return list;
    }
    list.into_iter().enumerate().filter(|(at, _)| at * most / of != (at + 1) * most / of).map(|(_, one)| one).collect()
}

/// The steps of a case whose answers are judged, by number.
fn steps<'a>(suite: &'a Suite, case: &'a Case) -> BTreeMap<&'a str, &'a PlannedStep> {
    suite.once.iter().chain(&case.steps).map(|step| (&*step.number, step)).collect()
}

fn base(orders: &Orders, suite: &Suite) -> String {
    let standin = orders.standins.get(&suite.target.name);
    standin.map(|standin| standin.endpoint().base.path().to_owned()).unwrap_or_default()
}

fn secrets(orders: &Orders, suite: &Suite) -> Vec<(String, String)> {
    let all = orders.standins.get(&suite.target.name).into_iter().flat_map(|standin| &standin.endpoint().secrets);
    let all = all.map(|(name, secret)| (name.clone(), secret.expose().to_owned()));
    all.filter(|(_, secret)| secret.chars().count() >= SHORTEST).collect()
}

/// The secrets that a request carries in its headers, and that may not come back.
fn carried(secrets: &[(String, String)], echoes: &[String], kept: &Kept) -> Vec<(String, String)> {
    let values: Vec<&str> = kept.request.headers.values().filter_map(|value| value.to_str().ok()).collect();
    let is_carried = |secret: &str| values.iter().any(|value| value.contains(secret));
    let may_not = secrets.iter().filter(|(name, secret)| !echoes.contains(name) && is_carried(secret));
    may_not.cloned().collect()
}

/// What a run says of its mutant. That an `undo` failed says nothing: what it cleans up may be as wrong as the answer was.
fn fate(shown: &Shown) -> Result<Fate, String> {
    let outcome = &shown.outcome;
    match outcome.status {
        Status::Internal => Err(outcome.reason.clone().unwrap_or_default()),
        _ if !outcome.findings.is_empty() => Ok(Fate::Killed),
        _ if !shown.reached => Ok(Fate::Unreached),
        _ => Ok(Fate::Survived),
    }
}

type Ended = Option<Result<Result<Fate, String>, String>>;

fn score(
    orders: &Orders,
    summary: &mut Summary,
    jobs: &[Job<'_>],
    seen: &[Vec<Kept>],
    (tries, fates): (&[Try], &[Ended]),
    left_out: &[u64],
) {
    let mut broken = Vec::new();
    for (job, left_out) in jobs.iter().zip(left_out) {
        summary.suites[job.suite].cases[job.at].left_out = *left_out;
    }
    for (one, ended) in tries.iter().zip(fates) {
        let job = &jobs[one.job];
        let fate = match ended {
            Some(Ok(Ok(fate))) => *fate,
            Some(Ok(Err(what)) | Err(what)) => {
                broken.push(format!("{}: {} of {}: {what}", job.case.id, one.kind, one.mutation.field));
                continue;
            }
            // A person stopped it.
            None => continue,
        };
        let score = &mut summary.suites[job.suite].cases[job.at];
        score.mutants += 1;
        if fate == Fate::Killed {
            score.killed += 1;
            continue;
        }
        let kept = &seen[one.job][one.exchange];
        score.told.push(told(orders, job, kept, one, fate));
    }
    for score in summary.suites.iter_mut().flat_map(|suite| &mut suite.cases) {
        if score.mutants == 0 && score.idle.is_none() && !orders.stop.is_pressed() {
            score.idle = Some("it has no exchange that could be answered otherwise".into());
        }
    }
    summary.broken = broken;
    waiver::settle(orders, summary);
}

fn told(orders: &Orders, job: &Job<'_>, kept: &Kept, one: &Try, fate: Fate) -> Mutant {
    let suite = &orders.plan.suites[job.suite];
    let base = base(orders, suite);
    let law = suite.law.as_ref().filter(|_| fate == Fate::Survived);
    let terms = law.and_then(|law| Terms::of(law, kept, &base));
    let because = terms.and_then(|terms| terms.frees(kept, &one.mutation, &base));
    Mutant {
        kind: one.kind,
        fate: if because.is_some() { Fate::Equivalent } else { fate },
        step: kept.step.to_string(),
        exchange: kept.nth + 1,
        place: steps(suite, job.case).get(&*kept.step).map(|step| step.place.clone()),
        asked: format!("{} {}", kept.request.method, kept.request.url.path()),
        status: kept.given.status.as_u16(),
        field: one.mutation.field.clone(),
        what: one.mutation.what.clone(),
        expect: one.mutation.expect.clone(),
        because,
    }
}
