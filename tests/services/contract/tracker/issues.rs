//! The tracker's issues.

use serde_json::{Value, json};

use super::super::gate::Call;
use super::super::stock::{find, merge, page, time, whole, with};
use super::super::wire::Answer;
use super::{FIRST, State, Tracker, error, listed};

/// The members that a caller may write, as they are where a caller does not.
fn defaults() -> Value {
    json!({ "title": "Untitled", "description": "", "labels": [], "estimate": null, "weight": 1, "assignee": null, "due": null })
}

/// What is kept of a body: no token, and whole numbers as such.
fn kept(body: &Value) -> Value {
    let mut kept = body.clone();
    kept.as_object_mut().map(|members| members.shift_remove("reporterToken"));
    whole(&mut kept, "estimate");
    if kept.get("estimate").is_some_and(|estimate| !estimate.is_number()) {
        kept["estimate"] = Value::Null;
    }
    kept
}

/// Puts down how many comments an issue has.
pub(super) fn count(state: &mut State, issue: &Value) {
    let count = state.comments.iter().filter(|comment| comment.issue == *issue).count();
    if let Some(at) = find(&state.issues, "id", issue) {
        state.issues[at]["commentCount"] = count.into();
    }
}

impl State {
    /// A new issue.
    pub(super) fn issue(&mut self, new: &Value) -> Value {
        self.made += 1;
        let stamp =
            json!({ "id": FIRST + self.made - 1, "createdAt": time(self.made), "commentCount": 0, "revision": 1 });
        with(with(stamp, &defaults()), &kept(new))
    }
}

/// An issue with a change in it.
fn changed(issue: &Value, change: &Value) -> Value {
    let mut issue = with(issue.clone(), change);
    issue["revision"] = (issue["revision"].as_u64().unwrap_or_default() + 1).into();
    issue
}

impl Tracker {
    pub(super) fn issues(&self, call: &Call, state: &mut State) -> Answer {
        let found = find(&state.issues, "id", &call.whole("issueId").unwrap_or_default().into());
        match (call.operation.as_str(), found) {
            ("listIssues", _) => self.list_issues(call, state),
            ("searchIssues", _) => {
                let words = call.body["words"].as_str().unwrap_or_default().to_lowercase();
                let mut there: Vec<&Value> = state.issues.iter().collect();
                there.retain(|issue| {
                    let title = issue["title"].as_str().unwrap_or_default().to_lowercase();
                    let state = call.body.get("state").is_none_or(|state| *state == issue["state"]);
                    state && words.split_whitespace().all(|word| title.contains(word))
                });
                let mut most = call.body.clone();
                whole(&mut most, "most");
                let entries = page(&there, 0, most["most"].as_u64().unwrap_or(10).min(50));
                Answer::json(200, json!({ "entries": entries, "total": there.len() }))
            }
            ("createIssue", _) => {
                if self.is("estimate-least-500") && call.body["estimate"] == -100 {
                    return Answer::crash();
                }
                let mut issue = state.issue(&call.body);
                if self.is("title-cut") {
                    let cut: String = issue["title"].as_str().unwrap_or_default().chars().take(100).collect();
                    issue["title"] = cut.into();
                }
                if let Some(token) = call.body.get("reporterToken").filter(|_| self.is("reporter-token-shown")) {
                    issue["reporterToken"] = token.clone();
                }
                if !(self.is("blocked-issue-lost") && issue["state"] == "blocked") {
                    state.issues.push(issue.clone());
                }
                let location = format!("/issues/{}", issue["id"]);
                Answer::json(201, issue).with("location", location)
            }
            (_, None) => error(404, "There is no such issue."),
            ("getIssue", Some(at)) => Answer::json(200, state.issues[at].clone()),
            ("replaceIssue", Some(at)) => {
                let mut fresh = defaults();
                merge(&mut fresh, &kept(&call.body));
                let change = if self.is("replace-merges") { kept(&call.body) } else { fresh };
                let issue = changed(&state.issues[at], &change);
                if !self.is("put-without-effect") {
                    state.issues[at] = issue.clone();
                }
                Answer::json(200, issue)
            }
            ("changeIssue", Some(at)) => {
                if self.is("description-empty-500") && call.body["description"] == "" {
                    return Answer::crash();
                }
                let mut change = kept(&call.body);
                if self.is("null-not-kept") {
                    change.as_object_mut().expect("a change").retain(|_, value| !value.is_null());
                }
                let mut issue = changed(&state.issues[at], &change);
                if self.is("issue-id-moves") {
                    state.made += 1;
                    issue["id"] = (FIRST + state.made - 1).into();
                }
                state.issues[at] = issue.clone();
                Answer::json(200, issue)
            }
            ("deleteIssue", Some(at)) => {
                let gone = state.issues.remove(at);
                if !self.is("comments-outlive-issue") {
                    state.comments.retain(|comment| comment.issue != gone["id"]);
                }
                Answer::empty(204)
            }
            (other, _) => unreachable!("{other}"),
        }
    }

    fn list_issues(&self, call: &Call, state: &State) -> Answer {
        let filter = &call.given.get("filter").cloned().unwrap_or_default();
        let mut there: Vec<&Value> = state.issues.iter().collect();
        there.retain(|issue| {
            let state = filter.get("state").is_none_or(|state| *state == issue["state"]);
            let label = filter
                .get("label")
                .is_none_or(|label| issue["labels"].as_array().is_some_and(|labels| labels.contains(label)));
            let most = filter.get("weightAtMost").and_then(Value::as_f64);
            state && label && most.is_none_or(|most| issue["weight"].as_f64().is_some_and(|weight| weight <= most))
        });
        if self.is("issues-page-drops-one") {
            let offset = call.whole("offset").filter(|offset| *offset > 0).map_or(0, |offset| offset + 1);
            let entries = page(&there, offset, call.whole("limit").unwrap_or(10));
            return Answer::json(200, json!({ "entries": entries, "total": there.len() }));
        }
        if self.is("limit-ignored") {
            let entries = page(&there, call.whole("offset").unwrap_or(0), 50);
            return Answer::json(200, json!({ "entries": entries, "total": there.len() }));
        }
        listed(call, &there)
    }
}
