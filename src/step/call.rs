//! `call`: one HTTP request, or as many as its checks demand (samples, pages).

use std::collections::HashSet;

use http::Method;
use serde_json::Value;
use tokio::time::Instant;

use super::api::{Compile, Seen, Stage, Step};
use super::request::{Draft, FIELDS};
use crate::check::api::{PageWalk, Workshop};
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::{Answer, Exchange, Request};
use crate::model::finding::Finding;
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "call",
    summary: "sends one HTTP request",
    docs: r#"## What it does

Sends a request to the suite's target and keeps the answer for `expect`, `save` and later steps. Without a `status`
in `expect` any 2xx is demanded. Redirects are not followed unless `redirects` says how many; a request never leaves
the target's own origin.

A path that begins with one `/` stands behind the suite's `base`; one that begins with `//` does not. A body is one of
`json`, `form`, `multipart`, `body` (text) and `body_file`. `session: true` bears the session of MCP that an answer to
`json_rpc` gave at the same path; `call: DELETE /mcp` with it ends that session, and counts as no write.

## Why

Nearly everything that can be said of an API is said of one answer to one request.

## Example

```yaml
id: made
call: POST /contracts
as: operator
query: { dry_run: false }
headers: { idempotency-key: "${fresh.uuid}" }
json: { contract_version: v1 }
expect: { status: 200, json: { status: candidate } }
save: { contract: id }
```
"#,
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Call::compile(node, shop)?)),
};

static RECORD: Record = Record { name: "a call", fields: &CALL_FIELDS };

const CALL_FIELDS: [Field; 14] = {
    let mut fields = [Field::required("call", Shape::Text, "Method and path: `GET /health`."); 14];
    let mut at = 0;
    while at < FIELDS.len() {
        fields[at + 1] = FIELDS[at];
        at += 1;
    }
    fields[13] = Field::new("session", Shape::Bool, "Whether the session of MCP that the case was given is borne.");
    fields
};

#[derive(Debug)]
struct Call {
    draft: Draft,
    session: bool,
    mutates: bool,
}

impl Call {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let draft = Draft::compile(node, "call", shop)?;
        let session = match node.get("session") {
            Some(flag) => shop.found.keep(read::boolean(flag))?,
            None => false,
        };
        let safe = matches!(draft.method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
        // What ends is the session that the case itself was given: nothing that was there before.
        let safe = safe || (session && draft.method == Method::DELETE);
        let mutates = match node.get("mutates") {
            Some(Node { datum: Datum::Bool(false), place, .. })
                if draft.overrides_method() || !(safe || draft.method == Method::POST) =>
            {
                let what = if draft.overrides_method() {
                    "a header asks for another method, which may write".to_owned()
                } else {
                    format!("a {} writes by its very meaning", draft.method)
                };
                shop.found.push(
                    Diagnostic::error("mutates", place, what)
                        .help("only a POST may say `mutates: false`, where it reads; remove the key"),
                );
                return None;
            }
            Some(Node { datum: Datum::Bool(said), .. }) => *said,
            _ => !safe || draft.overrides_method(),
        };
        Some(Self { draft, session, mutates })
    }
}

impl Step for Call {
    fn label(&self) -> String {
        self.draft.label.clone()
    }

    fn mutates(&self) -> bool {
        self.mutates
    }

    fn may_repeat(&self) -> bool {
        !self.mutates || self.draft.has_idempotency_key()
    }

    fn needs_session(&self) -> bool {
        self.session
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let mut seen = self.draft.samples(stage, |request| self.dress(stage, request)).await?;
            if let Some(walk) = &stage.demands.pages {
                self.walk(walk, stage, &mut seen).await;
            }
            seen.elapsed = clock.elapsed();
            Ok(seen)
        })
    }
}

impl Call {
    /// Puts the case's session on a request, where it is to bear it.
    fn dress(&self, stage: &Stage<'_>, request: &mut Request) -> Result<(), Finding> {
        if self.session && !stage.case.sessions.dress(&request.url, &mut request.headers) {
            let finding =
                Finding::wrong("call", "session", "a session of MCP", "none: no answer at this path gave one");
            return Err(finding.at(self.draft.path.place()));
        }
        Ok(())
    }

    /// Asks for page after page, as the check that judges the walk finds the next one; it never goes on for ever.
    async fn walk(&self, walk: &PageWalk, stage: &Stage<'_>, seen: &mut Observation) {
        let mut visited = HashSet::new();
        while let Some(last) = seen.exchanges.last() {
            if seen.exchanges.len() > 1 && is_empty(walk, last) {
                return;
            }
            // A next page that cannot be found is the judge's to tell.
            let Ok(Some(next)) = walk.next.after(last) else { return };
            // A request leaves the target's origin never; that a page leads there is the judge's to tell as well.
            if next.origin() != last.request.url.origin() {
                return;
            }
            // What was said to only read was said of the first path; that the page was not walked is the judge's to tell.
            let elsewhere = next.path() != last.request.url.path();
            if elsewhere && !stage.station.writes && !last.request.method.is_safe() {
                return;
            }
            visited.insert(last.request.url.clone());
            let pages = u32::try_from(seen.exchanges.len()).unwrap_or(u32::MAX);
            if pages >= walk.most || visited.contains(&next) {
                return;
            }
            let (request, sending) = self.draft.again(&last.request, next, stage);
            seen.exchanges.push(stage.send(request, sending).await);
        }
    }
}

/// Whether a page has no items; one that cannot be read is the judge's to tell.
fn is_empty(walk: &PageWalk, page: &Exchange) -> bool {
    let Some(Ok(body)) = page.answer().map(Answer::json) else { return false };
    match walk.items.values(body).as_slice() {
        [Value::Array(items)] if walk.items.is_singular() => items.is_empty(),
        several => several.is_empty() && !walk.items.is_singular(),
    }
}
