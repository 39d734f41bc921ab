//! Our application's pool of ideas, and its experiments, as it shows them when Supabase answers.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "idea-pool",
    catalogue: include_str!("idea_pool/faults.tsv"),
    settings: |_| vec![("IDEA_POOL_EXPECT_SOURCE", "supabase".to_owned())],
    service: |fault| Arc::new(IdeaPool { fault, taken: Mutex::default() }),
};

const TYPES: [&str; 3] = ["launch", "evergreen", "wildcard"];
const STATUSES: [&str; 4] = ["pending_review", "approved", "rejected", "draft"];
const PRIORITIES: [&str; 4] = ["low", "medium", "high", "urgent"];

struct IdeaPool {
    fault: Switch,
    /// The slugs of what was added.
    taken: Mutex<HashSet<String>>,
}

fn failure(status: u16, error: &str) -> Answer {
    Answer::json(status, &json!({ "success": false, "error": error, "timestamp": Timestamp::now().to_string() }))
}

impl IdeaPool {
    /// What there is, in the envelope of all answers.
    fn shown(&self, data: &Value) -> Answer {
        let now = Timestamp::now();
        let at = if self.fault.is("pool-stale") { now - 10.minutes() } else { now };
        Answer::json(200, &json!({ "success": true, "data": data, "timestamp": at.to_string() }))
    }

    fn ideas(&self) -> Vec<Value> {
        let mut ideas: Vec<Value> = [
            ("linen-launch", "Linen is here", "launch", "approved", "high"),
            ("wash-cold", "Why we wash cold", "evergreen", "pending_review", "medium"),
            ("repair-night", "A night of repairs", "wildcard", "draft", "low"),
            ("old-stock", "What is left of last year", "launch", "rejected", "low"),
            ("size-guide", "A guide to sizes", "evergreen", "draft", "urgent"),
        ]
        .into_iter()
        .enumerate()
        .map(|(at, (slug, title, kind, status, priority))| {
            json!({
                "id": at + 11,
                "slug": slug,
                "title": title,
                "type": kind,
                "status": status,
                "priority": priority,
                "estimated_reach": 1200,
                "created_at": format!("2026-11-1{at}T08:30:00+00:00"),
            })
        })
        .collect();
        let last = ideas.len() - 1;
        match self.fault.on() {
            "pool-four" => ideas.truncate(last),
            "pool-six" => {
                let mut sixth = ideas[0].clone();
                sixth["slug"] = json!("one-more");
                ideas.push(sixth);
            }
            "pool-twice" => ideas[last]["slug"] = json!("linen-launch"),
            "pool-no-wildcard" => ideas[2]["type"] = json!("launch"),
            "pool-two-wildcards" => ideas[last]["type"] = json!("wildcard"),
            "idea-type" => ideas[last]["type"] = json!("Evergreen"),
            "idea-status-live" => ideas[last]["status"] = json!("live"),
            "idea-priority-number" => ideas[last]["priority"] = json!(1),
            "idea-title-missing" => remove(&mut ideas[last], "title"),
            "idea-slug-null" => ideas[last]["slug"] = Value::Null,
            "idea-time-space" => ideas[last]["created_at"] = json!("2026-11-14 08:30:00+00"),
            _ => {}
        }
        ideas
    }

    fn pool(&self) -> Answer {
        let ideas = self.ideas();
        let mut data = json!({
            "ideas": ideas,
            "total_count": 5,
            "wildcard_count": 1,
            "source": "supabase",
            "feature_flag_enabled": true,
        });
        match self.fault.on() {
            "pool-total" => data["total_count"] = json!(6),
            "pool-total-text" => data["total_count"] = json!("5"),
            "pool-wildcard-count" => data["wildcard_count"] = json!(0),
            "source-mock" => data["source"] = json!("mock"),
            "source-other" => data["source"] = json!("fixture"),
            "flag-off" => data["feature_flag_enabled"] = json!(false),
            "flag-missing" => remove(&mut data, "feature_flag_enabled"),
            "pool-bare" => return Answer::json(200, &data),
            "pool-failed" => return failure(200, "Supabase does not answer"),
            "pool-page" => return Answer::page(200, "Dashboard").with("content-type", "application/json"),
            "pool-500" => return Answer::trace(),
            "pool-content-type" => return self.shown(&data).with("content-type", "text/plain"),
            "pool-slow" => return self.shown(&data).slow(),
            _ => {}
        }
        self.shown(&data)
    }

    fn add(&self, request: &Request) -> Answer {
        let idea = request.json();
        let is = |name: &str, allowed: &[&str]| idea[name].as_str().is_some_and(|value| allowed.contains(&value));
        let status = is("status", &STATUSES) || self.fault.is("add-any-status");
        let kind = is("type", &TYPES) || self.fault.is("add-any-type");
        let valid = status && kind && is("priority", &PRIORITIES);
        let slug = idea["slug"].as_str().filter(|slug| !slug.is_empty());
        let slug = slug.or_else(|| self.fault.is("add-no-slug").then_some("untitled"));
        let Some(slug) = slug.filter(|_| valid) else {
            return failure(if self.fault.is("add-invalid-422") { 422 } else { 400 }, "This is no idea");
        };
        let new = self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned());
        if !new && !self.fault.is("add-twice") {
            return match self.fault.on() {
                "add-taken-500" => Answer::trace(),
                "add-taken-success" => Answer::json(409, &json!({ "success": true })),
                _ => failure(409, "This slug is taken"),
            };
        }
        let made = json!({ "success": true, "data": { "slug": slug }, "timestamp": Timestamp::now().to_string() });
        Answer::json(if self.fault.is("add-200") { 200 } else { 201 }, &made)
    }

    fn experiments(&self) -> Answer {
        let list = json!([{ "id": 1, "name": "approval button", "status": "running" }]);
        match self.fault.on() {
            "experiments-bare" => Answer::json(200, &list),
            "experiments-null" => self.shown(&Value::Null),
            "experiments-404" => failure(404, "Not found"),
            "experiments-time-missing" => Answer::json(200, &json!({ "success": true, "data": list })),
            _ => self.shown(&list),
        }
    }
}

impl Service for IdeaPool {
    fn answer(&self, request: &Request) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/analytics/idea-pool") => self.pool(),
            ("POST", "/api/analytics/idea-pool") => self.add(request),
            ("GET", "/api/analytics/experiments") => self.experiments(),
            _ => Answer::page(404, "Not Found"),
        }
    }
}
