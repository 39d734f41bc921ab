//! What goes green elsewhere without evidence, and never does here: each row with its exit code.

use crate::bench::server::{Server, answer, json, nobody};
use crate::bench::{MOCK, Yard};

mod answered;
mod kept;
mod passed_over;
mod settled;
mod written;

/// One case that is green on the mock of the yard.
const GREEN: &str =
    "  - { name: it answers, tags: fast, covers: api.up, call: GET /health, expect: { json: { status: ok } } }\n";

#[test]
fn green_is_possible() {
    Yard::of_cases(GREEN).run(&[]).is(0, &["GREEN  1 passed", "Mocks only"]);
}

#[test]
fn wrong_status() {
    let yard = Yard::of_cases("  - { name: it answers, call: GET /gone, expect: 200 }\n");
    yard.run(&[]).is(100, &["RED", "expected 200, got 410", "exit 100"]);
}

#[test]
fn wrong_status_where_none_is_said() {
    let yard = Yard::of_cases("  - { name: it answers, call: GET /gone, expect: { body: { text: gone } } }\n");
    yard.run(&[]).is(100, &["expected 2xx, got 410"]);
}

#[test]
fn wrong_content() {
    let yard = Yard::of_cases("  - { name: it answers, call: GET /health, expect: { json: { status: failing } } }\n");
    yard.run(&[]).is(100, &["expected \"failing\", got \"ok\""]);
}

#[test]
fn typo_in_a_key_of_an_assertion() {
    let yard = Yard::of_cases("  - { name: it answers, call: GET /health, expect: { jsn: { status: ok } } }\n");
    yard.run(&[]).is(2, &["`jsn`", "did you mean `json`?", "nothing was sent"]);
}

#[test]
fn undefined_variable() {
    let yard =
        Yard::of_cases("  - { name: it answers, call: GET /health, expect: { json: { status: \"${var.NOPE}\" } } }\n");
    yard.run(&[]).is(2, &["NOPE", "nothing was sent"]);
}

#[test]
fn empty_suite() {
    Yard::new().suite("a", "suite: a\nlane: health\ntarget: api\ncases: []\n").run(&[]).is(2, &["cases"]);
}

#[test]
fn empty_file() {
    Yard::new().suite("a", "").run(&["suites/a.yaml"]).is(2, &["error"]);
}

#[test]
fn no_suite_at_all() {
    Yard::new().run(&[]).is(2, &["there is no suite here"]);
    Yard::new().does(&["check"]).is(2, &["there is no suite here"]);
}

#[test]
fn syntax_error() {
    let yard = Yard::new().suite("a", "suite: a\nlane: health\ntarget: api\ncases:\n  - { name: [x\n");
    yard.run(&[]).is(2, &["suites/a.yaml"]);
}

#[test]
fn one_broken_file_among_sound_ones() {
    let yard = Yard::of_cases(GREEN).suite("b", "suite: b\nlane: [\n");
    yard.run(&[]).is(2, &["suites/b.yaml"]);
    yard.does(&["check"]).is(2, &["suites/b.yaml"]);
}

#[test]
fn connection_refused() {
    let live = format!("api={}", nobody());
    let yard = Yard::of_cases(GREEN).lane("health", GREEN);
    yard.run(&["api/contract", "--live", &live]).is(75, &["INCONCLUSIVE", "exit 75"]);
    yard.run(&["api/health", "--live", &live]).is(100, &["RED", "exit 100"]);
    yard.run(&["--live", &live]).is(100, &["RED", "1 failed, 1 inconclusive"]);
}

#[test]
fn closed_before_any_byte() {
    let server = Server::always(crate::bench::server::Reply::Bytes(Vec::new()));
    Yard::of_cases(GREEN).run(&["--live", &server.live()]).is(75, &["INCONCLUSIVE"]);
}

#[test]
fn unknown_name() {
    let yard = Yard::of_cases(GREEN);
    yard.run(&["api/contrct"])
        .is(2, &["no suite, case or file is named `api/contrct`", "did you mean `api/contract`?"]);
    yard.run(&["suites/nope.yaml"]).is(2, &["does not exist"]);
    // A sound name beside it does not help.
    yard.run(&["api/contract", "nope"]).is(2, &["`nope`"]);
}

#[test]
fn selections_that_match_nothing() {
    let yard = Yard::of_cases(GREEN).lane("health", GREEN);
    for (arguments, word) in [
        (&["--filter", "zzz"][..], "matches no case"),
        (&["--tag", "slow"], "no case has the tag `slow`"),
        (&["--covers", "api.down"], "no case covers `api.down`"),
        (&["--target", "other"], "no suite asks the target `other`"),
        (&["--lane", "runtime"], "matches no case"),
        (&["--shard", "3/3"], "matches no case"),
        (&["api/health", "--lane", "contract"], "matches no case"),
        (&["--tag", "fast", "--tag", "slow"], "no case has the tag `slow`"),
    ] {
        yard.run(arguments).is(2, &[word]);
        yard.run(&[arguments, &["--dry-run"]].concat()).is(2, &[word]);
    }
    for arguments in
        [&["--shard", "0/2"], &["--shard", "3/2"], &["--shard", "x"], &["--filter", "("], &["--lane", "unit"]]
    {
        yard.run(arguments).is(2, &[arguments[0]]);
    }
    assert!(yard.files("artifacts").is_empty(), "what was refused left artifacts");
}

#[test]
fn shards_together_are_the_whole() {
    let yard = Yard::of_cases(GREEN).lane("health", GREEN);
    let ran = |shard: &str| {
        let run = yard.run(&["--output", "json", "--shard", shard]);
        run.is(0, &[]).json()["cases"][0]["id"].as_str().unwrap().to_owned()
    };
    assert_ne!(ran("1/2"), ran("2/2"));
}

#[test]
fn self_signed_certificate() {
    let key = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let config =
        crate::bench::tls::config((key.cert.der().clone(), key.signing_key.serialize_der().try_into().unwrap()), false);
    let server = Server::tls(config, |_, _| json("{\"status\":\"ok\"}"));
    let yard = Yard::of_cases(GREEN).lane("health", GREEN);
    yard.run(&["--live", &server.live()]).is(100, &["2 failed", "certificate"]);
    assert!(server.seen().is_empty(), "a request was sent");
}

#[test]
fn a_mock_that_answers_where_live_was_asked_for() {
    let server = Server::always(answer(200, "x-holdpoint-mock: api\r\n", "{\"status\":\"ok\"}"));
    let yard = Yard::of_cases(GREEN);
    yard.run(&["--live", &server.live()]).is(2, &["an answer of the mock `api`", "exit 2"]);
}

#[test]
fn our_own_mock_given_as_live() {
    let yard = Yard::of_cases(GREEN);
    let mut mock = yard.start(&["mock", "mocks/api.yaml"]);
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(mock.stdout.as_mut().unwrap()), &mut line).unwrap();
    let url = line.split_whitespace().nth(1).unwrap();
    yard.run(&["--live", &format!("api={url}")]).is(2, &["an answer of the mock `api`"]);
    mock.kill().unwrap();
    mock.wait().unwrap();
}

#[test]
fn a_mock_file_with_a_fault() {
    let yard = Yard::of_cases(GREEN).file("mocks/api.yaml", MOCK.replace("when:", "wen:"));
    yard.run(&[]).is(2, &["`wen`", "did you mean `when`?"]);
    yard.does(&["check"]).is(2, &["`wen`"]);
    yard.does(&["mock", "mocks/api.yaml"]).is(2, &["`wen`"]);
    for arguments in [&["list"][..], &["run", "--dry-run"]] {
        yard.does(arguments).is(2, &["`wen`", "did you mean `when`?"]);
        let done = yard.does(&[arguments, &["--output", "json"]].concat());
        assert_eq!(done.is(2, &[]).json()["schema"], "holdpoint-error/v1");
        // Where another answers, the mock is not needed.
        yard.does(&[arguments, &["--live", "api=http://127.0.0.1:9"]].concat()).is(0, &[]);
    }
}

#[test]
fn a_mock_file_that_is_not_there() {
    let yard = Yard::of_cases(GREEN);
    std::fs::remove_file(yard.path("mocks/api.yaml")).unwrap();
    yard.run(&[]).is(2, &["mocks/api.yaml"]);
    yard.does(&["check"]).is(2, &["does not exist"]);
    yard.does(&["list"]).is(2, &["does not exist"]);
    yard.does(&["run", "--dry-run"]).is(2, &["does not exist"]);
}
