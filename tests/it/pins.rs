//! The check `pinned`, and `holdpoint run --update-pins`.

use crate::bench::Yard;

const PROJECT: &str = "version: 1\ntargets:\n  api: { mock: ../mocks/api.yaml, vars: { PIN: { default: v1 } } }\n";

const SUITE: &str = "suite: tools\nlane: contract\ntarget: api\ncases:\n  - name: what there is\n    call: GET /tools\n    expect:\n      status: \
                     200\n      pinned: { file: tools.lock.json, entry: '${var.PIN}', at: tools, of: [name, takes] }\n";

fn mock(takes: &str) -> String {
    let tools = format!("[{{ name: a, takes: {takes}, about: one }}, {{ name: b }}]");
    format!(
        "mock: api\nstubs:\n  - {{ id: t, when: {{ GET: /tools }}, then: {{ 200: {{ json: {{ tools: {tools} }} }} }} }}\n"
    )
}

fn yard() -> Yard {
    let yard = Yard::empty().project(PROJECT).suite("tools", SUITE).file("suites/tools.lock.json", "{}\n");
    yard.file("mocks/api.yaml", mock("text"))
}

#[test]
fn what_is_not_pinned_is_not_known_until_it_is_pinned() {
    let yard = yard();
    yard.run(&[])
        .is(75, &["INCONCLUSIVE", "what `tools.lock.json` has pinned for `v1`", "nothing is pinned", "--update-pins"]);
    assert_eq!(yard.read("suites/tools.lock.json"), "{}\n");
    // The verdict is that of what was seen; the next one is held to it.
    yard.run(&["--update-pins"]).is(75, &["pinned    suites/tools.lock.json: `v1`, 2 items"]);
    let pinned = "{\n  \"v1\": [\n    {\"name\":\"a\",\"takes\":\"text\"},\n    {\"name\":\"b\"}\n  ]\n}\n";
    assert_eq!(yard.read("suites/tools.lock.json"), pinned);
    yard.run(&[]).is(0, &["GREEN"]);
    yard.run(&["--update-pins"]).is(0, &["nothing is otherwise than it is pinned"]);
    // Another entry leaves this one as it is.
    yard.run(&["--update-pins", "--var", "PIN=v2"]).is(75, &["`v2`, 2 items"]);
    let both = yard.read("suites/tools.lock.json");
    assert!(both.starts_with(pinned.trim_end_matches("\n}\n")) && both.contains("\"v2\": ["), "{both}");
}

#[test]
fn what_has_changed_is_red_and_stays_so_until_somebody_pins_it() {
    let yard = yard();
    yard.run(&["--update-pins"]).is(75, &[]);
    let yard = yard.file("mocks/api.yaml", mock("[text]"));
    for _ in 0..2 {
        yard.run(&[]).is(100, &["FAIL", "\"text\" as it is pinned"]);
    }
    yard.run(&["--update-pins"]).is(100, &["`v1`, 2 items"]);
    yard.run(&[]).is(0, &["GREEN"]);
}

#[test]
fn a_file_of_pins_that_is_none_is_told() {
    let yard = yard().file("suites/tools.lock.json", "[]");
    yard.run(&[]).is(2, &["`tools.lock.json` is no mapping of entries", "begins as `{}`"]);
    std::fs::remove_file(yard.path("suites/tools.lock.json")).unwrap();
    yard.run(&["--update-pins"]).is(2, &["`tools.lock.json` cannot be read"]);
}
