//! What a run could pass over in silence: a check beside `error`, an undo that hangs on another, a mock shared by cases.

use crate::bench::Yard;
use crate::bench::server::{Reply, Server, json};

#[test]
fn a_check_beside_an_error_is_judged_too() {
    for check in ["json: { a: 1 }", "header: { etag: x }", "status: 200", "body: x", "by_status: { 200: ok }"] {
        let yard = Yard::of_cases(&format!("  - {{ name: a, call: GET /a, expect: {{ error: closed, {check} }} }}\n"));
        let server = Server::always(Reply::Bytes(Vec::new()));
        yard.run(&["--live", &server.live()]).is(75, &["INCONCLUSIVE"]);
        let server = Server::always(Reply::Bytes(b"nonsense\r\n\r\n".to_vec()));
        let yard =
            Yard::of_cases(&format!("  - {{ name: a, call: GET /a, expect: {{ error: malformed, {check} }} }}\n"));
        yard.run(&["--live", &server.live()]).is(100, &["RED", "expected an answer, got none (malformed"]);
    }
    let server = Server::always(Reply::Bytes(b"nonsense\r\n\r\n".to_vec()));
    let yard = Yard::of_cases("  - { name: a, call: GET /a, expect: { error: malformed, time: '< 30s' } }\n");
    yard.run(&["--live", &server.live()]).is(0, &["GREEN"]);
}

#[test]
fn an_undo_step_knows_what_the_one_before_it_saw() {
    let undo = |delete: &str, save: &str| {
        format!(
            "  - name: a\n    call: GET /health\n    expect: 200\n    undo:\n      - {{ id: list, call: GET /health, save: {{ it: {save} }} }}\n      - {{ call: 'GET /{delete}', expect: 200 }}\n"
        )
    };
    let red = |text: String, said: &[&str]| {
        Yard::of_cases(&text).run(&[]).is(100, said);
    };
    red(undo("gone?it=${it}", "status"), &["undo", "410"]);
    red(undo("gone?it=${list.json.status}", "status"), &["undo", "410"]);
    red(undo("health?it=${it}", "nope"), &["undo", "nope"]);
    Yard::of_cases(&undo("health?it=${it}", "status")).run(&[]).is(0, &["GREEN"]);
}

#[test]
fn a_state_that_is_no_known_one_is_no_end_of_a_wait() {
    let case = "  - { name: a, call: GET /a, until: { within: 5s, states: { json: state, forward: [new, '1'], end: [done] } }, expect: 200 }\n";
    for (body, said) in [("{}", "got nothing"), ("{\"state\": 9}", "got 9"), ("{\"state\": null}", "got null")] {
        let server = Server::always(json(body));
        Yard::of_cases(case).run(&["--live", &server.live()]).is(100, &["expected a known state", said]);
    }
    let server = Server::always(json("{\"state\": 1}"));
    Yard::of_cases(case).run(&["--live", &server.live()]).is(0, &["GREEN"]);
}

const COUNTING: &str = "\
mock: api
state: { made: 0 }
stubs:
  - { id: make, when: { POST: /make }, set: { made: 1 }, then: { 200: { json: {} } } }
  - { id: made, when: { GET: /made }, then: { 200: { json: { made: '${state.made}' } } } }
";

#[test]
fn cases_that_share_a_setup_share_its_state_and_no_journal() {
    let head = "suite: a\nlane: contract\ntarget: api\norder: sequential\nsetup: { once: { call: POST /make, expect: 200 } }\ncases:\n";
    let made = |name: &str| format!("  - {{ name: {name}, call: GET /made, expect: {{ json: {{ made: 1 }} }} }}\n");
    let yard = |cases: String| Yard::new().file("mocks/api.yaml", COUNTING).suite("a", &format!("{head}{cases}"));
    yard(made("one") + &made("two") + &made("three")).run(&[]).is(0, &["GREEN  3 passed"]);
    let overlapping =
        "  - { name: one, unmatched: expected, steps: [{ call: GET /nope, expect: 404 }, { wait: 600ms }] }
  - { name: two, steps: [{ wait: 200ms }, { call: GET /nope, expect: 404 }, { wait: 900ms }] }
";
    let yard = Yard::new().file("mocks/api.yaml", COUNTING);
    let suite = format!("{head}{overlapping}").replace("order: sequential\n", "");
    yard.suite("a", &suite).run(&[]).is(100, &["1 passed, 1 failed", "FAIL  two"]);
}

#[test]
fn what_holds_only_after_the_wait_is_over() {
    let mock =
        "mock: api\nstubs:\n  - { id: slow, when: { GET: /slow }, delay: 1200ms, then: { 200: { json: { a: 1 } } } }\n";
    let case = |within: &str| {
        let case = format!("  - {{ name: a, call: GET /slow, until: {within}, expect: {{ json: {{ a: 1 }} }} }}\n");
        Yard::of_cases(&case).file("mocks/api.yaml", mock)
    };
    case("300ms").run(&[]).is(100, &["expected it within 300 ms", "what was expected, after 1"]);
    case("30s").run(&[]).is(0, &["GREEN"]);
}
