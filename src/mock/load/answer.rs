//! From what stands under `then` to an answer.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::desk::Desk;
use super::set;
use crate::mock::answer::{Answer, Body, json, with_status};
use crate::mock::delay::Delay;
use crate::mock::facts::Known;
use crate::mock::shape::{ANSWER, BODIES, later};
use crate::mock::state::Declared;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Node};
use crate::model::shape::Shape;
use crate::syntax::read;
use crate::value::template::Template;

/// Reads an answer: a status, or `{ status: answer }` with `set` beside it.
pub(super) fn read_answer(desk: &mut Desk<'_>, node: &Node, known: &Known, declared: &Declared) -> Option<Answer> {
    if let Datum::Number(_) = node.datum {
        let status = desk.found.keep(read::whole(node, 200, 599))?;
        return status_of(&status.to_string()).map(Answer::of_status);
    }
    let Datum::Map(entries) = &node.datum else {
        desk.found.push(
            Diagnostic::error("wrong-type", &node.place, format!("expected an answer, found {}", node.kind_name()))
                .help("write a status such as 204, or { 200: { json: … } }"),
        );
        return None;
    };
    desk.refuse_later(node);
    let mut answer = None;
    for entry in entries {
        if entry.key == "set" || later(&entry.key).is_some() {
            continue;
        }
        let Some(status) = status_of(&entry.key) else {
            desk.found.push(
                Diagnostic::error("status", &entry.key_place, format!("`{}` is no status from 200 to 599", entry.key))
                    .help("an answer is written as { 200: { json: … } }"),
            );
            return None;
        };
        if answer.is_some() {
            desk.found.push(
                Diagnostic::error("status", &entry.key_place, "an answer has one status, and this is its second")
                    .help("for one after another write `steps`"),
            );
            return None;
        }
        answer = Some(content(desk, status, &entry.value, known));
    }
    let set = node.get("set").map(|set| set::read_set(desk, set, known, declared)).unwrap_or_default();
    if answer.is_none() && !entries.iter().any(|entry| later(&entry.key).is_some()) {
        desk.wrong("status", &node.place, "an answer needs a status, such as { 200: { json: … } }");
    }
    answer?.map(|answer| Answer { set, ..answer })
}

fn status_of(text: &str) -> Option<StatusCode> {
    let number: u16 = text.parse().ok().filter(|number| (200..600).contains(number))?;
    StatusCode::from_u16(number).ok()
}

fn content(desk: &mut Desk<'_>, status: StatusCode, node: &Node, known: &Known) -> Option<Answer> {
    if matches!(node.datum, Datum::Null) {
        return Some(Answer::of_status(status));
    }
    desk.refuse_later(node);
    desk.conform(node, Shape::Record(&ANSWER));
    let mut answer = Answer::of_status(status);
    answer.delay = node.get("delay").and_then(|delay| read_delay(desk, delay));
    for entry in node.get("headers").map(Node::entries).unwrap_or_default() {
        let name = match entry.key.parse::<HeaderName>() {
            Ok(name) if [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&name) => {
                let what = format!("`{name}` belongs to the connection, which the server writes itself");
                desk.wrong("header", &entry.key_place, what);
                continue;
            }
            Ok(name) => name,
            Err(_) => {
                desk.wrong("header", &entry.key_place, format!("`{}` is no name of a header", entry.key));
                continue;
            }
        };
        for value in read::one_or_many(&entry.value) {
            header(desk, &mut answer, &name, value, known);
        }
    }
    let mut bodies = node.entries().iter().filter(|entry| BODIES.contains(&entry.key.as_str()));
    let Some(entry) = bodies.next() else {
        return Some(answer);
    };
    if let Some(second) = bodies.next() {
        desk.found.push(
            Diagnostic::error("two-bodies", &second.key_place, "an answer has one body, and this is its second")
                .also(&entry.key_place, "the first"),
        );
        return None;
    }
    if matches!(status.as_u16(), 204 | 205 | 304) {
        desk.wrong("no-body", &entry.key_place, format!("an answer with status {} has no body", status.as_u16()));
        return None;
    }
    let (body, kind) = body(desk, &entry.key, &entry.value, status, known)?;
    answer.body = body;
    let own = answer.headers.contains_key(CONTENT_TYPE) || answer.filled.iter().any(|(name, _)| name == CONTENT_TYPE);
    if !own {
        answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    Some(answer)
}

fn header(desk: &mut Desk<'_>, answer: &mut Answer, name: &HeaderName, node: &Node, known: &Known) {
    let Some(template) = desk.template(node, known) else {
        return;
    };
    if template.literal().is_none() {
        answer.filled.push((name.clone(), template));
        return;
    }
    let Some(text) = desk.found.keep(read::scalar_text(node)) else {
        return;
    };
    // The literal may hold `$${`, which the template has undone.
    let text = template.literal().and_then(Value::as_str).map_or(text, str::to_owned);
    match HeaderValue::from_str(&text) {
        Ok(value) => {
            answer.headers.append(name.clone(), value);
        }
        Err(_) => desk.wrong("header", &node.place, "this text cannot stand in a header"),
    }
}

fn body(
    desk: &mut Desk<'_>,
    kind: &str,
    node: &Node,
    status: StatusCode,
    known: &Known,
) -> Option<(Body, &'static str)> {
    if kind == "file" {
        let (path, bytes) = desk.bytes(node)?;
        return Some((Body::Fixed(Bytes::from(bytes)), media_type(&path)));
    }
    let template = desk.template(node, known)?;
    let literal = template.literal().cloned();
    Some(match (kind, literal) {
        ("json", Some(value)) => (Body::Fixed(json(&value)), "application/json"),
        ("json", None) => (Body::Json(template), "application/json"),
        ("problem", Some(value)) => (Body::Fixed(json(&with_status(value, status))), "application/problem+json"),
        ("problem", None) => (Body::Problem(template), "application/problem+json"),
        (kind, literal) => {
            let body = match literal {
                Some(value) => Body::Fixed(text(&value)),
                None => Body::Text(template),
            };
            (body, if kind == "html" { "text/html; charset=utf-8" } else { "text/plain; charset=utf-8" })
        }
    })
}

fn text(value: &Value) -> Bytes {
    match value {
        Value::String(text) => Bytes::from(text.clone()),
        other => json(other),
    }
}

/// Reads a delay.
pub(super) fn read_delay(desk: &mut Desk<'_>, node: &Node) -> Option<Delay> {
    if node.text().is_some() {
        return desk.found.keep(read::duration(node)).map(Delay::Fixed);
    }
    let spans = |desk: &mut Desk<'_>, nodes: &[&Node]| -> Option<Vec<Duration>> {
        let spans: Vec<_> = nodes.iter().filter_map(|node| desk.found.keep(read::duration(node))).collect();
        (spans.len() == nodes.len()).then_some(spans)
    };
    let (delay, least) = match (node.get("uniform"), node.get("lognormal")) {
        (Some(range), None) => {
            let items: Vec<&Node> = range.items()?.iter().collect();
            match spans(desk, &items)?.as_slice() {
                [from, to] if from <= to => (Delay::Uniform(*from, *to), Duration::ZERO),
                _ => {
                    desk.wrong("delay", &range.place, "`uniform` takes two spans, the shorter first");
                    return None;
                }
            }
        }
        (None, Some(log)) => {
            let spans = spans(desk, &[log.get("p50")?, log.get("p99")?])?;
            (Delay::LogNormal { p50: spans[0], p99: spans[1] }, spans[0])
        }
        _ => {
            desk.wrong(
                "delay",
                &node.place,
                "a delay is a span, { uniform: [from, to] } or { lognormal: { p50, p99 } }",
            );
            return None;
        }
    };
    match delay {
        Delay::LogNormal { p50, p99 } if p50.is_zero() || p99 < least => {
            desk.wrong("delay", &node.place, "`p50` is more than nothing, and `p99` is not below it");
            None
        }
        delay => Some(delay),
    }
}

/// The media type that a file's name says.
fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "json" | "map" => "application/json",
        "jsonl" | "ndjson" => "application/x-ndjson",
        "yaml" | "yml" => "application/yaml",
        "xml" => "application/xml",
        "html" | "htm" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

/// An answer that a bare status or a mapping gives; where it is left out, a problem with this status and title.
pub(super) fn read_or_problem(
    desk: &mut Desk<'_>,
    node: Option<&Node>,
    status: StatusCode,
    title: &str,
    known: &Known,
) -> Option<Answer> {
    let status = match node {
        None => status,
        Some(node) if matches!(node.datum, Datum::Number(_)) => {
            let status = desk.found.keep(read::whole(node, 200, 599))?;
            status_of(&status.to_string())?
        }
        Some(node) => return read_answer(desk, node, known, &Declared::default()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let problem = with_status(serde_json::json!({ "title": title }), status);
    Some(Answer { headers, body: Body::Fixed(json(&problem)), ..Answer::of_status(status) })
}

/// Whether a template uses a name that begins so.
#[must_use]
pub(super) fn uses(template: &Template, root: &str) -> bool {
    let mut found = false;
    template.names(&mut |name, _| found |= name.root == root);
    found
}
