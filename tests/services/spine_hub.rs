//! A consumer of the spine's snapshot: keeps the last one that it was given, and shows it to people.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::System;
use super::wire::{Answer, Request, Service, Switch, error, remove};

mod page;

/// The contract of the one repository whose digest we know.
const CONTRACT: &[u8] = include_bytes!("../../suites/spine-hub/files/contract.yaml");
const SLUG: &str = "petrova-codes";
const STATES: [&str; 4] = ["pass", "fail", "stale", "n/a"];

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "spine-hub",
    catalogue: include_str!("spine_hub/faults.tsv"),
    settings: |_| vec![("SPINE_SLUG", SLUG.to_owned())],
    service: |fault| Arc::new(Hub::new(fault)),
};

struct Hub {
    fault: Switch,
    kept: Mutex<Kept>,
}

/// The last snapshot, and the one before it.
struct Kept {
    last: Value,
    before: Value,
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))[..12].to_owned()
}

/// The four cells of a row, in the order in which the spine has them.
fn cells(states: [&str; 4]) -> Value {
    json!({
        "contract": { "state": states[0] },
        "runtime": { "state": states[1] },
        "resilience": { "state": states[2] },
        "health": { "state": states[3] },
    })
}

/// What the spine published last, before anyone else wrote here.
fn published(fault: &Switch) -> Value {
    let crlf = String::from_utf8_lossy(CONTRACT).replace('\n', "\r\n");
    let mut row = json!({
        "slug": SLUG,
        "tier": 1,
        "status": "green",
        "contract_sha": digest(if fault.is("published-sha-of-crlf") { crlf.as_bytes() } else { CONTRACT }),
        "integrations": cells(["pass", "pass", "stale", "n/a"]),
    });
    if fault.is("published-without-sha") {
        remove(&mut row, "contract_sha");
    }
    let mut rows = vec![row, json!({ "slug": "petrova-web", "tier": 2, "status": "amber" })];
    if fault.is("published-twice") {
        rows.push(json!({ "slug": "petrova-web", "tier": 2, "status": "green" }));
    }
    let age = match fault.on() {
        "published-old" => 7200,
        "published-twelve-minutes" => 720,
        "published-ahead" => -7200,
        _ => 30,
    };
    let at = Timestamp::now() - SignedDuration::from_secs(age);
    let at = if fault.is("published-unix") { json!(at.as_second()) } else { json!(at.to_string()) };
    json!({ "generated_at": at, "rows": rows })
}

fn rows(snapshot: &Value) -> &[Value] {
    snapshot["rows"].as_array().map_or(&[], Vec::as_slice)
}

fn has_integrations(snapshot: &Value) -> bool {
    rows(snapshot).iter().any(|row| row.get("integrations").is_some())
}

impl Hub {
    fn new(fault: Switch) -> Self {
        let last = published(&fault);
        Self { fault, kept: Mutex::new(Kept { before: last.clone(), last }) }
    }

    /// What is kept. The spine publishes its own every few minutes, also where nothing has changed.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let anew = published(&self.fault);
        let at = kept.last["generated_at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        let is_due = at.is_some_and(|at| Timestamp::now().duration_since(at) > SignedDuration::from_mins(3));
        if is_due && kept.last["rows"] == anew["rows"] {
            kept.last = anew;
        }
        kept
    }

    /// Why this is no snapshot; nothing where it is one.
    fn wrong(&self, sent: &Value, last: &Value) -> Option<&'static str> {
        let at = sent["generated_at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        if at.is_none() && !self.fault.is("published-unix") {
            return Some("generated_at is no time");
        }
        let Some(all) = sent["rows"].as_array() else { return Some("rows is no list") };
        if self.fault.is("integrations-demanded") && !has_integrations(sent) {
            return Some("rows[].integrations is required");
        }
        if self.fault.is("unchanged-refused") && sent["rows"] == last["rows"] {
            return Some("nothing has changed");
        }
        let mut seen = Vec::new();
        for row in all {
            let Some(slug) = row["slug"].as_str() else { return Some("slug is no text") };
            // What was published twice can be given back.
            let overlooked =
                self.fault.is("slug-twice-accepted") || (self.fault.is("published-twice") && slug == "petrova-web");
            if seen.contains(&slug) && !overlooked {
                return Some("a slug stands there twice");
            }
            seen.push(slug);
            if !row["tier"].is_i64() || !row["status"].is_string() {
                return Some("tier or status is missing");
            }
            let integrations = row.get("integrations");
            if self.fault.is("tier-three-demands") && row["tier"] == 3 && integrations.is_none() {
                return Some("rows[].integrations is required of tier 3");
            }
            if self.fault.is("downgrade-refused") && integrations.is_none() {
                let old = rows(last).iter().find(|old| old["slug"] == slug);
                if old.is_some_and(|old| old.get("integrations").is_some()) {
                    return Some("integrations may not disappear");
                }
            }
            if let Some(wrong) = integrations.and_then(|value| self.wrong_integrations(value)) {
                return Some(wrong);
            }
        }
        None
    }

    fn wrong_integrations(&self, value: &Value) -> Option<&'static str> {
        if self.fault.is("integrations-unknown") {
            return Some("unrecognized_keys: integrations");
        }
        let Some(cells) = value.as_object() else {
            let taken = value.is_null() && (self.fault.is("null-accepted") || self.fault.is("null-dropped"));
            return (!taken).then_some("integrations is no object");
        };
        let count = match self.fault.on() {
            "five-cells-accepted" => 4..=5,
            "three-cells-accepted" => 3..=4,
            "no-cells-accepted" if cells.is_empty() => 0..=0,
            _ => 4..=4,
        };
        if !count.contains(&cells.len()) {
            return Some("integrations has four cells");
        }
        let known = |cell: &Value| {
            let state = cell["state"].as_str().unwrap_or_default();
            STATES.contains(&state)
                || (self.fault.is("unknown-state-accepted") && state == "unknown")
                || (self.fault.is("capitals-accepted") && STATES.contains(&state.to_lowercase().as_str()))
        };
        (!cells.values().all(known)).then_some("a state that is not known")
    }

    /// What is kept of what was sent: all of it, where nothing is wrong here.
    fn taken(&self, mut sent: Value, last: &Value) -> Value {
        if self.fault.is("time-of-arrival") {
            sent["generated_at"] = json!(Timestamp::now().to_string());
        }
        let Some(all) = sent["rows"].as_array_mut() else { return sent };
        for row in &mut *all {
            match self.fault.on() {
                "integrations-dropped" => remove(row, "integrations"),
                "null-dropped" if row["integrations"].is_null() => remove(row, "integrations"),
                "sha-as-number" => {
                    if let Some(number) = row["contract_sha"].as_str().and_then(|sha| sha.parse::<u64>().ok()) {
                        row["contract_sha"] = json!(number);
                    }
                }
                "integrations-merged" if row.get("integrations").is_none() => {
                    let old = rows(last).iter().find(|old| old["slug"] == row["slug"]);
                    if let Some(old) = old.and_then(|old| old.get("integrations")) {
                        row["integrations"] = old.clone();
                    }
                }
                "stale-told-as-fail" => {
                    for cell in row["integrations"].as_object_mut().into_iter().flat_map(|cells| cells.values_mut()) {
                        if cell["state"] == "stale" {
                            cell["state"] = json!("fail");
                        }
                    }
                    // Looking for what is not there made it null.
                    if row["integrations"].is_null() {
                        remove(row, "integrations");
                    }
                }
                _ => {}
            }
        }
        if self.fault.is("rows-accumulate") {
            let missing = rows(last).iter().filter(|old| !all.iter().any(|row| row["slug"] == old["slug"]));
            let missing: Vec<Value> = missing.cloned().collect();
            all.extend(missing);
        }
        sent
    }

    fn put(&self, request: &Request) -> Answer {
        let sent = request.json();
        let mut kept = self.kept();
        if let Some(wrong) = self.wrong(&sent, &kept.last) {
            if self.fault.is("refused-yet-kept") && wrong == "integrations is no object" {
                kept.last = sent;
            }
            return match self.fault.on() {
                "null-500" if wrong == "integrations is no object" => Answer::trace(),
                "slug-twice-500" if wrong == "a slug stands there twice" => Answer::trace(),
                _ => Answer::json(400, &error(wrong)),
            };
        }
        let taken = self.taken(sent, &kept.last);
        kept.before = std::mem::replace(&mut kept.last, taken);
        match self.fault.on() {
            "put-answers-before" => Answer::json(200, &kept.before),
            _ => Answer::json(200, &kept.last),
        }
    }

    fn get(&self) -> Answer {
        let kept = self.kept();
        let mut told = kept.last.clone();
        if self.fault.is("filled-in-on-reading") && !has_integrations(&told) {
            for row in told["rows"].as_array_mut().into_iter().flatten() {
                row["integrations"] = cells(["n/a"; 4]);
            }
        }
        if self.fault.is("null-on-reading") && rows(&told).len() > 1 && !has_integrations(&told) {
            for row in told["rows"].as_array_mut().into_iter().flatten() {
                row["integrations"] = Value::Null;
            }
        }
        if self.fault.is("rows-sorted") {
            let by_slug = |row: &Value| row["slug"].as_str().unwrap_or_default().to_owned();
            told["rows"].as_array_mut().into_iter().for_each(|rows| rows.sort_by_key(by_slug));
        }
        Answer::json(200, &told)
    }
}

impl Service for Hub {
    fn answer(&self, request: &Request) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/petrova/snapshot") => self.get(),
            ("PUT", "/api/petrova/snapshot") => self.put(request),
            ("GET", "/dashboard/petrova") => {
                let kept = self.kept();
                page::dashboard(&self.fault, if self.fault.is("dashboard-behind") { &kept.before } else { &kept.last })
            }
            (_, "/api/petrova/snapshot" | "/dashboard/petrova") => Answer::json(405, &error("Method not allowed")),
            _ => Answer::json(404, &error("Not found")),
        }
    }
}
