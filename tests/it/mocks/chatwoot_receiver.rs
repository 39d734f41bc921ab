//! The mock of the receiver of Chatwoot's webhooks, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("request.header[\"x-chatwoot-timestamp\"] + \".\" + ", "", "*cw.webhook.hmac"),
    ("<= 300", "<= 30000", "cw.webhook.hmac"),
    ("<= 300", "<= 60", "cw.webhook.hmac"),
    ("then: 400", "then: 401", "cw.webhook.hmac"),
    ("then: 401                            #", "then: { 403: { breaks_contract: so } } #", "cw.webhook.hmac"),
    ("to: { count: 1 }", "to: { count: 0 }", "cw.webhook.dup"),
    ("in state.deliveries\n", "in state.deliveries && false\n", ""),
    ("then: 200                            #", "then: { 409: { breaks_contract: so } } #", "cw.webhook.dup"),
    // One that says more is as good.
    ("then: 200\n", "then: { 202: { json: { ok: true }, breaks_contract: so } }\n", ""),
    ("then: 200\n", "then: { 201: { breaks_contract: so } }\n", "*cw.webhook.hmac"),
    ("then: 200\n", "then: { 200: { html: Sign in, breaks_contract: so } }\n", "*cw.webhook.hmac"),
    ("then: 200\n", "then: { 200: { delay: 6s } }\n", "*cw.webhook.timeout"),
];
