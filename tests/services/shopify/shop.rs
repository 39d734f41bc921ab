//! One shop: what it is called, what an app may do in it, its orders and its webhooks.

use serde_json::{Value, json};

pub(super) const HOST: &str = "hooks.shop-app.example";

const FULFILLMENT: [&str; 5] = ["UNFULFILLED", "FULFILLED", "PARTIALLY_FULFILLED", "ON_HOLD", "SCHEDULED"];
const FINANCIAL: [&str; 4] = ["PAID", "PENDING", "AUTHORIZED", "PARTIALLY_REFUNDED"];

/// The shop itself.
pub(super) fn shop(fault: &str) -> Value {
    let mut shop = json!({
        "id": "gid://shopify/Shop/77201",
        "name": "Lantern & Loom",
        "email": "owner@shop.example",
        "myshopifyDomain": "lantern-and-loom.myshopify.com",
        "currencyCode": "EUR",
    });
    match fault {
        "shop-name-null" => shop["name"] = Value::Null,
        "shop-name-empty" => shop["name"] = json!(""),
        "shop-name-list" => shop["name"] = json!(["Lantern & Loom"]),
        "shop-domain-own" => shop["myshopifyDomain"] = json!("lantern-and-loom.example"),
        "shop-domain-missing" => super::remove(&mut shop, "myshopifyDomain"),
        _ => {}
    }
    shop
}

/// Every version that there is.
pub(super) fn versions(fault: &str) -> Value {
    let version =
        |handle: &str, supported: bool| json!({ "handle": handle, "displayName": handle, "supported": supported });
    let mut versions = vec![
        version("2026-01", true),
        version("2026-04", true),
        version("2026-07", true),
        version("2026-10", true),
        version("2027-01", false),
        version("unstable", false),
    ];
    match fault {
        "version-unsupported" => versions[2]["supported"] = json!(false),
        "version-unlisted" => {
            versions.remove(2);
        }
        "version-supported-text" => versions[2]["supported"] = json!("true"),
        "version-twice" => versions.push(version("2026-07", false)),
        "version-unstable-supported" => versions[5]["supported"] = json!(true),
        "version-handle-dated" => versions[3]["handle"] = json!("2026-10-01"),
        _ => {}
    }
    Value::Array(versions)
}

/// What the app was granted.
pub(super) fn installation(fault: &str) -> Value {
    let mut handles = vec!["read_products", "write_products", "read_orders", "read_customers"];
    match fault {
        "scope-missing" => handles.retain(|handle| *handle != "read_orders"),
        "scope-of-writing-alone" => handles.retain(|handle| *handle != "read_products"),
        "scopes-none" => handles.clear(),
        "scope-blank" => handles.push(""),
        "scope-twice" => handles.push("read_orders"),
        "scope-longer-name" => handles[2] = "read_orders_archive",
        _ => {}
    }
    let scopes: Vec<Value> = handles.iter().map(|handle| json!({ "handle": handle, "description": handle })).collect();
    let installation = json!({ "id": "gid://shopify/AppInstallation/9", "accessScopes": scopes });
    match fault {
        "scopes-text" => json!({ "accessScopes": handles.join(",") }),
        "scopes-bare" => json!({ "accessScopes": handles }),
        "installation-null" => Value::Null,
        _ => installation,
    }
}

/// The first orders, so many.
pub(super) fn orders(first: usize, fault: &str) -> Value {
    let mut nodes: Vec<Value> = (0..60)
        .map(|number| {
            let financial = if number == 7 { Value::Null } else { json!(FINANCIAL[number % FINANCIAL.len()]) };
            json!({
                "id": format!("gid://shopify/Order/{}", 450_789_469 + number),
                "name": format!("#{}", 1001 + number),
                "displayFulfillmentStatus": FULFILLMENT[number % FULFILLMENT.len()],
                "displayFinancialStatus": financial,
            })
        })
        .take(if fault == "orders-beyond-first" { first + 1 } else { first })
        .collect();
    if let Some(last) = nodes.last_mut() {
        match fault {
            "order-status-new" => last["displayFulfillmentStatus"] = json!("FULFILLMENT_NOT_REQUIRED"),
            "order-status-lower-case" => last["displayFulfillmentStatus"] = json!("fulfilled"),
            "order-status-null" => last["displayFulfillmentStatus"] = Value::Null,
            "order-status-missing" => super::remove(last, "displayFulfillmentStatus"),
            "order-financial-shown" => last["displayFinancialStatus"] = json!("Partially refunded"),
            "order-id-number" => last["id"] = json!(450_789_469),
            "order-id-bare" => last["id"] = json!("450789469"),
            _ => {}
        }
    }
    match fault {
        "orders-null" => json!({ "nodes": null }),
        "orders-object" => json!({ "nodes": { "0": nodes.first() } }),
        _ => json!({ "nodes": nodes }),
    }
}

/// What the app subscribed to.
pub(super) fn webhooks(fault: &str) -> Value {
    let uri = format!("https://{HOST}/webhooks/shopify");
    let webhook = |number: usize, topic: &str| {
        json!({
            "id": format!("gid://shopify/WebhookSubscription/{}", 1001 + number),
            "topic": topic,
            "uri": uri,
            "apiVersion": { "handle": "2026-07", "displayName": "2026-07", "supported": true },
        })
    };
    let topics = ["ORDERS_CREATE", "PRODUCTS_UPDATE", "APP_UNINSTALLED"];
    let mut nodes: Vec<Value> = topics.into_iter().enumerate().map(|(at, topic)| webhook(at, topic)).collect();
    match fault {
        "webhook-missing" => {
            nodes.remove(2);
        }
        "webhooks-none" => nodes.clear(),
        "webhook-extra" => nodes.push(webhook(3, "CARTS_UPDATE")),
        "webhook-twice" => nodes.push(webhook(3, "ORDERS_CREATE")),
        "webhook-topic-slash" => nodes[0]["topic"] = json!("orders/create"),
        "webhook-other-topic" => nodes[0]["topic"] = json!("ORDERS_UPDATED"),
        "webhook-foreign-host" => nodes[1]["uri"] = json!("https://old-app.example/webhooks/shopify"),
        "webhook-lookalike-host" => {
            nodes[1]["uri"] = json!(format!("https://{HOST}.attacker.example/webhooks/shopify"));
        }
        "webhook-plain-http" => nodes[1]["uri"] = json!(format!("http://{HOST}/webhooks/shopify")),
        "webhook-uri-missing" => super::remove(&mut nodes[1], "uri"),
        "webhook-old-version" => nodes[2]["apiVersion"]["handle"] = json!("2025-01"),
        "webhook-version-null" => nodes[2]["apiVersion"] = Value::Null,
        _ => {}
    }
    json!({ "nodes": nodes })
}

/// What is answered to the deletion of a subscription that is not there.
pub(super) fn no_such_subscription(id: &Value, fault: &str) -> Value {
    let error = json!({ "field": ["id"], "message": "Webhook subscription does not exist" });
    match fault {
        "user-errors-none" => json!({ "deletedWebhookSubscriptionId": null, "userErrors": [] }),
        "user-errors-and-deleted" => json!({ "deletedWebhookSubscriptionId": id, "userErrors": [error] }),
        "user-errors-deleted" => json!({ "deletedWebhookSubscriptionId": id, "userErrors": [] }),
        "user-errors-null" => json!({ "deletedWebhookSubscriptionId": null, "userErrors": null }),
        "user-errors-without-message" => {
            json!({ "deletedWebhookSubscriptionId": null, "userErrors": [{ "field": ["id"] }] })
        }
        "user-errors-blank" => {
            json!({ "deletedWebhookSubscriptionId": null, "userErrors": [{ "field": ["id"], "message": "" }] })
        }
        "user-errors-field-text" => {
            json!({ "deletedWebhookSubscriptionId": null, "userErrors": [{ "field": "id", "message": "Not found" }] })
        }
        _ => json!({ "deletedWebhookSubscriptionId": null, "userErrors": [error] }),
    }
}
