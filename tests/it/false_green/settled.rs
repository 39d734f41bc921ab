//! Flags, variables, secrets and approvals that are not settled: an error, never a default.

use super::GREEN;
use crate::bench::Yard;
use crate::bench::server::{Server, json};

/// A project whose target is made live by a flag.
const FLAGGED: &str =
    "version: 1\nflags: { file: flags.json }\ntargets:\n  api: { mock: ../mocks/api.yaml, flag: api_live }\n";

fn flags(value: &str) -> String {
    format!(
        "{{\"flags\": {{\"api_live\": {{\"state\": \"ENABLED\", \"variants\": {{\"on\": true, \"off\": false}}, {value}}}}}}}"
    )
}

fn flagged(file: &str) -> Yard {
    Yard::of_cases(GREEN).project(FLAGGED).file("suites/flags.json", file)
}

#[test]
fn flag_that_no_source_knows() {
    let yard = flagged(
        "{\"flags\": {\"api_life\": {\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"on\"}}}",
    );
    yard.run(&[]).is(2, &["api_live", "did you mean `api_life`?"]);
    yard.does(&["list"]).is(2, &["api_live"]);
}

#[test]
fn flag_with_targeting() {
    let yard = flagged(&flags("\"defaultVariant\": \"on\", \"targeting\": {\"if\": [true, \"on\", \"off\"]}"));
    yard.run(&[]).is(2, &["targeting"]);
    yard.does(&["check"]).is(2, &["targeting"]);
}

#[test]
fn flag_that_is_disabled_or_no_boolean() {
    flagged(&flags("\"defaultVariant\": \"off\"").replace("ENABLED", "DISABLED")).run(&[]).is(2, &["api_live"]);
    flagged(&flags("\"defaultVariant\": \"nope\"")).run(&[]).is(2, &["nope"]);
    flagged(&flags("\"defaultVariant\": \"on\"").replace("true", "\"yes\"")).run(&[]).is(2, &["flags.json"]);
    flagged("{").run(&[]).is(2, &["flags.json"]);
    let yard = flagged("{}");
    std::fs::remove_file(yard.path("suites/flags.json")).unwrap();
    yard.run(&[]).is(2, &["flags.json"]);
}

#[test]
fn flag_of_the_environment_that_is_neither() {
    flagged(&flags("\"defaultVariant\": \"off\""))
        .env("HOLDPOINT_FLAG_API_LIVE", "maybe")
        .run(&[])
        .is(2, &["HOLDPOINT_FLAG_API_LIVE"]);
}

#[test]
fn provider_that_fails() {
    let provider = Server::always(crate::bench::server::answer(500, "", "{\"errorDetails\":\"no database\"}"));
    let yard = flagged(&flags("\"defaultVariant\": \"off\"")).env("OFREP_ENDPOINT", &provider.url);
    yard.run(&[]).is(2, &["500", "api_live", "nothing was sent"]);
}

#[test]
fn flag_that_is_on_without_a_url() {
    let yard = flagged(&flags("\"defaultVariant\": \"on\""));
    yard.run(&[]).is(2, &["HOLDPOINT_API_URL", "has no URL"]);
}

#[test]
fn live_without_a_url() {
    Yard::of_cases(GREEN).run(&["--live", "api"]).is(2, &["HOLDPOINT_API_URL"]);
}

#[test]
fn live_and_mock_together() {
    Yard::of_cases(GREEN).run(&["--live", "api=http://127.0.0.1:9", "--mock"]).is(2, &["--live", "--mock"]);
}

#[test]
fn live_of_a_target_that_is_not_there() {
    Yard::of_cases(GREEN).run(&["--live", "apy=http://127.0.0.1:9"]).is(2, &["did you mean `api`?"]);
}

#[test]
fn target_without_a_mock_that_is_not_live() {
    Yard::of_cases(GREEN).project("version: 1\ntargets: { api: {} }\n").run(&[]).is(2, &["has no mock", "--live api="]);
}

#[test]
fn mock_that_is_out_of_date() {
    let project = "version: 1\ntargets:\n  api: { mock: ../mocks/api.yaml, mock_until: 2020-01-01 }\n";
    Yard::of_cases(GREEN).project(project).run(&[]).is(2, &["may answer until 2020-01-01"]);
}

/// A target with a variable that is required, one that is optional, and a secret.
const VALUES: &str = "version: 1
targets:
  api:
    vars: { NEEDED: {}, MAYBE: { optional: true } }
    secrets: [API_KEY]
    callers: { key: { header: { x-api-key: '${secret.API_KEY}' } } }
";

#[test]
fn required_variable_that_is_unset() {
    let server = Server::always(json("{}"));
    let yard = Yard::of_cases("  - { name: a, call: 'GET /${var.NEEDED}', expect: 200 }\n").project(VALUES);
    yard.run(&["--live", &server.live()]).is(2, &["variable `NEEDED` has no value"]);
    let done = yard.command(&["run", "--live", &server.live()]).env("NEEDED", "").spawn().unwrap();
    crate::bench::Done::of(done).is(2, &["NEEDED"]);
    assert!(server.seen().is_empty());
    yard.run(&["--live", &server.live(), "--var", "NEEDED=x"]).is(0, &[]);
}

#[test]
fn secret_that_is_unset() {
    let server = Server::always(json("{}"));
    let yard = Yard::of_cases("  - { name: a, as: key, call: GET /health, expect: 200 }\n").project(VALUES);
    yard.run(&["--live", &server.live()]).is(2, &["secret `API_KEY` has no value", "API_KEY_FILE"]);
    assert!(server.seen().is_empty());
}

#[test]
fn secret_that_cannot_be_masked() {
    let server = Server::always(json("{}"));
    let yard = Yard::of_cases("  - { name: a, as: key, call: GET /health, expect: 200 }\n").project(VALUES);
    yard.env("API_KEY", "abc").run(&["--live", &server.live()]).is(2, &["API_KEY", "fewer than 4"]);
    assert!(server.seen().is_empty());
}

#[test]
fn secret_on_the_command_line() {
    let yard = Yard::of_cases(GREEN).project(VALUES);
    yard.run(&["--live", "api=http://127.0.0.1:9", "--var", "API_KEY=sesame-open-7"])
        .is(2, &["is a secret"])
        .lacks(&["sesame"]);
}

#[test]
fn optional_variable_that_is_unset() {
    let server = Server::always(json("{}"));
    let maybe = "  - { name: a, call: 'GET /${var.MAYBE}', expect: 200 }\n";
    let yard = Yard::of_cases(maybe).project(VALUES);
    yard.run(&["--live", &server.live()]).is(2, &["nothing ran", "MAYBE", "1 not run"]);
    let more = format!("{maybe}  - {{ name: b, call: GET /health, expect: 200 }}\n");
    let yard = Yard::of_cases(&more).project(VALUES);
    yard.run(&["--live", &server.live()]).is(0, &["1 passed, 1 not run", "MAYBE is not set"]);
    yard.run(&["--live", &server.live(), "--no-skips"]).is(100, &["--no-skips"]);
}

#[test]
fn nothing_that_is_approved() {
    let server = Server::always(json("{}"));
    let yard = Yard::of_cases("  - { name: a, call: POST /things, expect: 200 }\n");
    yard.run(&["--live", &server.live()]).is(2, &["nothing ran", "--approve"]);
    // Who expects a refusal has to have an approval too: what if it is not refused?
    let refused = Yard::of_cases("  - { name: a, call: POST /things, expect: 403 }\n");
    refused.run(&["--live", &server.live()]).is(2, &["nothing ran"]);
    assert!(server.seen().is_empty(), "a write was sent");
    for wrong in ["yes", "ada:", ": why", ""] {
        yard.run(&["--live", &server.live(), "--approve", wrong]).is(2, &["who: why"]);
    }
    yard.run(&["--live", &server.live(), "--approve", "ada: CHG-7"]).is(0, &["approved by ada: CHG-7"]);
}
