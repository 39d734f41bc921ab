//! `holdpoint prove`: what suites notice of wrong answers, and what they are told to add.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::bench::{Done, Yard, fits, until};

const PROJECT: &str = "\
version: 1
targets:
  api:
    mock: ../mocks/api.yaml
    secrets: [TOKEN]
    mocked: { TOKEN: a-token-of-the-mock }
    callers: { agent: { bearer: \"${secret.TOKEN}\" } }
";

const MOCK: &str = "\
mock: api
state: { things: { list: true, items: [{ name: a, state: open }, { name: b, state: done }] } }
stubs:
  - id: list
    when: { GET: /things }
    then:
      200:
        headers: { etag: '\"v1\"', x-request-id: \"${request.header.x-request-id}\", traceparent: \"${request.header.traceparent}\" }
        json: { state: complete, total: 2, things: \"${state.things}\" }
  - id: make
    when: { POST: /things }
    set: { append: things, value: { name: c, state: open } }
    then: 204
  - id: slow
    when: { GET: /slow }
    delay: 9m
    then: { 200: { json: { state: done } } }
";

/// Asks with everything that an answer can be made wrong in: an order, a secret, a question that is asked twice.
fn suite(expect: &str) -> String {
    format!(
        "suite: api/contract\nlane: contract\ntarget: api\nas: agent\ncases:\n  - name: all of it\n    steps:\n\
         \x20     - {{ call: 'GET /things?sort=name', expect: {{ status: 200 }} }}\n\
         \x20     - {{ call: POST /things, expect: {{ status: 204, body: {{ empty: true }}, time: '< 5s' }} }}\n\
         \x20     - call: GET /things?sort=name\n        expect:\n{expect}"
    )
}

fn yard(expect: &str) -> Yard {
    Yard::empty().project(PROJECT).file("mocks/api.yaml", MOCK).suite("api/contract", &suite(expect))
}

fn prove(yard: &Yard, more: &[&str]) -> Done {
    yard.does(&[&["prove"], more].concat())
}

/// The mutants of the last step that were not noticed: kind, part, lines.
fn survivors(done: &Done) -> Vec<(String, String, Vec<String>)> {
    let told = done.json();
    fits("prove.schema.json", &told);
    let all = told["suites"].as_array().unwrap().iter().flat_map(|suite| suite["cases"].as_array().unwrap());
    let mutants = all.flat_map(|case| case["mutants"].as_array().unwrap()).filter(|one| one["step"] == "3");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    mutants
        .map(|one| {
            (text(&one["mutation"]), text(&one["field"]), one["expect"].as_array().unwrap().iter().map(text).collect())
        })
        .collect()
}

/// The lines that a person is told to add to the step at a line of the suite.
fn to_be_pasted(done: &Done, step: &str) -> String {
    let block = done.out.split("\n  step ").find(|block| block.starts_with(&format!("{step}: "))).unwrap();
    let lines = block.split("      expect:\n").nth(1).unwrap().lines();
    lines.take_while(|line| line.starts_with("        ")).fold(String::new(), |all, line| format!("{all}  {line}\n"))
}

#[test]
fn a_weak_step_is_told_of_every_kind_and_what_is_pasted_notices_all_of_them() {
    let weak = yard("          status: 2xx\n");
    let done = prove(&weak, &["--output", "json"]);
    done.is(100, &[]);
    let kinds: BTreeSet<String> = survivors(&done).into_iter().map(|(kind, ..)| kind).collect();
    // What is always noticed is missing here: server-error, truncate and echo-secret.
    let all = [
        "sibling-status",
        "drop-field",
        "null",
        "change-type",
        "enum-value",
        "off-by-one",
        "wrap",
        "empty-list",
        "repeat-item",
        "shuffle",
        "remove-header",
        "alter-header",
        "drop-correlation",
        "content-type",
        "html-page",
        "delay",
        "stale-answer",
    ];
    assert_eq!(kinds, all.into_iter().map(str::to_owned).collect());
    let told = prove(&weak, &[]);
    told.is(
        100,
        &["✗ api/contract", "SURVIVED  api/contract/all of it", "suites/api/contract.yaml:10:15", "below 95.0 %"],
    );
    let pasted = to_be_pasted(&told, "3");
    let strong = yard(&pasted);
    let done = prove(&strong, &["--output", "json"]);
    assert_eq!(survivors(&done), [], "{pasted}");
    // The first step has its own.
    let first = to_be_pasted(&prove(&strong, &[]), "1");
    let whole = suite(&pasted).replace(
        "{ call: 'GET /things?sort=name', expect: { status: 200 } }",
        &format!("call: GET /things?sort=name\n        expect:\n          status: 200\n{}", first.trim_end()),
    );
    let strong = strong.suite("api/contract", &whole);
    prove(&strong, &["--min-score", "100"]).is(0, &["✓ api/contract", "100.0 %", "GREEN"]).lacks(&["SURVIVED"]);
    strong.run(&["--mock"]).is(0, &["GREEN"]);
}

const LINES: [(&str, &str, &str); 9] = [
    ("          status: 200\n", "sibling-status", "status"),
    ("            content-type: { starts_with: application/json }\n", "content-type", "header content-type"),
    ("            etag: '\"v1\"'\n", "alter-header", "header etag"),
    ("          traceparent: true\n", "drop-correlation", "header x-request-id, traceparent"),
    ("            state: complete\n", "enum-value", "$.state"),
    ("            total: 2\n", "off-by-one", "$.total"),
    ("            things: { length: 3 }\n", "repeat-item", "$.things"),
    ("            things[2].state: open\n", "enum-value", "$.things[2].state"),
    ("          time: '< 5s'\n", "delay", "time"),
];

fn strong() -> String {
    let [status, kind, etag, marks, state, total, length, last, time] = LINES.map(|(line, ..)| line);
    format!(
        "{status}          header:\n{kind}{etag}{marks}          json:\n{state}{total}{length}{last}\
         \x20           'things[0]': {{ eq: {{ name: a, state: open }} }}\n            things[2].name: c\n{time}"
    )
}

#[test]
fn a_step_that_lacks_one_line_is_told_of_that_line() {
    let whole = yard(&strong());
    assert_eq!(survivors(&prove(&whole, &["--output", "json"])), []);
    for (line, kind, field) in LINES {
        let weak = whole_without(line);
        let yard = yard(&weak);
        let done = prove(&yard, &["--output", "json", "--only", kind]);
        done.is(100, &[]);
        let survivors = survivors(&done);
        let one = survivors.iter().find(|(known, part, _)| (known.as_str(), part.as_str()) == (kind, field));
        let (_, _, expect) = one.unwrap_or_else(|| panic!("{line}: no {kind} of {field} in {survivors:?}"));
        assert!(!expect.is_empty(), "{line}");
    }
}

fn whole_without(line: &str) -> String {
    let weak = strong().replacen(line, "", 1);
    // Without any check of the status a step demands 2xx; this says so.
    if line.contains("status: 200") { format!("          status: 2xx\n{weak}") } else { weak }
}

#[test]
fn the_same_seed_gives_the_same_list() {
    let yard = yard("          status: 2xx\n");
    let list = |jobs: &str| {
        let mut told = prove(&yard, &["--output", "json", "--seed", "7", "--jobs", jobs]).is(100, &[]).json();
        for passing in ["ms", "mutants_per_second"] {
            told.as_object_mut().unwrap().remove(passing);
        }
        told
    };
    assert_eq!(list("1"), list("3"));
}

#[test]
fn what_takes_long_takes_no_time_here() {
    let case = "suite: api/contract\nlane: contract\ntarget: api\ntimeout: 10m\ncases:\n  - name: slow\n    deadline: 1h\n    steps:\n      - wait: 10m\n\
                \x20     - { call: GET /slow, until: 30m, expect: { status: 200, header: { content-type: { starts_with: application/json } }, json: { state: done } } }\n";
    let yard = yard("").suite("api/contract", case);
    prove(&yard, &[]).is(0, &["100.0 %", "GREEN"]);
}

#[test]
fn who_asks_without_end_for_what_does_not_come_is_held_back() {
    let case = "suite: api/contract\nlane: contract\ntarget: api\nas: agent\ncases:\n  - name: eager\n    deadline: 2h\n    call: GET /things\n\
                \x20   until: { within: 1h, every: 1ms }\n    expect: { status: 200, json: { state: complete } }\n";
    let yard = yard("").suite("api/contract", case);
    prove(&yard, &["--only", "enum-value", "--min-score", "0"]).is(0, &["1 of 3 mutants noticed"]);
}

#[test]
fn what_the_contract_leaves_free_is_no_survivor() {
    let document = "\
openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /things:
    get:
      responses:
        200:
          description: ok
          headers: { etag: { required: true, schema: { type: string } } }
          content:
            application/json:
              schema:
                type: object
                required: [state, total]
                properties:
                  state: { type: [string, 'null'], enum: [complete, partial, null] }
                  total: { type: integer }
                  things: { type: array }
";
    let case = "suite: api/contract\nlane: contract\ntarget: api\nas: agent\ncontract: { file: openapi.yaml, undeclared: warn }\ncases:\n  - { name: one, call: GET /things, expect: { status: 200, time: '< 5s', json: { total: 2 } } }\n";
    let yard = yard("").suite("api/contract", case).file("suites/api/openapi.yaml", document);
    let done = prove(&yard, &["--output", "json"]);
    done.is(100, &[]);
    let told = done.json();
    fits("prove.schema.json", &told);
    let mutants = told["suites"][0]["cases"][0]["mutants"].as_array().unwrap().clone();
    let fate = |kind: &str, field: &str| {
        let one = mutants.iter().find(|one| one["mutation"] == kind && one["field"] == field);
        one.map(|one| {
            (one["fate"].as_str().unwrap().to_owned(), one["because"].as_str().unwrap_or_default().to_owned())
        })
    };
    let schema = "suites/api/openapi.yaml#/paths/~1things/get/responses/200/content/application~1json/schema";
    let free = |why: &str| Some(("equivalent".to_owned(), why.to_owned()));
    assert_eq!(fate("drop-field", "$.things"), free(&format!("{schema}/properties/things: not required")));
    assert_eq!(fate("null", "$.state"), free(&format!("{schema}/properties/state: may be null")));
    assert_eq!(
        fate("drop-field", "$.things[0].name"),
        free(&format!("{schema}/properties/things: says nothing of it"))
    );
    let header = "suites/api/openapi.yaml#/paths/~1things/get/responses/200: declares no header `x-request-id`";
    assert_eq!(fate("drop-correlation", "header x-request-id, traceparent"), free(header));
    // Another word of the contract's is a wrong answer all the same, and so is a list without its items.
    assert_eq!(fate("enum-value", "$.state").unwrap().0, "survived");
    assert_eq!(fate("empty-list", "$.things").unwrap().0, "survived");
    assert_eq!(fate("alter-header", "header etag").unwrap().0, "survived");
    // What the contract demands was noticed.
    assert_eq!((fate("drop-field", "$.state"), fate("remove-header", "header etag")), (None, None));
    prove(&yard, &[]).is(100, &["that the contract leaves free: --verbose lists them"]);
    prove(&yard, &["--verbose"]).is(100, &["free api/contract/one, step 1: drop-field $.things dropped"]);
}

#[test]
fn what_proves_nothing_is_not_green() {
    let yard = yard("          status: 404\n");
    prove(&yard, &[]).is(100, &["FAIL  api/contract/all of it", "proves nothing", "1 case not green"]);
    fits("prove.schema.json", &prove(&yard, &["--output", "json"]).json());
    let fine = self::yard("          status: 200\n");
    prove(&fine, &["--only", "no-such"]).is(2, &["there is no mutation `no-such`"]);
    prove(&fine, &["--min-score", "101"]).is(2, &["a number from 0 to 100"]);
    prove(&fine, &["--min-score", "0"]).is(0, &["GREEN"]);
    prove(&fine, &["no/such"]).is(2, &["no/such"]);
    let flagged = PROJECT.replace("    mock: ../mocks/api.yaml\n", "    mock: ../mocks/api.yaml\n    flag: api_live\n");
    let live = fine.project(&flagged).env("HOLDPOINT_API_URL", "http://127.0.0.1:1").env("TOKEN", "another-token");
    prove(&live, &["--flag", "api_live=true"]).is(2, &["`api` is live", "give --mock"]);
    let empty = live.project(PROJECT);
    let case = "suite: a\nlane: contract\ntarget: api\ncases: [{ name: a, call: GET /things, expect: 200 }]\n";
    let empty = empty.suite("api/contract", case);
    prove(&empty, &["--only", "shuffle"]).is(2, &["it has no exchange", "no answer that could be made wrong"]);
}

#[test]
fn no_secret_of_the_mock_is_told() {
    let done = prove(&yard("          status: 2xx\n"), &["--verbose"]);
    done.is(100, &[]).lacks(&["a-token-of-the-mock"]);
}

#[test]
fn a_person_can_stop_it() {
    let rows: Vec<String> = (0..400).map(|row| format!("      - {{ id: r{row} }}")).collect();
    let rows = rows.join("\n");
    let case = format!(
        "suite: api/contract\nlane: contract\ntarget: api\nas: agent\ncases:\n  - name: many\n    rows:\n{rows}\n    call: GET /things\n    expect: 200\n"
    );
    let yard = yard("").suite("api/contract", &case);
    let child = yard.start(&["prove", "--jobs", "1"]);
    let tasks = format!("/proc/{}/task", child.id());
    until("its threads work", || {
        let all = std::fs::read_dir(&tasks).into_iter().flatten().flatten();
        all.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok()).any(|name| name.trim() == "prove")
    });
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    Done::of(child).is(130, &["INTERRUPTED", "stopping"]);
}

#[test]
fn each_mutation_and_the_whole_is_explained() {
    let yard = Yard::empty();
    yard.does(&["explain", "prove"]).is(0, &["a green suite could have gone red", "--min-score"]);
    yard.does(&["explain", "stale-answer"]).is(0, &["mutation", "as from a\ncache"]);
    yard.does(&["explain", "drop-field"]).is(0, &["json: { id: { type: integer } }"]);
}

/// A contract of one operation, and a suite of one case that holds to it.
fn with_contract(status: &str, extra: &str, expect: &str) -> Yard {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\npaths:\n  /things:\n    get:\n      responses:\n        \
         {status}:\n          description: ok\n          content:\n            application/json:\n              schema: \
         {{ $ref: '#/components/schemas/All' }}\ncomponents:\n  schemas:\n    All: {{ type: object, required: [state, total, \
         things] }}\n"
    );
    let case = format!(
        "suite: api/contract\nlane: contract\ntarget: api\nas: agent\n{extra}contract: {{ file: openapi.yaml, undeclared: \
         allow }}\ncases:\n  - {{ name: one, call: GET /things, expect: {{ {expect} }} }}\n"
    );
    yard("").suite("api/contract", &case).file("suites/api/openapi.yaml", &document)
}

const ALL_BUT_ETAG: &str = "status: 200, time: '< 5s', traceparent: true, header: { content-type: application/json, etag: { exists: true } }, \
                            json: { state: complete, total: 2, 'things': { eq: [{ name: a, state: open }, { name: b, state: done }] } }";

#[test]
fn a_waiver_names_its_reason_and_counts_all_the_same() {
    let waive = |field: &str, because: &str| {
        format!("prove: {{ waive: [{{ mutation: alter-header, field: '{field}', because: '{because}' }}] }}\n")
    };
    let only = ["--max-free", "100", "--min-score", "90"];
    let weak = with_contract("200", "", ALL_BUT_ETAG);
    prove(&weak, &only).is(0, &["1 free"]).lacks(&["waived"]);
    // Where the contract says that there is one, what it says is the suite's business.
    let declared = |extra: &str| {
        let yard = with_contract("200", extra, ALL_BUT_ETAG);
        let document = std::fs::read_to_string(yard.path("suites/api/openapi.yaml")).unwrap();
        let header = "          headers: { etag: { required: true, schema: { type: string } } }\n          content:";
        yard.file("suites/api/openapi.yaml", document.replacen("          content:", header, 1))
    };
    prove(&declared(""), &only).is(0, &["SURVIVED", "header etag"]);
    prove(&declared(""), &[&only[..], &["--quiet"]].concat()).is(0, &["GREEN"]).lacks(&["SURVIVED", "✓"]);
    let waived = declared(&waive("header etag", "RFC 9110, section 8.8.3"));
    prove(&waived, &only).is(0, &["1 waived"]).lacks(&["SURVIVED", "stale"]);
    let few = ["--output", "json", "--max-free", "100", "--min-score", "100", "--only", "alter-header"];
    prove(&waived, &few[2..]).is(100, &["33.4 % is waived, and 3.0 % may be", "below 100.0 %"]);
    let told = prove(&waived, &few).is(100, &[]).json();
    fits("prove.schema.json", &told);
    assert_eq!(told["suites"][0]["short_of"], serde_json::json!(["score", "waived"]));
    assert_eq!(told["counts"]["waived"], 1);
    // One that stands for nothing is told, and one that cannot be looked up is none.
    let stale = declared(&waive("header x-none", "#/components/schemas/All"));
    prove(&stale, &only).is(0, &["stale the waiver at suites/api/contract.yaml:5:"]);
    for (because, what) in [
        ("#/components/schemas/None", "there is no `#/components/schemas/None` in the contract"),
        ("we know best", "`we know best` is nothing that can be looked up"),
    ] {
        let yard = declared(&waive("header etag", because));
        prove(&yard, &[]).is(2, &[what]);
        yard.does(&["check"]).is(2, &[what]);
    }
    let unknown = declared(&waive("header etag", "RFC 9110").replace("alter-header", "alter-heder"));
    prove(&unknown, &[]).is(2, &["there is no mutation `alter-heder`", "did you mean `alter-header`?"]);
    unknown.does(&["check"]).is(2, &["there is no mutation `alter-heder`"]);
    let lost = declared(&waive("header etag', case: 'none", "RFC 9110"));
    prove(&lost, &[]).is(2, &["the suite has no case `none`"]);
}

#[test]
fn a_contract_that_leaves_too_much_free_is_no_proof() {
    let loose = with_contract(
        "200",
        "",
        "status: 200, time: '< 5s', json: { state: complete, total: 2, things: { length: 2 } }",
    );
    let done = prove(&loose, &[]);
    done.is(100, &["too much", "is free by the contract, and 10.0 % may be"]);
    prove(&loose, &["--max-free", "100"]).is(0, &["GREEN"]);
    let told = prove(&loose, &["--output", "json"]).is(100, &[]).json();
    assert_eq!(told["suites"][0]["short_of"], serde_json::json!(["free"]));
}

#[test]
fn a_status_of_a_class_that_the_contract_promises_as_one_is_free() {
    let expect = ALL_BUT_ETAG.replace("status: 200", "status: 2xx");
    let fate = |status: &str| {
        let told = prove(&with_contract(status, "", &expect), &["--output", "json", "--only", "sibling-status"]).json();
        told["suites"][0]["cases"][0]["mutants"][0]["fate"].clone()
    };
    assert_eq!((fate("2XX"), fate("default")), ("equivalent".into(), "survived".into()));
}

#[test]
fn a_moment_that_was_told_is_waited_for() {
    let mock = "\
mock: api
state: { opens: 0 }
stubs:
  - id: locked
    when: { GET: /limit, guard: state.opens == 0 || now < state.opens }
    compute: { opens: \"state.opens == 0 ? now + 600 : state.opens\" }
    set: { opens: \"${computed.opens}\" }
    then: 429
  - id: open
    when: { GET: /limit }
    then: 204
";
    let case = "suite: api/contract\nlane: contract\ntarget: api\ncases:\n  - name: a limit\n    deadline: 2h\n    steps:\n      - \
                { call: GET /limit, expect: { status: 429, time: '< 5s', body: { empty: true } } }\n      - wait: 600s\n      - { call: GET /limit, expect: { \
                status: 204, time: '< 5s' } }\n";
    let yard = yard("").suite("api/contract", case).file("mocks/api.yaml", mock);
    prove(&yard, &["--only", "sibling-status"]).is(0, &["GREEN", "2 of 2"]);
}

#[test]
fn a_step_that_takes_more_than_is_declared_is_left_the_same_free() {
    let document = "\
openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /things:
    get:
      responses:
        200: { description: ok, content: { application/json: { schema: { type: object, properties: { state: { type: string } } } } } }
";
    let case = "suite: api/contract\nlane: contract\ntarget: api\nas: agent\ncontract: openapi.yaml\ncases:\n  - { name: one, call: GET \
                /things, expect: { status: 200, contract: { undeclared: allow } } }\n";
    let yard = yard("").suite("api/contract", case).file("suites/api/openapi.yaml", document);
    let told = prove(&yard, &["--output", "json", "--only", "drop-field"]).json();
    let mutants = told["suites"][0]["cases"][0]["mutants"].as_array().unwrap();
    let state = mutants.iter().find(|one| one["field"] == "$.state").unwrap();
    assert_eq!(state["fate"], "equivalent", "{state}");
}
