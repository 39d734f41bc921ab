//! The store: a version once and for ever, the latest only forward, and every change of it shows.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::{Shop, dispatch, document, host, sha256, told};
use crate::bench::server::{Reply, Server};
use crate::bench::{Done, until};

#[test]
fn a_version_is_stored_once_and_read_only() {
    let shop = Shop::new().has("2.3.0");
    let path = shop.yard.path("openapi/history/openapi-2.3.0.json");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o444);
    let before = shop.yard.files("openapi");
    // The same once more is no change at all.
    let text = document("2.3.0");
    shop.take(&host(&text), "2.3.0", &text, &[]).is(0, &["warning: 2.3.0 was stored before", "GREEN"]);
    assert_eq!(shop.yard.files("openapi"), before);
    // Another document under a known version is red for ever.
    let other = text.replacen("Entries of", "Other entries of", 1);
    shop.take(&host(&other), "2.3.0", &other, &[]).is(100, &["2.3.0 is known with sha256", "never stored twice"]);
    assert_eq!(shop.yard.files("openapi"), before);
    shop.is_sound();
}

#[test]
fn five_at_once_store_one_version_once() {
    let (text, shop) = (document("2.3.0"), Shop::new());
    let server = host(&text);
    let payload = dispatch(&server.url, "2.3.0", &sha256(&text), "minor");
    let all: Vec<_> = (0..5).map(|_| shop.start(&payload, &[])).collect();
    let all: Vec<Done> = all.into_iter().map(Done::of).collect();
    assert!(all.iter().all(|done| done.code == Some(0)), "{all:?}");
    assert_eq!(all.iter().filter(|done| done.out.contains("2.3.0 is new")).count(), 1, "{all:?}");
    assert_eq!(shop.log(), ["stored", "latest"]);
    assert_eq!(shop.kept(), ["history/openapi-2.3.0.json", "latest.json"]);
    shop.is_sound();
}

#[test]
fn five_versions_at_once_leave_the_highest_as_the_latest() {
    let shop = Shop::new();
    let all: Vec<_> = ["1.9.0", "1.10.0", "1.8.0", "2.0.0-rc.1", "1.0.0"]
        .map(|version| {
            let text = document(version);
            let server = host(&text);
            shop.start(&dispatch(&server.url, version, &sha256(&text), "patch"), &[])
        })
        .into_iter()
        .collect();
    for done in all.into_iter().map(Done::of) {
        done.is(0, &["GREEN"]);
    }
    assert_eq!(shop.latest()["version"], json!("2.0.0-rc.1"));
    assert_eq!(shop.log().iter().filter(|event| *event == "stored").count(), 5);
    shop.is_sound();
}

#[test]
fn the_latest_goes_forward_by_version_and_back_by_word_alone() {
    let shop = Shop::new().has("1.9.0").has("1.10.0").has("1.9.1");
    assert_eq!(shop.latest()["version"], json!("1.10.0"));
    let back = ["ingest", "--rollback-to", "1.9.0"];
    shop.yard.does(&back).is(2, &["a rollback needs --approve 'who: why'"]);
    shop.yard.does(&[&back[..], &["--approve", "ada"]].concat()).is(2, &["who: why"]);
    shop.yard
        .does(&["ingest", "--rollback-to", "1.8.0", "--approve", "ada: no"])
        .is(2, &["1.8.0 is not stored; there are 1.9.0, 1.9.1, 1.10.0"]);
    assert_eq!(shop.latest()["version"], json!("1.10.0"));
    let done = shop.yard.does(&[&back[..], &["--approve", "ada: 1.10.0 breaks the app"]].concat());
    done.is(0, &["the latest is 1.9.0, and was 1.10.0; ada: 1.10.0 breaks the app"]);
    insta::assert_snapshot!(told(&done.out));
    assert_eq!(shop.latest()["version"], json!("1.9.0"));
    let line = crate::bench::lines(&shop.yard.path("openapi/log.jsonl")).pop().unwrap();
    crate::bench::fits("ingest-log.schema.json", &line);
    assert_eq!(line["approval"], json!("ada: 1.10.0 breaks the app"));
    shop.is_sound();
    // What was rolled back from does not come back because it is dispatched once more; what is higher does.
    let text = document("1.10.0");
    shop.take(&host(&text), "1.10.0", &text, &[]).is(0, &["the latest stays 1.9.0"]);
    assert_eq!(shop.latest()["version"], json!("1.9.0"));
    let shop = shop.has("1.10.1");
    assert_eq!(shop.latest()["version"], json!("1.10.1"));
    shop.is_sound();
}

#[test]
fn a_version_number_that_does_not_rise_as_claimed_is_red() {
    let shop = Shop::new().has("1.9.0");
    let text = document("1.9.1");
    shop.take(&host(&text), "1.9.1", &text, &[]).is(100, &["`change_type` claims minor", "rises as for a patch"]);
    assert_eq!(shop.kept(), ["history/openapi-1.9.0.json", "latest.json"]);
}

#[test]
fn what_was_changed_shows_and_nothing_more_is_taken_in() {
    let text = document("1.10.0");
    let server = host(&text);
    for (file, said) in [
        ("openapi/history/openapi-1.9.0.json", "its bytes are not those that log.jsonl names"),
        ("openapi/latest.json", "latest.json: it is not what log.jsonl says"),
        ("openapi/log.jsonl", "log.jsonl:2: the line before it was changed"),
        ("openapi/heads.jsonl", "it does not hold the line that heads.jsonl names"),
    ] {
        let shop = Shop::new().has("1.9.0");
        let path = shop.yard.path(file);
        let changed = shop.yard.read(file).replacen("1.9.0", "1.8.0", 1).replacen("\"head\":\"", "\"head\":\"0", 1);
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, changed).unwrap();
        shop.yard.does(&["ingest", "--verify-store"]).is(100, &["RED", said]);
        if file.ends_with("jsonl") {
            shop.take(&server, "1.10.0", &text, &[]).is(100, &["the store was changed"]);
        }
    }
    let shop = Shop::new().has("1.9.0");
    std::fs::write(shop.yard.path("openapi/history/openapi-7.0.0.json"), "{}").unwrap();
    shop.yard.does(&["ingest", "--verify-store"]).is(100, &["openapi-7.0.0.json: log.jsonl does not name it"]);
    std::fs::remove_file(shop.yard.path("openapi/history/openapi-7.0.0.json")).unwrap();
    std::fs::remove_file(shop.yard.path("openapi/history/openapi-1.9.0.json")).unwrap();
    shop.yard.does(&["ingest", "--verify-store"]).is(100, &["openapi-1.9.0.json: it is not there"]);
    let text = document("1.9.0");
    shop.take(&host(&text), "1.9.0", &text, &[]).is(100, &["openapi-1.9.0.json is gone"]);
    Shop::new().yard.does(&["ingest", "--verify-store"]).is(2, &["there is no store at openapi"]);
}

#[test]
fn a_store_that_cannot_be_written_is_inconclusive_and_keeps_nothing_half() {
    let text = document("2.3.0").replacen("Entries of", &"Entries of ".repeat(8_000), 1);
    let (server, shop) = (host(&text), Shop::new());
    let payload = dispatch(&server.url, "2.3.0", &sha256(&text), "minor");
    shop.takes(&payload, &["--store", "/dev/null/openapi"]).is(75, &["failed to create /dev/null/openapi"]);
    // A disk that is full after 32 KiB of a file.
    let mut full = shop.yard.program("sh");
    let command =
        format!("ulimit -f 32; exec {} ingest dispatch-2.3.0.json --allow-http", env!("CARGO_BIN_EXE_holdpoint"));
    let child = full.args(["-c", &command]).spawn().unwrap();
    Done::of(child).is(75, &["failed to write"]);
    assert_eq!(shop.kept(), Vec::<String>::new());
    shop.takes(&payload, &[]).is(0, &["GREEN"]);
    shop.is_sound();
}

#[test]
fn credentials_of_an_address_are_kept_nowhere() {
    let (text, shop) = (document("2.3.0"), Shop::new());
    let server = host(&text);
    let mut payload = dispatch(&server.url, "2.3.0", &sha256(&text), "minor");
    let url = format!("{}/openapi.json?page=1&X-Amz-Signature=0123abcdef", server.url);
    payload["client_payload"]["download_url"] = json!(url);
    shop.takes(&payload, &[]).is(0, &["GREEN"]).lacks(&["0123abcdef"]);
    assert_eq!(server.lines()[0], "GET /openapi.json?page=1&X-Amz-Signature=0123abcdef");
    assert!(shop.latest()["url"].as_str().unwrap().ends_with("?page=1&X-Amz-Signature=[masked]"), "{}", shop.latest());
    let all = [shop.yard.files("openapi"), shop.yard.files("artifacts")].concat();
    assert!(all.len() > 4 && all.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("0123abcdef")));
}

#[test]
fn without_evidence_nothing_is_stored() {
    let (text, shop) = (document("2.3.0"), Shop::new());
    let server = host(&text);
    shop.take(&server, "2.3.0", &text, &["--artifacts", "/dev/null/x/integrations"])
        .is(75, &["? payload     failed to create /dev/null/x/ingest"]);
    assert!(server.seen().is_empty() && shop.kept().is_empty());
}

#[test]
fn who_is_stopped_stops_and_says_so() {
    let (silent, shop) = (Server::always(Reply::Silence), Shop::new());
    let child = shop.start(&dispatch(&silent.url, "2.3.0", &sha256("x"), "minor"), &[]);
    until("it asks", || !silent.seen().is_empty());
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    Done::of(child).is(130, &["INTERRUPTED"]);
    let last = crate::bench::lines(&shop.yard.only("artifacts/ingest", ".jsonl")).pop().unwrap();
    assert_eq!((&last["stage"], &last["verdict"]), (&json!("end"), &json!("interrupted")));
    assert_eq!(shop.kept(), Vec::<String>::new());
}

#[test]
fn who_is_killed_while_a_document_comes_leaves_nothing() {
    let text = document("2.3.0");
    let (silent, shop) = (Server::always(Reply::Silence), Shop::new());
    let mut child = shop.start(&dispatch(&silent.url, "2.3.0", &sha256(&text), "minor"), &[]);
    until("it asks", || !silent.seen().is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(shop.kept(), Vec::<String>::new());
    let shop = shop.has("2.3.0");
    shop.is_sound();
}
