//! Chatwoot's mock, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("{ status: woot }", "{ status: meow }", "cw.liveness"),
    ("{ 200: { json: { status: woot } } }", "{ 404: { html: No such page } }", ""),
    ("data_services: ok", "data_services: failing", "cw.readiness"),
    ("queue_services: ok", "queue_services: failing", "cw.readiness"),
    ("%H:%M:%S", "%H:%M", "cw.clock"),
    ("date('0s'", "date('-3m'", "cw.clock"),
    ("version: 4.14.0", "version: 3.9.1", "cw.version"),
    ("then: 404   ", "then: 200   ", "cw.seedpath"),
    ("then: 404   ", "then: { 404: { html: No such page } }   ", ""),
    ("email: ada@example.test", "mail: ada@example.test", "cw.auth.profile"),
    ("- { id: \"${var.CHATWOOT_ACCOUNT_ID}\"", "- { id: 2", "cw.auth.profile"),
    ("{ error: Invalid Access Token }", "{ error: No }", "cw.auth.bad"),
    ("{ error: Invalid Access Token }", "{ error: Invalid Access Token, description: No }", "cw.swagger.errors"),
    ("errors: [You need to sign in or sign up before continuing.]", "at: \"${now}\"", ""),
    ("error: Resource could not be found", "error: Not found", "cw.notfound"),
    ("{ mine_count: 1, ", "{ ", "cw.conversations"),
    ("status: open", "status: closed", "cw.conversations"),
    ("created_at: 1760125455   #", "created_at: 1760125455000 #", "cw.conversations"),
    ("all_count: 1 }", "all_count: 0 }", "cw.conversations"),
    (
        "account_id: ${var.CHATWOOT_ACCOUNT_ID}\n                status",
        "account_id: 2\n                status",
        "cw.conversations",
    ),
    ("show_on_sidebar: false", "on_sidebar: false", "cw.labels.list"),
    ("set: { labels: \"${request.json.labels}\" }", "set: { labels: [billing] }", "cw.conv.labels"),
    ("email param missing", "no email", "cw.transcript.noemail"),
    ("then: 200   ", "then: { 200: { json: {} } }   ", "cw.transcript.ok"),
    ("headers: { retry-after: 1 }", "headers: { retry-after: 0 }", "cw.ratelimit"),
    ("      - 200: {", "      - 429\n      - 200: {", "cw.ratelimit"),
];
