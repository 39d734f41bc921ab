//! The mock of the pool of ideas, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    (
        "            source: supabase\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n",
        "            source: mock\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    (
        "            source: supabase\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n",
        "            source: supabase\n            feature_flag_enabled: false\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    (
        "            source: mock\n            feature_flag_enabled: false\n          timestamp: \"${now}\"\n",
        "            source: supabase\n            feature_flag_enabled: false\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    (
        "            source: mock\n            feature_flag_enabled: false\n          timestamp: \"${now}\"\n",
        "            source: mock\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    (
        "            source: supabase\n            feature_flag_enabled: true\n",
        "            source: mock\n            feature_flag_enabled: false\n",
        "ideapool",
    ),
    (
        "            source: mock\n            feature_flag_enabled: false\n",
        "            source: supabase\n            feature_flag_enabled: true\n",
        "ideapool",
    ),
    (
        "            total_count: 5\n            wildcard_count: 1\n            source: supabase\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n",
        "            total_count: 6\n            wildcard_count: 1\n            source: supabase\n            feature_flag_enabled: true\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    (
        "            feature_flag_enabled: true\n          timestamp: \"${now}\"\n",
        "            feature_flag_enabled: true\n          timestamp: 2026-01-01T00:00:00Z\n",
        "ideapool",
    ),
    (
        "            feature_flag_enabled: true\n          timestamp: \"${now}\"\n",
        "            feature_flag_enabled: true\n          timestamp: \"${now}\"\n          fallback_reason: none\n        breaks_contract: broken\n",
        "ideapool",
    ),
    ("slug: odd-socks, title", "slug: care-guide, title", "ideapool"),
    ("guard: request.json.slug in state.taken", "guard: seq < 0", "ideapool"),
    ("    set: { row: \"taken[${request.json.slug}]\", to: { status: \"${request.json.status}\" } }\n", "", "ideapool"),
    ("(request.json.type in [\"launch\", \"evergreen\", \"wildcard\"])", "(\"type\" in request.json)", "ideapool"),
    ("[\"pending_review\", \"approved\", \"rejected\", \"draft\"]", "[\"live\", \"archived\", \"draft\"]", "ideapool"),
    ("[\"slug\", \"type\", \"status\", \"priority\"].all", "[\"type\", \"status\", \"priority\"].all", "ideapool"),
    ("then: { 409: {", "then: { 400: {", "ideapool"),
    (
        "data: [{ id: 1, name: Button text, status: running }]\n          timestamp: \"${now}\"\n",
        "data: null\n          timestamp: \"${now}\"\n        breaks_contract: broken\n",
        "ideapool",
    ),
    // What nobody has promised.
    ("title: Spring bundle", "title: A bundle for spring", ""),
    ("name: Button text, status: running", "variant: b", ""),
];
