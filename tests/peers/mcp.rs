//! `@modelcontextprotocol/server-everything`: the reference server of MCP, over streamable HTTP.

use std::path::Path;
use std::process::Command;

use crate::peer::{Known, Peer, holds, node};

/// What it does otherwise than the specification.
const KNOWN: &[Known] = &[
    ("mcp.origin", "status", "a foreign Origin is served, at 200"),
    ("mcp.session.bad", "status", "a session that there is not, or not any more, is 400"),
];

fn start(port: u16, folder: &Path) -> Command {
    let mut command = node("@modelcontextprotocol/server-everything/dist/index.js", folder);
    command.arg("streamableHttp").env("PORT", port.to_string());
    command
}

#[tokio::test]
#[ignore = "needs servers of others: tests/peers/install DIR; HOLDPOINT_PEERS=DIR cargo test --test peers -- --ignored"]
async fn the_reference_server_of_mcp_differs_where_it_is_known_to() {
    let peer = Peer::start(start, "/mcp").await;
    let settings = [("MCP_PATH", "/mcp".to_owned()), ("MCP_REQUIRED_TOOLS", "echo,get-sum".to_owned())];
    holds(&[("storefront-mcp", &peer.url)], &[], &settings, KNOWN);
}
