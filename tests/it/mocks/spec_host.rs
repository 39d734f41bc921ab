//! The mock of the host of the published specification, broken in one place each time.

use super::Broken;

/// The digest covers all of the document, so whatever is changed in it makes the case of the digest red as well.
pub(super) const BROKEN: &[Broken] = &[
    ("GET: /openapi.json }", "GET: /openapi.json, header: { accept-encoding: { exists: true } } }", "oa.checksum"),
    (
        "        headers: { content-type: application/json }",
        "        headers: { content-type: text/html }\n        breaks_contract: a page",
        "*oa.checksum",
    ),
    ("          }\n", "          }\n\n", "*oa.checksum"),
    ("\"title\": \"Tools\"", "\"title\":  \"Tools\"", "*oa.checksum"),
    ("\"title\": \"Tools\"", "\"title\": \"Tools ${fresh.id}\"", "*oa.checksum"),
    ("\"version\": \"1.4.2\"", "\"version\": \"1.4.3\"", "*oa.version"),
    ("\"version\": \"1.4.2\"", "\"version\": \"v1.4.2\"", "*oa.version"),
    ("\"version\": \"1.4.2\"", "\"version\": \"1.4.3\"", "*oa.dispatch.schema"),
    ("\"openapi\": \"3.1.0\"", "\"openapi\": \"3.0.3\"", "*oa.dialect"),
    ("\"minLength\": 1", "\"nullable\": true", "*oa.dialect"),
    ("\"minimum\": 1,", "\"minimum\": 1, \"exclusiveMaximum\": false,", "*oa.dialect"),
    ("\"operationId\": \"getTool\"", "\"operationId\": \"listTools\"", "*oa.valid"),
    ("\"description\": \"The tool.\",", "", "*oa.valid"),
    ("\"required\": true,", "\"required\": false,", "*oa.valid"),
    ("#/components/schemas/Health", "health.json#/Health", "*oa.valid"),
    ("#/components/schemas/Health", "#/definitions/Health", "*oa.valid"),
    ("\"responses\": {\n             \"Problem\"", "\"answers\": {\n             \"Problem\"", "*oa.valid"),
    ("\"security\": [],", "", "*oa.spec.health"),
    ("\"security\": [],", "\"security\": [{ \"bearer\": [] }],", "*oa.spec.health"),
    ("\"/health\": {", "\"/up\": {", "*oa.spec.health"),
];
