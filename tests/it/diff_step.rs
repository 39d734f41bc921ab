//! Contracts compared inside of suites: by the step `diff`, and by the check of what a service serves.

use crate::bench::Yard;

const V1: &str = r#"openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
paths:
  /orders:
    get: { responses: { "200": { description: The orders. } } }
    post:
      requestBody: { content: { application/json: { schema: { type: string, maxLength: 64 } } } }
      responses: { "201": { description: It was made. } }
"#;
const MOCK: &str = "\
mock: api
stubs:
  - id: served
    when: { GET: /openapi.json }
    then: { 200: { json: { openapi: 3.1.0, info: { title: Orders, version: 1.0.0 }, paths: { /orders: { get: { responses: { '200': { description: The orders. } } } } } } } }
  - { id: yaml, when: { GET: /openapi.yaml }, then: { 200: { file: v1.yaml } } }
  - { id: page, when: { GET: /page }, then: { 200: { text: a login page } } }
  - { id: count, when: { POST: /count, json: { breaking: 1, ids: [version-not-bumped, operation-removed] } }, then: { 201: { json: { ok: true } } } }
";

fn yard(cases: &str) -> Yard {
    Yard::of_cases(cases)
        .file("mocks/api.yaml", MOCK)
        .file("mocks/v1.yaml", V1)
        .file("suites/api/v1.yml", V1)
        .file(
            "suites/api/more.yml",
            V1.replace("  /orders:", "  /carts: { get: { responses: { '200': { description: d } } } }\n  /orders:"),
        )
        .file("suites/api/less.yml", V1.replace("64", "32"))
        .file("suites/api/none.yml", "a: b\n")
}

#[test]
fn its_result_is_a_document_that_is_judged_saved_and_sent_on() {
    yard(
        r#"
  - name: files
    steps:
      - diff: { old: v1.yml, new: more.yml }
        expect: { diff: breaking, json: { schema: holdpoint-diff/v1, verdict: green, summary.error: 0, summary.info: 1 } }
  - name: what breaks is expected
    rows: [{ id: less, new: less.yml, said: 64 down to 32 }]
    diff: { old: v1.yml, new: "${row.new}", world: open }
    expect: { json: { verdict: red, world: open, "changes[*].text": { any: { contains: "${row.said}" } } } }
  - name: what is served
    steps:
      - { id: served, call: GET /openapi.json, expect: 200 }
      - id: compared
        diff: { old: v1.yml, new: "${served.json}" }
        expect: { json: { summary.error: 1, old: v1.yml } }
        save: { ids: "changes[*].id" }
      - call: POST /count
        json: { breaking: "${compared.json.summary.error}", ids: "${ids}" }
        expect: 201
  - name: text that is served
    steps:
      - { id: served, call: GET /openapi.yaml, expect: { diff: { against: v1.yml, fail_on: any } } }
      - { diff: { old: v1.yml, new: { text: "${served.body}" } }, expect: { diff: any } }
  - name: a file
    file: more.yml
    expect: { diff: { against: v1.yml, fail_on: risky } }
"#
        .trim_start_matches('\n'),
    )
    .run(&[])
    .is(0, &["GREEN  5 passed"]);
}

#[test]
fn a_change_is_told_with_its_operation_and_what_shows_it() {
    let done = yard("  - { name: a, diff: { old: v1.yml, new: less.yml }, expect: { diff: breaking } }\n").run(&[]);
    done.is(
        100,
        &[
            "POST /orders: expected what `v1.yml` promises, got `maxLength` went from 64 down to 32",
            "request-max-length-decreased at #/paths/~1orders/post",
            "shown by \"aaaa",
            "suites/api/contract.yaml:5:",
        ],
    );
    yard("  - { name: a, call: GET /openapi.json, expect: { diff: { against: v1.yml } } }\n")
        .run(&[])
        .is(100, &["POST /orders: expected what `v1.yml` promises, got is gone"]);
    yard("  - { name: a, file: more.yml, expect: { diff: { against: v1.yml, fail_on: any } } }\n")
        .run(&[])
        .is(100, &["GET /carts: expected what `v1.yml` promises, got is new"]);
    yard("  - { name: a, diff: { old: v1.yml, new: less.yml }, expect: { json: { summary.error: 0 } } }\n")
        .run(&[])
        .is(100, &["expected 0, got 1"]);
}

#[test]
fn what_a_service_serves_in_place_of_a_contract_is_its_own_fault() {
    for cases in [
        "  - { name: a, call: GET /page, expect: { diff: { against: v1.yml } } }\n",
        "  - name: a\n    steps:\n      - { id: page, call: GET /page, expect: 200 }\n      - { diff: { old: v1.yml, new: { text: '${page.body}' } }, expect: { diff: any } }\n",
    ] {
        yard(cases).run(&[]).is(100, &["expected an OpenAPI document"]);
    }
}

#[test]
fn what_is_written_wrongly_is_told_at_its_place_and_sends_nothing() {
    for (cases, told) in [
        ("  - { name: a, diff: { old: v1.yml, new: v9.yml }, expect: { diff: any } }\n", "v9.yml` cannot be read"),
        ("  - { name: a, diff: { old: none.yml, new: v1.yml }, expect: { diff: any } }\n", "contract-dialect"),
        ("  - { name: a, diff: { old: ../../../x.yml, new: v1.yml }, expect: { diff: any } }\n", "path-outside"),
        ("  - { name: a, diff: { old: v1.yml }, expect: { diff: any } }\n", "needs the key `new`"),
        (
            "  - { name: a, diff: { old: v1.yml, new: v1.yml, wrold: open }, expect: { diff: any } }\n",
            "did you mean `world`?",
        ),
        (
            "  - { name: a, diff: { old: v1.yml, new: v1.yml, days_stable: -1 }, expect: { diff: any } }\n",
            "days_stable: -1",
        ),
        ("  - { name: a, diff: { old: v1.yml, new: '${nobody.json}' }, expect: { diff: any } }\n", "undefined-name"),
        ("  - { name: a, diff: { old: v1.yml, new: v1.yml } }\n", "checks nothing"),
        (
            "  - { name: a, diff: { old: v1.yml, new: v1.yml }, expect: { diff: { against: v1.yml } } }\n",
            "diff-against",
        ),
        ("  - { name: a, call: GET /openapi.json, expect: { diff: breaking } }\n", "diff-against"),
        ("  - { name: a, call: GET /openapi.json, expect: { diff: { against: v9.yml } } }\n", "v9.yml` cannot be read"),
        ("  - { name: a, call: GET /openapi.json, expect: { diff: { against: v1.yml, fail_on: all } } }\n", "`all`"),
        ("  - { name: a, call: GET /openapi.json, expect: { diff: { fail_on: any } } }\n", "needs the key `against`"),
    ] {
        let yard = yard(cases);
        yard.does(&["check"]).is(2, &[told, "suites/api/contract.yaml:5:"]);
        yard.run(&[]).is(2, &[told, "nothing was sent"]);
    }
}
