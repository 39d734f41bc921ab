//! The services' own test: the right ones answer rightly, and each fault changes the answers of its case and of no other.

mod probes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use reqwest::Client;
use serde_json::{Value, json};

use super::{Fault, Options, SYSTEMS, chatwoot, chatwoot_receiver, faults, integrations, start};
use probes::{LATE, Probe, client, delivery, outcome, probes};

/// The systems whose services are asked here by a client of this test, beside the suites that judge them all.
const PROBED: [&str; 3] = ["chatwoot", "chatwoot-receiver", "integrations"];

fn probed() -> Vec<Fault> {
    faults().into_iter().filter(|fault| PROBED.contains(&fault.target)).collect()
}

/// The cases that some fault must redden.
const CASES: [&str; 37] = [
    "cw.account.other",
    "cw.auth.bad",
    "cw.auth.bearer",
    "cw.auth.missing",
    "cw.auth.profile",
    "cw.clock",
    "cw.conv.labels",
    "cw.conversations",
    "cw.labels.list",
    "cw.liveness",
    "cw.notfound",
    "cw.readiness",
    "cw.seedpath",
    "cw.swagger.errors",
    "cw.transcript.noemail",
    "cw.transcript.ok",
    "cw.version",
    "cw.webhook.dup",
    "cw.webhook.hmac",
    "cw.webhook.timeout",
    "int.auth.bearer-only",
    "int.auth.inactive",
    "int.auth.invalid",
    "int.auth.missing",
    "int.auth.ok",
    "int.auth.origin",
    "int.doi.encoding",
    "int.health.root",
    "int.health.version",
    "int.pagination.walk",
    "int.people.bounds",
    "int.people.shape",
    "int.ratelimit.headers",
    "int.scope.people",
    "int.scope.publications",
    "int.scope.works",
    "int.undocumented",
];

fn options(fault: &str) -> Options {
    Options { fault: Some(fault.to_owned()), jitter_ms: 0 }
}

/// The outcomes of a target's probes, of one case or of all.
async fn outcomes(
    client: &Client,
    url: &str,
    all: &[Probe],
    only: Option<&str>,
) -> BTreeMap<&'static str, Vec<String>> {
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for probe in all.iter().filter(|probe| only.is_none_or(|case| case == probe.case)) {
        let came = outcome(client, url, probe).await;
        let late = came == LATE;
        found.entry(probe.case).or_default().push(came);
        // One slow answer says enough.
        if late {
            break;
        }
    }
    found
}

#[test]
fn the_catalogues_are_whole() {
    for system in SYSTEMS {
        let listed = system.faults();
        let ids: BTreeSet<&str> = listed.iter().map(|fault| fault.id).collect();
        assert_eq!(ids.len(), listed.len(), "{}: an id twice", system.target);
        assert!(listed.len() >= 12, "{}: only {} faults", system.target, listed.len());
    }
    assert!(faults().iter().all(|fault| !fault.field.is_empty() && !fault.what.is_empty()), "an empty column");
}

#[test]
fn each_case_has_a_fault() {
    let reddened: BTreeSet<&str> = probed().iter().map(|fault| fault.case).collect();
    assert_eq!(reddened, CASES.into_iter().collect());
}

#[test]
#[should_panic(expected = "unknown fault: no-such-fault")]
fn an_unknown_fault_is_refused() {
    let _ = start("chatwoot", options("no-such-fault"));
}

#[tokio::test]
async fn each_fault_changes_its_case_and_no_other() {
    let client = client();
    let mut right = BTreeMap::new();
    for target in PROBED {
        let service = start(target, Options::default());
        right.insert(target, outcomes(&client, &service.url, &probes(target), None).await);
    }
    let right = Arc::new(right);
    let wrong: Vec<String> = stream::iter(probed())
        .map(|fault| judge(fault, client.clone(), Arc::clone(&right)))
        .buffer_unordered(12)
        .filter_map(std::future::ready)
        .collect()
        .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a fault, if anything is.
async fn judge(
    fault: Fault,
    client: Client,
    right: Arc<BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>>,
) -> Option<String> {
    let service = start(fault.target, options(fault.id));
    // A slow answer is waited for in its own case only.
    let only = (fault.field == "time").then_some(fault.case);
    let faulty = outcomes(&client, &service.url, &probes(fault.target), only).await;
    let right = &right[fault.target];
    let changed: BTreeSet<&str> =
        faulty.iter().filter(|(case, came)| right[*case] != **came).map(|(case, _)| *case).collect();
    let mut allowed = BTreeSet::from([fault.case]);
    allowed.extend(fault.also.iter().copied());
    let fine = changed.contains(fault.case) && changed.is_subset(&allowed);
    (!fine).then(|| format!("{} {}: changed {changed:?}, was to change {}", fault.target, fault.id, fault.case))
}

async fn json_of(client: &Client, url: String, header: (&str, &str)) -> (u16, Value) {
    let response = client.get(url).header(header.0, header.1).send().await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

#[tokio::test]
async fn chatwoot_is_right() {
    let service = start("chatwoot", Options { fault: None, jitter_ms: 3 });
    let client = client();
    let token = ("api_access_token", chatwoot::TOKEN);
    let account = format!("{}/api/v1/accounts/{}", service.url, chatwoot::ACCOUNT);
    let (status, ready) = json_of(&client, format!("{}/api", service.url), token).await;
    assert_eq!((status, &ready["data_services"], &ready["queue_services"]), (200, &json!("ok"), &json!("ok")));
    let (_, list) = json_of(&client, format!("{account}/conversations?page=1"), token).await;
    let statuses: BTreeSet<&str> =
        list["data"]["payload"].as_array().expect("a list").iter().filter_map(|one| one["status"].as_str()).collect();
    assert_eq!(statuses, BTreeSet::from(["open", "pending", "resolved", "snoozed"]));
    let labels = format!("{account}/conversations/{}/labels", chatwoot::CONVERSATION);
    for sent in [json!(["vip"]), json!([]), json!(["shipping", "billing"])] {
        client
            .post(&labels)
            .header(token.0, token.1)
            .header("content-type", "application/json")
            .body(json!({ "labels": sent }).to_string())
            .send()
            .await
            .expect("an answer");
        assert_eq!(json_of(&client, labels.clone(), token).await, (200, json!({ "payload": sent })));
    }
    let missing = json_of(&client, format!("{account}/conversations/0"), token).await;
    assert_eq!(missing, (404, json!({ "error": "Resource could not be found" })));
    let bad = json_of(&client, format!("{}/api/v1/profile", service.url), ("api_access_token", "bad")).await;
    assert_eq!(bad, (401, json!({ "error": "Invalid Access Token" })));
}

#[tokio::test]
async fn the_receiver_is_right() {
    let service = start("chatwoot-receiver", Options::default());
    let client = client();
    let status = async |id: &str, age: i64, secret: &str| {
        let came = outcome(&client, &service.url, &delivery("cw.webhook.hmac", id, age, secret)).await;
        came[..3].to_owned()
    };
    assert_eq!(status("a", 0, chatwoot_receiver::SECRET).await, "200");
    assert_eq!(status("a", 0, chatwoot_receiver::SECRET).await, "200");
    assert_eq!(status("b", 0, "another").await, "401");
    assert_eq!(status("c", 301, chatwoot_receiver::SECRET).await, "401");
    assert_eq!(status("d", -310, chatwoot_receiver::SECRET).await, "401");
    assert_eq!(status("e", 290, chatwoot_receiver::SECRET).await, "200");
    assert_eq!(status("", 0, chatwoot_receiver::SECRET).await, "400");
    let settings: BTreeMap<_, _> = service.settings().into_iter().collect();
    for (id, count) in [("a", 1), ("b", 0), ("never", 0)] {
        let effects = json_of(&client, format!("{}/{id}", settings["CHATWOOT_EFFECTS_URL"]), ("accept", "*/*")).await;
        assert_eq!(effects, (200, json!({ "count": count })), "{id}");
    }
}

#[tokio::test]
async fn integrations_are_right_also_for_many_at_once() {
    let service = start("integrations", Options::default());
    let client = client();
    let key = ("x-api-key", integrations::KEY);
    let mut seen = BTreeSet::new();
    let mut next = json!("/v1/people?page=1&per_page=5");
    while let Some(path) = next.as_str() {
        let (status, page) = json_of(&client, format!("{}{path}", service.url), key).await;
        assert_eq!((status, &page["total"], &page["pages"]), (200, &json!(23), &json!(5)));
        seen.extend(page["people"].as_array().expect("people").iter().map(|person| person["orcid_id"].to_string()));
        next = page["next_page_url"].clone();
    }
    assert_eq!(seen.len(), 23);
    assert!(seen.iter().any(|orcid| orcid.ends_with("X\"")), "an iD with the check digit X");
    let url = format!("{}/integrations/v1/installation", service.url);
    let left: BTreeSet<String> = stream::iter(0..256)
        .map(|_| client.get(&url).header(key.0, key.1).send())
        .buffer_unordered(64)
        .map(|answer| answer.expect("an answer").headers()["x-ratelimit-remaining"].to_str().expect("text").to_owned())
        .collect()
        .await;
    assert_eq!(left.len(), 256, "no two requests see the same Remaining");
}

#[tokio::test]
async fn a_cut_answer_has_begun() {
    let service = start("chatwoot", options("conversations-cut"));
    let client = client();
    let all = probes("chatwoot");
    for _ in 0..20 {
        let came = outcomes(&client, &service.url, &all, Some("cw.conversations")).await;
        assert_eq!(came["cw.conversations"], ["200 OK, body broken off"]);
    }
}

#[tokio::test]
async fn a_service_stops_when_it_is_dropped() {
    let service = start("integrations", options("root-slow"));
    let url = format!("{}/health", service.url);
    let client = client();
    let waiting = client.get(&url).send();
    let (waited, ()) = tokio::join!(waiting, async {
        tokio::task::yield_now().await;
        drop(service);
    });
    assert!(waited.is_err(), "nothing answers any more");
    assert!(client.get(&url).send().await.is_err_and(|failure| failure.is_connect()), "nothing listens any more");
}
