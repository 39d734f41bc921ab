//! What a suite file may say, seen from outside: retries that are the point of a case, and templates where none can stand.

use std::fs;

use crate::program::{Outcome, run};

const PROJECT: &str = "version: 1\ntargets: { t: { mock: ../mocks/t.yaml } }\n";
const MOCK: &str = "mock: t\nstubs:\n  - id: tired\n    when: { GET: /tired }\n    steps: [503, 200]\n  - { id: fit, when: { GET: /fit }, then: 200 }\n";

fn project(suite: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in [("suites/holdpoint.yaml", PROJECT), ("mocks/t.yaml", MOCK), ("suites/t.yaml", suite)] {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    run(folder.path(), &[], &[])
}

fn case(path: &str, retry: &str) -> String {
    format!(
        "suite: t\nlane: resilience\ntarget: t\ncases:\n  - {{ name: a, call: GET {path}, retry: {{ {retry} }}, expect: 200 }}\n"
    )
}

#[test]
fn a_pass_on_a_retry_is_flaky_unless_the_case_is_about_it() {
    let told = |path: &str, retry: &str| {
        let outcome = project(&case(path, retry));
        assert_eq!(outcome.cases.len(), 1, "{}", outcome.told());
        (outcome.code, outcome.cases[0].status.clone(), outcome.cases[0].reason.clone())
    };
    let short = "times: 2, on: [503], backoff: { base: 1ms, cap: 1ms }";
    assert_eq!(told("/tired", short), (Some(0), "flaky".into(), "passed on a retry".into()));
    assert_eq!(told("/tired", &format!("{short}, expected: true")), (Some(0), "passed".into(), String::new()));
    assert_eq!(told("/fit", short), (Some(0), "passed".into(), String::new()));
    assert_eq!(
        told("/fit", &format!("{short}, expected: true")),
        (Some(100), "failed".into(), "attempts: expected at least 2, got 1".into()),
        "there was nothing to retry, and so nothing was shown"
    );
}

#[test]
fn a_template_for_a_whole_mapping_is_refused_in_words_that_help() {
    let outcome = project(
        "suite: t\nlane: runtime\ntarget: t\ncases:\n  - name: a\n    rows: [{ id: b, stamp: { header: x-time } }]\n    webhook: POST /fit\n    timestamp: ${row.stamp}\n    sign: { hmac_sha256: k, header: x-sig }\n    expect: 200\n",
    );
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.talk.contains("expected a mapping (a timestamp), found text"), "{}", outcome.talk);
    assert!(outcome.talk.contains("write the mapping, with templates for what is in it"), "{}", outcome.talk);
}
