//! `listen`: waits for a request that a service makes to us.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::api::{Compile, Seen, Stage, Step};
use super::callback::{self, Arrival, Awaited};
use super::{caller, request};
use crate::check::api::Workshop;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::{read, span};
use crate::value::template::Template;

/// How long it waits where it does not say.
const WITHIN: Duration = Duration::from_secs(10);

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "listen",
    summary: "waits for a callback: a request that the service makes to us",
    docs: r#"## What it does

Waits until a request with this method and path has come to the case's own address, `${callback.url}`, and holds it to
`expect`: `header`, `json`, `schema`, `body` and `same_as` see the request. One that came before the step began counts too.
Each request is taken by one step, in the order in which they came; where none comes `within` 10 s (or what is said) that is
the finding, with what else came. `count: 2` takes two and judges the last; `repeat: 2` judges each. The step's own id is known
in its `expect`: `${done.body}` is what a signature is made of.

`answer` says what the service is answered with: `status` (204 by default), `headers`, and `json` or `body`. What no step of
the case waits for is answered with 404, and fails the case unless it says `unmatched: expected`; all stands in the evidence. Path and answer are known before anything is sent, and so
have no templates.

The address is on loopback, on a port of the system's choice, and is listened on only where a selected case needs it. For a
service elsewhere the project file says `callback: { listen: "0.0.0.0:9555", url: "https://ci.example.test/hooks" }`.

## Why

A service that promises to tell when it is done has to be heard telling it.

## Example

```yaml
id: done
listen: POST /done
within: 30s
answer: { status: 200 }
expect:
  json: { state: done }
  header: { x-signature: "sha256=${hmac_sha256(secret.SHOP_WEBHOOK_SECRET, done.body, 'hex')}" }
```
"#,
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Listen::compile(node, shop)?)),
};

static RECORD: Record = Record {
    name: "a listen step",
    fields: &[
        Field::required("listen", Shape::Text, "Method and path below `${callback.url}`: `POST /done`."),
        Field::new("within", Shape::Duration, "How long it waits; 10s by default."),
        Field::new("count", Shape::Integer { min: 1, max: 1_000 }, "How many requests it takes; the last is judged."),
        Field::new("answer", Shape::Record(&ANSWER), "What the service is answered with; 204 by default."),
    ],
};

static ANSWER: Record = Record {
    name: "an answer",
    fields: &[
        Field::new("status", Shape::Integer { min: 200, max: 599 }, "The status; 204 by default, 200 with a body."),
        Field::new("headers", Shape::Map(&Shape::Scalar), "The headers."),
        Field::new("json", Shape::Any, "The body as JSON."),
        Field::new("body", Shape::Text, "The body as text."),
    ],
};

#[derive(Debug)]
struct Listen {
    awaited: Awaited,
    within: Duration,
    place: Place,
}

impl Listen {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let line = node.get("listen")?;
        let text = shop.found.keep(read::text(line))?;
        let (method, path) = request::line(line, text, shop)?;
        let path = literal(line, &path, shop)?;
        if !path.starts_with('/') || path.contains(['?', '#']) {
            let what = "a callback is known by its path alone, which begins with `/`";
            shop.found.push(Diagnostic::error("request-line", &line.place, what).help("write `POST /done`"));
            return None;
        }
        let within = match node.get("within") {
            Some(node) => shop.found.keep(read::duration(node))?,
            None => WITHIN,
        };
        let count = match node.get("count") {
            Some(node) => usize::try_from(shop.found.keep(read::whole(node, 1, 1_000))?).unwrap_or(1),
            None => 1,
        };
        let answer = match node.get("answer") {
            Some(node) => answer(node, shop)?,
            None => callback::Answer { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Bytes::new() },
        };
        Some(Self { awaited: Awaited { method, path, count, answer }, within, place: line.place.clone() })
    }

    /// That it did not come, with what else did.
    fn missing(&self, stage: &Stage<'_>, url: &str, taken: usize, rest: &[Arrival]) -> Finding {
        let Awaited { method, path, count, .. } = &self.awaited;
        let times = if *count == 1 { String::new() } else { format!("{count} times ") };
        let expected = format!("{method} {path} {times}within {}", span::show(self.within));
        let actual = match taken {
            0 => "none".to_owned(),
            taken => format!("{taken} of them"),
        };
        let told: Vec<String> = rest.iter().take(5).map(|other| format!("{} {}", other.method, other.path)).collect();
        let mut note = match told.len() {
            0 => "nothing else came either".to_owned(),
            _ if rest.len() > told.len() => format!("{} other requests came, such as {}", rest.len(), told.join(", ")),
            _ => format!("what came instead: {}", told.join(", ")),
        };
        let far = |base: &url::Url| !matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.starts_with("http://127.0.0.1:") && far(&stage.station.endpoint.base) {
            note.push_str("; the service is elsewhere and cannot reach 127.0.0.1: see `callback` of the project file");
        }
        Finding::wrong("listen", "callback", expected, actual).note(note).at(&self.place)
    }

    async fn wait(&self, stage: &Stage<'_>) -> Result<Observation, Finding> {
        let post = stage.case.post.as_ref().map_err(|what| {
            Finding::wrong("listen", "callback", "a listener", what.clone()).weighing(Weight::Suite).at(&self.place)
        })?;
        let end = (tokio::time::Instant::now() + self.within).min(stage.end);
        let endpoint = &stage.station.endpoint;
        let mut exchanges = Vec::new();
        for taken in 0..self.awaited.count {
            let Some(arrival) = post.take(&self.awaited.method, &self.awaited.path, end).await else {
                let rest = post.rest();
                for other in &rest {
                    (stage.tell)(&Arc::new(other.exchange(endpoint)));
                }
                return Err(self.missing(stage, &post.url, taken, &rest));
            };
            (stage.tell)(&Arc::new(arrival.exchange(endpoint)));
            exchanges.push(Arc::new(arrival.judged(endpoint)));
        }
        Ok(Observation { exchanges, ..Observation::default() })
    }
}

fn literal(node: &Node, template: &Template, shop: &mut Workshop<'_>) -> Option<String> {
    let text = template.literal().and_then(|value| value.as_str()).map(str::to_owned);
    if text.is_none() {
        let what = "a template cannot stand here: the request may come before the step begins";
        shop.found.push(Diagnostic::error("needs-literal", &node.place, what));
    }
    text
}

fn answer(node: &Node, shop: &mut Workshop<'_>) -> Option<callback::Answer> {
    let mut headers = HeaderMap::new();
    for (name, template) in node.get("headers").map_or(Some(Vec::new()), |node| caller::headers(node, shop.found))? {
        let value = node.get("headers").and_then(|headers| headers.get(name.as_str()));
        let text = template.literal().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let Some(value) = text.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) else {
            let what = format!("the header `{name}` of an answer has a value without templates, on one line");
            shop.found.push(Diagnostic::error("needs-literal", &value.unwrap_or(node).place, what));
            return None;
        };
        headers.insert(name, value);
    }
    let body = match (node.get("json"), node.get("body")) {
        (Some(_), Some(body)) => {
            let what = "an answer has one body, and this is a second one";
            shop.found.push(Diagnostic::error("two-bodies", &body.place, what));
            return None;
        }
        (Some(json), None) => {
            let template = shop.found.keep(Template::compile(json))?;
            let Some(value) = template.literal() else {
                let what = "a template cannot stand here: the answer is given before the step begins";
                shop.found.push(Diagnostic::error("needs-literal", &json.place, what));
                return None;
            };
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
            value.to_string()
        }
        (None, Some(body)) => literal(body, &shop.found.keep(Template::compile(body))?, shop)?,
        (None, None) => String::new(),
    };
    let usual = if body.is_empty() { 204 } else { 200 };
    let status = match node.get("status") {
        Some(node) => shop.found.keep(read::whole(node, 200, 599))?,
        None => usual,
    };
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok())?;
    Some(callback::Answer { status, headers, body: Bytes::from(body) })
}

impl Step for Listen {
    fn label(&self) -> String {
        let Awaited { method, path, .. } = &self.awaited;
        format!("listen {method} {path}")
    }

    fn sends(&self) -> bool {
        false
    }

    fn mutates(&self) -> bool {
        false
    }

    fn awaits(&self) -> Option<&Awaited> {
        Some(&self.awaited)
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let seen = self.wait(stage).await?;
            Ok(Observation { elapsed: clock.elapsed(), ..seen })
        })
    }
}
