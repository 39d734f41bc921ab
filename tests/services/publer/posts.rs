//! Posts and the jobs that take them: a job goes from pending over working to complete, one status a look.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::wire::{Answer, Request, Switch, remove};
use super::{ACCOUNT, refusal};

/// How long a post that was taken is not yet found.
const UNSEEN: Duration = Duration::from_millis(100);

#[derive(Default)]
pub(super) struct Posts {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    posts: Vec<(Instant, Value)>,
    /// How often each job was looked at.
    jobs: BTreeMap<String, u64>,
    made: u64,
}

impl Kept {
    /// An id of 24 hexadecimal digits.
    fn id(&mut self) -> String {
        self.made += 1;
        format!("6810dec6{:016x}", self.made.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

/// Whether this is a moment to come, with its offset.
fn to_come(fault: &Switch, at: &str) -> bool {
    let naive = at.len() == "2025-06-01T09:00:00".len();
    let read = if naive && fault.is("naive-accepted") { format!("{at}Z").parse() } else { at.parse::<Timestamp>() };
    read.is_ok_and(|moment| moment > Timestamp::now() || fault.is("past-accepted"))
}

impl Posts {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn schedule(&self, fault: &Switch, body: &Value) -> Answer {
        let bulk = &body["bulk"];
        let state = bulk["state"].as_str().unwrap_or_default();
        let Some(posts) = bulk["posts"].as_array().filter(|posts| !posts.is_empty()) else {
            return refusal(400, "bulk.posts is missing");
        };
        let scheduled = state == "scheduled";
        if !scheduled && !state.starts_with("draft") {
            return refusal(400, "bulk.state is not known");
        }
        if fault.is("draft-500") && !scheduled {
            return Answer::trace();
        }
        let mut refused = false;
        let mut kept = self.kept();
        for post in posts {
            for account in post["accounts"].as_array().into_iter().flatten() {
                let at = account["scheduled_at"].as_str();
                if account["id"] != ACCOUNT {
                    return refusal(403, "This account is not yours");
                }
                if scheduled && !at.is_some_and(|at| to_come(fault, at)) {
                    refused = true;
                    if !fault.is("past-refused-and-kept") {
                        continue;
                    }
                }
                let (network, content) = post["networks"]
                    .as_object()
                    .and_then(|networks| networks.iter().next())
                    .map_or(("", &Value::Null), |(network, content)| (network.as_str(), content));
                let at = match at {
                    Some(at) if fault.is("offset-dropped") => Some(format!("{}Z", &at[..at.len().min(19)])),
                    // Kept as one instant, in UTC.
                    Some(at) => Some(at.parse::<Timestamp>().map_or_else(|_| at.to_owned(), |at| at.to_string())),
                    None => None,
                };
                let kept_as = if fault.is("draft-published") && !scheduled { "published" } else { state };
                let post = json!({
                    "id": kept.id(),
                    "text": content["text"],
                    "url": null,
                    "state": kept_as,
                    "type": content["type"],
                    "account_id": ACCOUNT,
                    "user": { "id": "5f8d7a62c9e77e001f36e3a1", "name": "Ada Author", "picture": "" },
                    "scheduled_at": at,
                    "post_link": null,
                    "has_media": false,
                    "network": network,
                });
                if fault.is("posted-twice") && scheduled {
                    let mut again = post.clone();
                    again["id"] = json!(kept.id());
                    kept.posts.push((Instant::now(), again));
                }
                kept.posts.push((Instant::now(), post));
            }
        }
        if refused {
            return refusal(400, "scheduled_at has to be in the future, with its offset");
        }
        let job = kept.id();
        kept.jobs.insert(job.clone(), 0);
        drop(kept);
        let taken = Answer::json(202, &json!({ "job_id": job }));
        if !scheduled {
            return taken;
        }
        match fault.on() {
            "schedule-201" => taken.status(201),
            "schedule-500" => Answer::trace(),
            "job-id-number" => Answer::json(202, &json!({ "job_id": 6_810 })),
            "job-id-uuid" => Answer::json(202, &json!({ "job_id": "6f2c0d1e-5a7b-4c3d-9e8f-000000000042" })),
            "job-id-wrapped" => Answer::json(202, &json!({ "success": true, "data": { "job_id": job } })),
            _ => taken,
        }
    }

    pub(super) fn list(&self, fault: &Switch, request: &Request) -> Answer {
        let words = request.query("query").unwrap_or_default();
        let state = request.query("state").filter(|state| !matches!(*state, "" | "all"));
        let found: Vec<Value> = self
            .kept()
            .posts
            .iter()
            .filter(|(made, _)| made.elapsed() >= UNSEEN)
            .map(|(_, post)| post)
            .filter(|post| post["text"].as_str().is_some_and(|text| text.contains(words)))
            .filter(|post| {
                let listed = state.is_none_or(|state| post["state"] == state);
                let leaked = fault.is("draft-scheduled") && state == Some("scheduled");
                (listed || leaked) && !fault.is("lookup-empty")
            })
            .cloned()
            .collect();
        Answer::json(
            200,
            &json!({ "posts": found, "total": found.len(), "page": 0, "per_page": 50, "total_pages": found.len().div_ceil(50) }),
        )
    }

    pub(super) fn delete(&self, request: &Request) -> Answer {
        let wanted = request.query("post_ids[]").unwrap_or_default();
        let mut kept = self.kept();
        let before = kept.posts.len();
        kept.posts.retain(|(_, post)| post["id"] != wanted);
        let deleted = if kept.posts.len() < before { vec![wanted] } else { Vec::new() };
        Answer::json(200, &json!({ "deleted_ids": deleted }))
    }

    pub(super) fn job(&self, fault: &Switch, id: &str) -> Answer {
        let looks = {
            let mut kept = self.kept();
            let Some(looks) = kept.jobs.get_mut(id) else {
                return match fault.on() {
                    "job-404-pending" => Answer::json(200, &json!({ "status": "pending", "payload": {} })),
                    "job-404-500" => Answer::trace(),
                    "job-404-html" => Answer::page(404, "Not found"),
                    _ => Answer::json(404, &json!({ "error": "Job not found" })),
                };
            };
            *looks += 1;
            *looks
        };
        let status = match (looks, fault.on()) {
            (2, "job-status-unknown") => "queued",
            (3.., "job-fails") => "failed",
            (3, "job-backwards") | (1, _) => "pending",
            (4, "job-begins-again") | (3.., "job-never-ends") | (2, _) => "working",
            _ => "complete",
        };
        let mut body =
            json!({ "status": status, "payload": { "failures": {} }, "plan": { "rate": "business", "locked": false } });
        if status == "complete" {
            match fault.on() {
                "job-failures" => {
                    body["payload"]["failures"][ACCOUNT] = json!([{ "account_id": ACCOUNT, "account_name": "Acme", "provider": "facebook", "message": "There's another post at this time" }]);
                }
                "job-failures-missing" => remove(&mut body["payload"], "failures"),
                "job-failures-null" => body["payload"]["failures"] = Value::Null,
                _ => {}
            }
        }
        if fault.is("job-status-number") {
            body["status"] = json!(2);
        }
        Answer::json(200, &body)
    }
}
