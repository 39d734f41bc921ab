//! The contract governance as a running server answered: integrations, versions of their contracts, checks, activation and audit.

mod audit;
mod contracts;
mod marks;
mod store;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};
use marks::Marks;
use store::Store;

const OPERATOR: &str = "gov-op-5b1f0d7e93a2c648";
const VIEWER: &str = "gov-view-c07a4e1985d3b26f";
/// An integration that is there from the start.
const INTEGRATION: &str = "erp-main";
/// What the server says of itself, as it was recorded.
const DOCUMENT: &str = include_str!("../../mocks/openapi/governance-served.json");

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "governance",
    catalogue: include_str!("governance/faults.tsv"),
    settings,
    service: |fault| Arc::new(Governance::new(fault)),
};

fn settings(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("GOVERNANCE_INTEGRATION_ID", INTEGRATION.to_owned()),
        ("GOVERNANCE_CHAOS_URL", format!("{url}/switch")),
        ("GOVERNANCE_TOKEN", OPERATOR.to_owned()),
        ("GOVERNANCE_VIEWER_TOKEN", VIEWER.to_owned()),
    ]
}

struct Governance {
    fault: Switch,
    store: Mutex<Store>,
}

/// What a route comes to: a body of 200, or a problem.
type Came = Result<Value, Problem>;

/// A refusal: what a client may act on, and the members that its kind has beside those of every problem.
struct Problem {
    status: u16,
    code: &'static str,
    detail: String,
    members: Value,
}

impl Problem {
    fn new(status: u16, code: &'static str, detail: &str) -> Self {
        Self { status, code, detail: detail.to_owned(), members: json!({}) }
    }

    fn with(mut self, members: Value) -> Self {
        self.members = members;
        self
    }

    fn invalid(detail: &str) -> Self {
        Self::new(400, "integration_contract_invalid_payload", detail)
    }

    fn title(&self) -> &'static str {
        match self.status {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            409 => "Conflict",
            422 => "Unprocessable Entity",
            503 => "Service Unavailable",
            _ => "Internal Server Error",
        }
    }
}

impl Governance {
    fn new(fault: Switch) -> Self {
        Self { fault, store: Mutex::new(Store::with(INTEGRATION)) }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn health(&self) -> (u16, Value) {
        let up = !self.store().down;
        let mut body = json!({
            "ok": up,
            "service": "api",
            "dependencies": { "db": { "ok": up, "mode": "db-probe" }, "redis": { "ok": true, "mode": "redis-probe" } },
        });
        match self.fault.on() {
            "health-db-down-at-200" => body["dependencies"]["db"]["ok"] = json!(false),
            "health-ok-text" => body["ok"] = json!("true"),
            "health-no-service" => remove(&mut body, "service"),
            "down-health-200" => return (200, body),
            _ => {}
        }
        (if up { 200 } else { 503 }, body)
    }

    /// Who asks: the operator may write, the viewer may read.
    fn admit(&self, request: &Request, writes: bool) -> Result<(), Problem> {
        let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let unknown = if self.fault.is("no-token-403") && token.is_none() { 403 } else { 401 };
        match token {
            Some(VIEWER) if self.fault.is("viewer-cannot-list") || (writes && !self.fault.is("viewer-writes")) => {
                Err(Problem::new(403, "AUTH-403-FORBIDDEN", "当前操作无权限"))
            }
            Some(OPERATOR | VIEWER) => Ok(()),
            _ => Err(Problem::new(unknown, "AUTH-401-INVALID-ACCESS", "当前会话无效，请重新登录")),
        }
    }

    fn platform(&self, request: &Request, path: &[&str], marks: &Marks) -> Came {
        let method = request.method.as_str();
        let writes = method == "POST";
        match (method, path) {
            ("GET" | "POST", ["integrations", ..]) | ("GET", ["audit", "events"]) => {}
            ("DELETE", ["integrations", _, "contracts"]) => return Err(self.no_method(request)),
            _ => return Err(Problem::new(404, "AUTH-404-NOT-FOUND", &format!("No route for {}", request.path))),
        }
        let admitted = self.admit(request, writes);
        if admitted.is_err() && writes && self.fault.is("refused-write-kept") {
            let _ = self.write(request, path, marks);
        }
        admitted?;
        self.awake(writes)?;
        let came = if writes { self.once(request, path, marks) } else { self.read(request, path, marks) };
        match self.fault.on() {
            // The write was done before the storage was found to be away.
            "down-activates" if writes && self.store().down => came.and(Err(self.asleep())),
            _ => came,
        }
    }

    /// Refuses while the storage is away.
    fn awake(&self, writes: bool) -> Result<(), Problem> {
        let let_through = match self.fault.on() {
            "down-open" | "down-activates" => writes,
            "down-lists" => !writes,
            _ => false,
        };
        if !self.store().down || let_through {
            return Ok(());
        }
        Err(self.asleep())
    }

    fn asleep(&self) -> Problem {
        let (mut problem, reason) = (
            Problem::new(503, "INT-503-DEPENDENCY-UNAVAILABLE", "契约治理依赖暂不可用，请稍后重试"),
            json!({ "retryable": true, "degradation_reason": "ECONNREFUSED" }),
        );
        problem = problem.with(reason);
        match self.fault.on() {
            "down-500" => problem.status = 500,
            "down-not-retryable" => problem.members["retryable"] = json!(false),
            "down-no-reason" => remove(&mut problem.members, "degradation_reason"),
            _ => {}
        }
        problem
    }

    fn no_method(&self, request: &Request) -> Problem {
        if self.fault.is("method-404") {
            return Problem::new(404, "AUTH-404-NOT-FOUND", "No route");
        }
        let detail = format!("Method {} not allowed for {}", request.method, request.path);
        Problem::new(405, "AUTH-405-METHOD-NOT-ALLOWED", &detail)
    }

    /// A write under its key: the first answer again, or a conflict where the body is another.
    fn once(&self, request: &Request, path: &[&str], marks: &Marks) -> Came {
        let Some(key) = request.header("idempotency-key").filter(|_| !self.fault.is("key-ignored")) else {
            return self.write(request, path, marks);
        };
        let key = format!("{} {key}", request.path);
        let known = self.store().replays.get(&key).cloned();
        match known {
            None => {
                let came = self.write(request, path, marks)?;
                self.store().replays.insert(key, (request.json(), came.clone()));
                Ok(came)
            }
            Some((body, mut first)) if body == request.json() || self.fault.is("key-alone-replays") => {
                if self.fault.is("replay-new-time") {
                    first["created_at"] = json!(store::now());
                }
                Ok(first)
            }
            Some(_) => {
                if self.fault.is("key-conflict-made") {
                    let _ = self.write(request, path, marks);
                }
                let status = if self.fault.is("key-conflict-422") { 422 } else { 409 };
                Err(Problem::new(status, "AUTH-409-IDEMPOTENCY-CONFLICT", "幂等键与请求载荷不一致"))
            }
        }
    }

    fn read(&self, request: &Request, path: &[&str], marks: &Marks) -> Came {
        match path {
            ["integrations", id, "contracts"] => contracts::list(&self.fault, &self.store(), id, request, marks),
            ["audit", "events"] => Ok(audit::search(&self.fault, &self.store(), request)),
            _ => Err(Problem::new(404, "AUTH-404-NOT-FOUND", &format!("No route for {}", request.path))),
        }
    }

    fn write(&self, request: &Request, path: &[&str], marks: &Marks) -> Came {
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            let status = if self.fault.is("malformed-500") { 500 } else { 400 };
            return Err(Problem::new(status, "AUTH-400-INVALID-PAYLOAD", "Malformed JSON payload"));
        };
        let mut store = self.store();
        match path {
            ["integrations"] => store.make(&body),
            ["integrations", id, "lifecycle"] => store.change(id, &body),
            ["integrations", id, "contracts", rest @ ..] => {
                contracts::write(&self.fault, &mut store, id, rest, &body, marks)
            }
            _ => Err(Problem::new(404, "AUTH-404-NOT-FOUND", &format!("No route for {}", request.path))),
        }
    }

    /// The problem as it goes out.
    fn told(&self, problem: &Problem, request: &Request, marks: &Marks) -> Answer {
        let mut body = json!({
            "type": "about:blank",
            "title": problem.title(),
            "status": problem.status,
            "detail": problem.detail,
            "error_code": problem.code,
            "retryable": false,
        });
        for (name, value) in problem.members.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body["request_id"] = json!(marks.request);
        body["traceparent"] = marks.in_problem(&self.fault, request);
        let no_route = problem.detail.starts_with("No route");
        let mut answer = Answer::new(problem.status, "application/problem+json", body.to_string());
        match self.fault.on() {
            "route-404-as-json" if no_route => answer = answer.with("content-type", "application/json"),
            "route-404-status-text" if no_route => {
                body["status"] = json!("404");
                answer = Answer::new(404, "application/problem+json", body.to_string());
            }
            "route-404-no-detail" if no_route => {
                body["detail"] = json!("");
                answer = Answer::new(404, "application/problem+json", body.to_string());
            }
            "route-404-page" if no_route => answer = Answer::page(404, "Not Found"),
            _ => {}
        }
        match (problem.status, self.fault.on()) {
            (405, "method-no-allow") => answer,
            (405, "method-allows-delete") => answer.with("allow", "GET,HEAD,POST,DELETE,OPTIONS"),
            (405, _) => answer.with("allow", "GET,HEAD,POST,OPTIONS"),
            _ => answer,
        }
    }

    fn document(&self) -> Answer {
        match self.fault.on() {
            "document-404" => Answer::json(404, &json!({ "error": "not found" })),
            "document-without-503" => {
                let mut document: Value = serde_json::from_str(DOCUMENT).expect("the recorded document");
                let path = "/platform/integrations/{integration_id}/contracts";
                remove(&mut document["paths"][path]["get"]["responses"], "503");
                Answer::json(200, &document)
            }
            _ => Answer::new(200, "application/json", DOCUMENT),
        }
    }
}

impl Service for Governance {
    fn answer(&self, request: &Request) -> Answer {
        let marks = Marks::of(&self.fault, request);
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let answer = match (request.method.as_str(), segments.as_slice()) {
            ("POST", ["switch", "store-down"]) => {
                self.store().down = true;
                return Answer::empty(204);
            }
            ("POST", ["switch", "store-up"]) => {
                self.store().down = false;
                return Answer::empty(204);
            }
            ("GET", ["openapi.json"]) => self.document(),
            ("GET", ["health"]) => {
                let (status, mut body) = self.health();
                body["request_id"] = json!(marks.request);
                Answer::new(status, "application/json", body.to_string())
            }
            (_, ["platform", path @ ..]) => match self.platform(request, path, &marks) {
                Ok(mut body) => {
                    body["request_id"] = json!(marks.request);
                    Answer::new(200, "application/json", body.to_string())
                }
                Err(problem) => self.told(&problem, request, &marks),
            },
            _ => self.told(&Problem::new(404, "AUTH-404-NOT-FOUND", "No route"), request, &marks),
        };
        marks.put(answer)
    }
}
