//! Cases for what a suite does not use of its contract, pasted into it: green on the right service, and all is used that a
//! client can provoke.

use serde_json::Value;

use crate::apis::{self, Running};
use crate::bench::{Done, Yard, lines};

/// A project whose suite uses a little of an API's document.
fn yard(api: &str, cases: &str) -> Yard {
    let (name, value) = apis::credentials(api);
    let caller = match value.strip_prefix("Bearer ") {
        Some(_) => "bearer: \"${secret.KEY}\"".to_owned(),
        None => format!("header: {{ {name}: \"${{secret.KEY}}\" }}"),
    };
    let callers =
        format!("      stranger: {{ bearer: \"${{fresh.id}}\" }}\n      known: {{ {caller} }}\n      nobody: none\n");
    let (_, document) = apis::APIS.iter().find(|(known, _)| *known == api).unwrap();
    Yard::empty()
        .project(&format!("version: 1\ntargets:\n  api:\n    secrets: [KEY]\n    callers:\n{callers}"))
        .file("suites/api/contract.yaml", document)
        .suite(
            "api/part",
            &format!("suite: api/part\nlane: contract\ntarget: api\ncontract: contract.yaml\ncases:\n{cases}"),
        )
        .env("KEY", value.strip_prefix("Bearer ").unwrap_or(value))
}

/// Runs the suite live against a service.
fn run(yard: &Yard, service: &Running, more: &[&str]) -> Done {
    let live = format!("api={}", service.url);
    yard.run(&[&["--live", &live, "--approve", "ada: a test", "--seed", "7"], more].concat())
}

/// What of its contract the only run used.
fn coverage(yard: &Yard) -> Value {
    let evidence = lines(&yard.only("artifacts/runs", ".jsonl"));
    let end = evidence.iter().find(|line| line["type"] == "suite.end").unwrap();
    end["contract"]["coverage"].clone()
}

fn words(coverage: &Value) -> Vec<&str> {
    coverage["uncovered"].as_array().unwrap().iter().map(|gap| gap["what"].as_str().unwrap()).collect()
}

const SHOP: &str =
    "  - { name: customers are listed, call: GET /customers, as: known, headers: { x-tenant: north }, expect: 200 }\n";
const TRACKER: &str = "  - { name: issues are listed, call: GET /issues, as: known, expect: 200 }\n";

/// A suite with the cases pasted that were written for it.
fn pasted(api: &str, part: &str) -> (Yard, Value, String) {
    let first = yard(api, part);
    let done = run(&first, &apis::start(api, None, 0), &["--uncovered", "-"]);
    done.is(0, &["GREEN  1 passed"]);
    assert!(!done.out.contains("GREEN"), "the standard output holds cases and nothing else\n{done}");
    (yard(api, &format!("{part}{}", done.out)), coverage(&first), done.out)
}

#[test]
fn pasted_cases_are_green_and_use_all_that_can_be_provoked() {
    for (api, part, before, after, all, cases) in
        [("shop", SHOP, 4, 197, 243, 31), ("tracker", TRACKER, 7, 147, 181, 24)]
    {
        let (second, was, text) = pasted(api, part);
        assert_eq!((&was["total"]["used"], &was["total"]["all"]), (&before.into(), &all.into()), "{api}");
        let service = apis::start(api, None, 0);
        run(&second, &service, &[]).is(0, &[&format!("GREEN  {cases} passed")]);
        let now = coverage(&second);
        assert_eq!((&now["total"]["used"], &now["total"]["all"]), (&after.into(), &all.into()), "{api}");
        let left = words(&now);
        let reasons = ["→ 403", "→ 405", "→ 413", "POST /orders → 409", "\"not_allowed\" of", "\"too_large\" of"];
        for what in left {
            assert!(reasons.iter().any(|reason| what.contains(reason)), "{api}: {what}");
            // What comes with a status is told with it.
            assert!(text.contains(&format!("#   {what}\n")) || what.contains(" giving "), "{api}: {what} is not told");
        }
        // What they made they took away again, so that they are green a second time.
        run(&second, &service, &[]).is(0, &["GREEN"]);
    }
}

#[test]
fn pasted_cases_are_red_where_the_service_breaks_its_word() {
    for (api, part, faults) in [
        ("shop", SHOP, &["order-created-200", "etag-missing", "delete-without-token", "priority-urgent-refused"][..]),
        ("tracker", TRACKER, &["text-plain-accepted", "title-optional", "labels-text", "comment-created-303"][..]),
    ] {
        let (second, ..) = pasted(api, part);
        for fault in faults {
            run(&second, &apis::start(api, Some(fault), 0), &[]).is(100, &["RED"]);
        }
    }
}

#[test]
fn a_file_of_cases_is_written_anew_and_no_other_file_is() {
    let yard = yard("tracker", TRACKER);
    let service = apis::start("tracker", None, 0);
    let to = |file: &str| run(&yard, &service, &["--uncovered", file]);
    to("more.yaml").is(0, &["GREEN", "uncovered 23 cases for 134 of the 174 parts", "more.yaml"]);
    let text = yard.read("more.yaml");
    assert!(text.starts_with("# holdpoint: cases for what was not used of a contract"), "{text}");
    to("more.yaml").is(0, &["GREEN"]);
    assert_eq!(yard.read("more.yaml"), text, "the same run writes the same cases");
    let suite = yard.read("suites/api/part.yaml");
    to("suites/api/part.yaml").is(2, &["it would be lost"]);
    assert_eq!(yard.read("suites/api/part.yaml"), suite);
    to("none/more.yaml").is(2, &["there is no folder `none`"]).lacks(&["GREEN"]);
    run(&yard, &service, &["--uncovered", "-", "--output", "json"]).is(2, &["name a file"]);
    run(&yard, &service, &["--uncovered", "-", "--report", "junit"]).is(2, &["name a file"]);
    run(&yard, &service, &["--uncovered", "more.yaml", "--dry-run"]).is(2, &["--dry-run"]);
    Yard::of_cases("  - { name: up, call: GET /health, expect: 200 }\n")
        .run(&["--uncovered", "-"])
        .is(2, &["no suite that runs names a contract"]);
}

#[test]
fn without_a_caller_that_is_nobody_what_needs_one_is_told() {
    let project = "version: 1\ntargets:\n  api:\n    secrets: [KEY]\n    callers:\n      mine: { header: { X-Api-Key: \"${secret.KEY}\" } }\n";
    let part = TRACKER.replace("as: known", "as: mine");
    let yard = yard("tracker", &part).project(project);
    let done = run(&yard, &apis::start("tracker", None, 0), &["--uncovered", "-"]);
    done.is(0, &["add `nobody: none`", "#   GET /issues → 401", "as: \"mine\""]).lacks(&["expect: 401"]);
}

const SMALL: &str = "openapi: 3.1.0
info: { title: t, version: '1' }
servers: [{ url: https://api.example/v1 }]
paths:
  /things:
    get:
      parameters: [{ name: state, in: query, schema: { type: string, enum: [open, done] } }]
      responses:
        200: { description: ok, content: { application/json: { schema: { type: array } }, text/csv: {} } }
        4XX: { description: no }
        default: { description: no }
";

const THINGS: &str = "mock: api
stubs:
  - { id: csv, when: { GET: /v1/things, header: { accept: text/csv } }, then: { 200: { text: 'a,b', headers: { content-type: text/csv } } } }
  - { id: wrong, when: { GET: /v1/things, query: { state: holdpoint } }, then: { 400: {} } }
  - { id: all, when: { GET: /v1/things }, then: { 200: { json: [] } } }
  - { id: up, when: { GET: /v1/things/up }, then: { 204: {} } }
";

#[test]
fn calls_stand_behind_the_suites_own_base() {
    for (base, lead) in [("", "/v1"), ("base: /v1\n", ""), ("base: /v1/things\n", "//v1"), ("base: /\n", "/v1")] {
        let slash = if base.is_empty() { "/" } else { "//" };
        let up = format!("  - {{ name: up, call: GET {slash}v1/things, expect: 200 }}\n");
        let suite = |cases: &str| {
            let head =
                format!("suite: shop/orders\nlane: contract\ntarget: api\ncontract: openapi.yaml\n{base}cases:\n");
            Yard::new()
                .file("suites/a.yaml", format!("{head}{cases}"))
                .file("suites/openapi.yaml", SMALL)
                .file("mocks/api.yaml", THINGS)
        };
        let done = suite(&up).run(&["--uncovered", "-"]);
        done.is(0, &[&format!("call: \"GET {lead}/things?state="), "text/csv"]);
        let again = suite(&format!("{up}{}", done.out));
        again.run(&[]).is(0, &["GREEN"]);
        assert_eq!(words(&coverage(&again)), ["GET /things → default"], "{base}");
    }
}
