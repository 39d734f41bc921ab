//! The shop: customers, items and orders, kept in memory.

mod faults;
mod orders;

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::gate::{Call, Lax, Refusal};
use super::host::Api;
use super::stock::{absent, find, page, time, uuid, whole, with};
use super::wire::{Answer, Request};

/// What the first caller says who is known.
pub(super) const TOKEN: &str = "Bearer shop-5b0d41c7";

/// What the other one says.
pub(super) const OTHER: &str = "Bearer shop-e2a96f08";

pub(super) struct Shop {
    fault: String,
    state: Mutex<State>,
}

/// What the shop knows.
#[derive(Default)]
struct State {
    /// How many changes there were; ids and times come from it.
    changes: u64,
    customers: Vec<Value>,
    /// Which caller made which customer.
    owners: HashMap<String, usize>,
    items: Vec<Value>,
    orders: Vec<Value>,
    /// How many orders there ever were.
    placed: u64,
    /// The body and the answer of each Idempotency-Key.
    answered: HashMap<String, (Value, Answer)>,
    /// Customers as they were first shown, for the fault that shows them so again.
    shown: HashMap<String, Value>,
    /// Orders that are deleted, for the fault that still shows them.
    ghosts: Vec<Value>,
}

impl State {
    /// What the first change, or the next, stamps on a record.
    fn stamp(&mut self) -> Value {
        self.changes += 1;
        let now = time(self.changes);
        json!({ "id": uuid(self.changes), "createdAt": now, "updatedAt": now })
    }

    fn touch(&mut self, record: &mut Value) {
        self.changes += 1;
        record["updatedAt"] = time(self.changes).into();
    }
}

impl Shop {
    pub(super) fn new(fault: String) -> Self {
        let mut state = State::default();
        for (name, email) in [("Ada Lane", "ada@example.com"), ("Bo Quist", "bo@example.com"), ("Cy", "cy@example.org")]
        {
            let stamp = state.stamp();
            state.customers.push(with(stamp, &customer(&json!({ "name": name, "email": email }))));
        }
        for (sku, price) in [
            ("TEA-0001", 3.5),
            ("COF-0002", 5.5),
            ("CUP-0003", 7.5),
            ("BOO-0004", 9.5),
            ("TEA-0005", 11.5),
            ("CUP-0006", 13.5),
            ("TEA-0007", 15.5),
        ] {
            let kind = ["tea", "coffee", "cup", "book"].into_iter().find(|kind| kind[..3] == sku[..3].to_lowercase());
            state.items.push(item(sku, &json!({ "title": sku, "kind": kind, "price": price, "stock": 10 })));
        }
        let shop = Self { fault, state: Mutex::default() };
        for (status, priority) in
            [("open", "low"), ("paid", "normal"), ("shipped", "high"), ("open", "high"), ("cancelled", "low")]
        {
            let new = json!({
                "buyer": { "kind": "guest", "email": "ada@example.com" },
                "lines": [{ "sku": "TEA-0001", "quantity": 1 }],
                "priority": priority,
            });
            let mut order = orders::order(&mut state, &new);
            order["status"] = status.into();
            state.orders.push(order);
        }
        *shop.state.lock().expect("a state that no panic left") = state;
        shop
    }

    fn is(&self, fault: &str) -> bool {
        self.fault == fault
    }

    fn customers(&self, call: &Call, state: &mut State) -> Answer {
        let open = self.is("customer-of-another-read") && call.operation == "getCustomer";
        // Those that nobody made are there for all.
        let sees = |owners: &HashMap<String, usize>, customer: &Value| {
            let owner = customer["id"].as_str().and_then(|id| owners.get(id));
            owner.is_none_or(|owner| *owner == call.caller) || open
        };
        let found = find(&state.customers, "id", &call.text("customerId").to_lowercase().into());
        if found.is_some_and(|at| !sees(&state.owners, &state.customers[at])) {
            return problem(403, "Another caller made the customer.");
        }
        match (call.operation.as_str(), found) {
            ("listCustomers", _) => {
                let (limit, offset) = (call.whole("limit").unwrap_or(20), call.whole("offset").unwrap_or(0));
                let seen: Vec<&Value> =
                    state.customers.iter().filter(|customer| sees(&state.owners, customer)).collect();
                let total = seen.len();
                let body = json!({ "data": page(&seen, offset, limit), "total": total });
                Answer::json(200, body).with("x-total-count", total.to_string())
            }
            ("createCustomer", _) => {
                if self.is("name-longest-500")
                    && call.body["name"].as_str().is_some_and(|name| name.chars().count() == 80)
                {
                    return Answer::crash();
                }
                let record = with(state.stamp(), &customer(&call.body));
                state.customers.push(record.clone());
                state.owners.insert(record["id"].as_str().unwrap_or_default().to_owned(), call.caller);
                Answer::json(201, record)
            }
            (_, None) => problem(404, "There is no such customer."),
            ("getCustomer", Some(at)) if self.is("customer-stale-after-replace") => {
                let State { customers, shown, .. } = state;
                let id = call.text("customerId").to_lowercase();
                Answer::json(200, shown.entry(id).or_insert_with(|| customers[at].clone()).clone())
            }
            ("getCustomer", Some(at)) => Answer::json(200, state.customers[at].clone()),
            ("replaceCustomer", Some(at)) => {
                let mut record = with(state.customers[at].clone(), &customer(&call.body));
                state.touch(&mut record);
                state.customers[at] = record.clone();
                Answer::json(200, record)
            }
            ("deleteCustomer", Some(at)) => {
                state.customers.remove(at);
                Answer::empty(204)
            }
            (other, _) => unreachable!("{other}"),
        }
    }

    fn items(&self, call: &Call, state: &mut State) -> Answer {
        let sku = call.text("sku");
        let found = find(&state.items, "sku", &sku.into());
        match (call.operation.as_str(), found) {
            ("listItems", _) => self.list_items(call, state),
            ("putItem", found) => {
                let record = item(sku, &call.body);
                if let Some(at) = found {
                    state.items[at] = record.clone();
                    Answer::json(200, record)
                } else {
                    state.items.push(record.clone());
                    Answer::json(201, record)
                }
            }
            (_, None) => problem(404, "There is no such item."),
            ("getItem", Some(at)) => Answer::json(200, state.items[at].clone()),
            ("deleteItem", Some(at)) => {
                state.items.remove(at);
                Answer::empty(204)
            }
            (other, _) => unreachable!("{other}"),
        }
    }

    fn list_items(&self, call: &Call, state: &State) -> Answer {
        let limit = call.whole("limit").unwrap_or(20);
        let from: u64 = call.text("cursor").trim_start_matches('c').parse().unwrap_or(0);
        let kinds = call.given.get("kind").and_then(Value::as_array);
        let mut items: Vec<&Value> = state.items.iter().collect();
        let asked = if self.is("kinds-first-only") { 1 } else { usize::MAX };
        items.retain(|item| kinds.is_none_or(|kinds| kinds.iter().take(asked).any(|kind| *kind == item["kind"])));
        let keys = call.given.get("sort").and_then(Value::as_array).cloned().unwrap_or_default();
        // The sort is stable: the last key first.
        for key in keys.iter().rev().filter_map(Value::as_str) {
            let price = |item: &Value| item["price"].as_f64().unwrap_or_default();
            items.sort_by(|one, other| {
                let order = match key.trim_start_matches('-') {
                    "sku" => one["sku"].as_str().cmp(&other["sku"].as_str()),
                    _ => price(one).total_cmp(&price(other)),
                };
                if key.starts_with('-') { order.reverse() } else { order }
            });
        }
        let end = from.saturating_add(limit);
        // A cursor has six digits; what lies beyond them cannot be walked to.
        let more = end < items.len() as u64 && end < 1_000_000;
        let next = if self.is("items-overlap") && limit > 1 { end - 1 } else { end };
        let next = if more { format!("c{next}").into() } else { Value::Null };
        Answer::json(200, json!({ "items": page(&items, from, limit), "next": next }))
    }
}

/// A customer's record without its stamp.
fn customer(new: &Value) -> Value {
    with(json!({ "phone": null, "website": null, "born": null, "note": "" }), new)
}

fn item(sku: &str, new: &Value) -> Value {
    let mut record = with(json!({ "sku": sku }), new);
    whole(&mut record, "stock");
    absent(&mut record, "attributes", json!({}));
    record
}

fn problem(status: u16, detail: &str) -> Answer {
    let title = match status {
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Content too large",
        415 => "Unsupported media type",
        _ => "Unprocessable content",
    };
    let body = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    Answer::json(status, body).with("content-type", "application/problem+json")
}

impl Api for Shop {
    fn known(&self, request: &Request) -> Option<usize> {
        let written = request.header("authorization")?;
        // The name of a scheme has no case (RFC 9110, section 11.1).
        let (_, given) = written.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))?;
        [TOKEN, OTHER].iter().position(|known| known.split_once(' ').is_some_and(|(_, token)| token == given))
    }

    fn handle(&self, call: &Call) -> Answer {
        let mut state = self.state.lock().expect("a state that no panic left");
        let operation = call.operation.as_str();
        if operation == "getHealth" {
            Answer::json(200, json!({ "status": "ok", "version": "2.4.0" }))
        } else if operation.contains("Customer") {
            self.customers(call, &mut state)
        } else if operation.contains("Item") {
            self.items(call, &mut state)
        } else {
            self.orders(call, &mut state)
        }
    }

    fn refuse(&self, refusal: &Refusal) -> Answer {
        match refusal {
            Refusal::NoPath => problem(404, "There is no such path."),
            Refusal::Method(allowed) => problem(405, "The path takes another method.").with("allow", allowed),
            Refusal::Caller => problem(401, "Say who you are.").with("www-authenticate", "Bearer"),
            Refusal::Path(why) => problem(404, why),
            Refusal::Parameter(why) | Refusal::Broken(why) => problem(400, why),
            Refusal::Long => problem(413, "The body is longer than 1 MiB."),
            Refusal::Media(taken) => problem(415, &format!("The body must be {taken}.")),
            Refusal::Body(why) => problem(422, why),
        }
    }

    fn lax(&self, operation: &str) -> Lax {
        self.leave_out(operation)
    }

    fn spoil(&self, operation: &str, request: &Request, answer: &mut Answer) {
        self.make_wrong(operation, request, answer);
    }
}
