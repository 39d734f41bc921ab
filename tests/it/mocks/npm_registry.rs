//! The mock of the registry of npm packages, broken in one place each time.

use super::Broken;

/// What is answered where there is no such version.
const MISSING: &str = "    then: 404\n";

pub(super) const BROKEN: &[Broken] = &[
    // What is there, what is not, and what is somebody else's.
    ("&& request.path.version == vars.SDK_VERSION", "&& request.path.version == \"1.4.1\"", "*oa.registry.npm"),
    ("&& request.path.version == vars.SDK_VERSION", "", "oa.registry.npm"),
    (MISSING, "    then: { 200: { json: gone, breaks_contract: a test } }\n", "oa.registry.npm"),
    (MISSING, "    then: { 410: { breaks_contract: a test } }\n", "oa.registry.npm"),
    (MISSING, "    then: 503\n", "oa.registry.npm"),
    (MISSING, "    then: 403\n", "oa.registry.npm"),
    (MISSING, "    then: 429\n", "oa.registry.npm"),
    (MISSING, "    then: { 302: { headers: { location: \"/\" } } }\n", "oa.registry.npm"),
    ("name: \"@example/tools\"", "name: tools", "*oa.registry.npm"),
    ("_id: \"@example/tools@1.4.2\"", "_id: \"@example/tools@1.4.1\"", "oa.registry.npm"),
    ("version: \"1.4.2\"", "version: \"1.4.1\"", "*oa.registry.npm"),
    ("tools-1.4.2.tgz", "tools-1.4.1.tgz", "oa.registry.npm"),
    ("            integrity: sha512-Qjd", "            integrity: sha512-Rkd", "oa.publish.integrity"),
    (
        "            integrity: sha512-QjdL",
        "            breaks: { contract: a test }
            integrity: sha512-qJDl",
        "oa.publish.integrity",
    ),
    // The registry is down.
    ("      - 503\n      - 503\n", "      - *manifest\n", "oa.registry.down"),
    ("      - 503\n      - 503\n", "      - 503\n", "oa.registry.down"),
    ("      - 503\n      - 503\n", "      - 503\n      - 404\n", "oa.registry.down"),
    ("    then: 503\n", "    then: 404\n", "oa.registry.down"),
    ("    then: 503\n", "    steps: [503, 500]\n", "oa.registry.down"),
];
