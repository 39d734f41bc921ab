//! An exploration as a case of a suite, against right and wrong services: verdicts, what is sent, what is kept.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::document;
use crate::apis::{self, faults};
use crate::bench::server::{self, Server, answer};
use crate::bench::{Done, Yard, fits, lines, until};

const THINGS: &str = "\
openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /things:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { type: array } } } } } }
    post: { responses: { 201: { description: ok, content: { application/json: { schema: { type: object } } } } } }
  /things/{thingId}:
    parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { type: object } } } } } }
    delete: { responses: { 204: { description: gone } } }
";

/// A project whose one suite explores an API, with this form of the step.
fn yard(api: &str, form: &str) -> Yard {
    let path = document(api);
    let name = path.file_name().unwrap().to_str().unwrap();
    let (header, value) = apis::credentials(api);
    let caller = match value.strip_prefix("Bearer ") {
        Some(_) => "bearer: \"${secret.KEY}\"".to_owned(),
        None => format!("header: {{ {header}: \"${{secret.KEY}}\" }}"),
    };
    let project = format!(
        "version: 1\ntargets:\n  api:\n    secrets: [KEY]\n    callers:\n      buyer: {{ {caller} }}\n      nobody: none\n"
    );
    let suite = format!(
        "suite: api/explored\nlane: contract\ntarget: api\ncontract: {name}\nas: buyer\ncases:\n  - name: it keeps its word\n    explore: {form}\n"
    );
    Yard::empty()
        .project(&project)
        .suite("api/explored", &suite)
        .file(&format!("suites/api/{name}"), std::fs::read(&path).unwrap())
        .env("KEY", value.strip_prefix("Bearer ").unwrap_or(value))
}

/// What a run against an API comes to, right or with a fault.
fn run(yard: &Yard, api: &str, fault: Option<&str>, more: &[&str]) -> Done {
    let running = apis::start(api, fault, 0);
    let live = format!("api={}", running.url);
    yard.run(&[&["--live", &live, "--seed", "7", "--artifacts", "kept/ledgers"], more].concat())
}

const APPROVED: [&str; 2] = ["--approve", "ada: a test"];

fn evidence(yard: &Yard) -> Vec<Value> {
    lines(&yard.only("kept/runs", ".jsonl"))
}

fn of<'a>(evidence: &'a [Value], kind: &str) -> Vec<&'a Value> {
    evidence.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn what_is_right_is_green_and_its_evidence_says_what_was_asked() {
    for api in ["shop", "tracker"] {
        let yard = yard(api, "{ budget: 1500 }");
        run(&yard, api, None, &APPROVED).is(0, &["GREEN  1 passed"]);
        let evidence = evidence(&yard);
        let end = of(&evidence, "case.end")[0];
        let account = &end["explored"][0];
        let explored = account["operations"]["explored"].as_u64().unwrap();
        assert_eq!(account["operations"]["succeeded"].as_u64(), Some(explored), "{account}");
        assert_eq!((&account["seed"], &account["budget"]["requests"]), (&7.into(), &1500.into()));
        assert!(account["requests"]["sent"].as_u64().unwrap() >= 1500 && account["writes"] == true, "{account}");
        // One line for each operation that was answered well, and none for each request.
        assert_eq!(of(&evidence, "exchange").len() as u64, explored);
        assert_eq!(end["exchanges"].as_u64(), Some(explored));
        assert!(account["coverage"]["total"]["percent"].as_f64().unwrap() > 50.0, "{account}");
        let used = &of(&evidence, "suite.end")[0]["contract"]["coverage"];
        assert_eq!(used["total"], account["coverage"]["total"], "the suite has used what its case did");
    }
}

#[test]
fn what_is_wrong_is_red_and_its_proof_can_be_seen_again() {
    let pairs = [
        ("order-total-text", "response-schema"),
        ("coupon-spring-500", "server-error"),
        ("put-without-effect", "update-without-effect"),
        ("delete-without-token", "auth-ignored"),
        ("any-key-accepted", "wrong-auth-accepted"),
        ("title-optional", "negative-accepted"),
        ("limit-ignored", "limit-ignored"),
    ];
    super::each(&pairs, |&(fault, oracle)| {
        let api = faults().iter().find(|one| one.name == fault).unwrap().api;
        let form = format!("{{ budget: 4000, max_findings: 1, only: {oracle} }}");
        let explored = yard(api, &form);
        let done = run(&explored, api, Some(fault), &APPROVED);
        done.is(100, &["RED", oracle, "suites/api/explored.yaml", "try     curl", "as a case of a suite"]);
        let evidence = evidence(&explored);
        for line in &evidence {
            fits("evidence.schema.json", line);
        }
        let end = of(&evidence, "case.end")[0];
        let finding = &end["findings"][0];
        assert_eq!((end["status"].as_str(), finding["check"].as_str()), (Some("failed"), Some(oracle)), "{fault}");
        let proof = &finding["proof"];
        assert!(proof["contract"]["line"].as_u64().unwrap() > 1, "{proof}");
        assert_eq!(finding["place"]["file"], "suites/api/explored.yaml");
        let kept: Vec<&str> =
            of(&evidence, "exchange").iter().map(|line| line["request_id"].as_str().unwrap()).collect();
        let proofs = proof["exchanges"].as_array().unwrap();
        assert!(!proofs.is_empty() && proofs.iter().all(|id| kept.contains(&id.as_str().unwrap())), "{proof}");
        assert_eq!(end["faulty"], *proofs.last().unwrap());
        // The report that is made of it later tells the same.
        explored
            .does(&["report", "--artifacts", "kept/ledgers"])
            .is(100, &[oracle, "try     curl", "as a case of a suite"]);
        explored.does(&["report", "--verify", "--artifacts", "kept/ledgers"]).is(0, &[]);
        // Pasted beside the exploration, under the suite's own caller.
        let case = proof["case"].as_str().unwrap();
        let suite = explored.read("suites/api/explored.yaml");
        let pasted = explored.suite("api/explored", &format!("{suite}{case}"));
        let name = case.split('"').nth(1).unwrap();
        let only = format!("api/explored/{name}");
        for (there, code) in [(Some(fault), 100), (None, 0)] {
            let done = run(&pasted, api, there, &[&APPROVED[..], &[&only]].concat());
            assert_eq!(done.code, Some(code), "{fault} {there:?}\n{case}\n{done}");
        }
    });
}

#[test]
fn without_approval_only_what_reads_is_sent() {
    let get = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths:\n  /things:\n    get:\n      parameters: [{ name: X-HTTP-Method-Override, in: header, schema: { enum: [DELETE] } }]\n      responses: { 200: { description: ok } }\n    post: { responses: { 201: { description: ok } } }\n    delete: { responses: { 204: { description: ok } } }\n";
    let suite = "suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\nas: me\nbase: /v9\nheaders: { x-tenant: acme }\ncases:\n  - { name: a, explore: { budget: 200 } }\n";
    let project =
        "version: 1\ntargets:\n  api: { secrets: [KEY], callers: { me: { query: { key: \"${secret.KEY}\" } } } }\n";
    let yard = || {
        let yard = Yard::empty().project(project).suite("a", suite).file("suites/openapi.yaml", get);
        yard.env("KEY", "a-key-of-someone")
    };
    let server = Server::new(|asked, _| answer(if asked.method == "POST" { 201 } else { 200 }, "", ""));
    let told = yard().run(&["--live", &server.live()]);
    told.is(0, &["GREEN", "2 operations write and were left out", "--approve"]).lacks(&["a-key-of-someone"]);
    assert!(server.seen().iter().all(|asked| ["GET", "HEAD", "OPTIONS"].contains(&asked.method.as_str())));
    assert!(server.seen().iter().all(|asked| asked.header("x-http-method-override").is_none()));
    assert!(server.seen().iter().all(|asked| asked.header("x-tenant") == Some("acme")));
    assert!(server.seen().iter().all(|asked| asked.header("x-request-id").is_some()));
    assert!(server.seen().iter().all(|asked| asked.path.starts_with("/things?key=a-key-of-someone")));
    let count = server.seen().len();
    yard().run(&["--live", &server.live(), "--approve", "ada: a test"]).is(100, &["undeclared-status"]);
    assert!(server.seen()[count..].iter().any(|asked| asked.method == "POST"));
    let only_reads = suite.replace("explore: {", "mutates: false, explore: {");
    let quiet = yard().suite("a", &only_reads);
    let count = server.seen().len();
    quiet.run(&["--live", &server.live(), "--approve", "ada: a test"]).is(0, &["GREEN"]);
    assert!(server.seen()[count..].iter().all(|asked| asked.method == "GET"));
    // A case that says that it writes is not run at all, and alone it is a run of nothing.
    let all = yard().suite("a", &suite.replace("explore: {", "mutates: true, explore: {"));
    let count = server.seen().len();
    all.run(&["--live", &server.live()]).is(2, &["a write on a live target needs --approve"]);
    assert_eq!(server.seen().len(), count);
    // Nothing but what writes is chosen: nothing was shown.
    let writes = suite.replace("{ budget: 200 }", "{ budget: 200, operation: ^POST }");
    let nothing = yard().suite("a", &writes).run(&["--live", &server.live()]);
    nothing.is(75, &["INCONCLUSIVE", "an operation that may be explored", "--approve"]);
}

#[test]
fn what_shows_nothing_is_inconclusive() {
    let tracker = yard("tracker", "200");
    tracker.run(&["--live", &format!("api={}", server::nobody())]).is(75, &["nothing was answered", "INCONCLUSIVE"]);
    // The deadline comes long before the budget is spent.
    let cut = tracker.read("suites/api/explored.yaml").replace("explore: 200", "deadline: 1s\n    explore: 10m");
    let cut = yard("tracker", "200").suite("api/explored", &cut);
    run(&cut, "tracker", None, &APPROVED).is(75, &["INCONCLUSIVE", "and then the deadline"]);
    let end = evidence(&cut);
    let end = of(&end, "case.end")[0];
    assert_eq!(end["explored"][0]["cleaned"]["left"], 0, "what was made is deleted before the deadline: {end}");
    assert!(end["explored"][0]["cleaned"]["deleted"].as_u64().unwrap() > 0, "{end}");
    // What does not answer before the deadline is given up: that it hangs was seen once, and is not proved.
    let hangs = Server::new(|_, number| if number < 40 { server::json("[]") } else { server::Reply::Silence });
    let suite = "suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\ncases:\n  - { name: a, deadline: 2s, explore: { budget: 10m, only: server-error } }\n";
    let yard = Yard::empty().project("version: 1\ntargets: { api: {} }\n").suite("a", suite);
    let yard = yard.file("suites/openapi.yaml", THINGS);
    yard.run(&["--live", &hangs.live()]).is(75, &["INCONCLUSIVE", "could not be proved before the end"]);
}

#[test]
fn a_person_who_stops_it_gets_what_was_found_and_no_green() {
    // A list that is no list is found at once; what was made is deleted although the run is stopped.
    let server = Server::new(|asked, _| match asked.method.as_str() {
        "POST" => answer(201, "content-type: application/json\r\n", "{\"id\": \"t-1\"}"),
        "DELETE" => answer(204, "", ""),
        _ => server::json("{}"),
    });
    let yard = Yard::empty()
        .project("version: 1\ntargets: { api: {} }\n")
        .suite("a", "suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\ncases:\n  - { name: a, deadline: 20m, explore: 10m }\n")
        .file("suites/openapi.yaml", THINGS);
    let live = server.live();
    let run = ["run", "--live", &live, "--artifacts", "kept/ledgers", "--seed", "7"];
    let child = yard.start(&[&run[..], &APPROVED].concat());
    until("an exploration under way", || server.seen().len() > 400);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    Done::of(child).is(130, &["INTERRUPTED", "response-schema"]);
    let evidence = evidence(&yard);
    let end = of(&evidence, "case.end")[0];
    assert_eq!(end["status"], "interrupted");
    assert_eq!(end["findings"][0]["check"], "response-schema", "{end}");
    assert!(end["explored"][0]["cleaned"]["deleted"].as_u64().unwrap() > 0, "{end}");
    assert_eq!(of(&evidence, "run.end")[0]["counts"]["inconclusive"], 1);
    let ledger = lines(&yard.only("kept/ledgers", ".jsonl"));
    assert_eq!(ledger[0]["verdict"], "interrupted");
}

#[test]
fn the_same_seed_sends_the_same_and_a_secret_is_nowhere() {
    let get = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\nsecurity: [{ k: [] }]\ncomponents: { securitySchemes: { k: { type: http, scheme: bearer } } }\npaths:\n  /things:\n    get:\n      parameters: [{ name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 9 } }]\n      responses: { 200: { description: ok }, 401: { description: no } }\n";
    let suite = "suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\nas: me\ncases:\n  - { name: a, explore: { budget: 300, jobs: 1 } }\n";
    let project = "version: 1\ntargets:\n  api: { secrets: [KEY], callers: { me: { bearer: \"${secret.KEY}\" } } }\n";
    let canary = "canary-5f1e77c0ffee";
    let sent = |seed: &str| {
        let server = Server::always(server::json("[]"));
        let yard = Yard::empty().project(project).suite("a", suite).file("suites/openapi.yaml", get).env("KEY", canary);
        let done = yard.run(&["--live", &server.live(), "--artifacts", "kept/ledgers", "--seed", seed, "-vv"]);
        done.is(100, &["auth-ignored", "wrong-auth-accepted"]).lacks(&[canary]);
        let files = yard.files("kept");
        assert!(files.len() >= 3);
        for (path, bytes) in files {
            assert!(!String::from_utf8_lossy(&bytes).contains(canary), "{}", path.display());
        }
        let known = |asked: &&server::Asked| asked.header("authorization") == Some(&*format!("Bearer {canary}"));
        assert!(server.seen().iter().any(|asked| known(&asked)));
        let seen = server.seen();
        seen.iter()
            .map(|one| {
                format!("{} {} {:?} {:?}", one.method, one.path, one.header("authorization"), one.header("traceparent"))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(sent("7"), sent("7"));
    assert_ne!(sent("7"), sent("8"));
}

#[test]
fn a_mock_is_explored_with_all_that_writes() {
    let document = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths:\n  /things:\n    get: { responses: { 200: { description: ok, content: { application/json: { schema: { type: array } } } }, 400: { description: no } } }\n    post:\n      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: integer } } } } } }\n      responses: { 201: { description: ok }, 400: { description: no }, 415: { description: no } }\n";
    let suite = "suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\ncases:\n  - { name: a, explore: { budget: 300 } }\n";
    let mock = "mock: api\nfrom: { openapi: ../suites/openapi.yaml }\n";
    let yard = Yard::new().suite("a", suite).file("suites/openapi.yaml", document).file("mocks/api.yaml", mock);
    yard.run(&["--artifacts", "kept/ledgers"]).is(0, &["MOCKED", "GREEN"]);
    let evidence = evidence(&yard);
    assert_eq!(of(&evidence, "case.end")[0]["explored"][0]["operations"]["succeeded"], 2);
    let lies = "mock: api\nstubs:\n  - { id: list, when: { GET: /things }, then: { 200: { json: {} } } }\n";
    yard.file("mocks/api.yaml", lies).run(&[]).is(100, &["response-schema", "GET /things"]);
}

#[test]
fn what_is_written_wrongly_is_told_before_anything_is_sent() {
    let told = |form: &str, said: &[&str]| {
        let yard = yard("tracker", form);
        yard.does(&["check"]).is(2, said);
    };
    told("soon", &["explored.yaml:8:14"]);
    told("0s", &["a budget of nothing"]);
    told("{ budget: 0 }", &["expected"]);
    told("{ only: server-eror }", &["server-error", "error[explore]"]);
    told("{ operation: '(' }", &["error[regex]"]);
    told("{ operation: nothing-like-it }", &["fits none", "error[explore]"]);
    told("{ bugdet: 10s }", &["budget"]);
    told("{ contract: none.yaml }", &["cannot be read"]);
    told("10s\n    expect: 200", &["`expect` is not a key of an exploration"]);
    told("10s\n    retry: { times: 2, on: [503] }", &["`retry` is not a key of an exploration"]);
    let health = yard("tracker", "10s");
    let suite = health.read("suites/api/explored.yaml").replace("lane: contract", "lane: health");
    health.suite("api/explored", &suite).does(&["check"]).is(2, &["belongs to the lane contract"]);
    let bare = yard("tracker", "10s");
    let suite = bare.read("suites/api/explored.yaml").replace("contract: tracker.json\n", "");
    bare.suite("api/explored", &suite).does(&["check"]).is(2, &["neither this exploration nor its suite"]);
    let right = yard("tracker", "{ budget: 10s, operation: issues, seed: 3, skip: [server-error] }");
    right.does(&["check"]).is(0, &[]);
    right.does(&["list", "--live", "api=http://127.0.0.1:9"]).is(0, &["it keeps its word"]);
    right.run(&["--live", "api=http://127.0.0.1:9", "--dry-run"]).is(0, &["it keeps its word"]);
}

#[test]
fn rows_explore_with_budgets_of_their_own() {
    let rows = yard("tracker", "10s");
    let suite = rows.read("suites/api/explored.yaml").replace(
        "    explore: 10s",
        "    rows: [{ id: few, budget: 60 }, { id: more, budget: 120 }]\n    explore: { budget: \"${row.budget}\", operation: ^GET /status }",
    );
    let rows = rows.suite("api/explored", &suite);
    run(&rows, "tracker", None, &[]).is(0, &["GREEN  2 passed"]);
    let evidence = evidence(&rows);
    let budgets: BTreeMap<&str, &Value> = of(&evidence, "case.end")
        .into_iter()
        .map(|end| (end["row"].as_str().unwrap(), &end["explored"][0]["budget"]["requests"]))
        .collect();
    assert_eq!(budgets, BTreeMap::from([("few", &60.into()), ("more", &120.into())]));
}

#[test]
fn a_person_sees_what_is_wrong_how_to_ask_again_and_what_to_paste() {
    let running = apis::start("tracker", Some("title-optional"), 0);
    let yard = yard("tracker", "{ budget: 1500, only: negative-accepted, operation: POST /issues$, max_findings: 1 }");
    let live = format!("api={}", running.url);
    let run = ["run", "--live", &live, "--seed", "7", "--approve", "ada: a test", "--artifacts", "kept/ledgers"];
    crate::cli::shows("explore-case", &yard, &run);
    // And so does a program.
    let told = yard.does(&[&run[..], &["--output", "json"]].concat()).json();
    fits("run.schema.json", &told);
    let proof = &told["cases"][0]["findings"][0]["proof"];
    assert_eq!(proof["operation"], "POST /issues");
    assert!(
        proof["curl"].as_str().unwrap().contains("$KEY") && proof["case"].as_str().unwrap().contains("as: \"buyer\"")
    );
}
