//! A finding as a case of a suite, ready to be pasted: what it needs made, the request, and what would have been right.

use serde_json::{Map, Value, json};

use super::api::Nobody;
use super::draft::Caller;
use super::engine::Engine;
use super::oracle::api::Claim;
use super::tale::{Source, Tale};
use step::{Asked, templated};

pub(super) mod step;

/// The case, as YAML; none where a suite cannot say it (bytes that are no text).
pub(super) fn case(engine: &Engine<'_>, tale: &Tale, claim: &Claim) -> Option<String> {
    let kept = needed(tale, claim);
    let mut saves: Vec<(usize, Source, String)> = Vec::new();
    let name_of = |from: usize, source: &Source, saves: &mut Vec<(usize, Source, String)>| {
        if let Some((.., name)) = saves.iter().find(|(step, known, _)| *step == from && known == source) {
            return name.clone();
        }
        let name = format!("saved_{}", saves.len() + 1);
        saves.push((from, source.clone(), name.clone()));
        name
    };
    let mut steps: Vec<(usize, Map<String, Value>)> = Vec::new();
    for index in kept {
        let told = &tale.steps[index];
        let asked = Asked {
            api: &engine.contract.api,
            // Where the contract's own prefix is a part of the path, a suite has to say it.
            base: &engine.root,
            credentials: &engine.options.credentials.given,
            pasting: &engine.options.pasting,
            draft: &told.draft,
            request: &told.exchange.request,
            bindings: &told.bindings,
        };
        let mut step = step::step(&asked, &mut |binding| name_of(binding.from, &binding.source, &mut saves))?;
        let expect = if index == claim.step {
            templated(&claim.expect, &mut |from, pointer| {
                let source = match pointer.strip_prefix("header:") {
                    Some(header) => Source::Header(header.to_owned()),
                    None => Source::Json(pointer),
                };
                name_of(from, &source, &mut saves)
            })
        } else if told.succeeded() && told.draft.method(&engine.contract.api) == http::Method::PUT {
            // Whether it makes a thing or replaces one depends on what is there.
            json!({"status": "2xx"})
        } else {
            json!({"status": told.status()})
        };
        step.insert("expect".into(), expect);
        steps.push((index, step));
    }
    for (from, source, name) in saves {
        let (_, step) = steps.iter_mut().find(|(index, _)| *index == from)?;
        step::save(step, name, &source)?;
    }
    let told = &tale.steps[claim.step];
    let field = if claim.field.is_empty() { String::new() } else { format!(" ({})", claim.field) };
    let operation = told.draft.of(&engine.contract.api);
    let method = told.draft.method(&engine.contract.api);
    let name = format!("{} of {method} {}{field}", claim.oracle, operation.path).replace("${", "$${");
    let is_nobody = |(index, _): &(usize, Map<String, Value>)| tale.steps[*index].draft.caller == Caller::Nobody;
    let unsaid = engine.options.pasting.nobody == Nobody::Missing && steps.iter().any(is_nobody);
    let note = unsaid.then_some("Asks as nobody: paste it where neither `as` nor headers give credentials.");
    let steps: Vec<Map<String, Value>> = steps.into_iter().map(|(_, step)| step).collect();
    Some(step::case(&name, note, &steps))
}

/// The steps that the claim rests on: itself, what its parts come from, and changes of the thing between.
fn needed(tale: &Tale, claim: &Claim) -> Vec<usize> {
    use super::tale::Role;
    let mut kept = vec![claim.step];
    let mut at = 0;
    while let Some(index) = kept.get(at).copied() {
        at += 1;
        let mut from: Vec<usize> = tale.steps[index].bindings.iter().map(|binding| binding.from).collect();
        if index == claim.step {
            collect(&claim.expect, &mut from);
        }
        for step in from {
            if !kept.contains(&step) {
                kept.push(step);
            }
        }
    }
    for (index, told) in tale.steps.iter().enumerate().take(claim.step) {
        let acts = matches!(told.role, Role::Replace | Role::Patch | Role::Remove) && told.succeeded();
        // What fills a list, or uses a key up, has to be there for it.
        let role = tale.steps[claim.step].role;
        let fills = matches!(role, Role::Limited | Role::Page | Role::Filtered | Role::Sorted | Role::Reused)
            && matches!(told.role, Role::Prepare | Role::Make)
            && told.succeeded();
        if (acts || fills) && !kept.contains(&index) {
            kept.push(index);
            let more = told.bindings.iter().map(|binding| binding.from).filter(|from| !kept.contains(from));
            let more: Vec<usize> = more.collect();
            kept.extend(more);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

fn collect(value: &Value, into: &mut Vec<usize>) {
    match value {
        Value::Object(map) => match map.get("$from").and_then(Value::as_array) {
            Some(from) => into.extend(from.first().and_then(Value::as_u64).and_then(|step| usize::try_from(step).ok())),
            None => map.values().for_each(|value| collect(value, into)),
        },
        Value::Array(list) => list.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}
