//! `webhook`: a signed delivery as a provider makes it, whole or tampered with.

use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, HeaderValue};
use sha2::Sha256;
use tokio::time::Instant;

use super::api::{Compile, Seen, Stage, Step};
use super::request::{Draft, FIELDS};
use crate::check::api::Workshop;
use crate::model::clock;
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::Request;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::{read, span};
use crate::value::template::Template;

const TAMPERS: [&str; 6] = ["body", "signature", "timestamp", "secret", "encoding", "unsigned"];

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "webhook",
    summary: "delivers a signed webhook, whole or tampered with",
    docs: r#"## What it does

Sends a request as a provider of webhooks does: with an HMAC-SHA-256 over the raw bytes of the body (and, where the
provider signs more, a timestamp). `over` lists what is signed, in order: the words `body` and `timestamp` stand for
those, anything else for itself.

`tamper` breaks the delivery after it was signed: `body` (one byte changed), `signature` (one digit changed),
`timestamp` (one second moved), `secret` (signed with another key), `encoding` (hex where base64 is right, and the other
way round), `unsigned` (no signature). `age` and `ahead` move the timestamp and sign it so. To deliver twice, say
`repeat: 2`: the same id is sent, and each answer has to hold.

## Why

A receiver that takes an unsigned or stale delivery lets anyone write; one that signs re-serialised JSON refuses its own
provider.

## Example

```yaml
webhook: POST /webhooks/chatwoot
headers: { x-chatwoot-delivery: "${fresh.uuid}" }
body: '{"event": "message_created", "content": "caf\u00e9"}'
content_type: application/json
timestamp: { header: x-chatwoot-timestamp, age: 6m }
sign:
  hmac_sha256: "${secret.CHATWOOT_WEBHOOK_SECRET}"
  over: [timestamp, ".", body]
  prefix: sha256=
  header: x-chatwoot-signature
expect: 401
```
"#,
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Webhook::compile(node, shop)?)),
};

static RECORD: Record = Record { name: "a webhook", fields: &WEBHOOK_FIELDS };

const WEBHOOK_FIELDS: [Field; 16] = {
    let mut fields = [Field::required("webhook", Shape::Text, "Method and path: `POST /webhooks/x`."); 16];
    let mut at = 0;
    while at < FIELDS.len() {
        fields[at + 1] = FIELDS[at];
        at += 1;
    }
    fields[13] = Field::required("sign", Shape::Record(&SIGN), "How the delivery is signed.");
    fields[14] = Field::new("timestamp", Shape::Record(&STAMP), "The timestamp that the provider sends.");
    fields[15] = Field::new("tamper", Shape::Choice(&TAMPERS), "What is broken after signing.");
    fields
};

static SIGN: Record = Record {
    name: "a signature",
    fields: &[
        Field::required("hmac_sha256", Shape::Text, "The key."),
        Field::required("header", Shape::Text, "The header that holds the signature."),
        Field::new("over", Shape::List(&Shape::Text), "What is signed; `[body]` by default."),
        Field::new("encoding", Shape::Choice(&["hex", "base64"]), "How it is written; hex by default."),
        Field::new("prefix", Shape::Text, "What stands before it."),
    ],
};

static STAMP: Record = Record {
    name: "a timestamp",
    fields: &[
        Field::required("header", Shape::Text, "The header that holds it."),
        Field::new("age", Shape::Duration, "How long ago it says it was."),
        Field::new("ahead", Shape::Duration, "How far in the future it says it is."),
        Field::new("omit", Shape::Bool, "Signs a timestamp and does not send it."),
    ],
};

#[derive(Debug)]
struct Webhook {
    draft: Draft,
    key: Template,
    header: HeaderName,
    over: Vec<Part>,
    base64: bool,
    prefix: String,
    stamp: Option<Stamp>,
    tamper: Option<&'static str>,
    mutates: bool,
    place: Place,
}

#[derive(Debug)]
enum Part {
    Body,
    Timestamp,
    Text(Template),
}

#[derive(Debug)]
struct Stamp {
    header: HeaderName,
    age: Duration,
    ahead: Duration,
    omit: bool,
}

impl Webhook {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let draft = Draft::compile(node, "webhook", shop)?;
        let sign = node.get("sign")?;
        let key = shop.found.keep(Template::compile(sign.get("hmac_sha256")?))?;
        let header = header(sign.get("header")?, shop)?;
        let mut over = Vec::new();
        for part in sign.get("over").and_then(Node::items).unwrap_or_default() {
            over.push(match part.text() {
                Some("body") => Part::Body,
                Some("timestamp") => Part::Timestamp,
                _ => Part::Text(shop.found.keep(Template::compile(part))?),
            });
        }
        if over.is_empty() {
            over.push(Part::Body);
        }
        let stamp = match node.get("timestamp") {
            Some(stamp) => Some(Self::stamp(stamp, shop)?),
            None => None,
        };
        let tamper = match node.get("tamper") {
            Some(tamper) => Some(shop.found.keep(read::choice(tamper, &TAMPERS))?),
            None => None,
        };
        let signs_time = over.iter().any(|part| matches!(part, Part::Timestamp));
        if stamp.is_none() && (signs_time || tamper == Some("timestamp")) {
            shop.found.push(
                Diagnostic::error("webhook-timestamp", &sign.place, "this delivery signs a timestamp and has none")
                    .help("say which header holds it: `timestamp: { header: x-provider-timestamp }`"),
            );
            return None;
        }
        if !over.iter().any(|part| matches!(part, Part::Body)) {
            shop.found.push(Diagnostic::error("webhook-body", &sign.place, "`over` has to hold the word `body`"));
            return None;
        }
        Some(Self {
            draft,
            key,
            header,
            over,
            base64: sign.get("encoding").and_then(Node::text) == Some("base64"),
            prefix: sign.get("prefix").and_then(Node::text).unwrap_or_default().to_owned(),
            stamp,
            tamper,
            mutates: !matches!(node.get("mutates").map(|node| &node.datum), Some(Datum::Bool(false))),
            place: sign.place.clone(),
        })
    }

    fn stamp(node: &Node, shop: &mut Workshop<'_>) -> Option<Stamp> {
        let mut spans = [Duration::ZERO; 2];
        for (span, key) in spans.iter_mut().zip(["age", "ahead"]) {
            if let Some(node) = node.get(key) {
                *span = shop.found.keep(read::duration(node))?;
            }
        }
        let omit = matches!(node.get("omit").map(|node| &node.datum), Some(Datum::Bool(true)));
        Some(Stamp { header: header(node.get("header")?, shop)?, age: spans[0], ahead: spans[1], omit })
    }

    fn seal(&self, request: &mut Request, stage: &Stage<'_>) -> Result<(), Finding> {
        let mut key = self.key.fill_text(stage.scope).map_err(|what| what.finding("webhook"))?.into_owned();
        if self.tamper == Some("secret") {
            key.push_str("-another");
        }
        let mut time = self.stamp.as_ref().map(|stamp| seconds(stamp.age, stamp.ahead));
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(|error| self.wrong(&error.to_string()))?;
        for part in &self.over {
            match part {
                Part::Body => mac.update(&request.body),
                Part::Timestamp => mac.update(time.unwrap_or_default().to_string().as_bytes()),
                Part::Text(text) => {
                    mac.update(text.fill_text(stage.scope).map_err(|what| what.finding("webhook"))?.as_bytes());
                }
            }
        }
        let mac = mac.finalize().into_bytes();
        let base64 = self.base64 != (self.tamper == Some("encoding"));
        let mut signature = if base64 { BASE64.encode(&mac) } else { HEXLOWER.encode(&mac) };
        match self.tamper {
            // The first letter carries whole bits in either encoding; the last one of base64 may not.
            Some("signature") => {
                let other = if signature.starts_with('0') { "1" } else { "0" };
                signature.replace_range(..1, other);
            }
            Some("timestamp") => time = time.map(|time| time + 1),
            Some("body") => request.body = changed(&request.body),
            _ => {}
        }
        if self.tamper != Some("unsigned") {
            self.put(request, &self.header, &format!("{}{signature}", self.prefix))?;
        }
        if let (Some(stamp), Some(time)) = (&self.stamp, time)
            && !stamp.omit
        {
            self.put(request, &stamp.header, &time.to_string())?;
        }
        Ok(())
    }

    fn put(&self, request: &mut Request, name: &HeaderName, text: &str) -> Result<(), Finding> {
        let value = HeaderValue::from_str(text).map_err(|_| self.wrong("it is no header value"))?;
        request.headers.insert(name, value);
        Ok(())
    }

    fn wrong(&self, what: &str) -> Finding {
        Finding::wrong("webhook", "signature", "a signature", what).weighing(Weight::Suite).at(&self.place)
    }
}

fn seconds(age: Duration, ahead: Duration) -> i64 {
    let whole = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    clock::now().as_second().saturating_sub(whole(age)).saturating_add(whole(ahead))
}

/// The body with one letter or digit changed: still of the same form, and no longer what was signed.
fn changed(body: &bytes::Bytes) -> bytes::Bytes {
    let mut bytes = body.to_vec();
    match bytes.iter_mut().rev().find(|byte| byte.is_ascii_alphanumeric()) {
        Some(byte) => {
            *byte = if *byte == b'a' {
                b'b'
            } else if byte.is_ascii_digit() {
                (*byte - b'0' + 1) % 10 + b'0'
            } else {
                b'a'
            }
        }
        None => bytes.push(b' '),
    }
    bytes.into()
}

fn header(node: &Node, shop: &mut Workshop<'_>) -> Option<HeaderName> {
    let text = shop.found.keep(read::text(node))?;
    shop.found.keep(
        HeaderName::try_from(text)
            .map_err(|_| Diagnostic::error("header-name", &node.place, format!("`{text}` is no header name"))),
    )
}

impl Step for Webhook {
    fn label(&self) -> String {
        let mut label = self.draft.label.clone();
        if let Some(tamper) = self.tamper {
            label.push_str(&format!(" (tampered: {tamper})"));
        }
        match &self.stamp {
            Some(stamp) if !stamp.age.is_zero() => format!("{label} ({} old)", span::show(stamp.age)),
            Some(stamp) if !stamp.ahead.is_zero() => format!("{label} ({} ahead)", span::show(stamp.ahead)),
            _ => label,
        }
    }

    fn mutates(&self) -> bool {
        self.mutates
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let (mut request, sending) = self.draft.fill(stage)?;
            self.seal(&mut request, stage)?;
            let exchange = stage.send(request, sending).await;
            Ok(Observation { exchanges: vec![exchange], elapsed: clock.elapsed(), ..Observation::default() })
        })
    }
}
