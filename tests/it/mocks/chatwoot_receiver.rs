//! The mock of the receiver of Chatwoot's webhooks, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("request.header[\"x-chatwoot-timestamp\"] + \".\" + ", "", "*cw.webhook.hmac"),
    ("<= 300", "<= 30000", "cw.webhook.hmac"),
    ("<= 300", "<= 60", "cw.webhook.hmac"),
    ("{ 400: { json:", "{ 401: { json:", "cw.webhook.hmac"),
    ("{ 401: { json: { error: Missing", "{ 403: { json: { error: Missing", "cw.webhook.hmac"),
    ("to: { count: 1 }", "to: { count: 0 }", "cw.webhook.dup"),
    ("in state.deliveries\n", "in state.deliveries && false\n", ""),
    ("{ 200: { json: { ok: true } } }   #", "{ 409: { json: { ok: true } } }   #", "cw.webhook.dup"),
    ("then: { 200: { json: { ok: true } } }\n", "then: { 200: { delay: 6s } }\n", "*cw.webhook.timeout"),
];
