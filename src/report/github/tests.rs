//! Annotations are escaped and few; the summary stays within what GitHub takes.

use std::sync::Arc;

use super::*;
use crate::artifact::sample;
use crate::report::api::{Destination, Memory};

fn told(cases: usize, summary: &Path) -> String {
    let memory = Memory::default();
    let mut setup = Setup::new(Destination::Memory(memory.clone()), Arc::default(), sample::exit_code);
    setup.step_summary = Some(summary.to_owned());
    let cases = (0..cases).map(|n| {
        let id = sample::id("a/b", &format!("50%: one, two {n}"));
        let mut made = sample::failing(0, id, Arc::new(sample::exchange(&[], b"", b"")));
        made.reason = Some("first\nsecond 100%: x".into());
        (sample::exchange(&[], b"", b""), made)
    });
    let events = sample::run(sample::head(&["a/b"]), cases.collect());
    let mut sink = (KIND.compile)(&setup).unwrap();
    sample::tell(&mut *sink, &events).unwrap();
    memory.text()
}

#[test]
fn annotations_are_escaped_and_at_most_ten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.md");
    let text = told(12, &path);
    assert_eq!(text.lines().count(), 10);
    assert_eq!(
        text.lines().next().unwrap(),
        "::error file=suites/chatwoot/health.yaml,line=6,col=24,title=FAIL a/b/50%25%3A one%2C two 0::\
         first%0Asecond 100%25: x%0AChatwoot answers 200 even when Postgres is down"
    );
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("## holdpoint: RED"));
}

#[test]
fn a_summary_is_cut_rather_than_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.md");
    std::fs::write(&path, "x".repeat(SUMMARY - 300)).unwrap();
    told(3, &path);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.len(), SUMMARY);
    assert!(text.ends_with(CUT));
    told(3, &path);
    assert_eq!(std::fs::read_to_string(&path).unwrap().len(), SUMMARY);
}
