//! What loads, and what is refused with its place.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::mock::shape;

fn try_load(text: &str) -> Result<Mock, Vec<String>> {
    let source = Arc::new(Source { name: "m".into(), text: text.into() });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    read(&source, folder, folder).map_err(|found| {
        let line = |one: &Diagnostic| {
            let place = one.place.as_ref().map_or("-".into(), ToString::to_string);
            format!("{} {place} {} | {}", one.code, one.message, one.help.as_deref().unwrap_or("-"))
        };
        found.iter().map(line).collect()
    })
}

fn stub(inner: &str) -> String {
    format!(
        "mock: m\nsecrets: [KEY]\nvars: {{ LIMIT: 3, URL: }}\nstate:\n  job: idle\n  rows_of: {{ table: id }}\n  log: {{ list: true }}\nstubs:\n  - id: one\n{inner}"
    )
}

fn wrong(inner: &str) -> Vec<String> {
    match try_load(&stub(inner)) {
        Ok(_) => Vec::new(),
        Err(found) => found,
    }
}

#[test]
fn a_file_with_every_part_loads() {
    let mock = try_load(include_str!("tests/every.yaml")).unwrap();
    assert_eq!((mock.name.as_str(), mock.stubs.len(), mock.seed), ("shopify-admin", 9, 42));
    assert_eq!(mock.isolate, Isolate::Suite);
    assert_eq!(mock.vars, [("LIMIT".to_owned(), Some(json!(3))), ("URL".to_owned(), None)]);
    assert_eq!(mock.sha256.len(), 64);
}

#[test]
fn every_fault_of_a_file_is_told_in_one_go() {
    let text = "mock: m\nstbus: []\nstubs:\n  - id: a\n    when: { GTE: /x }\n    then: 200\n  - id: a\n    when: { GET: x }\n    then: { 200: { jsn: 1 } }\n";
    assert_eq!(
        try_load(text).unwrap_err(),
        [
            "unknown-key m:2:1 `stbus` is not a key of a mock | did you mean `stubs`?",
            "unknown-key m:5:13 `GTE` is not a key of a stub's when | did you mean `GET`?",
            "missing-key m:5:11 a `when` needs a method with its path | write GET: /path, any: /path, or method: [GET, PUT] with path: /path",
            "path m:8:18 this path cannot be read: a path begins with `/` | -",
            "unknown-key m:9:20 `jsn` is not a key of an answer | did you mean `json`?",
            "duplicate-stub m:7:9 a stub named `a` stands here for the second time | -",
        ]
    );
}

#[test]
fn an_unknown_name_is_an_error_at_load() {
    for (inner, told) in [
        (
            "    when: { GET: \"/o/{id}\" }\n    then: { 200: { json: { a: \"${request.path.ip}\" } } }\n",
            "unknown-name m:11:31 this stub's path has no part named `ip` | did you mean `id`?",
        ),
        (
            "    when: { GET: /o }\n    then: { 200: { text: \"${requst.method}\" } }\n",
            "unknown-name m:11:26 there is no name `requst` in a mock | did you mean `request`?",
        ),
        (
            "    when: { GET: /o, header: { a: \"${secret.KYE}\" } }\n    then: 200\n",
            "unknown-name m:10:35 there is no `secret.KYE` in this mock | did you mean `KEY`?",
        ),
        (
            "    when: { GET: /o }\n    then: { 200: { headers: { a: \"${var.LIMTI}\" } } }\n",
            "unknown-name m:11:34 there is no `var.LIMTI` in this mock | did you mean `LIMIT`?",
        ),
        (
            "    when: { GET: /o, state: { jbo: idle } }\n    then: 200\n",
            "unknown-name m:10:31 there is no `state.jbo` in this mock | did you mean `job`?",
        ),
        (
            "    when: { GET: /o }\n    then: { 200: { json: \"${computed.n}\" } }\n",
            "unknown-name m:11:26 there is no `computed.n` in this mock | this stub computes nothing",
        ),
        (
            "    when: { GET: /o, guard: \"state.jbo == 1\" }\n    then: 200\n",
            "cel m:10:29 there is no `state.jbo` in this mock | did you mean `job`?",
        ),
    ] {
        assert_eq!(wrong(inner), [told], "{inner}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (inner, told) in [
        ("    when: { GET: /a, POST: /b }\n    then: 200\n", "two-paths m:10:22"),
        ("    when: { GET: /a, method: [PUT] }\n    then: 200\n", "two-paths m:10:30"),
        ("    when: { path: /a }\n    then: 200\n", "missing-key m:10:13"),
        ("    when: { method: [get], path: /a }\n    then: 200\n", "method m:10:22"),
        ("    when: { GET: /a }\n", "missing-key m:9:5"),
        ("    when: { GET: /a }\n    then: 200\n    steps: [200]\n", "two-answers m:12:12"),
        ("    when: { GET: /a }\n    then: 600\n", "out-of-range m:11:11"),
        ("    when: { GET: /a }\n    then: { ok: {} }\n", "status m:11:13"),
        ("    when: { GET: /a }\n    then: { 200: {}, 201: {} }\n", "status m:11:22"),
        ("    when: { GET: /a }\n    then: { 204: { json: 1 } }\n", "no-body m:11:20"),
        ("    when: { GET: /a }\n    then: { 200: { json: 1, text: a } }\n", "two-bodies m:11:29"),
        ("    when: { GET: /a }\n    then: { 200: { headers: { content-length: 3 } } }\n", "header m:11:31"),
        ("    when: { GET: /a }\n    then: { 200: { headers: { 'a b': x } } }\n", "header m:11:31"),
        ("    when: { GET: /a }\n    then: { 200: { file: ../../etc/passwd } }\n", "path-outside m:11:26"),
        ("    when: { GET: /a }\n    then: { 200: { file: nope.json } }\n", "file m:11:26"),
        ("    when: { GET: /a }\n    then: { 200: { delay: { uniform: [2s, 1s] } } }\n", "delay m:11:38"),
        ("    when: { GET: /a }\n    then: { 200: { delay: { lognormal: { p50: 2s, p99: 1s } } } }\n", "delay m:11:27"),
        ("    when: { GET: /a }\n    then: 200\n    key: \"${request.method}\"\n", "key m:12:5"),
        ("    when: { GET: /a }\n    then: 200\n    replay: { other_body: 409 }\n", "replay m:12:5"),
        ("    when: { GET: /a }\n    then: 200\n    set: { jbo: 1 }\n", "unknown-name m:12:12"),
        ("    when: { GET: /a }\n    then: 200\n    set: { log: 1 }\n", "state m:12:12"),
        ("    when: { GET: /a }\n    then: 200\n    set: { row: rows_of, to: { a: 1 } }\n", "state m:12:17"),
        ("    when: { GET: /a }\n    then: 200\n    set: { row: \"job[x]\", to: { a: 1 } }\n", "state m:12:18"),
        ("    when: { GET: /a }\n    then: 200\n    set: { append: rows_of, value: 1 }\n", "state m:12:20"),
        ("    when: { GET: /a }\n    then: 200\n    set: { append: log }\n", "missing-key m:12:10"),
        ("    when: { GET: /a }\n    then: 200\n    set: { rows: rows_of, to: 1 }\n", "wrong-type m:12:31"),
        ("    when: { GET: /a, json: { 'a[': 1 } }\n    then: 200\n", "json-path m:10:30"),
        ("    when: { GET: /a }\n    then: 200\nexpect: { two: { calls: 1 } }\n", "unknown-stub m:12:11"),
        ("    when: { GET: /a }\n    then: 200\nexpect: { one: { gaps: [2s] } }\n", "gap m:12:25"),
        ("    when: { GET: /a }\n    then: 200\nexpect: { one: { same: [status] } }\n", "same m:12:25"),
        ("    when: { GET: /a }\n    then: 200\nexpect: { one: { after: one } }\n", "unknown-stub m:12:25"),
        (
            "    when: { GET: /a }\n    then: 200\n  - id: two\n    when: { GET: /a }\n    then: 201\n",
            "unreachable m:13:11",
        ),
    ] {
        let found = wrong(inner);
        assert!(found.len() == 1 && found[0].starts_with(told), "{inner}{told}\n{found:#?}");
    }
}

#[test]
fn keys_of_later_lanes_are_refused_in_their_own_words() {
    for (inner, told) in [
        (
            "    when: { GET: /a }\n    then: 200\n    callback: { url: x }\n",
            "`callback` comes with the resilience lane",
        ),
        ("    when: { GET: /a }\n    then: 200\n    wire: { rate: 1 }\n", "`wire` comes with the resilience lane"),
        (
            "    when: { GET: /a }\n    steps: [ 200, { fault: { reset: { after: 0 } } } ]\n",
            "`fault` comes with the resilience lane",
        ),
        ("    when: { GET: /a }\n    then: 200\nphases: [ { at: 1s } ]\n", "`phases` comes with the resilience lane"),
    ] {
        let found = wrong(inner);
        let told = format!("{told} and is not part of this version");
        assert!(found.len() == 1 && found[0].contains(&told), "{told}\n{found:#?}");
    }
}

#[test]
fn the_reference_shows_what_loads() {
    let text = include_str!("../../../mocks/README.md");
    let mut count = 0;
    for fence in text.split("```yaml\n").skip(1) {
        let yaml = fence.split("```").next().unwrap();
        count += 1;
        let source = Arc::new(Source { name: "m".into(), text: yaml.into() });
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        if let Err(found) = read(&source, &root.join("mocks"), root) {
            let told: Vec<_> = found.iter().map(|one| &one.message).collect();
            panic!("example {count} of mocks/README.md:\n{yaml}\n{told:#?}");
        }
    }
    assert_eq!(count, 9);
}

#[test]
fn the_editors_schema_agrees_with_the_loader() {
    let validator = jsonschema::validator_for(&shape::document()).unwrap();
    let json = |text: &str| {
        crate::syntax::yaml::parse(&Arc::new(Source { name: "m".into(), text: text.into() })).unwrap().to_json()
    };
    assert!(validator.is_valid(&json(include_str!("tests/every.yaml"))));
    let refused = ["callback: {}", "then: { 700: {} }", "then: { 200: { jsn: 1 } }", "thne: 1"];
    for inner in refused {
        let text = format!("mock: m\nstubs: [ {{ id: a, when: {{ GET: /a }}, {inner} }} ]");
        assert!(!validator.is_valid(&json(&text)), "{inner}");
        assert!(try_load(&text).is_err(), "{inner}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_it_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "mock: m\n", "stubs:\n", "  - id: a\n", "    when: { GET: \"/{x}\" }\n", "    then: 200\n", "    when:\n",
                "      guard: state.a == \"${\"\n", "      json: { 'a[': 1 }\n", "    set: { row: \"t[${request.path.x}]\", to: 1 }\n",
                "    steps: [ 200, { 201: } ]\n", "state: { t: { table: k }, a: [1] }\n", "expect: { a: { gaps: \">\" } }\n",
                "secrets: 7\n", "vars: []\n", "    key: [\n", "    replay: { other_body: { 409: 1 } }\n", "- ", ": ", "\u{e9}", "{", "}", "&a *a\n",
                "    compute: { a: \"[1].map(x, \" }\n", "    delay: { uniform: 3 }\n", "from: x\n",
            ]),
            0..14,
        ),
        noise in "\\PC{0,12}",
        at in 0..14_usize,
    ) {
        let mut text = String::new();
        for (number, part) in parts.iter().enumerate() {
            if number == at {
                text.push_str(&noise);
            }
            text.push_str(part);
        }
        let _ = try_load(&text);
    }
}
