//! A finding's case, pasted into a suite: red where the fault is, and green where it is not.

use holdpoint::explore::api::{Budget, Options};

use crate::apis::{self, faults};
use crate::bench::Yard;

/// The case of a suite that an exploration of a fault gives, for an oracle.
fn case(api: &str, fault: &str, oracle: &str) -> String {
    let options =
        Options { budget: Budget::Requests(4_000), only: vec![oracle.to_owned()], max_findings: 1, ..Options::new(11) };
    let found = super::explored_for(&super::contract(api), api, Some(fault), options).found;
    let one = found.iter().find(|one| one.oracle == oracle);
    let one = one.unwrap_or_else(|| {
        panic!("{fault}: no {oracle} in {:?}", found.iter().map(|one| one.oracle).collect::<Vec<_>>())
    });
    one.case.clone().unwrap_or_else(|| panic!("{fault}: no case"))
}

fn run(api: &str, fault: Option<&str>, case: &str) -> (Option<i32>, String) {
    let running = apis::start(api, fault, 0);
    let (name, value) = apis::credentials(api);
    let caller = match value.strip_prefix("Bearer ") {
        Some(_) => "bearer: \"${secret.KEY}\"".to_owned(),
        None => format!("header: {{ {name}: \"${{secret.KEY}}\" }}"),
    };
    let other = apis::other_credentials(api).map_or(value, |(_, other)| other);
    let project = format!(
        "version: 1\ntargets:\n  api:\n    secrets: [KEY, OTHER]\n    callers:\n      explorer: {{ {caller} }}\n      other: {{ {} }}\n",
        caller.replace("KEY", "OTHER")
    );
    let suite = format!("suite: api/found\nlane: contract\ntarget: api\ncases:\n{case}");
    let yard = Yard::empty()
        .project(&project)
        .suite("api/found", &suite)
        .env("KEY", value.strip_prefix("Bearer ").unwrap_or(value))
        .env("OTHER", other.strip_prefix("Bearer ").unwrap_or(other));
    let done = yard.run(&["--live", &format!("api={}", running.url), "--approve", "ada: a test"]);
    (done.code, format!("{suite}\n{done}"))
}

#[test]
fn a_pasted_case_is_red_where_the_fault_is_and_green_where_it_is_not() {
    let pairs = [
        ("coupon-spring-500", "server-error"),
        ("order-created-200", "undeclared-status"),
        ("health-text-plain", "undeclared-content-type"),
        ("etag-missing", "response-headers"),
        ("order-total-text", "response-schema"),
        ("labels-text", "response-schema"),
        ("problem-status-differs", "problem-status"),
        ("estimate-type-unchecked", "negative-accepted"),
        ("filter-state-unchecked", "negative-accepted"),
        ("tenant-not-required", "missing-header-accepted"),
        ("text-plain-accepted", "wrong-content-type-accepted"),
        ("priority-urgent-refused", "positive-refused"),
        ("delete-without-token", "auth-ignored"),
        ("any-key-accepted", "wrong-auth-accepted"),
        ("allow-missing", "unsupported-method"),
        ("method-undeclared-200", "unsupported-method"),
        ("location-singular", "unreadable-after-creation"),
        ("blocked-issue-lost", "unreadable-after-creation"),
        ("etag-unchanged", "stale-answer"),
        ("put-without-effect", "update-without-effect"),
        ("order-readable-after-delete", "use-after-delete"),
        ("second-delete-204", "use-after-delete"),
        ("limit-ignored", "limit-ignored"),
        ("idempotency-ignored", "idempotency"),
        ("idempotency-body-unchecked", "idempotency-key-reused"),
        ("comments-outlive-issue", "child-outlives-parent"),
        ("comments-of-all-issues", "wrong-parent"),
        ("replace-merges", "replacement-keeps"),
        ("null-not-kept", "update-without-effect"),
        ("charset-refused", "positive-refused"),
        ("kinds-first-only", "filter-ignored"),
        ("customer-of-another-read", "object-level-authorization"),
    ];
    let wrong = std::sync::Mutex::new(Vec::new());
    super::each(&pairs, |(fault, oracle)| {
        let api = faults().iter().find(|one| one.name == *fault).unwrap().api;
        let case = case(api, fault, oracle);
        for (there, code) in [(Some(*fault), 100), (None, 0)] {
            let (got, told) = run(api, there, &case);
            if got != Some(code) {
                wrong.lock().unwrap().push(format!("{fault} {oracle}: {got:?}, not {code}\n{told}"));
            }
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), pairs.len(), wrong.join("\n\n"));
}
