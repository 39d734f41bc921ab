//! The door: explores a service until the budget ends, batch after batch, and proves what the batches bring up.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use super::api::{Budget, Event, Options, Summary};
use super::confirm::{Proof, prove};
use super::engine::Engine;
use super::ground::{self, Ground};
use super::judge::Key;
use super::law::Law;
use super::make;
use super::resource::Resources;
use super::round::{self, Claimed, Known};
use super::story::Story;
use super::tale::Role;
use crate::http::client::Client;
use crate::openapi::conform::Contract;

/// How many tales are told at once before what they bring up is looked at.
const BATCH: usize = 600;
/// The corners of how many operations are held at once.
const TOGETHER: usize = 40;
/// How many findings of one oracle at one operation are told.
const ALIKE: usize = 4;
/// How many kinds of claims are remembered.
const KINDS: usize = 5_000;
/// What a chain of requests costs, as far as the budget plans.
const CHAIN: u64 = 12;

/// Explores a service.
///
/// Sends to the client's own origin only, and only what reads unless [`Options::may_write`] says more. Ends by itself when
/// the budget does, and bounded by the timeout of one exchange later; every finding was seen at least twice.
pub async fn explore(
    contract: &Contract,
    client: &Client,
    base: &Url,
    options: &Options,
    sink: &mut (dyn FnMut(Event<'_>) + Send),
) -> Summary {
    let begun = Instant::now();
    let api = &contract.api;
    let chosen = |one: &crate::openapi::api::Operation| {
        options.operation.as_ref().is_none_or(|filter| {
            filter.is_match(&one.name()) || one.id.as_deref().is_some_and(|id| filter.is_match(id))
        })
    };
    let may = |one: &crate::openapi::api::Operation| options.may_write || super::draft::is_safe(&one.method);
    let explored: Vec<usize> = (0..api.operations.len()).filter(|at| chosen(&api.operations[*at])).collect();
    let mut summary = Summary { operations: api.operations.len(), ..Summary::default() };
    let writes = explored.iter().filter(|at| !may(&api.operations[**at])).count();
    let explored: Vec<usize> = explored.into_iter().filter(|at| may(&api.operations[*at])).collect();
    summary.explored = explored.len();
    sink(Event::Started { operations: explored.len(), of: api.operations.len() });
    if writes > 0 {
        summary
            .notes
            .push(format!("{writes} operations write and were left out: approve them with --approve 'who: why'"));
    }
    let hints = ground::hints(contract);
    let end = match options.budget {
        Budget::Time(span) => Some(begun + span),
        Budget::Requests(_) => None,
    };
    let mut engine = Engine {
        contract,
        client,
        law: Law::new(contract, based(base, api).path()),
        base: based(base, api),
        options,
        resources: Resources::read(api),
        grounds: (0..api.operations.len()).map(|at| Ground::new(contract, at, &hints)).collect(),
        sent: AtomicU64::new(0),
        classes: Default::default(),
        fitting: AtomicU64::new(0),
        end,
        succeeded: api.operations.iter().map(|_| AtomicU64::new(0)).collect(),
        made: Mutex::new(Vec::new()),
        unreachable: AtomicU64::new(0),
        failure: OnceLock::new(),
        coverage: Mutex::default(),
    };
    for at in &explored {
        if let Err(why) = &engine.grounds[*at].plain {
            summary.notes.push(format!("{} is not explored: {why}", api.operations[*at].name()));
        }
    }
    let mut run = Run {
        known: Known::new(hints),
        kinds: BTreeMap::new(),
        alike: BTreeMap::new(),
        unproved: Vec::new(),
        spent: 0,
        number: 0,
    };
    run.all(&mut engine, &explored, &mut summary, sink).await;
    clean(&mut engine, &mut summary).await;
    finish(&engine, &run, &explored, &mut summary, begun);
    summary
}

/// The address that paths stand behind: the one that was given, with the path of the document's first server where it has
/// none of its own.
fn based(base: &Url, api: &crate::openapi::api::Api) -> Url {
    let mut based = base.clone();
    if base.path() == "/" {
        let first = api.bases.first().map(String::as_str).unwrap_or_default();
        based.set_path(first);
    }
    based
}

struct Run {
    known: Known,
    kinds: BTreeMap<Key, Kind>,
    alike: BTreeMap<(&'static str, usize), usize>,
    unproved: Vec<String>,
    /// Requests of the exploration itself, without those that prove.
    spent: u64,
    number: u64,
}

/// What is known of a kind of claim.
enum Kind {
    /// It is a finding, at this place among them.
    Finding(usize),
    /// It is none, or there are enough of its like.
    Passed,
}

impl Run {
    async fn all(
        &mut self,
        engine: &mut Engine<'_>,
        explored: &[usize],
        summary: &mut Summary,
        sink: &mut (dyn FnMut(Event<'_>) + Send),
    ) {
        let of = |engine: &Engine<'_>, some: &[usize], make: &dyn Fn(&Engine<'_>, usize) -> Vec<Story>| {
            in_turn(some.iter().map(|at| make(engine, *at)).collect())
        };
        let first = of(engine, explored, &make::examples);
        self.phase(engine, "examples", first, summary, sink).await;
        if Self::is_blind(engine, explored, summary) {
            return;
        }
        let chains = make::chains(engine, explored, 0);
        self.phase(engine, "chains", chains, summary, sink).await;
        let lists = make::lists(engine, explored, 0);
        self.phase(engine, "lists", lists, summary, sink).await;
        let manners = of(engine, explored, &make::manners);
        self.phase(engine, "manners", manners, summary, sink).await;
        // Of a large document not everything is held at once.
        for some in explored.chunks(TOGETHER) {
            if !self.goes_on(engine, summary) {
                break;
            }
            let negatives = of(engine, some, &make::negatives);
            let covering = of(engine, some, &make::covering);
            self.phase(engine, "boundaries", in_turn(vec![negatives, covering]), summary, sink).await;
        }
        let mut round: u64 = 1;
        while self.goes_on(engine, summary) {
            // Constants that answers brought are tried at the properties of their names.
            if self.known.is_new && round.is_power_of_two() {
                self.known.is_new = false;
                for at in explored {
                    engine.grounds[*at] = Ground::new(engine.contract, *at, &self.known.hints);
                }
                for some in explored.chunks(TOGETHER) {
                    if self.goes_on(engine, summary) {
                        let covering = of(engine, some, &make::covering);
                        self.phase(engine, "constants", covering, summary, sink).await;
                    }
                }
            }
            let chains = make::chains(engine, explored, round);
            self.phase(engine, "chains", chains, summary, sink).await;
            let lists = make::lists(engine, explored, round);
            self.phase(engine, "lists", lists, summary, sink).await;
            let random = of(engine, explored, &|engine, at| make::random(engine, at, round, 60));
            if random.is_empty() {
                break;
            }
            self.phase(engine, "random", random, summary, sink).await;
            round += 1;
        }
    }

    fn goes_on(&self, engine: &Engine<'_>, summary: &Summary) -> bool {
        let left = match engine.options.budget {
            Budget::Requests(count) => self.spent < count,
            Budget::Time(_) => true,
        };
        left && engine.goes_on() && summary.found.len() < engine.options.max_findings
    }

    /// Whether nothing can be judged at all: nobody answers, or everybody is asked who he is.
    fn is_blind(engine: &Engine<'_>, explored: &[usize], summary: &mut Summary) -> bool {
        let classes: Vec<u64> = engine.classes.iter().map(|one| one.load(Ordering::Relaxed)).collect();
        let answered: u64 = classes[1..].iter().sum();
        if answered == 0 && !explored.is_empty() && !engine.options.stop.is_pressed() {
            let why = engine.failure.get().map_or_else(String::new, |why| format!(" ({why})"));
            summary.blind = Some(format!("nothing was answered{why}"));
        }
        summary.blind.is_some()
    }

    /// Tells tales, batch by batch, as long as the budget lasts.
    async fn phase(
        &mut self,
        engine: &mut Engine<'_>,
        phase: &'static str,
        stories: Vec<Story>,
        summary: &mut Summary,
        sink: &mut (dyn FnMut(Event<'_>) + Send),
    ) {
        let mut stories = VecDeque::from(stories);
        while !stories.is_empty() && self.goes_on(engine, summary) {
            let mut batch = Vec::new();
            let mut cost = 0;
            let left = match engine.options.budget {
                Budget::Requests(count) => count - self.spent,
                Budget::Time(_) => u64::MAX,
            };
            while batch.len() < BATCH && cost < left {
                let Some(story) = stories.pop_front() else { break };
                cost += if story.is_chain() { CHAIN } else { 1 };
                summary.stories += u64::from(story.is_chain());
                batch.push(story);
            }
            let before = engine.sent.load(Ordering::Relaxed);
            self.number += 1;
            let findings = summary.found.len();
            let claimed = {
                let engine = &*engine;
                let mut tick = Instant::now();
                let mut progress = || {
                    if tick.elapsed() > Duration::from_millis(100) {
                        tick = Instant::now();
                        sink(Event::Progress { requests: engine.sent.load(Ordering::Relaxed), findings, phase });
                    }
                };
                // What a list holds changes while others write.
                let jobs = if phase == "lists" { 1 } else { engine.options.jobs };
                round::tell(engine, jobs, batch, self.number, &mut self.known, &mut progress).await
            };
            self.spent += engine.sent.load(Ordering::Relaxed) - before;
            self.judge(engine, claimed, summary, sink).await;
        }
    }

    /// Proves what was claimed, one after another, with nothing else under way.
    async fn judge(
        &mut self,
        engine: &mut Engine<'_>,
        claimed: Vec<Claimed>,
        summary: &mut Summary,
        sink: &mut (dyn FnMut(Event<'_>) + Send),
    ) {
        // What is under way when the time is up is proved all the same, in a time of its own.
        let end = engine.end;
        if let Some(end) = &mut engine.end {
            *end = (*end).max(Instant::now() + Duration::from_secs(5));
        }
        for (key, story, seed) in claimed {
            *summary.counts.entry(key.oracle).or_default() += 1;
            match self.kinds.get(&key) {
                Some(Kind::Finding(at)) => {
                    summary.found[*at].seen += 1;
                    continue;
                }
                Some(Kind::Passed) => continue,
                None => {}
            }
            let alike = self.alike.entry((key.oracle, key.operation)).or_default();
            if *alike >= ALIKE || self.kinds.len() >= KINDS || summary.found.len() >= engine.options.max_findings {
                continue;
            }
            let proof = prove(engine, &story, &key, seed).await;
            match proof {
                Proof::Holds(found, known) => {
                    if let Some(Kind::Finding(at)) = self.kinds.get(&known) {
                        let at = *at;
                        summary.found[at].seen += 1;
                        self.kinds.insert(key, Kind::Finding(at));
                        continue;
                    }
                    *alike += 1;
                    let at = summary.found.len();
                    sink(Event::Found(&found));
                    summary.found.push(*found);
                    self.kinds.insert(known, Kind::Finding(at));
                    self.kinds.insert(key, Kind::Finding(at));
                }
                Proof::Vanished => {
                    let name = engine.contract.api.operations[key.operation].name();
                    self.unproved.push(format!("{} of {name} did not show a second time", key.oracle));
                    self.kinds.insert(key, Kind::Passed);
                }
                Proof::Unproved(why) => {
                    if !self.unproved.contains(&why) {
                        self.unproved.push(why);
                    }
                    self.kinds.insert(key, Kind::Passed);
                }
            }
        }
        engine.end = end;
    }
}

/// One of each list after another.
fn in_turn(lists: Vec<Vec<Story>>) -> Vec<Story> {
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut all = Vec::new();
    loop {
        let before = all.len();
        all.extend(lists.iter_mut().filter_map(Iterator::next));
        if all.len() == before {
            return all;
        }
    }
}

/// Deletes what was made, the last first; what is refused is counted.
async fn clean(engine: &mut Engine<'_>, summary: &mut Summary) {
    use futures_util::stream::{self, StreamExt as _};
    engine.end = Some(Instant::now() + Duration::from_secs(5));
    let made = std::mem::take(&mut *engine.made.lock().unwrap_or_else(PoisonError::into_inner));
    if !engine.options.may_write || engine.options.stop.is_pressed() {
        return;
    }
    let engine = &*engine;
    let gone = made.into_iter().rev().map(|draft| async move {
        let told = engine.send(Role::Prepare, draft, Vec::new(), true).await;
        told.map(|told| told.succeeded() || matches!(told.status(), 404 | 410))
    });
    let gone: Vec<Option<bool>> = stream::iter(gone).buffered(engine.options.jobs.max(1)).collect().await;
    let done = gone.iter().filter(|one| **one == Some(true)).count() as u64;
    summary.cleaned = (done, gone.len() as u64 - done);
}

fn finish(engine: &Engine<'_>, run: &Run, explored: &[usize], summary: &mut Summary, begun: Instant) {
    let load = |one: &AtomicU64| one.load(Ordering::Relaxed);
    summary.requests = load(&engine.sent);
    summary.fitting = load(&engine.fitting);
    summary.unfitting = summary.requests.saturating_sub(summary.fitting);
    for (into, class) in summary.classes.iter_mut().zip(&engine.classes) {
        *into = load(class);
    }
    summary.succeeded = explored.iter().filter(|at| load(&engine.succeeded[**at]) > 0).count();
    summary.interrupted = engine.options.stop.is_pressed();
    summary.took = begun.elapsed();
    let coverage = engine.coverage.lock().unwrap_or_else(PoisonError::into_inner).summary(engine.contract);
    let total = coverage.total();
    let parts = coverage.counts.iter().map(|(part, count)| format!("{} of {} {}", count.used, count.all, part.name()));
    summary.covered = format!("{:.0} %: {}", total.percent(), parts.collect::<Vec<_>>().join(", "));
    summary.coverage = Some(coverage.to_json());
    summary.notes.extend(run.unproved.iter().take(20).cloned());
    if let (1.., None) = (explored.len(), &summary.blind)
        && summary.succeeded == 0
        && summary.found.is_empty()
        && !summary.interrupted
    {
        let guarded = explored.iter().any(|at| !engine.contract.api.operations[*at].callers.is_empty());
        summary.blind = Some(if guarded && engine.options.credentials.is_empty() {
            "no operation answered with 2xx, and the document asks for credentials: give --auth".into()
        } else {
            "no operation answered with 2xx: is it the right address?".into()
        });
    }
    let never = explored.iter().filter(|at| load(&engine.succeeded[**at]) == 0);
    let never: Vec<String> = never.map(|at| engine.contract.api.operations[*at].name()).collect();
    if !never.is_empty() && summary.blind.is_none() {
        summary.notes.push(format!("never answered with 2xx, and so judged in part: {}", never.join(", ")));
    }
}
