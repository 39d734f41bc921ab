//! Tales worth telling: a single request, the life of a thing, the pages of a list, and others.

use serde_json::{Value, json};

use super::draft::Draft;
use super::engine::{Engine, found_id};
use super::ground::mix;
use super::meant::Meant;
use super::resource::Resource;
use super::tale::{Binding, Role, Source, Spot, Tale};
use super::teller::Teller;
use super::thing::{id_names, items};
use crate::openapi::api::{In, Operation};
use crate::openapi::schema::Direction;

mod below;
mod foreign;
mod key;
mod life;
mod listing;

pub(super) use foreign::owned;
pub(super) use listing::{filter_parameters, inner_filters, limit_parameter, sort_parameter};

/// A tale to be told.
#[derive(Debug, Clone)]
pub(super) enum Story {
    /// One request, with what it needs made before it, unless that is known already.
    Probe {
        /// The request.
        draft: Draft,
        /// What of it is meant as it is.
        meant: Meant,
        /// Whether its ids were put in from what is known; then: whether none is made up.
        settled: Option<bool>,
    },
    /// A thing made, read, changed, listed, deleted.
    Life {
        /// Its kind.
        resource: usize,
        /// Which of its lives.
        variant: u64,
    },
    /// What lies below a thing, and what becomes of it when the thing is deleted.
    Below {
        /// The kind of the thing.
        resource: usize,
        /// Which of its lives.
        variant: u64,
    },
    /// A thing of one caller, asked for by another.
    Foreign {
        /// Its kind.
        resource: usize,
    },
    /// A list by pages.
    Pages {
        /// The operation.
        list: usize,
        /// How long its pages are.
        size: u64,
    },
    /// A list by a filter.
    Filter {
        /// The operation.
        list: usize,
        /// The parameter.
        parameter: usize,
        /// The property of the parameter, where it is an object.
        property: Option<String>,
    },
    /// A list in an order.
    Sort {
        /// The operation.
        list: usize,
        /// The parameter.
        parameter: usize,
        /// The order.
        order: Value,
    },
    /// A request under the same key twice.
    Replay {
        /// The operation.
        operation: usize,
        /// The parameter that holds the key.
        parameter: usize,
    },
    /// A thing made with integers beyond 2^53, and read.
    Long {
        /// Its kind.
        resource: usize,
        /// The part of the body.
        pointer: String,
    },
    /// A link of the document, followed.
    Link {
        /// The operation whose answer has it.
        operation: usize,
        /// The answer's place.
        response: usize,
        /// The link's place.
        link: usize,
    },
}

impl Story {
    /// How the ids of the things that it is about are called.
    fn names(&self, engine: &Engine<'_>) -> Vec<String> {
        let all = &engine.resources.all;
        let resource = match self {
            Self::Life { resource, .. }
            | Self::Below { resource, .. }
            | Self::Foreign { resource }
            | Self::Long { resource, .. } => all.get(*resource),
            Self::Pages { list, .. } | Self::Filter { list, .. } | Self::Sort { list, .. } => {
                all.iter().find(|one| one.list == Some(*list))
            }
            Self::Replay { operation, .. } => engine.resources.made_by(*operation),
            Self::Probe { .. } | Self::Link { .. } => None,
        };
        let mut names = resource.map_or_else(|| id_names("id", ""), |one| id_names(&one.parameter, &one.singular));
        // What comes after them, such as `name`, may stand in two things.
        names.truncate(9);
        names
    }

    /// Whether it is more than one request with what it needs.
    #[must_use]
    pub(super) const fn is_chain(&self) -> bool {
        !matches!(self, Self::Probe { .. })
    }

    /// Tells it.
    pub(super) async fn tell(&self, engine: &Engine<'_>, seed: u64) -> Tale {
        let mut teller = Teller::new(engine, seed);
        teller.tale.names = self.names(engine);
        match self {
            Self::Probe { draft, meant, settled } => {
                let mut draft = draft.clone();
                let (bindings, grounded) = match settled {
                    Some(grounded) => (Vec::new(), *grounded),
                    None => teller.settle(&mut draft, meant).await,
                };
                let about = match meant {
                    Meant::Parameter(index) => Some(*index),
                    _ => None,
                };
                probe(&mut teller, draft, bindings, grounded, about).await;
            }
            Self::Life { resource, variant } => {
                life::life(&mut teller, &engine.resources.all[*resource], *variant).await;
            }
            Self::Below { resource, variant } => {
                below::below(&mut teller, &engine.resources.all[*resource], *variant).await;
            }
            Self::Foreign { resource } => {
                foreign::foreign(&mut teller, &engine.resources.all[*resource]).await;
            }
            Self::Pages { list, size } => listing::pages(&mut teller, *list, *size).await,
            Self::Filter { list, parameter, property } => {
                listing::filter(&mut teller, *list, *parameter, property.as_deref()).await;
            }
            Self::Sort { list, parameter, order } => listing::sort(&mut teller, *list, *parameter, order).await,
            Self::Replay { operation, parameter } => {
                key::replay(&mut teller, *operation, *parameter).await;
            }
            Self::Long { resource, pointer } => {
                long(&mut teller, &engine.resources.all[*resource], pointer).await;
            }
            Self::Link { operation, response, link } => {
                follow(&mut teller, *operation, *response, *link).await;
            }
        }
        teller.tale
    }
}

/// Sends one request; where it makes a thing, that is read.
async fn probe(
    teller: &mut Teller<'_>,
    draft: Draft,
    bindings: Vec<Binding>,
    grounded: bool,
    about: Option<usize>,
) -> Option<()> {
    let operation = draft.operation;
    let usual = draft.method.is_none();
    let step = teller.send(Role::Probe, draft, bindings, grounded).await?;
    teller.tale.steps[step].about = about;
    let resource = teller.engine.resources.made_by(operation).filter(|_| usual && teller.went_well(step))?;
    let (read, told) = (resource.read?, teller.step(step));
    if !told.judged.request.is_empty() || told.draft.caller != super::draft::Caller::Given {
        return None;
    }
    let id = found_id(told, &id_names(&resource.parameter, &resource.singular))?;
    teller.tale.steps[step].role = Role::Make;
    ask(teller, read, &Made { step, id }, Role::Read).await.map(drop)
}

/// A thing that was made: the step, and its id.
struct Made {
    step: usize,
    id: (Source, Value),
}

async fn begin(teller: &mut Teller<'_>, resource: &Resource, variant: u64) -> Option<Made> {
    let Some(make) = resource.make else { return written(teller, resource, variant).await };
    let step = teller.make(make, Role::Make, variant).await?;
    let told = teller.step(step);
    if !told.succeeded() {
        return None;
    }
    let id = found_id(told, &id_names(&resource.parameter, &resource.singular))?;
    Some(Made { step, id })
}

/// A thing that is written under an id of our choice.
async fn written(teller: &mut Teller<'_>, resource: &Resource, variant: u64) -> Option<Made> {
    let operation = resource.replace?;
    let shape = &teller.engine.contract.api.operations[operation];
    let ground = &teller.engine.grounds[operation];
    let place = shape.parameters.iter().position(|one| one.location == In::Path && one.name == resource.parameter)?;
    let seed = mix(teller.seed, 500 + variant);
    let id = ground.samplers[place].as_ref()?.valid(seed).ok()?;
    let mut draft = ground.plain.as_ref().ok()?.clone();
    if variant > 0 {
        draft.body = ground.random(shape, seed)?.body;
    }
    draft.parameters[place] = Some(id.clone());
    let (bindings, grounded) = teller.settle(&mut draft, &Meant::Parameter(place)).await;
    let step = teller.send(Role::Make, draft, bindings, grounded).await?;
    teller.went_well(step).then_some(Made { step, id: (Source::Chosen, id) })
}

/// A request about the thing that was made.
async fn ask(teller: &mut Teller<'_>, operation: usize, made: &Made, role: Role) -> Option<usize> {
    let (draft, bindings) = teller.about(operation, made.step, &made.id)?;
    teller.send(role, draft, bindings, true).await
}

async fn long(teller: &mut Teller<'_>, resource: &Resource, pointer: &str) -> Option<()> {
    let operation = resource.make?;
    let step = teller.make(operation, Role::Prepare, 0).await?;
    let told = teller.step(step);
    let (mut draft, mut bindings, grounded) = (told.draft.clone(), told.bindings.clone(), told.grounded);
    if !told.succeeded() {
        return None;
    }
    put_deep(draft.value_mut()?, pointer, json!(9_007_199_254_740_993_u64));
    bindings.retain(|binding| binding.spot != Spot::Body(pointer.to_owned()));
    let made = teller.send(Role::Make, draft, bindings, grounded).await?;
    let told = teller.step(made);
    if !told.succeeded() || !told.judged.request.is_empty() {
        return None;
    }
    let id = found_id(told, &id_names(&resource.parameter, &resource.singular))?;
    ask(teller, resource.read?, &Made { step: made, id }, Role::Read).await.map(drop)
}

/// Puts a value into an object, also where nothing stands there yet.
fn put_deep(body: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value;
    } else if let Some((above, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(map)) = body.pointer_mut(above)
    {
        map.insert(crate::openapi::at::unescape(name), value);
    }
}

async fn follow(teller: &mut Teller<'_>, operation: usize, response: usize, link: usize) -> Option<()> {
    let api = &teller.engine.contract.api;
    let link = &api.operations[operation].responses[response].links[link];
    let step = teller.make(operation, Role::Make, 0).await?;
    let told = teller.step(step);
    let same = api.operations[operation]
        .response(told.status())
        .is_some_and(|one| one.at == api.operations[operation].responses[response].at);
    if !same || !told.succeeded() {
        return None;
    }
    let mut draft = teller.engine.grounds[link.operation].plain.as_ref().ok()?.clone();
    let mut bindings = Vec::new();
    let target: &Operation = &api.operations[link.operation];
    for (key, value) in &link.parameters {
        let (place, name) = match key.split_once('.') {
            Some((place, name)) if ["path", "query", "header", "cookie"].contains(&place) => (Some(place), name),
            _ => (None, key.as_str()),
        };
        let fits = |one: &crate::openapi::api::Parameter| {
            one.name == name && place.is_none_or(|place| one.location.name() == place)
        };
        let index = target.parameters.iter().position(fits)?;
        let source = value.as_str().and_then(super::resource::source);
        let value = match &source {
            Some(source) => source.take(teller.step(step).answer()?)?,
            None => value.clone(),
        };
        draft.parameters[index] = Some(value);
        if let Some(source) = source {
            bindings.push(Binding { spot: Spot::Parameter(index), from: step, source });
        }
    }
    // A link may say nothing of what else its operation needs; then nothing is proved.
    let said: Vec<usize> = bindings
        .iter()
        .filter_map(|one| match one.spot {
            Spot::Parameter(index) => Some(index),
            Spot::Body(_) => None,
        })
        .collect();
    let complete =
        target.parameters.iter().enumerate().all(|(index, one)| one.location != In::Path || said.contains(&index));
    if !super::draft::is_safe(&target.method) || !complete {
        return None;
    }
    teller.send(Role::Linked, draft, bindings, true).await.map(drop)
}

/// Integers of a body that the contract does not bound below 2^53.
#[must_use]
pub(super) fn long_places(engine: &Engine<'_>, operation: usize) -> Vec<String> {
    let ground = &engine.grounds[operation];
    let Some((place, _)) = ground.media.first() else { return Vec::new() };
    let Some(body) = &engine.contract.api.operations[operation].body else { return Vec::new() };
    let Some(bundle) = body.content[*place]
        .schema
        .as_ref()
        .and_then(|at| engine.contract.schemas.bundled(at, Direction::Request).ok())
    else {
        return Vec::new();
    };
    let Some(plain) = ground.plain.as_ref().ok().and_then(|plain| plain.value()) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for covering in ground.media[0].1.covering() {
        for (name, value) in covering.value.as_object().into_iter().flatten() {
            if (value.is_i64() || value.is_u64()) && !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    let long = |name: &String| {
        let mut pointer = String::new();
        crate::openapi::at::push(&mut pointer, name);
        let mut body = plain.clone();
        put_deep(&mut body, &pointer, json!(9_007_199_254_740_993_u64));
        let named = super::thing::thing_named(name).is_some();
        (!named && bundle.is_valid(&body)).then_some(pointer)
    };
    names.iter().filter_map(long).collect()
}

/// The items that a step listed.
fn listed(teller: &Teller<'_>, step: usize) -> Option<Vec<Value>> {
    Some(items(teller.step(step).json()?)?.1.clone())
}
