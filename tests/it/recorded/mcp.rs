//! The reference server of MCP, `@modelcontextprotocol/server-everything`; our mock answers as it did at a path of its own.

use serde_json::json;

use super::{differs, judge, mock, recorded, recording, send};

/// Where it says what is wrong (RFC 6901).
const CODE: &str = "/error/code";
/// What the mock has otherwise.
const KNOWN: &[(&str, &str)] =
    &[("tools-list", "it has one of the server's thirteen tools, and of it the same is said")];
const SESSION: &str = "mcp-session-id";

#[tokio::test]
#[ignore = "needs the shared data: HOLDPOINT_SHARED=DIR cargo test --test it -- --ignored recorded::"]
async fn mcp_answers_as_it_was_recorded() {
    let mut all = recording("mcp-server-everything.jsonl");
    let server = mock("storefront-mcp", &[], &[]);
    // The session of each recorded id is another one here.
    let mut sessions: Vec<(String, String)> = Vec::new();
    let mut told = Vec::new();
    for exchange in &mut all {
        exchange.request["path"] = json!("/mcp");
        if exchange.name == "malformed" {
            exchange.request["raw"] = json!("{\"jsonrpc\":");
        }
        let asked = exchange.request["headers"][SESSION].as_str().unwrap_or_default();
        let own = sessions.iter().find(|(recorded, _)| recorded == asked).map(|(_, own)| own.clone());
        let headers: Vec<(&str, &str)> = own.iter().map(|own| (SESSION, own.as_str())).collect();
        let came = send(&server, exchange, &headers).await;
        if let (Some(recorded), Some(own)) =
            (exchange.response["headers"][SESSION].as_str().filter(|_| asked.is_empty()), came.header(SESSION))
        {
            sessions.push((recorded.to_owned(), own.to_owned()));
        }
        told.extend(differs(&exchange.name, &recorded(exchange, CODE), &came.looks(CODE)));
    }
    judge(&told, KNOWN, all.len());
}
