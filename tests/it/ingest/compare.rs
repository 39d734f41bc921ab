//! The claim of a payload is held against what changed, whoever compares; and what is kept of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use holdpoint::ingest::compare::{Compare, Comparison, NotCompared};
use holdpoint::ingest::drive;
use holdpoint::ingest::event::Account;
use holdpoint::ingest::payload::Terms;
use holdpoint::ingest::pipeline::Pipeline;
use holdpoint::ingest::stage::api::{Options, Work};
use holdpoint::ingest::store::Store;
use holdpoint::model::place::Source;
use holdpoint::model::verdict::Verdict;
use holdpoint::value::redact::Redactor;
use serde_json::{Value, json};

use super::{Shop, dispatch, document, host, sha256};

/// Compares the operations of two documents: one that is gone breaks, one that is new adds, and of what has
/// `x-unclear` nothing can be said.
struct Operations;

impl Compare for Operations {
    fn compare(&self, old: &Path, new: &Path) -> Result<Comparison, NotCompared> {
        let read = |path: &Path| -> Result<Value, NotCompared> {
            let text = std::fs::read_to_string(path).map_err(|error| NotCompared(error.to_string()))?;
            serde_json::from_str(&text).map_err(|error| NotCompared(error.to_string()))
        };
        let (old, new) = (read(old)?, read(new)?);
        let paths =
            |value: &Value| -> BTreeSet<String> { value["paths"].as_object().unwrap().keys().cloned().collect() };
        let (gone, added) =
            (paths(&old).difference(&paths(&new)).count(), paths(&new).difference(&paths(&old)).count());
        let undecided = usize::from(new["info"].get("x-unclear").is_some());
        let json = json!({"schema": "holdpoint-diff/v1", "gone": gone, "added": added}).to_string();
        let migration_note = format!("# From {} to {}", old["info"]["version"], new["info"]["version"]);
        Ok(Comparison { error: gone, warn: 0, info: added, undecided, json, migration_note })
    }
}

/// The document of a version, changed.
pub(super) fn changed(version: &str, change: impl Fn(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&document(version)).unwrap();
    change(&mut value);
    value.to_string()
}

pub(super) fn without_delete(value: &mut Value) {
    value["paths"].as_object_mut().unwrap().remove("/entries");
}

fn with_more(value: &mut Value) {
    let same = value["paths"]["/health"].clone();
    value["paths"]["/ready"] = same;
    value["paths"]["/ready"]["get"]["operationId"] = json!("readReady");
}

/// Takes a document in, compared by the operations of the two.
pub(super) fn takes(shop: &Shop, version: &str, text: &str, change: &str) -> Account {
    taken(shop, version, text, change, Some(Box::new(Operations)))
}

/// Takes a document in, compared by somebody, or by nobody.
pub(super) fn taken(
    shop: &Shop,
    version: &str,
    text: &str,
    change: &str,
    compare: Option<Box<dyn Compare>>,
) -> Account {
    let server = host(text);
    let payload = dispatch(&server.url, version, &sha256(text), change).to_string();
    let options = Options {
        store: Store::new(shop.yard.path("openapi")),
        terms: Terms { allow_http: true, repository: None },
        timeout: Duration::from_secs(30),
        largest: 1_000_000,
        signer: None,
        compare,
        pipeline: Pipeline::default(),
        keys: Vec::new(),
        redactor: Arc::new(Redactor::default()),
    };
    let work = Work::new(options, Arc::new(Source { name: "payload.json".into(), text: payload }));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(drive::ingest(work, &mut |_| Ok(())))
}

#[track_caller]
fn is(account: &Account, verdict: Verdict, said: &str) {
    assert_eq!(account.verdict, verdict, "{account:?}");
    assert!(account.events.iter().any(|event| event.detail.contains(said)), "`{said}` is not said: {account:?}");
}

#[test]
fn a_claim_that_holds_is_stored_with_its_comparison_and_a_note() {
    let shop = Shop::new().has("1.9.0").has("1.10.0");
    // The version before is 1.10.0 by precedence, though 1.9.0 comes last by name.
    let account = takes(&shop, "1.11.0", &changed("1.11.0", with_more), "minor");
    is(&account, Verdict::Green, "since 1.10.0: 0 breaking, 0 risky, 1 additive, 0 undecided");
    assert!(shop.kept().contains(&"diff/diff-1.10.0-to-1.11.0.json".to_owned()), "{:?}", shop.kept());
    let diff: Value = serde_json::from_str(&shop.yard.read("openapi/diff/diff-1.10.0-to-1.11.0.json")).unwrap();
    assert_eq!(diff["added"], json!(1));
    let log = crate::bench::lines(&shop.yard.path("openapi/log.jsonl"));
    for line in &log {
        crate::bench::fits("ingest-log.schema.json", line);
    }
    assert!(log.iter().any(|line| line["event"] == "compared"), "{log:?}");
    let note = shop.yard.read("openapi/notes/migration-1.10.0-to-1.11.0.md");
    assert!(note.starts_with("<!-- holdpoint: nobody has edited") && note.contains("# From"), "{note}");
    shop.is_sound();
}

#[test]
fn a_claim_that_does_not_hold_stores_nothing_and_can_be_dispatched_right() {
    let shop = Shop::new().has("1.9.0");
    let before = shop.kept();
    let breaking = changed("2.0.0", without_delete);
    is(&takes(&shop, "2.0.0", &breaking, "minor"), Verdict::Red, "`change_type` claims minor, and it is major");
    let more = changed("1.10.0", with_more);
    is(&takes(&shop, "1.10.0", &more, "patch"), Verdict::Red, "`change_type` claims patch, and it is minor");
    let unclear = changed("1.10.0", |value| value["info"]["x-unclear"] = json!(true));
    is(&takes(&shop, "1.10.0", &unclear, "minor"), Verdict::Inconclusive, "could not be decided");
    assert_eq!(shop.kept(), before);
    is(&takes(&shop, "2.0.0", &breaking, "major"), Verdict::Green, "1 breaking");
    shop.is_sound();
    // The same version once more is held to its claim as well.
    is(&takes(&shop, "2.0.0", &breaking, "minor"), Verdict::Red, "`change_type` claims minor, and it is major");
    is(&takes(&shop, "2.0.0", &breaking, "major"), Verdict::Green, "stored before");
}

#[test]
fn a_note_that_someone_edited_stays_and_a_comparison_that_was_changed_shows() {
    let shop = Shop::new().has("1.9.0");
    std::fs::create_dir_all(shop.yard.path("openapi/notes")).unwrap();
    std::fs::write(shop.yard.path("openapi/notes/migration-1.9.0-to-1.10.0.md"), "written before\n").unwrap();
    let account = takes(&shop, "1.10.0", &changed("1.10.0", with_more), "minor");
    is(&account, Verdict::Green, "migration-1.9.0-to-1.10.0.md kept as it was edited");
    assert_eq!(shop.yard.read("openapi/notes/migration-1.9.0-to-1.10.0.md"), "written before\n");
    let path = shop.yard.path("openapi/diff/diff-1.9.0-to-1.10.0.json");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "{}").unwrap();
    shop.yard.does(&["ingest", "--verify-store"]).is(100, &["diff-1.9.0-to-1.10.0.json: its bytes are not those"]);
}

#[test]
fn a_version_that_was_not_compared_is_compared_when_it_can_be() {
    let shop = Shop::new().has("1.9.0");
    let more = changed("1.10.0", with_more);
    let account = taken(&shop, "1.10.0", &more, "minor", None);
    is(&account, Verdict::Green, "not compared with 1.9.0, so it cannot be published");
    assert!(!shop.kept().iter().any(|file| file.starts_with("diff/")));
    is(&takes(&shop, "1.10.0", &more, "minor"), Verdict::Green, "diff/diff-1.9.0-to-1.10.0.json");
    shop.is_sound();
}
