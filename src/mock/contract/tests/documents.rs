//! Every operation of real documents is answered, or said not to be; `HOLDPOINT_DOCUMENTS` names their folder.

use std::path::PathBuf;

use super::*;
use crate::openapi::api::{In, SchemeKind};
use crate::openapi::document::Loading;
use crate::openapi::schema::Direction;

fn documents(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| ["json", "yaml", "yml"].iter().any(|one| kind == *one)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A value of a parameter or a body.
fn sample(contract: &Contract, at: Option<&crate::openapi::at::At>, seed: u64) -> Value {
    let made = at.and_then(|at| prepare::sampler(contract, at, Direction::Request).ok());
    made.and_then(|sampler| sampler.valid(seed).ok()).unwrap_or_else(|| json!("x"))
}

/// A request as an operation asks for it, as far as that is simple.
fn request(contract: &Contract, number: usize, seed: u64) -> Request {
    let operation = &contract.api.operations[number];
    let mut target = format!("{}{}", contract.api.bases[0], operation.path);
    let mut query = Vec::new();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters.iter().filter(|one| one.required) {
        let text = write::text(&sample(contract, parameter.schema.as_ref(), seed));
        let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        match parameter.location {
            In::Path => target = target.replace(&format!("{{{}}}", parameter.name), &text.replace('+', "%20")),
            In::Header => {
                let name = HeaderName::from_bytes(parameter.name.as_bytes());
                headers.extend(name.ok().zip(HeaderValue::from_str(&text).ok()));
            }
            _ => query.push(format!("{}={text}", parameter.name)),
        }
    }
    for scheme in &contract.api.schemes {
        match &scheme.kind {
            SchemeKind::ApiKey { location: In::Query, name } => query.push(format!("{name}=x")),
            SchemeKind::ApiKey { name, .. } => {
                let name = HeaderName::from_bytes(name.as_bytes());
                headers.extend(name.ok().map(|name| (name, HeaderValue::from_static("x"))));
            }
            SchemeKind::Basic => drop(headers.append("authorization", HeaderValue::from_static("Basic eDp5"))),
            _ => drop(headers.insert("authorization", HeaderValue::from_static("Bearer x"))),
        }
    }
    let mut body = Bytes::new();
    let media = operation.body.iter().flat_map(|body| &body.content).find(|media| prefer::is_json(&media.range));
    if let Some(media) = media {
        headers.extend(write::content_type(&media.range).map(|kind| (http::header::CONTENT_TYPE, kind)));
        body = Bytes::from(sample(contract, media.schema.as_ref(), seed).to_string());
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    Request::new(operation.method.clone(), target, headers, body)
}

#[test]
#[ignore = "needs documents, and minutes"]
fn every_operation_of_real_documents_is_asked_with_state() {
    let Some(folder) = std::env::var_os("HOLDPOINT_DOCUMENTS").map(PathBuf::from) else { return };
    let part: usize = std::env::var("HOLDPOINT_EVERY").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let (mut right, mut refused, mut failed, mut kept) = (0, 0, 0, 0);
    for path in documents(folder).into_iter().step_by(part) {
        let Ok((contract, _)) = Contract::load(&path, &Loading::default()) else { continue };
        let provider = Provider::new(Arc::new(contract), Serving { state: true, ..Serving::default() });
        let mut store = Store::default();
        let mut order: Vec<usize> = (0..provider.names.len()).collect();
        // What is made first can be found afterwards.
        order.sort_by_key(|number| provider.operation(*number).method != Method::POST);
        for number in order {
            for seed in 0..2 {
                let request = request(&provider.contract, number, seed);
                let Ok(given) = provider.answer(&request, &mut store) else { continue };
                if given.fault.is_some() || given.told.is_some() {
                    failed += usize::from(given.fault.is_some());
                    refused += usize::from(given.told.is_some());
                    continue;
                }
                let Some(found) = given.operation else { continue };
                let seen = exchange::Request {
                    method: request.method.clone(),
                    url: Url::parse("http://mock/").unwrap(),
                    headers: HeaderMap::new(),
                    body: Bytes::new(),
                };
                let Filled { status, headers, body } = given.answer;
                let answer = exchange::Answer::new(status, Version::HTTP_11, headers, body);
                let verdict = provider.contract.judge_answer(found, &seen, &answer, &open());
                assert!(verdict.breaches.is_empty(), "{}: {} {:#?}", path.display(), request.target, verdict.breaches);
                right += 1;
                kept += usize::from(status == 404);
            }
        }
    }
    eprintln!("{right} right ({kept} of them 404), {refused} refused, {failed} without an answer");
    assert!(right > 0);
}

#[test]
#[ignore = "needs documents, and minutes"]
fn every_operation_of_real_documents_is_answered() {
    let Some(folder) = std::env::var_os("HOLDPOINT_DOCUMENTS").map(PathBuf::from) else { return };
    let (mut answered, mut read) = (0, 0);
    let mut silent: HashMap<String, usize> = HashMap::new();
    let part: usize = std::env::var("HOLDPOINT_EVERY").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    for path in documents(folder).into_iter().step_by(part) {
        let Ok((contract, _)) = Contract::load(&path, &Loading::default()) else { continue };
        read += 1;
        let provider = Provider::new(Arc::new(contract), Serving::default());
        for number in 0..provider.names.len() {
            let operation = provider.operation(number);
            for response in &operation.responses {
                let status = match response.status {
                    crate::openapi::api::StatusKey::Code(code) => code,
                    crate::openapi::api::StatusKey::Class(class) => u16::from(class) * 100,
                    crate::openapi::api::StatusKey::Default => 599,
                };
                let Ok(status) = StatusCode::from_u16(status) else { continue };
                let bodiless = response.content.is_empty() || prepare::is_bodiless(&operation.method, status);
                let places = if bodiless { vec![None] } else { (0..response.content.len()).map(Some).collect() };
                for media in places {
                    let prepared = provider.prepared(number, status, media);
                    match prepared.example().cloned().map_or_else(|| prepared.generated(7).clone(), Ok) {
                        Ok(ready) => {
                            prepared.hold(&ready, &open()).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
                            answered += 1;
                        }
                        Err(why) => *silent.entry(why.chars().take(60).collect()).or_default() += 1,
                    }
                }
            }
        }
    }
    let mut silent: Vec<_> = silent.into_iter().collect();
    silent.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    silent.truncate(25);
    eprintln!("{read} documents, {answered} answers, all valid; not answered: {silent:#?}");
    assert!(read > 0);
}
