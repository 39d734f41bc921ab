//! The Analytics Data API of one property as its discovery document has it: metadata, compatibilities and reports.

mod report;

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};

pub(super) const TOKEN: &str = "ya29.ga-4b7d19c05e8f62a3";
pub(super) const PROPERTY: &str = "341508273";

/// What a report may have, by name, with the name that people see.
const DIMENSIONS: [(&str, &str); 5] = [
    ("country", "Country"),
    ("date", "Date"),
    ("deviceCategory", "Device category"),
    ("eventName", "Event name"),
    ("pagePath", "Page path"),
];
const METRICS: [(&str, &str, &str); 4] = [
    ("activeUsers", "Active users", "TYPE_INTEGER"),
    ("averageSessionDuration", "Average session duration", "TYPE_SECONDS"),
    ("screenPageViews", "Views", "TYPE_INTEGER"),
    ("sessions", "Sessions", "TYPE_INTEGER"),
];

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "ga4",
    catalogue: include_str!("ga4/faults.tsv"),
    settings,
    service: |fault| Arc::new(Ga4 { fault, tokens: AtomicI64::new(14_000_000) }),
};

fn settings(_: &str) -> Vec<(&'static str, String)> {
    vec![("GA4_PROPERTY_ID", PROPERTY.to_owned()), ("GOOGLE_ACCESS_TOKEN", TOKEN.to_owned())]
}

struct Ga4 {
    fault: Switch,
    /// Left of this hour.
    tokens: AtomicI64,
}

/// A refusal as Google words it.
pub(super) fn refusal(code: u16, status: &str, message: &str) -> Answer {
    Answer::json(code, &json!({ "error": { "code": code, "message": message, "status": status } }))
}

fn dimension(name: &str, shown: &str) -> Value {
    json!({ "apiName": name, "uiName": shown, "description": format!("{shown}, of the event."), "category": "General" })
}

fn metric((name, shown, kind): (&str, &str, &str)) -> Value {
    json!({ "apiName": name, "uiName": shown, "description": format!("{shown}, counted."), "type": kind, "category": "General" })
}

/// The names that a request lists under `dimensions` or `metrics`.
fn names(request: &Value, list: &str) -> Vec<String> {
    let name = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    request[list].as_array().map(|list| list.iter().map(name).collect()).unwrap_or_default()
}

impl Ga4 {
    /// What a caller without a good token is told, if the caller has none.
    fn refuse(&self, request: &Request) -> Option<Answer> {
        let good = request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) == Some(TOKEN);
        if good {
            return None;
        }
        let refused = refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
            .with("www-authenticate", "Bearer realm=\"https://accounts.google.com/\"");
        Some(match self.fault.on() {
            "token-403" => refused.status(403),
            "token-html" => Answer::page(401, "Sign in"),
            "token-status" => refusal(401, "PERMISSION_DENIED", "Request had invalid authentication credentials."),
            _ => refused,
        })
    }

    fn metadata(&self) -> Answer {
        let dimensions: Vec<Value> = DIMENSIONS
            .iter()
            .filter(|(name, _)| !(*name == "country" && self.fault.is("metadata-name-missing")))
            .map(|(name, shown)| dimension(name, shown))
            .collect();
        let mut metrics: Vec<Value> = METRICS.into_iter().map(metric).collect();
        match self.fault.on() {
            "metadata-metric-renamed" => metrics[0]["apiName"] = json!("totalUsers"),
            "metadata-type-unknown" => metrics[3]["type"] = json!("TYPE_COUNT"),
            _ => {}
        }
        let mut body =
            json!({ "dimensions": dimensions, "metrics": metrics, "name": format!("properties/{PROPERTY}/metadata") });
        match self.fault.on() {
            "metadata-500" => return Answer::trace(),
            "metadata-wrapped" => body = json!({ "data": body }),
            "metadata-token-echo" => body["token"] = json!(TOKEN),
            _ => {}
        }
        Answer::json(200, &body)
    }

    /// What is told where a name of the request is none.
    fn unknown(&self, body: &Value) -> Option<Answer> {
        let metrics = names(body, "metrics");
        let known = names(body, "dimensions").iter().all(|name| DIMENSIONS.iter().any(|(known, _)| known == name))
            && metrics.iter().all(|name| METRICS.iter().any(|(known, ..)| known == name));
        if known {
            return None;
        }
        let message = format!("Field {} is not a valid metric.", metrics.join(", "));
        Some(match self.fault.on() {
            "metric-unknown-served" => {
                Answer::json(200, &json!({ "kind": "analyticsData#runReport", "metricHeaders": [], "metadata": {} }))
            }
            "metric-unknown-404" => refusal(404, "NOT_FOUND", &message),
            "metric-unknown-status" => refusal(400, "NOT_FOUND", &message),
            "metric-unknown-code" => {
                Answer::json(400, &json!({ "error": { "code": 3, "message": message, "status": "INVALID_ARGUMENT" } }))
            }
            "metric-unknown-text" => Answer::json(400, &json!({ "error": message })),
            _ => refusal(400, "INVALID_ARGUMENT", &message),
        })
    }

    fn compatibility(&self) -> Answer {
        let compatible = if self.fault.is("compat-boolean") { json!(true) } else { json!("COMPATIBLE") };
        let dimensions: Vec<Value> = DIMENSIONS
            .iter()
            .filter(|(name, _)| !(*name == "date" && self.fault.is("compat-missing")))
            .map(|(name, shown)| json!({ "dimensionMetadata": dimension(name, shown), "compatibility": compatible }))
            .collect();
        let mut metrics: Vec<Value> = METRICS
            .into_iter()
            .map(|one| json!({ "metricMetadata": metric(one), "compatibility": compatible }))
            .collect();
        if self.fault.is("compat-incompatible") {
            metrics[3]["compatibility"] = json!("INCOMPATIBLE");
        }
        let answer =
            Answer::json(200, &json!({ "dimensionCompatibilities": dimensions, "metricCompatibilities": metrics }));
        if self.fault.is("compat-slow") { answer.slow() } else { answer }
    }

    fn foreign(&self) -> Option<Answer> {
        let message = "User does not have sufficient permissions for this property.";
        match self.fault.on() {
            "property-served" => None,
            "property-404" => Some(refusal(404, "NOT_FOUND", message)),
            "property-status" => Some(refusal(403, "UNAUTHENTICATED", message)),
            "property-scope" => Some(Answer::json(
                403,
                &json!({ "error": {
                    "code": 403,
                    "message": "Request had insufficient authentication scopes.",
                    "status": "PERMISSION_DENIED",
                    "details": [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domain": "googleapis.com" }],
                } }),
            )),
            _ => Some(refusal(403, "PERMISSION_DENIED", message)),
        }
    }
}

impl Service for Ga4 {
    fn answer(&self, request: &Request) -> Answer {
        if let Some(refused) = self.refuse(request) {
            return refused;
        }
        let Some(rest) = request.path.strip_prefix("/v1beta/properties/") else {
            return Answer::page(404, "Error 404 (Not Found)!!1");
        };
        let (property, method) = rest.split_once([':', '/']).unwrap_or((rest, ""));
        if property != PROPERTY
            && let Some(refused) = self.foreign()
        {
            return refused;
        }
        let body = request.json();
        match (request.method.as_str(), method) {
            ("GET", "metadata") => self.metadata(),
            ("POST", "checkCompatibility") => self.unknown(&body).unwrap_or_else(|| self.compatibility()),
            ("POST", "runReport") => {
                self.unknown(&body).unwrap_or_else(|| report::run(&self.fault, &self.tokens, &body))
            }
            _ => Answer::page(404, "Error 404 (Not Found)!!1"),
        }
    }
}

/// Takes a member out of each object of a list.
fn each_without(list: &mut Value, key: &str) {
    for one in list.as_array_mut().into_iter().flatten() {
        remove(one, key);
    }
}
