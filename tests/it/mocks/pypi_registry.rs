//! The mock of the registry of Python packages, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    // What is there, what is not, and what is somebody else's.
    ("&& request.path.version == vars.SDK_VERSION", "&& request.path.version == \"1.4.1\"", "*oa.registry.pypi"),
    ("&& request.path.version == vars.SDK_VERSION", "", "oa.registry.pypi"),
    ("      404:\n", "      200:\n", "oa.registry.pypi"),
    ("      404:\n", "      410:\n", "oa.registry.pypi"),
    ("      404:\n", "      503:\n", "oa.registry.pypi"),
    ("      404:\n", "      401:\n", "oa.registry.pypi"),
    ("      404:\n", "      429:\n", "oa.registry.pypi"),
    (
        "      404:\n",
        "      303:\n        headers: { location: \"https://pypi.example.test/simple/\" }\n",
        "oa.registry.pypi",
    ),
    ("            name: example-tools\n", "            name: tools\n", "*oa.registry.pypi"),
    ("            version: \"1.4.2\"\n", "            version: \"1.4.1\"\n", "*oa.registry.pypi"),
    ("filename: example_tools-1.4.2.tar.gz", "filename: example_tools-1.4.1.tar.gz", "oa.registry.pypi"),
    ("packages/example_tools-1.4.2.tar.gz", "packages/example_tools-1.4.1.tar.gz", "oa.registry.pypi"),
    ("sha256: 1b", "sha256: 2b", "oa.publish.integrity"),
    // The registry is down.
    ("      - 503: &down", "      - *release\n      - 503: &down", "oa.registry.down"),
    ("      - 503: *down\n", "", "oa.registry.down"),
    ("      - 503: *down\n", "      - 404: { json: gone, breaks_contract: *open }\n", "oa.registry.down"),
    ("    then: { 503: *down }", "    then: { 404: *down }", "oa.registry.down"),
    ("    then: { 503: *down }", "    steps: [{ 503: *down }, { 500: *down }]", "oa.registry.down"),
];
