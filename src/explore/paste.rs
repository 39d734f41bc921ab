//! A finding as a case of a suite, ready to be pasted: what it needs made, the request, and what would have been right.

use http::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Map, Value, json};

use super::api::Nobody;
use super::draft::{Caller, Payload};
use super::engine::Engine;
use super::oracle::api::Claim;
use super::tale::{Binding, Source, Spot, Tale, Told};
use super::thing::word;
use crate::openapi::api::In;

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
        let mut step = request(engine, told, &mut |binding| name_of(binding.from, &binding.source, &mut saves))?;
        let expect = if index == claim.step {
            templated(&claim.expect, &mut |from, pointer| {
                let source = match pointer.strip_prefix("header:") {
                    Some(header) => Source::Header(header.to_owned()),
                    None => Source::Json(pointer),
                };
                name_of(from, &source, &mut saves)
            })
        } else {
            json!({"status": told.status()})
        };
        step.insert("expect".into(), expect);
        steps.push((index, step));
    }
    for (from, source, name) in saves {
        let (_, step) = steps.iter_mut().find(|(index, _)| *index == from)?;
        let said = match source {
            Source::Json(pointer) => json!(super::oracle::api::path(&pointer)),
            Source::Location => json!({"header": "location", "matches": "([^/?#]+)/?$"}),
            Source::Header(header) => json!({"header": header}),
            Source::Chosen => continue,
        };
        let save = step.entry("save").or_insert_with(|| Value::Object(Map::new()));
        save.as_object_mut()?.insert(name, said);
    }
    let told = &tale.steps[claim.step];
    let field = if claim.field.is_empty() { String::new() } else { format!(" ({})", claim.field) };
    let operation = told.draft.of(&engine.contract.api);
    let method = told.draft.method(&engine.contract.api);
    let name = format!("{} of {method} {}{field}", claim.oracle, operation.path).replace("${", "$${");
    let mut text = format!("  - name: {}\n", json!(name));
    let is_nobody = |(index, _): &(usize, Map<String, Value>)| tale.steps[*index].draft.caller == Caller::Nobody;
    if engine.options.pasting.nobody == Nobody::Missing && steps.iter().any(is_nobody) {
        text.push_str("    # Asks as nobody: paste it where neither `as` nor headers give credentials.\n");
    }
    text.push_str("    steps:\n");
    for (_, step) in steps {
        for (index, (key, value)) in step.iter().enumerate() {
            text.push_str(if index == 0 { "      - " } else { "        " });
            text.push_str(&format!("{key}: {value}\n"));
        }
    }
    Some(text)
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
        // What fills a list has to be there for it.
        let fills = matches!(tale.steps[claim.step].role, Role::Limited | Role::Page | Role::Filtered | Role::Sorted)
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

/// What is expected, with templates in the place of what was saved, and nothing else read as one.
fn templated(value: &Value, name: &mut dyn FnMut(usize, String) -> String) -> Value {
    match value {
        Value::Object(map) => {
            if let Some(from) = map.get("$from").and_then(Value::as_array) {
                let step = from.first().and_then(Value::as_u64).and_then(|step| usize::try_from(step).ok());
                let pointer = from.get(1).and_then(Value::as_str).unwrap_or_default();
                return json!(format!("${{{}}}", name(step.unwrap_or(0), pointer.to_owned())));
            }
            Value::Object(map.iter().map(|(key, value)| (key.clone(), templated(value, name))).collect())
        }
        Value::Array(list) => list.iter().map(|value| templated(value, name)).collect(),
        Value::String(text) => json!(text.replace("${", "$${")),
        other => other.clone(),
    }
}

/// A step's request.
fn request(engine: &Engine<'_>, told: &Told, name: &mut dyn FnMut(&Binding) -> String) -> Option<Map<String, Value>> {
    let api = &engine.contract.api;
    let operation = told.draft.of(api);
    // Where the contract's own prefix is a part of the path, a suite has to say it.
    let base = engine.root.path().trim_end_matches('/');
    let whole = told.exchange.request.url.path();
    let mut path = whole.strip_prefix(base).unwrap_or(whole).replace("${", "$${");
    let mut query = told.exchange.request.url.query().unwrap_or_default().replace("${", "$${");
    let mut body = told.draft.value().map(|value| templated(value, &mut |_, _| String::new()));
    for binding in &told.bindings {
        let template = format!("${{{}}}", name(binding));
        match &binding.spot {
            Spot::Parameter(index) => {
                let parameter = &operation.parameters[*index];
                let value = told.draft.parameters[*index].as_ref().map(word).unwrap_or_default();
                let text = crate::value::percent::encode(&value);
                if parameter.location == In::Path {
                    path = replace_last(&path, &format!("/{text}"), &format!("/{template}"));
                } else {
                    let pair = format!("{}={text}", parameter.name);
                    query = query.replace(&pair, &format!("{}={template}", parameter.name));
                }
            }
            Spot::Body(pointer) => {
                if let Some(place) = body.as_mut().and_then(|body| body.pointer_mut(pointer)) {
                    *place = json!(template);
                }
            }
        }
    }
    // Credentials are the caller's, and stand in no suite.
    let credentials = &engine.options.credentials.given;
    for credential in credentials {
        if let super::credential::Credential::Query(name, _) = credential {
            query =
                query.split('&').filter(|pair| !pair.starts_with(&format!("{name}="))).collect::<Vec<_>>().join("&");
        }
    }
    if engine.options.pasting.rooted {
        path.insert(0, '/');
    }
    let target = if query.is_empty() { path } else { format!("{path}?{query}") };
    let mut step = Map::new();
    step.insert("call".into(), json!(format!("{} {target}", told.draft.method(api))));
    let pasting = &engine.options.pasting;
    let asks_as = match (told.draft.caller, &pasting.nobody) {
        (Caller::Given, _) if !credentials.is_empty() => pasting.caller.as_ref(),
        (Caller::Nobody, Nobody::Named(nobody)) => Some(nobody),
        _ => None,
    };
    if let Some(caller) = asks_as {
        step.insert("as".into(), json!(caller));
    }
    let mut headers = Map::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let sent = told.exchange.request.headers.get(parameter.name.as_str()).and_then(|value| value.to_str().ok());
        if parameter.location == In::Header && told.draft.parameters[index].is_some() {
            headers.insert(parameter.name.to_ascii_lowercase(), json!(sent?.replace("${", "$${")));
        }
    }
    for (header, value) in &told.draft.headers {
        headers.insert(header.clone(), json!(value.replace("${", "$${")));
    }
    if told.draft.caller == Caller::Stranger {
        for credential in credentials {
            let (header, value) = match credential {
                super::credential::Credential::Bearer(_) => ("authorization", "Bearer ${fresh.uuid}"),
                super::credential::Credential::Basic(_) => ("authorization", "Basic ${base64(fresh.id)}"),
                super::credential::Credential::Header(name, _) => (name.as_str(), "${fresh.uuid}"),
                _ => return None,
            };
            headers.insert(header.to_owned(), json!(value));
        }
    }
    if !headers.is_empty() {
        step.insert("headers".into(), Value::Object(headers));
    }
    if let Some(cookies) = told.exchange.request.headers.get(COOKIE).filter(|_| credentials.is_empty()) {
        let pairs = cookies.to_str().ok()?.split("; ").filter_map(|pair| pair.split_once('='));
        step.insert(
            "cookies".into(),
            pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>().into(),
        );
    }
    let content_type = told.exchange.request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = content_type.is_some_and(|value| value.contains("json"));
    match (&told.draft.body, body) {
        (Payload::Nothing, _) => {}
        (Payload::Value { .. }, Some(body)) if is_json => {
            step.insert("json".into(), body);
            if content_type != Some("application/json") {
                step.insert("content_type".into(), json!(content_type));
            }
        }
        (Payload::Raw { content_type: None, .. }, _) => return None,
        _ => {
            let text = std::str::from_utf8(told.sent()).ok()?;
            step.insert("body".into(), json!(text.replace("${", "$${")));
            step.insert("content_type".into(), json!(content_type?));
        }
    }
    Some(step)
}

fn replace_last(text: &str, from: &str, to: &str) -> String {
    match text.rfind(from) {
        Some(at) => format!("{}{to}{}", &text[..at], &text[at + from.len()..]),
        None => text.to_owned(),
    }
}
