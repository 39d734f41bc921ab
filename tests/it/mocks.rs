//! The shipped suites are green on the shipped mocks, and a mock that is broken in any way makes the right case red.

use std::fs;
use std::path::Path;

use crate::detect::{all, none};
use crate::program::{Outcome, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The suites that are held to their mocks.
const SUITES: [&str; 4] = ["chatwoot", "chatwoot-receiver", "governance", "integrations"];

/// Mock, what is taken out of it, what is put in its place, and the check ids of which a case must go red; `*` lets others be red as well.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("chatwoot", "{ status: woot }", "{ status: meow }", "cw.liveness"),
    ("chatwoot", "data_services: ok", "data_services: failing", "cw.readiness"),
    ("chatwoot", "queue_services: ok", "queue_services: failing", "cw.readiness"),
    ("chatwoot", "%H:%M:%S", "%H:%M", "cw.clock"),
    ("chatwoot", "date('0s'", "date('-3m'", "cw.clock"),
    ("chatwoot", "version: 4.14.0", "version: 3.9.1", "cw.version"),
    ("chatwoot", "{ 404: { html:", "{ 200: { html:", "cw.seedpath"),
    ("chatwoot", "email: ada@example.test", "mail: ada@example.test", "cw.auth.profile"),
    ("chatwoot", "- { id: \"${var.CHATWOOT_ACCOUNT_ID}\"", "- { id: 2", "cw.auth.profile"),
    ("chatwoot", "{ error: Invalid Access Token }", "{ error: No }", "cw.auth.bad"),
    (
        "chatwoot",
        "{ error: Invalid Access Token }",
        "{ error: Invalid Access Token, description: No }",
        "cw.swagger.errors",
    ),
    ("chatwoot", "errors: [You need to sign in or sign up before continuing.]", "at: \"${now}\"", ""),
    ("chatwoot", "error: Resource could not be found", "error: Not found", "cw.notfound"),
    ("chatwoot", "{ mine_count: 1, ", "{ ", "cw.conversations"),
    ("chatwoot", "status: open", "status: closed", "cw.conversations"),
    ("chatwoot", "created_at: 1760125455   #", "created_at: 1760125455000 #", "cw.conversations"),
    ("chatwoot", "show_on_sidebar: false", "on_sidebar: false", "cw.labels.list"),
    ("chatwoot", "set: { labels: \"${request.json.labels}\" }", "set: { labels: [billing] }", "cw.conv.labels"),
    ("chatwoot", "email param missing", "no email", "cw.transcript.noemail"),
    ("chatwoot", "then: 200   ", "then: { 200: { json: {} } }   ", "cw.transcript.ok"),
    ("chatwoot", "headers: { retry-after: 1 }", "headers: { retry-after: 0 }", "cw.ratelimit"),
    ("chatwoot", "      - *conversations", "      - 429\n      - *conversations", "cw.ratelimit"),
    ("chatwoot-receiver", "request.header[\"x-chatwoot-timestamp\"] + \".\" + ", "", "*cw.webhook.hmac"),
    ("chatwoot-receiver", "<= 300", "<= 30000", "cw.webhook.hmac"),
    ("chatwoot-receiver", "<= 300", "<= 60", "cw.webhook.hmac"),
    ("chatwoot-receiver", "{ 400: { json:", "{ 401: { json:", "cw.webhook.hmac"),
    ("chatwoot-receiver", "{ 401: { json: { error: Missing", "{ 403: { json: { error: Missing", "cw.webhook.hmac"),
    ("chatwoot-receiver", "to: { count: 1 }", "to: { count: 0 }", "cw.webhook.dup"),
    ("chatwoot-receiver", "in state.deliveries\n", "in state.deliveries && false\n", ""),
    (
        "chatwoot-receiver",
        "{ 200: { json: { ok: true } } }   #",
        "{ 409: { json: { ok: true } } }   #",
        "cw.webhook.dup",
    ),
    (
        "chatwoot-receiver",
        "then: { 200: { json: { ok: true } } }\n",
        "then: { 200: { delay: 6s } }\n",
        "*cw.webhook.timeout",
    ),
    (
        "governance",
        "          ok: true\n          service: api",
        "          ok: false\n          service: api",
        "gov.health",
    ),
    ("governance", "db: { ok: true,", "db: { ok: false,", "gov.health"),
    (
        "governance",
        "lifecycle: state.integrations[request.path.id].lifecycle_status",
        "lifecycle: '\"paused\"'",
        "gov.list.empty",
    ),
    ("governance", ".schema_checksum.lowerAscii()", ".schema_checksum", "gov.create"),
    (
        "governance",
        "guard: request.path.id + \"|\" + request.json.contract_type + \"|\" + request.json.contract_version in state.contracts",
        "guard: seq < 0",
        "gov.create.dup",
    ),
    ("governance", "reason: active_status_requires_activation_flow", "reason: no", "gov.create.active"),
    ("governance", "\"^[0-9A-Fa-f]{64}$\"", "\"^.+$\"", "gov.create.invalid"),
    (
        "governance",
        "\"is_backward_compatible\", \"compatibility_notes\"])",
        "\"is_backward_compatible\", \"compatibility_notes\", \"surprise\"])",
        "gov.create.invalid",
    ),
    (
        "governance",
        "\"baseline_version\" in request.json && request.json.baseline_version != request.path.version",
        "!(\"baseline_version\" in request.json)",
        "*gov.activate.first",
    ),
    (
        "governance",
        "&& !(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "&& \"baseline_version\" in request.json && !(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "gov.activate.nocheck",
    ),
    (
        "governance",
        "checks[${request.path.id}|${request.json.contract_type}|",
        "checks[${request.path.id}|openapi|",
        "gov.activate.nocheck",
    ),
    (
        "governance",
        "          diff_summary: \"${computed.diff}\"\n          request_id: \"${computed.rid}\"\n          checked_by_user_id",
        "          diff_summary: null\n          request_id: \"${computed.rid}\"\n          checked_by_user_id",
        "gov.check.incompatible",
    ),
    (
        "governance",
        ".evaluation_result != \"compatible\")",
        ".evaluation_result == \"unknown\")",
        "gov.activate.incompatible",
    ),
    (
        "governance",
        "breaking_change_count: \"${computed.check.breaking_change_count}\"\n          request_id",
        "breaking_change_count: 1\n          request_id",
        "gov.activate.incompatible",
    ),
    (
        "governance",
        "breaking_changes.size() != request.json.breaking_change_count)",
        "breaking_changes.size() > 99)",
        "gov.check.mismatch",
    ),
    (
        "governance",
        "row.integration_id == request.path.id && row.contract_type == request.json.contract_type",
        "row.integration_id == request.path.id",
        "gov.activate.ok",
    ),
    ("governance", "to: { status: deprecated, updated_at", "to: { status: active, updated_at", "*gov.activate.ok"),
    (
        "governance",
        "request.path.version].status == \"retired\"",
        "request.path.version].status == \"gone\"",
        "gov.activate.retired",
    ),
    ("governance", "reason: baseline_version_mismatch", "reason: no", "gov.activate.baseline"),
    ("governance", "contract_version: \"${computed.missing}\"", "contract_version: v1", "gov.notfound"),
    (
        "governance",
        "error_code: integration_contract_not_found\n          retryable: false\n          integration_id: \"${request.path.id}\"\n          request_id",
        "error_code: INT-404-NOT-FOUND\n          retryable: false\n          integration_id: \"${request.path.id}\"\n          request_id",
        "gov.notfound",
    ),
    ("governance", "error_code: AUTH-403-FORBIDDEN", "error_code: AUTH-401-INVALID-ACCESS", "gov.authz"),
    (
        "governance",
        "one_of: [\"Bearer ${secret.GOVERNANCE_TOKEN}\", \"Bearer ${secret.GOVERNANCE_VIEWER_TOKEN}\"]",
        "one_of: [\"Bearer ${secret.GOVERNANCE_TOKEN}\"]",
        "gov.authz",
    ),
    (
        "governance",
        "error_code: AUTH-404-NOT-FOUND\n          retryable: false",
        "error_code: AUTH-404-NOT-FOUND\n          retryable: true",
        "gov.problem",
    ),
    ("governance", "allow: \"GET,HEAD,POST,OPTIONS\"", "allow: \"GET,POST\"", "gov.method"),
    (
        "governance",
        "? request.header.traceparent : null",
        "? request.header.traceparent : request.header.traceparent",
        "gov.correlation",
    ),
    ("governance", "{1,128}$", "{1,64}$", "gov.correlation"),
    (
        "governance",
        "before_state: { status: \"${computed.c.status}\" }",
        "before_state: { status: active }",
        "gov.audit",
    ),
    (
        "governance",
        "[\"event_type\", \"result\", \"request_id\", \"traceparent\", \"actor",
        "[\"event_type\", \"result\", \"request_id\", \"actor",
        "gov.audit",
    ),
    ("governance", ".body != sha256(request.raw)", ".body == \"\"", "gov.idempotency"),
    (
        "governance",
        "contracts\", header: *writes, state: *up, guard: *same_key",
        "contracts\", header: *writes, state: *up, guard: seq < 0",
        "gov.idempotency",
    ),
    ("governance", "degradation_reason: ECONNREFUSED", "degradation: ECONNREFUSED", "gov.failclosed"),
    ("governance", "state: &up { store: up }", "state: &up { store: { one_of: [up, down] } }", "gov.failclosed"),
    (
        "governance",
        "!(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "!(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks\n        || request.path.id + \"|\" + request.json.contract_type + \"|\" + request.path.version + \"|\" + c.contract_version in state.checks))",
        "gov.rollback",
    ),
    (
        "governance",
        "blocking: true\n          failure_reason: \"${computed.reason}\"\n          integration_id",
        "blocking: false\n          failure_reason: \"${computed.reason}\"\n          integration_id",
        "gov.consistency",
    ),
    ("governance", ".evaluation_result == \"compatible\"\n", ".evaluation_result != \"\"\n", "gov.consistency"),
    (
        "governance",
        "check_result: passed\n          blocking: false\n          failure_reason: null\n          breaking_change_count: \"${computed.check.breaking_change_count}\"\n          diff",
        "check_result: passed\n          blocking: true\n          failure_reason: null\n          breaking_change_count: \"${computed.check.breaking_change_count}\"\n          diff",
        "gov.consistency",
    ),
    (
        "governance",
        "200: { file: openapi/governance-served.json",
        "200: { json: { openapi: 3.1.0, info: {}, paths: {} }",
        "gov.openapi",
    ),
    ("integrations", "VERSION: \"1.4.0\"", "VERSION: \"1.4.1\"", "int.health.version"),
    (
        "integrations",
        "- id: root health\n    when: { GET: /health }\n    then: { 200: { json: { status: ok, version: \"${var.VERSION}\"",
        "- id: root health\n    when: { GET: /health }\n    then: { 200: { json: { status: ok, version: \"1.3.9\"",
        "int.health.root",
    ),
    ("integrations", "cache-control: no-store", "cache-control: public", "int.health.version"),
    ("integrations", "code: missing_api_key", "code: nokey", "*int.auth.missing"),
    (
        "integrations",
        "header: { x-api-key: { absent: true } }",
        "header: { x-api-key: { absent: true }, authorization: { absent: true } }",
        "int.auth.bearer-only",
    ),
    ("integrations", "code: invalid_installation_credential", "code: x", "int.auth.invalid"),
    ("integrations", "code: inactive_installation_credential", "code: x", "int.auth.inactive"),
    ("integrations", "code: origin_not_verified", "code: x", "int.auth.origin"),
    (
        "integrations",
        "scopes: [people.read, publications.read, works.read]",
        "scopes: [people.read, works.read]",
        "int.auth.ok",
    ),
    ("integrations", "          status: active\n", "          status: suspended\n", "int.auth.ok"),
    (
        "integrations",
        "Scope people.read is required, code: installation_scope_denied",
        "Scope people.read is required, code: x",
        "int.scope.people",
    ),
    (
        "integrations",
        "when: { GET: /integrations/v1/works, header: *bare",
        "when: { GET: /integrations/v1/wrks, header: *bare",
        "int.scope.works",
    ),
    (
        "integrations",
        "pages: (computed.total + computed.size - 1) / computed.size",
        "pages: computed.total / computed.size",
        "*int.people.shape",
    ),
    (
        "integrations",
        "/v1/people?page=\" + string(computed.page + 1)",
        "/v1/people?page=\" + string(computed.page)",
        "int.pagination.walk",
    ),
    ("integrations", "0000-0021-8250-0013", "0000-0021-8250-0005", "int.pagination.walk"),
    ("integrations", "name: \"Ana Conceição 2\"", "name: 42", "int.people.shape"),
    ("integrations", "([1-9][0-9]?|100)", "([1-9][0-9]*)", "int.people.bounds"),
    (
        "integrations",
        "then: { 200: { headers: *counted, json: \"${computed.found}\" } }",
        "then: { 200: { headers: *counted, json: { doi: \"${request.path.doi}\" } } }",
        "int.doi.encoding",
    ),
    (
        "integrations",
        "404: { json: { error: Not found, code: not_found } }",
        "404: { html: \"<h1>no</h1>\" }",
        "int.undocumented",
    ),
    (
        "integrations",
        "left: \"now < state.reset ? state.left - 1 : vars.LIMIT - 1\"",
        "left: \"now < state.reset ? state.left : vars.LIMIT - 1\"",
        "int.ratelimit.headers",
    ),
    ("integrations", "          retry-after: \"${computed.wait}\"\n", "", "int.ratelimit.headers"),
    ("integrations", "delay: 60s", "delay: 1ms", "int.timeout"),
    (
        "integrations",
        "      - 503: *down\n      - 200",
        "      - 503: *down\n      - 503: *down\n      - 503: *down\n      - 200",
        "int.5xx.retry",
    ),
    (
        "integrations",
        "- 503: &down { json: { error: Try again, code: unavailable } }\n      - 503: *down\n",
        "- 200: &down { json: { works: [] } }\n",
        "int.5xx.retry",
    ),
    ("integrations", "GET: /integrations/v1/__nope__", "GET: /integrations/v1/__nop__", "int.undocumented"),
];

fn whole(outcome: &Outcome) -> bool {
    outcome.code == Some(0) && outcome.cases.iter().all(|case| case.status == "passed")
}

#[test]
fn the_shipped_suites_are_green_on_their_mocks() {
    let outcome = run(Path::new(ROOT), &SUITES, &[]);
    assert!(whole(&outcome) && !outcome.cases.is_empty(), "{}", outcome.told());
}

#[test]
fn a_broken_mock_makes_its_case_red() {
    let complaints = all(BROKEN, |(mock, from, to, check)| {
        let project = broken(mock, from, to);
        let outcome = run(project.path(), &[mock], &[]);
        let (check, wide) = check.strip_prefix('*').map_or((*check, false), |check| (check, true));
        let told = || format!("{mock}: `{from}` made `{to}`, for {check}: {}", outcome.told());
        if check.is_empty() {
            // What the contract does not ask for may be otherwise.
            return (!whole(&outcome)).then(told);
        }
        let covers = |case: &crate::program::Case| case.covers.iter().any(|id| id == check);
        let right = outcome.code == Some(100) && outcome.red().any(covers) && (wide || outcome.red().all(covers));
        (!right).then(told)
    });
    none(&complaints, BROKEN.len());
}

/// The project with one mock changed.
fn broken(mock: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["suites", "mocks"] {
        copy(&Path::new(ROOT).join(part), &folder.path().join(part));
    }
    let file = folder.path().join(format!("mocks/{mock}.yaml"));
    let text = fs::read_to_string(&file).expect("the mock");
    assert!(text.contains(from), "{mock}: there is no `{from}`");
    fs::write(&file, text.replace(from, to)).expect("the broken mock");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
