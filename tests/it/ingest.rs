//! `holdpoint ingest`: what is dispatched is verified, stored once and made known; what is wrong leaves nothing behind.

use std::path::PathBuf;
use std::process::Child;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::bench::server::{Reply, Server, answer};
use crate::bench::{Done, Yard, fits};

mod compare;
mod download;
mod gate;
mod hook;
mod payload;
mod sign;
mod store;

/// A sound document of a version.
fn document(version: &str) -> String {
    include_str!("../services/spec_host/openapi.json").replacen("2.3.0", version, 1)
}

/// The SHA-256 of a text, as a payload has it.
fn sha256(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// A payload for a document at an address.
fn dispatch(url: &str, version: &str, checksum: &str, change: &str) -> Value {
    json!({
        "event_type": "openapi_spec_updated",
        "client_payload": {
            "version": version,
            "checksum": checksum,
            "change_type": change,
            "download_url": format!("{url}/openapi.json"),
            "source_repo": "example/ledger"
        }
    })
}

/// A host that serves a text as the document.
fn host(text: &str) -> Server {
    Server::always(served(text))
}

/// An answer with a text as the document.
fn served(text: &str) -> Reply {
    answer(200, "content-type: application/json\r\n", text)
}

/// A folder with a store in it.
struct Shop {
    yard: Yard,
}

impl Shop {
    fn new() -> Self {
        Self { yard: Yard::empty() }
    }

    /// Writes a payload, and begins to take it in.
    fn start(&self, payload: &Value, arguments: &[&str]) -> Child {
        let file = format!("dispatch-{}.json", payload["client_payload"]["version"].as_str().unwrap_or_default());
        let (path, text) = (self.yard.path(&file), format!("{payload:#}\n"));
        // One that is being read by another program stays as it is.
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            std::fs::write(path, text).unwrap();
        }
        self.yard.start(&[&["ingest", &file, "--allow-http"], arguments].concat())
    }

    /// Takes a document of a version in that a server has.
    fn take(&self, server: &Server, version: &str, text: &str, arguments: &[&str]) -> Done {
        self.takes(&dispatch(&server.url, version, &sha256(text), "minor"), arguments)
    }

    /// Takes a payload in.
    fn takes(&self, payload: &Value, arguments: &[&str]) -> Done {
        Done::of(self.start(payload, arguments))
    }

    /// Takes a sound document of a version in.
    fn has(self, version: &str) -> Self {
        let text = document(version);
        let server = host(&text);
        self.takes(&dispatch(&server.url, version, &sha256(&text), "patch"), &[]).is(0, &["GREEN"]);
        self
    }

    /// The files of the store by their names, without the log and what goes with it.
    fn kept(&self) -> Vec<String> {
        let root = self.yard.path("openapi");
        let files =
            self.yard.files("openapi").into_iter().map(|(path, _)| path.strip_prefix(&root).unwrap().to_owned());
        let names = files.map(|path: PathBuf| path.to_string_lossy().into_owned());
        names.filter(|name| ![".lock", "log.jsonl", "heads.jsonl"].contains(&name.as_str())).collect()
    }

    fn latest(&self) -> Value {
        serde_json::from_str(&self.yard.read("openapi/latest.json")).unwrap()
    }

    /// What the log says became of the store, in order.
    fn log(&self) -> Vec<String> {
        let lines = crate::bench::lines(&self.yard.path("openapi/log.jsonl"));
        lines.iter().map(|line| line["event"].as_str().unwrap().to_owned()).collect()
    }

    /// Demands that nobody can have changed the store.
    fn is_sound(&self) {
        self.yard.does(&["ingest", "--verify-store"]).is(0, &["GREEN", "as they were written"]);
    }
}

/// What a run says, with its times, digests and ports taken out.
fn told(text: &str) -> String {
    let mut text = text.to_owned();
    for (what, instead) in [
        (r"<1 ms|\d+(\.\d+)? m?s\b", "[time]"),
        (r"[0-9a-f]{64}", "[sha256]"),
        (r"127\.0\.0\.1:\d+", "[host]"),
        (r"\d{4}-\d{2}-\d{2}\.jsonl", "[day].jsonl"),
    ] {
        text = regex::Regex::new(what).unwrap().replace_all(&text, instead).into_owned();
    }
    text
}

#[test]
fn a_document_is_taken_in_stage_by_stage() {
    let text = document("2.3.0");
    let (server, shop) = (host(&text), Shop::new());
    let done = shop.take(&server, "2.3.0", &text, &[]);
    done.is(0, &["GREEN"]);
    insta::assert_snapshot!(told(&done.out));
    assert_eq!(shop.kept(), ["history/openapi-2.3.0.json", "latest.json"]);
    assert_eq!(shop.yard.read("openapi/history/openapi-2.3.0.json"), text);
    assert_eq!((&shop.latest()["version"], &shop.latest()["checksum"]), (&json!("2.3.0"), &json!(sha256(&text))));
    assert_eq!(server.lines(), ["GET /openapi.json"; 2]);
    assert_ne!(server.seen()[0].header("accept-encoding"), server.seen()[1].header("accept-encoding"));
    shop.is_sound();
}

#[test]
fn each_stage_is_kept_in_a_chain_and_told_to_programs() {
    let text = document("2.3.0");
    let (server, shop) = (host(&text), Shop::new());
    let told = shop.take(&server, "2.3.0", &text, &["--output", "json"]).is(0, &[]).json();
    fits("ingest.schema.json", &told);
    let stages: Vec<_> = told["stages"].as_array().unwrap().iter().map(|one| one["stage"].as_str().unwrap()).collect();
    let all = ["payload", "download", "validate", "duplicate", "diff", "store", "notes", "sign", "latest"];
    assert_eq!(stages, all);
    let lines = crate::bench::lines(&shop.yard.only("artifacts/ingest", ".jsonl"));
    let kept: Vec<_> = lines.iter().map(|line| line["stage"].as_str().unwrap()).collect();
    assert_eq!(kept, [&all[..], &["end"]].concat());
    assert!(lines.iter().all(|line| line["ms"].is_u64() && line["run"] == told["run"]), "{lines:?}");
    let bytes = std::fs::read_to_string(shop.yard.only("artifacts/ingest", ".jsonl")).unwrap();
    let raw: Vec<&str> = bytes.lines().collect();
    for (before, line) in raw.iter().zip(&lines[1..]) {
        assert_eq!(line["prev"], json!(sha256(before)));
    }
    for line in &lines {
        fits("ingest-event.schema.json", line);
    }
    let log = crate::bench::lines(&shop.yard.path("openapi/log.jsonl"));
    for line in &log {
        fits("ingest-log.schema.json", line);
    }
    // A run that is red has its document too, with what is wrong and where.
    let wrong = shop.take(&host(&document("2.4.1")), "2.4.0", &document("2.4.1"), &["--output", "json"]);
    fits("ingest.schema.json", &wrong.is(100, &[]).json());
    let proof = shop.yard.does(&["ingest", "--verify-store", "--output", "json"]);
    fits("ingest.schema.json", &proof.is(0, &[]).json());
}
