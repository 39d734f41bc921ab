//! The suites detect: each fault of a service makes its case red, by the right field, and no other; a right service is green.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::program::{Outcome, run};
use crate::services::{Fault, Options, Running, SYSTEMS, faults, start};

/// A live run is waits, as targets ask for no more than so many requests a second.
const AT_ONCE: usize = 32;

/// The only reason for which a case may be left out of a live run of ours.
const MOCK_ONLY: &str = "only for a mock target";

fn live(service: &Running, target: &str, more: &[&str]) -> Outcome {
    let at = format!("{target}={}", service.url);
    // By its folder: what other targets have is not even read.
    let suites = format!("suites/{target}");
    let mut arguments = vec![suites.as_str(), "--live", &at, "--approve", "test: detection"];
    arguments.extend(more);
    run(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments, &service.settings())
}

/// What is wrong with how a run took a fault; nothing where it was detected as the catalogue says.
fn complaint(fault: &Fault, outcome: &Outcome) -> Option<String> {
    let by_field = |field: &Option<String>| field.as_ref().is_some_and(|field| field.contains(fault.field));
    // What a fault breaks, other checks may need as well.
    let others = &fault.also;
    let mut wrong = Vec::new();
    if outcome.code != Some(100) {
        wrong.push("the exit code is not 100".to_owned());
    }
    let mut detected = false;
    for case in outcome.red() {
        let own = case.covers.iter().any(|id| id == fault.case);
        if own && case.status == "failed" && by_field(&case.field) {
            detected = true;
        } else if !own && !case.covers.iter().any(|id| others.contains(&id.as_str())) {
            wrong.push(format!("`{}` is red as well", case.id));
        } else if own && others.is_empty() {
            wrong.push(format!("`{}` is {} by {:?}, not by `{}`", case.id, case.status, case.field, fault.field));
        }
    }
    if !detected {
        wrong.push(format!("no case of {} is red by `{}`", fault.case, fault.field));
    }
    (!wrong.is_empty()).then(|| {
        format!("{} {} ({}):\n  {}\n  {}", fault.target, fault.id, fault.what, wrong.join("\n  "), outcome.told())
    })
}

/// Does the work for each item, so many at once; gives what was complained of.
pub(crate) fn all<T: Sync>(items: &[T], at_once: usize, work: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let complaints = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let complaint = work(item);
                    complaints.lock().unwrap_or_else(PoisonError::into_inner).extend(complaint);
                }
            });
        }
    });
    complaints.into_inner().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn none(complaints: &[String], of: usize) {
    let mut told = String::new();
    for complaint in complaints {
        let _ = writeln!(told, "{complaint}");
    }
    assert!(complaints.is_empty(), "{} of {of}:\n{told}", complaints.len());
}

#[test]
fn every_fault_makes_its_case_red_and_no_other() {
    let only = std::env::var("HOLDPOINT_FAULT").ok();
    let wanted: Vec<Fault> = faults()
        .into_iter()
        .filter(|fault| only.as_ref().is_none_or(|only| [fault.id, fault.target].contains(&only.as_str())))
        .collect();
    assert!(!wanted.is_empty(), "no such fault");
    let complaints = all(&wanted, AT_ONCE, |fault| {
        let service = start(fault.target, Options { fault: Some(fault.id.to_owned()), ..Options::default() });
        complaint(fault, &live(&service, fault.target, &[]))
    });
    none(&complaints, wanted.len());
}

#[test]
fn a_right_service_is_green() {
    let runs: Vec<(&str, u64)> =
        SYSTEMS.iter().flat_map(|system| [0, 20, 20].map(|jitter| (system.target, jitter))).collect();
    let complaints = all(&runs, AT_ONCE, |(target, jitter_ms)| {
        let service = start(target, Options { jitter_ms: *jitter_ms, ..Options::default() });
        // Twice: what the first run left behind would show in the second. `HOLDPOINT_RUNS=200` asks for more.
        let times = std::env::var("HOLDPOINT_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
        (1..=times).find_map(|number| {
            let outcome = live(&service, target, &["--jobs", "64"]);
            let whole = outcome.cases.iter().all(|case| case.status == "passed" || case.reason == MOCK_ONLY);
            (outcome.code != Some(0) || !whole)
                .then(|| format!("{target}, jitter {jitter_ms} ms, run {number}: {}", outcome.told()))
        })
    });
    none(&complaints, runs.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_that_a_live_run_changed_are_put_back() {
    let service = start("chatwoot", Options::default());
    let settings = service.settings();
    let setting = |wanted: &str| settings.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    let labels = format!(
        "{}/api/v1/accounts/{}/conversations/{}/labels",
        service.url,
        setting("CHATWOOT_ACCOUNT_ID").expect("an account"),
        setting("CHATWOOT_CONVERSATION_ID").expect("a conversation"),
    );
    let token = setting("CHATWOOT_API_ACCESS_TOKEN").expect("a token");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    // A conversation without labels is put back as well.
    for before in [r#"{"labels":["vip","billing"]}"#, r#"{"labels":[]}"#] {
        let sent = client.post(&labels).header("api_access_token", &token).body(before);
        sent.send().await.expect("an answer");
        let outcome = tokio::task::block_in_place(|| live(&service, "chatwoot", &["--covers", "cw.conv.labels"]));
        assert_eq!((outcome.code, outcome.cases.len()), (Some(0), 1), "{}", outcome.told());
        let answer = client.get(&labels).header("api_access_token", &token).send().await.expect("an answer");
        assert_eq!(answer.text().await.expect("a body").replace("payload", "labels"), before);
    }
}
