//! What a suite may say, what is refused, and where the fault is said to be.

use std::path::Path;
use std::sync::Arc;

use super::load::{self, Loaded};
use super::plan::Plan;
use super::select::Selection;
use crate::model::diagnostic::Diagnostics;
use crate::model::lane::Lane;
use crate::model::place::Source;
use crate::suite::project;

const PROJECT: &str = "
version: 1
targets:
  t:
    vars: { ID: { default: 1 }, MAIL: { optional: true }, ACCOUNT: {} }
    secrets: [KEY]
    callers: { me: { bearer: '${secret.KEY}' }, nobody: none }
";

fn read(text: &str) -> Loaded {
    let mut found = Diagnostics::default();
    let declared = Arc::new(Source { name: "holdpoint.yaml".into(), text: PROJECT.into() });
    let project = project::parse(&declared, Path::new(""), &mut found).expect("the project is right");
    let source = Arc::new(Source { name: "s.yaml".into(), text: text.into() });
    load::of_source(&project, &source, Path::new("s.yaml"))
}

/// A suite with one case that holds these lines.
fn case(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(|line| format!("    {line}")).collect();
    format!("suite: s\nlane: contract\ntarget: t\ncases:\n  - name: c\n{}\n", lines.join("\n"))
}

fn plan(text: &str) -> Plan {
    let loaded = read(text);
    let faults: Vec<_> = loaded.found.iter().map(|found| found.message.clone()).collect();
    assert!(faults.is_empty(), "{faults:?}\n{text}");
    load::join(vec![loaded])
}

/// The codes and places of everything that is wrong.
fn faults(text: &str) -> Vec<String> {
    read(text)
        .found
        .iter()
        .map(|found| match &found.place {
            Some(place) => {
                let (line, column) = place.line_column();
                format!("{} {line}:{column}", found.code)
            }
            None => found.code.to_owned(),
        })
        .collect()
}

#[test]
fn a_case_may_be_one_step_or_several() {
    let text = "suite: s/x\nlane: health\ntarget: t\nas: me\ncases:\n  - { name: one, call: GET /, expect: 200 }\n  - name: two\n    steps:\n      - { id: a, call: GET /, save: { n: x } }\n      - { call: 'GET /${n}/${a.request_id}', expect: { json: { y: '${n}' } } }\n";
    let plan = plan(text);
    assert_eq!(plan.suites[0].lane, Lane::Health);
    let ids: Vec<String> = plan.cases().map(|case| case.id.to_string()).collect();
    assert_eq!(ids, ["s/x/one", "s/x/two"]);
    let case = &plan.suites[0].cases[1];
    assert_eq!(case.steps[0].number.as_ref(), "1 (a)");
    // A step without a status demands 2xx; the check that nothing leaks is always there.
    assert!(case.steps[0].default_status);
    assert_eq!(case.steps[0].checks.iter().map(|check| check.kind).collect::<Vec<_>>(), ["no_secret"]);
    assert_eq!(case.needs.names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["KEY"]);
}

#[test]
fn rows_become_cases_and_fill_what_they_name() {
    let text = case(
        "rows: [{ id: a, status: 401, as: nobody }, { id: b, status: 403, as: me }]\ncall: GET /${row.id}\nas: ${row.as}\nexpect: { status: '${row.status}' }",
    );
    let plan = plan(&text);
    let ids: Vec<String> = plan.cases().map(|case| case.id.to_string()).collect();
    assert_eq!(ids, ["s/c[a]", "s/c[b]"]);
    assert!(!plan.suites[0].cases[0].steps[0].default_status);
}

#[test]
fn fragments_take_parameters_and_may_be_overlaid() {
    let text = "suite: s\nlane: contract\ntarget: t\nfragments:\n  make:\n    needs: [v]\n    call: POST /things\n    json: { v: '${v}', sum: '${sha256(v)}' }\n    expect: 200\ncases:\n  - name: c\n    steps:\n      - { use: make, with: { v: one } }\n      - { id: made, use: make, with: { v: '${fresh.id}' }, expect: { status: 409 } }\n      - { call: 'GET /${made.json.id}', expect: 200 }\n";
    let plan = plan(text);
    let steps = &plan.suites[0].cases[0].steps;
    assert_eq!(steps.len(), 3);
    assert!(steps[0].action.mutates() && plan.suites[0].cases[0].needs.mutates.is_some());
    assert_eq!(steps[1].number.as_ref(), "2 (made)");
}

#[test]
fn what_proves_nothing_is_refused() {
    for (lines, expected) in [
        ("call: GET /", "no-check 5:11"),
        ("call: GET /\nexpect: {}", "empty 7:13"),
        ("call: GET /\nexpect: { json: {} }", "empty 7:21"),
        ("rows: []\ncall: GET /\nexpect: 200", "empty 6:11"),
        ("steps: []", "empty 6:12"),
        ("call: GET /\nuntil: 3s", "until-without-check 7:5"),
        ("call: GET /\nexpect: { status: 200, json: { a: { one_of: [] } } }", "matcher 7:49"),
        ("call: GET /\nexpect: { json: { a: {} } }", "vacuous 7:26"),
        ("steps:\n  - call: GET /x\n    save: { a: b }\n  - wait: 10ms", "no-check 5:11"),
        ("wait: 10ms", "no-check 5:11"),
    ] {
        let found = faults(&case(lines));
        assert!(found.iter().any(|found| found.starts_with(expected)), "{lines}: {found:?}");
    }
}

#[test]
fn slips_are_refused_with_their_place() {
    for (lines, expected) in [
        ("call: GET /\nexpcet: 200", "unknown-key 7:5"),
        ("call: GET /\nexpect: { stauts: 200 }", "unknown-key 7:15"),
        ("call: FETCH /\nexpect: 200", "request-line 6:11"),
        ("call: GET x\nexpect: 200", "request-line 6:11"),
        ("call: GET /\nexpect: 99", "out-of-range 7:13"),
        ("call: GET /${nope}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${var.IDD}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${secret.ID}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${row.x}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${env.HOME}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${fresh.name}\nexpect: 200", "undefined-name 6:11"),
        ("call: GET /${sha265(now)}\nexpect: 200", "template 6:18"),
        ("rows: [{ id: a }]\ncall: GET /${row.x}\nexpect: 200", "undefined-name 7:11"),
        ("rows: [{ id: a }, { id: a }]\ncall: GET /\nexpect: 200", "duplicate-row 6:29"),
        ("call: GET /\nas: mee\nexpect: 200", "unknown-caller 7:9"),
        ("call: GET /\nheaders: { Authorization: Bearer abcdef }\nexpect: 200", "literal-credential 7:16"),
        ("call: GET /\ncookies: { session: abcdef }\nexpect: 200", "literal-credential 7:16"),
        ("call: GET /\njson: {}\nexpect: 200", "body-of-get 7:5"),
        ("call: POST /\njson: {}\nform: { a: 1 }\nexpect: 200", "two-bodies 8:5"),
        ("call: POST /\nretry: { times: 2, on: 503 }\nexpect: 200", "unsafe-retry 7:5"),
        ("call: GET /\nretry: { times: 2, on: 5003 }\nexpect: 200", "wrong-word 7:28"),
        ("call: GET /\nwait: 1s\nexpect: 200", "two-actions 7:5"),
        ("use: nothing\nexpect: 200", "unknown-fragment 6:10"),
        ("call: GET /\nwith: { a: 1 }\nexpect: 200", "with-without-use 7:5"),
        ("call: GET /\nsave: { now: a }\nexpect: 200", "name 7:13"),
        ("call: GET /\nsave: { a-b: a }\nexpect: 200", "name 7:13"),
        ("call: GET /\nexpect: { contract: none.yaml }", "file 7:25"),
        ("load: 5s\nexpect: 200", "not-in-this-version 6:11"),
        ("graphql: '{ shop }'\nexpect: 200", "missing-key 6:14"),
        ("exec: [ls]\nexpect: { status: 0 }", "exec-not-allowed"),
        ("file: ../../etc/passwd\nexpect: { body: { length: { gt: 0 } } }", "path-outside 6:11"),
        ("call: GET /\nform: { a: 1 }\nsign: { hmac_sha256: k, header: x }\nexpect: 200", "unknown-key 8:5"),
        ("call: GET /\necoes: [KEY]\nexpect: 200", "unknown-key 7:5"),
        ("call: GET /\nechoes: [KEYY]\nexpect: 200", "undefined-name 7:14"),
    ] {
        let found = faults(&case(lines));
        assert!(found.iter().any(|found| found.starts_with(expected)), "{lines}\nexpected {expected}, found {found:?}");
    }
}

#[test]
fn faults_of_the_whole_are_refused() {
    for (text, expected) in [
        ("", "wrong-type 1:1"),
        ("suite: s\nlane: contract\ntarget: t\ncases: []\n", "empty 4:8"),
        ("suite: s\nlane: contarct\ntarget: t\ncases:\n  - { name: c, call: GET /, expect: 200 }\n", "wrong-word 2:7"),
        (
            "suite: s\nlane: contract\ntarget: x\ncases:\n  - { name: c, call: GET /, expect: 200 }\n",
            "unknown-target 3:9",
        ),
        ("suite: s\nlane: contract\ncases:\n  - { name: c, call: GET /, expect: 200 }\n", "missing-key 1:1"),
        (
            "suite: ../s\nlane: contract\ntarget: t\ncases:\n  - { name: c, call: GET /, expect: 200 }\n",
            "suite-name 1:8",
        ),
        (
            "suite: s\nlane: contract\ntarget: t\ncontract: x\ncases:\n  - { name: c, call: GET /, expect: 200 }\n",
            "file 4:11",
        ),
        (
            "suite: s\nlane: contract\ntarget: t\ncases:\n  - { name: c, call: GET /, expect: 200 }\n  - { name: c, call: GET /, expect: 200 }\n",
            "duplicate-case 6:13",
        ),
        (
            "suite: s\nlane: contract\ntarget: t\ntarget: t\ncases:\n  - { name: c, call: GET /, expect: 200 }\n",
            "duplicate-key 4:1",
        ),
        ("suite: [\n", "yaml-syntax 1:8"),
    ] {
        let found = faults(text);
        assert!(found.iter().any(|found| found.starts_with(expected)), "{text}\nexpected {expected}, found {found:?}");
    }
}

#[test]
fn a_name_is_known_only_after_the_step_that_gives_it() {
    let text = case("steps:\n  - { call: 'GET /${n}', expect: 200 }\n  - { call: GET /, save: { n: x }, expect: 200 }");
    assert_eq!(faults(&text), ["undefined-name 7:17"]);
    // An undo may use what its own step saves; it is done at the end.
    let text = case("steps:\n  - { call: POST /, save: { n: x }, expect: 200, undo: { call: 'DELETE /${n}' } }");
    assert!(faults(&text).is_empty());
}

#[test]
fn a_selection_that_selects_nothing_is_an_error() {
    let text = "suite: s/a\nlane: health\ntarget: t\ncases:\n  - { name: one, tags: [x], covers: [a.b], call: GET /, expect: 200 }\n  - { name: two, call: GET /, expect: 200 }\n";
    let select = |selection: Selection| {
        let mut plan = plan(text);
        selection.apply(&mut plan).map(|()| plan.cases().map(|case| case.id.to_string()).collect::<Vec<_>>())
    };
    let names = |names: &[&str]| Selection {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Selection::default()
    };
    assert_eq!(select(Selection::default()).unwrap().len(), 2);
    assert_eq!(select(names(&["s"])).unwrap().len(), 2);
    assert_eq!(select(names(&["s/a"])).unwrap().len(), 2);
    assert_eq!(select(names(&["s/a/two"])).unwrap(), ["s/a/two"]);
    assert_eq!(select(Selection { tags: vec!["x".into()], ..Selection::default() }).unwrap(), ["s/a/one"]);
    assert_eq!(select(Selection { covers: vec!["a.b".into()], ..Selection::default() }).unwrap(), ["s/a/one"]);
    assert_eq!(select(Selection { shard: Some((2, 2)), ..Selection::default() }).unwrap(), ["s/a/two"]);
    for nothing in [
        names(&["s/b"]),
        names(&["s/a", "s/x"]),
        Selection { tags: vec!["y".into()], ..Selection::default() },
        Selection { covers: vec!["a".into()], ..Selection::default() },
        Selection { lanes: vec![Lane::Runtime], ..Selection::default() },
        Selection { targets: vec!["u".into()], ..Selection::default() },
        Selection { filter: Some(regex::Regex::new("zzz").unwrap()), ..Selection::default() },
        Selection { shard: Some((3, 3)), ..Selection::default() },
    ] {
        assert!(select(nothing).unwrap_err().iter().all(|found| found.code == "nothing-selected"));
    }
}
