//! Codes of the specification pipeline.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[Page {
    id: "payload",
    summary: "The payload of a dispatch is not what was agreed on.",
    docs: r#"The stage `payload` of `holdpoint ingest` says what each field has to be (`holdpoint explain payload`); every fault is told
in one go. Nothing is downloaded for a payload that is wrong: correct the sender and dispatch again.

```json
{
  "event_type": "openapi_spec_updated",
  "client_payload": {
    "version": "1.4.2",
    "checksum": "6c6a9979cfcda17d8e3284dfb8a6620a54df58adf301d97f4325f1d3e3905aac",
    "change_type": "patch",
    "download_url": "https://specs.example.com/openapi.json",
    "source_repo": "example/api"
  }
}
```
"#,
}];
