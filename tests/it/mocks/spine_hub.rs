//! The mock of the consumers of the spine's snapshot, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    // Both deployments are asked the same, so both are red; an old and strict one refuses what most cases send.
    ("(!(\"integrations\" in r) ||", "(!(\"integrations\" in r) &&", "*sp.with"),
    (
        "timestamp(request.json.generated_at) > timestamp(0)",
        "(state.kept == null || state.kept.rows != request.json.rows) && timestamp(request.json.generated_at) > timestamp(0)",
        "sp.with",
    ),
    (
        "&& request.json.rows.all(r,",
        "&& request.json.rows.exists(r, \"integrations\" in r) && request.json.rows.all(r,",
        "*sp.absent",
    ),
    ("r.slug != \"\"", "r.slug != \"\" && (r.tier != 3 || \"integrations\" in r)", "sp.absent"),
    ("(!(\"integrations\" in r) || (", "(!(\"integrations\" in r) || r.integrations == null || (", "sp.null"),
    ("then: 422  ", "then: { 200: { json: \"${state.kept}\" } }  ", "*sp.null"),
    ("r.integrations.size() == 4", "r.integrations.size() >= 4", "sp.cells"),
    ("r.integrations.size() == 4", "r.integrations.size() <= 4", "sp.cells"),
    ("\"stale\", \"n/a\"]", "\"stale\", \"n/a\", \"unknown\"]", "sp.cells"),
    ("state in [\"pass\"", "state.lowerAscii() in [\"pass\"", "sp.cells"),
    ("o.slug == r.slug).size() == 1", "o.slug == r.slug).size() > 0", "sp.cells"),
    ("\"stale\", \"n/a\"]", "\"n/a\"]", "*sp.cells"),
    (
        "set: { kept: \"${request.json}\" }",
        "set: { kept: { generated_at: \"${now}\", rows: \"${request.json.rows}\" } }",
        "*sp.roundtrip",
    ),
    (
        "set: { kept: \"${request.json}\" }\n    then: { 200: { json: \"${request.json}\" } }",
        "set: { kept: { generated_at: \"${now}\", rows: \"${request.json.rows}\" } }\n    then: { 200: { json: { generated_at: \"${now}\", rows: \"${request.json.rows}\" } } }",
        "sp.roundtrip",
    ),
    (
        "    then: { 200: { json: \"${state.kept}\" } }",
        "    then: { 200: { json: { generated_at: \"${now}\", rows: \"${state.kept.rows}\" } } }",
        "*sp.roundtrip",
    ),
    (
        "    then: { 200: { json: \"${request.json}\" } }",
        "    then: { 200: { json: { generated_at: \"${request.json.generated_at}\", rows: [] } } }",
        "*sp.roundtrip",
    ),
    (
        "    set: { kept: \"${request.json}\" }",
        "    compute: { old: \"state.kept == null || !request.json.rows.all(r, !('integrations' in r)) ? request.json : state.kept\" }\n    set: { kept: \"${computed.old}\" }",
        "sp.rollback",
    ),
    (
        "    when: { GET: /api/petrova/snapshot }\n    then: { 200: { json: \"${state.kept}\" } }",
        "    when: { GET: /api/petrova/snapshot }\n    compute:\n      rows: \"state.kept.rows.map(r, 'integrations' in r ? r : {'slug': r.slug, 'tier': r.tier, 'status': r.status, 'integrations': {'a': {'state': 'n/a'}, 'b': {'state': 'n/a'}, 'c': {'state': 'n/a'}, 'd': {'state': 'n/a'}}})\"\n    then: { 200: { json: { generated_at: \"${state.kept.generated_at}\", rows: \"${computed.rows}\" } } }",
        "*sp.old.strict",
    ),
    (
        "    when: { GET: /api/petrova/snapshot }\n    then: { 200: { json: \"${state.kept}\" } }",
        "    when: { GET: /api/petrova/snapshot }\n    compute:\n      rows: \"state.kept.rows.map(r, 'integrations' in r || state.kept.rows.size() < 2 || state.kept.rows.exists(o, 'integrations' in o) ? r : {'slug': r.slug, 'tier': r.tier, 'status': r.status, 'integrations': {'a': {'state': 'n/a'}, 'b': {'state': 'n/a'}, 'c': {'state': 'n/a'}, 'd': {'state': 'n/a'}}})\"\n    then: { 200: { json: { generated_at: \"${state.kept.generated_at}\", rows: \"${computed.rows}\" } } }",
        "sp.old.strict",
    ),
    ("matches(\"^[0-9a-f]{12}$\")", "matches(\"[a-f].*[0-9]|[0-9].*[a-f]\")", "sp.sha12"),
    ("contract_sha: 20553f194f03", "contract_sha: 20553f194f04", "sp.sha.drift"),
    ("contract_sha: 20553f194f03", "contract_sha: e5f194f03205", "sp.sha.drift"),
    ("- slug: petrova-codes", "- slug: petrova-other", "sp.sha.drift"),
    ("date('-1m', 'rfc3339')", "date('-11m', 'rfc3339')", "sp.freshness"),
    ("date('-1m', 'rfc3339')", "date('+11m', 'rfc3339')", "sp.freshness"),
    ("data-state=\\\"absent\\\"", "data-state=\\\"n/a\\\"", "sp.html"),
    ("\"runtime\", \"resilience\", \"health\"].map", "\"runtime\", \"resilience\"].map", "sp.html"),
    (
        "r.integrations.map(c, \"<span class=\\\"dot\\\" data-state=\\\"\" + r.integrations[c].state",
        "r.integrations.map(c, \"<span class=\\\"dot\\\" data-state=\\\"\" + \"pass\"",
        "sp.html",
    ),
    ("<tr data-slug=\\\"\" + r.slug", "<tr data-slug=\\\"x\" + r.slug", "sp.html"),
    ("class=\\\"dot\\\"", "class=\\\"spot\\\"", "sp.html"),
    ("state.kept == null ? state.published : state.kept.rows", "state.published", "sp.html"),
];
