//! What holds for every reporter of the table.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::artifact::layout::{self, Layout};
use crate::artifact::write::{Settings, Writer};
use crate::artifact::{replay, sample};
use crate::model::event::Event;
use crate::model::outcome::{Status, Undone};
use crate::model::record::RunRecord;
use crate::model::secret::Secret;
use crate::report::TABLE;

/// Every character that some format escapes.
const SECRET: &str = "hunter2 \"<&'\\/é`|*%+";

fn redactor() -> Arc<Redactor> {
    Arc::new(Redactor::new([("TOKEN".to_owned(), Secret::new(SECRET.to_owned()))]).unwrap())
}

fn setup(out: Destination, folder: &Path) -> Setup {
    let mut setup = Setup::new(out, redactor(), sample::exit_code);
    setup.step_summary = Some(folder.join("summary.md"));
    setup.ledgers = Some("artifacts/integrations".into());
    setup
}

/// A run with the secret in everything that can hold text.
fn events() -> Vec<Event> {
    let seen = || {
        let quoted = Value::from(SECRET).to_string();
        let mut seen = sample::exchange(&[("x-note", "hunter2")], quoted.as_bytes(), SECRET.as_bytes());
        seen.request.url.query_pairs_mut().append_pair("q", SECRET);
        seen
    };
    let mut failing = sample::failing(0, sample::id("a/b", &format!("case {SECRET}")), Arc::new(seen()));
    for finding in &mut failing.findings {
        finding.field = format!("$.{SECRET}");
        finding.expected = format!("\"{SECRET}\"");
        finding.actual = SECRET.repeat(40);
        finding.note = Some(SECRET.to_owned());
        finding.difference = Some((SECRET.into(), serde_json::json!({ SECRET: [SECRET, 1] })));
    }
    failing.reason = Some(SECRET.repeat(40));
    failing.why = Some(SECRET.to_owned());
    failing.undone = vec![Undone { step: SECRET.to_owned(), said: SECRET.to_owned(), failed: true }];
    let mut skipped = sample::outcome(0, sample::id("a/b", "skipped"), Status::NotRun);
    skipped.reason = Some(SECRET.to_owned());
    let mut head = sample::head(&["a/b"]);
    head.approval = Some(SECRET.to_owned());
    head.subject = Some(SECRET.to_owned());
    head.selection = vec![SECRET.to_owned()];
    head.targets[0].url = format!("https://h.test/?{SECRET}");
    let mut events = sample::run(head, vec![(seen(), failing), (seen(), skipped)]);
    let Some(Event::RunEnded(record)) = events.pop() else { panic!() };
    let troubles = vec![SECRET.to_owned()];
    events.push(Event::RunEnded(Arc::new(RunRecord { troubles, ..(*record).clone() })));
    events
}

/// Each reporter's id and all that it wrote.
fn written(feed: impl Fn(&mut dyn Sink)) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let each = TABLE.iter().map(|kind| {
        let path = folder.path().join(kind.id).join("report");
        let mut sink = (kind.compile)(&setup(Destination::Path(path.clone()), folder.path())).unwrap();
        feed(&mut *sink);
        drop(sink);
        let mut text = std::fs::read_to_string(path).unwrap();
        if kind.id == "github" {
            text.push_str(&std::fs::read_to_string(folder.path().join("summary.md")).unwrap());
        }
        (kind.id, text)
    });
    each.collect()
}

fn valid(schema: &str, line: &Value) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(schema);
    let schema = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::is_valid(&schema, line)
}

#[test]
fn ids_are_unique_and_every_row_is_documented() {
    let ids: HashSet<&str> = TABLE.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), TABLE.len());
    assert!(TABLE.iter().all(|kind| kind.docs.contains("```yaml\n") && !kind.summary.ends_with('.')));
}

#[test]
fn no_reporter_gives_a_secret_away() {
    for (id, text) in written(|sink| sample::tell(sink, &events()).unwrap()) {
        assert!(text.contains("[secret TOKEN]"), "{id}: {text}");
        assert_eq!(redactor().leaks(&text), None, "{id}: {text}");
        // The curl line quotes what surrounds a secret, never the secret.
        assert!(!text.contains("hunter2 "), "{id}: {text}");
    }
}

#[test]
fn json_is_one_document_and_jsonl_is_evidence() {
    for (id, text) in written(|sink| sample::tell(sink, &events()).unwrap()) {
        if id == "json" {
            let document: Value = serde_json::from_str(&text).unwrap();
            assert!(valid("run.schema.json", &document), "{document:#}");
            assert_eq!(document["cases"].as_array().unwrap().len(), 2);
            assert_eq!(document["exit_code"], 100);
        } else if id == "jsonl" {
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!((&lines[0]["type"], &lines.last().unwrap()["type"]), (&"run.start".into(), &"run.end".into()));
            assert!(lines.iter().all(|line| valid("evidence.schema.json", line)));
        }
    }
    let empty = sample::run(sample::head(&[]), vec![]);
    let all = written(|sink| sample::tell(sink, &empty).unwrap());
    let (_, text) = all.into_iter().find(|(id, _)| *id == "json").unwrap();
    assert!(valid("run.schema.json", &serde_json::from_str(&text).unwrap()), "{text}");
}

#[test]
fn a_report_of_kept_evidence_is_the_report_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new(folder.path().join("artifacts/integrations"));
    let events = events();
    let mut writer = Writer::new(Settings::new(layout.clone(), redactor(), sample::exit_code)).unwrap();
    sample::tell(&mut writer, &events).unwrap();
    let path = layout.evidence(layout::day(sample::at(0)), "0199-run");
    let first = written(|sink| sample::tell(sink, &events).unwrap());
    let again = written(|sink| {
        replay::replay(&path, &mut [sink]).unwrap();
    });
    for ((id, first), (_, again)) in first.iter().zip(&again) {
        // The bodies' digests are of what was sent, which evidence keeps no more than the secret.
        if *id != "jsonl" {
            similar_asserts(id, first, again);
        }
    }
}

/// Secrets in a URL stand in brackets or, read again, with their space encoded; a place after one may have moved.
fn similar_asserts(id: &str, first: &str, again: &str) {
    assert_eq!(first.lines().count(), again.lines().count(), "{id}:\n{first}\n{again}");
    for (first, again) in first.lines().zip(again.lines()) {
        assert_eq!(first.replace("%20", " "), again.replace("%20", " "), "{id}");
    }
}

#[test]
fn a_full_disk_is_said_by_every_reporter() {
    let folder = tempfile::tempdir().unwrap();
    for kind in TABLE {
        let mut sink = (kind.compile)(&setup(Destination::Path("/dev/full".into()), folder.path())).unwrap();
        let errors: Vec<String> = events().iter().filter_map(|event| sink.observe(event).err()).collect();
        let error = errors.first().unwrap_or_else(|| panic!("{} said nothing", kind.id));
        assert!(error.contains("/dev/full") && error.contains("No space left"), "{}: {error}", kind.id);
    }
}
