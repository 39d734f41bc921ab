//! Tells one tale: makes what a request needs, sends it, and keeps where each part came from.

use std::collections::HashMap;

use serde_json::Value;

use super::draft::{Draft, Payload};
use super::engine::{Engine, found_id};
use super::ground::mix;
use super::meant::Meant;
use super::resource::{How, Provider};
use super::tale::{Binding, Role, Source, Spot, Tale, Told, put};
use super::thing::{id_of, items};
use crate::openapi::api::In;
use crate::openapi::at::push;

/// How often a thing is tried to be made, each time from other values.
const TRIES: u64 = 4;

/// A thing that an address names: the parameter, the step that made it, and its id.
pub(super) type Thing<'a> = (&'a str, usize, &'a (Source, Value));

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
        let (of_body, all) = self.settle_body(draft, meant).await;
        bindings.extend(of_body);
        // The last parameter of the path names the thing itself.
        bindings.sort_by_key(|binding| matches!(binding.spot, Spot::Parameter(_)));
        (bindings, grounded && all)
    }

    /// The same for what the body refers to.
    pub(super) async fn settle_body(&mut self, draft: &mut Draft, meant: &Meant) -> (Vec<Binding>, bool) {
        let operation = draft.operation;
        let mut bindings = Vec::new();
        let mut grounded = true;
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
            How::Says(source) => (source.clone(), source.take(told.answer()?)?),
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
        let path = &self.engine.contract.api.operations[operation].path;
        let last = path.rsplit('/').next().unwrap_or_default().trim_matches(['{', '}']);
        self.addressed(operation, &[(last, made, id)])
    }

    /// A request whose address names things that steps made, by the names of their parameters, and what the first of them
    /// was made below.
    #[must_use]
    pub(super) fn addressed(&self, operation: usize, things: &[Thing<'_>]) -> Option<(Draft, Vec<Binding>)> {
        let (_, first, _) = things.first()?;
        let mut draft = self.engine.grounds[operation].plain.as_ref().ok()?.clone();
        draft.body = Payload::Nothing;
        let api = &self.engine.contract.api;
        let told = self.step(*first);
        let maker = told.draft.of(api);
        let mut bindings = Vec::new();
        let shape = &api.operations[operation];
        for (index, parameter) in shape.parameters.iter().enumerate().filter(|(_, one)| one.location == In::Path) {
            let place = maker.parameters.iter().position(|one| one.location == In::Path && one.name == parameter.name);
            let named = things.iter().find(|(name, ..)| *name == parameter.name);
            let place = place.filter(|_| named.is_none_or(|(.., id)| id.0 != Source::Chosen));
            if let Some(place) = place {
                draft.parameters[index].clone_from(&told.draft.parameters[place]);
                let same = |binding: &&Binding| binding.spot == Spot::Parameter(place);
                if let Some(binding) = told.bindings.iter().find(same) {
                    bindings.push(Binding { spot: Spot::Parameter(index), ..binding.clone() });
                }
            } else if let Some((_, from, id)) = named {
                draft.parameters[index] = Some(id.1.clone());
                if id.0 != Source::Chosen {
                    bindings.push(Binding { spot: Spot::Parameter(index), from: *from, source: id.0.clone() });
                }
            } else {
                return None;
            }
        }
        // The last of them names the thing itself.
        let place = |from: usize| things.iter().position(|(_, step, _)| *step == from).map_or(0, |place| place + 1);
        bindings.sort_by_key(|binding| place(binding.from));
        Some((draft, bindings))
    }
}
