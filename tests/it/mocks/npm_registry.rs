//! The mock of the registry of npm packages, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    // What is there, what is not, and what is somebody else's.
    ("&& request.path.version == vars.SDK_VERSION", "&& request.path.version == \"1.4.1\"", "*oa.registry.npm"),
    ("&& request.path.version == vars.SDK_VERSION", "", "oa.registry.npm"),
    ("      404:\n", "      200:\n", "oa.registry.npm"),
    ("      404:\n", "      410:\n", "oa.registry.npm"),
    ("      404:\n", "      503:\n", "oa.registry.npm"),
    ("      404:\n", "      403:\n", "oa.registry.npm"),
    ("      404:\n", "      429:\n", "oa.registry.npm"),
    ("      404:\n", "      302:\n        headers: { location: \"/\" }\n", "oa.registry.npm"),
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
    ("      - 503: &down", "      - *manifest\n      - 503: &down", "oa.registry.down"),
    ("      - 503: *down\n", "", "oa.registry.down"),
    ("      - 503: *down\n", "      - 404: { json: gone, breaks_contract: *open }\n", "oa.registry.down"),
    ("    then: { 503: *down }", "    then: { 404: *down }", "oa.registry.down"),
    ("    then: { 503: *down }", "    steps: [{ 503: *down }, { 500: *down }]", "oa.registry.down"),
];
