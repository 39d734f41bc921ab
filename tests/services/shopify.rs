//! Shopify's Admin API (GraphQL) as it answers an app: who may ask, which version answers, what it cost, and how it says no.

mod query;
mod schema;
mod shop;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};
use query::{Field, Operation};

pub(super) const TOKEN: &str = "shop-tok-4b8f2c6d1e9a7035";

const VERSIONS: [&str; 6] = ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable"];
const MAXIMUM: u64 = 2000;

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "shopify",
    catalogue: include_str!("shopify/faults.tsv"),
    settings,
    service: |fault| Arc::new(Shopify { fault }),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![("SHOPIFY_WEBHOOK_HOST", shop::HOST.to_owned()), ("SHOPIFY_ACCESS_TOKEN", TOKEN.to_owned())]
}

struct Shopify {
    fault: Switch,
}

impl Shopify {
    /// What a caller without a good token is told, if the caller has none.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        let token = request.header("x-shopify-access-token");
        if token == Some(TOKEN) {
            return None;
        }
        let words = "[API] Invalid API key or access token (unrecognized login or wrong password)";
        let refused = Answer::json(401, &json!({ "errors": words }));
        Some(match self.fault.on() {
            "auth-any-token" if token.is_some() => return None,
            "auth-no-token" if token.is_none() => return None,
            "auth-200-null" => Answer::json(200, &json!({ "data": null })),
            "auth-403" => refused.status(403),
            "auth-500" => Answer::trace(),
            "auth-list" => Answer::json(401, &json!({ "errors": [{ "message": words }] })),
            "auth-with-data" => Answer::json(401, &json!({ "errors": words, "data": { "shop": null } })),
            "auth-page" => Answer::page(401, "Log in"),
            "auth-redirect" => Answer::redirect("/admin/auth/login"),
            "auth-slow" => refused.slow(),
            _ => refused,
        })
    }

    /// A refusal of the document, at 200.
    fn no_query(&self, errors: Vec<Value>) -> Answer {
        let mut errors = errors;
        match self.fault.on() {
            "errors-400" => return Answer::json(400, &json!({ "errors": errors })),
            "errors-page" => return Answer::page(200, "Bad Request"),
            "errors-text" => return Answer::json(200, &json!({ "errors": "Parse error" })),
            "errors-none" => return Answer::json(200, &json!({ "errors": [] })),
            "errors-null-data" => return Answer::json(200, &json!({ "data": null })),
            "errors-beside-data" => {
                return Answer::json(200, &json!({ "errors": errors, "data": { "orders": { "nodes": [] } } }));
            }
            "errors-word-more" => return Answer::json(200, &json!({ "errors": errors, "status": "failed" })),
            "errors-slow" => return Answer::json(200, &json!({ "errors": errors })).slow(),
            _ => {}
        }
        for error in &mut errors {
            match self.fault.on() {
                "errors-without-message" => remove(error, "message"),
                "errors-blank" => error["message"] = json!(""),
                "errors-without-place" => remove(error, "locations"),
                "errors-place-zero" => error["locations"] = json!([{ "line": 0, "column": 0 }]),
                "errors-place-twice" => {
                    error["locations"] = json!([{ "line": 1, "column": 9 }, { "line": 1, "column": 9 }]);
                }
                "errors-place-text" => error["locations"] = json!([{ "line": "1", "column": "9" }]),
                _ => {}
            }
        }
        Answer::json(200, &json!({ "errors": errors }))
    }

    fn execute(&self, request: &Request) -> Answer {
        let body = request.json();
        let operations = match query::read(body["query"].as_str().unwrap_or_default()) {
            Ok(operations) => operations,
            Err(slip) => {
                return self.no_query(vec![json!({ "message": slip.message, "locations": slip.place.told() })]);
            }
        };
        let wanted = body["operationName"].as_str();
        let Some(operation) = operations.iter().find(|one| wanted.is_none_or(|name| one.name == name)) else {
            return self
                .no_query(vec![json!({ "message": "No such operation", "locations": [{ "line": 1, "column": 1 }] })]);
        };
        let root = if operation.is_mutation { "Mutation" } else { "QueryRoot" };
        let complaints = schema::complain(&operation.fields, root, self.fault.on());
        // An old server that answers what it does not know with null.
        let overlooked = self.fault.is("errors-unknown-is-null") && are_of_orders(&complaints);
        if !complaints.is_empty() && !overlooked {
            return self.no_query(complaints);
        }
        self.answered(operation, &body["variables"])
    }

    fn answered(&self, operation: &Operation, variables: &Value) -> Answer {
        let fault = self.fault.on();
        let mut data = Map::new();
        for field in &operation.fields {
            let value = self.value(field, variables);
            data.insert(field.key.clone(), Field::of(&field.fields, &value));
        }
        let asks = |name: &str| operation.fields.iter().any(|field| field.name == name);
        let is_whole_shop = asks("shop") && operation.fields.iter().any(|field| field.fields.len() > 1);
        let mut body = json!({ "data": data, "extensions": { "cost": cost(operation) } });
        if fault == "schema-off" && asks("__type") {
            return Answer::json(200, &json!({ "errors": [{ "message": "Introspection is disabled" }] }));
        }
        if is_whole_shop {
            return self.shop_answer(body);
        }
        match fault {
            "user-errors-500" if operation.is_mutation => return Answer::trace(),
            "user-errors-top" if operation.is_mutation => {
                body = json!({ "errors": [{ "message": "Webhook subscription does not exist" }] });
            }
            "user-errors-404" if operation.is_mutation => return Answer::json(404, &body),
            "user-errors-payload-null" if operation.is_mutation => {
                body["data"]["webhookSubscriptionDelete"] = Value::Null;
            }
            "versions-in-errors" if asks("publicApiVersions") => {
                body["errors"] = json!([{ "message": "Field 'supported' is deprecated" }]);
            }
            "scopes-cost-missing" if asks("currentAppInstallation") => remove(&mut body["extensions"], "cost"),
            "scopes-cost-text" if asks("currentAppInstallation") => {
                body["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] = json!("1999");
            }
            "scopes-denied" if asks("currentAppInstallation") => {
                body = json!({
                    "data": { "currentAppInstallation": null },
                    "errors": [{ "message": "Access denied", "extensions": { "code": "ACCESS_DENIED" } }],
                });
            }
            "webhooks-page" if asks("webhookSubscriptions") => return Answer::page(200, "Just a moment"),
            "orders-content-type" if asks("orders") => {
                return Answer::json(200, &body).with("content-type", "text/plain");
            }
            "orders-slow" if asks("orders") => return Answer::json(200, &body).slow(),
            "orders-extra" if asks("orders") => body["data"]["orders"]["totalCount"] = json!(60),
            _ => {}
        }
        Answer::json(200, &body)
    }

    /// The answer to who asks for the shop, with what may be wrong with it as a whole.
    fn shop_answer(&self, mut body: Value) -> Answer {
        let answer = |body: &Value| Answer::json(200, body);
        match self.fault.on() {
            "shop-null" => body["data"]["shop"] = Value::Null,
            "shop-data-null" => body["data"] = Value::Null,
            "shop-errors" => body["errors"] = json!([{ "message": "Internal error. Looks like something went wrong" }]),
            "shop-extra" => body["data"]["shop"]["plan"] = json!("basic"),
            "shop-cost-missing" => remove(&mut body["extensions"], "cost"),
            "shop-cost-text" => body["extensions"]["cost"]["actualQueryCost"] = json!("1"),
            "shop-cost-more" => body["extensions"]["cost"]["actualQueryCost"] = json!(50),
            "shop-restore-zero" => body["extensions"]["cost"]["throttleStatus"]["restoreRate"] = json!(0),
            "shop-available-more" => {
                body["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] = json!(MAXIMUM + 1);
            }
            "shop-throttle-missing" => remove(&mut body["extensions"]["cost"], "throttleStatus"),
            "shop-page" => return Answer::page(200, "Opening soon"),
            "shop-503" => return answer(&body).status(503),
            "shop-slow" => return answer(&body).slow(),
            "shop-content-type" => return answer(&body).with("content-type", "text/html; charset=utf-8"),
            "shop-byte-order-mark" => return answer(&body).before_body("\u{feff}"),
            "shop-token-echoed" => body["extensions"]["debug"] = json!({ "token": TOKEN }),
            "shop-cut" => return answer(&body).cut(),
            _ => {}
        }
        answer(&body)
    }

    fn value(&self, field: &Field, variables: &Value) -> Value {
        let fault = self.fault.on();
        let first = field.argument("first", variables).as_u64().and_then(|first| usize::try_from(first).ok());
        match field.name.as_str() {
            "__type" => schema::describe(field.argument("name", variables).as_str().unwrap_or_default(), fault),
            "shop" => shop::shop(fault),
            "publicApiVersions" => shop::versions(fault),
            "currentAppInstallation" => shop::installation(fault),
            "orders" => shop::orders(first.unwrap_or(10), fault),
            "webhookSubscriptions" => shop::webhooks(fault),
            "webhookSubscriptionDelete" => shop::no_such_subscription(&field.argument("id", variables), fault),
            _ => Value::Null,
        }
    }

    /// The version that answers, for the header: a version that is no longer there falls forward.
    fn version<'r>(&self, asked: &'r str) -> Option<&'r str> {
        let served = VERSIONS.iter().find(|known| **known == asked).map_or(VERSIONS[0], |_| asked);
        match self.fault.on() {
            "version-falls-forward" => Some("2026-10"),
            "version-untold" => None,
            "version-dated" => Some("2026-07-01"),
            "version-of-the-shop" => Some("unstable"),
            _ => Some(served),
        }
    }
}

fn are_of_orders(complaints: &[Value]) -> bool {
    complaints.iter().all(|complaint| complaint["extensions"]["typeName"] == "Order")
}

/// What an operation costs: a point for an object, two for a connection and one for each thing in it, ten for a mutation.
fn cost(operation: &Operation) -> Value {
    let introspects = operation.fields.iter().all(|field| field.name.starts_with("__"));
    let requested = match operation.fields.iter().find_map(|field| field.argument("first", &Value::Null).as_u64()) {
        _ if introspects => 0,
        _ if operation.is_mutation => 10,
        Some(first) => 2 + first,
        None => 1,
    };
    let actual = requested.min(12);
    json!({
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": { "maximumAvailable": MAXIMUM, "currentlyAvailable": MAXIMUM - actual, "restoreRate": 100 },
    })
}

impl Service for Shopify {
    fn answer(&self, request: &Request) -> Answer {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let (true, ["admin", "api", version, "graphql.json"]) = (request.method == "POST", segments.as_slice()) else {
            return Answer::json(404, &json!({ "errors": "Not Found" }));
        };
        let answer = self.refuse(request).unwrap_or_else(|| self.execute(request));
        match self.version(version) {
            Some(version) => answer.with("x-shopify-api-version", version),
            None => answer,
        }
    }
}
