//! The audit: one event a change, found by request, trace and kind.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::wire::{Request, Switch};
use super::marks::Marks;
use super::store::{Store, now};

const PREFIX: &str = "platform.integration.contract";

/// Writes what was done.
pub(super) fn write(
    fault: &Switch,
    store: &mut Store,
    event: &str,
    target: &str,
    states: (Value, Value),
    marks: &Marks,
) {
    if fault.is("audit-lacks-activations") && event == "activated" {
        return;
    }
    let (before, after) = states;
    let written = json!({
        "event_id": Uuid::new_v4().to_string(),
        "domain": "platform",
        "tenant_id": null,
        "request_id": marks.request,
        "traceparent": if fault.is("audit-without-trace") { Value::Null } else { json!(marks.trace) },
        "event_type": format!("{PREFIX}.{event}"),
        "actor_user_id": "operator",
        "actor_session_id": "f2ef4540-164b-4c3e-ba2c-81ba85f502d6",
        "target_type": "integration_contract",
        "target_id": target,
        "result": "success",
        "before_state": if fault.is("audit-without-before") { Value::Null } else { before },
        "after_state": after,
        "metadata": null,
        "occurred_at": now(),
    });
    if fault.is("audit-twice") {
        store.events.push(written.clone());
    }
    store.events.push(written);
}

/// The events that a query asks for, the newest first.
pub(super) fn search(fault: &Switch, store: &Store, request: &Request) -> Value {
    let asked =
        |name: &str| request.query(name).filter(|_| !(name == "traceparent" && fault.is("audit-ignores-trace")));
    let fits = |event: &&Value| {
        ["request_id", "traceparent", "event_type"]
            .iter()
            .all(|name| asked(name).is_none_or(|wanted| event[*name] == wanted))
    };
    let found: Vec<&Value> = store.events.iter().rev().filter(fits).collect();
    let page: Vec<&Value> = found.iter().take(50).copied().collect();
    json!({ "domain": "platform", "page": 1, "page_size": 50, "total": found.len(), "events": page })
}
