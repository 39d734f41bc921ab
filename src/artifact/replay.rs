//! Tells the events of a run again from its evidence, so that any report can be made of it later.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::error::Error;
use super::lines;
use super::rebuild;
use super::wire::line::Line;
use super::wire::run;
use crate::model::event::{Event, Sink};
use crate::model::exchange::Exchange;
use crate::model::outcome::{Counts, Outcome, Undone};
use crate::model::record::{CaseLine, RunHead, RunRecord, SuiteRecord};
use crate::model::verdict::Verdict;

/// What a replay came to.
#[derive(Debug)]
pub struct Replayed {
    /// What the run came to; made up where the evidence has no `run.end`.
    pub record: Arc<RunRecord>,
    /// Whether the evidence has a `run.end`.
    pub complete: bool,
    /// The line that is torn or no line of evidence, from 1, where there is one.
    pub torn: Option<u64>,
}

/// A run as its evidence tells it.
#[derive(Debug)]
pub struct Evidence {
    /// What was planned.
    pub head: Arc<RunHead>,
    /// Every case that came to its end.
    pub outcomes: Vec<Arc<Outcome>>,
    /// Every suite that did; those that did not are made up.
    pub suites: Vec<Arc<SuiteRecord>>,
    /// What it came to.
    pub replayed: Replayed,
}

/// Reads evidence as a whole.
///
/// # Errors
/// Where the file cannot be read, or does not start with `run.start`.
pub fn read(path: &Path) -> Result<Evidence, Error> {
    let mut kept = Kept::default();
    let replayed = replay(path, &mut [&mut kept])?;
    let head = kept.head.ok_or_else(|| line_error(path, 1, "there is no run.start"))?;
    Ok(Evidence { head, outcomes: kept.outcomes, suites: kept.suites, replayed })
}

/// Feeds every event of an evidence file to `sinks`, in the order in which they happened.
///
/// A file without `run.end` is a run that was killed: its open suites end as inconclusive, and so does the run.
///
/// # Errors
/// Where the file cannot be read or does not start with `run.start`, or a sink fails.
pub fn replay(path: &Path, sinks: &mut [&mut dyn Sink]) -> Result<Replayed, Error> {
    let faulty = faulty(path)?;
    let mut state = State { faulty, ..State::default() };
    let mut tell = |event: &Event| {
        sinks
            .iter_mut()
            .try_for_each(|sink| sink.observe(event).map_err(|cause| Error::Sink { name: sink.name(), cause }))
    };
    lines::each(path, |raw| {
        if state.torn.is_some() || state.record.is_some() {
            return Ok(());
        }
        let line = match serde_json::from_slice::<Line<'static>>(raw.bytes) {
            Ok(line) => line,
            // Half a line is what a killed run leaves; nothing behind it can be trusted.
            Err(_) if raw.number > 1 => {
                state.torn = Some(raw.number);
                return Ok(());
            }
            Err(error) => return Err(line_error(path, raw.number, &error.to_string())),
        };
        for event in state.events(line).map_err(|cause| line_error(path, raw.number, &cause))? {
            tell(&event)?;
        }
        Ok(())
    })?;
    if state.head.is_none() {
        return Err(line_error(path, 1, "there is no run.start"));
    }
    let complete = state.record.is_some();
    for event in state.close() {
        tell(&event)?;
    }
    let record = state.record.clone().unwrap_or_else(|| state.unfinished());
    if !complete {
        tell(&Event::RunEnded(record.clone()))?;
    }
    Ok(Replayed { record, complete, torn: state.torn })
}

fn line_error(path: &Path, line: u64, cause: &str) -> Error {
    Error::Line { path: path.display().to_string(), line, cause: cause.to_owned() }
}

/// The request ids that findings are about: only those exchanges are kept until their case ends.
fn faulty(path: &Path) -> Result<HashSet<String>, Error> {
    let mut ids = HashSet::new();
    lines::each(path, |raw| {
        if !raw.bytes.starts_with(b"{\"type\":\"case.end\"") {
            return Ok(());
        }
        if let Ok(Line::CaseEnd(end)) = serde_json::from_slice::<Line<'_>>(raw.bytes) {
            ids.extend(end.faulty.map(std::borrow::Cow::into_owned));
            let proofs = end.findings.into_iter().filter_map(|finding| finding.proof);
            ids.extend(proofs.flat_map(|proof| proof.exchanges).map(std::borrow::Cow::into_owned));
        }
        Ok(())
    })?;
    Ok(ids)
}

#[derive(Default)]
struct State {
    faulty: HashSet<String>,
    head: Option<Arc<RunHead>>,
    exchanges: HashMap<String, Arc<Exchange>>,
    undone: HashMap<String, Vec<Undone>>,
    counts: Counts,
    cases: HashMap<usize, Vec<CaseLine>>,
    ended: HashSet<usize>,
    last: Option<jiff::Timestamp>,
    refused: Vec<String>,
    record: Option<Arc<RunRecord>>,
    torn: Option<u64>,
}

impl State {
    fn events(&mut self, line: Line<'static>) -> Result<Vec<Event>, String> {
        Ok(match line {
            Line::RunStart(start) => {
                let head = Arc::new(start.head()?);
                self.last = Some(head.started);
                self.head = Some(head.clone());
                vec![Event::RunStarted(head)]
            }
            _ if self.head.is_none() => return Err("it stands before run.start".to_owned()),
            Line::Exchange(seen) => {
                let (case, step) = (rebuild::id_of(&seen.case), Arc::from(&*seen.step));
                let exchange = Arc::new(rebuild::exchange(*seen)?);
                self.last = self.last.max(Some(exchange.started));
                if self.faulty.contains(&exchange.request_id) {
                    self.exchanges.insert(exchange.request_id.clone(), exchange.clone());
                }
                vec![Event::Exchanged { case, step, exchange }]
            }
            Line::Undo(undo) => {
                let done = Undone { step: undo.step.into_owned(), said: undo.said.into_owned(), failed: undo.failed };
                self.undone.entry(undo.case.into_owned()).or_default().push(done);
                Vec::new()
            }
            Line::CaseEnd(end) => {
                let undone = self.undone.remove(&*end.case).unwrap_or_default();
                let proofs = end.findings.iter().filter_map(|finding| finding.proof.as_ref());
                let wanted = proofs.flat_map(|proof| &proof.exchanges).chain(&end.faulty);
                let ids: Vec<String> = wanted.map(|id| id.clone().into_owned()).collect();
                let exchange = end.faulty.as_ref().and_then(|id| self.exchanges.get(&**id).cloned());
                let outcome = Arc::new(rebuild::outcome(*end, undone, exchange, &self.exchanges)?);
                self.exchanges.retain(|id, _| !ids.contains(id));
                self.counts.add(outcome.status);
                self.cases.entry(outcome.suite).or_default().push(CaseLine {
                    id: outcome.id.to_string(),
                    status: outcome.status,
                    took: outcome.took,
                    reason: outcome.reason.clone(),
                });
                vec![Event::CaseStarted(outcome.id.clone()), Event::CaseEnded(outcome)]
            }
            Line::SuiteEnd(end) => {
                self.ended.insert(end.index);
                vec![Event::SuiteEnded(Arc::new(SuiteRecord {
                    suite: end.index,
                    started: run::timestamp(&end.started)?,
                    ended: run::timestamp(&end.ended)?,
                    verdict: run::verdict(&end.verdict)?,
                    counts: end.counts.into(),
                    cases: self.cases.remove(&end.index).unwrap_or_default(),
                    contract: end.contract.map(run::ContractUse::record),
                }))]
            }
            Line::Interrupted {} => vec![Event::Interrupted],
            Line::Refused { reason } => {
                self.refused.push(reason);
                Vec::new()
            }
            Line::RunEnd(end) => {
                let mut record = end.record()?;
                record.troubles.append(&mut self.refused);
                let record = Arc::new(record);
                self.record = Some(record.clone());
                vec![Event::RunEnded(record)]
            }
        })
    }

    /// Ends the suites that never did, where the run did not end either.
    fn close(&mut self) -> Vec<Event> {
        let (None, Some(head)) = (&self.record, self.head.clone()) else { return Vec::new() };
        let open = (0..head.suites.len()).filter(|index| !self.ended.contains(index));
        let open: Vec<usize> = open.collect();
        let ended = self.last.unwrap_or(head.started);
        open.into_iter()
            .map(|suite| {
                let cases = self.cases.remove(&suite).unwrap_or_default();
                let mut counts = Counts { planned: head.suites[suite].planned, ..Counts::default() };
                for case in &cases {
                    counts.add(case.status);
                }
                let worst = cases.iter().map(|case| case.status.verdict()).max().unwrap_or(Verdict::Inconclusive);
                let verdict = worst.max(Verdict::Inconclusive);
                let started = head.started;
                Event::SuiteEnded(Arc::new(SuiteRecord {
                    suite,
                    started,
                    ended,
                    verdict,
                    counts,
                    cases,
                    contract: None,
                }))
            })
            .collect()
    }

    /// The end of a run that has none.
    fn unfinished(&self) -> Arc<RunRecord> {
        let (started, planned) =
            self.head.as_ref().map_or((jiff::Timestamp::UNIX_EPOCH, 0), |head| (head.started, head.planned()));
        let ended = self.last.unwrap_or(started);
        let mut troubles = vec!["the evidence has no run.end: the run is incomplete".to_owned()];
        troubles.extend(self.torn.map(|line| format!("line {line} of the evidence is torn")));
        troubles.extend(self.refused.iter().cloned());
        let worst = if self.counts.failed > 0 { Verdict::Red } else { Verdict::Inconclusive };
        Arc::new(RunRecord {
            ended,
            took: ended.duration_since(started).unsigned_abs(),
            verdict: worst,
            counts: Counts { planned, ..self.counts },
            slowest: None,
            troubles,
            unwritten: false,
        })
    }
}

/// Keeps what it is told.
#[derive(Default)]
struct Kept {
    head: Option<Arc<RunHead>>,
    outcomes: Vec<Arc<Outcome>>,
    suites: Vec<Arc<SuiteRecord>>,
}

impl Sink for Kept {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RunStarted(head) => self.head = Some(head.clone()),
            Event::CaseEnded(outcome) => self.outcomes.push(outcome.clone()),
            Event::SuiteEnded(record) => self.suites.push(record.clone()),
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
