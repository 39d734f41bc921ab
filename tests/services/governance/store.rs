//! What the governance keeps: integrations, versions, checks of pairs, events, and answers under keys.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Came, Problem};

/// A check of a pair; the latest of a pair decides.
pub(super) struct Check {
    pub(super) integration: String,
    pub(super) kind: String,
    pub(super) baseline: String,
    pub(super) candidate: String,
    pub(super) breaking: u64,
}

#[derive(Default)]
pub(super) struct Store {
    /// Whether the storage behind it is away.
    pub(super) down: bool,
    pub(super) integrations: BTreeMap<String, Value>,
    /// In the order in which they were made.
    pub(super) contracts: Vec<Value>,
    pub(super) checks: Vec<Check>,
    pub(super) events: Vec<Value>,
    /// The body and the answer of each key.
    pub(super) replays: BTreeMap<String, (Value, Value)>,
}

pub(super) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

impl Store {
    pub(super) fn with(integration: &str) -> Self {
        let mut store = Self::default();
        let made = store.make(&json!({
            "integration_id": integration, "code": "ERP", "name": "ERP", "direction": "outbound", "protocol": "https",
            "auth_mode": "hmac", "lifecycle_status": "active",
        }));
        assert!(made.is_ok(), "an integration");
        store
    }

    pub(super) fn make(&mut self, body: &Value) -> Came {
        let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let needed = ["code", "name", "direction", "protocol", "auth_mode"];
        let Some(id) = text("integration_id").filter(|_| needed.iter().all(|name| text(name).is_some())) else {
            return Err(Problem::new(400, "integration_invalid_payload", "请求参数不完整或格式错误"));
        };
        if self.integrations.contains_key(&id) {
            return Err(Problem::new(409, "integration_conflict", "集成编码冲突"));
        }
        let mut made = json!({ "integration_id": id });
        for name in ["code", "name", "direction", "protocol", "auth_mode"] {
            made[name] = body[name].clone();
        }
        made["timeout_ms"] = json!(3000);
        made["lifecycle_status"] = json!(text("lifecycle_status").unwrap_or_else(|| "draft".to_owned()));
        made["lifecycle_reason"] = body["lifecycle_reason"].clone();
        for name in ["endpoint", "base_url", "retry_policy", "idempotency_policy", "version_strategy", "runbook_url"] {
            made[name] = Value::Null;
        }
        for name in ["created_by_user_id", "updated_by_user_id"] {
            made[name] = json!("operator");
        }
        for name in ["created_at", "updated_at"] {
            made[name] = json!(now());
        }
        made["effective_invocation_enabled"] = json!(true);
        self.integrations.insert(id, made.clone());
        Ok(made)
    }

    pub(super) fn change(&mut self, id: &str, body: &Value) -> Came {
        let Some(integration) = self.integrations.get_mut(id) else {
            return Err(Problem::new(404, "integration_not_found", "目标集成目录不存在"));
        };
        let (before, after) = (integration["lifecycle_status"].clone(), body["status"].clone());
        integration["lifecycle_status"] = after.clone();
        integration["lifecycle_reason"] = body["reason"].clone();
        integration["updated_at"] = json!(now());
        let mut changed = integration.clone();
        changed["previous_status"] = before;
        changed["current_status"] = after;
        Ok(changed)
    }

    pub(super) fn integration(&self, id: &str) -> Result<&Value, Problem> {
        self.integrations.get(id).ok_or_else(|| {
            Problem::new(404, "integration_contract_not_found", "目标集成目录不存在")
                .with(json!({ "integration_id": id }))
        })
    }

    /// Where a version stands.
    pub(super) fn find(&self, id: &str, kind: &str, version: &str) -> Option<usize> {
        self.contracts.iter().position(|one| {
            one["integration_id"] == id && one["contract_type"] == kind && one["contract_version"] == version
        })
    }

    /// Where the active version of a type stands.
    pub(super) fn active(&self, id: &str, kind: &str) -> Option<usize> {
        self.contracts
            .iter()
            .position(|one| one["integration_id"] == id && one["contract_type"] == kind && one["status"] == "active")
    }
}
