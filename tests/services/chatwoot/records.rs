//! The records of one Chatwoot account, in the shapes of its serialisers.

use serde_json::{Value, json};

use super::{ACCOUNT, CONVERSATION, TOKEN};

pub(super) const CONVERSATIONS: u64 = 12;

/// When the newest conversation began: 2025-10-10 19:44:15 UTC.
const BEGAN: i64 = 1_760_125_455;

/// The display ids, newest first, as the list has them.
pub(super) fn conversation_ids() -> impl Iterator<Item = u64> {
    (CONVERSATION + 1 - CONVERSATIONS..=CONVERSATION).rev()
}

pub(super) fn conversation(id: u64, labels: &[String]) -> Value {
    let age = CONVERSATION - id;
    let began = BEGAN - i64::try_from(age).unwrap_or_default() * 3600;
    let index = usize::try_from(age).unwrap_or_default();
    let status = ["open", "pending", "resolved", "snoozed"][index % 4];
    json!({
        "meta": {
            "sender": { "id": 500 + id, "name": "Zoë O'Brien", "email": format!("guest{id}@example.test"), "phone_number": null, "blocked": false, "thumbnail": "", "type": "contact" },
            "channel": "Channel::WebWidget",
            "hmac_verified": false,
        },
        "id": id,
        "messages": [{ "id": 9000 + id, "content": "Where is my order?", "message_type": 0, "content_type": "text", "created_at": began, "conversation_id": id }],
        "account_id": ACCOUNT,
        "uuid": format!("6f2c0d1e-5a7b-4c3d-9e8f-{id:012}"),
        "additional_attributes": { "browser": { "browser_name": "Firefox" }, "referer": "https://shop.example.test/" },
        "agent_last_seen_at": began,
        "assignee_last_seen_at": 0,
        "can_reply": true,
        "contact_last_seen_at": began,
        "custom_attributes": {},
        "inbox_id": 1,
        "labels": labels,
        "muted": false,
        "snoozed_until": null,
        "status": status,
        "created_at": began,
        "timestamp": began + 60,
        "first_reply_created_at": 0,
        "unread_count": 1,
        "last_activity_at": began + 60,
        "priority": null,
        "waiting_since": began,
        "sla_policy_id": null,
    })
}

/// The labels of the account, which conversations are given by title.
pub(super) fn account_labels() -> Vec<Value> {
    [(1, "billing", "#1f93ff", true), (2, "shipping", "#00a878", true), (3, "vip", "#ff5a5f", false)]
        .into_iter()
        .map(|(id, title, color, sidebar)| json!({ "id": id, "title": title, "description": null, "color": color, "show_on_sidebar": sidebar }))
        .collect()
}

/// A refusal in the shape that the published swagger promises, and that Chatwoot does not send.
pub(super) fn documented_error() -> Value {
    json!({ "description": "Invalid Access Token", "errors": [{ "field": "api_access_token", "message": "is invalid", "code": "invalid" }] })
}

/// The profile, with the access token in it: Chatwoot shows an agent their own.
pub(super) fn profile() -> Value {
    json!({
        "access_token": TOKEN,
        "account_id": ACCOUNT,
        "available_name": "Ada",
        "avatar_url": "",
        "confirmed": true,
        "display_name": "Ada",
        "message_signature": null,
        "email": "ada@example.test",
        "id": 3,
        "inviter_id": null,
        "name": "Ada Agent",
        "provider": "email",
        "pubsub_token": "pubsub-3",
        "role": "administrator",
        "ui_settings": {},
        "uid": "ada@example.test",
        "type": null,
        "accounts": [{
            "id": ACCOUNT,
            "name": "Acme",
            "status": "active",
            "active_at": "2025-10-10T19:40:00.000Z",
            "role": "administrator",
            "permissions": ["administrator"],
            "availability": "online",
            "availability_status": "online",
            "auto_offline": true,
        }],
    })
}

pub(super) fn account(id: &str, name: &str) -> Value {
    json!({ "id": id.parse::<u64>().unwrap_or_default(), "name": name, "locale": "en", "domain": null, "support_email": null, "status": "active", "features": {} })
}
