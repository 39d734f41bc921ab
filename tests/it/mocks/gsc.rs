//! Search Console's mock, broken in one place each time.

use super::Broken;

pub(super) const BROKEN: &[Broken] = &[
    (
        "- { siteUrl: \"${var.GSC_SITE_URL}\", permissionLevel: siteOwner }\n",
        "- { siteUrl: \"sc-domain:example.net\", permissionLevel: siteOwner }\n",
        "gsc.sites",
    ),
    (
        "            - { siteUrl: \"${var.GSC_SITE_URL}\", permissionLevel: siteOwner }",
        "            - { siteUrl: \"${var.GSC_SITE_URL}\", permissionLevel: siteUnverifiedUser }",
        "gsc.sites",
    ),
    (
        "            - { siteUrl: \"${var.GSC_SITE_URL}\", permissionLevel: siteOwner }",
        "            - { siteUrl: \"${var.GSC_SITE_URL}\", permissionLevel: SITE_UNVERIFIED_USER }",
        "gsc.sites",
    ),
    (
        "permissionLevel: SITE_FULL_USER }\n            -",
        "permissionLevel: \"${'SITE_USER'}\" }\n            -",
        "gsc.sites",
    ),
    ("status: UNAUTHENTICATED", "status: PERMISSION_DENIED", "gsc.sites"),
    ("404: { breaks_contract:", "200: { html: \"<title>Search Console</title>\", breaks_contract:", "gsc.encoding"),
    ("404: { breaks_contract:", "410: { breaks_contract:", "gsc.encoding"),
    (
        "request.path.site in [string(vars.GSC_SITE_URL), \"https://www.example.com/\"] && request.json.dimensions == [\"page\"",
        "request.path.site in [string(vars.GSC_SITE_URL)] && request.json.dimensions == [\"page\"",
        "gsc.encoding",
    ),
    ("responseAggregationType: byPage ", "responseAggregationType: \"${'page'}\" ", "*gsc.query"),
    ("\"keys\": [p.page, p.device]", "\"keys\": [p.page]", "*gsc.query"),
    ("\"keys\": [p.page, p.device]", "\"keys\": [p.device, p.page]", "gsc.query"),
    ("double(p.clicks) / double(p.impressions)", "100.0 * double(p.clicks) / double(p.impressions)", "*gsc.query"),
    ("double(p.clicks) / double(p.impressions)", "0.075", "gsc.query"),
    ("double(p.clicks) / double(p.impressions)", "0", "gsc.query"),
    ("double(p.clicks) / double(p.impressions)", "string(double(p.clicks) / double(p.impressions))", "*gsc.query"),
    ("clicks: 2, impressions: 2", "clicks: 2, impressions: 1", "gsc.query"),
    ("position: 1 }", "position: 0 }", "gsc.query"),
    ("clicks: 9, impressions: 72", "clicks: 900, impressions: 7200", "gsc.query"),
    ("\"impressions\": p.impressions,", "\"views\": p.impressions,", "*gsc.query"),
    ("path: https://www.example.com/sitemap.xml", "path: \"${'sitemap.xml'}\"", "gsc.sitemaps"),
    ("errors: \"0\"", "errors: \"${0}\"", "gsc.sitemaps"),
    ("isPending: false", "isPending: \"${'no'}\"", "gsc.sitemaps"),
    ("now - d.ago * 86400", "now - (d.ago + 4) * 86400", "ga.freshness"),
    (".substring(0, 10)]", ".substring(0, 7)]", "ga.freshness"),
];
