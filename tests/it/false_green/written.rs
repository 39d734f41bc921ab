//! Suites that would hold whatever the target answers, or whose words cannot be meant: refused before anything is sent.

use super::GREEN;
use crate::bench::server::{Server, json};
use crate::bench::{PROJECT, Yard};

/// Demands that a yard is refused by `run` and by `check` alike, and that nothing is left behind or sent.
#[track_caller]
fn refused(yard: &Yard, words: &[&str]) {
    yard.run(&[]).is(2, words);
    yard.does(&["check"]).is(2, words);
    yard.does(&["check", "--output", "json"]).is(2, &["\"verdict\":\"invalid\""]);
    assert!(yard.files("artifacts").is_empty(), "a refused run left artifacts");
}

/// One test a row: its name, the cases of a suite, and what is said of them.
macro_rules! rows {
    ($($name:ident: $cases:expr => [$($word:expr),+];)+) => {$(
        #[test]
        fn $name() {
            refused(&Yard::of_cases($cases), &[$($word),+]);
        }
    )+};
}

rows! {
    empty_matcher: "  - { name: a, call: GET /health, expect: { json: { status: {} } } }\n" => ["contract.yaml:5"];
    empty_json: "  - { name: a, call: GET /health, expect: { json: {} } }\n" => ["empty"];
    empty_expect: "  - { name: a, call: GET /health, expect: {} }\n" => ["empty"];
    null_expect: "  - { name: a, call: GET /health, expect: }\n" => ["expect"];
    empty_header_check: "  - { name: a, call: GET /health, expect: { header: {} } }\n" => ["empty"];
    empty_status_list: "  - { name: a, call: GET /health, expect: { status: [] } }\n" => ["contract.yaml:5"];
    one_of_nothing: "  - { name: a, call: GET /health, expect: { json: { status: { one_of: [] } } } }\n" => ["one_of"];
    none_of_nothing: "  - { name: a, call: GET /health, expect: { json: { status: { none_of: [] } } } }\n" => ["none_of"];
    unknown_matcher: "  - { name: a, call: GET /health, expect: { json: { status: { equals: ok } } } }\n" => ["equals"];
    broken_pattern: "  - { name: a, call: GET /health, expect: { json: { status: { matches: '(' } } } }\n" => ["contract.yaml:5"];
    broken_path: "  - { name: a, call: GET /health, expect: { json: { 'items[': ok } } }\n" => ["contract.yaml:5"];
    list_compared_with_one_value: "  - { name: a, call: GET /health, expect: { json: { 'items[*].state': open } } }\n" => ["selects a list", "each"];
    schema_that_takes_anything: "  - { name: a, call: GET /health, expect: { schema: {} } }\n" => ["schema"];
    no_rows: "  - { name: a, rows: [], call: GET /health, expect: 200 }\n" => ["rows"];
    duplicate_row: "  - { name: a, rows: [{ id: x }, { id: x }], call: GET /health, expect: 200 }\n" => ["duplicate-row", "`x`"];
    unknown_column: "  - { name: a, rows: [{ id: x }], call: 'GET /${row.nope}', expect: 200 }\n" => ["nope"];
    case_without_a_check: "  - { name: a, call: GET /health }\n" => ["checks nothing"];
    case_without_a_step: "  - { name: a, steps: [] }\n" => ["steps"];
    case_without_an_action: "  - { name: a, expect: 200 }\n" => ["does nothing"];
    only_a_wait: "  - { name: a, wait: 1ms }\n" => ["checks nothing"];
    steps_that_only_wait: "  - { name: a, steps: [{ wait: 1ms }] }\n" => ["checks nothing"];
    steps_without_a_check: "  - { name: a, steps: [{ call: GET /health }] }\n" => ["checks nothing"];
    check_of_the_undo_alone: "  - { name: a, steps: [{ call: GET /health, undo: { call: GET /gone, expect: 410 } }] }\n" => ["checks nothing"];
    until_without_a_check: "  - name: a\n    steps: [{ call: GET /health, until: 1s }, { call: GET /health, expect: 200 }]\n" => ["until-without-check"];
    duplicate_case: "  - { name: a, call: GET /health, expect: 200 }\n  - { name: a, call: GET /gone, expect: 410 }\n" => ["a case named `a` was there before"];
    duplicate_key: "  - { name: a, call: GET /health, expect: 200, expect: 410 }\n" => ["expect"];
    duplicate_key_in_json: "  - { name: a, call: GET /health, expect: { json: { status: ok, status: bad } } }\n" => ["status"];
    unknown_key_of_a_case: "  - { name: a, call: GET /health, expect: 200, skip: true }\n" => ["`skip`"];
    unknown_kind_of_step: "  - { name: a, cal: GET /health, expect: 200 }\n" => ["`cal`", "did you mean `call`?"];
    two_actions: "  - { name: a, call: GET /health, wait: 1s, expect: 200 }\n" => ["two-actions"];
    step_of_a_later_version: "  - { name: a, load: { rate: 5/s }, expect: 200 }\n" => ["load", "comes with"];
    contract_check_without_a_document: "  - { name: a, call: GET /health, expect: { contract: { undeclared: warn } } }\n" => ["names a document"];
    contract_check_that_is_no_file: "  - { name: a, call: GET /health, expect: { contract: true } }\n" => ["contract.yaml:5"];
    delete_that_changes_nothing: "  - { name: a, call: DELETE /health, mutates: false, expect: 200 }\n" => ["mutates", "only a POST"];
    override_that_changes_nothing: "  - { name: a, call: POST /health, headers: { x-http-method-override: DELETE }, mutates: false, expect: 200 }\n" => ["another method", "only a POST"];
    unknown_method: "  - { name: a, call: GTE /health, expect: 200 }\n" => ["did you mean `GET`?"];
    unknown_caller: "  - { name: a, call: GET /health, as: nobody, expect: 200 }\n" => ["has no caller `nobody`"];
    unknown_fragment: "  - { name: a, use: nope, expect: 200 }\n" => ["no fragment `nope`"];
    unknown_function: "  - { name: a, call: 'GET /${sha265(\"a\")}', expect: 200 }\n" => ["sha265"];
    unknown_saved_name: "  - { name: a, call: 'GET /${nope}', expect: 200 }\n" => ["nope"];
    name_saved_only_later: "  - name: a\n    steps:\n      - { call: 'GET /${id}', expect: 200 }\n      - { call: GET /health, expect: 200, save: { id: status } }\n" => ["id"];
    retry_of_an_unsafe_method: "  - { name: a, call: POST /things, retry: { times: 1, on: ['503'] }, expect: 201 }\n" => ["unsafe-retry"];
    status_out_of_range: "  - { name: a, call: GET /health, expect: 20 }\n" => ["contract.yaml:5"];
    status_as_a_word: "  - { name: a, call: GET /health, expect: ok }\n" => ["contract.yaml:5"];
    body_file_out_of_the_project: "  - { name: a, call: POST /things, body_file: ../../../etc/passwd, expect: 201 }\n" => ["passwd"];
    nameless_case: "  - { name: '', call: GET /health, expect: 200 }\n" => ["name"];
    echo_of_no_secret: "  - { name: a, call: GET /health, echoes: [NOPE], expect: 200 }\n" => ["no secret `NOPE`"];
    program_that_nobody_allowed: "  - { name: a, exec: [echo, hi], expect: { body: { text: { contains: hi } } } }\n" => ["nobody allowed it", "--allow-exec"];
}

#[test]
fn check_of_the_setup_alone() {
    let setup = "setup: { call: GET /health, expect: 200 }";
    let yard = Yard::new().suite("a", &format!("suite: a\nlane: health\ntarget: api\n{setup}\ncases:\n  - {{ name: x, steps: [{{ call: GET /health }}] }}\n"));
    refused(&yard, &["the case `x` checks nothing"]);
}

#[test]
fn a_fault_in_a_check_is_one_fault() {
    let yard = Yard::of_cases("  - { name: a, call: GET /health, expect: { json: { status: { equals: ok } } } }\n");
    yard.run(&[]).is(2, &["equals", "1 error;"]).lacks(&["checks nothing"]);
}

#[test]
fn exec_runs_where_it_is_allowed() {
    let yard = Yard::of_cases("  - { name: a, exec: [echo, hi], expect: { body: { text: { contains: hi } } } }\n");
    yard.run(&["--allow-exec"]).is(0, &["GREEN"]);
    let yard = Yard::of_cases("  - { name: a, exec: [sh, -c, 'exit 3'], expect: { body: { text: { eq: '' } } } }\n");
    yard.run(&["--allow-exec"]).is(100, &["exit code 0"]);
}

#[test]
fn contract_that_is_not_there() {
    let yard = Yard::new()
        .suite("a", &format!("suite: a\nlane: contract\ntarget: api\ncontract: openapi.yaml\ncases:\n{GREEN}"));
    refused(&yard, &["openapi.yaml", "cannot be read"]);
}

#[test]
fn lane_that_is_none() {
    let yard = Yard::new().suite("a", &format!("suite: a\nlane: helth\ntarget: api\ncases:\n{GREEN}"));
    refused(&yard, &["did you mean `health`?"]);
}

#[test]
fn target_that_is_not_declared() {
    let yard = Yard::new().suite("a", &format!("suite: a\nlane: health\ntarget: apy\ncases:\n{GREEN}"));
    refused(&yard, &["declares no target `apy`", "did you mean `api`?"]);
}

#[test]
fn no_targets() {
    let yard = Yard::new().suite("a", &format!("suite: a\nlane: health\ntargets: []\ncases:\n{GREEN}"));
    refused(&yard, &["targets"]);
}

#[test]
fn duplicate_suite_in_two_files() {
    let suite = format!("suite: a\nlane: health\ntarget: api\ncases:\n{GREEN}");
    refused(
        &Yard::new().suite("a", &suite).suite("b", &suite),
        &["another file holds a suite named `a`", "suites/b.yaml"],
    );
}

#[test]
fn two_suites_with_one_ledger() {
    let suite = |name: &str| format!("suite: {name}\nlane: health\ntarget: api\ncases:\n{GREEN}");
    let yard = Yard::new().suite("a", &suite("a/b_c")).suite("b", &suite("a_b/c"));
    yard.run(&[]).is(100, &["keep the ledgers of a/b_c and a_b/c apart"]);
}

#[test]
fn suite_name_that_leads_out_of_the_folder() {
    let yard = Yard::new().suite("a", &format!("suite: ../../x\nlane: health\ntarget: api\ncases:\n{GREEN}"));
    refused(&yard, &["no name for a suite"]);
}

#[test]
fn faults_of_the_project_file() {
    for (project, word) in [
        ("version: 2\ntargets: { api: {} }\n", "version"),
        ("version: 1\ntargets: {}\n", "targets"),
        ("targets: { api: {} }\n", "version"),
        ("version: 1\ntargets: { api: { mok: x } }\n", "did you mean `mock`?"),
        ("version: 1\ntargets: { api: { secrets: [T], callers: { a: { bearer: abcdef } } } }\n", "plain text"),
        ("version: 1\ntargets: { api: { url: 'https://ada:secret@example.com' } }\n", "login"),
    ] {
        let yard = Yard::of_cases(GREEN).project(project);
        yard.run(&[]).is(2, &[word, "suites/holdpoint.yaml"]).lacks(&["abcdef", "ada:secret"]);
        yard.does(&["check"]).is(2, &[word]).lacks(&["abcdef", "ada:secret"]);
    }
}

#[test]
fn no_project_file() {
    Yard::empty().run(&[]).is(2, &["suites/holdpoint.yaml", "version: 1"]);
}

#[test]
fn nothing_is_sent_of_a_suite_with_a_fault() {
    let server = Server::always(json("{\"status\":\"ok\"}"));
    let yard = Yard::of_cases(&format!("{GREEN}  - {{ name: b, call: GET /health, expect: {{ jsn: 1 }} }}\n"))
        .project(PROJECT);
    yard.run(&["--live", &server.live()]).is(2, &["jsn"]);
    assert!(server.seen().is_empty());
}
