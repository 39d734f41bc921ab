//! A payload that is not what was agreed on ends before anything is sent.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::json;

use super::{Shop, dispatch, document, host, sha256};
use crate::bench::{Done, Yard, fits};

#[test]
fn every_fault_is_told_in_one_go_and_nothing_is_downloaded() {
    let (server, shop) = (host(""), Shop::new());
    let mut payload = dispatch(&server.url, "v2.3", "abc", "huge");
    payload["client_payload"]["source_repo"] = json!("ledger");
    let done = shop.takes(&payload, &[]);
    done.is(2, &["4 errors; nothing was sent", "dispatch-v2.3.json:4:16"]);
    insta::assert_snapshot!(done.err.replace(&server.url, "[host]"));
    let told = shop.takes(&payload, &["--output", "json"]).is(2, &[]).json();
    fits("error.schema.json", &told);
    assert_eq!(told["diagnostics"].as_array().unwrap().len(), 4);
    assert!(server.seen().is_empty() && !shop.yard.path("openapi").exists());
    // What was refused is evidence too.
    let lines = crate::bench::lines(&shop.yard.only("artifacts/ingest", ".jsonl"));
    assert_eq!((&lines[0]["stage"], &lines[0]["verdict"]), (&json!("payload"), &json!("invalid")));
}

#[test]
fn http_is_taken_only_where_it_is_allowed() {
    let text = document("2.3.0");
    let (server, shop) = (host(&text), Shop::new());
    let payload = dispatch(&server.url, "2.3.0", &sha256(&text), "minor");
    shop.takes(&payload, &[]).is(0, &[]);
    shop.yard.does(&["ingest", "dispatch-2.3.0.json"]).is(2, &["`download_url` has to be https, not http"]);
}

#[test]
fn in_strict_mode_only_one_repository_is_heard() {
    let text = document("2.3.0");
    let (server, shop) = (host(&text), Shop::new());
    shop.take(&server, "2.3.0", &text, &["--strict", "--repository", "example/other"])
        .is(2, &["`source_repo` is example/ledger, and --strict takes example/other alone"]);
    shop.take(&server, "2.3.0", &text, &["--strict", "--repository", "example/ledger"]).is(0, &[]);
    shop.take(&server, "2.3.0", &text, &["--strict"]).is(2, &["--repository"]);
}

#[test]
fn a_payload_comes_from_a_pipe_as_well() {
    let text = document("2.3.0");
    let server = host(&text);
    let taken = |payload: &str| {
        let yard = Yard::empty();
        let mut child = yard.command(&["ingest", "-", "--allow-http"]).stdin(Stdio::piped()).spawn().unwrap();
        // One that is refused early may not be read to its end.
        let _ = child.stdin.take().unwrap().write_all(payload.as_bytes());
        Done::of(child)
    };
    taken(&dispatch(&server.url, "2.3.0", &sha256(&text), "minor").to_string()).is(0, &["GREEN"]);
    taken("{\"event_type\": ").is(2, &["this is no JSON", "-:1:"]);
    taken(&"x".repeat(1_100_000)).is(2, &["larger than 1 MiB"]);
}
