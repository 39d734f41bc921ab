//! A storefront's MCP endpoint over streamable HTTP: revisions with sessions and the one without, answered as JSON and as events.

mod catalog;
mod message;
mod tools;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use uuid::Uuid;

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};
use message::{Outcome, failed, refusal, response};

/// The revision without sessions, and those with them, newest first.
const MODERN: &str = "2026-07-28";
const LEGACY: [&str; 3] = ["2025-11-25", "2025-06-18", "2025-03-26"];
const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "storefront-mcp",
    catalogue: include_str!("storefront_mcp/faults.tsv"),
    settings,
    service: |fault| Arc::new(Storefront::new(fault)),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![
        ("MCP_PATH", "/api/mcp".to_owned()),
        ("MCP_REQUIRED_TOOLS", "search_catalog,lookup_catalog,get_product".to_owned()),
        ("MCP_TOOLS_PIN", "storefront 3.2.0".to_owned()),
    ]
}

/// How an endpoint answers; the paths are those of one server with several of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// As JSON and as events in turn.
    Mixed,
    Json,
    Events,
    /// As JSON, without sessions.
    Stateless,
}

struct Storefront {
    fault: Switch,
    sessions: Mutex<BTreeSet<String>>,
    answered: AtomicU64,
}

/// What a message is about, and where it goes.
struct Call<'a> {
    manner: Manner,
    id: Value,
    method: &'a str,
    params: &'a Value,
}

impl Storefront {
    fn new(fault: Switch) -> Self {
        Self { fault, sessions: Mutex::default(), answered: AtomicU64::default() }
    }

    fn sessions(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self, manner: Manner, request: &Request) -> Answer {
        if let Some(refused) = self.refuse(request) {
            return refused;
        }
        let Ok(message) = serde_json::from_slice::<Value>(&request.body) else {
            return match self.fault.on() {
                "parse-page" => Answer::page(500, "Internal Server Error"),
                "parse-invalid-request" => refusal(400, -32600, "Invalid Request"),
                "parse-200" => refusal(200, -32700, "Parse error"),
                _ => refusal(400, -32700, "Parse error"),
            };
        };
        let (Some("2.0"), Some(method)) = (message["jsonrpc"].as_str(), message["method"].as_str()) else {
            return refusal(400, -32600, "Invalid Request");
        };
        let call = Call { manner, id: message["id"].clone(), method, params: &message["params"] };
        let modern = call.params["_meta"].get(META_VERSION).is_some() || request.header("mcp-method").is_some();
        if modern { self.modern(request, &call) } else { self.legacy(request, &call) }
    }

    /// What is judged before the message is looked at.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        let local = |origin: &str| {
            let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).unwrap_or_default();
            ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| host == *own || host.starts_with(&format!("{own}:")))
        };
        if request.header("origin").is_some_and(|origin| !local(origin)) && !self.fault.is("origin-served") {
            return Some(match self.fault.on() {
                "origin-400" => refusal(400, -32000, "Invalid origin"),
                "origin-redirect" => Answer::redirect("/login"),
                _ => refusal(403, -32000, "Forbidden: invalid origin"),
            });
        }
        let accepted = request.header("accept").unwrap_or_default();
        let both = accepted.contains("application/json") && accepted.contains("text/event-stream");
        if !both && !self.fault.is("accept-served") {
            let why = "Not Acceptable: accept both application/json and text/event-stream";
            return Some(match self.fault.on() {
                "accept-400" => refusal(400, -32000, why),
                "accept-no-jsonrpc" => Answer::json(406, &json!({ "error": { "code": -32000, "message": why } })),
                _ => refusal(406, -32000, why),
            });
        }
        let json = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        (!json).then(|| refusal(415, -32000, "Unsupported Media Type: Content-Type must be application/json"))
    }

    // ── The revision without sessions ────────────────────────────────────────────────────────────────────────────
    fn modern(&self, request: &Request, call: &Call<'_>) -> Answer {
        let named = call.params["_meta"][META_VERSION].as_str().unwrap_or_default();
        if named != MODERN {
            let data = json!({ "requested": named, "supported": [MODERN, LEGACY[0], LEGACY[1], LEGACY[2]] });
            return failed(400, &call.id, -32022, "Unsupported protocol version", Some(data));
        }
        let mirrored = request.header("mcp-protocol-version") == Some(MODERN)
            && request.header("mcp-method") == Some(call.method)
            && (call.method != "tools/call" || request.header("mcp-name") == call.params["name"].as_str());
        if !mirrored || self.fault.is("discover-mismatch") {
            return failed(400, &call.id, -32020, "Header mismatch", None);
        }
        let mut result = match call.method {
            "server/discover" => return self.discover(call),
            "tools/list" => tools::list(&self.fault, &call.id),
            "tools/call" => match tools::call(&self.fault, call.params) {
                Outcome::Result(result) => result,
                Outcome::Error(code, message) => return failed(200, &call.id, code, &message, None),
            },
            _ => {
                let status = if self.fault.is("method-modern-200") { 200 } else { 404 };
                return failed(status, &call.id, -32601, "Method not found", None);
            }
        };
        result["resultType"] = json!("complete");
        if call.method == "tools/list" {
            result["ttlMs"] = json!(60_000);
            result["cacheScope"] = json!("public");
        }
        self.send(call, &response(&call.id, &result))
    }

    fn discover(&self, call: &Call<'_>) -> Answer {
        let mut result = json!({
            "resultType": "complete",
            "supportedVersions": [MODERN, LEGACY[0], LEGACY[1], LEGACY[2]],
            "capabilities": { "tools": {} },
            "ttlMs": 3_600_000,
            "cacheScope": "public",
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "storefront", "version": "3.2.0" } },
        });
        match self.fault.on() {
            "discover-no-result-type" => remove(&mut result, "resultType"),
            "discover-incomplete" => result["resultType"] = json!("input_required"),
            "discover-versions-text" => result["supportedVersions"] = json!("2026-07-28"),
            "discover-without-itself" => result["supportedVersions"] = json!(LEGACY),
            "discover-no-tools" => result["capabilities"] = json!({ "logging": {} }),
            "discover-ttl-text" => result["ttlMs"] = json!("3600000"),
            "discover-scope-unknown" => result["cacheScope"] = json!("shared"),
            "discover-500" => return failed(500, &call.id, -32603, "Internal error", None),
            "discover-internal-error" => return failed(200, &call.id, -32603, "Internal error", None),
            _ => {}
        }
        self.send(call, &response(&call.id, &result))
    }

    // ── The revisions with sessions ──────────────────────────────────────────────────────────────────────────────
    fn legacy(&self, request: &Request, call: &Call<'_>) -> Answer {
        if let Some(version) = request.header("mcp-protocol-version")
            && !LEGACY.contains(&version)
            && !self.fault.is("version-ignored")
        {
            let status = if self.fault.is("version-500") { 500 } else { 400 };
            return refusal(status, -32000, &format!("Bad Request: Unsupported protocol version: {version}"));
        }
        if call.method == "initialize" {
            return self.initialize(call);
        }
        if call.manner != Manner::Stateless
            && let Some(refused) = self.sessionless(request)
        {
            return refused;
        }
        if call.id.is_null() {
            // Every client sends the one that ends the handshake; of others it would not be noticed elsewhere.
            let handshake = call.method == "notifications/initialized";
            return match self.fault.on() {
                "initialized-200" if !handshake => Answer::empty(200),
                "initialized-204" if !handshake => Answer::empty(204),
                "initialized-body" => Answer::json(202, &json!({ "jsonrpc": "2.0", "result": {} })),
                _ => Answer::empty(202),
            };
        }
        let outcome = match call.method {
            "ping" => Outcome::Result(json!({})),
            "tools/list" => Outcome::Result(tools::list(&self.fault, &call.id)),
            "tools/call" => tools::call(&self.fault, call.params),
            _ => match self.fault.on() {
                "method-served" => Outcome::Result(json!({})),
                "method-invalid-request" => Outcome::Error(-32600, "Invalid Request".to_owned()),
                "method-500" => return failed(500, &call.id, -32601, "Method not found", None),
                "method-page" => return Answer::page(404, "Not Found"),
                _ => Outcome::Error(-32601, "Method not found".to_owned()),
            },
        };
        match outcome {
            Outcome::Result(result) => self.send(call, &response(&self.echoed(call), &result)),
            Outcome::Error(500, message) => failed(500, &call.id, -32603, &message, None),
            Outcome::Error(code, message) => self.send(call, &message::error(&call.id, code, &message, None)),
        }
    }

    /// The id as it comes back; only a ping's is ever another.
    fn echoed(&self, call: &Call<'_>) -> Value {
        let text = call.id.as_str();
        match self.fault.on() {
            _ if call.method != "ping" => call.id.clone(),
            "id-digits-number" => text.and_then(|id| id.parse::<u64>().ok()).map_or(call.id.clone(), |id| json!(id)),
            "id-zero-null" if call.id == json!(0) => Value::Null,
            "id-lower-case" => text.map_or(call.id.clone(), |id| json!(id.to_lowercase())),
            "id-32-bits" => call.id.as_u64().map_or(call.id.clone(), |id| json!(id & 0xFFFF_FFFF)),
            _ => call.id.clone(),
        }
    }

    fn initialize(&self, call: &Call<'_>) -> Answer {
        let asked = call.params["protocolVersion"].as_str().unwrap_or_default();
        let version = if LEGACY.contains(&asked) || self.fault.is("init-version-echoed") { asked } else { LEGACY[0] };
        let mut result = json!({
            "protocolVersion": version,
            "capabilities": { "tools": { "listChanged": false } },
            "serverInfo": { "name": "storefront", "title": "A storefront", "version": "3.2.0" },
            "instructions": "Search the catalog first; prices are in minor units.",
        });
        match self.fault.on() {
            "init-no-server-info" if asked == LEGACY[1] => remove(&mut result, "serverInfo"),
            "init-server-version-number" if asked == LEGACY[1] => result["serverInfo"]["version"] = json!(3.2),
            "init-no-tools" if asked == LEGACY[1] => result["capabilities"] = json!({ "prompts": {} }),
            "init-capabilities-list" if asked == LEGACY[1] => result["capabilities"] = json!(["tools"]),
            "init-instructions-list" => result["instructions"] = json!(["Search the catalog first."]),
            "init-page" if asked == LEGACY[1] => return Answer::page(200, "Storefront"),
            "init-slow" if asked == LEGACY[1] => return self.send(call, &response(&call.id, &result)).slow(),
            "init-error" if asked == LEGACY[1] => return failed(200, &call.id, -32603, "Internal error", None),
            _ => {}
        }
        let answer = self.send(call, &response(&call.id, &result));
        if call.manner == Manner::Stateless {
            return answer;
        }
        let mut session = Uuid::new_v4().to_string();
        if self.fault.is("init-session-space") {
            session.insert(8, ' ');
        }
        let forgotten = match self.fault.on() {
            "init-session-forgotten" => asked == LEGACY[1],
            "init-offer-forgotten" => asked != version,
            _ => false,
        };
        if !forgotten {
            self.sessions().insert(session.clone());
        }
        answer.with("mcp-session-id", session)
    }

    /// What a request is told whose session there is not.
    fn sessionless(&self, request: &Request) -> Option<Answer> {
        let Some(session) = request.header("mcp-session-id") else {
            return Some(refusal(400, -32000, "Bad Request: Mcp-Session-Id header is required"));
        };
        if self.sessions().contains(session) || self.fault.is("session-unknown-served") {
            return None;
        }
        let status = match self.fault.on() {
            "session-400" => 400,
            "session-500" => 500,
            _ => 404,
        };
        Some(refusal(status, -32001, "Session not found"))
    }

    fn end(&self, manner: Manner, request: &Request) -> Answer {
        let Some(session) = request.header("mcp-session-id").filter(|_| manner != Manner::Stateless) else {
            return no_method();
        };
        if self.sessions().remove(session) {
            return Answer::empty(200);
        }
        refusal(404, -32001, "Session not found")
    }

    /// One message, as JSON or as a stream of events: both are right, and each is chosen half of the time.
    fn send(&self, call: &Call<'_>, message: &Value) -> Answer {
        let nth = self.answered.fetch_add(1, Ordering::Relaxed);
        let events = match call.manner {
            Manner::Mixed => nth.is_multiple_of(2),
            Manner::Events => true,
            Manner::Json | Manner::Stateless => false,
        };
        if events { message::events(message, nth) } else { Answer::json(200, message) }
    }
}

impl Service for Storefront {
    fn answer(&self, request: &Request) -> Answer {
        let manner = match request.path.as_str() {
            "/api/mcp" => Manner::Mixed,
            "/json/mcp" => Manner::Json,
            "/events/mcp" => Manner::Events,
            "/stateless/mcp" => Manner::Stateless,
            _ => return Answer::page(404, "Not Found"),
        };
        match request.method.as_str() {
            "POST" => self.post(manner, request),
            "DELETE" => self.end(manner, request),
            _ => no_method(),
        }
    }
}

fn no_method() -> Answer {
    refusal(405, -32000, "Method not allowed.").with("allow", "POST, DELETE")
}
