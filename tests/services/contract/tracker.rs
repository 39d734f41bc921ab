//! The tracker: issues and the comments on them, kept in memory.

mod faults;
mod issues;

use std::sync::Mutex;

use serde_json::{Value, json};

use super::gate::{Call, Lax, Refusal};
use super::host::Api;
use super::stock::{absent, find, mix, page};
use super::wire::{Answer, Request};

/// What the one caller says who is known.
pub(super) const KEY: &str = "tracker-91e2d0";

/// The first issue's id: the first whole number that a double cannot hold.
const FIRST: u64 = 9_007_199_254_740_993;

pub(super) struct Tracker {
    fault: String,
    state: Mutex<State>,
}

/// What the tracker knows.
#[derive(Default)]
struct State {
    /// How many records there ever were.
    made: u64,
    issues: Vec<Value>,
    comments: Vec<Comment>,
}

/// A comment and the id of its issue.
struct Comment {
    issue: Value,
    record: Value,
}

impl Tracker {
    pub(super) fn new(fault: String) -> Self {
        let tracker = Self { fault, state: Mutex::default() };
        {
            let mut state = tracker.state.lock().expect("a state that no panic left");
            for (title, kind, label) in [
                ("Login fails", "open", "bug"),
                ("Dark colours", "active", "wish"),
                ("Slow list", "open", "bug"),
                ("Typing error", "done", "text"),
                ("Export to CSV", "blocked", "wish"),
                ("Wrong zone", "open", "text"),
            ] {
                let new = json!({ "title": title, "state": kind, "labels": [label], "weight": 2.5 });
                let issue = state.issue(&new);
                state.issues.push(issue);
            }
            let issue = state.issues[0]["id"].clone();
            for text in ["Seen it too.", "On it."] {
                let record = state.comment(&json!({ "author": "ada@example.com", "text": text }));
                state.comments.push(Comment { issue: issue.clone(), record });
            }
            issues::count(&mut state, &issue);
        }
        tracker
    }

    fn is(&self, fault: &str) -> bool {
        self.fault == fault
    }

    fn comments(&self, call: &Call, state: &mut State) -> Answer {
        let issue = Value::from(call.whole("issueId").unwrap_or_default());
        let outlives = self.is("comments-outlive-issue") && call.operation == "getComment";
        if !outlives && find(&state.issues, "id", &issue).is_none() {
            return error(404, "There is no such issue.");
        }
        let id = call.text("commentId");
        let found = state.comments.iter().position(|comment| comment.issue == issue && comment.record["id"] == id);
        match (call.operation.as_str(), found) {
            ("listComments", _) => {
                let there: Vec<&Value> = state
                    .comments
                    .iter()
                    .filter(|comment| comment.issue == issue || self.is("comments-of-all-issues"))
                    .map(|comment| &comment.record)
                    .collect();
                listed(call, &there)
            }
            ("createComment", _) => {
                let text = call.body["text"].as_str().unwrap_or_default();
                if self.is("comment-emoji-500") && text.chars().any(|letter| letter > '\u{ffff}') {
                    return Answer::crash();
                }
                let record = state.comment(&call.body);
                let location = format!("/issues/{issue}/comments/{}", record["id"].as_str().unwrap_or_default());
                state.comments.push(Comment { issue: issue.clone(), record: record.clone() });
                issues::count(state, &issue);
                Answer::json(201, record).with("location", location)
            }
            ("deleteComment", None) if self.is("second-delete-204") => Answer::empty(204),
            (_, None) => error(404, "There is no such comment."),
            ("getComment", Some(at)) => Answer::json(200, state.comments[at].record.clone()),
            ("deleteComment", Some(at)) => {
                state.comments.remove(at);
                issues::count(state, &issue);
                Answer::empty(204)
            }
            (other, _) => unreachable!("{other}"),
        }
    }
}

impl State {
    fn comment(&mut self, new: &Value) -> Value {
        self.made += 1;
        let mut record = json!({ "id": format!("cm-{:08x}", mix(self.made) >> 32) });
        super::stock::merge(&mut record, new);
        absent(&mut record, "mood", Value::Null);
        record["pinned"] = false.into();
        record
    }
}

/// The page of the records that a call asks for.
fn listed(call: &Call, records: &[&Value]) -> Answer {
    let (limit, offset) = (call.whole("limit").unwrap_or(10), call.whole("offset").unwrap_or(0));
    Answer::json(200, json!({ "entries": page(records, offset, limit), "total": records.len() }))
}

fn error(status: u16, message: &str) -> Answer {
    let code = match status {
        400 => "bad_request",
        401 => "unauthorized",
        404 => "not_found",
        405 => "not_allowed",
        413 => "too_large",
        415 => "wrong_type",
        _ => "invalid",
    };
    Answer::json(status, json!({ "code": code, "message": message }))
}

impl Api for Tracker {
    fn known(&self, request: &Request) -> Option<usize> {
        request.header("x-api-key").filter(|key| key == KEY || self.is("any-key-accepted")).map(|_| 0)
    }

    fn handle(&self, call: &Call) -> Answer {
        let mut state = self.state.lock().expect("a state that no panic left");
        match call.operation.as_str() {
            "getStatus" => Answer::json(200, json!({ "up": true, "issues": state.issues.len() })),
            operation if operation.contains("Comment") => self.comments(call, &mut state),
            _ => self.issues(call, &mut state),
        }
    }

    fn refuse(&self, refusal: &Refusal) -> Answer {
        match refusal {
            Refusal::NoPath => error(404, "There is no such path."),
            Refusal::Method(allowed) => error(405, "The path takes another method.").with("allow", allowed),
            Refusal::Caller => error(401, "Say who you are."),
            Refusal::Path(why) | Refusal::Parameter(why) | Refusal::Broken(why) => error(400, why),
            Refusal::Long => error(413, "The body is longer than 1 MiB."),
            Refusal::Media(taken) => error(415, &format!("The body must be {taken}.")),
            Refusal::Body(why) => error(422, why),
        }
    }

    fn lax(&self, operation: &str) -> Lax {
        self.leave_out(operation)
    }

    fn spoil(&self, operation: &str, request: &Request, answer: &mut Answer) {
        self.make_wrong(operation, request, answer);
    }
}
