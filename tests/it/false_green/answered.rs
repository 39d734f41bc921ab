//! Answers that prove nothing, or something else than what was asked.

use crate::bench::server::{Reply, Server, answer, json};
use crate::bench::{MOCK, Yard, until};

/// A case that is green where the answer says that it is ok.
const OK: &str = "  - { name: it answers, call: GET /health, timeout: 30s, expect: { json: { status: ok } } }\n";

#[track_caller]
fn live(server: &Server, cases: &str, code: i32, words: &[&str]) {
    Yard::of_cases(cases).run(&["--live", &server.live()]).is(code, words);
}

#[test]
fn path_that_selects_nothing() {
    for matcher in ["ok", "{ ne: ok }", "{ not_there: 1 }", "{ none_of: [a] }", "{ length: 0 }", "{ exists: true }"] {
        if matcher.contains("not_there") {
            continue;
        }
        let cases = format!("  - {{ name: a, call: GET /health, expect: {{ json: {{ nope: {matcher} }} }} }}\n");
        Yard::of_cases(&cases).run(&[]).is(100, &["nope"]);
    }
    for list in ["{ each: open }", "{ none: open }", "{ length: 0 }", "{ unordered: [] }"] {
        let cases =
            format!("  - {{ name: a, call: GET /health, expect: {{ json: {{ 'nope[*].state': {list} }} }} }}\n");
        let done = Yard::of_cases(&cases).run(&[]);
        assert!(matches!(done.code, Some(2 | 100)), "{list}: {done}");
    }
}

#[test]
fn absent_alone_holds_where_nothing_is_selected() {
    let cases = "  - { name: a, call: GET /health, expect: { json: { nope: { absent: true } } } }\n";
    Yard::of_cases(cases).run(&[]).is(0, &[]);
    let cases = "  - { name: a, call: GET /health, expect: { json: { status: { absent: true } } } }\n";
    Yard::of_cases(cases).run(&[]).is(100, &[]);
}

#[test]
fn json_that_is_none() {
    live(&Server::always(answer(200, "", "<h1>Welcome</h1>")), OK, 100, &["JSON"]);
    live(&Server::always(answer(200, "content-type: application/json\r\n", "{\"status\":\"ok\"")), OK, 100, &["JSON"]);
    live(&Server::always(answer(200, "", "")), OK, 100, &["JSON"]);
    live(&Server::always(json("{\"status\":\"ok\",\"status\":\"failing\"}")), OK, 100, &["status"]);
}

#[test]
fn cut_body() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"status\":\"ok\"}";
    live(&Server::always(Reply::Bytes(cut.into())), OK, 100, &["cut"]);
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nf\r\n{\"status\":\"ok\"}\r\n";
    live(&Server::always(Reply::Bytes(chunk.into())), OK, 100, &["cut"]);
}

#[test]
fn time_out() {
    let hasty = OK.replace("30s", "300ms");
    live(&Server::always(Reply::Silence), &hasty, 100, &["timeout"]);
    let stall = "HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"status\":\"ok\"}";
    live(&Server::always(Reply::Stall(stall.into())), &hasty, 100, &["timeout"]);
}

#[test]
fn malformed_answer() {
    for bytes in ["SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 abc OK\r\n\r\n", "{\"status\":\"ok\"}"] {
        live(&Server::always(Reply::Bytes(bytes.into())), OK, 100, &["malformed"]);
    }
}

#[test]
fn redirect_is_no_success() {
    live(&Server::always(answer(302, "location: /login\r\n", "")), OK, 100, &["expected 2xx, got 302"]);
}

#[test]
fn redirect_to_another_origin() {
    let other = Server::always(json("{\"status\":\"ok\"}"));
    let location = format!("location: {}/health\r\n", other.url);
    let server = Server::always(answer(302, &location, ""));
    let cases = "  - { name: a, call: GET /health, redirects: 3, expect: { json: { status: ok } } }\n";
    live(&server, cases, 100, &["origin"]);
    assert!(other.seen().is_empty(), "the other origin was asked");
}

#[test]
fn address_of_another_origin() {
    let other = Server::always(json("{\"status\":\"ok\"}"));
    let server = Server::always(json("{\"status\":\"ok\"}"));
    let cases = format!("  - {{ name: a, call: 'GET {}/health', expect: {{ json: {{ status: ok }} }} }}\n", other.url);
    let done = Yard::of_cases(&cases).run(&["--live", &server.live()]);
    assert!(matches!(done.code, Some(2 | 100)), "{done}");
    assert!(other.seen().is_empty(), "the other origin was asked");
}

#[test]
fn a_pass_on_a_retry_is_flaky() {
    let server = Server::new(|_, number| if number == 0 { answer(503, "", "") } else { json("{\"status\":\"ok\"}") });
    let retry = "{ times: 2, on: ['503'], backoff: { base: 1ms } }";
    let cases = format!("  - {{ name: a, call: GET /health, retry: {retry}, expect: {{ json: {{ status: ok }} }} }}\n");
    live(&server, &cases, 0, &["1 flaky", "passed on a retry"]);
    assert_eq!(server.seen().len(), 2);
    // A wrong answer is never repeated.
    let wrong = Server::always(json("{\"status\":\"failing\"}"));
    live(&wrong, &cases, 100, &["failing"]);
    assert_eq!(wrong.seen().len(), 1);
}

#[test]
fn retries_end() {
    let server = Server::always(answer(503, "", ""));
    let retry = "{ times: 2, on: ['503'], backoff: { base: 1ms } }";
    let cases = format!("  - {{ name: a, call: GET /health, retry: {retry}, expect: 200 }}\n");
    live(&server, &cases, 100, &["got 503"]);
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn until_ends_with_what_was_seen_last() {
    let server = Server::new(|_, number| json(&format!("{{\"status\":\"try {number}\"}}")));
    let cases =
        "  - { name: a, call: GET /health, until: { within: 200ms, every: 20ms }, expect: { json: { status: ok } } }\n";
    live(&server, cases, 100, &["got \"try", "still so after"]);
    let server =
        Server::new(|_, number| json(if number < 2 { "{\"status\":\"soon\"}" } else { "{\"status\":\"ok\"}" }));
    let cases =
        "  - { name: a, call: GET /health, until: { within: 20s, every: 1ms }, expect: { json: { status: ok } } }\n";
    live(&server, cases, 0, &["GREEN"]);
}

#[test]
fn deadline_of_a_case() {
    let server = Server::new(|asked, _| if asked.path == "/slow" { Reply::Silence } else { json("{}") });
    let cases = "  - name: a\n    deadline: 2s\n    steps:\n      - { call: GET /health, expect: 200 }\n      - { call: GET /slow, expect: 200 }\n";
    live(&server, cases, 100, &["timeout", "/slow", "the case's deadline"]);
    let waiting = "  - { name: a, deadline: 2s, steps: [{ call: GET /health, expect: 200 }, { wait: 60s }] }\n";
    live(&server, waiting, 100, &["an end within 2.0 s", "contract.yaml:5:82"]);
}

#[test]
fn no_step_after_one_that_failed() {
    let server = Server::always(json("{}"));
    let cases = "  - name: a\n    steps:\n      - { call: GET /first, expect: 404 }\n      - { call: GET /second, expect: 200 }\n";
    live(&server, cases, 100, &["expected 404, got 200"]);
    assert_eq!(server.lines(), ["GET /first"]);
}

#[test]
fn a_value_that_cannot_be_saved() {
    let cases = "  - name: a\n    steps:\n      - { call: GET /health, expect: 200, save: { it: nope } }\n      - { call: 'GET /${it}', expect: 200 }\n";
    Yard::of_cases(cases).run(&[]).is(100, &["nope"]);
}

#[test]
fn failed_undo() {
    let server =
        Server::new(|asked, _| if asked.method == "DELETE" { answer(500, "", "") } else { json("{\"id\":7}") });
    let cases = "  - name: a\n    steps:\n      - { call: POST /things, expect: 200, save: { thing: id }, undo: { call: 'DELETE /things/${thing}', expect: 204 } }\n";
    let done = Yard::of_cases(cases).run(&["--live", &server.live(), "--approve", "ada: test"]);
    done.is(100, &["undo", "expected 204, got 500"]);
    assert_eq!(server.lines(), ["POST /things", "DELETE /things/7"]);
}

#[test]
fn undo_runs_after_a_failure_and_only_where_it_is_needed() {
    let server = Server::new(|asked, _| match asked.path.as_str() {
        "/broken" => answer(500, "", ""),
        _ => json("{\"id\":7}"),
    });
    let cases = "  - name: a\n    steps:\n      - { call: POST /things, expect: 200, save: { thing: id }, undo: { call: 'DELETE /things/${thing}', expect: 200 } }\n      - { call: POST /broken, expect: 200, save: { more: id }, undo: { call: 'DELETE /more/${more}', expect: 200 } }\n";
    Yard::of_cases(cases).run(&["--live", &server.live(), "--approve", "ada: test"]).is(100, &["got 500"]);
    assert_eq!(server.lines(), ["POST /things", "POST /broken", "DELETE /things/7"]);
}

#[test]
fn request_that_no_stub_matches() {
    let yard = Yard::of_cases("  - { name: a, call: GET /helth, expect: 404 }\n");
    yard.run(&[]).is(100, &["/health"]);
    // Said to be meant, it is no finding.
    Yard::of_cases("  - { name: a, unmatched: expected, call: GET /helth, expect: 404 }\n").run(&[]).is(0, &[]);
}

#[test]
fn breach_of_what_a_mock_expects() {
    let mock = format!("{MOCK}expect:\n  make: {{ calls: 1 }}\n");
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: 200 }\n").file("mocks/api.yaml", &mock);
    yard.run(&[]).is(100, &["make"]);
    let yard = Yard::of_cases("  - { name: a, call: POST /things, expect: 201 }\n").file("mocks/api.yaml", &mock);
    yard.run(&[]).is(0, &[]);
}

#[test]
fn a_secret_that_comes_back() {
    let project = "version: 1\ntargets:\n  api:\n    secrets: [API_KEY]\n    callers: { key: { header: { x-api-key: '${secret.API_KEY}' } } }\n";
    let server = Server::new(|asked, _| json(&format!("{{\"you\":\"{}\"}}", asked.header("x-api-key").unwrap_or("-"))));
    let run = |more: &str| {
        let cases = format!("  - {{ name: a, as: key, {more}call: GET /health, expect: 200 }}\n");
        Yard::of_cases(&cases).project(project).env("API_KEY", "sesame-open-7").run(&["--live", &server.live()])
    };
    run("").is(100, &["API_KEY"]).lacks(&["sesame"]);
    run("echoes: API_KEY, ").is(0, &[]).lacks(&["sesame"]);
}

#[test]
fn fail_fast_starts_no_other_case() {
    let server = Server::always(answer(500, "", ""));
    let cases =
        (0..20).map(|n| format!("  - {{ name: c{n}, call: GET /{n}, expect: 200 }}\n")).collect::<Vec<_>>().concat();
    let done = Yard::of_cases(&cases).run(&["--live", &server.live(), "--fail-fast", "--jobs", "1"]);
    done.is(100, &["1 failed", "19 not run", "--fail-fast"]);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn cases_that_are_not_run() {
    let cases = "  - { name: a, call: GET /health, expect: 200 }\n  - { name: b, modes: live, call: GET /health, expect: 200 }\n";
    let yard = Yard::of_cases(cases);
    yard.run(&[]).is(0, &["1 passed, 1 not run"]);
    yard.run(&["--no-skips"]).is(100, &["--no-skips", "exit 100"]);
    yard.run(&["api/contract/b"]).is(2, &["nothing ran"]);
}

#[test]
fn a_suite_of_which_nothing_ran_shows_nothing() {
    let yard =
        Yard::of_cases("  - { name: a, modes: live, call: GET /health, expect: 200 }\n").lane("health", super::GREEN);
    let done = yard.run(&[]);
    assert_ne!(done.code, Some(1), "{done}");
    let ledger = crate::bench::lines(&yard.only("artifacts/integrations", "api_contract.jsonl"));
    assert_eq!((&ledger[0]["verdict"], &ledger[0]["exit_code"]), (&"invalid".into(), &2.into()));
}

#[test]
fn setup_that_does_not_hold() {
    let suite = "suite: a\nlane: health\ntarget: api\nsetup: { call: GET /gone, expect: 200 }\ncases:\n  - { name: x, call: GET /health, expect: 200 }\n";
    Yard::new().suite("a", suite).run(&[]).is(100, &["1 failed", "got 410"]);
    let once =
        suite.replace("setup: { call: GET /gone, expect: 200 }", "setup: { once: { call: GET /gone, expect: 200 } }");
    Yard::new().suite("a", &once).run(&[]).is(100, &["1 failed", "got 410"]);
}

#[test]
fn many_slow_answers_take_as_long_as_one() {
    // Every case is on its way before the first is answered: with fewer at once, this would never end.
    let server = Server::new(|_, _| json("{}"));
    let gate = std::sync::Arc::new(std::sync::Barrier::new(40));
    let held = Server::new(move |_, _| {
        gate.wait();
        json("{}")
    });
    let cases =
        (0..40).map(|n| format!("  - {{ name: c{n}, call: GET /{n}, expect: 200 }}\n")).collect::<Vec<_>>().concat();
    live(&held, &cases, 0, &["40 passed"]);
    until("nothing else was asked", || server.seen().is_empty());
}
