//! Lists: by pages, by filters, in an order.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Made, listed};
use crate::explore::draft::Draft;
use crate::explore::engine::Engine;
use crate::explore::meant::Meant;
use crate::explore::tale::{Binding, Role, Source, Spot};
use crate::explore::teller::Teller;
use crate::explore::thing::{id_names, items, plain, same_name, word};
use crate::openapi::api::{In, Operation};
use crate::openapi::sample::Sampler;

/// How many pages are walked at most.
const PAGES: usize = 40;

const LIMITS: [&str; 10] =
    ["limit", "pagesize", "perpage", "size", "maxresults", "top", "first", "count", "pagelimit", "max"];
const OFFSETS: [&str; 5] = ["offset", "skip", "start", "startindex", "from"];
const NUMBERS: [&str; 4] = ["page", "pagenumber", "pageno", "pageindex"];
const CURSORS: [&str; 9] =
    ["cursor", "after", "pagetoken", "startingafter", "next", "continuationtoken", "nexttoken", "marker", "token"];
const NEXT: [&str; 7] =
    ["nextcursor", "nextpagetoken", "nexttoken", "next", "cursor", "continuationtoken", "endcursor"];

fn named(operation: &Operation, names: &[&str]) -> Option<usize> {
    let query = |place: &usize| operation.parameters[*place].location == In::Query;
    let mut found =
        names.iter().filter_map(|name| operation.parameters.iter().position(|one| plain(&one.name) == *name));
    found.find(query)
}

/// The parameter that says how many items a list has at most.
#[must_use]
pub(in crate::explore) fn limit_parameter(operation: &Operation) -> Option<usize> {
    named(operation, &LIMITS)
}

/// The parameter that says in which order a list is.
#[must_use]
pub(in crate::explore) fn sort_parameter(operation: &Operation) -> Option<usize> {
    named(operation, &["sort", "sortby", "orderby", "order", "ordering"])
}

/// Parameters that may have the name of a property of the items.
#[must_use]
pub(in crate::explore) fn filter_parameters(operation: &Operation) -> Vec<usize> {
    let special = |name: &str| {
        [&LIMITS[..], &OFFSETS, &NUMBERS, &CURSORS, &["sort", "sortby", "orderby", "order", "q", "search", "query"]]
            .iter()
            .any(|names| names.contains(&name))
    };
    let places = operation.parameters.iter().enumerate();
    let fits = places.filter(|(_, one)| one.location == In::Query && !special(&plain(&one.name)));
    fits.map(|(place, _)| place).collect()
}

/// A list with what its address needs, and what came from where.
async fn list_draft(teller: &mut Teller<'_>, list: usize, made: Option<&Made>) -> Option<(Draft, Vec<Binding>)> {
    match made {
        Some(made) => teller.about(list, made.step, &made.id),
        None => {
            let mut draft = teller.engine.grounds[list].plain.as_ref().ok()?.clone();
            let (bindings, _) = teller.settle(&mut draft, &Meant::Nothing).await;
            Some((draft, bindings))
        }
    }
}

/// Walks a list to its last page, from the first step of a role on; says whether it came to the end.
pub(super) async fn walk(teller: &mut Teller<'_>, list: usize, made: Option<&Made>, role: Role) -> bool {
    let Some((draft, bindings)) = list_draft(teller, list, made).await else { return false };
    walk_from(teller, draft, bindings, role, None).await
}

async fn walk_from(
    teller: &mut Teller<'_>,
    draft: Draft,
    bindings: Vec<Binding>,
    role: Role,
    limit: Option<(usize, u64)>,
) -> bool {
    let operation = draft.operation;
    let shape = &teller.engine.contract.api.operations[operation];
    let (offset, number, cursor) = (named(shape, &OFFSETS), named(shape, &NUMBERS), named(shape, &CURSORS));
    let mut draft = draft;
    if let Some((place, limit)) = limit {
        draft.parameters[place] = Some(json!(limit));
    }
    let mut role = role;
    let mut seen = 0_u64;
    let mut page = number.and_then(|place| draft.parameters[place].as_ref()?.as_u64()).unwrap_or(1);
    let mut known: HashSet<String> = HashSet::new();
    for _ in 0..PAGES {
        let Some(step) = teller.send(role, draft.clone(), bindings.clone(), true).await else { return false };
        teller.tale.steps[step].about = limit.map(|(place, _)| place);
        let Some(found) = listed(teller, step).filter(|_| teller.went_well(step)) else { return false };
        role = Role::Page;
        let body = teller.step(step).json().cloned().unwrap_or(Value::Null);
        let fresh = found.iter().filter(|item| known.insert(item.to_string())).count();
        seen += found.len() as u64;
        if found.is_empty() {
            return true;
        }
        if let Some(place) = cursor {
            match next(&body, teller.step(step).header("link")) {
                Some(next) if !next.is_empty() => draft.parameters[place] = Some(Value::String(next)),
                _ => return true,
            }
        } else if fresh == 0 {
            // The same once more: paging does not work, which another oracle tells.
            return false;
        } else if let Some(place) = offset {
            draft.parameters[place] = Some(json!(seen));
        } else if let Some(place) = number {
            page += 1;
            draft.parameters[place] = Some(json!(page));
        } else {
            // Without a way to the next page, this is all; where there is a limit, it may not be.
            return limit_parameter(shape).is_none();
        }
    }
    false
}

/// The properties that a parameter has, where it is an object.
#[must_use]
pub(in crate::explore) fn inner_filters(engine: &Engine<'_>, list: usize, parameter: usize) -> Vec<String> {
    let sampler = engine.grounds[list].samplers[parameter].as_ref();
    let mut names: Vec<String> = Vec::new();
    for one in sampler.into_iter().flat_map(Sampler::covering) {
        let keys = one.value.as_object().into_iter().flat_map(|map| map.keys());
        for key in keys.filter(|key| !key.starts_with("holdpoint")) {
            if !names.contains(key) && names.len() < 8 {
                names.push(key.clone());
            }
        }
    }
    names
}

/// The cursor of the next page.
fn next(body: &Value, link: Option<&str>) -> Option<String> {
    let direct = |map: &serde_json::Map<String, Value>| {
        let found =
            NEXT.iter().find_map(|name| map.iter().find(|(key, _)| plain(key) == *name).map(|(_, value)| value))?;
        match found {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let map = body.as_object()?;
    let inner = ["meta", "pagination", "paging", "page", "page_info", "links"];
    let found = direct(map).or_else(|| inner.iter().find_map(|key| direct(map.get(*key)?.as_object()?)));
    let found = found.or_else(|| {
        let next = link?.split(',').find(|part| part.contains("rel=\"next\"") || part.contains("rel=next"))?;
        Some(next.split(['<', '>']).nth(1)?.to_owned())
    })?;
    if !found.contains(['/', '?']) {
        return Some(found);
    }
    // An address: the cursor is a parameter of it.
    let query = found.split_once('?')?.1;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| CURSORS.contains(&plain(key).as_str()))
        .map(|(_, value)| value.into_owned())
}

/// Makes a few things to be listed.
async fn fill(teller: &mut Teller<'_>, list: usize, count: u64) -> Option<Made> {
    let resources = &teller.engine.resources;
    let resource = resources.all.iter().find(|one| one.list == Some(list))?;
    let Some(make) = resource.make else {
        let mut made = None;
        for turn in 0..count {
            made = super::written(teller, resource, turn).await.or(made);
        }
        return made;
    };
    let mut first: Option<Made> = None;
    for turn in 0..count {
        let step = match &first {
            // Into the same collection as the first.
            Some(made) => again(teller, make, made, turn).await,
            None => teller.make(make, Role::Make, 0).await,
        };
        let Some(step) = step.filter(|step| teller.went_well(*step)) else { continue };
        let id =
            crate::explore::engine::found_id(teller.step(step), &id_names(&resource.parameter, &resource.singular));
        if let (None, Some(id)) = (&first, id) {
            first = Some(Made { step, id });
        }
    }
    first
}

async fn again(teller: &mut Teller<'_>, make: usize, first: &Made, turn: u64) -> Option<usize> {
    let ground = &teller.engine.grounds[make];
    let shape = &teller.engine.contract.api.operations[make];
    let told = teller.step(first.step);
    let (known, bindings) = (told.draft.clone(), told.bindings.clone());
    let mut draft = ground.random(shape, crate::explore::ground::mix(teller.seed, 300 + turn))?;
    for (place, value) in known.parameters.iter().enumerate() {
        draft.parameters[place].clone_from(value);
    }
    let mut kept = Vec::new();
    for binding in bindings {
        let value = match &binding.spot {
            Spot::Parameter(_) => None,
            Spot::Body(pointer) => known.value().and_then(|body| body.pointer(pointer)).cloned(),
        };
        if let Some(value) = value {
            crate::explore::tale::put(&mut draft, &binding.spot, &value);
        }
        kept.push(binding);
    }
    let key = shape.parameters.iter().position(|one| plain(&one.name) == "idempotencykey");
    if let Some(place) = key.filter(|place| draft.parameters[*place].is_some()) {
        draft.parameters[place] =
            Some(json!(format!("holdpoint-{:x}", crate::explore::ground::mix(teller.seed, turn))));
    }
    teller.send(Role::Prepare, draft, kept, true).await
}

pub(super) async fn pages(teller: &mut Teller<'_>, list: usize, size: u64) {
    let made = fill(teller, list, 4).await;
    let shape = &teller.engine.contract.api.operations[list];
    let Some((draft, bindings)) = list_draft(teller, list, made.as_ref()).await else { return };
    let limit = limit_parameter(shape);
    let offset = [named(shape, &OFFSETS), named(shape, &NUMBERS), named(shape, &CURSORS)].into_iter().flatten().next();
    // All of them, to compare the pages with.
    let mut all = draft.clone();
    if let (Some(place), Some(most)) = (limit, limit.and_then(|place| bound(teller, list, place, true))) {
        all.parameters[place] = Some(json!(most));
    }
    let Some(first) = teller.send(Role::List, all, bindings.clone(), true).await else { return };
    let count = listed(teller, first).map_or(0, |items| items.len());
    let Some(place) = limit else { return };
    let Some(least) = bound(teller, list, place, false) else { return };
    let limited = draft.clone().with(place, Some(json!(least)));
    if let Some(step) = teller.send(Role::Limited, limited, bindings.clone(), true).await {
        teller.tale.steps[step].about = Some(place);
    }
    if offset.is_some() && count > 1 {
        let size = least.max(size);
        teller.tale.walked = walk_from(teller, draft, bindings, Role::Page, Some((place, size))).await;
    }
}

/// The least useful, or the greatest, value of a limit.
fn bound(teller: &Teller<'_>, list: usize, place: usize, most: bool) -> Option<u64> {
    let sampler = teller.engine.grounds[list].samplers[place].as_ref()?;
    let numbers = sampler.covering().into_iter().filter_map(|one| one.value.as_u64()).filter(|number| *number > 0);
    let numbers: Vec<u64> = numbers.filter(|number| *number <= 1_000).collect();
    if most { numbers.iter().max().copied() } else { numbers.iter().min().copied() }
}

pub(super) async fn filter(teller: &mut Teller<'_>, list: usize, parameter: usize, inner: Option<&str>) {
    let made = fill(teller, list, 4).await;
    let Some((draft, bindings)) = list_draft(teller, list, made.as_ref()).await else { return };
    let shape = &teller.engine.contract.api.operations[list];
    let name = plain(inner.unwrap_or(&shape.parameters[parameter].name));
    let Some(step) = teller.send(Role::List, draft.clone(), bindings.clone(), true).await else { return };
    let Some((pointer, found)) = teller.step(step).json().and_then(items).map(|(at, found)| (at, found.clone())) else {
        return;
    };
    let property = |item: &Value| {
        let (key, value) = item.as_object()?.iter().find(|(key, _)| same_name(key, &name))?;
        let value = value.as_array().and_then(|list| list.first()).unwrap_or(value);
        let plain_text =
            value.as_str().is_some_and(|text| !text.is_empty() && text.parse::<jiff::Timestamp>().is_err());
        (plain_text || value.is_boolean()).then(|| (key.clone(), value.clone()))
    };
    let values: Vec<(usize, String, Value)> = found
        .iter()
        .enumerate()
        .filter_map(|(index, item)| property(item).map(|(key, value)| (index, key, value)))
        .collect();
    // Two values at least, or nothing could be told from the answer; the rarest is the most telling.
    let count = |value: &Value| values.iter().filter(|(_, _, other)| word(other) == word(value)).count();
    let Some((index, key, value)) = values.iter().min_by_key(|(_, _, value)| count(value)) else { return };
    let mut at = format!("{pointer}/{index}");
    crate::openapi::at::push(&mut at, key);
    let sent = match inner {
        Some(inner) => json!({inner: value}),
        None => value.clone(),
    };
    if let Some(both) = both(teller, list, parameter, &found, key, value).filter(|_| inner.is_none()) {
        let draft = draft.clone().with(parameter, Some(both));
        if let Some(step) = teller.send(Role::Filtered, draft, bindings.clone(), true).await {
            teller.tale.steps[step].about = Some(parameter);
        }
    }
    let draft = draft.with(parameter, Some(sent));
    let mut bindings = bindings;
    let scalar = found[*index].get(key).is_some_and(Value::is_string);
    if inner.is_none() && scalar {
        bindings.insert(0, Binding { spot: Spot::Parameter(parameter), from: step, source: Source::Json(at) });
    }
    if let Some(step) = teller.send(Role::Filtered, draft, bindings, true).await {
        teller.tale.steps[step].about = Some(parameter);
    }
}

/// The value of a filter and another one that items have, where the filter takes several.
fn both(
    teller: &Teller<'_>,
    list: usize,
    parameter: usize,
    found: &[Value],
    key: &str,
    value: &Value,
) -> Option<Value> {
    let sampler = teller.engine.grounds[list].samplers[parameter].as_ref()?;
    sampler.covering().into_iter().find(|one| one.value.as_array().is_some_and(|values| values.len() > 1))?;
    let mut others = found.iter().filter_map(|item| item.get(key)).filter(|other| other.is_string());
    let other = others.find(|other| word(other) != word(value))?;
    Some(json!([other, value]))
}

pub(super) async fn sort(teller: &mut Teller<'_>, list: usize, parameter: usize, order: &Value) {
    let made = fill(teller, list, 5).await;
    let Some((draft, bindings)) = list_draft(teller, list, made.as_ref()).await else { return };
    let draft = draft.with(parameter, Some(order.clone()));
    if let Some(step) = teller.send(Role::Sorted, draft, bindings, true).await {
        teller.tale.steps[step].about = Some(parameter);
    }
}
