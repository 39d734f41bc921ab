//! Flags end to end: who decides between live and mock, in which order, and that nobody else does.

use crate::bench::Yard;
use crate::bench::server::{Reply, Server, answer, json};

const PROJECT: &str =
    "version: 1\nflags: { file: flags.json }\ntargets:\n  api: { mock: ../mocks/api.yaml, flag: api_live }\n";
const CASE: &str = "  - { name: it answers, call: GET /health, expect: { json: { status: ok } } }\n";

/// A project with a flag, a server that may be its live side, and the URL of it in the environment.
fn yard(on: bool, server: &Server) -> Yard {
    let variant = if on { "on" } else { "off" };
    let flags = format!(
        "{{\"flags\": {{\"api_live\": {{\"state\": \"ENABLED\", \"variants\": {{\"on\": true, \"off\": false}}, \"defaultVariant\": \"{variant}\"}}}}}}"
    );
    Yard::of_cases(CASE).project(PROJECT).file("suites/flags.json", flags).env("HOLDPOINT_API_URL", &server.url)
}

fn ok() -> Server {
    Server::always(json("{\"status\":\"ok\"}"))
}

/// How a run was settled, as its evidence says: the mode, and the flag's value and source.
#[track_caller]
fn settled(yard: &Yard, arguments: &[&str]) -> (String, Option<(bool, String)>) {
    let done = yard.run(&[arguments, &["--artifacts", "one/ledgers"]].concat());
    done.is(0, &["GREEN"]);
    let start = crate::bench::lines(&yard.only("one/runs", ".jsonl"))[0].clone();
    std::fs::remove_dir_all(yard.path("one")).unwrap();
    let flag = start["flags"]
        .as_array()
        .and_then(|flags| flags.first())
        .map(|flag| (flag["value"].as_bool().unwrap(), flag["source"].as_str().unwrap().to_owned()));
    (start["targets"][0]["mode"].as_str().unwrap().to_owned(), flag)
}

fn says(mode: &str, value: bool, source: &str) -> (String, Option<(bool, String)>) {
    (mode.to_owned(), Some((value, source.to_owned())))
}

#[test]
fn a_url_alone_makes_nothing_live() {
    let server = ok();
    let yard = Yard::of_cases(CASE).env("HOLDPOINT_API_URL", &server.url);
    assert_eq!(settled(&yard, &[]), ("mock".to_owned(), None));
    assert!(server.seen().is_empty());
}

#[test]
fn the_file_decides_where_nobody_else_does() {
    let server = ok();
    let (mode, flag) = settled(&yard(false, &server), &[]);
    assert_eq!((mode.as_str(), flag.as_ref().unwrap().0), ("mock", false));
    assert!(flag.unwrap().1.ends_with("flags.json"));
    assert!(server.seen().is_empty());
    assert_eq!(settled(&yard(true, &server), &[]).0, "live");
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn the_stronger_word_wins() {
    let server = ok();
    let provider =
        Server::always(json("{\"key\":\"api_live\",\"value\":true,\"reason\":\"STATIC\",\"variant\":\"on\"}"));
    // file < provider < environment < --flag < --live and --mock
    let yard = yard(false, &server).env("OFREP_ENDPOINT", &provider.url);
    assert_eq!(settled(&yard, &[]).0, "live");
    assert_eq!(provider.seen().len(), 1);
    let yard = yard.env("HOLDPOINT_FLAG_API_LIVE", "off");
    assert_eq!(settled(&yard, &[]), says("mock", false, "HOLDPOINT_FLAG_API_LIVE"));
    assert_eq!(settled(&yard, &["--flag", "api_live=on"]), says("live", true, "--flag"));
    assert_eq!(settled(&yard, &["--flag", "api_live=true", "--mock"]), says("mock", false, "--mock"));
    assert_eq!(settled(&yard, &["--flag", "api_live=false", "--live", "api"]), says("live", true, "--live"));
    assert_eq!(provider.seen().len(), 1, "a provider was asked for what was decided");
}

#[test]
fn flags_of_the_command_line_have_to_be_meant() {
    let yard = yard(false, &ok());
    yard.run(&["--flag", "api_life=on"]).is(2, &["did you mean `api_live`?"]);
    yard.run(&["--flag", "api_live=yes"]).is(2, &["--flag api_live=yes"]);
    yard.run(&["--flag", "api_live=on", "--flag", "api_live=off"]).is(2, &["two values"]);
}

#[test]
fn the_provider_is_asked_as_the_protocol_says() {
    let server = ok();
    let provider =
        Server::always(json("{\"key\":\"api_live\",\"value\":true,\"reason\":\"TARGETING_MATCH\",\"variant\":\"on\"}"));
    let yard = yard(false, &server)
        .env("OFREP_ENDPOINT", &format!("{}/flags/", provider.url))
        .env("OFREP_HEADERS", "authorization=Bearer%20sesame-open-7,x-team=ops");
    let done = yard.run(&[]);
    done.is(0, &["api LIVE"]).lacks(&["sesame-open-7"]);
    let asked = &provider.seen()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/flags/ofrep/v1/evaluate/flags/api_live"));
    assert_eq!((asked.header("authorization"), asked.header("x-team")), (Some("Bearer sesame-open-7"), Some("ops")));
    assert!(asked.text().contains("targetingKey"));
    for (path, bytes) in yard.files("artifacts") {
        assert!(!String::from_utf8_lossy(&bytes).contains("sesame-open-7"), "{}", path.display());
    }
}

#[test]
fn a_flag_that_the_provider_does_not_know_is_the_files() {
    let server = ok();
    let provider = Server::always(answer(404, "", "{\"key\":\"api_live\",\"errorCode\":\"FLAG_NOT_FOUND\"}"));
    assert_eq!(settled(&yard(true, &server).env("OFREP_ENDPOINT", &provider.url), &[]).0, "live");
    assert_eq!(provider.seen().len(), 1);
}

#[test]
fn a_provider_that_gives_no_value_is_an_error_and_never_a_default() {
    let server = ok();
    for reply in [
        answer(500, "", ""),
        answer(401, "", ""),
        answer(302, "location: /elsewhere\r\n", ""),
        answer(200, "", ""),
        json("{\"key\":\"api_live\",\"value\":\"true\"}"),
        json("{\"key\":\"other\",\"value\":true}"),
        json("{\"key\":\"api_live\"}"),
        Reply::Silence,
        Reply::Bytes(Vec::new()),
    ] {
        let provider = Server::always(reply.clone());
        let yard = yard(true, &server).env("OFREP_ENDPOINT", &provider.url).env("OFREP_TIMEOUT_MS", "300");
        yard.run(&[]).is(2, &["api_live", "nothing was sent"]);
        yard.does(&["list"]).is(2, &["api_live"]);
    }
    assert!(server.seen().is_empty());
    let yard = yard(true, &server).env("OFREP_ENDPOINT", &crate::bench::server::nobody());
    yard.run(&[]).is(2, &["api_live"]);
    yard.run(&["--flag", "api_live=false"]).is(0, &["MOCKED"]);
}

#[test]
fn settings_of_the_provider_that_cannot_be_used() {
    let server = ok();
    for (name, value) in
        [("OFREP_ENDPOINT", "nowhere"), ("OFREP_TIMEOUT_MS", "soon"), ("OFREP_HEADERS", "sesame-open-7")]
    {
        let yard = yard(true, &server).env("OFREP_ENDPOINT", &server.url).env(name, value);
        yard.run(&[]).is(2, &[name]).lacks(&["sesame"]);
    }
}

#[test]
fn a_suite_may_read_a_flag() {
    let server = ok();
    let yard = yard(false, &server)
        .cases("  - { name: a, call: POST /things, json: { live: '${flag.api_live}' }, expect: 201 }\n");
    yard.run(&[]).is(0, &[]);
    assert_eq!(crate::bench::lines(&yard.only("artifacts/runs", ".jsonl"))[0]["flags"][0]["key"], "api_live");
    yard.cases("  - { name: a, call: POST /things, json: { live: '${flag.nope}' }, expect: 201 }\n")
        .run(&[])
        .is(2, &["nope"]);
}
