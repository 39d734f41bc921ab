//! The mock of the contract governance, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("          ok: true\n          service: api", "          ok: false\n          service: api", "gov.health"),
    ("db: { ok: true,", "db: { ok: false,", "gov.health"),
    // Only where there are no versions yet: others read what is active as well.
    (
        "lifecycle: state.integrations[request.path.id].lifecycle_status",
        "lifecycle: 'request.path.id == \"mock-integration\" || rows.contracts.exists(c, c.integration_id == request.path.id) ? state.integrations[request.path.id].lifecycle_status : \"paused\"'",
        "gov.list.empty",
    ),
    (".schema_checksum.lowerAscii()", ".schema_checksum", "gov.create"),
    (
        "guard: request.path.id + \"|\" + request.json.contract_type + \"|\" + request.json.contract_version in state.contracts",
        "guard: seq < 0",
        "gov.create.dup",
    ),
    ("reason: active_status_requires_activation_flow", "reason: no", "gov.create.active"),
    ("\"^[0-9A-Fa-f]{64}$\"", "\"^.+$\"", "gov.create.invalid"),
    (
        "\"is_backward_compatible\", \"compatibility_notes\"])",
        "\"is_backward_compatible\", \"compatibility_notes\", \"surprise\"])",
        "gov.create.invalid",
    ),
    (
        "\"baseline_version\" in request.json && request.json.baseline_version != request.path.version",
        "!(\"baseline_version\" in request.json)",
        "*gov.activate.first",
    ),
    (
        "&& !(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "&& \"baseline_version\" in request.json && !(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "gov.activate.nocheck",
    ),
    (
        "checks[${request.path.id}|${request.json.contract_type}|",
        "checks[${request.path.id}|openapi|",
        "gov.activate.nocheck",
    ),
    (
        "          diff_summary: \"${computed.diff}\"\n          request_id: \"${computed.rid}\"\n          checked_by_user_id",
        "          diff_summary: null\n          request_id: \"${computed.rid}\"\n          checked_by_user_id",
        "*gov.check.incompatible",
    ),
    (
        "      diff: '\"diff_summary\" in request.json ? request.json.diff_summary : null'",
        "      diff: '\"diff_summary\" in request.json && !(type(request.json.diff_summary) == map && \"breaking_changes\" in request.json.diff_summary) ? request.json.diff_summary : null'",
        "gov.check.incompatible",
    ),
    (".evaluation_result != \"compatible\")", ".evaluation_result == \"unknown\")", "gov.activate.incompatible"),
    (
        "breaking_change_count: \"${computed.check.breaking_change_count}\"\n          request_id",
        "breaking_change_count: 1\n          request_id",
        "gov.activate.incompatible",
    ),
    (
        "breaking_changes.size() != request.json.breaking_change_count)",
        "breaking_changes.size() > 99)",
        "gov.check.mismatch",
    ),
    (
        "row.integration_id == request.path.id && row.contract_type == request.json.contract_type",
        "row.integration_id == request.path.id",
        "gov.activate.ok",
    ),
    ("to: { status: deprecated, updated_at", "to: { status: active, updated_at", "*gov.activate.ok"),
    ("request.path.version].status == \"retired\"", "request.path.version].status == \"gone\"", "gov.activate.retired"),
    ("reason: baseline_version_mismatch", "reason: no", "gov.activate.baseline"),
    ("contract_version: \"${computed.missing}\"", "contract_version: v1", "gov.notfound"),
    (
        "error_code: integration_contract_not_found\n          retryable: false\n          integration_id: \"${request.path.id}\"\n          request_id",
        "error_code: INT-404-NOT-FOUND\n          retryable: false\n          integration_id: \"${request.path.id}\"\n          request_id",
        "gov.notfound",
    ),
    ("error_code: AUTH-403-FORBIDDEN", "error_code: AUTH-401-INVALID-ACCESS", "gov.authz"),
    (
        "one_of: [\"Bearer ${secret.GOVERNANCE_TOKEN}\", \"Bearer ${secret.GOVERNANCE_VIEWER_TOKEN}\"]",
        "one_of: [\"Bearer ${secret.GOVERNANCE_TOKEN}\"]",
        "gov.authz",
    ),
    (
        "error_code: AUTH-404-NOT-FOUND\n          retryable: false",
        "error_code: AUTH-404-NOT-FOUND\n          retryable: true",
        "gov.problem",
    ),
    ("allow: \"GET,HEAD,POST,OPTIONS\"", "allow: \"GET,POST\"", "gov.method"),
    (
        "? request.header.traceparent : null",
        "? request.header.traceparent : request.header.traceparent",
        "gov.correlation",
    ),
    ("{1,128}$", "{1,64}$", "gov.correlation"),
    ("before_state: { status: \"${computed.c.status}\" }", "before_state: { status: active }", "gov.audit"),
    (
        "[\"event_type\", \"result\", \"request_id\", \"traceparent\", \"actor",
        "[\"event_type\", \"result\", \"request_id\", \"actor",
        "gov.audit",
    ),
    (".body != sha256(request.raw)", ".body == \"\"", "gov.idempotency"),
    (
        "contracts\", header: *writes, state: *up, guard: *same_key",
        "contracts\", header: *writes, state: *up, guard: seq < 0",
        "gov.idempotency",
    ),
    ("degradation_reason: ECONNREFUSED", "degradation: ECONNREFUSED", "gov.failclosed"),
    ("state: &up { store: up }", "state: &up { store: { one_of: [up, down] } }", "gov.failclosed"),
    (
        "!(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks))",
        "!(request.path.id + \"|\" + request.json.contract_type + \"|\" + c.contract_version + \"|\" + request.path.version in state.checks\n        || request.path.id + \"|\" + request.json.contract_type + \"|\" + request.path.version + \"|\" + c.contract_version in state.checks))",
        "gov.rollback",
    ),
    (
        "blocking: true\n          failure_reason: \"${computed.reason}\"\n          integration_id",
        "blocking: false\n          failure_reason: \"${computed.reason}\"\n          integration_id",
        "gov.consistency",
    ),
    (".evaluation_result == \"compatible\"\n", ".evaluation_result != \"\"\n", "gov.consistency"),
    (
        "check_result: passed\n          blocking: false\n          failure_reason: null\n          breaking_change_count: \"${computed.check.breaking_change_count}\"\n          diff",
        "check_result: passed\n          blocking: true\n          failure_reason: null\n          breaking_change_count: \"${computed.check.breaking_change_count}\"\n          diff",
        "gov.consistency",
    ),
    (
        "200: { file: openapi/governance-served.json",
        "200: { json: { openapi: 3.1.0, info: {}, paths: {} }",
        "gov.openapi",
    ),
];
