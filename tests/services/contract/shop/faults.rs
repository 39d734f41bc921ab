//! The shop's faults that show in an answer, or at the gate.

use serde_json::{Value, json};

use super::super::gate::Lax;
use super::super::wire::{Answer, Request};
use super::Shop;

impl Shop {
    pub(super) fn leave_out(&self, operation: &str) -> Lax {
        match (self.fault.as_str(), operation) {
            ("delete-without-token", "deleteCustomer") => Lax { caller: true, ..Lax::default() },
            ("charset-refused", "createCustomer") => Lax { bare_media: true, ..Lax::default() },
            ("tenant-not-required", "listOrders") => Lax { header: Some("X-Tenant"), ..Lax::default() },
            _ => Lax::default(),
        }
    }

    pub(super) fn make_wrong(&self, operation: &str, _request: &Request, answer: &mut Answer) {
        match (self.fault.as_str(), operation, answer.status) {
            ("order-created-200", "createOrder", 201) => answer.status = 200,
            ("order-extra-field", "getOrder", 200) => put(answer, "internalNote", json!("margin 40 %")),
            ("order-total-text", "getOrder", 200) => {
                let total = answer.member("total").map(|total| total.to_string());
                put(answer, "total", json!(total));
            }
            ("order-time-local", "getOrder", 200) => put(answer, "createdAt", json!("01.02.2026 10:00")),
            ("etag-missing", "getOrder", 200) => answer.remove("etag"),
            ("health-text-plain", "getHealth", 200) => answer.set("content-type", "text/plain; charset=utf-8"),
            ("customer-email-missing", "listCustomers", 200) => {
                for customer in answer.member("data").and_then(Value::as_array_mut).into_iter().flatten() {
                    customer.as_object_mut().map(|members| members.shift_remove("email"));
                }
            }
            ("total-count-words", "listOrders", 200) => answer.set("x-total-count", "many"),
            ("order-lines-null", "changeOrder", 200) => put(answer, "lines", Value::Null),
            ("order-status-pending", "createOrder", 201) => put(answer, "status", json!("pending")),
            ("allow-missing", "", 405) => answer.remove("allow"),
            ("problem-status-differs", _, 404) => put(answer, "status", json!(400)),
            _ => {}
        }
    }
}

fn put(answer: &mut Answer, key: &str, value: Value) {
    if let Some(body) = &mut answer.body {
        body[key] = value;
    }
}
