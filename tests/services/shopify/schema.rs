//! The part of Shopify's schema that apps like ours use: what may be asked for, and what introspection says of it.

use serde_json::{Value, json};

use super::query::Field;

const OBJECTS: &[(&str, &[&str])] = &[
    (
        "QueryRoot",
        &[
            "currentAppInstallation: AppInstallation!",
            "order(id: ID!): Order",
            "orders(first: Int, after: String, reverse: Boolean, query: String): OrderConnection!",
            "publicApiVersions: [ApiVersion!]!",
            "shop: Shop!",
            "webhookSubscriptions(first: Int, after: String, query: String): WebhookSubscriptionConnection!",
            "webhookSubscriptionsCount(query: String, limit: Int): Count",
        ],
    ),
    (
        "Mutation",
        &[
            "webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload",
            "webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!): WebhookSubscriptionCreatePayload",
        ],
    ),
    (
        "Shop",
        &["id: ID!", "name: String!", "email: String!", "myshopifyDomain: String!", "currencyCode: CurrencyCode!"],
    ),
    ("ApiVersion", &["displayName: String!", "handle: String!", "supported: Boolean!"]),
    ("AppInstallation", &["id: ID!", "accessScopes: [AccessScope!]!", "launchUrl: URL!"]),
    ("AccessScope", &["handle: String!", "description: String!"]),
    ("OrderConnection", &["edges: [OrderEdge!]!", "nodes: [Order!]!", "pageInfo: PageInfo!"]),
    (
        "Order",
        &[
            "id: ID!",
            "name: String!",
            "createdAt: DateTime!",
            "displayFinancialStatus: OrderDisplayFinancialStatus",
            "displayFulfillmentStatus: OrderDisplayFulfillmentStatus!",
        ],
    ),
    (
        "WebhookSubscriptionConnection",
        &["edges: [WebhookSubscriptionEdge!]!", "nodes: [WebhookSubscription!]!", "pageInfo: PageInfo!"],
    ),
    (
        "WebhookSubscription",
        &["id: ID!", "topic: WebhookSubscriptionTopic!", "uri: String!", "apiVersion: ApiVersion!", "filter: String"],
    ),
    ("WebhookSubscriptionDeletePayload", &["deletedWebhookSubscriptionId: ID", "userErrors: [UserError!]!"]),
    ("UserError", &["field: [String!]", "message: String!"]),
    ("PageInfo", &["hasNextPage: Boolean!", "hasPreviousPage: Boolean!", "endCursor: String", "startCursor: String"]),
    // What introspection itself is made of.
    (
        "__Type",
        &[
            "kind: __TypeKind!",
            "name: String",
            "fields(includeDeprecated: Boolean): [__Field!]",
            "enumValues(includeDeprecated: Boolean): [__EnumValue!]",
            "ofType: __Type",
        ],
    ),
    ("__Field", &["name: String!", "args: [__InputValue!]!", "type: __Type!", "isDeprecated: Boolean!"]),
    ("__InputValue", &["name: String!", "type: __Type!", "defaultValue: String"]),
    ("__EnumValue", &["name: String!", "isDeprecated: Boolean!"]),
];

const ENUMS: &[(&str, &[&str])] = &[
    (
        "OrderDisplayFinancialStatus",
        &["AUTHORIZED", "EXPIRED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED", "VOIDED"],
    ),
    (
        "OrderDisplayFulfillmentStatus",
        &[
            "FULFILLED",
            "IN_PROGRESS",
            "ON_HOLD",
            "OPEN",
            "PARTIALLY_FULFILLED",
            "PENDING_FULFILLMENT",
            "REQUEST_DECLINED",
            "RESTOCKED",
            "SCHEDULED",
            "UNFULFILLED",
        ],
    ),
    (
        "WebhookSubscriptionTopic",
        &["APP_UNINSTALLED", "CARTS_UPDATE", "ORDERS_CREATE", "ORDERS_PAID", "ORDERS_UPDATED", "PRODUCTS_UPDATE"],
    ),
];

/// What a fault writes in place of a field's line; an empty line takes it away.
const REWRITTEN: &[(&str, &str, &str)] = &[
    ("schema-name-nullable", "name: String!", "name: String"),
    ("schema-scopes-nullable", "accessScopes: [AccessScope!]!", "accessScopes: [AccessScope]!"),
    ("schema-topic-text", "topic: WebhookSubscriptionTopic!", "topic: String!"),
    (
        "schema-id-optional",
        "webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload",
        "webhookSubscriptionDelete(id: ID): WebhookSubscriptionDeletePayload",
    ),
    (
        "schema-first-gone",
        "webhookSubscriptions(first: Int, after: String, query: String): WebhookSubscriptionConnection!",
        "webhookSubscriptions(limit: Int, after: String, query: String): WebhookSubscriptionConnection!",
    ),
    ("schema-user-errors-bare", "userErrors: [UserError!]!", "userErrors: [String!]!"),
    ("schema-field-gone", "displayFinancialStatus: OrderDisplayFinancialStatus", ""),
    ("schema-field-renamed", "displayFinancialStatus: OrderDisplayFinancialStatus", "financialStatus: String"),
];

/// The lines of a type's fields.
fn lines(kind: &str, fault: &str) -> Option<Vec<&'static str>> {
    let (_, lines) = OBJECTS.iter().find(|(name, _)| *name == kind)?;
    let rewritten = |line: &&'static str| {
        REWRITTEN.iter().find(|(id, of, _)| *id == fault && of == line).map_or(*line, |(_, _, with)| *with)
    };
    Some(lines.iter().map(rewritten).filter(|line| !line.is_empty()).collect())
}

/// A field's line as its name, its arguments and its type.
fn parts(line: &str) -> (&str, Vec<(&str, &str)>, &str) {
    let (head, kind) = line.rsplit_once(": ").expect("a type");
    let Some((name, arguments)) = head.split_once('(') else {
        return (head, Vec::new(), kind);
    };
    let arguments = arguments.trim_end_matches(')').split(", ").filter_map(|one| one.split_once(": ")).collect();
    (name, arguments, kind)
}

/// The name of a type without its wrappings.
fn bare(kind: &str) -> &str {
    kind.trim_matches(['[', ']', '!'])
}

/// A type as introspection tells it.
fn told(kind: &str) -> Value {
    if let Some(inner) = kind.strip_suffix('!') {
        return json!({ "kind": "NON_NULL", "name": null, "ofType": told(inner) });
    }
    if let Some(inner) = kind.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return json!({ "kind": "LIST", "name": null, "ofType": told(inner) });
    }
    let word = match kind {
        "ID" | "String" | "Int" | "Boolean" | "DateTime" | "URL" => "SCALAR",
        _ if ENUMS.iter().any(|(name, _)| *name == kind) => "ENUM",
        _ => "OBJECT",
    };
    json!({ "kind": word, "name": kind, "ofType": null })
}

/// What introspection says of a type; null where there is none of that name.
pub(super) fn describe(kind: &str, fault: &str) -> Value {
    if let Some((_, values)) = ENUMS.iter().find(|(name, _)| *name == kind) {
        let mut values = values.to_vec();
        match (fault, kind) {
            ("enum-value-added", "OrderDisplayFulfillmentStatus") => values.push("FULFILLMENT_NOT_REQUIRED"),
            ("enum-value-gone", "OrderDisplayFinancialStatus") => values.retain(|value| *value != "EXPIRED"),
            _ => {}
        }
        let values: Vec<Value> = values.iter().map(|value| json!({ "name": value, "isDeprecated": false })).collect();
        return json!({ "kind": "ENUM", "name": kind, "fields": null, "enumValues": values, "ofType": null });
    }
    if fault == "schema-type-gone" && kind == "AppInstallation" {
        return Value::Null;
    }
    let Some(lines) = lines(kind, fault) else {
        return Value::Null;
    };
    let fields: Vec<Value> = lines
        .into_iter()
        .map(|line| {
            let (name, arguments, kind) = parts(line);
            let arguments: Vec<Value> =
                arguments.into_iter().map(|(name, kind)| json!({ "name": name, "type": told(kind) })).collect();
            json!({ "name": name, "args": arguments, "type": told(kind), "isDeprecated": false })
        })
        .collect();
    json!({ "kind": "OBJECT", "name": kind, "fields": fields, "enumValues": null, "ofType": null })
}

/// What is wrong with fields of a type, as the server words it.
pub(super) fn complain(fields: &[Field], kind: &str, fault: &str) -> Vec<Value> {
    let known = lines(kind, fault).unwrap_or_default();
    let mut complaints = Vec::new();
    for field in fields {
        let inner = match field.name.as_str() {
            "__typename" => continue,
            "__type" => Some("__Type"),
            name => {
                known.iter().map(|line| parts(line)).find(|(known, ..)| *known == name).map(|(.., kind)| bare(kind))
            }
        };
        match inner {
            Some(inner) => complaints.extend(complain(&field.fields, inner, fault)),
            None => complaints.push(json!({
                "message": format!("Field '{}' doesn't exist on type '{kind}'", field.name),
                "locations": field.place.told(),
                "path": ["query", field.key],
                "extensions": { "code": "undefinedField", "typeName": kind, "fieldName": field.name },
            })),
        }
    }
    complaints
}
