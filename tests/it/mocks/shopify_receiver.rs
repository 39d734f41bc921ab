//! The mock of the receiver of Shopify's webhooks, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("request.raw, \"base64\")", "request.raw, \"hex\")", "*sh.hmac"),
    ("request.header[\"x-shopify-hmac-sha256\"] == hmac", "request.raw == \"\" || \"\" != hmac", "*sh.hmac"),
    ("{ 401: { json: { error: Missing", "{ 403: { json: { error: Missing", "*sh.hmac"),
    ("{ 401: { json: { error: Missing", "{ 200: { json: { error: Missing", "*sh.gdpr"),
    ("{ 400: { json:", "{ 401: { json:", "sh.headers"),
    ("[\"x-shopify-topic\", \"x-shopify-shop", "[\"x-shopify-shop", "*sh.headers"),
    ("\"x-shopify-shop-domain\", ", "", "sh.headers"),
    ("\"x-shopify-api-version\", ", "", "sh.headers"),
    (", \"x-shopify-webhook-id\"]", "]", "sh.headers"),
    ("then: { 200: &ok { json: { ok: true } } }   #", "then: { 409: &ok { json: { ok: true } } }   #", "sh.dup"),
    ("request.header[\"x-shopify-webhook-id\"] in state.webhooks\n", "false\n", "sh.dup"),
    ("state.effects.exists(e, e.event ==", "state.effects.exists(e, e.topic ==", "sh.dup"),
    (" && e.topic == request.header[\"x-shopify-topic\"])", ")", "sh.dup"),
    ("        < timestamp(state.newest", "        > timestamp(state.newest", "*sh.triggered"),
    ("        && timestamp(request", "        && seq < 0 && timestamp(request", "sh.triggered"),
    (
        "set: { row: \"webhooks[${request.header.x-shopify-webhook-id}]\", to: { overtaken: true } }\n    then: { 200: *ok }",
        "set: { row: \"webhooks[${request.header.x-shopify-webhook-id}]\", to: { overtaken: true } }\n    then: { 409: *ok }",
        "sh.triggered",
    ),
    (
        "? request.header[\"x-shopify-topic\"].split(\"/\")[0] + \"|\" + string(request.json.id)\n        : request.header[\"x-shopify-webhook-id\"]",
        "? request.header[\"x-shopify-webhook-id\"]\n        : request.header[\"x-shopify-webhook-id\"]",
        "sh.triggered",
    ),
    (
        "to: { at: \"${computed.at}\" } }\n    then: { 200: *ok }",
        "to: { at: \"${computed.at}\" } }\n    then: { 200: { json: { ok: true }, delay: 6s } }",
        "*sh.deadline",
    ),
    (
        "then: { 200: *ok }\n\n  - id: effects",
        "then: { 302: { headers: { location: / } } }\n\n  - id: effects",
        "*sh.deadline",
    ),
    ("        : request.header[\"x-shopify-webhook-id\"]\n", "        : request.json.nothing\n", "sh.gdpr"),
];
