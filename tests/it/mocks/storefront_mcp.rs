//! The mock of a storefront's MCP endpoint, broken in one place each time; and what the suites find in the reference server.

use std::collections::BTreeSet;
use std::fs;

use super::{Broken, broken};
use crate::program::run;

pub(super) const BROKEN: &[Broken] = &[
    // Every case shakes hands.
    ("\"capabilities\":{\"tools\":{}}", "\"capabilities\":{\"prompts\":{}}", "*mcp.init"),
    (": \"2025-11-25\"\n    set:", ": request.json.params.protocolVersion\n    set:", "mcp.init"),
    ("sha256(\"session \" + string(seq))", "'\"session \" + string(seq)'", "mcp.init"),
    (
        "resultType: complete\n            supportedVersions",
        "resultType: input_required\n            supportedVersions",
        "mcp.discover",
    ),
    (
        "[2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26]\n            capabilities",
        "[2025-11-25, 2025-06-18, 2025-03-26]\n            capabilities",
        "mcp.discover",
    ),
    // The first notification of a case is the one of its handshake, which all have.
    ("then: 202", "steps: [202, 200]", "mcp.initialized"),
    ("then: 202", "then: 200", "*mcp.initialized"),
    ("      406:", "      400:", "mcp.accept"),
    ("!request.header.accept.contains(\"text/event-stream\")", "request.header.accept == \"\"", "mcp.accept"),
    (
        "guard: request.json.method == \"tools/list\" }\n    # Asked first as JSON, then as a stream: it says the same.\n    steps:\n      - 200: { json: { result: { tools: \"${state.tools}\"",
        "guard: request.json.method == \"tools/list\" }\n    compute: { tools: 'type(request.json.id) == string ? state.tools.slice(2, 3) + state.tools.slice(0, 2) : state.tools' }\n    steps:\n      - 200: { json: { result: { tools: \"${computed.tools}\"",
        "mcp.tools.list",
    ),
    // As a stream the list says otherwise than as JSON.
    ("${json(state.tools)}},", "[]},", "*mcp.tools.list"),
    ("      - name: get_product", "      - name: getProduct", "*mcp.tools.list"),
    ("query: { type: string }", "query: { type: text }", "*mcp.tools.list"),
    ("ids: { type: array, minItems: 1,", "ids: { type: array, minItems: 2,", "mcp.tools.snapshot"),
    ("required: [id, title, price_range, variants]", "required: [id, title, variants]", "mcp.tools.snapshot"),
    ("            title: Size 11\n", "", "mcp.call.ok"),
    // Whoever judges messages calls the same tool.
    ("\"products\": computed.found, \"pagination\"", "\"items\": computed.found, \"pagination\"", "*mcp.call.ok"),
    ("amount: 4900", "amount: \"49.00\"", "*mcp.call.ok"),
    (
        "${json(computed.text)}}],\n          data: \"structuredContent\"",
        "${json(computed.text)}}],\"isError\":true,\n          data: \"structuredContent\"",
        "mcp.call.ok",
    ),
    (
        "Invalid arguments for tool \" + request.json.params.name' }\n    then:\n      200:",
        "Invalid arguments for tool \" + request.json.params.name' }\n    then:\n      500:",
        "mcp.call.badargs",
    ),
    ("+ \" not found\"' }\n    then:\n      200:", "+ \" not found\"' }\n    then:\n      500:", "mcp.call.unknown"),
    ("\"code\":-32601,", "\"code\":-32600,", "mcp.method.unknown"),
    (
        "then: { 404: { json: { jsonrpc: \"2.0\", id: \"${request.json.id}\", error: { code: -32601,",
        "then: { 200: { json: { jsonrpc: \"2.0\", id: \"${request.json.id}\", error: { code: -32601,",
        "mcp.method.unknown",
    ),
    ("code: -32700", "code: -32600", "mcp.parse"),
    (
        "400: &no_json { json: { jsonrpc: \"2.0\", error: { code: -32700",
        "200: &no_json { json: { jsonrpc: \"2.0\", error: { code: -32700",
        "mcp.parse",
    ),
    (
        "then: { 200: { json: { result: {}, jsonrpc: \"2.0\", id: \"${request.json.id}\"",
        "compute: { id: 'type(request.json.id) == string ? request.json.id.lowerAscii() : request.json.id' }\n    then: { 200: { json: { result: {}, jsonrpc: \"2.0\", id: \"${computed.id}\"",
        "mcp.id",
    ),
    ("404: &gone", "400: &gone", "mcp.session.bad"),
    // Told by the undo, which ends the session and asks again.
    ("    set: { remove: \"sessions[${request.header.mcp-session-id}]\" }\n", "", "mcp.session.bad"),
    (
        "in [\"2025-11-25\", \"2025-06-18\", \"2025-03-26\"])",
        "in [\"2025-11-25\", \"2025-06-18\", \"2025-03-26\", \"1999-01-01\"])",
        "mcp.version.header",
    ),
    ("then: { 403:", "then: { 400:", "mcp.origin"),
    ("(localhost|", "(evil.example|localhost|", "mcp.origin"),
    ("readOnlyHint: true", "readOnlyHint: \"yes\"", "mcp.jsonrpc.schema"),
    (
        "result: { tools: \"${state.tools}\" }, jsonrpc",
        "result: { tools: \"${state.tools}\", nextCursor: 2 }, jsonrpc",
        "mcp.jsonrpc.schema",
    ),
    ("\"status\": \"error\"", "\"status\": \"success\"", "mcp.ucp.meta"),
    ("\n        && has(request.json.params.arguments.meta[\"ucp-agent\"].profile))", ")", "mcp.ucp.meta"),
    ("string(request.json.id) in state.seen'", "!(string(request.json.id) in state.seen)'", "mcp.sse.cut"),
    ("state.seen.size() == 0", "state.seen.size() > 9", "mcp.sse.cut"),
    ("delay: 60s", "delay: 1ms", "mcp.slow"),
    // A shop may describe its tools as it likes.
    ("description: Tells all of one product.", "description: Everything about one product.", ""),
];

/// At another path the mock answers as the protocol's reference server was recorded.
#[test]
fn the_reference_server_is_wrong_in_two_things() {
    let project = broken("storefront-mcp", "mock: storefront-mcp", "mock: storefront-mcp");
    let file = project.path().join("suites/holdpoint.yaml");
    let text = fs::read_to_string(&file).expect("the project");
    let there = text
        .replace("MCP_PATH: /api/mcp\n", "MCP_PATH: /mcp\n")
        .replace("MCP_REQUIRED_TOOLS: search_catalog,lookup_catalog,get_product\n", "MCP_REQUIRED_TOOLS: echo\n")
        .replace("      MCP_TOOLS_PIN: mock-storefront 3.2.0\n", "");
    fs::write(&file, there).expect("the other project");
    let outcome = run(project.path(), &["storefront-mcp/health", "storefront-mcp/contract"], &[]);
    let found: BTreeSet<&str> = outcome.red().flat_map(|case| &case.covers).map(String::as_str).collect();
    assert_eq!(found, BTreeSet::from(["mcp.origin", "mcp.session.bad"]), "{}", outcome.told());
}
