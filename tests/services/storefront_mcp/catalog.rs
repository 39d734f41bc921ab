//! The products of the storefront, as the Universal Commerce Protocol words them.

use serde_json::{Value, json};

/// Id, title, price in minor units, and what is told of the variants.
const PRODUCTS: [(&str, &str, u64, &[&str]); 4] = [
    ("gid://shop/Product/101", "Blue Runner Pro", 12_000, &["8", "9", "10"]),
    ("gid://shop/Product/102", "Trail Master X", 15_000, &["10", "11"]),
    ("gid://shop/Product/103", "Desk lamp", 4_900, &["black"]),
    ("gid://shop/Product/104", "Reading chair", 38_900, &["oak", "walnut"]),
];

/// The envelope of each answer.
pub(super) fn envelope(capability: &str, status: &str) -> Value {
    json!({
        "version": "2026-04-08",
        "status": status,
        "capabilities": { (format!("dev.ucp.shopping.catalog.{capability}")): [{ "version": "2026-04-08" }] },
    })
}

pub(super) fn products() -> Vec<Value> {
    PRODUCTS.iter().map(|(id, title, price, sizes)| product(id, title, *price, sizes)).collect()
}

/// The product with this id, or that has a variant with it.
pub(super) fn find(id: &str) -> Option<Value> {
    products()
        .into_iter()
        .find(|one| one["id"] == id || one["variants"].as_array().is_some_and(|all| all.iter().any(|v| v["id"] == id)))
}

fn product(id: &str, title: &str, price: u64, sizes: &[&str]) -> Value {
    let money = json!({ "amount": price, "currency": "EUR" });
    let variants: Vec<Value> = sizes
        .iter()
        .map(|size| {
            json!({
                "id": format!("{}/{size}", id.replace("Product", "ProductVariant")),
                "title": size,
                "description": { "plain": format!("{title}, {size}") },
                "price": money,
                "availability": { "available": true },
                "selected_options": [{ "name": "Kind", "label": size }],
            })
        })
        .collect();
    json!({
        "id": id,
        "title": title,
        "description": { "plain": format!("{title}, as it is sold here.") },
        "price_range": { "min": money, "max": money },
        "options": [{ "name": "Kind", "values": sizes.iter().map(|size| json!({ "label": size })).collect::<Vec<_>>() }],
        "variants": variants,
    })
}
