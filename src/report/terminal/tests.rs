//! What a person sees, as the design draws it.

use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::artifact::sample;
use crate::model::exchange::Exchange;
use crate::model::finding::Finding;
use crate::model::secret::Secret;
use crate::report::api::{Destination, Memory};
use crate::value::redact::Redactor;

fn shown(events: &[Event], change: impl FnOnce(&mut Setup)) -> String {
    let memory = Memory::default();
    let secrets = [("CW_TOKEN".to_owned(), Secret::new("s3cr3t-value".to_owned()))];
    let redactor = Arc::new(Redactor::new(secrets).unwrap());
    let mut setup = Setup::new(Destination::Memory(memory.clone()), redactor, sample::exit_code);
    setup.ledgers = Some("artifacts/integrations".into());
    change(&mut setup);
    let mut sink = (KIND.compile)(&setup).unwrap();
    sample::tell(&mut *sink, events).unwrap();
    memory.text()
}

fn plain_exchange() -> Exchange {
    sample::exchange(&[], b"", b"{}")
}

#[test]
fn green_on_mocks_says_that_it_says_nothing() {
    let mut head = sample::head(&["chatwoot/health", "integrations/contract"]);
    head.targets[0].mode = Mode::Mock;
    head.targets[0].because = "flag chatwoot_live off (suites/flags.json)".into();
    let cases = [(0, "a"), (0, "b"), (1, "c"), (1, "d")];
    let cases = cases.map(|(suite, name)| {
        let id = sample::id(&head.suites[suite].name, name);
        (plain_exchange(), sample::outcome(suite, id, Status::Passed))
    });
    assert_snapshot!(shown(&sample::run(head, cases.into()), |_| {}), @r#"
    2 suites · 4 cases · all MOCKED (no live flag is on)

      ✓ chatwoot/health           2   1.0 s
      ✓ integrations/contract     2   1.0 s

    GREEN  4 passed · 0.4 s
    Mocks only: this says nothing about a live service.
    evidence  artifacts/integrations/2026-11-18/
    next      holdpoint run chatwoot/health --live chatwoot=https://…
    "#);
}

#[test]
fn red_names_the_faulty_field_and_its_line() {
    let mut head = sample::head(&["chatwoot/health"]);
    head.targets[0].insecure = true;
    let seen = sample::exchange(&[("api_access_token", "s3cr3t-value")], b"", b"{}");
    let mut failing =
        sample::failing(0, sample::id("chatwoot/health", "ready: its data services answer"), Arc::new(seen));
    failing.undone =
        vec![crate::model::outcome::Undone { step: "DELETE /x".into(), said: "status 500".into(), failed: true }];
    let passed = sample::outcome(0, sample::id("chatwoot/health", "b"), Status::Passed);
    let events = sample::run(head, vec![(plain_exchange(), failing), (plain_exchange(), passed)]);
    assert_snapshot!(shown(&events, |_| {}), @r#"
    1 suite · 2 cases · chatwoot LIVE (--live)
    INSECURE  chatwoot accepts any certificate: this proves nothing about TLS

      ✗ chatwoot/health           1 of 2   1.0 s

    FAIL  ready: its data services answer            cw.readiness
      GET https://chat.example.com/api → 200 in 142 ms
      --> suites/chatwoot/health.yaml:6:24
        6 |         data_services: ok
          |                        ^^ expected "ok", got "failing"
      undo    DELETE /x: status 500
      why     Chatwoot answers 200 even when Postgres is down
      try     curl -sS https://chat.example.com/api -H "api_access_token: $CW_TOKEN"
      trace   4bf92f3577b34da6a3ce929d0e0e4736 · request 01JD3K

    RED  1 passed, 1 failed · 0.4 s · exit 100
    evidence  artifacts/integrations/2026-11-18/chatwoot_health.jsonl
    more      holdpoint explain cw.readiness
    "#);
    let coloured = shown(&events, |setup| setup.colours = true);
    assert!(coloured.contains("\u{1b}[1;31mFAIL\u{1b}[0m"));
}

#[test]
fn everything_else_that_can_be_said() {
    let mut head = sample::head(&["chatwoot/health"]);
    head.approval = Some("ops: ticket 7, token s3cr3t-value".into());
    head.suites[0].planned = 9;
    let mut different = sample::failing(0, sample::id("chatwoot/health", "different"), Arc::new(sample::refused()));
    different.findings[0].difference = Some((json!({"a": 1, "b": [1, 2]}), json!({"a": 1, "b": [1, 3]})));
    different.findings[0].field = "header content-type".into();
    different.findings[0].note = Some("what listens there is \u{1b}[31mnginx".into());
    different.findings.push(Finding::wrong("time", "time", "< 300 ms", "412 ms"));
    different.faulty = Some(Arc::new(sample::refused()));
    different.why = None;
    different.covers = vec![].into();
    let mut skipped = sample::outcome(0, sample::id("chatwoot/health", "skipped"), Status::NotRun);
    skipped.reason = Some("CHATWOOT_TRANSCRIPT_EMAIL is not set".into());
    let flaky = sample::outcome(0, sample::id("chatwoot/health", "flaky"), Status::Flaky);
    let unknown = sample::unknown(0, sample::id("chatwoot/health", "unknown"));
    let list = [different, skipped, flaky, unknown].map(|made| (plain_exchange(), made));
    let mut events = sample::run(head, list.into());
    let Some(Event::RunEnded(record)) = events.pop() else { panic!() };
    let mut record = (*record).clone();
    record.troubles.push("failed to write junit.xml: No space left on device".into());
    record.counts.planned = 9;
    record.took = Duration::from_secs(61);
    events.push(Event::RunEnded(Arc::new(record)));
    assert_snapshot!(shown(&events, |setup| setup.talk = Talk::Verbose), @r#"
    1 suite · 9 cases · chatwoot LIVE (--live)
    live writes approved by ops: ticket 7, token [secret CW_TOKEN]

      ✗ chatwoot/health           1 of 9   1.0 s · 1 inconclusive · 1 flaky · 1 not run

    FAIL  different
      GET https://chat.example.com/api → refused: connection refused after 142 ms
      --> suites/chatwoot/health.yaml:6:24
        6 |         data_services: ok
          |                        ^^ header content-type: expected "ok", got "failing"
      note    what listens there is \u{1b}[31mnginx
      diff    - expected, + actual
                  "b": [
                    1,
              -     2
              +     3
                  ]
                }
      also    time: expected < 300 ms, got 412 ms
      try     curl -sS https://chat.example.com/api
      trace   4bf92f3577b34da6a3ce929d0e0e4736 · request 01JD3K

    INCONCLUSIVE  unknown                            cw.readiness
      status: expected 2xx, got no answer: connection refused

    not run   skipped: CHATWOOT_TRANSCRIPT_EMAIL is not set
    flaky     flaky: passed on a retry only

    trouble   failed to write junit.xml: No space left on device
    RED  1 passed, 1 failed, 1 inconclusive, 1 flaky, 1 not run · 61.0 s · 5 never ended · exit 100
    evidence  artifacts/integrations/2026-11-18/chatwoot_health.jsonl
    slowest   chatwoot 142 ms
    more      holdpoint explain json
    "#);
    assert_snapshot!(shown(&events, |setup| { setup.talk = Talk::Quiet; setup.ledgers = None; }), @r#"
    FAIL  different
      GET https://chat.example.com/api → refused: connection refused after 142 ms
      --> suites/chatwoot/health.yaml:6:24
        6 |         data_services: ok
          |                        ^^ header content-type: expected "ok", got "failing"
      note    what listens there is \u{1b}[31mnginx
      diff    - expected, + actual
                  "b": [
                    1,
              -     2
              +     3
                  ]
                }
      also    time: expected < 300 ms, got 412 ms
      try     curl -sS https://chat.example.com/api
      trace   4bf92f3577b34da6a3ce929d0e0e4736 · request 01JD3K

    INCONCLUSIVE  unknown                            cw.readiness
      status: expected 2xx, got no answer: connection refused

    trouble   failed to write junit.xml: No space left on device
    RED  1 passed, 1 failed, 1 inconclusive, 1 flaky, 1 not run · 61.0 s · 5 never ended · exit 100
    "#);
}

#[test]
fn many_failures_do_not_fill_the_screen() {
    let list = (0..60).map(|n| {
        let id = sample::id("chatwoot/health", &format!("case {n}"));
        (plain_exchange(), sample::failing(0, id, Arc::new(plain_exchange())))
    });
    let events = sample::run(sample::head(&["chatwoot/health"]), list.collect());
    let text = shown(&events, |_| {});
    assert_eq!(text.matches("FAIL  ").count(), BLOCKS);
    assert!(text.contains("10 more did not pass; they are in the evidence"));
    let text = shown(&events, |setup| setup.talk = Talk::Verbose);
    assert_eq!(text.matches("FAIL  ").count(), 60);
}

#[test]
fn a_person_who_watches_is_told_the_same() {
    let failing = sample::failing(0, sample::id("chatwoot/health", "a"), Arc::new(plain_exchange()));
    let mut events = sample::run(sample::head(&["chatwoot/health"]), vec![(plain_exchange(), failing)]);
    events.insert(2, Event::Interrupted);
    assert_eq!(shown(&events, |setup| setup.tty = true), shown(&events, |_| {}));
}
