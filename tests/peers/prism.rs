//! Prism: a mock server over an OpenAPI file, here over the one that the contract governance is held to.

use std::path::Path;
use std::process::Command;

use crate::peer::{Live, Otherwise, Peer, node};
use crate::program::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Of a text the document gives no example, and of a choice the first is taken.
const MADE_UP: &str = "a value by the document's types";
/// Request ids and traces come back from whoever keeps the document's words, not its schemas alone.
const UNMARKED: &str = "no mark comes back";
/// What our mock answers otherwise: it is as a running service was recorded, and Prism as the document's examples are.
const OTHERWISE: &[Otherwise] = &[
    ("health", "$.dependencies.db.latency_ms", "live number, mock nothing", "the service that was recorded says none"),
    ("health", "$.dependencies.db.mode", "live `string`, mock `db-probe`", MADE_UP),
    (
        "health",
        "$.dependencies.redis.latency_ms",
        "live number, mock nothing",
        "the service that was recorded says none",
    ),
    ("health", "$.dependencies.redis.mode", "live `string`, mock `redis-probe`", MADE_UP),
    ("health", "header traceparent", "live nothing, mock there", UNMARKED),
    ("list", "$.lifecycle_status", "live `draft`, mock `active`", MADE_UP),
    ("list", "header traceparent", "live nothing, mock there", UNMARKED),
    (
        "list of an integration that is not there",
        "status",
        "live 200, mock 404",
        "it knows of nothing that is not there",
    ),
    ("make an integration", "$.auth_mode", "live `string`, mock `hmac`", MADE_UP),
    ("make an integration", "$.base_url", "live string, mock null", MADE_UP),
    ("make an integration", "$.direction", "live `inbound`, mock `outbound`", MADE_UP),
    ("make an integration", "$.endpoint", "live string, mock null", MADE_UP),
    ("make an integration", "$.idempotency_policy", "live object, mock null", MADE_UP),
    ("make an integration", "$.lifecycle_reason", "live string, mock null", MADE_UP),
    ("make an integration", "$.lifecycle_status", "live `draft`, mock `active`", MADE_UP),
    ("make an integration", "$.protocol", "live `string`, mock `https`", MADE_UP),
    ("make an integration", "$.retry_policy", "live object, mock null", MADE_UP),
    ("make an integration", "$.runbook_url", "live string, mock null", MADE_UP),
    ("make an integration", "$.version_strategy", "live string, mock null", MADE_UP),
    ("make an integration", "header traceparent", "live nothing, mock there", UNMARKED),
    ("no such path", "$.error_code", "live nothing, mock string", "it is Prism's own refusal, in no words of the API"),
    ("no such path", "$.request_id", "live nothing, mock string", "it is Prism's own refusal, in no words of the API"),
    ("no such path", "$.retryable", "live nothing, mock boolean", "it is Prism's own refusal, in no words of the API"),
    ("no such path", "$.traceparent", "live nothing, mock string", "it is Prism's own refusal, in no words of the API"),
    ("no such path", "header traceparent", "live nothing, mock there", UNMARKED),
    ("no such path", "header x-request-id", "live nothing, mock there", UNMARKED),
    ("nobody", "$.error_code", "live `string`, mock `AUTH-401-INVALID-ACCESS`", MADE_UP),
    ("nobody", "$.type", "live `string`, mock `about:blank`", MADE_UP),
    ("nobody", "header traceparent", "live nothing, mock there", UNMARKED),
    ("nobody", "status", "live 200, mock 401", "any token will do"),
    (
        "served document",
        "$.components",
        "live nothing, mock object",
        "it serves the document's example of a document: `{}`",
    ),
    ("served document", "$.info", "live nothing, mock object", "it serves the document's example of a document: `{}`"),
    (
        "served document",
        "$.openapi",
        "live nothing, mock string",
        "it serves the document's example of a document: `{}`",
    ),
    ("served document", "$.paths", "live nothing, mock object", "it serves the document's example of a document: `{}`"),
];

fn start(port: u16, folder: &Path) -> Command {
    let mut command = node("@stoplight/prism-cli/dist/index.js", folder);
    let document = Path::new(ROOT).join("suites/governance/openapi.yaml");
    command.args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
    command
}

#[tokio::test]
#[ignore = "needs servers of others: tests/peers/install DIR; HOLDPOINT_PEERS=DIR cargo test --test peers -- --ignored"]
async fn what_keeps_to_the_document_and_remembers_nothing_is_found() {
    let peer = Peer::start(start, "/health").await;
    let settings = [
        ("GOVERNANCE_INTEGRATION_ID", "erp-main".to_owned()),
        ("GOVERNANCE_TOKEN", "a-token-of-the-test".to_owned()),
        ("GOVERNANCE_VIEWER_TOKEN", "another-of-the-test".to_owned()),
    ];
    // Its answers are the document's: of the health nothing else is asked.
    let live = Live { servers: &[("governance", &peer.url)], more: &["--lane", "health"], settings: &settings };
    live.holds(&[]);
    // Where one answer has to follow from another, answers by the document alone are not enough, in any case of ours.
    let at = format!("governance={}", peer.url);
    let arguments =
        ["governance", "--lane", "contract", "--lane", "runtime", "--live", &at, "--approve", "tests/peers: Prism"];
    let outcome = run(Path::new(ROOT), &arguments, &settings);
    let green: Vec<&str> =
        outcome.cases.iter().filter(|case| case.status == "passed").map(|case| case.id.as_str()).collect();
    assert!(outcome.code == Some(100) && outcome.cases.len() > 40 && green.is_empty(), "{green:?} {}", outcome.told());
    Live { more: &[], ..live }.drifts(OTHERWISE);
}
