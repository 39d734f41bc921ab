//! Publer as its documentation has it: one key, two workspaces, the accounts of one of them, and a quota.

mod posts;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};
use posts::Posts;

pub(super) const KEY: &str = "publer-key-5c1e9b7a40d86f23";
pub(super) const WORKSPACE: &str = "65f0c3a1b2d4e5f60718293a";
pub(super) const ACCOUNT: &str = "66db83154e299efa19a2d8eb";

/// More than any test asks for, so that a run after another is not locked out.
const LIMIT: u64 = 10_000_000;
/// The length of the window, in seconds.
const WINDOW: i64 = 120;

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "publer",
    catalogue: include_str!("publer/faults.tsv"),
    settings,
    service: |fault| Arc::new(Publer::new(fault)),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![
        ("PUBLER_WORKSPACE_ID", WORKSPACE.to_owned()),
        ("PUBLER_ACCOUNT_ID", ACCOUNT.to_owned()),
        ("PUBLER_API_KEY", KEY.to_owned()),
    ]
}

struct Publer {
    fault: Switch,
    used: AtomicU64,
    posts: Posts,
}

/// A refusal as most of the documentation words it.
fn refusal(status: u16, reason: &str) -> Answer {
    Answer::json(status, &json!({ "errors": [reason] }))
}

impl Publer {
    fn new(fault: Switch) -> Self {
        Self { fault, used: AtomicU64::default(), posts: Posts::default() }
    }

    /// What a caller without a good key is told, if the caller has none.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        let unauthorized = match self.fault.on() {
            "unauthorized-html" => Answer::page(401, "Log in"),
            "unauthorized-message" => Answer::json(401, &json!({ "message": "Invalid API key" })),
            _ => refusal(401, "Invalid API key"),
        };
        let Some(authorization) = request.header("authorization") else {
            return Some(if self.fault.is("no-key-redirect") { Answer::redirect("/login") } else { unauthorized });
        };
        if let Some(key) = authorization.strip_prefix("Bearer-API ") {
            return match self.fault.on() {
                _ if key == KEY => None,
                "bad-key-403" => Some(unauthorized.status(403)),
                _ => Some(unauthorized),
            };
        }
        let bearer = authorization.strip_prefix("Bearer ").is_some_and(|key| key == KEY);
        (!(bearer && self.fault.is("bearer-accepted"))).then_some(unauthorized)
    }

    fn me(&self) -> Answer {
        let mut body = json!({
            "id": "5f8d7a62c9e77e001f36e3a1",
            "email": "ada@example.test",
            "name": "Ada Author",
            "first_name": "Ada",
            "picture": "https://cdn.example.test/ada.png",
        });
        match self.fault.on() {
            "me-email-missing" => remove(&mut body, "email"),
            "me-id-number" => body["id"] = json!(7),
            "me-key-echo" => body["api_key"] = json!(KEY),
            _ => {}
        }
        let answer = Answer::json(200, &body);
        match self.fault.on() {
            "me-login-page" => Answer::page(200, "Log in"),
            "me-slow" => answer.slow(),
            _ => answer,
        }
    }

    fn workspaces(&self) -> Answer {
        let owner = json!({ "id": "5f8d7a62c9e77e001f36e3a1", "email": "ada@example.test", "name": "Ada Author" });
        let mut list = vec![
            json!({ "id": WORKSPACE, "name": "Acme", "owner": owner, "members": [], "plan": "business", "picture": null }),
            json!({ "id": "65f0c3a1b2d4e5f60718293b", "name": "Private", "owner": owner, "members": [], "plan": "free", "picture": "" }),
        ];
        match self.fault.on() {
            "workspace-missing" => drop(list.remove(0)),
            "workspace-name-missing" => remove(&mut list[1], "name"),
            _ => {}
        }
        let answer = Answer::json(200, &json!(list));
        match self.fault.on() {
            "workspaces-wrapped" => Answer::json(200, &json!({ "workspaces": list })),
            "workspaces-content-type" => answer.with("content-type", "text/html; charset=utf-8"),
            _ => answer,
        }
    }

    /// Whether the request names our workspace; else what it is told.
    fn scoped(&self, request: &Request) -> Result<(), Answer> {
        match request.header("publer-workspace-id") {
            Some(WORKSPACE) => Ok(()),
            Some(_) => match self.fault.on() {
                "accounts-foreign" => Ok(()),
                "foreign-html" => Err(Answer::page(403, "Forbidden")),
                "foreign-errors-text" => Err(Answer::json(403, &json!({ "errors": "You don't have access" }))),
                _ => Err(refusal(403, "You don't have access on this workspace")),
            },
            None => match self.fault.on() {
                "accounts-without-workspace" => Ok(()),
                "accounts-without-workspace-401" => Err(refusal(401, "You don't have access on this workspace")),
                _ => Err(refusal(400, "Publer-Workspace-Id is missing")),
            },
        }
    }

    fn accounts(&self) -> Answer {
        let mut list = vec![
            json!({ "id": ACCOUNT, "provider": "facebook", "name": "Acme", "social_id": "104500000000001", "picture": "https://cdn.example.test/a.png", "type": "fb_page" }),
            json!({ "id": "66db83154e299efa19a2d8ec", "provider": "linkedin", "name": "Ada", "social_id": "x7", "picture": "", "type": "in_profile" }),
        ];
        match self.fault.on() {
            "account-missing" => drop(list.remove(0)),
            "account-id-number" => list[1]["id"] = json!(8),
            "account-provider-unknown" => list[1]["provider"] = json!("myspace"),
            _ => {}
        }
        if self.fault.is("accounts-wrapped") {
            return Answer::json(200, &json!({ "accounts": list }));
        }
        Answer::json(200, &Value::from(list))
    }

    fn route(&self, request: &Request, segments: &[&str]) -> Answer {
        match (request.method.as_str(), segments) {
            ("GET", ["users", "me"]) => return self.me(),
            ("GET", ["workspaces"]) => return self.workspaces(),
            _ => {}
        }
        if let Err(refused) = self.scoped(request) {
            return refused;
        }
        match (request.method.as_str(), segments) {
            ("GET", ["accounts"]) => self.accounts(),
            ("GET", ["posts"]) => self.posts.list(&self.fault, request),
            ("DELETE", ["posts"]) => self.posts.delete(request),
            ("POST", ["posts", "schedule"]) => self.posts.schedule(&self.fault, &request.json()),
            ("GET", ["job_status", id]) => self.posts.job(&self.fault, id),
            _ => refusal(404, "Not found"),
        }
    }

    /// The rate limit's headers, which every answer to a good key has.
    fn counted(&self, answer: Answer) -> Answer {
        let left = LIMIT - (self.used.fetch_add(1, Ordering::Relaxed) + 1);
        let reset = Timestamp::now().as_second() + WINDOW;
        let answer = answer
            .with("x-ratelimit-limit", LIMIT.to_string())
            .with("x-ratelimit-remaining", left.to_string())
            .with("x-ratelimit-reset", reset.to_string());
        match self.fault.on() {
            "reset-milliseconds" => answer.with("x-ratelimit-reset", (reset * 1000).to_string()),
            "reset-missing" => answer.without("x-ratelimit-reset"),
            "remaining-constant" => answer.with("x-ratelimit-remaining", "99"),
            "remaining-decimal" => answer.with("x-ratelimit-remaining", format!("{left}.5")),
            "limit-missing" => answer.without("x-ratelimit-limit"),
            _ => answer,
        }
    }
}

impl Service for Publer {
    fn answer(&self, request: &Request) -> Answer {
        // Its root has a path of its own; without it the same is answered.
        let path = request.path.strip_prefix("/api/v1").unwrap_or(&request.path);
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match segments.as_slice() {
            ["login"] => Answer::page(200, "Log in"),
            _ => self.refuse(request).unwrap_or_else(|| self.counted(self.route(request, &segments))),
        }
    }
}
