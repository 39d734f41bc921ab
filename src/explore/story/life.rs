//! The life of a thing: made, read, changed, listed, deleted, and asked for once more.

use serde_json::{Map, Value, json};

use super::{Made, ask, begin, listing};
use crate::explore::draft::Payload;
use crate::explore::ground::mix;
use crate::explore::resource::Resource;
use crate::explore::tale::{Role, Spot, Told, put};
use crate::explore::teller::Teller;
use crate::explore::thing::{alike, is_volatile, plain, thing_named};
use crate::openapi::api::{In, StatusKey};
use crate::openapi::schema::Direction;

pub(super) async fn life(teller: &mut Teller<'_>, resource: &Resource, variant: u64) -> Option<()> {
    let made = begin(teller, resource, variant).await?;
    let read = match resource.read {
        Some(read) => ask(teller, read, &made, Role::Read).await,
        None => None,
    };
    located(teller, resource, &made, read).await;
    if let (Some(operation), Some(read)) = (resource.read, read.filter(|read| teller.went_well(*read))) {
        ask(teller, operation, &made, Role::Again).await;
        let etag = teller.step(read).header("etag").map(str::to_owned);
        let (put, patch) =
            (resource.replace.map(|one| (one, Role::Replace)), resource.patch.map(|one| (one, Role::Patch)));
        for (change, role, other) in
            [(put, Other::Whole), (patch, Other::Part), (patch, Other::Null), (put, Other::Bare)]
                .into_iter()
                .filter_map(|(change, other)| change.map(|(change, role)| (change, role, other)))
        {
            let seed = mix(teller.seed, variant + 77);
            let Some(body) = other_body(teller, change, &current(teller), other, seed) else { continue };
            changed(teller, change, role, &made, etag.as_deref(), body).await;
            ask(teller, operation, &made, Role::Changed).await;
        }
        if let Some(etag) = etag {
            let (mut draft, bindings) = teller.about(operation, made.step, &made.id)?;
            draft.headers.push(("if-none-match".into(), etag));
            teller.send(Role::Unmodified, draft, bindings, true).await;
        }
    }
    if let Some(list) = resource.list {
        let walked = listing::walk(teller, list, Some(&made), Role::List).await;
        teller.tale.whole = walked;
    }
    let remove = resource.remove?;
    let removed = ask(teller, remove, &made, Role::Remove).await?;
    if !teller.went_well(removed) {
        return None;
    }
    if let Some(read) = resource.read {
        ask(teller, read, &made, Role::Gone).await;
    }
    ask(teller, remove, &made, Role::RemoveAgain).await;
    if let Some(list) = resource.list {
        ask(teller, list, &made, Role::Without).await;
    }
    Some(())
}

/// Reads the thing where its `Location` says that it is, where that is another address.
async fn located(teller: &mut Teller<'_>, resource: &Resource, made: &Made, read: Option<usize>) -> Option<()> {
    let operation = resource.read?;
    let told = teller.step(made.step);
    let there = told.exchange.request.url.join(told.header("location")?).ok()?;
    let known = read.map(|read| teller.step(read).exchange.request.url.path().trim_end_matches('/').to_owned());
    if known.as_deref() == Some(there.path().trim_end_matches('/')) {
        return None;
    }
    let (mut draft, bindings) = teller.about(operation, made.step, &made.id)?;
    draft.address = Some(there.into());
    teller.send(Role::Located, draft, bindings, true).await.map(drop)
}

/// How a body differs from what a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// As many properties as can be have other values.
    Whole,
    /// One property, with another value.
    Part,
    /// One property that has a value, without one.
    Null,
    /// Only what has to be there.
    Bare,
}

/// What the thing is, as far as it was read.
fn current(teller: &Teller<'_>) -> Value {
    let shows = |told: &&Told| matches!(told.role, Role::Read | Role::Changed) && told.succeeded();
    let last = teller.tale.steps.iter().rev().find(shows);
    last.and_then(|told| told.json()).cloned().unwrap_or(Value::Null)
}

/// Changes the thing to what a body says.
async fn changed(
    teller: &mut Teller<'_>,
    operation: usize,
    role: Role,
    made: &Made,
    etag: Option<&str>,
    (place, value): (usize, Value),
) -> Option<()> {
    let (mut draft, mut bindings) = teller.about(operation, made.step, &made.id)?;
    let shape = &teller.engine.contract.api.operations[operation];
    let sent = teller.step(made.step).draft.value().cloned().unwrap_or(Value::Null);
    draft.body = Payload::Value { media: place, value };
    // What the thing refers to stays as it is, or it would have to be made.
    let references = draft
        .value()
        .map(|body| teller.engine.resources.references(&teller.engine.contract.api, body, operation))
        .unwrap_or_default();
    for (pointer, _) in references {
        match sent.pointer(&pointer) {
            Some(known) => {
                let spot = Spot::Body(pointer);
                put(&mut draft, &spot, known);
                let told = teller.step(made.step);
                if let Some(binding) = told.bindings.iter().find(|binding| binding.spot == spot) {
                    bindings.insert(0, binding.clone());
                }
            }
            None => return None,
        }
    }
    let matching = shape.parameters.iter().position(|one| one.location == In::Header && plain(&one.name) == "ifmatch");
    if let Some(index) = matching {
        let outdated = draft.clone().with(index, Some(json!("\"holdpoint-outdated\"")));
        let declared = shape.responses.iter().any(|one| one.status == StatusKey::Code(412));
        if declared && etag.is_some() {
            teller.send(Role::Outdated, outdated, bindings.clone(), true).await;
        }
        let now = teller.tale.steps.iter().rev().find_map(|told| {
            told.header("etag")
                .filter(|_| matches!(told.role, Role::Read | Role::Changed | Role::Again))
                .map(str::to_owned)
        });
        draft.parameters[index] = now.or_else(|| etag.map(str::to_owned)).map(Value::String);
    }
    teller.send(role, draft, bindings, true).await.map(drop)
}

/// A body that is another than the thing is now.
fn other_body(
    teller: &Teller<'_>,
    operation: usize,
    current: &Value,
    other: Other,
    seed: u64,
) -> Option<(usize, Value)> {
    let ground = &teller.engine.grounds[operation];
    let (place, sampler) = ground.media.first()?;
    let shape = &teller.engine.contract.api.operations[operation];
    let media = &shape.body.as_ref()?.content[*place];
    let bundle =
        media.schema.as_ref().and_then(|at| teller.engine.contract.schemas.bundled(at, Direction::Request).ok())?;
    let fits = |value: &Value| bundle.is_valid(value);
    match other {
        Other::Bare => return Some((*place, sampler.plain().ok().filter(Value::is_object)?)),
        Other::Null => {
            let valued = current.as_object()?.iter().filter(|(name, value)| !value.is_null() && thing_free(name));
            let mut nulls = valued.map(|(name, _)| json!({name: null}));
            return nulls.find(fits).map(|value| (*place, value));
        }
        Other::Whole | Other::Part => {}
    }
    let tame = |value: &Value| match value {
        Value::String(text) => (1..40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()),
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() < 1e6),
        _ => true,
    };
    let mut best: Option<(usize, Value)> = None;
    for turn in 0..24 {
        let Ok(Value::Object(map)) = sampler.valid(mix(seed, turn)) else { continue };
        let differs = |name: &String, value: &Value| {
            let known = current.get(name);
            known.is_some_and(|known| !alike(known, value)) && thing_free(name) && tame(value)
        };
        if other == Other::Part {
            let single =
                map.iter().filter(|(name, value)| differs(name, value) && !value.is_object() && !value.is_array());
            let single = single.map(|(name, value)| Value::Object(Map::from_iter([(name.clone(), value.clone())])));
            if let Some(value) = single.into_iter().find(|value| fits(value)) {
                return Some((*place, value));
            }
            continue;
        }
        let score = map.iter().filter(|(name, value)| differs(name, value)).count();
        let wild = map.values().filter(|value| !tame(value)).count();
        let score = (score * 4).saturating_sub(wild);
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, Value::Object(map)));
        }
    }
    best.filter(|(score, _)| *score > 0).map(|(_, value)| (*place, value))
}

/// Whether a property is neither an id nor of the thing's own history.
fn thing_free(name: &str) -> bool {
    thing_named(name).is_none() && plain(name) != "id" && !is_volatile(name)
}
