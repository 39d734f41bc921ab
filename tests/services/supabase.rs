//! Supabase as it answers: a gateway that knows two keys, `PostgREST` behind it, and the health of `GoTrue` and of Storage.

mod refusals;
mod rows;
mod tables;

use std::sync::Arc;

use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};
use refusals::{error, gateway};
use tables::Tables;

pub(super) const ANON: &str = "sb-anon-3f9a61c07de2458b";
pub(super) const SERVICE: &str = "sb-service-8c27e5d41b90fa36";

const SUMMARY: &str = "idea_pool_summary";
const RAISES: &str = "idea_pool_fail";
const RAISES_STATUS: &str = "idea_pool_over_quota";

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "supabase",
    catalogue: include_str!("supabase/faults.tsv"),
    settings,
    service: |fault| Arc::new(Supabase { tables: Tables::default(), fault }),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![
        ("SUPABASE_ANON_KEY", ANON.to_owned()),
        ("SUPABASE_SERVICE_KEY", SERVICE.to_owned()),
        ("SUPABASE_RPC_PT402", RAISES_STATUS.to_owned()),
        ("SUPABASE_TABLE_FK", tables::PERFORMANCE.to_owned()),
    ]
}

struct Supabase {
    fault: Switch,
    tables: Tables,
}

/// Whose key came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Anon,
    Service,
}

impl Supabase {
    /// Whose request it is, or what the gateway and `PostgREST` say to a stranger.
    fn admit(&self, request: &Request) -> Result<Role, Answer> {
        let role = match request.header("apikey") {
            None => match self.fault.on() {
                "key-missing-served" => Role::Anon,
                "key-missing-403" => return Err(refusals::no_key().status(403)),
                "key-missing-message" => return Err(refusals::bad_key()),
                "key-missing-code" => {
                    return Err(error(401, "PGRST301", "No API key found in request", None));
                }
                "key-missing-page" => return Err(Answer::page(401, "Unauthorized")),
                _ => return Err(refusals::no_key()),
            },
            Some(ANON) => Role::Anon,
            Some(SERVICE) => Role::Service,
            Some(_) => match self.fault.on() {
                "key-bad-served" => Role::Anon,
                "key-bad-message" => return Err(refusals::no_key()),
                "key-bad-500" => return Err(Answer::trace()),
                _ => return Err(refusals::bad_key()),
            },
        };
        let known = [format!("Bearer {ANON}"), format!("Bearer {SERVICE}")];
        match request.header("authorization") {
            Some(token) if !known.iter().any(|one| one == token) => self.bad_token(role),
            _ => Ok(role),
        }
    }

    fn bad_token(&self, role: Role) -> Result<Role, Answer> {
        let told = |code| {
            error(401, code, "No suitable key or wrong key type", Some("None of the keys was able to decode the JWT"))
        };
        match self.fault.on() {
            "jwt-falls-back" => Ok(role),
            "jwt-403" => Err(told("PGRST301").status(403)),
            "jwt-code" => Err(told("PGRST302")),
            "jwt-gateway" => Err(gateway(401, "Invalid JWT", None)),
            _ => Err(told("PGRST301")),
        }
    }

    fn auth_health(&self) -> Answer {
        let mut body = json!({
            "version": "v2.189.0",
            "name": "GoTrue",
            "description": "GoTrue is a user registration and authentication API",
        });
        match self.fault.on() {
            "auth-name" => body["name"] = json!("Auth"),
            "auth-version-missing" => remove(&mut body, "version"),
            "auth-description-null" => body["description"] = Value::Null,
            "auth-html" => return Answer::page(200, "GoTrue"),
            _ => {}
        }
        Answer::json(if self.fault.is("auth-503") { 503 } else { 200 }, &body)
    }

    fn storage_health(&self) -> Answer {
        let body = match self.fault.on() {
            "storage-unhealthy" => json!({ "healthy": false }),
            "storage-healthy-text" => json!({ "healthy": "true" }),
            "storage-status-ok" => json!({ "status": "ok" }),
            _ => json!({ "healthy": true }),
        };
        Answer::json(200, &body)
    }

    fn document(&self, role: Role) -> Answer {
        if role == Role::Anon && !self.fault.is("document-for-anon") {
            return gateway(403, "You cannot consume this service", None);
        }
        let mut paths = json!({});
        for path in [
            "/",
            "/ideas",
            "/idea_secrets",
            "/content_performance",
            "/rpc/idea_pool_summary",
            "/rpc/idea_pool_fail",
            "/rpc/idea_pool_over_quota",
        ] {
            paths[path] = json!({ "get": { "responses": { "200": { "description": "OK" } } } });
        }
        match self.fault.on() {
            "document-no-function" => remove(&mut paths, "/rpc/idea_pool_fail"),
            "document-no-table" => remove(&mut paths, "/idea_secrets"),
            "document-path-empty" => paths["/content_performance"] = json!({}),
            _ => {}
        }
        let mut document = json!({
            "swagger": "2.0",
            "info": { "description": "", "title": "standard public schema", "version": "14.1" },
            "host": "127.0.0.1:3000",
            "basePath": "/",
            "schemes": ["http"],
            "paths": paths,
        });
        match self.fault.on() {
            "document-no-paths" => remove(&mut document, "paths"),
            "document-openapi-3" => {
                remove(&mut document, "swagger");
                document["openapi"] = json!("3.0.0");
            }
            _ => {}
        }
        Answer::json(200, &document).with("content-type", "application/openapi+json; charset=utf-8")
    }

    fn function(&self, request: &Request, name: &str) -> Answer {
        if !["GET", "HEAD", "POST"].contains(&request.method.as_str()) {
            let told = |code| error(405, code, &format!("Cannot use the {} method on RPC", request.method), None);
            return match self.fault.on() {
                "verb-200" => self.summary(),
                "verb-code" => told("PGRST117"),
                "verb-404" => told("PGRST101").status(404),
                _ => told("PGRST101"),
            };
        }
        let arguments = if request.method == "GET" {
            request.parameters().len()
        } else {
            request.json().as_object().map_or(0, serde_json::Map::len)
        };
        let with_none = arguments == 0 || self.fault.is("rpc-arguments-ignored");
        match name {
            SUMMARY if with_none && request.method == "GET" && self.fault.is("rpc-get-405") => {
                error(405, "PGRST101", "Cannot use the GET method on RPC", None)
            }
            SUMMARY if with_none => self.summary(),
            RAISES if with_none => {
                let told = |code| error(400, code, "the pool cannot be filled", None);
                match self.fault.on() {
                    "raise-500" => error(500, "SUP", "error: the pool cannot be filled", None),
                    "raise-200" => Answer::json(200, &Value::Null),
                    "raise-code" => told("XX000"),
                    _ => told("P0001"),
                }
            }
            RAISES_STATUS if with_none => {
                let status = if self.fault.is("raise-402") { 400 } else { 402 };
                error(status, "PT402", "Payment Required", Some("Quota exceeded"))
            }
            _ if self.fault.is("rpc-missing-null") && request.method == "POST" => Answer::json(200, &Value::Null),
            _ => {
                let code = if self.fault.is("rpc-missing-code") { "42883" } else { "PGRST202" };
                let asked = format!("Could not find the function public.{name} without parameters in the schema cache");
                error(404, code, &asked, Some("Searched for the function, but no matches were found."))
            }
        }
    }

    /// What the function that we need gives: one row.
    fn summary(&self) -> Answer {
        let answer = Answer::json(200, &json!([{ "total_ideas": self.tables.ideas().rows.len(), "wildcards": 1 }]));
        match self.fault.on() {
            "rpc-null" => Answer::json(200, &Value::Null),
            "rpc-error-200" => error(200, "42501", "permission denied for function idea_pool_summary", None),
            "rpc-page" => Answer::page(200, "Supabase"),
            _ => answer.with("content-range", "0-0/*"),
        }
    }

    fn rest(&self, request: &Request, rest: &[&str]) -> Answer {
        let role = match self.admit(request) {
            Ok(role) => role,
            Err(refused) => return refused,
        };
        match rest {
            [""] => self.document(role),
            ["rpc", name] => self.function(request, name),
            [table] => self.table(request, role, table),
            _ => error(404, "PGRST125", "Invalid path specified in request URL", None),
        }
    }
}

impl Service for Supabase {
    fn answer(&self, request: &Request) -> Answer {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let answer = match segments.as_slice() {
            ["auth", "v1", "health"] => self.auth_health(),
            ["storage", "v1", "health"] => self.storage_health(),
            ["rest", "v1", rest @ ..] => self.rest(request, rest),
            _ => Answer::page(404, "Not Found"),
        };
        if self.fault.is("error-everywhere") { refusals::without_details(answer) } else { answer }
    }
}
