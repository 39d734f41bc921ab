//! The verb as a person runs it: exit codes, what is told, and what is sent.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;

use super::document;
use crate::apis;
use crate::bench::server::{self, Server, answer};
use crate::bench::{Done, Yard, fits, lines, until};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /things:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 9 } }
      responses: { 200: { description: ok, content: { application/json: { schema: { type: array } } } }, 400: { description: no } }
    post:
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: integer } } } } }
      responses: { 201: { description: ok }, 400: { description: no } }
";

fn explore(yard: &Yard, url: &str, more: &[&str]) -> Done {
    yard.does(&[&["explore", "openapi.yaml", url, "--seed", "7"], more].concat())
}

fn yard() -> Yard {
    Yard::empty().file("openapi.yaml", DOCUMENT)
}

#[test]
fn without_approval_only_what_reads_is_sent() {
    let server = Server::always(server::json("[]"));
    let done = explore(&yard(), &server.url, &["--budget", "60"]);
    done.is(100, &["1 operations write and were left out", "--approve", "negative-accepted", "query limit"]);
    assert!(server.seen().iter().all(|asked| asked.method == "GET"));
    explore(&yard(), &server.url, &["--budget", "60", "--approve", "ada: a test"]).is(100, &["POST /things"]);
    assert!(server.seen().iter().any(|asked| asked.method == "POST"));
}

#[test]
fn what_cannot_be_judged_is_not_green() {
    explore(&yard(), &server::nobody(), &["--budget", "50"]).is(75, &["nothing was answered"]);
    let guarded = DOCUMENT.replace(
        "paths:\n",
        "security: [{ k: [] }]\ncomponents: { securitySchemes: { k: { type: http, scheme: bearer } } }\npaths:\n",
    );
    let yard = Yard::empty().file("openapi.yaml", guarded);
    let refuses = Server::always(answer(401, "", ""));
    explore(&yard, &refuses.url, &["--budget", "50", "--skip", "undeclared-status"]).is(75, &["give --auth"]);
}

#[test]
fn what_stops_answering_on_the_way_is_not_green() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let dies = std::thread::spawn(move || {
        for socket in listener.incoming().take(30) {
            let mut socket = socket.unwrap();
            let _ = socket.read(&mut [0; 4096]);
            let server::Reply::Bytes(bytes) = server::json("[]") else { panic!("no bytes") };
            socket.write_all(&bytes).unwrap();
        }
    });
    let done = explore(&yard(), &url, &["--budget", "5000", "--only", "server-error", "--jobs", "1"]);
    dies.join().unwrap();
    done.is(75, &["nothing answers any more", "refused"]);
}

#[test]
fn what_is_not_chosen_is_sent_only_where_the_chosen_needs_it() {
    let sent = |chosen: &str| {
        let running = apis::start("shop", None, 0);
        let (_, token) = apis::credentials("shop");
        let token = token.strip_prefix("Bearer ").unwrap();
        let path = document("shop");
        let done = Yard::empty().env("TOKEN", token).does(&[
            "explore",
            path.to_str().unwrap(),
            &running.url,
            "--auth",
            "bearer:env:TOKEN",
            "--approve",
            "ada: a test",
            "--budget",
            "600",
            "--seed",
            "7",
            "--operation",
            chosen,
            "--output",
            "json",
        ]);
        done.is(0, &[]);
        let told = done.json();
        let used = told["coverage"]["uncovered"].to_string();
        (told["notes"].to_string(), used)
    };
    let (notes, unused) = sent("^GET /orders/\\{orderId\\}$");
    // An order is a customer's.
    let needed = "POST /customers, DELETE /customers/{customerId}, POST /orders, DELETE /orders/{orderId}";
    assert!(notes.contains(&format!("sent as well, for what the chosen operations need: {needed}")), "{notes}");
    for other in ["GET /orders\"", "PATCH /orders/{orderId}\"", "GET /health\""] {
        assert!(unused.contains(other), "{other} was sent: {unused}");
    }
    let (notes, unused) = sent("^GET /health$");
    assert!(!notes.contains("sent as well"), "{notes}");
    assert!(unused.contains("POST /orders\""), "{unused}");
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let url = server::nobody();
    let wrong = |more: &[&str], said: &[&str]| {
        explore(&yard(), &url, more).is(2, said);
    };
    wrong(&["--only", "server-eror"], &["server-error"]);
    wrong(&["--budget", "0"], &["--budget"]);
    wrong(&["--budget", "soon"], &["10s"]);
    wrong(&["--operation", "nothing-like-it"], &["fits none"]);
    wrong(&["--auth", "bearer:s3cr3t"], &["bearer:env:NAME"]);
    wrong(&["--auth", "bearer:env:NOT_SET"], &["NOT_SET is not set"]);
    wrong(&["--approve", "yes"], &["who: why"]);
    wrong(&["--max-response-time", "soon"], &["--max-response-time"]);
    wrong(&["--max-response-time", "0s"], &["no answer comes in no time"]);
    wrong(&["--other-auth", "bearer:env:NOT_SET"], &["--auth"]);
    Yard::empty().file("a.yaml", "x: 1\n").does(&["explore", "a.yaml", &url]).is(2, &["no OpenAPI document"]);
}

#[test]
fn the_same_seed_sends_the_same() {
    let sent = |jobs: &str, seed: &str| {
        let server =
            Server::new(|asked, _| if asked.method == "POST" { answer(201, "", "") } else { server::json("[]") });
        let more = ["--budget", "300", "--approve", "a: b", "--jobs", jobs, "--seed", seed];
        yard().does(&[&["explore", "openapi.yaml", &server.url], &more[..]].concat());
        server
            .seen()
            .iter()
            .map(|asked| format!("{} {} {}", asked.method, asked.path, asked.text()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sent("1", "7"), sent("1", "7"));
    let counted = |list: Vec<String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for one in list {
            *counts.entry(one).or_default() += 1;
        }
        counts
    };
    assert_eq!(counted(sent("32", "7")), counted(sent("32", "7")));
    assert_ne!(sent("1", "7"), sent("1", "8"));
}

#[test]
fn the_document_that_a_program_reads_fits_its_schema_and_holds_no_secret() {
    let running = apis::start("tracker", Some("limit-ignored"), 0);
    let (_, key) = apis::credentials("tracker");
    let yard = Yard::empty().env("TRACKER_KEY", key);
    let path = document("tracker");
    let done = yard.does(&[
        "explore",
        path.to_str().unwrap(),
        &running.url,
        "--auth",
        "header:X-Api-Key:env:TRACKER_KEY",
        "--approve",
        "ada: a test",
        "--budget",
        "1000",
        "--output",
        "json",
        "--seed",
        "7",
    ]);
    done.is(100, &["limit-ignored"]).lacks(&[key]);
    let told: Value = done.json();
    fits("explore.schema.json", &told);
    assert_eq!(told["findings"][0]["oracle"], "limit-ignored");
    assert!(told["findings"][0]["exchanges"][0]["curl"].as_str().unwrap().contains("$TRACKER_KEY"));
}

#[test]
fn what_was_found_is_kept_as_of_a_run() {
    let canary = "canary-5f1e77c0ffee";
    let server = Server::always(server::json("{}"));
    let yard = yard().env("KEY", canary);
    let auth = ["--auth", "bearer:env:KEY", "--header", "X-Api-Token: canary-of-a-header", "--budget", "60"];
    let done = explore(&yard, &server.url, &auth);
    done.is(100, &["response-schema", "evidence  artifacts/integrations/20", "explore_t@127.0.0.1_"]);
    assert!(server.seen().iter().all(|asked| asked.header("x-request-id").is_some()));
    for (path, bytes) in yard.files("artifacts") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(canary) && !text.contains("canary-of-a-header"), "{}", path.display());
    }
    let ledger = lines(&yard.only("artifacts/integrations", ".jsonl"));
    fits("ledger.schema.json", &ledger[0]);
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&"red".into(), &100.into()));
    let evidence = lines(&yard.only("artifacts/runs", ".jsonl"));
    assert!(evidence.iter().any(|line| !line["explored"].is_null()));
    for line in &evidence {
        fits("evidence.schema.json", line);
    }
    let end = evidence.iter().find(|line| line["type"] == "case.end").unwrap();
    let proofs = end["findings"][0]["proof"]["exchanges"].as_array().unwrap();
    let kept = |id: &Value| evidence.iter().any(|line| line["type"] == "exchange" && line["request_id"] == *id);
    assert!(!proofs.is_empty() && proofs.iter().all(kept), "{end}");
    assert_eq!(end["explored"][0]["seed"], 7);
    assert!(
        end["findings"][0]["place"]["file"] == "openapi.yaml" && end["findings"][0]["place"]["line"].as_u64() > Some(1)
    );
    yard.does(&["report", "--artifacts", "artifacts/integrations"])
        .is(100, &["response-schema", "as a case of a suite", "try     curl"])
        .lacks(&[canary]);
    yard.does(&["report", "--verify", "--artifacts", "artifacts/integrations"]).is(0, &[]);
    // The next one is chained to it, wherever it is told to be.
    explore(&yard, &server.url, &auth);
    let ledger = lines(&yard.only("artifacts/integrations", ".jsonl"));
    assert_eq!(ledger.len(), 2);
    yard.does(&["report", "--verify", "--artifacts", "artifacts/integrations"]).is(0, &[]);
    explore(&yard, &server.url, &[&auth[..], &["--artifacts", "kept/ledgers"]].concat());
    assert_eq!(lines(&yard.only("kept/ledgers", ".jsonl")).len(), 1);
}

#[test]
fn what_cannot_be_kept_is_not_green() {
    let server = Server::always(server::json("[]"));
    let budget = ["--budget", "20", "--only", "server-error"];
    let done = explore(&yard(), &server.url, &budget);
    done.is(0, &["GREEN", "evidence"]);
    let evidence = |yard: &Yard| lines(&yard.only("artifacts/runs", ".jsonl"));
    let kept = yard();
    explore(&kept, &server.url, &budget).is(0, &[]);
    let shown = evidence(&kept).into_iter().filter(|line| line["type"] == "exchange").count();
    assert_eq!(shown, 1, "the first success of the one operation that was explored");
    let barred = yard().file("artifacts", "a file stands where the folder would be");
    explore(&barred, &server.url, &budget).is(100, &["artifacts", "RED"]);
    // Without an answer the first failure is kept.
    let nobody = yard();
    explore(&nobody, &server::nobody(), &budget).is(75, &["nothing was answered"]);
    let failures: Vec<Value> = evidence(&nobody).into_iter().filter(|line| !line["failure"].is_null()).collect();
    assert_eq!((failures.len(), &failures[0]["failure"]["kind"]), (1, &"refused".into()));
}

#[test]
fn a_case_names_the_path_of_the_documents_server() {
    let document = DOCUMENT.replace("paths:\n", "servers: [{ url: /v1 }]\npaths:\n");
    let server = Server::always(server::json("{}"));
    let yard = Yard::empty().file("openapi.yaml", document);
    let only = ["--budget", "30", "--only", "response-schema", "--quiet"];
    explore(&yard, &server.url, &only).is(100, &["call: \"GET /v1/things\""]);
    explore(&yard, &format!("{}/gate", server.url), &only).is(100, &["call: \"GET /things\""]);
    assert!(server.lines().iter().any(|line| line == "GET /gate/things"));
}

#[test]
fn an_answer_is_slow_where_somebody_says_what_is() {
    let server = Server::always(server::json("[]"));
    let asked = |limit: &str| {
        let more = ["--budget", "30", "--only", "slow-answer", "--max-response-time", limit];
        explore(&yard(), &server.url, &more)
    };
    asked("0.000001ms").is(100, &["slow-answer", "GET /things"]);
    asked("1h").is(0, &["GREEN"]).lacks(&["slow-answer"]);
}

#[test]
fn another_caller_whom_nobody_knows_proves_nothing() {
    let running = apis::start("shop", None, 0);
    let path = document("shop");
    let (_, token) = apis::credentials("shop");
    let (_, other) = apis::other_credentials("shop").unwrap();
    let bare = |value: &str| value.trim_start_matches("Bearer ").to_owned();
    let done = |other: &str, more: &[&str]| {
        let yard = Yard::empty().env("TOKEN", &bare(token)).env("OTHER", &bare(other));
        let words = ["explore", path.to_str().unwrap(), &running.url, "--seed", "7", "--budget", "400"];
        let who = ["--auth", "bearer:env:TOKEN", "--other-auth", "bearer:env:OTHER"];
        yard.does(&[&words[..], &who, &["--only", "object-level-authorization"], more].concat())
    };
    let approved = ["--approve", "ada: a test"];
    done(other, &approved).is(0, &["GREEN"]).lacks(&[&bare(other)]);
    done("Bearer nobody-0000", &approved).is(75, &["--other-auth was answered with 2xx nowhere"]);
    done(other, &[]).is(75, &["writes are not approved"]);
}

#[test]
fn a_header_of_every_request_hides_no_fault_of_the_header() {
    for (fault, code) in [(None, 0), (Some("tenant-not-required"), 100)] {
        let running = apis::start("shop", fault, 0);
        let (_, token) = apis::credentials("shop");
        let yard = Yard::empty().env("TOKEN", token.trim_start_matches("Bearer "));
        let path = document("shop");
        let done = yard.does(&[
            "explore",
            path.to_str().unwrap(),
            &running.url,
            "--auth",
            "bearer:env:TOKEN",
            "--header",
            "x-tenant: north",
            "--operation",
            "GET /orders$",
            "--budget",
            "300",
            "--seed",
            "7",
        ]);
        let said: &[&str] = if fault.is_some() { &["missing-header-accepted", "header X-Tenant"] } else { &["GREEN"] };
        done.is(code, said);
    }
}

#[test]
fn a_person_who_stops_it_gets_what_was_found_and_its_evidence() {
    let server = Server::always(server::json("{}"));
    let yard = yard();
    let child = yard.start(&["explore", "openapi.yaml", &server.url, "--seed", "7", "--budget", "10m"]);
    until("an exploration under way", || server.seen().len() > 300);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    Done::of(child).is(130, &["response-schema", "INTERRUPTED", "evidence"]);
    let evidence = lines(&yard.only("artifacts/runs", ".jsonl"));
    let types: Vec<&str> = evidence.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert!(
        types.contains(&"interrupted") && types.contains(&"exchange") && types.last() == Some(&"run.end"),
        "{types:?}"
    );
    let ledger = lines(&yard.only("artifacts/integrations", ".jsonl"));
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&"interrupted".into(), &130.into()));
}

#[test]
fn a_mock_of_a_document_keeps_to_it_but_for_what_it_says_that_it_does_not() {
    for (api, requests) in [("shop", "700"), ("tracker", "700")] {
        let yard = Yard::empty().env("KEY", "anyone-who-asks");
        let path = document(api);
        let path = path.to_str().unwrap();
        let mut child = yard.start(&["mock", path, "--state", "--quiet"]);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().nth(1).unwrap();
        let auth = if api == "shop" { "bearer:env:KEY" } else { "header:X-Api-Key:env:KEY" };
        let mut words = vec!["explore", path, url, "--auth", auth, "--approve", "ada: a mock", "--seed", "7"];
        words.extend(["--budget", requests]);
        // mocks/README.md: cursors, filters, orders and keys do nothing, and any credential is taken.
        for oracle in ["paging-gap", "filter-ignored", "order-ignored", "idempotency", "wrong-auth-accepted"] {
            words.extend(["--skip", oracle]);
        }
        let done = yard.does(&words);
        child.kill().unwrap();
        child.wait().unwrap();
        done.is(0, &["GREEN"]);
    }
}
