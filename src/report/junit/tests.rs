//! The XML parses, its counts are right, and no secret is in it.

use super::*;
use crate::artifact::sample;
use crate::model::secret::Secret;
use crate::model::verdict::Verdict;
use crate::report::api::{Destination, Memory};
use crate::value::redact::Redactor;

fn xml(events: &[Event]) -> String {
    let memory = Memory::default();
    // One secret that XML escapes, and one that is a word of the format.
    let secrets = [("TOKEN", "s3<r\"&t"), ("WORD", "testcase")]
        .map(|(name, text)| (name.to_owned(), Secret::new(text.to_owned())));
    let redactor = Arc::new(Redactor::new(secrets).unwrap());
    let setup = Setup::new(Destination::Memory(memory.clone()), redactor, sample::exit_code);
    let mut sink = (KIND.compile)(&setup).unwrap();
    sample::tell(&mut *sink, events).unwrap();
    memory.text()
}

/// Every case of every status, twice the same name, a suite that is not whole, and a trouble.
fn events() -> Vec<Event> {
    let mut cases: Vec<_> =
        Status::ALL.iter().map(|status| sample::outcome(0, sample::id("a/b", status.name()), *status)).collect();
    let mut failing = sample::failing(0, sample::id("a/b", "passed"), Arc::new(sample::exchange(&[], b"", b"")));
    failing.findings[0].actual = "s3<r\"&t is a testcase \u{0}\u{1b}".into();
    failing.reason = Some("got s3<r\"&t".into());
    cases.push(failing);
    let cases = cases.into_iter().map(|made| (sample::exchange(&[], b"", b""), made)).collect();
    let mut events = sample::run(sample::head(&["a/b", "c/d"]), cases);
    let Some(Event::RunEnded(record)) = events.pop() else { panic!() };
    let troubles = vec!["the disk with s3<r\"&t is full".to_owned()];
    events.push(Event::RunEnded(Arc::new(RunRecord { troubles, verdict: Verdict::Red, ..(*record).clone() })));
    events
}

#[test]
fn every_status_has_its_element() {
    let text = xml(&events());
    let report = Report::deserialize_from_str(&text).unwrap();
    assert_eq!(report.test_suites.len(), 3);
    let [suite, incomplete, troubles] = &report.test_suites[..] else { panic!() };
    // passed, flaky, not run, failed twice, and four kinds of error
    assert_eq!((suite.tests, suite.failures, suite.errors, suite.skipped), (9, 2, 4, 1));
    assert_eq!((incomplete.tests, incomplete.errors), (1, 1), "two were planned, none ended");
    assert_eq!((troubles.tests, troubles.errors), (1, 1));
    assert_eq!((report.tests, report.failures, report.errors), (11, 2, 6));
    let mut names: Vec<_> = suite.test_cases.iter().map(|case| case.name.as_str().to_owned()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 9, "{names:?}");
    assert!(names.contains(&"passed #2".to_owned()));
    let last = suite.test_cases.last().unwrap();
    assert_eq!((last.extra["file"].as_str(), last.extra["line"].as_str()), ("suites/chatwoot/health.yaml", "6"));
    assert_eq!(last.classname.as_deref(), Some("a/b"));
    let TestCaseStatus::NonSuccess { message, description, .. } = &last.status else { panic!() };
    assert_eq!(message.as_deref(), Some("got [secret TOKEN]"));
    assert!(description.as_deref().unwrap().contains("[secret TOKEN] is a [secret WORD]"));
    assert!(text.contains("<flakyFailure"));
    assert!(!text.contains("s3&lt;r") && !text.contains("s3<r"));
}

#[test]
fn no_failure_is_without_message_and_body() {
    let report = Report::deserialize_from_str(&xml(&events())).unwrap();
    for case in report.test_suites.iter().flat_map(|suite| &suite.test_cases) {
        if let TestCaseStatus::NonSuccess { message, description, .. } = &case.status {
            assert!(message.is_some() && description.is_some(), "{:?}", case.name);
        }
    }
}
