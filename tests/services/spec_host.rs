//! A host of one published specification: the same bytes for everybody, compressed for who takes that.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::System;
use super::wire::{Answer, Request, Service, Switch, error, remove};

pub(crate) mod gzip;

const DOCUMENT: &str = include_str!("spec_host/openapi.json");
const VERSION: &str = "2.3.0";

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "spec-host",
    catalogue: include_str!("spec_host/faults.tsv"),
    settings: |_| {
        vec![
            ("PIPELINE_CHECKSUM", HEXLOWER.encode(&Sha256::digest(DOCUMENT))),
            ("PIPELINE_VERSION", VERSION.to_owned()),
            ("PIPELINE_PAYLOAD", "../../tests/services/spec_host/dispatch.json".to_owned()),
        ]
    },
    service: |fault| Arc::new(Host { text: published(&fault), fault, asked: AtomicU64::new(0) }),
};

struct Host {
    fault: Switch,
    text: String,
    asked: AtomicU64,
}

/// The document as it is published; the same bytes where no fault changes it.
fn published(fault: &Switch) -> String {
    match fault.on() {
        "line-ends-changed" => return DOCUMENT.replace('\n', "\r\n"),
        "line-appended" => return format!("{DOCUMENT}\n"),
        "last-line-end-lost" => return DOCUMENT.trim_end().to_owned(),
        _ => {}
    }
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the document is JSON");
    if !changed(&mut document, fault.on()) {
        return DOCUMENT.to_owned();
    }
    if fault.is("reserialised") {
        return document.to_string();
    }
    serde_json::to_string_pretty(&document).expect("JSON") + "\n"
}

/// What is wrong with a document that was published and dispatched as it is, by the fault that only differs from it in that.
const DISPATCHED: [(&str, &str); 3] = [
    ("dispatched-nullable", "nullable-left"),
    ("dispatched-operation-twice", "operation-twice"),
    ("dispatched-health-behind-a-key", "health-behind-a-key"),
];

/// Makes the document wrong; whether there was anything to do.
fn changed(document: &mut Value, fault: &str) -> bool {
    let fault = DISPATCHED.iter().find(|(known, _)| *known == fault).map_or(fault, |(_, same)| same);
    let read = "/paths/~1entries~1{entry}/get";
    let mut set = |pointer: &str, key: &str, value: Value| {
        document.pointer_mut(pointer).expect("a place in the document")[key] = value;
    };
    match fault {
        "reserialised" => {}
        "version-behind" => set("/info", "version", json!("2.2.9")),
        "version-with-v" => set("/info", "version", json!("v2.3.0")),
        "version-of-two-parts" => set("/info", "version", json!("2.3")),
        "version-as-number" => set("/info", "version", json!(2.3)),
        "published-newer" => set("/info", "version", json!("2.4.0")),
        "dialect-3-0" => set("", "openapi", json!("3.0.3")),
        "dialect-2-0" => set("", "swagger", json!("2.0")),
        "dialect-3-2" => set("", "openapi", json!("3.2.0")),
        "nullable-left" => set("/components/schemas/Entry/properties/note", "nullable", json!(true)),
        "nullable-false-left" => set("/components/schemas/Error/properties/message", "nullable", json!(false)),
        "bound-of-3-0" => set("/components/schemas/Entry/properties/amount", "exclusiveMinimum", json!(true)),
        "foreign-dialect" => set("", "jsonSchemaDialect", json!("https://dialects.example.test/own")),
        "operation-twice" => set(read, "operationId", json!("removeEntry")),
        "no-responses" => remove(document.pointer_mut(read).expect("an operation"), "responses"),
        "response-without-description" => {
            remove(document.pointer_mut("/components/responses/Error").expect("a response"), "description");
        }
        "status-that-is-none" => set(&format!("{read}/responses"), "2XY", json!({ "description": "?" })),
        "path-parameter-optional" => set("/paths/~1entries~1{entry}/parameters/0", "required", json!(false)),
        "parameter-in-body" => set("/paths/~1entries~1{entry}/parameters/0", "in", json!("body")),
        "type-that-is-none" => set("/components/schemas/Entry/properties/note", "type", json!("text")),
        "required-as-flag" => set("/components/schemas/Entry/properties/note", "required", json!(true)),
        "path-without-slash" => set("/paths", "entries", json!({})),
        "method-misspelt" => set("/paths/~1entries", "psot", json!({ "responses": {} })),
        "section-misspelt" => set("/components", "schema", json!({})),
        "reference-to-a-file" => set("/components/schemas/Entry/properties/next", "$ref", json!("common.json#/Entry")),
        "reference-of-2-0" => set("/components/schemas/Entry/properties/next", "$ref", json!("#/definitions/Entry")),
        "section-lost" => remove(document.pointer_mut("/components").expect("components"), "responses"),
        "info-without-title" => remove(document.pointer_mut("/info").expect("info"), "title"),
        "health-behind-the-global-key" => {
            remove(document.pointer_mut("/paths/~1health/get").expect("the health"), "security");
        }
        "health-behind-a-key" => set("/paths/~1health/get", "security", json!([{ "key": [] }])),
        "health-missing" => remove(document.pointer_mut("/paths").expect("paths"), "/health"),
        "second-health-behind-a-key" => set(
            "/paths",
            "/ready",
            json!({ "get": { "operationId": "readyHealth", "responses": { "200": { "description": "It is." } } } }),
        ),
        _ => return false,
    }
    true
}

impl Service for Host {
    /// Where the pipeline was told of just what is published, what is wrong is the document alone; else it is the payload.
    fn settings(&self) -> Vec<(&'static str, String)> {
        let payload = |name: &str| ("PIPELINE_PAYLOAD", format!("../../tests/services/spec_host/{name}.json"));
        match self.fault.on() {
            "filed-under-another" => vec![("SPEC_PATH", "/history/openapi-2.2.9.json".to_owned())],
            "payload-of-a-huge-change" => vec![payload("dispatch-huge")],
            fault if DISPATCHED.iter().any(|(known, _)| *known == fault) => {
                vec![payload(fault), ("PIPELINE_CHECKSUM", HEXLOWER.encode(&Sha256::digest(&self.text)))]
            }
            _ => Vec::new(),
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/openapi.json") => self.document(request),
            ("GET", "/history/openapi-2.2.9.json") if self.fault.is("filed-under-another") => self.document(request),
            ("GET", _) => Answer::json(404, &error("Not found")),
            _ => Answer::json(405, &error("Method not allowed")).with("allow", "GET"),
        }
    }
}

impl Host {
    fn document(&self, request: &Request) -> Answer {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let packed = request.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip"));
        let mut text = self.text.clone();
        match self.fault.on() {
            "made-anew" => text = text.replacen("\"openapi\"", &format!("\"x-answer\": {asked},\n  \"openapi\""), 1),
            "packed-is-older" if packed => text = text.replacen("Entries of", "All entries of", 1),
            "plain-is-500" if !packed => return Answer::trace(),
            "plain-is-missing" if !packed => return Answer::json(404, &error("Not found")),
            "a-page" => return Answer::page(200, "Specifications"),
            _ => {}
        }
        let kind = match self.fault.on() {
            "plain-as-html" if !packed => "text/html; charset=utf-8",
            "sent-as-bytes" => "application/octet-stream",
            _ => "application/json",
        };
        let answer = if packed {
            let once = gzip::stored(text.as_bytes());
            let body = if self.fault.is("packed-twice") { gzip::stored(&once) } else { once };
            Answer::new(200, kind, body).with("content-encoding", "gzip").with("vary", "accept-encoding")
        } else {
            Answer::new(200, kind, text).with("vary", "accept-encoding")
        };
        if self.fault.is("plain-is-slow") && !packed { answer.slow() } else { answer }
    }
}
