//! `@modelcontextprotocol/server-everything`: the reference server of MCP, over streamable HTTP.

use std::path::Path;
use std::process::Command;

use crate::peer::{Known, Live, Otherwise, Peer, node};

/// What it does otherwise than the specification.
const KNOWN: &[Known] = &[
    ("mcp.origin", "status", "a foreign Origin is served, at 200"),
    ("mcp.session.bad", "status", "a session that there is not, or not any more, is 400"),
];

/// What our mock answers otherwise: as the specification says, and as a shop.
const OTHERWISE: &[Otherwise] = &[
    ("foreign origin", "status", "live 200, mock 403", "it lets any page speak to it"),
    ("session that there is not", "status", "live 400, mock 404", "404 is the word on which a client begins anew"),
    ("discovery", "status", "live 400, mock 200", "it does not speak 2026-07-28"),
    ("no such modern method", "status", "live 400, mock 404", "nor here"),
    // An answer may come as JSON or as a stream: it only streams, and our mock does both, so that suites take both.
    ("ping", "header content-type", "live `text/event-stream`, mock `application/json`", "it streams"),
    ("ping", "header cache-control", "live there, mock nothing", "a stream is not to be kept"),
    ("tools", "header content-type", "live `text/event-stream`, mock `application/json`", "it streams"),
    ("tools", "header cache-control", "live there, mock nothing", "a stream is not to be kept"),
    ("initialize", "$.result.capabilities.completions", "live object, mock nothing", "a shop has tools alone"),
    ("initialize", "$.result.capabilities.logging", "live object, mock nothing", "a shop has tools alone"),
    ("initialize", "$.result.capabilities.prompts", "live object, mock nothing", "a shop has tools alone"),
    ("initialize", "$.result.capabilities.resources", "live object, mock nothing", "a shop has tools alone"),
    ("initialize", "$.result.capabilities.tasks", "live object, mock nothing", "a shop has tools alone"),
    // What it may say of itself beside, and what our mock leaves out so that no suite relies on it.
    ("initialize", "$.result.capabilities.tools.listChanged", "live boolean, mock nothing", "left out, it is no"),
    ("initialize", "$.result.instructions", "live string, mock nothing", "may be left out"),
    ("initialize", "$.result.serverInfo.title", "live string, mock nothing", "may be left out"),
    // Tools are a server's own.
    ("tools", "$.result.tools[*].annotations…", "", "other tools"),
    ("tools", "$.result.tools[*].execution", "live object, mock nothing", "it has tasks"),
    ("tools", "$.result.tools[*].inputSchema…", "", "other tools"),
    ("tools", "$.result.tools[*].outputSchema…", "", "other tools"),
    ("search", "$.result.structuredContent", "live nothing, mock object", "its echo is asked in the place of a search"),
    // It is no shop: for each of our tools it says, as the result of a tool, that it has none such.
    ("call of an agent without a profile", "$.error", "live nothing, mock object", "no such tool"),
    ("call of an agent without a profile", "$.result", "live object, mock nothing", "no such tool"),
    ("product that there is not", "$.result.isError", "live boolean, mock nothing", "no such tool"),
    ("product that there is not", "$.result.structuredContent", "live nothing, mock object", "no such tool"),
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
    let live = Live { servers: &[("storefront-mcp", &peer.url)], more: &[], settings: &settings };
    live.holds(KNOWN);
    live.drifts(OTHERWISE);
}
