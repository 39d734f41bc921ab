//! The integrations API's mock, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("VERSION: \"1.4.0\"", "VERSION: \"1.4.1\"", "int.health.version"),
    (
        "- id: root health\n    when: { GET: /health }\n    then: { 200: { json: { version: \"${var.VERSION}\"",
        "- id: root health\n    when: { GET: /health }\n    then: { 200: { json: { version: \"1.3.9\"",
        "int.health.root",
    ),
    ("cache-control: no-store", "cache-control: public", "int.health.version"),
    ("code: missing_api_key", "code: nokey", "*int.auth.missing"),
    (
        "header: { x-api-key: { absent: true } }",
        "header: { x-api-key: { absent: true }, authorization: { absent: true } }",
        "int.auth.bearer-only",
    ),
    ("code: invalid_installation_credential", "code: x", "int.auth.invalid"),
    ("code: inactive_installation_credential", "code: x", "int.auth.inactive"),
    ("code: origin_not_verified", "code: x", "int.auth.origin"),
    ("scopes: [people.read, publications.read, works.read]", "scopes: [people.read, works.read]", "int.auth.ok"),
    (
        "        json:\n          status: active\n",
        "        breaks_contract: broken\n        json:\n          status: suspended\n",
        "*int.auth.ok",
    ),
    (
        "Scope people.read is required, code: installation_scope_denied }",
        "Scope people.read is required, code: x }, breaks_contract: broken",
        "int.scope.people",
    ),
    (
        "when: { GET: /integrations/v1/works, header: *bare",
        "when: { GET: /integrations/v1/wrks, header: *bare",
        "int.scope.works",
    ),
    (
        "pages: (computed.total + computed.size - 1) / computed.size",
        "pages: computed.total / computed.size",
        "*int.people.shape",
    ),
    (
        "/v1/people?page=\" + string(computed.page + 1)",
        "/v1/people?page=\" + string(computed.page)",
        "int.pagination.walk",
    ),
    ("0000-0021-8250-0013", "0000-0021-8250-0005", "int.pagination.walk"),
    ("name: \"Ana Conceição 2\"", "name: 42", "*int.people.shape"),
    (
        "people: state.people.slice(computed.from, computed.to)",
        "people: \"state.people.slice(computed.from, computed.size == 2 ? 3 : computed.to)\"",
        "int.people.shape",
    ),
    ("([1-9][0-9]?|100)", "([1-9][0-9]*)", "int.people.bounds"),
    (
        "then: { 200: { headers: *counted, json: \"${computed.found}\" } }",
        "then: { 200: { headers: *counted, json: { doi: \"${request.path.doi}\" } } }",
        "int.doi.encoding",
    ),
    (
        "404: { json: { error: Not found, code: not_found } }",
        "404: { html: \"<h1>no</h1>\", breaks_contract: broken }",
        "int.undocumented",
    ),
    (
        "left: \"now < state.reset ? state.left - 1 : vars.LIMIT - 1\"",
        "left: \"now < state.reset ? state.left : vars.LIMIT - 1\"",
        "int.ratelimit.headers",
    ),
    ("          retry-after: \"${computed.wait}\"\n", "", "int.ratelimit.headers"),
    ("delay: 60s", "delay: 1ms", "int.timeout"),
    (
        "      - 503: *down\n      - 200",
        "      - 503: *down\n      - 503: *down\n      - 503: *down\n      - 200",
        "int.5xx.retry",
    ),
    (
        "- 503: &down { json: { error: Try again, code: unavailable } }\n      - 503: *down\n",
        "- 200: &down { json: { works: [] }, breaks_contract: broken }\n",
        "int.5xx.retry",
    ),
    ("GET: /integrations/v1/__nope__", "GET: /integrations/v1/__nop__", "int.undocumented"),
];
