//! `payload`: what was dispatched is what was agreed on.

use super::api::Stage;
use crate::ingest::event::{Done, Stop};
use crate::ingest::payload::{self, Payload};
use crate::model::diagnostic::Diagnostics;

pub(super) static STAGE: Stage = Stage {
    id: "payload",
    summary: "The payload has its form, GitHub's limits, and comes from where it should.",
    docs: r#"The payload is what `POST /repos/{owner}/{repo}/dispatches` takes: `event_type` (1 to 100 characters) and `client_payload`
(at most 10 properties, fewer than 64 KiB) with

- `version`: a semantic version, without a `v`;
- `checksum`: the SHA-256 of the document's bytes, 64 digits of lower-case hex;
- `change_type`: `major`, `minor` or `patch`;
- `download_url`: https, without credentials; with `--allow-http` also http, to this machine alone;
- `source_repo`: `owner/name`; with `--strict --repository owner/name` it has to be that one;
- `timestamp`, where it is there: when it was dispatched, as RFC 3339.

Every fault is told in one go, with its place. A workflow has the payload in its event:

```
jq '{event_type: .action, client_payload}' "$GITHUB_EVENT_PATH" | holdpoint ingest -
```
"#,
    act: |work| {
        Box::pin(async move {
            let read = payload::read(&work.written, &work.options.terms).map_err(wrong)?;
            let said = says(&read);
            work.payload = Some(read);
            Ok(Done::passed(said))
        })
    },
};

fn says(payload: &Payload) -> String {
    format!("{} of {}, said to be {}", payload.version, payload.repository, payload.change.name())
}

fn wrong(found: Diagnostics) -> Stop {
    let count = found.len();
    Stop::invalid(format!("{count} fault{} in the payload", if count == 1 { "" } else { "s" }), found)
}
