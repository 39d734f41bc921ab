//! Codes of the specification pipeline.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
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
    },
    Page {
        id: "pipeline",
        summary: "The store's pipeline.yaml says what cannot be done.",
        docs: r#"`pipeline.yaml` in the store's folder says what is done after stages (`hooks`) and what the gates `publish` and `deploy`
demand. A hook either runs a program or tells an address, signed; a package is one of npm or of PyPI.

```yaml
version: 1
hooks:
  - { after: store, exec: [./announce.sh] }
  - { after: latest, post: "https://hooks.example.com/spec", hmac_sha256: HOOK_KEY }
publish:
  sdk: [{ name: typescript, exec: [npm, run, build], within: 5m }]
  absent: [{ npm: "@example/api" }, { pypi: example-api }]
  suites: [{ suite: api/contract, within: 1d }]
  latency: { stored: 2m, sdk: 5m, publish: 1m, total: 10m }
```
"#,
    },
];
