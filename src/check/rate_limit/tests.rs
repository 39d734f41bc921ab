//! What `rate_limit` takes, refuses and finds.

use serde_json::json;

use super::*;
use crate::check::fixture::{NOW, compile as made, exchange, failed, judge, lines, scope, seen, tell};
use crate::model::exchange::{Exchange, FailureKind};

/// In the tests' hour: the exchanges are sent at this time.
fn now() -> i64 {
    NOW.parse::<Timestamp>().unwrap().as_second()
}

fn answer(limit: &str, remaining: &str, reset: &str) -> Exchange {
    let pairs = [("x-ratelimit-limit", limit), ("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", reset)];
    exchange("https://t.test/", 200, &pairs, "")
}

fn two(first: (&str, &str), second: (&str, &str)) -> Vec<String> {
    tell(&KIND, "true", &seen([answer("100", first.0, first.1), answer("100", second.0, second.1)]))
}

#[test]
fn two_answers_that_count_down_hold() {
    let unix = now() + 60;
    let judged =
        judge(&KIND, "true", &seen([answer("100", "42", &unix.to_string()), answer("100", "41", &unix.to_string())]));
    assert_eq!((judged.asserted, lines(&judged)), (11, vec![]));
    assert_eq!(two(("42", "60"), ("41", "59")), [""; 0]);
    assert_eq!(two(("1", "60"), ("0", "59")), [""; 0]);
    assert_eq!(made(&KIND, "true").unwrap().demands().samples, 2);
    assert_eq!(made(&KIND, "{decreases: false}").unwrap().demands().samples, 1);
}

#[test]
fn a_counter_that_does_not_go_down_is_named() {
    assert_eq!(
        two(("42", "60"), ("42", "59")),
        ["header x-ratelimit-remaining: expected less than 42, the first answer's, got 42"]
    );
    assert_eq!(two(("42", "60"), ("43", "60")).len(), 1);
    // The window was reset in between: Reset moved forward, and Remaining rose.
    assert_eq!(two(("42", "1"), ("99", "60")), [""; 0]);
    assert_eq!(two(("42", "1"), ("42", "60")).len(), 1);
    assert!(two(("0", "60"), ("0", "59"))[0].ends_with("(Unknown)"));
    let one = tell(&KIND, "true", &seen([answer("100", "42", "60")]));
    assert_eq!(one, ["header x-ratelimit-remaining: expected two answers one after another, got only one (Unknown)"]);
    assert_eq!(tell(&KIND, "{decreases: false}", &seen([answer("100", "42", "60")])), [""; 0]);
    assert_eq!(tell(&KIND, "true", &seen([])).len(), 1);
    let broken = seen([failed(FailureKind::Cut), answer("100", "42", "60")]);
    assert_eq!(tell(&KIND, "true", &broken), ["rate_limit: expected an answer, got none came (cut)"]);
}

#[test]
fn only_digits_are_a_whole_number() {
    for wrong in ["", "-1", "+1", "12.5", "1e3", "1 0", "100, 100;w=60", "99999999999999999999", "ten"] {
        let found = tell(&KIND, "{decreases: false}", &seen([answer("100", wrong, "60")]));
        assert_eq!(found, [format!("header x-ratelimit-remaining: expected a whole number, got `{wrong}`")], "{wrong}");
    }
    let twice = [("x-ratelimit-limit", "1"), ("x-ratelimit-limit", "1"), ("x-ratelimit-remaining", "1")];
    let found = tell(&KIND, "{decreases: false, reset: false}", &seen([exchange("https://t.test/", 200, &twice, "")]));
    assert_eq!(found, ["header x-ratelimit-limit: expected a whole number, got 2 of them"]);
    let above = tell(&KIND, "{decreases: false}", &seen([answer("100", "101", "60")]));
    assert_eq!(above, ["header x-ratelimit-remaining: expected at most 100, the limit, got 101"]);
}

#[test]
fn reset_is_plausible_in_its_own_unit() {
    let now = now();
    let right = |reset_in: &str, value: i64| {
        let text = format!("{{decreases: false, reset_in: {reset_in}}}");
        tell(&KIND, &text, &seen([answer("100", "1", &value.to_string())])).is_empty()
    };
    for (value, seconds, unix) in [
        (0, true, false),
        (60, true, false),
        (31 * 86_400, true, false),
        (31 * 86_400 + 1, false, false),
        (now - 3600, false, true),
        (now - 3601, false, false),
        (now + 60, false, true),
        (4_102_444_799, false, true),
        (4_102_444_800, false, false),
        ((now + 60) * 1000, false, false),
    ] {
        assert_eq!(right("seconds", value), seconds, "{value} seconds");
        assert_eq!(right("unix", value), unix, "{value} unix");
        assert_eq!(right("either", value), seconds || unix, "{value} either");
    }
    let milliseconds = ((now + 60) * 1000).to_string();
    let found = tell(&KIND, "{decreases: false}", &seen([answer("100", "1", &milliseconds)]));
    assert!(found[0].ends_with("which would be unix milliseconds"), "{found:?}");
}

#[test]
fn names_may_be_others_and_an_absent_one_tells_what_is_there() {
    let pairs = [("RateLimit-Limit", "10"), ("RateLimit-Remaining", "9"), ("RateLimit-Reset", "5")];
    let draft = || seen([exchange("https://t.test/", 200, &pairs, "")]);
    let text = "{limit: RateLimit-Limit, remaining: RateLimit-Remaining, reset: RateLimit-Reset, decreases: false}";
    assert_eq!(tell(&KIND, text, &draft()), [""; 0]);
    let missing = judge(&KIND, "{decreases: false}", &draft());
    assert_eq!(lines(&missing)[1], "header x-ratelimit-remaining: expected a whole number, got absent");
    assert_eq!(missing.findings.len(), 3);
    assert_eq!(
        missing.findings[0].note.as_deref(),
        Some("the answer has ratelimit-limit, ratelimit-remaining, ratelimit-reset")
    );
    let text = "{limit: false, reset: false, remaining: RateLimit-Remaining, decreases: false}";
    assert_eq!(judge(&KIND, text, &draft()).asserted, 1);
}

#[test]
fn a_floor_is_held() {
    assert_eq!(
        tell(&KIND, "{floor: 50, decreases: false}", &seen([answer("100", "49", "60")])),
        ["header x-ratelimit-remaining: expected at least 50, got 49"]
    );
    let check = made(&KIND, "{floor: '${var.FLOOR}', decreases: false}").unwrap();
    let judged =
        |floor| lines(&check.judge(&seen([answer("100", "49", "60")]), &scope(&[("FLOOR", json!(floor))], &[]))).len();
    assert_eq!((judged(49), judged(50)), (0, 1));
}

#[test]
fn a_refusal_says_when_to_come_back() {
    let refused = |pairs: &[(&str, &str)]| {
        tell(&KIND, "{decreases: false}", &seen([exchange("https://t.test/", 429, pairs, "")]))
    };
    assert_eq!(refused(&[("retry-after", "3")]), [""; 0]);
    assert_eq!(refused(&[("retry-after", "Fri, 20 Nov 2026 06:01:00 GMT")]), [""; 0]);
    assert_eq!(refused(&[("x-ratelimit-reset", "3")]), [""; 0]);
    assert_eq!(
        refused(&[]),
        [
            "header retry-after: expected seconds or an HTTP date, or x-ratelimit-reset, as the answer is 429, got absent"
        ]
    );
    for wrong in ["soon", "-1", "1.5", "2026-11-20T06:01:00Z", "Fri, 20 Nov 2026 06:01:00 +0100", "99999999"] {
        assert_eq!(refused(&[("retry-after", wrong)]).len(), 1, "{wrong}");
    }
    assert_eq!(refused(&[("retry-after", "3"), ("x-ratelimit-remaining", "-1")]).len(), 1);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (text, what) in [
        ("false", "demands-nothing"),
        ("{}", "empty"),
        ("{limit: true}", "wrong-type"),
        ("{limit: 'a b'}", "wrong-header"),
        ("{reset_in: ms}", "wrong-word"),
        ("{reset_in: '${var.X}'}", "needs-literal"),
        ("{remaning: x}", "unknown-key"),
        ("{floor: 0}", "out-of-range"),
        ("{decreases: '${var.X}'}", "wrong-type"),
    ] {
        let complaints = made(&KIND, text).map(|_| ()).unwrap_err();
        assert!(complaints[0].starts_with(what), "{text}: {complaints:?}");
    }
}
