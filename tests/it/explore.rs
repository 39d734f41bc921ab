//! `holdpoint explore` against the APIs of the contract tests: silent about the right ones, and each fault is found.

mod case;
mod paste;
mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::http::HeaderName;
use holdpoint::explore::api::{Budget, Options, Summary};
use holdpoint::explore::credential::{Credential, Credentials};
use holdpoint::explore::drive;
use holdpoint::http::client::{Client, Settings};
use holdpoint::model::mode::Mode;
use holdpoint::model::secret::Secret;
use holdpoint::openapi::conform::Contract;
use holdpoint::openapi::document::Loading;

use crate::apis::{self, faults};

/// The document of an API.
pub(crate) fn document(api: &str) -> PathBuf {
    let name = if api == "shop" { "shop.yaml" } else { "tracker.json" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services/contract").join(name)
}

fn contract(api: &str) -> Contract {
    Contract::load(&document(api), &Loading::default()).unwrap().0
}

fn credentials(api: &str) -> Credentials {
    let credential = |(name, value): (&str, &str)| match value.strip_prefix("Bearer ") {
        Some(token) => Credential::Bearer(Secret::new(token.to_owned())),
        None => Credential::Header(HeaderName::from_bytes(name.as_bytes()).unwrap(), Secret::new(value.to_owned())),
    };
    let given = vec![credential(apis::credentials(api))];
    let others = apis::other_credentials(api).map(credential).into_iter().collect();
    Credentials { given, others, headers: Vec::new() }
}

/// What an exploration of an API comes to.
fn explored(contract: &Contract, api: &str, fault: Option<&str>, requests: u64, seed: u64) -> Summary {
    explored_for(contract, api, fault, Options { budget: Budget::Requests(requests), ..Options::new(seed) })
}

fn explored_for(contract: &Contract, api: &str, fault: Option<&str>, options: Options) -> Summary {
    let running = apis::start(api, fault, 0);
    let base: url::Url = running.url.parse().unwrap();
    let client = Client::new(Settings::new(Arc::from("api"), Mode::Live, base.clone())).unwrap();
    let options = Options { may_write: true, credentials: credentials(api), ..options };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(drive::explore(contract, &client, &base, &options, &mut |_| {}))
}

/// Does something for each of a list, a few at once.
fn each<T: Sync>(list: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(one) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(one);
                }
            });
        }
    });
}

/// How many seeds are tried; `HOLDPOINT_SEEDS` asks for more.
fn seeds() -> u64 {
    std::env::var("HOLDPOINT_SEEDS").map_or(10, |text| text.parse().expect("HOLDPOINT_SEEDS is a number"))
}

/// Faults that exploring does not find.
const MISSED: [&str; 1] = ["member-unchecked"];

#[test]
fn nothing_is_found_in_what_is_right() {
    for (api, _) in apis::APIS {
        let contract = contract(api);
        let seeds: Vec<u64> = (0..seeds()).collect();
        each(&seeds, |seed| {
            let requests = if seed % 50 == 0 { 3_000 } else { 250 };
            let summary = explored(&contract, api, None, requests, *seed);
            let found: Vec<String> = summary
                .found
                .iter()
                .map(|one| format!("{} {} {}: {} for {}", one.oracle, one.operation, one.field, one.got, one.expected))
                .collect();
            assert!(found.is_empty(), "{api}, seed {seed}:\n{}", found.join("\n"));
            assert!(summary.blind.is_none() && summary.requests >= requests);
            assert_eq!(summary.succeeded, summary.explored, "{api}, seed {seed}: {:?}", summary.notes);
        });
    }
}

#[test]
fn each_fault_is_found() {
    let missed = std::sync::Mutex::new(BTreeSet::new());
    each(&faults(), |fault| {
        let contract = contract(fault.api);
        // One finding is enough to tell.
        let options = Options { budget: Budget::Requests(12_000), max_findings: 1, ..Options::new(7) };
        if explored_for(&contract, fault.api, Some(fault.name), options).found.is_empty() {
            missed.lock().unwrap().insert(fault.name);
        }
    });
    let missed = missed.into_inner().unwrap();
    assert_eq!(missed, MISSED.into(), "what is not found");
}

#[test]
fn a_finding_is_as_small_as_it_can_be() {
    let found = |fault: &str| {
        let api = faults().iter().find(|one| one.name == fault).unwrap().api;
        explored(&contract(api), api, Some(fault), 2_500, 3).found
    };
    let coupon = found("coupon-spring-500");
    let one = coupon.iter().find(|one| one.oracle == "server-error" && one.operation == "POST /orders").unwrap();
    let body = String::from_utf8_lossy(&one.exchanges[one.shows].exchange.request.body).into_owned();
    assert!(body.contains("SPRING-26") && !body.contains("reference") && !body.contains("tags"), "{body}");
    let estimate = found("estimate-least-500");
    assert_eq!(estimate[0].field, "body/estimate");
    let title = found("title-optional");
    let one = title.iter().find(|one| one.operation == "POST /issues").unwrap();
    assert_eq!((one.oracle, one.field.as_str(), one.keyword.as_str()), ("negative-accepted", "body/title", "required"));
    assert!(one.place.as_ref().unwrap().to_string().contains("tracker.json:"));
}
