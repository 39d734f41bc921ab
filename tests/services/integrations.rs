//! The integrations API as its documentation has it: health, the installation, people, publications and works.

mod document;
mod page;
mod people;
mod works;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::json;

use super::System;
use super::wire::{Answer, Request, STACK, Service, Switch, remove};

pub(super) const VERSION: &str = "1.4.2";
pub(super) const KEY: &str = "lgc-live-4f0c9a7be2d15386";
pub(super) const KEY_NO_SCOPES: &str = "lgc-bare-8b31d06fa94e27c5";
pub(super) const KEY_INACTIVE: &str = "lgc-gone-c75e20b8136fd94a";
/// A credential whose installation has not proven its origin; no variable names it, since no suite has one.
pub(super) const KEY_UNVERIFIED: &str = "lgc-orig-1d96e3f8a0457bc2";
/// The site of the installation: a request that names another origin is refused.
pub(super) const ORIGIN: &str = "https://site.example.test";

const LIMIT: u64 = 10_000_000;
const WINDOW: i64 = 3600;
const SCOPES: [&str; 3] = ["people.read", "publications.read", "works.read"];

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "integrations",
    catalogue: include_str!("integrations/faults.tsv"),
    settings,
    service: |fault| Arc::new(Integrations::new(fault)),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![
        ("INTEGRATIONS_EXPECTED_VERSION", VERSION.to_owned()),
        ("INTEGRATIONS_API_KEY", KEY.to_owned()),
        ("INTEGRATIONS_API_KEY_NO_SCOPES", KEY_NO_SCOPES.to_owned()),
        ("INTEGRATIONS_API_KEY_INACTIVE", KEY_INACTIVE.to_owned()),
    ]
}

struct Integrations {
    fault: Switch,
    used: AtomicU64,
    /// How many pages of five were asked for.
    walked: AtomicU64,
}

/// An error as the API words it.
fn refusal(status: u16, message: &str, code: &str) -> Answer {
    Answer::json(status, &json!({ "error": message, "code": code }))
}

fn denied(scope: &str) -> Answer {
    refusal(403, &format!("Scope {scope} is required"), "installation_scope_denied")
}

impl Integrations {
    fn new(fault: Switch) -> Self {
        Self { fault, used: AtomicU64::default(), walked: AtomicU64::default() }
    }

    fn version(&self) -> &'static str {
        if self.fault.is("health-version-differs") { "9.9.9" } else { VERSION }
    }

    fn health(&self) -> Answer {
        let answer =
            Answer::json(200, &json!({ "status": "ok", "version": self.version() })).with("cache-control", "no-store");
        match self.fault.on() {
            "health-cache-public" => answer.with("cache-control", "public, max-age=300"),
            "health-content-type" => answer.with("content-type", "text/html; charset=utf-8"),
            _ => answer,
        }
    }

    fn root_health(&self) -> Answer {
        let mut body = json!({ "status": "ok", "version": self.version() });
        match self.fault.on() {
            "root-version-differs" => body["version"] = json!("1.4.1"),
            "root-version-missing" => remove(&mut body, "version"),
            _ => {}
        }
        let answer = Answer::json(200, &body).with("cache-control", "no-store");
        match self.fault.on() {
            "root-500" => Answer::trace(),
            "root-html" => Answer::page(200, "Welcome"),
            "root-slow" => answer.slow(),
            _ => answer,
        }
    }

    /// The scopes of the caller, or what a caller without a good credential is told.
    fn admit(&self, request: &Request) -> Result<&'static [&'static str], Answer> {
        let scopes: &[&str] = match request.header("x-api-key") {
            None => return self.without_key(request),
            Some("") if self.fault.is("key-empty-invalid") => {
                return Err(refusal(401, "Invalid credential", "invalid_installation_credential"));
            }
            Some("") => return Err(refusal(401, "Missing API key", "missing_api_key")),
            Some(KEY | KEY_UNVERIFIED) => &SCOPES,
            Some(KEY_NO_SCOPES) => &[],
            Some(KEY_INACTIVE) => match self.fault.on() {
                "inactive-served" => &SCOPES,
                "inactive-401" => {
                    return Err(refusal(401, "Credential is not active", "inactive_installation_credential"));
                }
                "inactive-code" => {
                    return Err(refusal(403, "Credential is not active", "forbidden"));
                }
                _ => {
                    return Err(refusal(403, "Credential is not active", "inactive_installation_credential"));
                }
            },
            Some(_) => match self.fault.on() {
                "key-invalid-served" => &SCOPES,
                "key-invalid-403" => {
                    return Err(refusal(403, "Invalid credential", "invalid_installation_credential"));
                }
                "key-invalid-code" => {
                    return Err(refusal(401, "Missing API key", "missing_api_key"));
                }
                _ => {
                    return Err(refusal(401, "Invalid credential", "invalid_installation_credential"));
                }
            },
        };
        let elsewhere = request.header("origin").is_some_and(|origin| origin != ORIGIN);
        if elsewhere || request.header("x-api-key") == Some(KEY_UNVERIFIED) {
            return match self.fault.on() {
                "origin-401" => Err(refusal(401, "Origin is not verified", "origin_not_verified")),
                "origin-code" => Err(refusal(403, "Origin is not verified", "installation_scope_denied")),
                _ => Err(refusal(403, "Origin is not verified", "origin_not_verified")),
            };
        }
        Ok(scopes)
    }

    fn without_key(&self, request: &Request) -> Result<&'static [&'static str], Answer> {
        let refused = refusal(401, "Missing API key", "missing_api_key");
        if request.header("authorization").is_some() {
            return match self.fault.on() {
                "bearer-accepted" => Ok(&SCOPES),
                "bearer-code" => Err(refusal(401, "Invalid credential", "invalid_installation_credential")),
                "bearer-500" => Err(Answer::trace()),
                _ => Err(refused),
            };
        }
        match self.fault.on() {
            "key-missing-served" => Ok(&SCOPES),
            "key-missing-403" => Err(refused.status(403)),
            "key-missing-redirect" => Err(Answer::redirect("/login")),
            "key-missing-code" => Err(refusal(401, "Missing API key", "unauthorized")),
            "key-missing-error-object" => {
                Err(Answer::json(401, &json!({ "error": { "message": "Missing API key" }, "code": "missing_api_key" })))
            }
            _ => Err(refused),
        }
    }

    fn installation(&self, request: &Request, scopes: &[&str]) -> Answer {
        let mut body = json!({
            "id": "inst_01",
            "platform": "wordpress",
            "site_url": ORIGIN,
            "origin_verified": true,
            "status": "active",
            "scopes": scopes,
        });
        match self.fault.on() {
            "installation-suspended" => body["status"] = json!("suspended"),
            "installation-status-missing" => remove(&mut body, "status"),
            "installation-scope-lost" => {
                body["scopes"] = json!(["people.read", "publications.read"]);
            }
            "installation-scopes-string" => body["scopes"] = json!(scopes.join(" ")),
            "installation-key-echo" => {
                body["credential"] = json!(request.header("x-api-key").unwrap_or(KEY));
            }
            _ => {}
        }
        let answer = Answer::json(200, &body);
        match self.fault.on() {
            "installation-login-page" => Answer::page(200, "Log in"),
            "installation-warning" => {
                answer.before_body("<br />\n<b>Warning</b>: Undefined array key \"scopes\"<br />\n")
            }
            _ => answer,
        }
    }

    fn people(&self, request: &Request, scopes: &[&str]) -> Answer {
        if scopes.contains(&"people.read") {
            return people::list(&self.fault, request, &self.walked);
        }
        match self.fault.on() {
            "people-scope-unchecked" => people::list(&self.fault, request, &self.walked),
            "people-scope-401" => denied("people.read").status(401),
            _ => denied("people.read"),
        }
    }

    fn publications(&self, request: &Request, scopes: &[&str]) -> Answer {
        if scopes.contains(&"publications.read") {
            return works::publications(request);
        }
        match self.fault.on() {
            "publications-scope-unchecked" => works::publications(request),
            "publications-scope-code" => refusal(403, "Scope publications.read is required", "forbidden"),
            "publications-scope-cut" => denied("publications.read").cut(),
            _ => denied("publications.read"),
        }
    }

    fn works(&self, request: &Request, scopes: &[&str]) -> Answer {
        if scopes.contains(&"works.read") {
            return works::works(request);
        }
        match self.fault.on() {
            "works-scope-empty" => Answer::json(
                200,
                &json!({ "works": [], "page": 1, "per_page": 20, "total": 0, "pages": 0, "next_page_url": null }),
            ),
            "works-scope-404" => refusal(404, "Not found", "not_found"),
            "works-scope-slow" => denied("works.read").slow(),
            _ => denied("works.read"),
        }
    }

    fn unknown(&self) -> Answer {
        let body = json!({ "error": "Not found", "code": "not_found" });
        match self.fault.on() {
            "nope-html" => Answer::page(404, "404 Not Found"),
            "nope-200" => Answer::page(200, "Welcome"),
            "nope-500" => Answer::trace(),
            "nope-redirect" => Answer::redirect("/login"),
            "nope-no-code" => Answer::json(404, &json!({ "error": "Not found" })),
            "nope-trace" => Answer::json(404, &json!({ "error": "Not found", "code": "not_found", "stack": STACK })),
            _ => Answer::json(404, &body),
        }
    }

    /// What needs a credential.
    fn guarded(&self, request: &Request, segments: &[&str]) -> Answer {
        let scopes = match self.admit(request) {
            Ok(scopes) => scopes,
            Err(refused) => return refused,
        };
        let answer = match segments {
            ["integrations", "v1", "installation"] => self.installation(request, scopes),
            ["v1", "people"] => self.people(request, scopes),
            ["v1", "people", orcid] if scopes.contains(&"people.read") => people::one(orcid),
            ["v1", "people", _] => denied("people.read"),
            ["v1", "doi", ..] if scopes.contains(&"publications.read") => works::by_doi(&self.fault, request),
            ["v1", "doi", ..] => denied("publications.read"),
            [.., "publications"] => self.publications(request, scopes),
            _ => self.works(request, scopes),
        };
        // The suite reads the quota of this one list alone.
        self.limited(answer, segments.last() == Some(&"publications"))
    }

    /// The rate limit's headers, wrong at most where they are read. The count runs on over the window's end, so that it decreases
    /// with each request whenever that is.
    fn limited(&self, answer: Answer, read: bool) -> Answer {
        let used = self.used.fetch_add(1, Ordering::Relaxed) + 1;
        let now = Timestamp::now().as_second();
        let reset = (now / WINDOW + 1) * WINDOW;
        let left = LIMIT.saturating_sub(used);
        let answer = answer
            .with("x-ratelimit-limit", LIMIT.to_string())
            .with("x-ratelimit-remaining", left.to_string())
            .with("x-ratelimit-reset", reset.to_string());
        match self.fault.on() {
            _ if !read => answer,
            "remaining-constant" => answer.with("x-ratelimit-remaining", (LIMIT - 1).to_string()),
            "remaining-rises" => answer.with("x-ratelimit-remaining", used.to_string()),
            "remaining-decimal" => answer.with("x-ratelimit-remaining", format!("{left}.5")),
            "reset-date" => {
                let date = Timestamp::from_second(reset).unwrap_or_default();
                answer.with("x-ratelimit-reset", date.to_string())
            }
            "limit-missing" => answer.without("x-ratelimit-limit"),
            _ => answer,
        }
    }
}

impl Service for Integrations {
    fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return refusal(405, "Method not allowed", "method_not_allowed").with("allow", "GET, HEAD");
        }
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        match segments.as_slice() {
            ["health"] => self.root_health(),
            ["login"] => Answer::page(200, "Log in"),
            ["openapi.json"] => Answer::json(200, &document::openapi(self.version())),
            ["integrations", "v1", "health"] => self.health(),
            ["integrations", "v1", "installation" | "publications" | "works"]
            | ["v1", "people" | "publications" | "works"]
            | ["v1", "people", _]
            | ["v1", "doi", _, ..] => self.guarded(request, &segments),
            _ => self.unknown(),
        }
    }
}
