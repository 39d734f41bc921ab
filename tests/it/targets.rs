//! Targets end to end: approval, variables, secrets from files, callers, limits, and proxies that are not meant.

use std::sync::{Arc, Barrier, Mutex};

use crate::bench::Yard;
use crate::bench::server::{Server, answer, json, nobody};

const PROJECT: &str = "version: 1
targets:
  api:
    vars: { NAME: { default: ada }, COUNT: {} }
    secrets: [API_KEY]
    callers:
      header: { header: { x-api-key: '${secret.API_KEY}' } }
      bearer: { bearer: '${secret.API_KEY}' }
      basic: { basic: { user: ada, password: '${secret.API_KEY}' } }
      query: { query: { key: '${secret.API_KEY}' } }
      cookie: { cookie: { sid: '${secret.API_KEY}' } }
      nobody: none
    headers: { x-all: 'of ${var.NAME}' }
";

fn yard(cases: &str) -> Yard {
    Yard::of_cases(cases).project(PROJECT).env("API_KEY", "sesame-open-7").env("COUNT", "3")
}

#[test]
fn callers_bring_what_they_say() {
    let server = Server::always(json("{}"));
    let names = ["header", "bearer", "basic", "query", "cookie", "nobody"];
    let cases = names
        .iter()
        .map(|name| format!("  - {{ name: {name}, as: {name}, call: GET /{name}, expect: 200 }}\n"))
        .collect::<Vec<_>>()
        .concat();
    yard(&cases).run(&["--live", &server.live()]).is(0, &["6 passed"]);
    let seen = server.seen();
    let of = |name: &str| seen.iter().find(|asked| asked.path.starts_with(&format!("/{name}"))).unwrap();
    assert_eq!(of("header").header("x-api-key"), Some("sesame-open-7"));
    assert_eq!(of("bearer").header("authorization"), Some("Bearer sesame-open-7"));
    let basic = data_encoding::BASE64.encode(b"ada:sesame-open-7");
    assert_eq!(of("basic").header("authorization"), Some(format!("Basic {basic}").as_str()));
    assert_eq!(of("query").path, "/query?key=sesame-open-7");
    assert_eq!(of("cookie").header("cookie"), Some("sid=sesame-open-7"));
    assert_eq!(of("nobody").header("authorization").or(of("nobody").header("cookie")), None);
    for asked in &seen {
        assert_eq!(asked.header("x-all"), Some("of ada"));
        assert!(asked.header("traceparent").is_some_and(|mark| mark.len() == 55), "{asked:?}");
        assert!(asked.header("x-request-id").is_some());
        assert!(asked.header("x-holdpoint-case").is_none(), "a live service is told of cases");
    }
}

#[test]
fn variables_come_from_the_strongest_source() {
    let server = Server::always(json("{}"));
    let yard = yard("  - { name: a, call: 'GET /${var.NAME}/${var.COUNT}', expect: 200 }\n");
    yard.run(&["--live", &server.live()]).is(0, &[]);
    yard.run(&["--live", &server.live(), "--var", "NAME=eve", "--var", "COUNT=a=b"]).is(0, &[]);
    let yard = yard.env("NAME", "bob");
    yard.run(&["--live", &server.live()]).is(0, &[]);
    assert_eq!(server.lines(), ["GET /ada/3", "GET /eve/a=b", "GET /bob/3"]);
    yard.run(&["--live", &server.live(), "--var", "NAMES=x"]).is(2, &["did you mean `NAME`?"]);
}

#[test]
fn secrets_come_from_files() {
    let server = Server::always(json("{}"));
    let cases = "  - { name: a, as: bearer, call: GET /a, expect: 200 }\n";
    let yard =
        Yard::of_cases(cases).project(PROJECT).file("key.txt", "sesame-from-file\n").env("API_KEY_FILE", "key.txt");
    yard.run(&["--live", &server.live()]).is(0, &[]).lacks(&["sesame"]);
    assert_eq!(server.seen()[0].header("authorization"), Some("Bearer sesame-from-file"));
    let yard = yard.env("API_KEY", "sesame-open-7");
    yard.run(&["--live", &server.live()]).is(2, &["given twice"]).lacks(&["sesame"]);
    let empty = Yard::of_cases(cases).project(PROJECT).file("key.txt", "\n").env("API_KEY_FILE", "key.txt");
    empty.run(&["--live", &server.live()]).is(2, &["empty"]);
    let gone = Yard::of_cases(cases).project(PROJECT).env("API_KEY_FILE", "key.txt");
    gone.run(&["--live", &server.live()]).is(2, &["API_KEY_FILE"]);
}

#[test]
fn an_approval_is_kept() {
    let server = Server::always(json("{}"));
    let yard = yard("  - { name: a, call: POST /a, expect: 200 }\n  - { name: b, call: GET /b, expect: 200 }\n");
    yard.run(&["--live", &server.live()]).is(0, &["1 passed, 1 not run", "needs --approve"]);
    assert_eq!(server.lines(), ["GET /b"]);
    yard.run(&["--live", &server.live(), "--approve", "ada: CHG-7", "--artifacts", "two/ledgers"]).is(0, &["2 passed"]);
    assert_eq!(crate::bench::lines(&yard.only("two/ledgers", ".jsonl"))[0]["approval"], "ada: CHG-7");
    assert_eq!(crate::bench::lines(&yard.only("two/runs", ".jsonl"))[0]["approval"], "ada: CHG-7");
    yard.env("HOLDPOINT_APPROVE", "bob: nightly").run(&["--live", &server.live()]).is(0, &["approved by bob: nightly"]);
}

#[test]
fn a_get_that_asks_for_another_method_is_a_write() {
    let server = Server::always(json("{}"));
    let yard = yard(
        "  - { name: a, call: GET /a, headers: { X-HTTP-Method-Override: DELETE }, expect: 200 }\n  - { name: b, call: GET /b, expect: 200 }\n",
    );
    yard.run(&["--live", &server.live()]).is(0, &["1 passed, 1 not run", "needs --approve"]);
    assert_eq!(server.lines(), ["GET /b"]);
}

#[test]
fn a_header_around_a_get_that_asks_for_another_method_makes_it_a_write() {
    let server = Server::always(json("{}"));
    let project = "version: 1\ntargets: { api: { callers: { eraser: { header: { x-method-override: DELETE } }, hidden: { query: { _method: DELETE } }, other: { header: { x-a: b } } } } }\n";
    let cases = "  - { name: a, as: eraser, call: GET /a, expect: 200 }\n  - { name: b, as: hidden, call: POST /b, mutates: false, expect: 200 }\n  - { name: c, as: other, call: GET /c, expect: 200 }\n";
    let run = |project: &str, cases: &str| Yard::of_cases(cases).project(project).run(&["--live", &server.live()]);
    run(project, cases).is(0, &["1 passed, 2 not run", "needs --approve"]);
    assert_eq!(server.lines(), ["GET /c"]);
    let everywhere = "version: 1\ntargets: { api: { headers: { X-HTTP-Method: DELETE } } }\n";
    let case = "  - { name: a, call: GET /a, expect: 200 }\n";
    run(everywhere, case).is(2, &["needs --approve"]);
    let retried = "  - { name: a, call: GET /a, retry: { times: 1, on: [503] }, expect: 200 }\n";
    run(everywhere, retried).is(2, &["error[unsafe-retry]"]);
    let yard = Yard::of_cases(case).file(
        "suites/a.yaml",
        format!("suite: a\nlane: contract\ntarget: api\nheaders: {{ x-http-method-override: PUT }}\ncases:\n{case}"),
    );
    yard.run(&["a", "--live", &server.live()]).is(2, &["needs --approve"]);
    assert_eq!(server.lines(), ["GET /c"]);
}

#[test]
fn a_login_in_a_url_that_is_refused_is_not_repeated() {
    let yard = yard("  - { name: a, call: GET /a, expect: 200 }\n");
    for url in ["http://ada:hunter2-canary@127.0.0.1:99999", "http://ada:hunter2-canary@127.0.0.1:1"] {
        let done = yard.run(&["--live", &format!("api={url}"), "--output", "json"]);
        done.is(2, &["--live api: failed to use the URL"]).lacks(&["hunter2-canary"]);
    }
}

#[test]
fn what_only_reads_needs_no_approval() {
    let server = Server::always(json("{}"));
    let yard = yard(
        "  - { name: a, call: POST /search, mutates: false, expect: 200 }\n  - { name: b, call: GET /drop, mutates: true, expect: 200 }\n",
    );
    yard.run(&["--live", &server.live()]).is(0, &["1 passed, 1 not run"]);
    assert_eq!(server.lines(), ["POST /search"]);
}

#[test]
fn what_only_reads_is_not_repeated_elsewhere_without_approval() {
    for status in [307, 308] {
        let server = Server::new(move |asked, _| match asked.path.as_str() {
            "/search" => answer(status, "location: /search?page=1\r\n", ""),
            "/search?page=1" => answer(status, "location: /drop\r\n", ""),
            _ => json("{}"),
        });
        let yard = yard("  - { name: a, call: POST /search, mutates: false, redirects: 2, expect: 200 }\n");
        let told = format!("{status} would repeat the POST to /search at /drop, and nobody approved writes");
        yard.run(&["--live", &server.live()]).is(100, &["expected no write without approval", &told]);
        assert_eq!(server.lines(), ["POST /search", "POST /search?page=1"]);
        yard.run(&["--live", &server.live(), "--approve", "ada: CHG-7"]).is(0, &["1 passed"]);
        assert_eq!(server.lines().last().map(String::as_str), Some("POST /drop"));
    }
}

#[test]
fn a_walk_does_not_write_elsewhere_without_approval() {
    let server = Server::new(|asked, _| match asked.path.as_str() {
        "/search" => json(r#"{"items": [{"id": 1}], "next": "/search?page=2"}"#),
        "/search?page=2" => json(r#"{"items": [{"id": 2}], "next": "/drop"}"#),
        _ => json(r#"{"items": [{"id": 3}], "next": null}"#),
    });
    let case = "  - { name: a, call: POST /search, mutates: false, expect: { paging: { items: items, key: id, next: { json: next } } } }\n";
    yard(case).run(&["--live", &server.live()]).is(75, &["/drop, which was not walked"]);
    assert_eq!(server.lines(), ["POST /search", "POST /search?page=2"]);
    yard(case).run(&["--live", &server.live(), "--approve", "ada: CHG-7"]).is(0, &["1 passed"]);
}

#[test]
fn a_proxy_of_the_environment_is_not_used_for_loopback() {
    let server = Server::always(json("{\"status\":\"ok\"}"));
    let dead = nobody();
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: { json: { status: ok } } }\n")
        .env("HTTP_PROXY", &dead)
        .env("http_proxy", &dead)
        .env("ALL_PROXY", &dead)
        .env("https_proxy", &dead);
    yard.run(&[]).is(0, &["MOCKED"]);
    yard.run(&["--live", &server.live()]).is(0, &["LIVE"]);
    yard.does(&["probe", &server.url]).is(0, &["GREEN"]);
}

#[test]
fn a_proxy_that_is_said_is_used() {
    let server = Server::always(json("{\"status\":\"ok\"}"));
    let proxy = Server::always(json("{\"status\":\"of the proxy\"}"));
    let project = format!("version: 1\ntargets:\n  api: {{ proxy: '{}' }}\n", proxy.url);
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: { json: { status: of the proxy } } }\n")
        .project(&project);
    yard.run(&["--live", &server.live()]).is(0, &[]);
    assert_eq!((server.seen().len(), proxy.lines()), (0, vec![format!("GET {}/health", server.url)]));
}

#[test]
fn no_more_at_once_than_the_target_bears() {
    let server = Server::new(|_, _| json("{}"));
    let cases =
        (0..12).map(|n| format!("  - {{ name: c{n}, call: GET /{n}, expect: 200 }}\n")).collect::<Vec<_>>().concat();
    // Three at a time are let through; a fourth that comes in meanwhile is counted.
    let (held, together) = (Arc::new(Mutex::new((0, 0))), Barrier::new(3));
    let count = held.clone();
    let crowd = Server::new(move |_, _| {
        let enter = |by: i32| {
            let mut held = count.lock().unwrap();
            held.0 += by;
            held.1 = held.1.max(held.0);
        };
        enter(1);
        together.wait();
        enter(-1);
        json("{}")
    });
    let project = "version: 1\ntargets: { api: { max_concurrency: 3 } }\n";
    Yard::of_cases(&cases).project(project).run(&["--live", &crowd.live()]).is(0, &["12 passed"]);
    assert_eq!(held.lock().unwrap().1, 3);
    Yard::of_cases(&cases)
        .project("version: 1\ntargets: { api: { rate: 1000/s } }\n")
        .run(&["--live", &server.live()])
        .is(0, &["12 passed"]);
}

#[test]
fn the_same_seed_sends_the_same() {
    let server = Server::always(json("{}"));
    let yard =
        yard("  - { name: a, call: GET /a, query: { id: '${fresh.id}', email: '${fresh.email}' }, expect: 200 }\n");
    yard.run(&["--live", &server.live(), "--seed", "7"]).is(0, &[]);
    yard.run(&["--live", &server.live(), "--seed", "7"]).is(0, &[]);
    yard.run(&["--live", &server.live(), "--seed", "8"]).is(0, &[]);
    let lines = server.lines();
    assert!(lines[0] == lines[1] && lines[1] != lines[2], "{lines:?}");
}

#[test]
fn mocked_values_are_never_sent_live() {
    let server = Server::always(json("{}"));
    let project = "version: 1\ntargets:\n  api:\n    mock: ../mocks/api.yaml\n    secrets: [API_KEY]\n    mocked: { API_KEY: mock-key-0001 }\n    callers: { key: { bearer: '${secret.API_KEY}' } }\n";
    let yard = Yard::of_cases("  - { name: a, as: key, call: GET /health, expect: 200 }\n").project(project);
    yard.run(&[]).is(0, &["MOCKED"]);
    yard.run(&["--live", &server.live()]).is(2, &["secret `API_KEY` has no value"]);
    assert!(server.seen().is_empty());
}

#[test]
fn rows_ids_and_selection_of_one_row() {
    let server = Server::always(json("{}"));
    let yard =
        yard("  - { name: each, rows: [{ id: one, p: 1 }, { id: two, p: 2 }], call: 'GET /${row.p}', expect: 200 }\n");
    yard.run(&["api/contract/each[two]", "--live", &server.live()]).is(0, &["1 passed"]);
    assert_eq!(server.lines(), ["GET /2"]);
    yard.run(&["api/contract/each", "--live", &server.live()]).is(0, &["2 passed"]);
    yard.run(&["api", "--live", &server.live()]).is(0, &["2 passed"]);
}
