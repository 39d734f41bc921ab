//! The mock of the Analytics Data API, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    ("apiName: activeUsers, uiName", "apiName: totalUsers, uiName", "*ga.metadata"),
    ("- { apiName: country, uiName", "- { apiName: region, uiName", "*ga.metadata"),
    ("name: properties/${var.GA4_PROPERTY_ID}/metadata", "name: \"properties/${var.GA4_PROPERTY_ID}\"", "*ga.metadata"),
    ("d.apiName == \"itemName\" ?", "d.apiName == \"date\" ?", "ga.compat"),
    (
        "\"metricMetadata\": m, \"compatibility\": \"COMPATIBLE\"",
        "\"metricMetadata\": m, \"compatible\": true",
        "ga.compat",
    ),
    (
        "dimensions: 'state.dimensions.map(d, {\"dimensionMetadata\"",
        "dimensions: 'state.dimensions.slice(1, 4).map(d, {\"dimensionMetadata\"",
        "ga.compat",
    ),
    (
        "computed.dimensions.map(n, {\"name\": n})",
        "(computed.dimensions.size() == 3 ? [\"country\", \"date\", \"deviceCategory\"] : computed.dimensions).map(n, {\"name\": n})",
        "ga.report",
    ),
    ("{\"value\": r[d]}", "{\"value\": r[\"date\"]}", "ga.report"),
    ("{\"value\": r[m]}", "{\"value\": int(r[m])}", "*ga.report"),
    ("? int(request.json.limit) : computed.count", "? int(request.json.limit) + 1 : computed.count", "*ga.report"),
    ("kind: \"analyticsData#runReport\"", "kind: \"${'analyticsData#runPivotReport'}\"", "*ga.report"),
    ("count: computed.records.size()", "count: computed.records.size() - 3", "*ga.report"),
    ("timeZone: Europe/Berlin, emptyReason:", "timeZone: Europe/Berlin, reasonEmpty:", "ga.empty"),
    (
        "          metadata: { currencyCode: EUR, timeZone: Europe/Berlin, emptyReason: There is no data in this date range. }\n          kind: \"analyticsData#runReport\"\n",
        "          rows: []\n          kind: \"analyticsData#runReport\"\n        breaks_contract: on purpose\n",
        "ga.empty",
    ),
    ("tokens: 14000 ", "tokens: 900 ", "ga.quota"),
    ("tokensPerHour: { consumed: 2, remaining: \"${computed.left}\" }", "tokensPerHour: { consumed: 2 }", "*ga.quota"),
    (
        "metadata: { currencyCode: EUR, timeZone: Europe/Berlin }",
        "metadata: { subjectToThresholding: \"${'no'}\" }",
        "*ga.quality",
    ),
    ("samplesReadCount: \"500000\"", "samplesReadCount: \"${500000}\"", "ga.quality"),
    ("dataTruncationType: DATA_TRUNCATION_TYPE_PROPERTY", "dataTruncationType: \"${'PROPERTY'}\"", "ga.quality"),
    ("status: INVALID_ARGUMENT", "status: NOT_FOUND", "ga.bad.metric"),
    ("state.metrics.exists(k, k.apiName == m.name))\n", "m.name == \"\")\n", "*ga.bad.metric"),
    ("status: UNAUTHENTICATED", "status: PERMISSION_DENIED", "ga.scope"),
    ("reason: ACCESS_TOKEN_SCOPE_INSUFFICIENT", "reason: FORBIDDEN", "ga.scope"),
    (
        "message: User does not have sufficient permissions for this property.\n            status: PERMISSION_DENIED",
        "message: User does not have sufficient permissions for this property.\n            status: NOT_FOUND",
        "ga.noaccess",
    ),
    ("r.ago * 86400", "(r.ago + 4) * 86400", "ga.freshness"),
    ("status: RESOURCE_EXHAUSTED", "status: UNAVAILABLE", "ga.429"),
    (
        "      - *metadata",
        "      - 429: *exhausted\n      - 429: *exhausted\n      - 429: *exhausted\n      - *metadata",
        "ga.429",
    ),
];
