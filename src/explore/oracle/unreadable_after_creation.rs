//! `unreadable-after-creation`: what was just made is not there.

use serde_json::json;

use super::api::{Claim, Judge, Row, Whole};
use crate::explore::tale::Role;

/// The row of the table.
pub(super) static ROW: Row = Row {
    id: "unreadable-after-creation",
    summary: "what was just created cannot be read",
    docs: "A creation was answered with 2xx and an id (or a `Location`), and reading the thing by it, as the same caller, \
           is answered with 404 or 410.\n",
    judge: Judge::Tale(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Claim> {
    let made = whole.tale.first(Role::Make).is_some_and(|(_, told)| told.succeeded());
    let lost = |told: &crate::explore::tale::Told| made && matches!(told.status(), 404 | 410);
    let reads = whole.tale.all(Role::Read).filter(|(_, told)| lost(told));
    let mut claims: Vec<Claim> = reads
        .map(|(step, told)| {
            Claim::new("2xx: it was just created", told.status().to_string(), json!({"status": "2xx"}))
                .step(step)
                .field(told.role.name())
        })
        .collect();
    let located = whole.tale.first(Role::Located).filter(|(_, told)| lost(told));
    if let (Some((_, there)), Some((step, made))) = (located, whole.tale.first(Role::Make)) {
        let path = whole.operation(there).path.as_str();
        let segments: Vec<String> =
            path.split('/').map(|part| if part.contains('{') { "[^/]+".into() } else { regex::escape(part) }).collect();
        let expect =
            json!({"status": "2xx", "header": {"location": {"matches": format!("{}/?$", segments.join("/"))}}});
        let got = format!("{}, where the answer is {}", made.header("location").unwrap_or_default(), there.status());
        claims
            .push(Claim::new(format!("a `Location` such as {path}"), got, expect).step(step).field("header location"));
    }
    claims
}
