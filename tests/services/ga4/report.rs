//! Reports: rows of days, countries and devices, added up over what was not asked for, with a quota that they cost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use super::super::wire::{Answer, Switch, remove};
use super::{METRICS, each_without, names};

/// A report of so many dimensions is the one whose form a suite judges; faults of the form keep to it.
const FORM: usize = 3;
const COST: i64 = 3;

/// The events of a week: days ago, country, device, and the counts.
const EVENTS: [(i64, &str, &str, [i64; 3]); 6] = [
    (1, "Portugal", "mobile", [210, 640, 233]),
    (1, "Brazil", "desktop", [77, 301, 90]),
    (2, "Portugal", "mobile", [190, 570, 201]),
    (2, "Brazil", "tablet", [4, 9, 4]),
    (3, "Portugal", "desktop", [150, 477, 166]),
    (6, "Brazil", "mobile", [60, 133, 61]),
];

/// The day so long ago, in the zone of the property.
fn day(fault: &Switch, ago: i64, form: &str) -> String {
    let ago = if fault.is("stale") { ago + 4 } else { ago };
    let zone = TimeZone::get("UTC").unwrap_or(TimeZone::UTC);
    let now = Timestamp::now().to_zoned(zone);
    now.checked_sub(ago.days()).unwrap_or(now).strftime(form).to_string()
}

/// Whether the first range of the request ends before the property began.
fn before(body: &Value) -> bool {
    let end = body["dateRanges"][0]["endDate"].as_str().unwrap_or_default();
    end.starts_with("20") && end < "2023-01-01"
}

/// How many rows are asked for; an int64 comes as a number or as a text.
fn limit(body: &Value) -> usize {
    let text = body["limit"].as_str().and_then(|text| text.parse().ok());
    text.or_else(|| body["limit"].as_u64()).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10_000)
}

/// The rows, added up by what was asked for: the most events first, or by the day where that is asked for.
fn rows(fault: &Switch, body: &Value, dimensions: &[String], metrics: &[String]) -> Vec<(Vec<String>, Vec<i64>)> {
    let form = if fault.is("date-dashes") && dimensions == ["date"] { "%Y-%m-%d" } else { "%Y%m%d" };
    let mut sums: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
    for (ago, country, device, [users, views, sessions]) in EVENTS {
        let key = dimensions.iter().map(|name| match name.as_str() {
            "date" => day(fault, ago, form),
            "country" => country.to_owned(),
            "deviceCategory" => device.to_owned(),
            _ => "(not set)".to_owned(),
        });
        let sum = sums.entry(key.collect()).or_insert_with(|| vec![0; metrics.len()]);
        for (total, name) in sum.iter_mut().zip(metrics) {
            *total += match name.as_str() {
                "activeUsers" => users,
                "screenPageViews" => views,
                "sessions" => sessions,
                _ => 30,
            };
        }
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    let order = &body["orderBys"][0];
    if order["dimension"]["dimensionName"] == "date" && dimensions.first().is_some_and(|name| name == "date") {
        if order["desc"] == true && !fault.is("order-ignored") {
            rows.reverse();
        }
    } else {
        rows.sort_by(|(_, one), (_, other)| other.cmp(one));
    }
    rows
}

pub(super) fn run(fault: &Switch, tokens: &AtomicI64, body: &Value) -> Answer {
    let left = tokens.fetch_sub(COST, Ordering::Relaxed) - COST;
    let dimensions = names(body, "dimensions");
    let metrics = names(body, "metrics");
    let kind_of =
        |name: &String| METRICS.iter().find(|(known, ..)| known == name).map_or("TYPE_FLOAT", |(.., kind)| *kind);
    let mut answer = json!({
        "dimensionHeaders": dimensions.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "metricHeaders": metrics.iter().map(|name| json!({ "name": name, "type": kind_of(name) })).collect::<Vec<_>>(),
    });
    let mut metadata = json!({ "currencyCode": "EUR", "timeZone": "Europe/Lisbon" });
    if before(body) {
        match fault.on() {
            "empty-list" => answer["rows"] = json!([]),
            "empty-null" => answer["rows"] = Value::Null,
            "empty-zero-row" => {
                answer["rows"] =
                    json!([{ "dimensionValues": [{ "value": "20150814" }], "metricValues": [{ "value": "0" }] }]);
            }
            "empty-404" => return super::refusal(404, "NOT_FOUND", "There is no data."),
            _ => {}
        }
        metadata["emptyReason"] = json!("NO_DATA");
    } else {
        let all = rows(fault, body, &dimensions, &metrics);
        let shown = if fault.is("report-limit-ignored") && dimensions.len() == FORM { all.len() } else { limit(body) };
        let value = |value: &String| json!({ "value": value });
        let row = |(key, counts): &(Vec<String>, Vec<i64>)| {
            let counts: Vec<Value> = counts.iter().map(|count| json!({ "value": count.to_string() })).collect();
            json!({ "dimensionValues": key.iter().map(value).collect::<Vec<_>>(), "metricValues": counts })
        };
        answer["rows"] = all.iter().take(shown).map(row).collect::<Vec<_>>().into();
        answer["rowCount"] = json!(all.len());
    }
    quality(fault, &mut metadata, &dimensions);
    answer["metadata"] = metadata;
    if body["returnPropertyQuota"] == true {
        let left = if fault.is("quota-low") { 412 } else { left };
        answer["propertyQuota"] = json!({
            "tokensPerDay": { "consumed": COST, "remaining": left * 5 },
            "tokensPerHour": { "consumed": COST, "remaining": left },
            "concurrentRequests": { "remaining": 10 },
            "serverErrorsPerProjectPerHour": { "remaining": 10 },
            "potentiallyThresholdedRequestsPerHour": { "remaining": 120 },
            "tokensPerProjectPerHour": { "consumed": COST, "remaining": left },
        });
    }
    answer["kind"] = json!("analyticsData#runReport");
    if dimensions.len() == FORM {
        return misshapen(fault, answer);
    }
    match fault.on() {
        "quality-count" if dimensions == ["date", "country"] => {
            answer["rowCount"] = json!(answer["rows"].as_array().map_or(0, Vec::len) + 1);
        }
        "quality-column-missing" if dimensions == ["date", "country"] => {
            for row in answer["rows"].as_array_mut().into_iter().flatten() {
                row["dimensionValues"].as_array_mut().and_then(Vec::pop);
            }
        }
        "quota-missing" => remove(&mut answer, "propertyQuota"),
        "quota-text" if body["returnPropertyQuota"] == true => {
            answer["propertyQuota"]["tokensPerHour"]["remaining"] = json!(left.to_string());
        }
        _ => {}
    }
    Answer::json(200, &answer)
}

/// What is wrong with the numbers; the week by day and country is the report that a suite looks at for it.
fn quality(fault: &Switch, metadata: &mut Value, dimensions: &[String]) {
    if dimensions != ["date", "country"] {
        return;
    }
    match fault.on() {
        "quality-threshold-text" => metadata["subjectToThresholding"] = json!("true"),
        "quality-samples-number" => {
            metadata["samplingMetadatas"] = json!([{ "samplesReadCount": 1000, "samplingSpaceSize": 5000 }]);
        }
        "quality-reason-text" => metadata["dataTruncationReasons"] = json!(["retention"]),
        // A catch that is told as documented is none of the service's faults.
        _ => metadata["dataLossFromOtherRow"] = json!(true),
    }
}

/// Faults of the form.
fn misshapen(fault: &Switch, mut answer: Value) -> Answer {
    let sorted = |list: &mut Value| {
        if let Some(list) = list.as_array_mut() {
            list.sort_by_key(|one| one["name"].as_str().unwrap_or_default().to_owned());
        }
    };
    match fault.on() {
        "report-kind" => answer["kind"] = json!("analyticsData#runPivotReport"),
        "report-sorted" => sorted(&mut answer["dimensionHeaders"]),
        "report-metrics-sorted" => sorted(&mut answer["metricHeaders"]),
        "report-count-missing" => remove(&mut answer, "rowCount"),
        "report-count-text" => answer["rowCount"] = json!("6"),
        "report-type-missing" => each_without(&mut answer["metricHeaders"], "type"),
        "report-html" => return Answer::page(200, "Sign in"),
        _ => {}
    }
    for row in answer["rows"].as_array_mut().into_iter().flatten() {
        match fault.on() {
            "report-values-shifted" => {
                if let Some(values) = row["dimensionValues"].as_array_mut() {
                    values.rotate_left(1);
                }
            }
            "report-numbers" => row["metricValues"][0]["value"] = json!(640),
            "report-value-missing" => {
                row["metricValues"].as_array_mut().and_then(Vec::pop);
            }
            _ => {}
        }
    }
    Answer::json(200, &answer)
}
