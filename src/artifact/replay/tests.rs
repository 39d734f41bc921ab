//! A run told again is the run as it was told first; half a run is incomplete.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::artifact::layout::{self, Layout};
use crate::artifact::sample;
use crate::artifact::write::{Settings, Writer};
use crate::model::outcome::Status;

fn evidence() -> (TempDir, PathBuf, Vec<Event>) {
    let folder = TempDir::new().unwrap();
    let layout = Layout::new(folder.path().join("artifacts/integrations"));
    let seen = || sample::exchange(&[("x-version", "1")], b"", b"{\"data_services\":\"failing\"}");
    let mut failing = sample::failing(0, sample::id("a", "ready"), Arc::new(seen()));
    failing.findings[0].difference = Some(("ok".into(), "failing".into()));
    failing.checks[0].findings[0].difference = failing.findings[0].difference.clone();
    let unknown = sample::unknown(0, sample::id("a", "other"));
    let mut flaky = sample::outcome(1, sample::id("b", "rows"), Status::Flaky);
    flaky.id.row = Some("one".into());
    let events = sample::run(
        sample::head(&["a", "b"]),
        vec![(seen(), failing), (sample::refused(), unknown), (sample::exchange(&[], b"", b""), flaky)],
    );
    let mut writer = Writer::new(Settings::new(layout.clone(), Arc::default(), sample::exit_code)).unwrap();
    sample::tell(&mut writer, &events).unwrap();
    let path = layout.evidence(layout::day(sample::at(0)), "0199-run");
    (folder, path, events)
}

fn outcomes(events: &[Event]) -> Vec<Arc<Outcome>> {
    events
        .iter()
        .filter_map(|event| if let Event::CaseEnded(made) = event { Some(made.clone()) } else { None })
        .collect()
}

#[test]
fn what_was_written_comes_back() {
    let (_folder, path, events) = evidence();
    let read = read(&path).unwrap();
    assert!(read.replayed.complete && read.replayed.torn.is_none());
    assert_eq!(read.replayed.record.verdict, Verdict::Red);
    assert_eq!(read.head.planned(), 4);
    assert_eq!(read.suites.len(), 2);
    assert_eq!(read.suites[0].cases.len(), 2);
    for (was, is) in outcomes(&events).iter().zip(&read.outcomes) {
        assert_eq!((&was.id, was.status, &was.reason, was.took), (&is.id, is.status, &is.reason, is.took));
        assert_eq!(format!("{:?}", was.findings), format!("{:?}", is.findings));
        assert_eq!(format!("{:?}", was.checks), format!("{:?}", is.checks));
        assert_eq!(format!("{:?}", was.undone), format!("{:?}", is.undone));
        assert_eq!(was.place.line_column(), is.place.line_column());
    }
    let faulty = read.outcomes[0].faulty.as_ref().unwrap();
    assert_eq!(faulty.request.url.as_str(), "https://chat.example.com/api");
    assert_eq!(faulty.request.headers["x-version"], "1");
    assert_eq!(&faulty.answer().unwrap().body[..], b"{\"data_services\":\"failing\"}");
    assert_eq!(faulty.timings.total, std::time::Duration::from_micros(142_017));
    let place = read.outcomes[0].findings[0].place.as_ref().unwrap();
    let source = &place.source().text;
    assert_eq!(&source[place.span()], "ok");
}

#[test]
fn a_killed_run_is_incomplete_wherever_it_was_cut() {
    let (_folder, path, _) = evidence();
    let whole = fs::read(&path).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for cut in (first + 1..whole.len() - 1).step_by(97) {
        fs::write(&path, &whole[..cut]).unwrap();
        let read = read(&path).unwrap();
        assert!(!read.replayed.complete, "{cut}");
        assert!(read.replayed.record.verdict >= Verdict::Inconclusive);
        assert_eq!(read.suites.len(), 2, "suites that never ended are made up");
        assert!(read.suites.iter().all(|suite| suite.verdict > Verdict::Green || suite.counts.ran() > 0));
        assert_eq!(read.replayed.torn.is_some(), whole[cut - 1] != b'\n', "{cut}");
        assert!(read.replayed.record.troubles[0].contains("no run.end"));
    }
    fs::write(&path, &whole[..first - 5]).unwrap();
    assert!(matches!(read(&path), Err(Error::Line { line: 1, .. })));
    fs::write(&path, "").unwrap();
    assert!(read(&path).is_err());
}

#[test]
fn foreign_evidence_is_refused() {
    let (_folder, path, _) = evidence();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("holdpoint-evidence/v1", "holdpoint-evidence/v9")).unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.ends_with("the schema is holdpoint-evidence/v9, not holdpoint-evidence/v1"), "{error}");
}
