//! `unsupported-method`: a method that the document does not have, and what the service makes of it.

use serde_json::json;

use super::api::{Claim, Judge, Row, Seen};

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "unsupported-method",
    summary: "a method that is not declared is served, or refused without saying which are",
    docs: "A path was asked with a method that the document does not declare for it. 2xx is a finding; so is a 405 \
           without `Allow`, or with one that lacks a declared method (RFC 9110, section 15.5.6). 401, 403 and 404 are \
           not, nor is 501.\n",
    judge: Judge::Exchange(judge),
};

fn judge(seen: &Seen<'_>) -> Vec<Claim> {
    let told = seen.told;
    let Some(method) = &told.draft.method else { return Vec::new() };
    let same = seen.api.operations.iter().filter(|one| one.path == seen.operation.path);
    let declared: Vec<&str> = same.map(|one| one.method.as_str()).collect();
    if declared.contains(&method.as_str()) {
        return Vec::new();
    }
    let allow = declared.join(", ");
    if told.succeeded() {
        let got = format!("{} to {method}", told.status());
        return vec![Claim::new(format!("405, with `Allow: {allow}`"), got, json!({"status": "4xx"})).field("method")];
    }
    if told.status() != 405 {
        return Vec::new();
    }
    let said = told.header("allow").unwrap_or_default();
    let known: Vec<String> = said.split(',').map(|one| one.trim().to_ascii_uppercase()).collect();
    let Some(missing) = declared.iter().find(|method| !known.iter().any(|one| one == **method)) else {
        return Vec::new();
    };
    let got = if said.is_empty() { "405 without `Allow`".to_owned() } else { format!("405 with `Allow: {said}`") };
    let expect = json!({"status": 405, "header": {"allow": {"contains": missing}}});
    vec![Claim::new(format!("405 with `Allow: {allow}`"), got, expect).field("header allow")]
}
