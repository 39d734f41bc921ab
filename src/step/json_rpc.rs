//! `json_rpc`: one message of JSON-RPC 2.0 over HTTP, answered as JSON or as a stream of events.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use serde_json::{Map, Value};

use super::api::{Compile, Seen, Stage, Step};
use super::request::{Draft, FIELDS, path_of};
use crate::check::api::Workshop;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::template::Template;

pub mod reply;

/// Methods of MCP that only read, beside all that end in `/list`.
const READING: [&str; 6] =
    ["initialize", "ping", "server/discover", "notifications/initialized", "resources/read", "prompts/get"];

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "json_rpc",
    summary: "sends one message of JSON-RPC, such as MCP speaks it",
    docs: r"## What it does

Sends one message of JSON-RPC 2.0 as a POST to `path`, and takes the answer as `application/json` or as
`text/event-stream`. A stream is read until the message with the same id has come; what comes before it is kept (the check
`messages`, `${id.messages}`), what would come after it is not waited for. A stream that ends before is a failed exchange,
`cut`. `json`, `schema`, `same_as`, `save` and `${id.json}` see the message that answers; `body` sees the bytes as they came.

The message itself is always judged: `jsonrpc` is 2.0, the id is the one that was sent, with its type, there is either a
`result` or an `error`, and the error has a code and a text. An error is no green answer, whatever the HTTP status: see the
check `rpc`. A `notification` has no id and no answer; 202 and an empty body are demanded.

An `Mcp-Session-Id` that an answer gave is borne by what the case sends to the same path afterwards, with the
`MCP-Protocol-Version` that `initialize` settled on. Headers of the step win; `session: false` bears neither.
To end a session, let a `call` with `session: true` stand under `undo`: without a session it is not needed.

A message counts as a write, and a live target has to approve of it, unless it says `mutates: false`, or is one of
`initialize`, `ping`, `server/discover`, `notifications/initialized`, `resources/read`, `prompts/get` and `…/list`. What is
no message at all is sent by `call` with `body`.

## Why

JSON-RPC answers 200 to what went wrong. MCP hides the errors of a tool in a result, and the result in a stream.

## Example

```yaml
json_rpc: tools/call
path: /mcp
params: { name: echo, arguments: { message: hi } }
mutates: false
expect: { json: { 'result.content[0].text': { contains: hi } } }
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(JsonRpc::compile(node, shop)?)),
};

static RECORD: Record = Record {
    name: "a message of JSON-RPC",
    fields: &[
        Field::required("json_rpc", Shape::Text, "The method: `tools/list`."),
        Field::new("path", Shape::Text, "Where it is sent, by POST."),
        Field::new("params", Shape::Any, "The parameters: a mapping or a list."),
        Field::new(
            "rpc_id",
            Shape::Scalar,
            "The id: text or a number; by default a number that no message of the case had.",
        ),
        Field::new("notification", Shape::Bool, "Whether it has no id, so that no message comes back."),
        Field::new("session", Shape::Bool, "Whether a session of MCP that the case was given is borne."),
        FIELDS[0],
        FIELDS[1],
        FIELDS[2],
        FIELDS[3],
        FIELDS[4],
    ],
};

#[derive(Debug)]
struct JsonRpc {
    draft: Draft,
    method: Template,
    params: Option<Template>,
    id: Option<Template>,
    notification: bool,
    session: bool,
    mutates: bool,
    place: Place,
}

impl JsonRpc {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let line = node.get("json_rpc")?;
        let name = shop.found.keep(read::text(line))?;
        let method = shop.found.keep(Template::text(name, &line.place))?;
        let Some(path) = node.get("path") else {
            let what = "the message does not say where it is sent";
            shop.found.push(Diagnostic::error("missing-key", &line.place, what).help("write `path: /mcp`"));
            return None;
        };
        let text = shop.found.keep(read::text(path))?;
        let address = path_of(path, text, shop)?;
        let draft = Draft::of(node, Method::POST, address, format!("json_rpc {name}"), shop)?;
        let mut said = |key: &str| match node.get(key) {
            Some(node) => shop.found.keep(read::boolean(node)).map(Some),
            None => Some(None),
        };
        let notification = said("notification")?.unwrap_or(false);
        let session = said("session")?.unwrap_or(true);
        let mutates = said("mutates")?;
        if let Some(id) = node.entry("rpc_id").filter(|_| notification) {
            let what = "a notification has no id (JSON-RPC 2.0, section 4.1)";
            shop.found.push(Diagnostic::error("rpc-id", &id.key_place, what).help("remove one of the two keys"));
            return None;
        }
        if let Some(params) = node.get("params").filter(|node| !node.is_template())
            && !matches!(params.datum, Datum::Map(_) | Datum::List(_))
        {
            let what =
                format!("parameters are a mapping or a list (JSON-RPC 2.0, section 4.2), not {}", params.kind_name());
            shop.found.push(Diagnostic::error("wrong-type", &params.place, what));
            return None;
        }
        let mut template = |key: &str| match node.get(key) {
            Some(node) => shop.found.keep(Template::compile(node)).map(Some),
            None => Some(None),
        };
        let (params, id) = (template("params")?, template("rpc_id")?);
        let reads = READING.contains(&name) || name.ends_with("/list");
        Some(Self {
            mutates: mutates.unwrap_or(!reads || draft.overrides_method()),
            session,
            draft,
            method,
            params,
            id,
            notification,
            place: line.place.clone(),
        })
    }

    /// The message, its method and its id.
    fn message(&self, stage: &Stage<'_>) -> Result<(Value, String, Option<Value>), Finding> {
        let wrong = |field: &str, expected: &str, actual: &Value, place: &Place| {
            Finding::wrong("json_rpc", field, expected, actual.to_string()).weighing(Weight::Suite).at(place)
        };
        let unfilled = |what: crate::value::template::Unfilled| what.finding("json_rpc");
        let method = self.method.fill_text(stage.scope).map_err(unfilled)?.into_owned();
        let mut message = Map::new();
        message.insert("jsonrpc".into(), Value::from("2.0"));
        let id = match &self.id {
            _ if self.notification => None,
            None => Some(Value::from(stage.case.sessions.fresh_id())),
            Some(template) => {
                let id = template.fill(stage.scope).map_err(unfilled)?.into_owned();
                if !(id.is_string() || id.is_number()) {
                    return Err(wrong("rpc_id", "text or a number", &id, template.place()));
                }
                Some(id)
            }
        };
        message.extend(id.clone().map(|id| ("id".to_owned(), id)));
        message.insert("method".into(), Value::from(method.as_str()));
        if let Some(template) = &self.params {
            let params = template.fill(stage.scope).map_err(unfilled)?.into_owned();
            if !(params.is_object() || params.is_array()) {
                return Err(wrong("params", "a mapping or a list", &params, template.place()));
            }
            message.insert("params".into(), params);
        }
        Ok((Value::Object(message), method, id))
    }

    async fn send(&self, stage: &Stage<'_>) -> Result<Observation, Finding> {
        let (message, method, id) = self.message(stage)?;
        let (mut request, mut sending) = self.draft.fill(stage)?;
        // A coding would have to be undone piece by piece; none is asked for.
        sending.decompress = false;
        request.body = serde_json::to_vec(&message).map(Bytes::from).map_err(|error| {
            Finding::wrong("json_rpc", "params", "JSON", error.to_string()).weighing(Weight::Suite).at(&self.place)
        })?;
        for (name, usual) in [(CONTENT_TYPE, "application/json"), (ACCEPT, "application/json, text/event-stream")] {
            if !self.draft.says(name.as_str()) {
                request.headers.insert(name, HeaderValue::from_static(usual));
            }
        }
        let url = request.url.clone();
        if self.session {
            if method == "initialize" {
                stage.case.sessions.forget(&url);
            }
            stage.case.sessions.dress(&url, &mut request.headers);
        }
        let reader = Box::new(reply::UntilAnswer::to(id.clone()));
        let exchange = stage.send_and_read(request, sending, Some(reader)).await;
        let reply = exchange.answer().map(|answer| reply::read(id, method, answer));
        if let (Some(answer), Some(reply), true) = (exchange.answer(), &reply, self.session) {
            let version = reply.response.as_ref().ok().filter(|_| reply.method == "initialize");
            let version = version.and_then(|message| message["result"]["protocolVersion"].as_str());
            stage.case.sessions.keep(&url, &answer.headers, version);
        }
        Ok(Observation { exchanges: vec![exchange], reply, ..Observation::default() })
    }
}

impl Step for JsonRpc {
    fn label(&self) -> String {
        self.draft.label.clone()
    }

    fn mutates(&self) -> bool {
        self.mutates
    }

    fn may_repeat(&self) -> bool {
        !self.mutates || self.draft.has_idempotency_key()
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(stage.samples(|| self.send(stage)))
    }
}
