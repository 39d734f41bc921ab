//! The door: explores a service until the budget ends, batch after batch, and proves what the batches bring up.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use url::Url;

use super::api::{Budget, Event, Found, Options, Summary};
use super::close;
use super::confirm::{Proof, prove};
use super::engine::Engine;
use super::ground::{self, Ground};
use super::judge::Key;
use super::law::Law;
use super::make;
use super::resource::Resources;
use super::round::{self, Claimed, Known};
use super::story::Story;
use super::transport::Transport;
use crate::openapi::api::Api;
use crate::openapi::conform::Contract;

/// How many tales are told at once before what they bring up is looked at.
const BATCH: usize = 600;
/// The corners of how many operations are held at once.
const TOGETHER: usize = 40;
/// How many findings of one oracle at one operation are told.
const ALIKE: usize = 4;
/// How much time what was claimed is given to be proved, beyond the budget's.
const PROVING: Duration = Duration::from_secs(5);
/// How many kinds of claims are remembered.
const KINDS: usize = 5_000;
/// How many bytes of bodies findings hold before the exploration ends.
const KEPT: usize = 64 * 1024 * 1024;
/// What a chain of requests costs, as far as the budget plans.
const CHAIN: u64 = 12;

/// Explores a service.
///
/// Sends to the origin of `root` only, and only what reads unless [`Options::may_write`] says more; of operations that are
/// not chosen only what the chosen ones need. Ends by itself when the budget does, and bounded by the timeout of one
/// exchange later, never after [`Options::deadline`]; every finding was seen at least twice.
pub async fn explore(
    contract: &Contract,
    transport: &dyn Transport,
    root: &Url,
    options: &Options,
    sink: &mut (dyn FnMut(Event<'_>) + Send),
) -> Summary {
    let begun = Instant::now();
    let api = &contract.api;
    let may = |one: &crate::openapi::api::Operation| options.may_write || super::draft::is_safe(&one.method);
    let explored: Vec<usize> = (0..api.operations.len()).filter(|at| options.chooses(&api.operations[*at])).collect();
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
    let spent = match options.budget {
        Budget::Time(span) => Some(begun + span),
        Budget::Requests(_) => None,
    };
    let times = options.deadline.map(|deadline| close::Times::before(deadline, begun));
    let last = times.map(|times| times.sent);
    let base = based(root, api, options.prefix.as_deref());
    let mut engine = Engine {
        contract,
        transport,
        law: Law::new(contract, base.path()),
        root: root.clone(),
        base,
        options,
        resources: Resources::read(api),
        chosen: api.operations.iter().map(|one| options.chooses(one)).collect(),
        grounds: (0..api.operations.len()).map(|at| Ground::new(contract, at, &hints)).collect(),
        sent: AtomicU64::new(0),
        classes: Default::default(),
        fitting: AtomicU64::new(0),
        end: [spent, last].into_iter().flatten().min(),
        limit: times.map(|times| times.waited),
        stop: options.stop.clone(),
        succeeded: api.operations.iter().map(|_| AtomicU64::new(0)).collect(),
        used: api.operations.iter().map(|_| AtomicBool::new(false)).collect(),
        shown: Mutex::default(),
        made: Mutex::new(Vec::new()),
        unreachable: AtomicU64::new(0),
        failure: OnceLock::new(),
        other_known: AtomicBool::new(false),
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
        kept: 0,
        last,
    };
    run.all(&mut engine, &explored, &mut summary, sink).await;
    // What was over before the deadline came is whole.
    summary.cut = last.is_some_and(|last| spent.is_none_or(|spent| last < spent) && Instant::now() >= last);
    close::clean(&mut engine, times, &mut summary).await;
    close::finish(&engine, &explored, &run.unproved, begun, &mut summary);
    summary
}

/// The address that paths stand behind: the one that was given, with the prefix that was said, else with the path of the
/// document's first server where it has none of its own.
fn based(root: &Url, api: &Api, prefix: Option<&str>) -> Url {
    let mut based = root.clone();
    match prefix {
        Some(prefix) => based.set_path(prefix),
        None if root.path() == "/" => based.set_path(api.bases.first().map(String::as_str).unwrap_or_default()),
        None => {}
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
    /// Bytes of bodies that findings hold.
    kept: usize,
    /// When the deadline leaves no more time than to delete what was made.
    last: Option<Instant>,
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
        left && engine.goes_on() && summary.found.len() < engine.options.max_findings && self.kept < KEPT
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
            let later = (*end).max(Instant::now() + PROVING);
            *end = self.last.map_or(later, |last| last.min(later));
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
            if !engine.goes_on() {
                let name = engine.contract.api.operations[key.operation].name();
                self.unproved
                    .push(format!("{} of {name} was seen once, and there was no time to prove it", key.oracle));
                summary.unproved += 1;
                self.kinds.insert(key, Kind::Passed);
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
                    self.kept += size(&found);
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

/// How many bytes of bodies a finding holds.
fn size(found: &Found) -> usize {
    let answered = |sent: &super::api::Sent| sent.exchange.answer().map_or(0, |answer| answer.body.len());
    found.exchanges.iter().map(|sent| sent.exchange.request.body.len() + answered(sent)).sum()
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
