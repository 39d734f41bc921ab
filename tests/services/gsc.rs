//! Search Console as its documentation has it: the sites of an account, how they were found, and their sitemaps.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};

pub(super) const TOKEN: &str = "ya29.gsc-9e20f7a4d1c358b6";
pub(super) const SITE: &str = "sc-domain:example.com";

/// The pages that were found: page, device, clicks, impressions, position; the most clicks first.
const PAGES: [(&str, &str, u32, u32, f64); 12] = [
    ("https://example.com/", "MOBILE", 412, 5_120, 4.25),
    ("https://example.com/", "DESKTOP", 398, 4_300, 3.5),
    ("https://example.com/shop", "MOBILE", 120, 2_200, 7.1),
    ("https://example.com/shop", "DESKTOP", 64, 640, 6.2),
    ("https://example.com/shop/lamps", "MOBILE", 21, 700, 11.0),
    ("https://example.com/help", "TABLET", 8, 41, 9.3),
    ("https://example.com/help", "MOBILE", 5, 5, 1.0),
    ("https://example.com/press", "DESKTOP", 1, 4, 2.5),
    ("https://example.com/team", "DESKTOP", 1, 90, 18.4),
    ("https://example.com/imprint", "MOBILE", 0, 12, 33.0),
    ("https://example.com/terms", "MOBILE", 0, 3, 51.7),
    ("https://example.com/terms", "DESKTOP", 0, 1, 80.0),
];

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "gsc",
    catalogue: include_str!("gsc/faults.tsv"),
    settings,
    service: |fault| Arc::new(Gsc { fault }),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![("GSC_SITE_URL", SITE.to_owned()), ("GOOGLE_ACCESS_TOKEN", TOKEN.to_owned())]
}

struct Gsc {
    fault: Switch,
}

fn refusal(code: u16, status: &str, reason: &str, message: &str) -> Answer {
    Answer::json(
        code,
        &json!({ "error": {
            "code": code,
            "message": message,
            "errors": [{ "message": message, "domain": "global", "reason": reason }],
            "status": status,
        } }),
    )
}

/// What the web server before the API answers to a path that is none.
fn nowhere() -> Answer {
    Answer::page(404, "Error 404 (Not Found)!!1")
}

/// One segment of a path, decoded.
fn decoded(segment: &str) -> String {
    let form = format!("site={}", segment.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, site)| site.into_owned()).unwrap_or_default()
}

fn row(keys: &[String], clicks: u32, impressions: u32, position: f64) -> Value {
    json!({
        "keys": keys,
        "clicks": clicks,
        "impressions": impressions,
        "ctr": f64::from(clicks) / f64::from(impressions),
        "position": position,
    })
}

impl Gsc {
    /// What a caller without a good token is told, if the caller has none.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        if request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) == Some(TOKEN) {
            return None;
        }
        let message = "Request had invalid authentication credentials.";
        let refused = refusal(401, "UNAUTHENTICATED", "authError", message);
        Some(match self.fault.on() {
            "token-403" => refused.status(403),
            "token-served" => Answer::json(200, &json!({})),
            "token-html" => Answer::page(401, "Sign in"),
            "token-status" => refusal(401, "FORBIDDEN", "authError", message),
            _ => refused,
        })
    }

    fn sites(&self) -> Answer {
        let mut ours = json!({ "siteUrl": SITE, "permissionLevel": "siteFullUser" });
        match self.fault.on() {
            "site-missing" => ours["siteUrl"] = json!("sc-domain:example.net"),
            "site-unverified" => ours["permissionLevel"] = json!("siteUnverifiedUser"),
            "site-unverified-capitals" => ours["permissionLevel"] = json!("SITE_UNVERIFIED_USER"),
            "site-level-unknown" => ours["permissionLevel"] = json!("owner"),
            "site-level-missing" => remove(&mut ours, "permissionLevel"),
            "sites-token-echo" => ours["token"] = json!(TOKEN),
            _ => {}
        }
        let list = json!([
            { "siteUrl": "https://blog.example.com/", "permissionLevel": "siteUnverifiedUser" },
            ours,
        ]);
        let answer = Answer::json(200, &json!({ "siteEntry": list }));
        match self.fault.on() {
            "sites-wrapped" => Answer::json(200, &json!({ "sites": list })),
            "sites-slow" => answer.slow(),
            _ => answer,
        }
    }

    fn sitemaps(&self) -> Answer {
        let mut one = json!({
            "path": "https://example.com/sitemap.xml",
            "lastSubmitted": "2026-09-30T07:11:02.000Z",
            "isPending": false,
            "isSitemapsIndex": false,
            "type": "sitemap",
            "lastDownloaded": "2026-11-19T21:40:18.000Z",
            "warnings": "2",
            "errors": "0",
            "contents": [{ "type": "web", "submitted": "118", "indexed": "0" }],
        });
        match self.fault.on() {
            "sitemaps-500" => return Answer::trace(),
            "sitemaps-empty" => return Answer::json(200, &json!({ "sitemap": [] })),
            "sitemaps-list" => return Answer::json(200, &json!([one])),
            "sitemaps-path-missing" => remove(&mut one, "path"),
            "sitemaps-errors-number" => one["errors"] = json!(0),
            "sitemaps-type-unknown" => one["type"] = json!("xml"),
            _ => {}
        }
        Answer::json(200, &json!({ "sitemap": [one] }))
    }

    fn query(&self, body: &Value) -> Answer {
        let limit = body["rowLimit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(1000);
        if body["dimensions"] == json!(["date"]) {
            return self.days();
        }
        // Faults of a row keep to a query of more than one: another is made for its path alone.
        if limit == 1 {
            let (page, device, clicks, impressions, position) = PAGES[0];
            let only = row(&[page.to_owned(), device.to_owned()], clicks, impressions, position);
            return Answer::json(200, &json!({ "rows": [only], "responseAggregationType": "byPage" }));
        }
        let shown = if self.fault.is("query-limit-ignored") { PAGES.len() } else { limit };
        let mut rows: Vec<Value> = PAGES.iter().take(shown).map(|page| self.page(page)).collect();
        match self.fault.on() {
            "query-500" => return Answer::trace(),
            "query-twice" => {
                rows.pop();
                rows.extend(rows.last().cloned());
            }
            "query-unsorted" => rows.reverse(),
            "query-position-missing" => {
                if let Some(last) = rows.last_mut() {
                    remove(last, "position");
                }
            }
            _ => {}
        }
        let mut answer = json!({ "rows": rows, "responseAggregationType": "BY_PAGE" });
        match self.fault.on() {
            "query-aggregation-missing" => remove(&mut answer, "responseAggregationType"),
            "query-aggregation-other" => answer["responseAggregationType"] = json!("byProperty"),
            "query-aggregation-unknown" => answer["responseAggregationType"] = json!("page"),
            _ => {}
        }
        Answer::json(200, &answer)
    }

    fn page(&self, (page, device, clicks, impressions, position): &(&str, &str, u32, u32, f64)) -> Value {
        let (clicks, impressions) = (*clicks, *impressions);
        let mut row = row(&[(*page).to_owned(), (*device).to_owned()], clicks, impressions, *position);
        let ctr = f64::from(clicks) / f64::from(impressions);
        match self.fault.on() {
            "query-keys-short" => row["keys"] = json!([page]),
            "query-keys-text" => row["keys"] = json!(format!("{page},{device}")),
            "query-keys-swapped" => row["keys"] = json!([device, page]),
            "query-keys-missing" => remove(&mut row, "keys"),
            "query-ctr-percent" => row["ctr"] = json!(ctr * 100.0),
            "query-ctr-zero" => row["ctr"] = json!(ctr.floor()),
            "query-ctr-inverse" => row["ctr"] = json!(f64::from(impressions) / f64::from(clicks.max(1))),
            "query-ctr-same" => row["ctr"] = json!(0.0787),
            "query-ctr-text" => row["ctr"] = json!(ctr.to_string()),
            "query-clicks-text" => row["clicks"] = json!(clicks.to_string()),
            "query-clicks-more" => {
                row["clicks"] = json!(impressions);
                row["impressions"] = json!(clicks);
            }
            "query-position-zero" => row["position"] = json!(position - 1.0),
            _ => {}
        }
        row
    }

    /// Ten days with final data, the last one two days ago.
    fn days(&self) -> Answer {
        let form = if self.fault.is("day-compact") { "%Y%m%d" } else { "%Y-%m-%d" };
        let last = match self.fault.on() {
            "stale" => 7,
            "ahead" => -3,
            "no-days" => return Answer::json(200, &json!({ "responseAggregationType": "byProperty" })),
            _ => 2,
        };
        let now = Timestamp::now().to_zoned(TimeZone::UTC);
        let day = |ago: i64| now.checked_sub(ago.days()).unwrap_or_else(|_| now.clone()).strftime(form).to_string();
        let rows: Vec<Value> = (0..10).rev().map(|ago| row(&[day(last + ago)], 90, 1_800, 6.5)).collect();
        Answer::json(200, &json!({ "rows": rows, "responseAggregationType": "byProperty" }))
    }
}

impl Service for Gsc {
    fn answer(&self, request: &Request) -> Answer {
        if let Some(refused) = self.refuse(request) {
            return refused;
        }
        let Some(rest) = request.path.strip_prefix("/webmasters/v3/sites") else {
            return nowhere();
        };
        let unencoded = rest.strip_prefix("/https://").filter(|rest| rest.contains('/'));
        let segments: Vec<&str> = match unencoded {
            Some(_) if self.fault.is("unencoded-redirect") => {
                return Answer::redirect("/webmasters/v3/sites/https%3A%2F%2Fexample.com%2F");
            }
            Some(_) if self.fault.is("unencoded-400") => {
                return refusal(400, "INVALID_ARGUMENT", "invalidParameter", "This is no site.");
            }
            Some(rest) if self.fault.is("unencoded-served") => {
                let method = rest.split_once("//").map_or("", |(_, method)| method);
                std::iter::once(SITE).chain(method.split('/').filter(|part| !part.is_empty())).collect()
            }
            Some(_) => return nowhere(),
            None => rest.split('/').skip(1).collect(),
        };
        if segments.is_empty() && request.method == "GET" {
            return self.sites();
        }
        let site = segments.first().map(|site| decoded(site)).unwrap_or_default();
        let lost = self.fault.is("encoded-404") && segments.first().is_some_and(|site| site.contains("%3A"));
        if lost || !site.contains(':') {
            return nowhere();
        }
        if site != SITE {
            return refusal(
                403,
                "PERMISSION_DENIED",
                "forbidden",
                "User does not have sufficient permission for this site.",
            );
        }
        match (request.method.as_str(), segments.get(1..).unwrap_or_default()) {
            ("GET", []) => Answer::json(200, &json!({ "siteUrl": SITE, "permissionLevel": "siteFullUser" })),
            ("GET", ["sitemaps"]) => self.sitemaps(),
            ("POST", ["searchAnalytics", "query"]) => self.query(&request.json()),
            _ => nowhere(),
        }
    }
}
