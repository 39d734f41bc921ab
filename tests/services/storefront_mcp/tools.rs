//! The tools of the storefront: how they are described, and what calling them comes to.

use serde_json::{Value, json};

use super::super::wire::{Switch, remove};
use super::catalog::{envelope, find, products};
use super::message::Outcome;

fn meta() -> Value {
    json!({
        "type": "object",
        "required": ["ucp-agent"],
        "properties": {
            "ucp-agent": {
                "type": "object",
                "required": ["profile"],
                "properties": { "profile": { "type": "string", "format": "uri" } },
            },
        },
    })
}

/// A tool whose `catalog` has one member that it cannot do without.
fn tool(name: &str, title: &str, needs: (&str, Value), output: &Value) -> Value {
    let (key, kind) = needs;
    json!({
        "name": name,
        "title": title,
        "description": format!("{title} of this shop."),
        "inputSchema": {
            "type": "object",
            "required": ["meta", "catalog"],
            "properties": {
                "meta": meta(),
                "catalog": { "type": "object", "required": [key], "properties": { (key): kind } },
            },
        },
        "outputSchema": output,
        "annotations": { "readOnlyHint": true, "openWorldHint": false },
    })
}

fn tools() -> Vec<Value> {
    let ucp = json!({
        "type": "object",
        "required": ["version"],
        "properties": { "version": { "type": "string" }, "status": { "enum": ["success", "error"] } },
    });
    let product = json!({
        "type": "object",
        "required": ["id", "title", "price_range", "variants"],
        "properties": { "id": { "type": "string" }, "title": { "type": "string" }, "variants": { "type": "array" } },
    });
    let list = json!({
        "type": "object",
        "required": ["ucp", "products"],
        "properties": { "ucp": ucp, "products": { "type": "array", "items": product } },
    });
    let one = json!({ "type": "object", "required": ["ucp"], "properties": { "ucp": ucp, "product": product } });
    let ids = json!({ "type": "array", "minItems": 1, "items": { "type": "string" } });
    vec![
        tool("search_catalog", "Search the catalog", ("query", json!({ "type": "string" })), &list),
        tool("lookup_catalog", "Look products up", ("ids", ids), &list),
        tool("get_product", "One product", ("id", json!({ "type": "string" })), &one),
    ]
}

/// The result of `tools/list`; what asks has this id.
pub(super) fn list(fault: &Switch, id: &Value) -> Value {
    let mut tools = tools();
    match fault.on() {
        "tools-required-missing" => {
            tools.pop();
        }
        "tools-renamed" => tools[1]["name"] = json!("lookupCatalog"),
        "tools-none" => tools.clear(),
        "tools-schema-broken" => tools[2]["inputSchema"]["properties"]["meta"] = json!({ "type": "objekt" }),
        "tools-schema-array" => tools[2]["inputSchema"]["type"] = json!("array"),
        "tools-schema-null" => tools[2]["inputSchema"] = Value::Null,
        "tools-order-changes" if id.is_string() => tools.reverse(),
        "tools-twice" => tools.push(tools[0].clone()),
        "snapshot-argument-renamed" => {
            tools[1]["inputSchema"]["properties"]["catalog"]["required"] = json!(["identifiers"]);
        }
        "snapshot-argument-retyped" => {
            tools[2]["inputSchema"]["properties"]["catalog"]["properties"]["id"]["type"] = json!("integer");
        }
        "snapshot-output-dropped" => remove(&mut tools[2], "outputSchema"),
        "snapshot-output-renamed" => tools[1]["outputSchema"]["required"] = json!(["ucp", "items"]),
        "schema-hint-text" => tools[1]["annotations"]["readOnlyHint"] = json!("yes"),
        "schema-title-number" => tools[2]["title"] = json!(3),
        _ => {}
    }
    let mut result = json!({ "tools": tools });
    match fault.on() {
        "schema-cursor-number" => result["nextCursor"] = json!(2),
        "schema-meta-text" => result["_meta"] = json!("none"),
        _ => {}
    }
    result
}

/// What calling a tool comes to.
pub(super) fn call(fault: &Switch, params: &Value) -> Outcome {
    let arguments = &params["arguments"];
    let catalog = &arguments["catalog"];
    let name = params["name"].as_str().unwrap_or_default();
    let whole = match name {
        "search_catalog" => catalog["query"].is_string(),
        "lookup_catalog" => catalog["ids"].is_array(),
        "get_product" => catalog["id"].is_string(),
        _ => return unknown(fault, name),
    };
    let agent = &arguments["meta"]["ucp-agent"];
    let known = match fault.on() {
        "ucp-meta-ignored" => true,
        "ucp-profile-ignored" => agent.is_object(),
        _ => agent["profile"].is_string(),
    };
    // Whatever else is wrong is told first: the catalog alone says what was asked for.
    if !whole {
        return bad_arguments(fault, name);
    }
    if !known {
        return Outcome::Error(-32602, "Invalid params: meta.ucp-agent.profile is required".to_owned());
    }
    match name {
        "search_catalog" => search(fault, catalog["query"].as_str().unwrap_or_default()),
        "lookup_catalog" => lookup(catalog["ids"].as_array().map(Vec::as_slice).unwrap_or_default()),
        _ => get(fault, catalog["id"].as_str().unwrap_or_default()),
    }
}

fn unknown(fault: &Switch, name: &str) -> Outcome {
    match fault.on() {
        "unknown-served" => Outcome::Result(json!({ "content": [{ "type": "text", "text": "done" }] })),
        "unknown-internal-error" => Outcome::Error(-32603, "Internal error".to_owned()),
        "unknown-500" => Outcome::Error(500, "Internal error".to_owned()),
        _ => Outcome::Error(-32602, format!("Unknown tool: {name}")),
    }
}

fn bad_arguments(fault: &Switch, name: &str) -> Outcome {
    let text = format!("Input validation error: Invalid arguments for tool {name}: catalog is required");
    match fault.on() {
        "badargs-500" => Outcome::Error(500, text),
        "badargs-internal-error" => Outcome::Error(-32603, text),
        "badargs-not-an-error" => Outcome::Result(told(&text, None)),
        "badargs-served" => search(fault, ""),
        "badargs-mute" => Outcome::Result(json!({ "content": [], "isError": true })),
        _ => {
            let mut result = told(&text, None);
            result["isError"] = json!(true);
            Outcome::Result(result)
        }
    }
}

fn told(text: &str, structured: Option<Value>) -> Value {
    let mut result = json!({ "content": [{ "type": "text", "text": text }] });
    if let Some(structured) = structured {
        result["structuredContent"] = structured;
    }
    result
}

fn search(fault: &Switch, query: &str) -> Outcome {
    let words = query.to_lowercase();
    let found: Vec<Value> = products()
        .into_iter()
        .filter(|one| one["title"].as_str().is_some_and(|title| title.to_lowercase().contains(&words)))
        .collect();
    let total = found.len();
    let mut content = json!({
        "ucp": envelope("search", "success"),
        "products": found,
        "pagination": { "has_next_page": false, "total_count": total },
    });
    match fault.on() {
        "call-structured-retyped" => content["products"] = json!({ "items": content["products"] }),
        "call-structured-item" => content["products"][0]["title"] = Value::Null,
        "call-price-text" => content["products"][0]["price_range"]["min"]["amount"] = json!("120.00"),
        "call-available-text" => content["products"][0]["variants"][0]["availability"]["available"] = json!("yes"),
        "call-product-twice" => content["products"][1] = content["products"][0].clone(),
        "call-ucp-missing" => remove(&mut content, "ucp"),
        _ => {}
    }
    let mut result = told(&content.to_string(), Some(content));
    match fault.on() {
        "call-content-missing" => remove(&mut result, "content"),
        "call-structured-missing" => remove(&mut result, "structuredContent"),
        "call-is-error" => result["isError"] = json!(true),
        "call-error" => return Outcome::Error(-32603, "Internal error".to_owned()),
        "schema-block-unknown" => result["content"][0] = json!({ "type": "markdown", "markdown": "**4**" }),
        "schema-priority" => result["content"][0]["annotations"] = json!({ "priority": 2 }),
        _ => {}
    }
    Outcome::Result(result)
}

fn lookup(ids: &[Value]) -> Outcome {
    let (mut found, mut messages) = (Vec::new(), Vec::new());
    for id in ids.iter().filter_map(Value::as_str) {
        match find(id) {
            Some(product) => {
                if !found.contains(&product) {
                    found.push(product);
                }
            }
            None => messages.push(json!({ "type": "info", "code": "not_found", "content": id })),
        }
    }
    let content = json!({ "ucp": envelope("lookup", "success"), "products": found, "messages": messages });
    Outcome::Result(told(&content.to_string(), Some(content)))
}

fn get(fault: &Switch, id: &str) -> Outcome {
    if let Some(product) = find(id) {
        let content = json!({ "ucp": envelope("lookup", "success"), "product": product });
        return Outcome::Result(told(&content.to_string(), Some(content)));
    }
    let status = if fault.is("ucp-status-success") { "success" } else { "error" };
    let message = json!({ "type": "error", "code": "not_found", "content": id, "severity": "unrecoverable" });
    let mut content = json!({ "ucp": envelope("lookup", status), "messages": [message] });
    match fault.on() {
        "ucp-envelope-missing" => return Outcome::Result(told("No such product", None)),
        "ucp-protocol-error" => return Outcome::Error(-32603, "No such product".to_owned()),
        "ucp-message-missing" => remove(&mut content, "messages"),
        "ucp-message-code" => content["messages"][0]["code"] = json!(404),
        _ => {}
    }
    Outcome::Result(told(&content.to_string(), Some(content)))
}
