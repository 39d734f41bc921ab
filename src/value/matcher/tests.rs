//! What matchers hold, refuse and say.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Matcher;
use crate::model::diagnostic::Diagnostics;
use crate::model::finding::{Judgement, Weight};
use crate::model::node::Node;
use crate::model::place::Source;
use crate::syntax::yaml;
use crate::value::expression::Name;
use crate::value::select::Path;
use crate::value::template::Lookup;

mod beyond;
mod property;
mod turned;

struct Known;

impl Lookup for Known {
    fn find(&self, name: &Name) -> Result<Value, String> {
        let known = json!({"n": 7, "text": "seven", "empty": "", "min": "4.0.0", "paren": "(", "no": false});
        known.get(&name.root).cloned().ok_or_else(|| format!("there is no `{}`", name.root))
    }

    fn now(&self) -> Timestamp {
        "2026-11-20T06:07:08Z".parse().unwrap()
    }
}

fn node(text: &str) -> Node {
    yaml::parse(&Arc::new(Source { name: "t".into(), text: text.into() })).unwrap()
}

fn compile(text: &str) -> Matcher {
    let mut found = Diagnostics::default();
    Matcher::compile(&node(text), &mut found).unwrap_or_else(|| panic!("{text}: {found:?}"))
}

/// What is wrong at load: `code line:column message; help`.
fn refused(text: &str) -> Vec<String> {
    let mut found = Diagnostics::default();
    assert!(Matcher::compile(&node(text), &mut found).is_none(), "{text} is taken");
    found
        .iter()
        .map(|d| {
            format!("{} {} {}; {}", d.code, d.place.as_ref().unwrap(), d.message, d.help.as_deref().unwrap_or("-"))
        })
        .collect()
}

fn judge(text: &str, value: &Value) -> Judgement {
    let judgement = compile(text).judge("json", "$", Some(value), &Known);
    assert!(judgement.asserted > 0, "{text} asserts nothing");
    judgement
}

fn said(judgement: &Judgement) -> Vec<String> {
    let show = |finding: &crate::model::finding::Finding| {
        let weight = if finding.weight == Weight::Wrong { "" } else { "SUITE " };
        format!("{weight}{}: {} / {}", finding.field, finding.expected, finding.actual)
    };
    judgement.findings.iter().map(show).collect()
}

fn holds(text: &str, value: &Value) -> bool {
    let judgement = judge(text, value);
    assert!(judgement.findings.iter().all(|finding| finding.weight == Weight::Wrong && finding.place.is_some()));
    judgement.findings.is_empty()
}

#[test]
fn each_matcher_holds_and_fails() {
    let now = "2026-11-20T06:06:30Z";
    for (matcher, right, wrong) in [
        ("ok", json!("ok"), json!("failing")),
        ("1", json!(1.0), json!("1")),
        ("null", json!(null), json!(0)),
        ("[1, {a: 2}]", json!([1.0, {"a": 2}]), json!([{"a": 2}, 1])),
        ("{eq: {a: 1, b: 2}}", json!({"b": 2, "a": 1}), json!({"a": 1})),
        ("{eq: {}}", json!({}), json!({"a": 1})),
        ("'${n}'", json!(7), json!("7")),
        ("'x${n}'", json!("x7"), json!("x")),
        ("{ne: 1}", json!("1"), json!(1.0)),
        ("{lt: 2}", json!(1.5), json!(2)),
        ("{le: 9007199254740992}", json!(9_007_199_254_740_992_u64), json!(9_007_199_254_740_993_u64)),
        ("{gt: 2}", json!(2.5), json!("3")),
        ("{ge: 2, lt: 3}", json!(2), json!(3)),
        ("{ge: '2026-11-17'}", json!("2026-11-17"), json!("2026-11-16")),
        ("{gt: '2026-11-17T00:00:00Z'}", json!("2026-11-17T02:00:00+01:00"), json!("2026-11-17")),
        ("{between: [1, 5]}", json!(5), json!(5.1)),
        ("{between: ['2026-01-01', '2026-12-31']}", json!("2026-12-31"), json!("2027-01-01")),
        ("{matches: '^[0-9a-f]{4}$'}", json!("00ff"), json!("00fg")),
        ("{matches: 'a*$'}", json!("x"), json!(1)),
        ("{contains: ob}", json!("foobar"), json!("fo")),
        ("{contains: ob}", json!(["x", "ob"]), json!(["xob"])),
        ("{contains: [a, b]}", json!(["b", "c", "a"]), json!(["a", "c"])),
        ("{contains: {a: {b: 1}}}", json!({"a": {"b": 1, "c": 2}, "d": 3}), json!({"a": {"c": 2}})),
        ("{contains: {id: 5}}", json!([{"id": 4}, {"id": 5, "x": 1}]), json!([{"id": 4}])),
        ("{contains: 1}", json!([1.0]), json!("1")),
        ("{starts_with: foo}", json!("foobar"), json!("barfoo")),
        ("{ends_with: bar}", json!("foobar"), json!(["bar"])),
        ("{one_of: [open, 1]}", json!("open"), json!("1")),
        ("{none_of: [open, 1]}", json!("1"), json!(1)),
        ("{length: 2}", json!("éé"), json!("é")),
        ("{length: {ge: 1}}", json!([0]), json!([])),
        ("{length: 1}", json!({"a": 1}), json!(1)),
        ("{type: integer}", json!(2.0), json!(2.5)),
        ("{type: [string, 'null']}", json!(null), json!(1)),
        ("{type: object}", json!({}), json!([])),
        ("{format: date-time}", json!(now), json!("2026-11-20 06:07:08")),
        ("{format: datetime-space}", json!("2026-11-20 06:07:08"), json!(now)),
        ("{format: http-date}", json!("Fri, 20 Nov 2026 06:07:08 GMT"), json!("Fri, 20 Nov 2026")),
        ("{format: uuid}", json!("4bf92f35-77b3-4da6-a3ce-929d0e0e4736"), json!("4bf92f35")),
        ("{format: email}", json!("a@example.com"), json!("a")),
        ("{format: ipv4}", json!("127.0.0.1"), json!("127.0.0.256")),
        ("{format: uri}", json!("https://a.example/b"), json!("/b")),
        ("{format: base64}", json!("YQ=="), json!("YQ")),
        ("{format: base64url}", json!("YQ"), json!("")),
        ("{format: hex}", json!("00fF"), json!("0x1")),
        ("{format: semver}", json!("1.2.3-rc.1"), json!("v1.2.3")),
        ("{each: {type: string}}", json!(["a", "b"]), json!(["a", 1])),
        ("{each: {type: string}}", json!(["a"]), json!([])),
        ("{any: {ge: 3}}", json!([1, 3]), json!([1, 2])),
        ("{any: x}", json!(["x"]), json!([])),
        ("{none: failed}", json!([]), json!(["ok", "failed"])),
        ("{unordered: [a, b, a]}", json!(["a", "a", "b"]), json!(["a", "b", "b"])),
        ("{unordered: [1]}", json!([1.0]), json!([1, 1])),
        ("{within: 120s}", json!(now), json!("2026-11-20T06:05:07Z")),
        ("{within: 120s}", json!("2026-11-20 06:09:08"), json!("2026-11-20 06:09:09")),
        ("{within: 120s}", json!(1_795_154_828), json!(1_795_154_000)),
        ("{within: 120s}", json!(1_795_154_828_000_u64), json!("1795154828")),
        (
            "{within: {of: '2026-01-01T00:00:00Z', by: 2s}}",
            json!("2025-12-31T23:59:58Z"),
            json!("2025-12-31T23:59:57Z"),
        ),
        ("{close_to: {to: 3.14, by: 0.01}}", json!(3.15), json!(3.16)),
        ("{schema: {type: array, minItems: 1}}", json!([1]), json!([])),
        ("{semver: '>=4.0.0'}", json!("4.0.0"), json!("4.0.0-rc.1")),
        ("{semver: '>=${min}'}", json!("4.1.0-rc.1"), json!("v4.1.0")),
        ("{semver: '>=1.2, <2.0.0'}", json!("1.9.9+b"), json!("2.0.0")),
        ("{semver: '^1.2.3'}", json!("1.9.0"), json!("2.0.0-rc.1")),
        ("{semver: '~1.2'}", json!("1.2.9"), json!("1.3.0-rc.1")),
        ("{semver: '=1.2.3'}", json!("1.2.3+b"), json!("1.2.3-rc.1")),
        ("{exists: true}", json!(null), json!("-")),
    ] {
        assert!(holds(matcher, &right), "{matcher} on {right}");
        if matcher != "{exists: true}" {
            assert!(!holds(matcher, &wrong), "{matcher} on {wrong}");
        }
    }
}

#[test]
fn what_would_always_hold_or_cannot_be_read_is_refused_at_its_place() {
    for (text, expected) in [
        ("{}", "vacuous t:1:1"),
        ("{each: {}}", "vacuous t:1:8"),
        ("{one_of: []}", "matcher t:1:10"),
        ("{none_of: []}", "matcher t:1:11"),
        ("{contains: ''}", "matcher t:1:12"),
        ("{contains: {}}", "matcher t:1:12"),
        ("{contains: [a, '']}", "matcher t:1:16"),
        ("{matches: ''}", "matcher t:1:11"),
        ("{matches: '.*'}", "matcher t:1:11"),
        ("{matches: '^.*$'}", "matcher t:1:11"),
        ("{matches: 'a*'}", "matcher t:1:11"),
        ("{matches: '('}", "matcher t:1:11 this is no regular expression: unclosed group"),
        ("{matches: 5}", "matcher t:1:11"),
        ("{starts_with: ''}", "matcher t:1:15"),
        ("{length: {ge: 0}}", "vacuous t:1:10"),
        ("{length: {type: integer}}", "matcher t:1:11"),
        ("{length: -1}", "matcher t:1:10"),
        ("{exists: false, eq: 1}", "matcher t:1:1"),
        ("{each: {exists: true}}", "vacuous t:1:8"),
        ("{none: {absent: true}}", "vacuous t:1:8"),
        ("{between: [5, 1]}", "matcher t:1:11 nothing lies between 5 and 1"),
        ("{between: [5]}", "matcher t:1:11"),
        ("{between: [5, '2026-01-01']}", "matcher t:1:11"),
        ("{between: [x, 1]}", "matcher t:1:12"),
        ("{type: [string, nubmer]}", "matcher t:1:17 `nubmer` is no type of JSON; did you mean `number`?"),
        ("{type: [string, number, boolean, array, object, 'null']}", "matcher t:1:8"),
        ("{format: datetiem}", "matcher t:1:10 `datetiem` is no format known here; did you mean"),
        ("{semver: '4.0.0'}", "matcher t:1:10"),
        ("{semver: '>=4.0.0,'}", "matcher t:1:10"),
        ("{semver: '*'}", "matcher t:1:10"),
        ("{within: soon}", "matcher t:1:10"),
        ("{within: {of: soon, by: 1s}}", "matcher t:1:15"),
        ("{close_to: {to: 1}}", "matcher t:1:12"),
        ("{close_to: {to: 1, by: -1}}", "matcher t:1:24"),
        ("{schema: {}}", "matcher t:1:10"),
        ("{schema: true}", "matcher t:1:10"),
        ("{schema: {title: x}}", "matcher t:1:10"),
        ("{schema: {properties: {a: {}}, required: [], minItems: 0}}", "matcher t:1:10"),
        ("{schema: {additionalProperties: true}}", "matcher t:1:10"),
        ("{schema: {anyOf: [{type: string}, {}]}}", "matcher t:1:10"),
        ("{schema: {type: strnig}}", "matcher t:1:17"),
        ("{schema: {type: object, requierd: [a]}}", "matcher t:1:35"),
        ("{schema: {properties: {a: {format: datetiem}}}}", "matcher t:"),
        ("{schema: {$ref: 'https://a.example/x'}}", "matcher t:1:17"),
        ("{schema: {$ref: '#/$defs/nope'}}", "matcher t:"),
        (
            "{contians: x}",
            "unknown-matcher t:1:2 `contians` is no matcher; did you mean `contains`?; equality with an object",
        ),
        ("{status: x}", "unknown-matcher t:1:2"),
        ("{eq: '${n'}", "template t:1:7"),
    ] {
        let found = refused(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(expected), "{text}: {found:?}");
    }
    assert_eq!(refused("{lt: x, between: 3, nope: 1}").len(), 3);
}

#[test]
fn findings_name_the_exact_part() {
    for (text, value, expected) in [
        ("ok", json!("failing"), "$: \"ok\" / \"failing\""),
        ("1", json!("1"), "$: number 1 / text \"1\""),
        ("{eq: {a: {b: [1, 2, 3]}}}", json!({"a": {"b": [1, 2, 4]}}), "$.a.b[2]: 3 / 4"),
        ("{eq: {a: [1]}}", json!({"a": [1, 2]}), "$.a[1]: nothing / 2"),
        ("{eq: {'a-b': 1}}", json!({}), "$['a-b']: 1 / nothing"),
        ("{contains: {a: 1}}", json!({"a": 2}), "$.a: 1 / 2"),
        ("{contains: [a, b]}", json!(["a"]), "$: something that contains \"b\" / [\"a\"]"),
        ("{each: {type: string}}", json!(["a", 1]), "$[1]: string / number 1"),
        ("{none: {ge: 1}}", json!([0, 1]), "$[1]: a list without any item at least 1 / 1"),
        ("{any: 5}", json!([0, 1]), "$: a list with an item 5 / none of 2 matches: [0,1]"),
        ("{each: 5}", json!([]), "$: a list, each item 5 / an empty list, which proves nothing"),
        ("{length: 2}", json!([1]), "$: length 2 / length 1"),
        (
            "{unordered: [a, b]}",
            json!(["b", "c"]),
            "$: in any order [\"a\",\"b\"] / without \"a\", and with \"c\" too much",
        ),
        (
            "{within: 2s}",
            json!("2026-11-20T06:07:18Z"),
            "$: a time within 2.0 s of now / \"2026-11-20T06:07:18Z\", 10.0 s later",
        ),
        ("{gt: 1}", json!("2"), "$: more than 1 / text \"2\", which is not a number"),
        (
            "{schema: {properties: {d: {items: {required: [id]}}}}}",
            json!({"d": [{"x": 1}]}),
            "$.d[0].id: a value (`required`) / nothing",
        ),
        ("{schema: {properties: {d: {type: string}}}}", json!({"d": 1}), "$.d: type string / number 1"),
        (
            "{schema: {additionalProperties: false, properties: {d: true}}}",
            json!({"e": 1}),
            "$.e: nothing: the schema allows no such key / 1",
        ),
        ("{schema: {contains: {const: a}}}", json!(["b"]), "$: a list with \"a\" / [\"b\"]"),
        (
            "{schema: {allOf: [{contains: {type: string}}]}}",
            json!([1]),
            "$: a list with an item that fits {\"type\":\"string\"} / [1]",
        ),
        ("{schema: {items: {format: date}}}", json!(["x"]), "$[0]: text in the format date / \"x\""),
        ("{semver: '>=4.0.0'}", json!("3.9.9"), "$: a version >=4.0.0 / \"3.9.9\""),
        ("{format: ipv4}", json!(1), "$: an IPv4 address / number 1"),
        ("{absent: true}", json!(null), "$: nothing / null"),
        // What a template makes wrong is the suite's fault.
        ("'${nope}'", json!(1), "SUITE $: a value that can be worked out / there is no `nope`"),
        (
            "{matches: '${paren}'}",
            json!("x"),
            "SUITE $: a value that can be worked out / this is no regular expression: unclosed group",
        ),
        (
            "{contains: '${empty}'}",
            json!("x"),
            "SUITE $: a value that can be worked out / this is empty, and so demands nothing",
        ),
        ("{none: {eq: '${nope}'}}", json!([1]), "SUITE $[0]: a value that can be worked out / there is no `nope`"),
        ("{ne: '${nope}'}", json!(1), "SUITE $: a value that can be worked out / there is no `nope`"),
    ] {
        assert_eq!(said(&judge(text, &value)), [expected], "{text} on {value}");
    }
    let judgement = judge("{eq: {a: 1}}", &json!({"a": 2}));
    assert_eq!(judgement.findings[0].difference, Some((json!({"a": 1}), json!({"a": 2}))));
    assert_eq!(judgement.findings[0].place.as_ref().map(ToString::to_string).as_deref(), Some("t:1:6"));
}

#[test]
fn where_nothing_is_only_absence_holds() {
    let at_nothing = |text: &str| said(&compile(text).judge("json", "$.a", None, &Known));
    for text in ["{absent: true}", "{exists: false}", "{absent: false, exists: true}", "{exists: '${no}'}"] {
        let holds = compile(text).wants_absent();
        assert_eq!(at_nothing(text).is_empty(), holds, "{text}");
    }
    for text in
        ["1", "null", "{ne: 1}", "{none: 1}", "{length: 0}", "{none_of: [1]}", "{exists: true}", "{unordered: []}"]
    {
        assert!(!compile(text).wants_absent());
        assert_eq!(at_nothing(text).len(), 1, "{text}");
    }
    assert_eq!(at_nothing("{ge: 1, ne: 5}"), ["$.a: at least 1 and anything but 5 / nothing"]);
    let missing = compile("{exists: true}").judge_missing("json", "$.a", "nothing: `$` is text", &Known);
    assert_eq!(said(&missing), ["$.a: any value / nothing: `$` is text"]);
}

#[test]
fn a_list_of_selected_values_takes_only_rules_about_lists() {
    for text in [
        "1",
        "{ne: 1}",
        "{none_of: [1]}",
        "{lt: 1}",
        "{matches: x}",
        "{type: array}",
        "{format: hex}",
        "{semver: '>=1.0.0'}",
    ] {
        assert!(!compile(text).suits_list(), "{text}");
    }
    for text in
        ["[1]", "{contains: 1}", "{each: 1}", "{length: 1}", "{absent: true}", "{schema: {minItems: 1}}", "'${n}'"]
    {
        assert!(compile(text).suits_list(), "{text}");
    }
    let value = json!({"people": [{"id": "x"}, {"name": "n"}, {"id": 5}]});
    let selected = Path::parse("people[*].id").unwrap().select(&value);
    let judged = |text: &str| said(&compile(text).judge_selected("json", "$.people[*].id", &selected, &Known));
    assert_eq!(judged("{each: {type: string}}"), ["$.people[2].id: string / number 5"]);
    assert_eq!(judged("{none: 5}"), ["$.people[2].id: a list without any item 5 / 5"]);
    assert_eq!(judged("[x, 6]"), ["$.people[2].id: 6 / 5"]);
    assert_eq!(judged("{schema: {items: {type: string}}}"), ["$.people[2].id: type string / number 5"]);
    assert_eq!(judged("{length: 3}"), ["$.people[*].id: length 3 / length 2"]);
    // A template that turns out to be one value would hold for `ne` whatever is there.
    assert_eq!(
        compile("{ne: '${n}'}").judge_selected("json", "$", &selected, &Known).findings[0].weight,
        Weight::Suite
    );
}

#[test]
fn what_can_only_be_text_is_read_as_what_is_asked_for() {
    let written = |text: &str, value: &str| {
        compile(text).judge_written("header", "header x", Some(&json!(value)), &Known).findings.is_empty()
    };
    for (text, right, wrong) in [
        ("100", "100", "1000"),
        ("'100'", "100", "100.0"),
        ("true", "true", "yes"),
        ("{ge: 1}", "5", "0"),
        ("{type: integer}", "60", "60s"),
        ("{ne: 1}", "2", "1"),
        ("{contains: 5}", "150", "1"),
        ("{one_of: [1, 2]}", "2", "3"),
        ("{within: 1m}", "1795154828", "1795150000"),
        ("{within: 1m}", "Fri, 20 Nov 2026 06:07:00 GMT", "Fri, 20 Nov 2026 07:07:00 GMT"),
    ] {
        assert!(written(text, right), "{text} on {right}");
        assert!(!written(text, wrong), "{text} on {wrong}");
    }
}

#[test]
fn the_editor_takes_what_is_taken_and_each_row_is_documented() {
    let crate::model::shape::Shape::Custom { name, schema } = Matcher::SHAPE else {
        panic!("the shape is custom");
    };
    assert_eq!(name, "a matcher");
    let document = json!({"$ref": "#/$defs/a-matcher", "$defs": {"a-matcher": schema()}});
    let validator = jsonschema::validator_for(&document).unwrap();
    for right in [json!(1), json!({"each": {"one_of": ["a"]}}), json!({"length": 1}), json!({"semver": ">=1.0.0"})] {
        assert!(validator.is_valid(&right), "{right}");
    }
    for wrong in [json!({}), json!({"contians": 1}), json!({"one_of": []}), json!({"each": {}})] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
    let mut names: Vec<_> = super::TABLE.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), 28);
    assert!(super::TABLE.iter().all(|row| row.docs.len() > 10));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 28);
}
