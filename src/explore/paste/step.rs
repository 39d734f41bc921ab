//! A request as a step of a suite, and a case as its steps.

use http::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Map, Value, json};
use url::Url;

use crate::explore::api::{Nobody, Pasting};
use crate::explore::credential::Credential;
use crate::explore::draft::{Caller, Draft, Payload};
use crate::explore::tale::{Binding, Source, Spot};
use crate::explore::thing::word;
use crate::model::exchange::Request;
use crate::openapi::api::{Api, In};
use crate::openapi::at::path;
use crate::openapi::draft::yaml;

/// A request, and what it was made from.
pub(in crate::explore) struct Asked<'a> {
    pub(in crate::explore) api: &'a Api,
    /// What the suite's paths stand behind.
    pub(in crate::explore) base: &'a Url,
    pub(in crate::explore) credentials: &'a [Credential],
    pub(in crate::explore) pasting: &'a Pasting,
    pub(in crate::explore) draft: &'a Draft,
    pub(in crate::explore) request: &'a Request,
    pub(in crate::explore) bindings: &'a [Binding],
}

/// The step; none where a suite cannot say it.
pub(in crate::explore) fn step(
    asked: &Asked<'_>,
    name: &mut dyn FnMut(&Binding) -> String,
) -> Option<Map<String, Value>> {
    let Asked { api, base, credentials, pasting, draft, request, bindings } = *asked;
    let operation = draft.of(api);
    let base = base.path().trim_end_matches('/');
    let whole = request.url.path();
    let mut path = whole.strip_prefix(base).unwrap_or(whole).replace("${", "$${");
    let mut query = request.url.query().unwrap_or_default().replace("${", "$${");
    let mut body = draft.value().map(|value| templated(value, &mut |_, _| String::new()));
    for binding in bindings {
        let template = format!("${{{}}}", name(binding));
        match &binding.spot {
            Spot::Parameter(index) => {
                let parameter = &operation.parameters[*index];
                let value = draft.parameters[*index].as_ref().map(word).unwrap_or_default();
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
    for credential in credentials {
        if let Credential::Query(name, _) = credential {
            query =
                query.split('&').filter(|pair| !pair.starts_with(&format!("{name}="))).collect::<Vec<_>>().join("&");
        }
    }
    if pasting.rooted {
        path.insert(0, '/');
    }
    let target = if query.is_empty() { path } else { format!("{path}?{query}") };
    let mut step = Map::new();
    step.insert("call".into(), json!(format!("{} {target}", draft.method(api))));
    let asks_as = match (draft.caller, &pasting.nobody) {
        (Caller::Given, _) if !credentials.is_empty() => pasting.caller.as_deref(),
        (Caller::Nobody, Nobody::Named(nobody)) => Some(nobody.as_str()),
        (Caller::Other, _) => Some("other"),
        _ => None,
    };
    if let Some(caller) = asks_as {
        step.insert("as".into(), json!(caller));
    }
    let mut headers = Map::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let sent = request.headers.get(parameter.name.as_str()).and_then(|value| value.to_str().ok());
        if parameter.location == In::Header && draft.parameters[index].is_some() {
            headers.insert(parameter.name.to_ascii_lowercase(), json!(sent?.replace("${", "$${")));
        }
    }
    for (header, value) in draft.headers.iter().filter(|(name, _)| name != CONTENT_TYPE.as_str()) {
        headers.insert(header.clone(), json!(value.replace("${", "$${")));
    }
    if draft.caller == Caller::Stranger {
        for credential in credentials {
            let (header, value) = match credential {
                Credential::Bearer(_) => ("authorization", "Bearer ${fresh.uuid}"),
                Credential::Basic(_) => ("authorization", "Basic ${base64(fresh.id)}"),
                Credential::Header(name, _) => (name.as_str(), "${fresh.uuid}"),
                _ => return None,
            };
            headers.insert(header.to_owned(), json!(value));
        }
    }
    if !headers.is_empty() {
        step.insert("headers".into(), Value::Object(headers));
    }
    if let Some(cookies) = request.headers.get(COOKIE).filter(|_| credentials.is_empty()) {
        let pairs = cookies.to_str().ok()?.split("; ").filter_map(|pair| pair.split_once('='));
        step.insert(
            "cookies".into(),
            pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>().into(),
        );
    }
    let content_type = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = content_type.is_some_and(|value| value.contains("json"));
    match (&draft.body, body) {
        (Payload::Nothing, _) => {}
        (Payload::Value { .. }, Some(body)) if is_json => {
            step.insert("json".into(), body);
            if content_type != Some("application/json") {
                step.insert("content_type".into(), json!(content_type));
            }
        }
        (Payload::Raw { content_type: None, .. }, _) => return None,
        _ => {
            let text = std::str::from_utf8(&request.body).ok()?;
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

/// What is expected, with templates in the place of what was saved, and nothing else read as one.
pub(super) fn templated(value: &Value, name: &mut dyn FnMut(usize, String) -> String) -> Value {
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

/// Saves a part of a step's answer under a name.
pub(in crate::explore) fn save(step: &mut Map<String, Value>, name: String, source: &Source) -> Option<()> {
    let said = match source {
        Source::Json(pointer) => json!(path(pointer)),
        Source::Location => json!({"header": "location", "matches": "([^/?#]+)/?$"}),
        Source::Header(header) => json!({"header": header}),
        Source::Chosen => return Some(()),
    };
    let save = step.entry("save").or_insert_with(|| Value::Object(Map::new()));
    save.as_object_mut()?.insert(name, said);
    Some(())
}

/// A case as YAML; a note stands in it as a comment.
pub(in crate::explore) fn case(name: &str, note: Option<&str>, steps: &[Map<String, Value>]) -> String {
    let mut text = format!("  - name: {}\n", yaml(&json!(name)));
    if let Some(note) = note {
        text.push_str(&format!("    # {note}\n"));
    }
    if let [only] = steps {
        only.iter().for_each(|(key, value)| text.push_str(&format!("    {key}: {}\n", yaml(value))));
        return text;
    }
    text.push_str("    steps:\n");
    for step in steps {
        for (index, (key, value)) in step.iter().enumerate() {
            text.push_str(if index == 0 { "      - " } else { "        " });
            text.push_str(&format!("{key}: {}\n", yaml(value)));
        }
    }
    text
}
