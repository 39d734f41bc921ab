//! Publer's mock, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("authorization: { absent_or: { ne: \"Bearer-API", "authorization: { absent_or: { ne: \"Bearer", "*pub.auth"),
    (
        "email: ada@example.test\n          name: Ada Author\n",
        "email: \"${'ada'}\"\n          name: Ada Author\n",
        "*pub.auth",
    ),
    (
        "          - { id: \"${var.PUBLER_WORKSPACE_ID}\", name: Acme",
        "          - { id: 66a7f1c2e4b0a1d2c3e4f502, name: Acme",
        "pub.workspace",
    ),
    (
        "          - { id: \"${var.PUBLER_ACCOUNT_ID}\", provider",
        "          - { id: 66a7f1c2e4b0a1d2c3e4f5a9, provider",
        "pub.accounts",
    ),
    ("provider: mastodon, name", "provider: \"${'myspace'}\", name", "*pub.accounts"),
    ("400: { json: { errors: [Publer-W", "403: { json: { errors: [Publer-W", "pub.accounts"),
    ("403: { json: { errors: [\"You", "400: { json: { errors: [\"You", "pub.accounts"),
    (
        "401: { json: { errors: [Invalid API key] } }",
        "401: { html: \"<h1>Log in</h1>\", breaks_contract: on purpose }",
        "pub.errors",
    ),
    ("errors: [Job not found]", "errors: \"${'Job not found'}\"", "pub.errors"),
    (
        "job: sha256(\"job \" + string(seq)).substring(0, 24)",
        "job: sha256(\"job \" + string(seq)).substring(0, 23)",
        "pub.schedule",
    ),
    (
        "json: { job_id: \"${computed.job}\" } } }\n\n  - id: taken",
        "json: { id: \"${computed.job}\" }, breaks_contract: on purpose } }\n\n  - id: taken",
        "*pub.schedule",
    ),
    (
        "p.text.contains(request.query.query)))",
        "p.text.contains(request.query.query) && p.text == \"\"))",
        "*pub.schedule.retry",
    ),
    (
        "(request.json.bulk.state.startsWith(\"draft\") ||",
        "(request.json.bulk.state.startsWith(\"draft_\") ||",
        "*pub.draft",
    ),
    ("state: \"${request.json.bulk.state}\"", "state: scheduled", "pub.draft"),
    (
        " : computed.looks == 2 ? 'working' : 'completed'",
        " : computed.looks == 2 ? 'queued' : 'completed'",
        "pub.job.poll",
    ),
    (
        "computed.looks == 1 ? 'pending' : computed.looks == 2 ? 'working'",
        "computed.looks == 1 ? 'working' : computed.looks == 2 ? 'pending'",
        "pub.job.poll",
    ),
    ("'working' : 'completed'", "'working' : computed.looks == 3 ? 'completed' : 'working'", "pub.job.poll"),
    ("payload: { failures: {} } }", "payload: { failures: { a: [{ message: no }] } } }", "pub.job.failures"),
    ("computed.looks == 1 ? {} :", "computed.looks > 0 ? {} :", "pub.job.failures"),
    ("404: { json: { errors: [Job not found] } }", "200: { json: { status: pending, payload: {} } }", "pub.job.404"),
    ("accounts[0].scheduled_at)) > now)", "accounts[0].scheduled_at)) > 0)", "pub.time"),
    ("accounts[0].scheduled_at : null", "accounts[0].scheduled_at.substring(0, 19) + 'Z' : null", "pub.time"),
    ("x-ratelimit-reset: \"${computed.reset}\"", "x-ratelimit-reset: \"${computed.reset}000\"", "pub.ratelimit"),
    (
        "left: \"now < state.reset ? state.left - 1 : 99\"",
        "left: \"now < state.reset ? state.left : 99\"",
        "pub.ratelimit",
    ),
    ("          x-ratelimit-limit: 100\n", "", "pub.ratelimit"),
    (
        "x-ratelimit-remaining: 0, x-ratelimit-reset: \"${state.reset}\"",
        "x-ratelimit-remaining: 1, x-ratelimit-reset: \"${state.reset}\"",
        "pub.ratelimit",
    ),
    ("now + 1 : state.opens", "now + 9 : state.opens", "pub.ratelimit"),
    ("computed.job.stuck ? 'working'", "computed.job.stuck ? 'completed'", "pub.poll.deadline"),
    ("looks: 0, stuck: false, clash: false", "looks: 0, stuck: true, clash: false", "pub.poll.deadline"),
    ("    set: *kept\n    then: { 202", "    set: *spent\n    then: { 202", "pub.schedule.retry"),
];
