//! The shop's orders.

use serde_json::{Value, json};

use super::super::gate::Call;
use super::super::stock::{find, merge, mix, page, whole, with};
use super::super::wire::Answer;
use super::{Shop, State, problem};

/// The members of a new order that need not be given.
fn defaults() -> Value {
    json!({
        "coupon": null, "priority": "normal", "gift": false, "deliverAfter": null, "callback": null,
        "reference": null, "tags": [],
    })
}

/// A new order, open.
pub(super) fn order(state: &mut State, new: &Value) -> Value {
    let mut order = state.stamp();
    state.placed += 1;
    merge(&mut order, &json!({ "number": state.placed, "status": "open" }));
    let mut order = with(with(order, &defaults()), new);
    // What an order does not have is not kept, even when it is taken.
    let known = defaults();
    let kept = |key: &str| ["buyer", "lines"].contains(&key) || known.get(key).is_some() || new.get(key).is_none();
    order.as_object_mut().expect("an order").retain(|key, _| kept(key));
    whole(&mut order, "reference");
    let mut total = 0.0;
    for line in order["lines"].as_array_mut().into_iter().flatten() {
        whole(line, "quantity");
        // What a line cannot have is not kept, even when it is taken.
        if line.get("wrap").is_some_and(|wrap| wrap != "paper" && wrap != "box") {
            line["wrap"] = Value::Null;
        }
        total += line["quantity"].as_f64().unwrap_or_default() * 3.5;
    }
    order["total"] = total.into();
    order
}

/// The entity tag of an order: another one for each state of it.
pub(super) fn etag(order: &Value) -> String {
    let written = order.to_string();
    let sum = written.bytes().fold(17, |sum, byte| mix(sum ^ u64::from(byte)));
    format!("\"{sum:016x}\"")
}

fn list_orders(call: &Call, state: &State, all: bool) -> Answer {
    let (limit, offset) = (call.whole("limit").unwrap_or(20), call.whole("offset").unwrap_or(0));
    let status = call.given.get("status").filter(|_| !all);
    let orders: Vec<&Value> =
        state.orders.iter().filter(|order| status.is_none_or(|status| order["status"] == *status)).collect();
    let (total, end) = (orders.len(), offset.saturating_add(limit));
    let next = if end < total as u64 {
        let status = call.text("status");
        let filter = if status.is_empty() { String::new() } else { format!("&status={status}") };
        format!("/orders?limit={limit}&offset={end}{filter}").into()
    } else {
        Value::Null
    };
    let body = json!({ "data": page(&orders, offset, limit), "total": total, "next": next });
    Answer::json(200, body).with("x-total-count", total.to_string())
}

impl Shop {
    pub(super) fn orders(&self, call: &Call, state: &mut State) -> Answer {
        let id = Value::from(call.text("orderId").to_lowercase());
        let found = find(&state.orders, "id", &id);
        match (call.operation.as_str(), found) {
            ("listOrders", _) => list_orders(call, state, self.is("status-filter-ignored")),
            ("createOrder", _) => self.create_order(call, state),
            ("getOrder", None) if self.is("order-readable-after-delete") => match find(&state.ghosts, "id", &id) {
                Some(at) => self.show(200, &state.ghosts[at]),
                None => problem(404, "There is no such order."),
            },
            (_, None) => problem(404, "There is no such order."),
            ("getOrder", Some(at)) => {
                let answer = self.show(200, &state.orders[at]);
                let held = call.text("If-None-Match");
                if answer.headers.iter().any(|(name, value)| *name == "etag" && value == held) {
                    return Answer::empty(304).with("etag", held);
                }
                answer
            }
            ("changeOrder", Some(at)) => {
                if self.crashes(&call.body) {
                    return Answer::crash();
                }
                let mut order = with(state.orders[at].clone(), &call.body);
                if self.is("change-drops-coupon") && call.body.get("coupon").is_none() {
                    order["coupon"] = Value::Null;
                }
                state.touch(&mut order);
                state.orders[at] = order.clone();
                self.show(200, &order)
            }
            ("deleteOrder", Some(at)) => {
                let gone = state.orders.remove(at);
                // A key that answered an order which is gone would answer what cannot be read.
                state
                    .answered
                    .retain(|_, (_, answer)| answer.body.as_ref().is_none_or(|order| order["id"] != gone["id"]));
                state.ghosts.push(gone);
                Answer::empty(204)
            }
            (other, _) => unreachable!("{other}"),
        }
    }

    fn create_order(&self, call: &Call, state: &mut State) -> Answer {
        let key = call.text("Idempotency-Key");
        if let Some((body, answer)) = state.answered.get(key)
            && !self.is("idempotency-ignored")
        {
            let same = *body == call.body || self.is("idempotency-body-unchecked");
            return if same { answer.clone() } else { problem(409, "The Idempotency-Key belongs to another order.") };
        }
        let buyer = &call.body["buyer"];
        if buyer["kind"] == "member" {
            let id = buyer["customerId"].as_str().unwrap_or_default().to_lowercase();
            if find(&state.customers, "id", &id.into()).is_none() && !self.is("member-unchecked") {
                return problem(409, "The member is no customer.");
            }
        }
        if self.crashes(&call.body) {
            return Answer::crash();
        }
        let mut order = order(state, &call.body);
        if self.is("deliver-after-zone-lost") {
            let hour = order["deliverAfter"].as_str().and_then(|time| time.get(..19));
            order["deliverAfter"] = hour.map_or(Value::Null, |hour| format!("{hour}Z").into());
        }
        state.orders.push(order.clone());
        let answer = self.show(201, &order);
        if !key.is_empty() {
            state.answered.insert(key.to_owned(), (call.body.clone(), answer.clone()));
        }
        answer
    }

    /// Whether the fault makes the program fall over what a body holds.
    fn crashes(&self, body: &Value) -> bool {
        match self.fault.as_str() {
            "coupon-spring-500" => body["coupon"] == "SPRING-26",
            "tags-empty-500" => body["tags"] == json!([]),
            _ => false,
        }
    }

    fn show(&self, status: u16, order: &Value) -> Answer {
        let etag = if self.is("etag-unchanged") { etag(&order["id"]) } else { etag(order) };
        Answer::json(status, order.clone()).with("etag", etag)
    }
}
