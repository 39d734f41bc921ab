//! The mock of the receiver of Shopify's webhooks, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("request.raw, \"base64\")", "request.raw, \"hex\")", "*sh.hmac"),
    ("request.header[\"x-shopify-hmac-sha256\"] == hmac", "request.raw == \"\" || \"\" != hmac", "*sh.hmac"),
    ("then: 401", "then: 403", "*sh.hmac"),
    ("then: 401", "then: 200", "*sh.gdpr"),
    ("then: 400", "then: 401", "sh.headers"),
    ("[\"x-shopify-topic\", \"x-shopify-shop", "[\"x-shopify-shop", "*sh.headers"),
    ("\"x-shopify-shop-domain\", ", "", "sh.headers"),
    ("\"x-shopify-api-version\", ", "", "sh.headers"),
    (", \"x-shopify-webhook-id\"]", "]", "sh.headers"),
    ("then: 200   ", "then: 409   ", "sh.dup"),
    ("request.header[\"x-shopify-webhook-id\"] in state.webhooks\n", "false\n", "sh.dup"),
    ("state.effects.exists(e, e.event ==", "state.effects.exists(e, e.topic ==", "sh.dup"),
    (" && e.topic == request.header[\"x-shopify-topic\"])", ")", "sh.dup"),
    ("        < timestamp(state.newest", "        > timestamp(state.newest", "*sh.triggered"),
    ("        && timestamp(request", "        && seq < 0 && timestamp(request", "sh.triggered"),
    (
        "set: { row: \"webhooks[${request.header.x-shopify-webhook-id}]\", to: { overtaken: true } }\n    then: 200\n",
        "set: { row: \"webhooks[${request.header.x-shopify-webhook-id}]\", to: { overtaken: true } }\n    then: 409\n",
        "sh.triggered",
    ),
    (
        "? request.header[\"x-shopify-topic\"].split(\"/\")[0] + \"|\" + string(request.json.id)\n        : request.header[\"x-shopify-webhook-id\"]",
        "? request.header[\"x-shopify-webhook-id\"]\n        : request.header[\"x-shopify-webhook-id\"]",
        "sh.triggered",
    ),
    (
        "to: { at: \"${computed.at}\" } }\n    then: 200\n",
        "to: { at: \"${computed.at}\" } }\n    then: { 200: { delay: 6s } }\n",
        "*sh.deadline",
    ),
    ("then: 200\n\n  - id: effects", "then: { 302: { headers: { location: / } } }\n\n  - id: effects", "*sh.deadline"),
    (
        "then: 200\n\n  - id: effects",
        "then: { 200: { html: \"<html><h1>Sign in</h1></html>\" } }\n\n  - id: effects",
        "*sh.hmac",
    ),
    ("then: 200\n\n  - id: effects", "then: 201\n\n  - id: effects", "*sh.deadline"),
    ("        : request.header[\"x-shopify-webhook-id\"]\n", "        : request.json.nothing\n", "sh.gdpr"),
];
