//! Prism: a mock server over an OpenAPI file, here over the one that the contract governance is held to.

use std::path::Path;
use std::process::Command;

use crate::peer::{Live, Otherwise, Peer, node};
use crate::program::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What our mock answers otherwise: it is as a running service was recorded, and Prism makes its answers up by the document, so
/// that of some stubs no more is said than that.
const OTHERWISE: &[Otherwise] = &[
    ("health", "$.dependencies.db…", "", "it says of it all that the document has"),
    ("health", "$.dependencies.redis…", "", "it says of it all that the document has"),
    ("health", "header traceparent", "live nothing, mock there", "no mark comes back"),
    ("list", "$.lifecycle_status", "live `draft`, mock `active`", "of a choice it takes the first"),
    ("list", "header traceparent…", "", "a mark comes back by the document's schema, not by what was sent"),
    (
        "list of an integration that is not there",
        "status",
        "live 200, mock 404",
        "it knows of nothing that is not there",
    ),
    ("make an integration", "…", "", "it keeps nothing of what was sent"),
    ("no such path", "…", "", "the refusal is Prism's own, in no words of the API"),
    ("nobody", "status", "live 200, mock 401", "any token will do"),
    ("nobody", "…", "", "who is refused is refused in made-up words"),
    ("served document", "…", "", "it makes a document up"),
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
