//! What is asked of each operation: its examples, every corner of every part, everything that is wrong, and then whatever.

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::draft::{Caller, Draft, Payload, is_safe};
use super::engine::Engine;
use super::ground::mix;
use super::meant::Meant;
use super::story::{Story, filter_parameters, inner_filters, long_places, owned, sort_parameter};
use super::thing::{made_up, plain};
use crate::openapi::api::{In, Operation};
use crate::openapi::sample::Sampler;

/// How many values of each part are tried, of those that fit and of those that do not.
const MOST: usize = 300;

fn probe(draft: Draft, meant: Meant) -> Story {
    Story::Probe { draft, meant, settled: None }
}

/// The plain request, and those that the document shows.
#[must_use]
pub(super) fn examples(engine: &Engine<'_>, operation: usize) -> Vec<Story> {
    let ground = &engine.grounds[operation];
    let shape = &engine.contract.api.operations[operation];
    let Ok(plain) = &ground.plain else { return Vec::new() };
    let mut all = vec![probe(plain.clone(), Meant::Nothing)];
    for (index, parameter) in shape.parameters.iter().enumerate() {
        let shown = parameter.examples.iter().take(10);
        all.extend(shown.map(|value| probe(plain.clone().with(index, Some(value.clone())), Meant::Nothing)));
    }
    for (place, media) in shape.body.iter().flat_map(|body| body.content.iter().enumerate()) {
        if !super::encode::can_write(media) {
            continue;
        }
        for example in media.examples.iter().take(20) {
            let body = Payload::Value { media: place, value: example.value.clone() };
            all.push(probe(plain.clone().body(body), Meant::Nothing));
        }
    }
    all
}

/// Requests of callers who are not known, with methods and content types that are not declared, without what is required.
#[must_use]
pub(super) fn manners(engine: &Engine<'_>, operation: usize) -> Vec<Story> {
    let ground = &engine.grounds[operation];
    let shape = &engine.contract.api.operations[operation];
    let Ok(plain) = &ground.plain else { return Vec::new() };
    let mut all = Vec::new();
    if !shape.callers.is_empty() {
        all.push(probe(plain.clone().by(Caller::Nobody), Meant::Nothing));
        if !engine.options.credentials.is_empty() {
            all.push(probe(plain.clone().by(Caller::Stranger), Meant::Nothing));
        }
    }
    for (index, _) in shape.parameters.iter().enumerate().filter(|(_, one)| one.required && one.location != In::Path) {
        all.push(probe(plain.clone().with(index, None), Meant::Nothing));
    }
    all.extend(methods(engine, operation, plain));
    if let Some(body) = &shape.body {
        if body.required {
            all.push(probe(plain.clone().body(Payload::Nothing), Meant::Nothing));
        }
        let json = body.content.iter().find(|media| media.range.contains("json"));
        let raw = |content_type: Option<&str>, bytes: &[u8]| Payload::Raw {
            content_type: content_type.map(str::to_owned),
            bytes: Bytes::copy_from_slice(bytes),
        };
        if let Some(json) = json {
            let said = json.range.as_str();
            for broken in [&b"{"[..], b"", b"[1,", b"{\"a\": }", b"\xff\xfe{}", b"nul"] {
                all.push(probe(plain.clone().body(raw(Some(said), broken)), Meant::All));
            }
            for value in ["null", "[]", "\"text\"", "0", "true"] {
                all.push(probe(plain.clone().body(raw(Some(said), value.as_bytes())), Meant::All));
            }
            // RFC 9110, section 8.3.1: it is the same type with a parameter.
            if !said.contains([';', '*']) && said == "application/json" && plain.value().is_some() {
                let mut named = plain.clone();
                named.headers.push(("content-type".into(), format!("{said}; charset=utf-8")));
                all.push(probe(named, Meant::Nothing));
            }
            if let Some(value) = plain.value() {
                let text = value.to_string();
                let declared = |name: &str| body.content.iter().any(|media| media.range.starts_with(name));
                for other in ["text/plain", "application/xml", "application/x-www-form-urlencoded"] {
                    if !declared(other) && !declared("*/*") && !declared("text/*") {
                        all.push(probe(plain.clone().body(raw(Some(other), text.as_bytes())), Meant::Nothing));
                    }
                }
            }
        }
    }
    all
}

/// One request for each method that the path does not have; on the first operation of a path only.
fn methods(engine: &Engine<'_>, operation: usize, plain: &Draft) -> Vec<Story> {
    let api = &engine.contract.api;
    let path = &api.operations[operation].path;
    let of_path = |one: &Operation| one.path == *path;
    if api.operations.iter().position(of_path) != Some(operation) {
        return Vec::new();
    }
    let declared: Vec<&Method> = api.operations.iter().filter(|one| of_path(one)).map(|one| &one.method).collect();
    let others = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];
    let others = others.into_iter().filter(|method| !declared.contains(&method));
    let others = others.filter(|method| engine.options.may_write || is_safe(method));
    others
        .map(|method| {
            let mut draft = plain.clone();
            draft.method = Some(method);
            probe(draft, Meant::Nothing)
        })
        .collect()
}

/// Every corner of every part that the contract allows, one at a time around the plain request.
#[must_use]
pub(super) fn covering(engine: &Engine<'_>, operation: usize) -> Vec<Story> {
    let ground = &engine.grounds[operation];
    let shape = &engine.contract.api.operations[operation];
    let Ok(plain) = &ground.plain else { return Vec::new() };
    let mut all = Vec::new();
    let mut full = plain.clone();
    for (index, parameter) in shape.parameters.iter().enumerate() {
        let Some(sampler) = &ground.samplers[index] else { continue };
        for one in sampler.covering().into_iter().take(MOST / 3) {
            // An id that was made up is there for nobody: what is there is asked by the others.
            let meant = if engine.resources.providers[operation][index].is_some() && parameter.location == In::Path {
                Meant::Nothing
            } else {
                Meant::Parameter(index)
            };
            let made_up = meant == Meant::Nothing;
            all.push(probe(plain.clone().with(index, Some(one.value)), meant));
            if made_up {
                break;
            }
        }
        if full.parameters[index].is_none() {
            full.parameters[index] = sampler.plain().ok();
            all.push(probe(plain.clone().with(index, sampler.plain().ok()), Meant::Nothing));
        }
        if parameter.location == In::Path {
            let unknown = sampler.valid(mix(engine.options.seed, 9_000 + index as u64));
            // A UUID that the document or an answer names may be somebody's.
            let unknown = unknown.map(|value| match value.as_str().map(str::parse::<uuid::Uuid>) {
                Some(Ok(_)) => Value::String(made_up(mix(engine.options.seed, 7_000 + operation as u64))),
                _ => value,
            });
            all.extend(
                unknown.ok().map(|value| probe(plain.clone().with(index, Some(value)), Meant::Parameter(index))),
            );
        }
    }
    all.push(probe(full, Meant::Nothing));
    for (place, sampler) in &ground.media {
        for one in sampler.covering().into_iter().take(MOST) {
            let meant = if one.what.pointer.is_empty() { Meant::Nothing } else { Meant::Body(one.what.pointer) };
            all.push(probe(plain.clone().body(Payload::Value { media: *place, value: one.value }), meant));
        }
    }
    all
}

/// Everything that the contract refuses, one fault at a time in the plain request.
#[must_use]
pub(super) fn negatives(engine: &Engine<'_>, operation: usize) -> Vec<Story> {
    let ground = &engine.grounds[operation];
    let Ok(plain) = &ground.plain else { return Vec::new() };
    let mut all = Vec::new();
    for (place, sampler) in &ground.media {
        let mut wrong = sampler.invalid();
        // The shallow ones first: they stand in every request.
        wrong.sort_by_key(|one| one.pointer.matches('/').count());
        for one in wrong.into_iter().take(MOST) {
            all.push(probe(
                plain.clone().body(Payload::Value { media: *place, value: one.value }),
                Meant::Body(one.pointer),
            ));
        }
    }
    for (index, sampler) in ground.samplers.iter().enumerate() {
        let wrong = sampler.iter().flat_map(Sampler::invalid).take(MOST / 3);
        all.extend(wrong.map(|one| probe(plain.clone().with(index, Some(one.value)), Meant::Parameter(index))));
    }
    all
}

/// Tales of several requests.
#[must_use]
pub(super) fn chains(engine: &Engine<'_>, explored: &[usize], variant: u64) -> Vec<Story> {
    let (_, others): (Vec<_>, Vec<_>) = all_chains(engine, explored, variant).into_iter().partition(is_of_lists);
    others
}

/// Tales of lists, which are only told when nothing else is.
#[must_use]
pub(super) fn lists(engine: &Engine<'_>, explored: &[usize], variant: u64) -> Vec<Story> {
    all_chains(engine, explored, variant).into_iter().filter(is_of_lists).collect()
}

fn is_of_lists(story: &Story) -> bool {
    matches!(story, Story::Pages { .. } | Story::Filter { .. } | Story::Sort { .. })
}

fn all_chains(engine: &Engine<'_>, explored: &[usize], variant: u64) -> Vec<Story> {
    let mut all = Vec::new();
    let has = |operation: &Option<usize>| operation.is_some_and(|one| explored.contains(&one));
    for (index, resource) in engine.resources.all.iter().enumerate() {
        let begins = resource.make.or(resource.replace);
        let may_begin =
            begins.is_some_and(|one| engine.options.may_write || is_safe(&engine.contract.api.operations[one].method));
        let after = [resource.read, resource.replace, resource.patch, resource.list, resource.remove];
        // A thing of a kind of which only the reading is chosen is made all the same: there would be nothing to read.
        if may_begin
            && (has(&begins) || after.iter().any(has))
            && (resource.read.or(resource.list).or(resource.remove)).is_some()
        {
            all.push(Story::Life { resource: index, variant });
            let below = engine.resources.below(&engine.contract.api, resource);
            if variant.is_multiple_of(8) && below.iter().any(|one| explored.contains(&one.operation)) {
                all.push(Story::Below { resource: index, variant });
            }
            let owned = !engine.options.credentials.others.is_empty()
                && resource.read.is_some()
                && owned(&engine.contract.api, resource).iter().any(|one| explored.contains(one));
            if owned && variant.is_multiple_of(8) {
                all.push(Story::Foreign { resource: index });
            }
        }
        if variant == 0
            && let Some(make) = resource.make.filter(|_| has(&resource.make))
        {
            let places = long_places(engine, make);
            all.extend(places.into_iter().map(|pointer| Story::Long { resource: index, pointer }));
        }
    }
    if !variant.is_multiple_of(8) {
        return all;
    }
    for operation in explored.iter().copied() {
        let shape = &engine.contract.api.operations[operation];
        if shape.method == Method::GET {
            let lists = engine.resources.all.iter().any(|one| one.list == Some(operation));
            if lists || super::story::limit_parameter(shape).is_some() {
                // Some faults only show where a page has more than one item.
                all.extend([2, 1, 3].map(|size| Story::Pages { list: operation, size }));
                for parameter in filter_parameters(shape) {
                    let filter = |property| Story::Filter { list: operation, parameter, property };
                    let inner = inner_filters(engine, operation, parameter);
                    if inner.is_empty() {
                        all.push(filter(None));
                    }
                    all.extend(inner.into_iter().map(|property| filter(Some(property))));
                }
            }
            if let Some(parameter) = sort_parameter(shape) {
                let orders = engine.grounds[operation].samplers[parameter].iter().flat_map(Sampler::covering);
                let mut orders: Vec<Value> = orders.filter_map(|one| order(one.value)).collect();
                orders.dedup();
                orders.truncate(8);
                all.extend(orders.into_iter().map(|order| Story::Sort { list: operation, parameter, order }));
            }
        }
        let key = shape.parameters.iter().position(|one| plain(&one.name) == "idempotencykey");
        all.extend(key.map(|parameter| Story::Replay { operation, parameter }));
        for (response, answer) in shape.responses.iter().enumerate() {
            all.extend((0..answer.links.len()).map(|link| Story::Link { operation, response, link }));
        }
    }
    all
}

/// An order by one property.
fn order(value: Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value),
        Value::Array(list) => list.into_iter().next().filter(Value::is_string).map(|one| Value::Array(vec![one])),
        _ => None,
    }
}

/// Requests with whatever fits, and some of them with one part that does not.
#[must_use]
pub(super) fn random(engine: &Engine<'_>, operation: usize, round: u64, count: u64) -> Vec<Story> {
    let ground = &engine.grounds[operation];
    let shape = &engine.contract.api.operations[operation];
    let seed = mix(mix(engine.options.seed, operation as u64), round);
    (0..count).filter_map(|turn| Some(probe(ground.random(shape, mix(seed, turn))?, Meant::Nothing))).collect()
}
