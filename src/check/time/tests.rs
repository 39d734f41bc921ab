//! What `time` takes, refuses and finds.

use serde_json::json;

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, judge, lines, scope, seen, tell};
use crate::model::exchange::FailureKind;
use crate::model::observation::Document;

fn took(ms: u64) -> Exchange {
    let mut exchange = exchange("http://t.test/", 200, &[], "");
    exchange.timings.total = Duration::from_millis(ms);
    exchange
}

#[test]
fn the_last_exchange_keeps_its_limit_or_is_named() {
    let slow_then_fast = seen([took(900), took(299)]);
    assert_eq!(tell(&KIND, "'< 300ms'", &slow_then_fast), [""; 0]);
    assert_eq!(tell(&KIND, "'<300ms'", &seen([took(300)])), ["time: expected < 300ms, got 300 ms"]);
    assert_eq!(tell(&KIND, "'<= 300ms'", &seen([took(300)])), [""; 0]);
    assert_eq!(tell(&KIND, "'> 300ms'", &seen([took(300)])), ["time: expected > 300ms, got 300 ms"]);
    let mut near = took(300);
    near.timings.total += Duration::from_micros(10);
    assert_eq!(tell(&KIND, "'< 300ms'", &seen([near])), ["time: expected < 300ms, got 300.01 ms"]);
    let both = judge(&KIND, "['< 300ms', '> 1ms']", &seen([took(299)]));
    assert_eq!((both.asserted, both.findings.len()), (2, 0));
}

#[test]
fn percentiles_are_nearest_rank_on_exact_values() {
    // 1..=20 ms: p95 is the 19th, p50 the 10th, the mean 10.5.
    let samples = || seen((1..=20).map(took));
    assert_eq!(tell(&KIND, "'p95 < 20ms of 20'", &samples()), [""; 0]);
    assert_eq!(
        tell(&KIND, "'p95 < 19ms of 20'", &samples()),
        ["time p95: expected < 19ms, got 19 ms of 20; the slowest took 20 ms"]
    );
    assert_eq!(tell(&KIND, "'p50 <= 10ms of 20'", &samples()), [""; 0]);
    assert_eq!(tell(&KIND, "'p50 >= 10ms of 20'", &samples()), [""; 0]);
    assert_eq!(tell(&KIND, "'mean < 10.5ms of 20'", &samples()).len(), 1);
    assert_eq!(tell(&KIND, "'mean <= 10.5ms of 20'", &samples()), [""; 0]);
    assert_eq!(tell(&KIND, "'max < 20ms of 20'", &samples()).len(), 1);
    assert_eq!(made(&KIND, "['p95 < 1s of 20', 'p99 < 2s of 100']").unwrap().demands().samples, 100);
    assert_eq!(made(&KIND, "'< 1s'").unwrap().demands().samples, 1);
}

#[test]
fn a_sample_that_is_no_evidence_is_a_finding() {
    let fewer = tell(&KIND, "'p95 < 1s of 20'", &seen((0..19).map(took)));
    assert_eq!(fewer, ["time p95: expected 20 samples, got 19 samples (Unknown)"]);
    let refused = seen((0..20).map(|at| if at == 2 { failed(FailureKind::Refused) } else { took(1) }));
    assert_eq!(
        tell(&KIND, "'p95 < 1s of 20'", &refused),
        ["time p95: expected samples that end as the last one, with 200, got sample 3 failed (refused) (Unknown)"]
    );
    let wrong = seen([exchange("http://t.test/", 503, &[], ""), took(1)]);
    assert_eq!(
        tell(&KIND, "'max < 1s of 2'", &wrong),
        ["time max: expected samples that end as the last one, with 200, got sample 1 was answered with 503"]
    );
}

#[test]
fn phases_that_did_not_happen_took_no_time_but_an_answer_has_a_first_byte() {
    let text = "{total: '< 1s', first_byte: '< 80ms', connect: '< 1ms', dns: '< 1ms', tls: '< 1ms'}";
    let judged = judge(&KIND, text, &seen([took(100)]));
    assert_eq!(judged.asserted, 5);
    assert_eq!(lines(&judged), ["time first_byte: expected < 80ms, got 80 ms"]);
    let mut slow = took(100);
    slow.timings.tls = Some(Duration::from_millis(50));
    assert_eq!(tell(&KIND, "{tls: '< 1ms'}", &seen([slow])), ["time tls: expected < 1ms, got 50 ms"]);
    let text = "{first_byte: '< 1s'}";
    assert_eq!(
        tell(&KIND, text, &seen([failed(FailureKind::Timeout)])),
        ["time first_byte: expected < 1s, got no byte in 100 ms"]
    );
}

#[test]
fn a_failed_exchange_has_a_total_and_a_process_has_a_time() {
    assert_eq!(tell(&KIND, "'< 300ms'", &seen([failed(FailureKind::Timeout)])), [""; 0]);
    assert_eq!(tell(&KIND, "'< 50ms'", &seen([failed(FailureKind::Timeout)])).len(), 1);
    assert!(!made(&KIND, "'< 300ms'").unwrap().takes_failure());
    let mut ran = seen([]);
    assert_eq!(
        tell(&KIND, "'< 1s'", &ran),
        ["time: expected an exchange to judge, got this step sent nothing (Suite)"]
    );
    ran.document = Some(Document::new("x".into(), bytes::Bytes::new(), Some(0), None));
    ran.elapsed = Duration::from_secs(2);
    assert_eq!(tell(&KIND, "'< 1s'", &ran), ["time: expected < 1s, got 2.0 s"]);
}

#[test]
fn a_limit_may_come_from_a_variable() {
    let scope = scope(&[("BUDGET", json!("50ms")), ("BAD", json!("0ms"))], &[]);
    let judged = |text| lines(&made(&KIND, text).unwrap().judge(&seen([took(100)]), &scope));
    assert_eq!(judged("'< ${var.BUDGET}'"), ["time: expected < 50ms, got 100 ms"]);
    assert_eq!(judged("'< ${var.BAD}'"), ["time: expected a value to compare with, got nothing is ever < 0ms (Suite)"]);
    assert_eq!(judged("'< ${var.NONE}'").len(), 1);
}

#[test]
fn what_demands_nothing_or_cannot_be_told_is_refused() {
    for (text, what) in [
        ("'300ms'", "wrong-comparator `300ms` does not compare with anything"),
        ("'< 300 parsecs'", "wrong-comparator `300 parsecs` is no span of time"),
        ("'< 0ms'", "wrong-comparator nothing is ever < 0ms"),
        ("'>= 0s'", "wrong-comparator everything is >= 0s: this demands nothing"),
        ("'p95 < 300ms'", "wrong-comparator `p95` does not say of how many samples"),
        ("'< 300ms of 3'", "wrong-comparator `of 3` does not say what is made of the samples"),
        ("'p95 < 300ms of 1'", "too-few-samples p95 needs at least 20 samples"),
        ("'p95 < 300ms of 19'", "too-few-samples p95 needs at least 20 samples"),
        ("'p99 < 300ms of 99'", "too-few-samples p99 needs at least 100 samples"),
        ("'p99.9 < 300ms of 999'", "too-few-samples p99.9 needs at least 1000 samples"),
        ("'max < 300ms of 1'", "too-few-samples max needs at least 2 samples"),
        ("'p95 < 300ms of many'", "wrong-comparator `many` is no number of samples"),
        ("'p100 < 1s of 100'", "wrong-comparator `p100` is nothing"),
        ("'p0 < 1s of 100'", "wrong-comparator `p0` is nothing"),
        ("'median < 1s of 100'", "wrong-comparator `median` is nothing"),
        ("{}", "empty this mapping is empty"),
        ("[]", "empty this list is empty"),
        ("{totl: '< 1s'}", "unknown-key `totl` is not a key of time by phase"),
        ("300", "wrong-type expected"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
    assert_eq!(made(&KIND, "['< 0ms', 'x < 1s']").map(|_| ()).unwrap_err().len(), 2);
    assert!(made(&KIND, "'p99.9 < 300ms of 1000'").is_ok());
    assert!(made(&KIND, "'p95 < 300ms of 20'").is_ok());
}
