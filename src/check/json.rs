//! Whether the parts of a JSON body that paths select are as they should be.

use std::borrow::Cow;

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node, has_template};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;
use crate::value::select::Path;
use crate::value::template::Template;

/// The check `json`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "json",
    summary: "parts of the JSON body, by path (RFC 9535), each with a matcher",
    docs: r#"
## What it does

Selects parts of the JSON body by paths (RFC 9535) and holds each to a matcher. The leading `$.` may be left out, and a path
may hold templates. A path of names and indexes selects one value. Any other path, such as `items[*].state`, selects a list:
say `each`, `any`, `none`, `contains`, `length` or `unordered` of it. With `each`, an item of `items[*]` that has no `state` is
a finding; where it may be missing, write `items[?@.state].state`.

A path that selects nothing fails every matcher but `absent`; the finding says how far the path led, and what is there.

## Why

HTTP 200 is not health: what a service says of itself stands in its body.

## Example

```yaml
json:
  data_services: ok
  version: { semver: ">=4.0.0" }
  data.payload[*].status: { each: { one_of: [open, resolved, pending, snoozed] } }
  error: { absent: true }
```
"#,
    schema: Shape::Map(&Matcher::SHAPE),
    compile,
};

/// How many items without a key are told.
const MOST: usize = 12;

const LIST: &str = "this path selects a list, and what is said here speaks of one value";
const LIST_HELP: &str = "say which of the list is meant: `each: …`, `any: …`, `none: …`, or `contains: …`";

/// A path: known at load, or when its template is filled.
#[derive(Debug)]
enum Way {
    Ready(Path),
    Later(Template),
}

#[derive(Debug)]
struct Json {
    place: Place,
    demands: Vec<(Way, Matcher)>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let Datum::Map(entries) = &node.datum else {
        let what = format!("expected a mapping of JSON paths, found {}", node.kind_name());
        shop.found.push(
            Diagnostic::error("wrong-type", &node.place, what)
                .help("write `json: { status: ok }`; for the whole body, `json: { $: … }` or `same_as`"),
        );
        return None;
    };
    if entries.is_empty() {
        shop.found.push(
            Diagnostic::error("empty", &node.place, "this mapping is empty, and so demands nothing")
                .help("name a path, or remove the key; an empty body is written `$: { eq: {} }`"),
        );
        return None;
    }
    let demands: Vec<_> = entries.iter().map(|entry| demand(entry, shop)).collect();
    Some(Box::new(Json { place: node.place.clone(), demands: demands.into_iter().collect::<Option<_>>()? }))
}

fn demand(entry: &Entry, shop: &mut Workshop<'_>) -> Option<(Way, Matcher)> {
    let matcher = Matcher::compile(&entry.value, shop.found);
    let template;
    let text = if has_template(&entry.key) {
        template = shop.found.keep(Template::text(&entry.key, &entry.key_place))?;
        let Some(Value::String(text)) = template.literal() else {
            return Some((Way::Later(template), matcher?));
        };
        text
    } else {
        &entry.key
    };
    let path = Path::parse(text).map_err(|what| Diagnostic::error("wrong-path", &entry.key_place, what));
    let (path, matcher) = (shop.found.keep(path)?, matcher?);
    if !path.is_singular() && !matcher.suits_list() {
        shop.found.push(
            Diagnostic::error("matcher", matcher.place(), LIST)
                .help(LIST_HELP)
                .also(&entry.key_place, "selects a list"),
        );
        return None;
    }
    Some((Way::Ready(path), matcher))
}

impl Way {
    fn path(&self, scope: &Scope) -> Result<Cow<'_, Path>, String> {
        match self {
            Self::Ready(path) => Ok(Cow::Borrowed(path)),
            Self::Later(template) => {
                let text = template.fill_text(scope).map_err(|unfilled| unfilled.what)?;
                Path::parse(&text).map(Cow::Owned)
            }
        }
    }
}

fn judge_one(way: &Way, matcher: &Matcher, body: &Value, scope: &Scope) -> Judgement {
    let path = match way.path(scope) {
        Ok(path) => path,
        Err(what) => return seen::fault("json", "json", what, matcher.place()),
    };
    if !path.is_singular() && !matcher.suits_list() {
        return seen::fault("json", path.text(), format!("{LIST}; {LIST_HELP}"), matcher.place());
    }
    let selected = path.select(body);
    match selected.as_slice() {
        [] => {
            let actual = format!("nothing: {}", path.dead_end(body));
            matcher.judge_missing("json", path.text(), &actual, scope)
        }
        [one] if path.is_singular() => matcher.judge("json", &one.location, Some(one.value), scope),
        several => {
            let mut judgement = matcher.judge_selected("json", path.text(), several, scope);
            if matcher.wants_each() {
                judgement.findings.extend(passed_over(&path, matcher, body, scope));
            }
            judgement
        }
    }
}

/// The items that a path passes over in silence because they have no such key, although `each` was said.
fn passed_over(path: &Path, matcher: &Matcher, body: &Value, scope: &Scope) -> Vec<Finding> {
    let Some(parts) = segments(path.text()) else { return Vec::new() };
    let mut findings = Vec::new();
    let mut start = 1;
    for (at, part) in parts.iter().enumerate() {
        let (before, list) = (&path.text()[..start], &path.text()[..start + part.len()]);
        start += part.len();
        let keys: String = parts[at + 1..].iter().take_while(|part| is_key(part)).copied().collect();
        if is_key(part) || keys.is_empty() {
            continue;
        }
        let (Ok(items), Ok(inside)) = (Path::parse(list), Path::parse(&format!("${keys}"))) else { continue };
        let lacking = items.select(body).into_iter().filter(|item| inside.values(item.value).is_empty());
        findings.extend(lacking.take(MOST).map(|item| {
            Finding::wrong("json", format!("{}{keys}", item.location), matcher.expected(scope), "nothing")
                .note(format!("where it may be missing, select the items that have it: {before}[?@{keys}]{keys}"))
                .at(matcher.place())
        }));
    }
    findings
}

/// Whether a part of a path leads to one value: `.name`, `['name']`, `[0]`.
fn is_key(part: &str) -> bool {
    Path::parse(&format!("${part}")).is_ok_and(|path| path.is_singular())
}

/// The parts of a path after its `$`; none where one looks at any depth, and so demands nothing of a single item.
fn segments(text: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let mut rest = text.strip_prefix('$')?;
    while !rest.is_empty() {
        let end = match rest.strip_prefix('.') {
            Some(name) if name.starts_with('.') => return None,
            Some(name) => 1 + name.find(['.', '[']).unwrap_or(name.len()),
            None => bracket(rest)?,
        };
        let (part, after) = rest.split_at_checked(end)?;
        parts.push(part);
        rest = after;
    }
    Some(parts)
}

/// How long the bracket at the beginning of a text is; brackets inside of quotes do not count.
fn bracket(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), letter) if letter == open => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '[') => depth += 1,
            (None, ']') if depth == 1 => return Some(at + 1),
            (None, ']') => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

impl Check for Json {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let body = match seen::json("json", seen, &self.place) {
            Ok(body) => body,
            Err(nothing) => return nothing,
        };
        let mut judgement = Judgement::default();
        for (way, matcher) in &self.demands {
            judgement.absorb(judge_one(way, matcher, body, scope));
        }
        judgement
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{compile, exchange, judge, lines, scope, seen, tell};
    use super::*;

    fn body(value: &Value) -> Observation {
        seen([exchange("http://t.test/", 200, &[("content-type", "application/json")], &value.to_string())])
    }

    #[test]
    fn values_and_lists_are_held_to_matchers() {
        let seen = body(&json!({
            "data_services": "ok", "n": null, "a-b": 1, "people": [{"orcid_id": "x"}, {"orcid_id": 5}, {}]
        }));
        for text in [
            "{data_services: ok, n: null}",
            "{$.data_services: ok, \"['a-b']\": 1}",
            "{'people[*].orcid_id': {contains: x, length: 2}}",
            "{'people[*].orcid_id': [x, 5]}",
            "{error: {absent: true}, 'people[*].name': {absent: true}}",
            "{people: {length: {ge: 3}}, 'people[2]': {eq: {}}}",
            "{$: {contains: {n: null}}}",
        ] {
            assert_eq!(tell(&KIND, text, &seen), [] as [&str; 0], "{text}");
        }
        assert_eq!(
            tell(&KIND, "{data_services: failing, 'people[*].orcid_id': {each: {type: string}}}", &seen),
            [
                "$.data_services: expected \"failing\", got \"ok\"",
                "$.people[1].orcid_id: expected string, got number 5",
                "$.people[2].orcid_id: expected a list, each item string, got nothing",
            ]
        );
        assert_eq!(
            tell(&KIND, "{'people[?@.orcid_id].orcid_id': {each: {type: [string, number]}}}", &seen),
            [] as [&str; 0]
        );
        assert_eq!(tell(&KIND, "{'people[*].orcid_id': {none: 5}}", &seen).len(), 1);
        assert_eq!(judge(&KIND, "{data_services: ok, people: {type: array, length: 3}}", &seen).asserted, 3);
    }

    #[test]
    fn each_misses_what_any_path_passes_over() {
        let seen = body(&json!({
            "list": [{"a-b": "ok", "in": [{"s": "ok"}], "x": ["ok"]}, {"in": [{}], "x": []}, {"x": ["ok"]}],
            "map": {"one": {"s": "ok"}, "two": {}}
        }));
        for (path, missed) in [
            ("list[*]['a-b']", &["$.list[1]['a-b']", "$.list[2]['a-b']"][..]),
            ("map.*.s", &["$.map.two.s"]),
            ("list[*].in[*].s", &["$.list[2].in", "$.list[1].in[0].s"]),
            ("list[*].x[0]", &["$.list[1].x[0]"]),
            ("list[0:2]['a-b']", &["$.list[1]['a-b']"]),
            ("list[?@.x].in[?@.s].s", &["$.list[2].in"]),
            ("list[?@['a-b']]['a-b']", &[]),
            ("$..s", &[]),
        ] {
            let told = tell(&KIND, &format!("{{\"{path}\": {{each: ok}}}}"), &seen);
            let fields: Vec<_> = told.iter().filter_map(|line| line.split_once(": ")).map(|(field, _)| field).collect();
            assert_eq!(fields, missed, "{path}");
        }
    }

    #[test]
    fn what_selects_nothing_fails_all_but_absent() {
        let seen = body(&json!({"payload": {"statsu": "x"}, "list": []}));
        assert_eq!(
            tell(&KIND, "{payload.status: open}", &seen),
            ["$.payload.status: expected \"open\", got nothing: `$.payload` has no `status`, but `statsu`"]
        );
        for matcher in ["{none: x}", "{length: 0}", "{unordered: []}", "{none: {eq: 1}}", "{exists: true}", "[]"] {
            let found = tell(&KIND, &format!("{{'list[*]': {matcher}}}"), &seen);
            assert_eq!(found.len(), 1, "{matcher}: {found:?}");
            assert!(found[0].ends_with("got nothing: the path selects nothing"), "{found:?}");
        }
        assert_eq!(tell(&KIND, "{list: {none: x, length: 0}}", &seen), [] as [&str; 0]);
    }

    #[test]
    fn one_value_cannot_be_said_of_a_list() {
        for text in ["{'items[*].id': 5}", "{'$..id': {ne: 5}}", "{'items[0:1]': {type: string}}"] {
            assert!(compile(&KIND, text).unwrap_err()[0].starts_with("matcher this path selects a list"), "{text}");
        }
    }

    #[test]
    fn a_path_may_hold_templates() {
        let seen = body(&json!({"cells": {"spine": "pass"}}));
        let judge =
            |text: &str, value: Value| lines(&compile(&KIND, text).unwrap().judge(&seen, &scope(&[("K", value)], &[])));
        assert_eq!(judge("{'cells.${var.K}': pass}", json!("spine")), [] as [&str; 0]);
        assert_eq!(judge("{'cells.${var.K}': pass}", json!("x")).len(), 1);
        assert!(judge("{'cells.${var.K}': pass}", json!("*"))[0].ends_with("(Suite)"));
        assert!(judge("{'cells.${var.K}': pass}", json!("["))[0].ends_with("(Suite)"));
        assert!(judge("{'cells.${var.L}': {absent: true}}", json!(1))[0].ends_with("(Suite)"));
    }

    #[test]
    fn a_body_that_is_no_json_is_one_finding() {
        let page = seen([exchange("http://t.test/", 200, &[("content-type", "text/html")], "<!DOCTYPE html>\n <p>x")]);
        assert_eq!(
            tell(&KIND, "{a: 1, b: {absent: true}}", &page),
            ["body: expected JSON, got text/html: \"<!DOCTYPE html> <p>x\""]
        );
        let empty = seen([exchange("http://t.test/", 204, &[], "")]);
        assert_eq!(tell(&KIND, "{a: {absent: true}}", &empty), ["body: expected JSON, got an empty body"]);
    }

    #[test]
    fn what_demands_nothing_is_refused() {
        for (text, what) in [
            ("{}", "empty"),
            ("[a]", "wrong-type"),
            ("ok", "wrong-type"),
            ("{'a[': 1}", "wrong-path"),
            ("{a: {}}", "vacuous"),
        ] {
            assert!(compile(&KIND, text).unwrap_err()[0].starts_with(what), "{text}");
        }
    }
}
