//! The mock of the registry of Python packages, broken in one place each time.

use super::Broken;

/// What is answered where there is no such version.
const MISSING: &str = "    then: 404\n";

pub(super) const BROKEN: &[Broken] = &[
    // What is there, what is not, and what is somebody else's.
    ("&& request.path.version == vars.SDK_VERSION", "&& request.path.version == \"1.4.1\"", "*oa.registry.pypi"),
    ("&& request.path.version == vars.SDK_VERSION", "", "oa.registry.pypi"),
    (MISSING, "    then: { 200: { json: {}, breaks_contract: a test } }\n", "oa.registry.pypi"),
    (MISSING, "    then: { 410: { breaks_contract: a test } }\n", "oa.registry.pypi"),
    (MISSING, "    then: 503\n", "oa.registry.pypi"),
    (MISSING, "    then: 401\n", "oa.registry.pypi"),
    (MISSING, "    then: 429\n", "oa.registry.pypi"),
    (
        MISSING,
        "    then: { 303: { headers: { location: \"https://pypi.example.test/simple/\" } } }\n",
        "oa.registry.pypi",
    ),
    ("            name: example-tools\n", "            name: tools\n", "*oa.registry.pypi"),
    ("            version: \"1.4.2\"\n", "            version: \"1.4.1\"\n", "*oa.registry.pypi"),
    ("filename: example_tools-1.4.2.tar.gz", "filename: example_tools-1.4.1.tar.gz", "oa.registry.pypi"),
    ("packages/example_tools-1.4.2.tar.gz", "packages/example_tools-1.4.1.tar.gz", "oa.registry.pypi"),
    (
        "            yanked: false\n          last_serial",
        "            yanked: true\n          last_serial",
        "*oa.registry.pypi",
    ),
    ("              yanked: false\n", "              yanked: true\n", "*oa.registry.pypi"),
    ("packagetype: sdist", "packagetype: \"${'bdist_wheel'}\"", "*oa.registry.pypi"),
    ("sha256: 1b", "sha256: 2b", "oa.publish.integrity"),
    // The registry is down.
    ("      - 503\n      - 503\n", "      - *release\n", "oa.registry.down"),
    ("      - 503\n      - 503\n", "      - 503\n", "oa.registry.down"),
    ("      - 503\n      - 503\n", "      - 503\n      - 404\n", "oa.registry.down"),
    ("    then: 503\n", "    then: 404\n", "oa.registry.down"),
    ("    then: 503\n", "    steps: [503, 500]\n", "oa.registry.down"),
];
