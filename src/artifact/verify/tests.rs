//! A ledger as it was written verifies; each way of tampering with it shows.

use std::fs;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::artifact::write::{Settings, Writer};
use crate::artifact::{layout, sample};
use crate::model::outcome::Status;

struct Ground {
    _folder: TempDir,
    layout: Layout,
    ledger: PathBuf,
}

impl Ground {
    /// Four runs of one suite.
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let layout = Layout::new(folder.path().join("artifacts/integrations"));
        let ledger = layout.ledger(layout::day(sample::at(0)), "a", None);
        let ground = Self { _folder: folder, layout, ledger };
        (0..4).for_each(|run| ground.run(run));
        ground
    }

    fn run(&self, run: usize) {
        let settings = Settings::new(self.layout.clone(), Arc::default(), sample::exit_code);
        let mut head = sample::head(&["a"]);
        head.run = format!("run-{run}");
        let passed = sample::outcome(0, sample::id("a", "ready"), Status::Passed);
        let events = sample::run(head, vec![(sample::exchange(&[], b"", b"{}"), passed)]);
        sample::tell(&mut Writer::new(settings).unwrap(), &events).unwrap();
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(&self.ledger).unwrap().lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        fs::write(&self.ledger, lines.join("\n") + "\n").unwrap();
    }

    fn faults(&self) -> Vec<(String, Option<u64>, FaultKind)> {
        let faults = all(&self.layout, None).unwrap();
        faults.into_iter().map(|fault| (fault.file, fault.line, fault.kind)).collect()
    }

    fn kinds(&self) -> Vec<(Option<u64>, FaultKind)> {
        self.faults().into_iter().map(|(_, line, kind)| (line, kind)).collect()
    }
}

#[test]
fn what_was_written_verifies() {
    let ground = Ground::new();
    assert_eq!(ground.lines().len(), 4);
    assert!(ground.lines()[0].contains(crate::artifact::append::ZEROS));
    assert_eq!(ground.faults(), []);
}

#[test]
fn a_changed_line_shows() {
    let ground = Ground::new();
    let mut lines = ground.lines();
    lines[1] = lines[1].replace("\"green\"", "\"red\"");
    ground.write(&lines);
    assert_eq!(ground.kinds(), [(Some(3), FaultKind::Chain), (Some(2), FaultKind::Head)]);
}

#[test]
fn a_changed_last_line_shows_by_its_head() {
    let ground = Ground::new();
    let mut lines = ground.lines();
    lines[3] = lines[3].replace("\"green\"", "\"red\"");
    ground.write(&lines);
    assert_eq!(ground.kinds(), [(Some(4), FaultKind::Head)]);
}

#[test]
fn a_removed_line_shows() {
    let ground = Ground::new();
    let mut lines = ground.lines();
    lines.remove(1);
    ground.write(&lines);
    assert_eq!(ground.kinds()[0], (Some(2), FaultKind::Chain));
}

#[test]
fn reordered_lines_show() {
    let ground = Ground::new();
    let mut lines = ground.lines();
    lines.swap(1, 2);
    ground.write(&lines);
    let kinds = ground.kinds();
    assert_eq!(kinds.iter().filter(|(_, kind)| *kind == FaultKind::Chain).count(), 3);
}

#[test]
fn a_removed_tail_shows_by_its_head() {
    let ground = Ground::new();
    let lines = ground.lines();
    ground.write(&lines[..2]);
    assert_eq!(ground.kinds(), [(Some(3), FaultKind::Head), (Some(4), FaultKind::Head)]);
    ground.run(9);
    assert_eq!(ground.kinds(), [(Some(4), FaultKind::Head)], "a later run of its own does not hide it");
}

#[test]
fn a_removed_ledger_shows() {
    let ground = Ground::new();
    fs::remove_file(&ground.ledger).unwrap();
    assert_eq!(ground.faults(), [("integrations/2026-11-18/a.jsonl".to_owned(), None, FaultKind::Missing)]);
}

#[test]
fn removed_heads_show() {
    let ground = Ground::new();
    fs::remove_file(ground.layout.heads()).unwrap();
    assert_eq!(ground.faults(), [("heads.jsonl".to_owned(), None, FaultKind::Missing)]);
}

#[test]
fn altered_and_missing_evidence_shows() {
    let ground = Ground::new();
    let path = ground.layout.evidence(layout::day(sample::at(0)), "run-1");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("200", "500")).unwrap();
    fs::remove_file(ground.layout.evidence(layout::day(sample::at(0)), "run-2")).unwrap();
    assert_eq!(
        ground.faults(),
        [
            ("runs/2026-11-18/run-1.jsonl".to_owned(), None, FaultKind::Altered),
            ("runs/2026-11-18/run-2.jsonl".to_owned(), None, FaultKind::Missing),
        ]
    );
    fs::write(&path, text.trim_end()).unwrap();
    assert_eq!(ground.faults()[0].2, FaultKind::Altered);
}

#[test]
fn evidence_outside_of_the_folder_is_never_read() {
    let ground = Ground::new();
    for file in ["../secret", "/etc/passwd", "a/../../b"] {
        let named = crate::artifact::wire::ledger::Evidence { file: file.into(), sha256: "".into(), lines: 0 };
        let fault = read::evidence(ground.layout.root(), &named).unwrap().unwrap();
        assert_eq!(fault.kind, FaultKind::Missing);
    }
}

#[test]
fn a_torn_tail_is_named_and_the_next_run_closes_it_off() {
    let ground = Ground::new();
    let text = fs::read_to_string(&ground.ledger).unwrap();
    fs::write(&ground.ledger, format!("{text}{}", &text[..50])).unwrap();
    assert_eq!(ground.kinds(), [(Some(5), FaultKind::Torn)]);
    ground.run(9);
    assert_eq!(ground.kinds(), [(Some(5), FaultKind::Torn)], "the chain goes on behind it");
    let lines = ground.lines();
    assert_eq!(lines.len(), 6);
    assert!(lines[5].contains("line 5 was torn, and was closed off"));
    ground.run(10);
    assert_eq!(ground.kinds(), [(Some(5), FaultKind::Torn)]);
}

#[test]
fn runs_at_once_do_not_tear_each_other() {
    let ground = Ground::new();
    std::thread::scope(|scope| {
        for run in 20..28 {
            let ground = &ground;
            scope.spawn(move || ground.run(run));
        }
    });
    assert_eq!(ground.lines().len(), 12);
    assert_eq!(ground.faults(), []);
}
