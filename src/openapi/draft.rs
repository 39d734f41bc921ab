//! A first suite from a document: a case for each operation that can be called with what the document shows.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::api::{Api, In, Media, Operation, Response, SchemeKind, StatusKey};
use super::document::Document;
use crate::model::exchange;
use crate::value::percent;
use expect::expectation;
pub use expect::members;
pub use shown::of_parameter;

mod expect;
mod shown;

/// A suite, and what the project file has to say of its target.
#[derive(Debug)]
pub struct Draft {
    /// The suite's text.
    pub suite: String,
    /// The target's lines, indented as below `targets:`.
    pub target: String,
    /// How many cases there are.
    pub cases: usize,
    /// Operations without a case, each with the reason.
    pub left: Vec<(String, String)>,
}

/// A target's name from a document's title: lower-case letters, digits and `-`.
#[must_use]
pub fn name(title: &str) -> String {
    let mut out = String::new();
    for letter in title.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    let out = out.trim_matches('-');
    let out: String = out.chars().take(40).collect();
    if out.starts_with(|first: char| first.is_ascii_lowercase()) {
        out
    } else {
        format!("api-{out}").trim_matches('-').to_owned()
    }
}

/// Writes a suite for a target.
#[must_use]
pub fn draft(document: &Document, api: &Api, target: &str) -> Draft {
    let mut draft = Draft { suite: String::new(), target: String::new(), cases: 0, left: Vec::new() };
    let mut cases = String::new();
    for operation in &api.operations {
        match case(document, api, operation) {
            Ok(text) => {
                cases.push_str(&text);
                draft.cases += 1;
            }
            Err(why) => {
                let what = words(&operation.name());
                let _ = writeln!(cases, "\n  # {what}: no case, because {}\n  # - call: {what}", words(&why));
                draft.left.push((operation.name(), why));
            }
        }
    }
    let title = words(&api.title);
    let _ = write!(
        draft.suite,
        "# What {title} promises, one case an operation; written from its document, yours from now on.\nsuite: {target}/contract\nlane: contract\ntarget: {target}\n"
    );
    if let Some(base) = api.bases.first().filter(|base| !base.is_empty()) {
        let _ = writeln!(draft.suite, "base: {}", quoted(base));
    }
    let _ = write!(draft.suite, "\ncases:{cases}");
    draft.target = of_target(api, target);
    draft
}

fn case(document: &Document, api: &Api, operation: &Operation) -> Result<String, String> {
    let mut path = operation.path.clone();
    let (mut query, mut headers, mut cookies) = (Map::new(), Map::new(), Map::new());
    for parameter in &operation.parameters {
        let value = shown::of_parameter(document, parameter);
        if !parameter.required {
            continue;
        }
        let named = format!("the {} parameter `{}`", parameter.location.name(), parameter.name);
        let Some(value) = value else {
            return Err(format!("{named} is required, and the document shows no value of it"));
        };
        let Some(text) = scalar(&value) else { return Err(format!("{named} is no plain value")) };
        match parameter.location {
            In::Path => path = path.replace(&format!("{{{}}}", parameter.name), &percent::encode(&text)),
            In::Query => drop(query.insert(parameter.name.clone(), text.into())),
            In::Header => drop(headers.insert(parameter.name.clone(), text.into())),
            In::Cookie => drop(cookies.insert(parameter.name.clone(), text.into())),
            In::QueryString => return Err("its query is described as a whole".into()),
        }
    }
    if path.contains(['{', '#', '?'])
        || !path.starts_with('/')
        || path.starts_with("//")
        || path.contains(char::is_whitespace)
    {
        return Err("its path cannot be filled in".into());
    }
    if operation.method.as_str() == "TRACE" || operation.method.as_str() == "CONNECT" {
        return Err("no client sends this method".into());
    }
    let body = body(document, operation)?;
    let response = success(operation).ok_or("it declares no answer of success")?;
    let mut out = String::new();
    let name = operation.name();
    let _ = writeln!(out, "\n  - name: {}", quoted(&format!("{name} answers as the contract says")));
    let _ = writeln!(out, "    call: {}", quoted(&format!("{} {path}", operation.method)));
    if let Some(caller) = caller(api, operation) {
        let _ = writeln!(out, "    as: {caller}");
    }
    for (key, map) in [("query", query), ("headers", headers), ("cookies", cookies)] {
        if !map.is_empty() {
            let _ = writeln!(out, "    {key}: {}", literal(&map.into()));
        }
    }
    if let Some((value, kind)) = body {
        let _ = writeln!(out, "    json: {}", literal(&value));
        if kind != "application/json" {
            let _ = writeln!(out, "    content_type: {}", quoted(&kind));
        }
    }
    out.push_str(&expectation(document, operation, response));
    Ok(out)
}

/// What is sent: a JSON value with its media type; none where nothing has to be.
fn body(document: &Document, operation: &Operation) -> Result<Option<(Value, String)>, String> {
    let Some(body) = &operation.body else { return Ok(None) };
    if operation.method == http::Method::GET || operation.method == http::Method::HEAD {
        return if body.required { Err("it wants a body, and its method has none".into()) } else { Ok(None) };
    }
    let json = body.content.iter().find(|media| is_json(&media.range));
    match json.and_then(|media| Some((shown::of_media(document, media)?, essence(media)))) {
        Some(found) => Ok(Some(found)),
        None if !body.required => Ok(None),
        None if json.is_none() && !body.content.is_empty() => Err("its body is no JSON".into()),
        None => Err("the document shows no example of its body".into()),
    }
}

fn essence(media: &Media) -> String {
    exchange::essence(&media.range).to_ascii_lowercase()
}

/// Whether a media type is JSON, and no range.
fn is_json(range: &str) -> bool {
    let essence = exchange::essence(range).to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json") && !essence.contains('*')
}

/// The answer that is expected: the first declared 2xx.
#[must_use]
pub fn success(operation: &Operation) -> Option<&Response> {
    let responses = || operation.responses.iter();
    responses()
        .find(|response| matches!(response.status, StatusKey::Code(200..=299)))
        .or_else(|| responses().find(|response| response.status == StatusKey::Class(2)))
        .or_else(|| responses().find(|response| response.status == StatusKey::Default))
}

/// The name of the caller that an operation needs; none where nobody is asked, or several schemes are needed at once.
#[must_use]
pub fn caller(api: &Api, operation: &Operation) -> Option<String> {
    if operation.callers.is_empty() || operation.callers.iter().any(Vec::is_empty) {
        return None;
    }
    let mut single = operation.callers.iter().filter(|all| all.len() == 1).filter_map(|all| all.first());
    let scheme =
        single.find(|one| api.schemes.iter().any(|scheme| scheme.name == one.scheme && bears(&scheme.kind)))?;
    Some(word(&scheme.scheme))
}

const fn bears(kind: &SchemeKind) -> bool {
    match kind {
        SchemeKind::ApiKey { location, .. } => matches!(location, In::Header | In::Query | In::Cookie),
        SchemeKind::Basic | SchemeKind::Bearer => true,
        SchemeKind::Http(_) | SchemeKind::MutualTls => false,
    }
}

/// The target's lines: a caller for each scheme, its secret, and a made-up value for mocked runs.
fn of_target(api: &Api, target: &str) -> String {
    let mut out = format!("  {target}:\n");
    let upper = |text: &str| word(text).replace('-', "_").to_uppercase();
    let (mut secrets, mut callers) = (Vec::new(), String::new());
    for scheme in api.schemes.iter().filter(|scheme| bears(&scheme.kind)) {
        let secret = format!("{}_{}", upper(target), upper(&scheme.name));
        let value = format!("${{secret.{secret}}}");
        let caller = match &scheme.kind {
            SchemeKind::ApiKey { location, name } => {
                format!("{{ {}: {{ {}: \"{value}\" }} }}", location.name(), quoted(name))
            }
            SchemeKind::Basic => format!("{{ basic: {{ user: probe, password: \"{value}\" }} }}"),
            _ => format!("{{ bearer: \"{value}\" }}"),
        };
        let line = format!("      {}: {caller}\n", word(&scheme.name));
        if !secrets.contains(&secret) {
            callers.push_str(&line);
            secrets.push(secret);
        }
    }
    if secrets.is_empty() {
        return format!("  {target}: {{}}\n");
    }
    let _ = writeln!(out, "    secrets: [{}]", secrets.join(", "));
    let _ = writeln!(out, "    callers:\n{}", callers.trim_end_matches('\n'));
    out
}

/// A name of letters, digits, `_` and `-`.
fn word(text: &str) -> String {
    let word: String =
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '_' }).collect();
    if word.is_empty() { "caller".to_owned() } else { word }
}

/// One line of words for a comment.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|letter| !letter.is_control()).collect()
}

/// A text as YAML and JSON both read it, in which no template stands.
fn quoted(text: &str) -> String {
    literal(&Value::from(text))
}

/// A value as YAML and JSON both read it, in which no template stands.
fn literal(value: &Value) -> String {
    yaml(value).replace("${", "$${")
}

/// A value as YAML and JSON both read it; templates stay templates.
#[must_use]
pub fn yaml(value: &Value) -> String {
    value.to_string().replace('\u{7f}', "\\u007f").replace('\u{85}', "\\u0085").replace('\u{feff}', "\\ufeff")
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
