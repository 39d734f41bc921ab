//! Sends drafts, one after another where they belong together, and keeps what was told.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;
use url::Url;

use super::api::Options;
use super::draft::{Draft, Payload, is_safe};
use super::encode::encode;
use super::ground::{Ground, mix};
use super::law::Law;
use super::resource::{How, Provider, Resources};
use super::tale::{Binding, Role, Source, Spot, Tale, Told, put};
use super::thing::{id_of, items};
use crate::http::client::{Client, Outgoing};
use crate::openapi::api::In;
use crate::openapi::at::push;
use crate::openapi::conform::Contract;

/// How many made things are remembered so that they can be deleted at the end.
const REMEMBERED: usize = 5_000;

/// How often a thing is tried to be made, each time from other values.
const TRIES: u64 = 4;

/// All that does not change while an exploration goes on, and its counters.
#[derive(Debug)]
pub(super) struct Engine<'a> {
    /// The contract.
    pub(super) contract: &'a Contract,
    /// The same, asked.
    pub(super) law: Law<'a>,
    /// How requests are sent.
    pub(super) client: &'a Client,
    /// Where paths begin.
    pub(super) base: Url,
    /// What was asked for.
    pub(super) options: &'a Options,
    /// Who makes what.
    pub(super) resources: Resources,
    /// What is known of each operation.
    pub(super) grounds: Vec<Ground>,
    /// Requests that were sent.
    pub(super) sent: AtomicU64,
    /// By class of status; failures at 0.
    pub(super) classes: [AtomicU64; 6],
    /// Requests that the contract allows.
    pub(super) fitting: AtomicU64,
    /// When nothing more is sent.
    pub(super) end: Option<Instant>,
    /// Which operations were answered with success.
    pub(super) succeeded: Vec<AtomicU64>,
    /// What was made: the operation that deletes it, and its address' parameters.
    pub(super) made: Mutex<Vec<Draft>>,
    /// How often nothing answered at all, one time after another.
    pub(super) unreachable: AtomicU64,
}

impl Engine<'_> {
    /// Whether something may still be sent.
    #[must_use]
    pub(super) fn goes_on(&self) -> bool {
        !self.options.stop.is_pressed()
            && self.end.is_none_or(|end| Instant::now() < end)
            && self.unreachable.load(Ordering::Relaxed) < 50
    }

    /// Sends a draft, and judges what came of it; none where it may not be sent, or is no request.
    pub(super) async fn send(&self, role: Role, draft: Draft, bindings: Vec<Binding>, grounded: bool) -> Option<Told> {
        let api = &self.contract.api;
        if !self.goes_on() || !self.options.may_write && !is_safe(draft.method(api)) {
            return None;
        }
        let request = encode(api, &draft, &self.base, &self.options.credentials).ok()?;
        let mut outgoing = Outgoing::new(request);
        outgoing.timeout = Some(self.options.timeout);
        let exchange = self.client.send(outgoing).await;
        self.sent.fetch_add(1, Ordering::Relaxed);
        let judged = self.law.judge(&draft, &exchange.request, exchange.answer());
        if judged.request.is_empty() {
            self.fitting.fetch_add(1, Ordering::Relaxed);
        }
        let class = exchange.answer().map_or(0, |answer| usize::from(answer.status.as_u16() / 100).min(5));
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        if class == 0 && exchange.failure().is_some_and(|failure| is_unreachable(failure.kind)) {
            self.unreachable.fetch_add(1, Ordering::Relaxed);
        } else {
            self.unreachable.store(0, Ordering::Relaxed);
        }
        if class == 2 {
            self.succeeded[draft.operation].fetch_add(1, Ordering::Relaxed);
        }
        let told = Told {
            role,
            draft,
            bindings,
            request: exchange.request,
            result: exchange.result,
            judged,
            grounded,
            about: None,
        };
        self.remember(&told);
        Some(told)
    }

    /// Keeps how a thing that was made is deleted again.
    fn remember(&self, told: &Told) {
        if !told.succeeded() || told.draft.method.is_some() {
            return;
        }
        let operation = told.draft.operation;
        let written = self.resources.written_by(operation).filter(|_| told.status() == 201);
        let Some(resource) = self.resources.made_by(operation).or(written) else { return };
        let Some(remove) = resource.remove else { return };
        let id = match written {
            Some(_) => {
                let all = &told.draft.of(&self.contract.api).parameters;
                let place = all.iter().position(|one| one.location == In::Path && one.name == resource.parameter);
                place.and_then(|place| told.draft.parameters[place].clone())
            }
            None => {
                let names = super::thing::id_names(&resource.parameter, &resource.singular);
                found_id(told, &names).map(|(_, id)| id)
            }
        };
        let Some(id) = id else { return };
        let api = &self.contract.api;
        let mut draft = Draft::bare(remove, api);
        let (made, gone) = (&api.operations[told.draft.operation], &api.operations[remove]);
        for (index, parameter) in gone.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let same = made.parameters.iter().position(|one| one.name == parameter.name && one.location == In::Path);
            draft.parameters[index] = match same {
                _ if parameter.name == resource.parameter => Some(id.clone()),
                Some(same) => told.draft.parameters[same].clone(),
                None => None,
            };
        }
        let plain = self.grounds[remove].plain.as_ref();
        for (index, value) in plain.iter().flat_map(|plain| plain.parameters.iter().enumerate()) {
            if draft.parameters[index].is_none() {
                draft.parameters[index].clone_from(value);
            }
        }
        let mut all = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < REMEMBERED {
            all.push(draft);
        }
    }
}

fn is_unreachable(kind: crate::model::exchange::FailureKind) -> bool {
    use crate::model::exchange::FailureKind as Kind;
    matches!(kind, Kind::Dns | Kind::Refused | Kind::ConnectTimeout | Kind::Proxy)
        || kind.is_tls()
        || kind == Kind::Origin
}

/// The id in the answer to a creation, and where it stands.
#[must_use]
pub(super) fn found_id(told: &Told, names: &[String]) -> Option<(Source, Value)> {
    let found = told.json().and_then(|body| id_of(body, names));
    if let Some((pointer, value)) = found {
        return Some((Source::Json(pointer), value));
    }
    let value = Source::Location.take(told.result.as_ref().ok()?)?;
    Some((Source::Location, value))
}

/// Known ids, by the operation that gives them.
pub(super) type Pool = BTreeMap<usize, Vec<Value>>;

/// Tells one tale.
pub(super) struct Teller<'e> {
    /// What sends.
    pub(super) engine: &'e Engine<'e>,
    /// What was told.
    pub(super) tale: Tale,
    /// What values derive from.
    pub(super) seed: u64,
    given: HashMap<usize, usize>,
    depth: usize,
}

impl<'e> Teller<'e> {
    /// Begins.
    #[must_use]
    pub(super) fn new(engine: &'e Engine<'e>, seed: u64) -> Self {
        Self { engine, tale: Tale::default(), seed, given: HashMap::new(), depth: 0 }
    }

    /// Sends a draft as the next step; gives its place.
    pub(super) async fn send(
        &mut self,
        role: Role,
        draft: Draft,
        bindings: Vec<Binding>,
        grounded: bool,
    ) -> Option<usize> {
        let told = self.engine.send(role, draft, bindings, grounded).await?;
        self.tale.steps.push(told);
        Some(self.tale.steps.len() - 1)
    }

    /// A step.
    #[must_use]
    pub(super) fn step(&self, index: usize) -> &Told {
        &self.tale.steps[index]
    }

    /// Whether a step was answered with 2xx.
    #[must_use]
    pub(super) fn went_well(&self, index: usize) -> bool {
        self.step(index).succeeded()
    }

    /// Puts ids of things that are there in the place of made-up ones: makes those things first. What is meant as it is
    /// stays. Gives what came from where, and whether nothing made up is left.
    pub(super) async fn settle(&mut self, draft: &mut Draft, meant: &Meant) -> (Vec<Binding>, bool) {
        let operation = draft.operation;
        let mut bindings = Vec::new();
        let mut grounded = true;
        let parameters = &self.engine.contract.api.operations[operation].parameters;
        let providers = &self.engine.resources.providers[operation];
        for index in 0..parameters.len() {
            if meant.is_parameter(index) || draft.parameters[index].is_none() {
                continue;
            }
            let Some(provider) = &providers[index] else {
                grounded &= parameters[index].location != In::Path;
                continue;
            };
            match self.provide(provider).await {
                Some((_, Source::Chosen, value)) => draft.parameters[index] = Some(value),
                Some((from, source, value)) => {
                    draft.parameters[index] = Some(value);
                    bindings.push(Binding { spot: Spot::Parameter(index), from, source });
                }
                None => grounded = false,
            }
        }
        let references = draft
            .value()
            .map(|body| self.engine.resources.references(&self.engine.contract.api, body, operation))
            .unwrap_or_default();
        for (pointer, provider) in references {
            if meant.touches(&pointer) {
                continue;
            }
            let Some(provider) = provider else {
                grounded = false;
                continue;
            };
            match self.provide(&provider).await {
                Some((from, source, value)) => {
                    let spot = Spot::Body(pointer);
                    put(draft, &spot, &value);
                    if source != Source::Chosen {
                        bindings.push(Binding { spot, from, source });
                    }
                }
                None => grounded = false,
            }
        }
        // The last parameter of the path names the thing itself.
        bindings.sort_by_key(|binding| matches!(binding.spot, Spot::Parameter(_)));
        (bindings, grounded)
    }

    /// An id from an operation that gives it.
    async fn provide(&mut self, provider: &Provider) -> Option<(usize, Source, Value)> {
        let mut provider = provider;
        loop {
            if let Some(found) = self.provided(provider).await {
                return Some(found);
            }
            provider = provider.or.as_deref()?;
        }
    }

    async fn provided(&mut self, provider: &Provider) -> Option<(usize, Source, Value)> {
        let step = match self.given.get(&provider.operation) {
            Some(step) => *step,
            None => {
                let step = Box::pin(self.make(provider.operation, Role::Prepare, 0)).await?;
                self.given.insert(provider.operation, step);
                step
            }
        };
        let told = self.step(step);
        if !told.succeeded() {
            return None;
        }
        let (source, value) = match &provider.how {
            How::Makes(names) => found_id(told, names)?,
            How::Writes(place) => (Source::Chosen, told.draft.parameters.get(*place)?.clone()?),
            How::Says(source) => (source.clone(), source.take(told.result.as_ref().ok()?)?),
            How::Lists(names) => {
                let (pointer, found) = items(told.json()?)?;
                let (below, value) = id_of(found.first()?, names)?;
                let mut at = pointer;
                push(&mut at, "0");
                (Source::Json(at + &below), value)
            }
        };
        Some((step, source, value))
    }

    /// Sends an operation's plain request with all that it needs, and other values where it is refused.
    pub(super) async fn make(&mut self, operation: usize, role: Role, variant: u64) -> Option<usize> {
        if self.depth >= 4 {
            return None;
        }
        self.depth += 1;
        let ground = &self.engine.grounds[operation];
        let shape = &self.engine.contract.api.operations[operation];
        let mut last = None;
        for turn in 0..TRIES {
            let draft = match (turn, variant) {
                (0, 0) => ground.plain.clone().ok(),
                _ => ground.random(shape, mix(self.seed, variant * 16 + turn)),
            };
            let Some(mut draft) = draft else { break };
            let (bindings, grounded) = self.settle(&mut draft, &Meant::Nothing).await;
            let Some(step) = self.send(role, draft, bindings, grounded).await else { break };
            last = Some(step);
            // Other values help against what is refused as wrong or as there already, and against nothing else.
            if !matches!(self.step(step).status(), 400 | 409 | 422) {
                break;
            }
            if turn + 1 < TRIES && role != Role::Prepare {
                self.tale.steps[step].role = Role::Prepare;
            }
        }
        self.depth -= 1;
        if let Some(step) = last {
            self.tale.steps[step].role = role;
        }
        last
    }

    /// A request to the thing that a step made, or to its collection; its body is put in by the caller.
    #[must_use]
    pub(super) fn about(&self, operation: usize, made: usize, id: &(Source, Value)) -> Option<(Draft, Vec<Binding>)> {
        let mut draft = self.engine.grounds[operation].plain.as_ref().ok()?.clone();
        draft.body = Payload::Nothing;
        let api = &self.engine.contract.api;
        let told = self.step(made);
        let maker = told.draft.of(api);
        let mut bindings = Vec::new();
        let shape = &api.operations[operation];
        let last = shape.path.rsplit('/').next().unwrap_or_default().trim_matches(['{', '}']);
        for (index, parameter) in shape.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let place = maker.parameters.iter().position(|one| one.location == In::Path && one.name == parameter.name);
            let place = place.filter(|_| id.0 != Source::Chosen || parameter.name != last);
            if let Some(place) = place {
                draft.parameters[index].clone_from(&told.draft.parameters[place]);
                let same = |binding: &&Binding| binding.spot == Spot::Parameter(place);
                if let Some(binding) = told.bindings.iter().find(same) {
                    bindings.push(Binding { spot: Spot::Parameter(index), ..binding.clone() });
                }
            } else if parameter.name == last {
                draft.parameters[index] = Some(id.1.clone());
                if id.0 != Source::Chosen {
                    bindings.push(Binding { spot: Spot::Parameter(index), from: made, source: id.0.clone() });
                }
            } else {
                return None;
            }
        }
        bindings.sort_by_key(|binding| binding.from == made);
        Some((draft, bindings))
    }
}

/// The part of a draft that is meant as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// None: every part may be put right.
    Nothing,
    /// A parameter.
    Parameter(usize),
    /// A part of the body.
    Body(String),
    /// All of it.
    All,
}

impl Meant {
    /// Whether it is this parameter.
    #[must_use]
    pub(super) fn is_parameter(&self, index: usize) -> bool {
        matches!(self, Self::Parameter(meant) if *meant == index) || *self == Self::All
    }

    /// Whether it is this part of the body, or lies in or around it.
    #[must_use]
    pub(super) fn touches(&self, pointer: &str) -> bool {
        match self {
            Self::Body(meant) => pointer.starts_with(meant.as_str()) && !meant.is_empty() || meant.starts_with(pointer),
            Self::All => true,
            _ => false,
        }
    }
}

/// Puts known ids in the place of made-up ones, where all that are needed are known.
#[must_use]
pub(super) fn settle_from(
    engine: &Engine<'_>,
    draft: &mut Draft,
    meant: &Meant,
    pool: &Pool,
    turn: u64,
) -> Option<bool> {
    let operation = draft.operation;
    let mut grounded = true;
    let pick = |provider: &Provider| {
        let mut all = std::iter::successors(Some(provider), |one| one.or.as_deref());
        let known = all.find_map(|one| pool.get(&one.operation).filter(|known| !known.is_empty()))?;
        known.get(usize::try_from(turn % known.len() as u64).unwrap_or(0)).cloned()
    };
    // Several ids of one address have to belong together.
    let places = engine.contract.api.operations[operation].parameters.iter();
    if places.filter(|one| one.location == In::Path).count() > 1 {
        return None;
    }
    for (index, provider) in engine.resources.providers[operation].iter().enumerate() {
        if meant.is_parameter(index) || draft.parameters[index].is_none() {
            continue;
        }
        let is_path = engine.contract.api.operations[operation].parameters[index].location == In::Path;
        match provider {
            Some(provider) => draft.parameters[index] = Some(pick(provider)?),
            None => grounded &= !is_path,
        }
    }
    let references = draft
        .value()
        .map(|body| engine.resources.references(&engine.contract.api, body, operation))
        .unwrap_or_default();
    for (pointer, provider) in references {
        if meant.touches(&pointer) {
            continue;
        }
        match provider {
            Some(provider) => put(draft, &Spot::Body(pointer), &pick(&provider)?),
            None => grounded = false,
        }
    }
    Some(grounded)
}
