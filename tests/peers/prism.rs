//! Prism: a mock server over an OpenAPI file, here over the one that the contract governance is held to.

use std::path::Path;
use std::process::Command;

use crate::peer::{Peer, holds, node};
use crate::program::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

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
    holds(&[("governance", &peer.url)], &["--lane", "health"], &settings, &[]);
    // Where one answer has to follow from another, answers by the document alone are not enough, in any case of ours.
    let at = format!("governance={}", peer.url);
    let arguments =
        ["governance", "--lane", "contract", "--lane", "runtime", "--live", &at, "--approve", "tests/peers: Prism"];
    let outcome = run(Path::new(ROOT), &arguments, &settings);
    let green: Vec<&str> =
        outcome.cases.iter().filter(|case| case.status == "passed").map(|case| case.id.as_str()).collect();
    assert!(outcome.code == Some(100) && outcome.cases.len() > 40 && green.is_empty(), "{green:?} {}", outcome.told());
}
