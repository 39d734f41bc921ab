//! Chatwoot as it answers: liveness, readiness, the profile, conversations, labels and transcripts of one account.

mod records;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, error, remove};
use records::{CONVERSATIONS, account, account_labels, conversation, conversation_ids, profile};

pub(super) const TOKEN: &str = "cw-tok-9f8e7d6c5b4a";
pub(super) const ACCOUNT: u64 = 7;
pub(super) const CONVERSATION: u64 = 42;

const VERSION: &str = "4.14.0";
const PAGE: usize = 25;

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "chatwoot",
    catalogue: include_str!("chatwoot/faults.tsv"),
    settings,
    service: |fault| Arc::new(Chatwoot::new(fault)),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![
        ("CHATWOOT_ACCOUNT_ID", ACCOUNT.to_string()),
        ("CHATWOOT_CONVERSATION_ID", CONVERSATION.to_string()),
        ("CHATWOOT_MIN_VERSION", "4.0.0".to_owned()),
        ("CHATWOOT_TRANSCRIPT_EMAIL", "sink@example.test".to_owned()),
        ("CHATWOOT_API_ACCESS_TOKEN", TOKEN.to_owned()),
    ]
}

struct Chatwoot {
    fault: Switch,
    alive: AtomicU64,
    /// The labels of each conversation.
    labels: Mutex<BTreeMap<u64, Vec<String>>>,
}

impl Chatwoot {
    fn new(fault: Switch) -> Self {
        let labels = conversation_ids().map(|id| (id, vec!["billing".to_owned()])).collect();
        Self { fault, alive: AtomicU64::default(), labels: Mutex::new(labels) }
    }

    fn labels(&self) -> MutexGuard<'_, BTreeMap<u64, Vec<String>>> {
        self.labels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn liveness(&self) -> Answer {
        let nth = self.alive.fetch_add(1, Ordering::Relaxed) + 1;
        let alive = Answer::json(200, &json!({ "status": "woot" }));
        match self.fault.on() {
            "liveness-status-ok" => Answer::json(200, &json!({ "status": "ok" })),
            "liveness-503" => alive.status(503),
            "liveness-every-third" if nth.is_multiple_of(3) => alive.status(503),
            "liveness-html" => Answer::page(200, "Chatwoot"),
            "liveness-slow" => alive.slow(),
            _ => alive,
        }
    }

    fn readiness(&self) -> Answer {
        let mut moment = Timestamp::now();
        if self.fault.is("clock-stale") {
            moment -= 10.minutes();
        }
        if self.fault.is("clock-local-zone") {
            moment += 2.hours();
        }
        let format = if self.fault.is("clock-iso") { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%d %H:%M:%S" };
        let mut body = json!({
            "version": VERSION,
            "timestamp": moment.strftime(format).to_string(),
            "queue_services": "ok",
            "data_services": "ok",
        });
        match self.fault.on() {
            "readiness-data-failing" => body["data_services"] = json!("failing"),
            "readiness-queue-failing" => body["queue_services"] = json!("failing"),
            "readiness-data-missing" => remove(&mut body, "data_services"),
            "readiness-data-boolean" => body["data_services"] = json!(true),
            "version-too-old" => body["version"] = json!("3.18.0"),
            "version-number" => body["version"] = json!(4.14),
            "version-not-semver" => body["version"] = json!("latest"),
            _ => {}
        }
        Answer::json(200, &body)
    }

    /// Not a route of Chatwoot: Rails answers with its page for 404.
    fn seed_path(&self) -> Answer {
        match self.fault.on() {
            "seedpath-catch-all" => Answer::page(200, "Chatwoot"),
            "seedpath-500" => Answer::trace(),
            "seedpath-redirect" => Answer::redirect("/app/login"),
            _ => Answer::page(404, "The page you were looking for doesn't exist (404)"),
        }
    }

    /// What a caller without a good token is told, if the caller has none.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        match request.header("api_access_token").filter(|token| !token.is_empty()) {
            Some(TOKEN) => None,
            Some(_) => Some(match self.fault.on() {
                "auth-bad-403" => Answer::json(403, &error("Invalid Access Token")),
                "auth-bad-message" => Answer::json(401, &error("Invalid token")),
                "auth-bad-errors" => Answer::json(401, &json!({ "errors": ["Invalid Access Token"] })),
                "auth-bad-documented" => Answer::json(401, &records::documented_error()),
                _ => Answer::json(401, &error("Invalid Access Token")),
            }),
            None => {
                let unauthorized =
                    Answer::json(401, &json!({ "errors": ["You need to sign in or sign up before continuing."] }));
                let Some(authorization) = request.header("authorization") else {
                    return match self.fault.on() {
                        "auth-missing-403" => Some(unauthorized.status(403)),
                        "auth-missing-redirect" => Some(Answer::redirect("/app/login")),
                        "auth-missing-text" => {
                            Some(Answer::new(401, "text/plain; charset=utf-8", "HTTP Token: Access denied.\n"))
                        }
                        "auth-missing-served" => None,
                        _ => Some(unauthorized),
                    };
                };
                match self.fault.on() {
                    "auth-bearer-accepted" if authorization.ends_with(TOKEN) => None,
                    "auth-bearer-echo" => Some(Answer::json(401, &error(&format!("Cannot use {authorization}")))),
                    _ => Some(unauthorized),
                }
            }
        }
    }

    fn profile(&self, request: &Request) -> Answer {
        let mut body = profile();
        if request.header("api_access_token").is_none() {
            // Served by a fault: without what the caller does not know, so that the status alone is wrong.
            remove(&mut body, "access_token");
        }
        match self.fault.on() {
            "profile-account-missing" => body["accounts"][0]["id"] = json!(ACCOUNT + 1),
            "profile-account-id-string" => body["accounts"][0]["id"] = json!(ACCOUNT.to_string()),
            "profile-email-missing" => remove(&mut body, "email"),
            "profile-id-string" => body["id"] = json!("3"),
            "profile-login-page" => {
                return Answer::page(200, "Login to Chatwoot");
            }
            _ => {}
        }
        Answer::json(200, &body)
    }

    fn other_account(&self, id: &str) -> Answer {
        match self.fault.on() {
            "account-other-data" => Answer::json(200, &account(id, "Somebody else")),
            "account-other-403" => Answer::json(403, &error("You are not authorized to access this account")),
            "account-other-500" => Answer::trace(),
            _ => missing(),
        }
    }

    fn account_route(&self, request: &Request, rest: &[&str]) -> Answer {
        match (request.method.as_str(), rest) {
            ("GET", []) => Answer::json(200, &account(&ACCOUNT.to_string(), "Acme")),
            ("GET", ["labels"]) => self.label_list(),
            ("GET", ["conversations"]) => self.conversations(request),
            (method, ["conversations", id, rest @ ..]) => {
                let known = id.parse().ok().filter(|id| conversation_ids().any(|known| known == *id));
                let Some(id) = known else {
                    return self.no_conversation();
                };
                match (method, rest) {
                    ("GET", []) => Answer::json(200, &self.conversation(id)),
                    ("GET", ["labels"]) => self.show_labels(&self.labels()[&id].clone()),
                    ("POST", ["labels"]) => self.replace_labels(id, &request.json()),
                    ("POST", ["transcript"]) => self.transcript(&request.json()),
                    _ => missing(),
                }
            }
            _ => missing(),
        }
    }

    fn no_conversation(&self) -> Answer {
        match self.fault.on() {
            "notfound-html" => Answer::page(404, "The page you were looking for doesn't exist (404)"),
            "notfound-null" => Answer::json(200, &Value::Null),
            "notfound-500" => Answer::trace(),
            "notfound-message" => Answer::json(404, &error("Not Found")),
            _ => missing(),
        }
    }

    fn conversation(&self, id: u64) -> Value {
        let labels = self.labels()[&id].clone();
        conversation(id, &labels)
    }

    fn conversations(&self, request: &Request) -> Answer {
        let page: usize = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
        let mut list: Vec<Value> =
            conversation_ids().skip((page - 1) * PAGE).take(PAGE).map(|id| self.conversation(id)).collect();
        if let Some(last) = list.last_mut() {
            match self.fault.on() {
                "conversations-status-unknown" => last["status"] = json!("closed"),
                "conversations-created-at-iso" => {
                    last["created_at"] = json!("2026-01-15T10:00:00.000Z");
                }
                "conversations-of-another-account" => last["account_id"] = json!(ACCOUNT + 1),
                "conversations-token-echo" => {
                    last["additional_attributes"]["referer"] = json!(format!("https://app.example.test/?t={TOKEN}"));
                }
                _ => {}
            }
        }
        if self.fault.is("conversations-counted-and-absent") {
            list.clear();
        }
        if self.fault.is("conversations-created-at-millis") {
            for one in &mut list {
                one["created_at"] = json!(one["created_at"].as_i64().unwrap_or_default() * 1000);
            }
        }
        let mut meta =
            json!({ "mine_count": 3, "assigned_count": 5, "unassigned_count": 7, "all_count": CONVERSATIONS });
        match self.fault.on() {
            "conversations-count-string" => meta["all_count"] = json!(CONVERSATIONS.to_string()),
            "conversations-count-missing" => remove(&mut meta, "all_count"),
            "conversations-count-of-mine" => meta["all_count"] = json!(1),
            "conversations-count-of-unassigned" => meta["unassigned_count"] = json!(CONVERSATIONS + 1),
            _ => {}
        }
        let data = json!({ "meta": meta, "payload": list });
        let wrapped = json!({ "data": data });
        match self.fault.on() {
            "conversations-unwrapped" => Answer::json(200, &data),
            "conversations-double-wrapped" => Answer::json(200, &json!({ "data": wrapped })),
            "conversations-cut" => Answer::json(200, &wrapped).cut(),
            _ => Answer::json(200, &wrapped),
        }
    }

    fn label_list(&self) -> Answer {
        let mut labels = account_labels();
        if let Some(last) = labels.last_mut() {
            match self.fault.on() {
                "labels-sidebar-missing" => remove(last, "show_on_sidebar"),
                "labels-id-string" => last["id"] = json!("3"),
                "labels-title-null" => last["title"] = Value::Null,
                _ => {}
            }
        }
        let payload = json!({ "payload": labels });
        let answer = Answer::json(200, &payload);
        match self.fault.on() {
            "labels-bare-array" => Answer::json(200, &payload["payload"]),
            "labels-double-wrapped" => Answer::json(200, &json!({ "payload": payload })),
            "labels-content-type" => answer.with("content-type", "text/html; charset=utf-8"),
            "labels-false-gzip" => answer.with("content-encoding", "gzip"),
            _ => answer,
        }
    }

    fn show_labels(&self, labels: &[String]) -> Answer {
        if self.fault.is("conv-labels-objects") {
            let objects: Vec<Value> = labels.iter().map(|title| json!({ "title": title })).collect();
            return Answer::json(200, &json!({ "payload": objects }));
        }
        Answer::json(200, &json!({ "payload": labels }))
    }

    fn replace_labels(&self, id: u64, body: &Value) -> Answer {
        let strings = |list: &Vec<Value>| list.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
        let sent = body["labels"].as_array().map(strings).unwrap_or_default();
        {
            let mut labels = self.labels();
            let kept = labels.entry(id).or_default();
            match self.fault.on() {
                "conv-labels-append" => {
                    let added = sent.iter().filter(|label| !kept.contains(label)).cloned().collect::<Vec<_>>();
                    kept.extend(added);
                    let all = kept.clone();
                    drop(labels);
                    return self.show_labels(&all);
                }
                "conv-labels-not-kept" => {}
                "conv-labels-drops-last" => *kept = sent[..sent.len().saturating_sub(1)].to_vec(),
                _ => kept.clone_from(&sent),
            }
        }
        self.show_labels(&sent)
    }

    fn transcript(&self, body: &Value) -> Answer {
        if body["email"].as_str().is_none_or(str::is_empty) {
            return match self.fault.on() {
                "transcript-noemail-200" => Answer::empty(200),
                "transcript-noemail-500" => Answer::trace(),
                "transcript-noemail-message" => Answer::json(422, &json!({ "message": "email param missing" })),
                _ => Answer::json(422, &error("email param missing")),
            };
        }
        match self.fault.on() {
            "transcript-body" => Answer::json(200, &json!({ "message": "Transcript sent" })),
            "transcript-500" => Answer::trace(),
            _ => Answer::empty(200),
        }
    }
}

impl Service for Chatwoot {
    fn answer(&self, request: &Request) -> Answer {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method.as_str(), segments.as_slice()) {
            ("GET", ["health"]) => self.liveness(),
            ("GET", ["api"]) => self.readiness(),
            ("GET", ["rails", "health"]) => self.seed_path(),
            ("GET", ["app", "login"]) => Answer::page(200, "Login to Chatwoot"),
            ("GET", ["api", "v1", "profile"]) => self.refuse(request).unwrap_or_else(|| self.profile(request)),
            (_, ["api", "v1", "accounts", id, rest @ ..]) => self.refuse(request).unwrap_or_else(|| {
                if *id == ACCOUNT.to_string() { self.account_route(request, rest) } else { self.other_account(id) }
            }),
            _ => Answer::page(404, "The page you were looking for doesn't exist (404)"),
        }
    }
}

/// What Rails' rescue of a record that is not there answers.
fn missing() -> Answer {
    Answer::json(404, &error("Resource could not be found"))
}
