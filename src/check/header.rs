//! Whether headers are as they should be.

use http::HeaderName;
use http::header::SET_COOKIE;
use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::Answer;
use crate::model::finding::Judgement;
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::syntax::nearest::nearest;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;

/// The check `header`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "header",
    summary: "headers of the answer, each with a matcher",
    docs: r"
## What it does

Holds headers of the answer to matchers. Names are matched whatever their case. A header that comes more than once is one
value, joined by `, ` (RFC 9110, section 5.3); what `ne`, `none_of` and `not` forbid must not be one of its lines either.
`set-cookie` is a list: judge it with `any`, or with the check `cookie`. A header is text; where a matcher speaks of a number or a boolean, the text is read as one, so `ge: 1` and
`type: integer` work.

A header that is not there fails every matcher but `absent`.

## Why

Caches, browsers and clients act on headers before anyone looks at a body.

## Example

```yaml
header:
  content-type: { starts_with: application/json }
  x-ratelimit-remaining: { ge: 0 }
  server: { absent: true }
```
",
    schema: Shape::Map(&Matcher::SHAPE),
    compile,
};

#[derive(Debug)]
struct Headers {
    place: Place,
    demands: Vec<(HeaderName, Matcher)>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let Datum::Map(entries) = &node.datum else {
        let what = format!("expected a mapping of header names, found {}", node.kind_name());
        shop.found.push(Diagnostic::error("wrong-type", &node.place, what).help("write `header: { etag: \"abc\" }`"));
        return None;
    };
    if entries.is_empty() {
        shop.found.push(
            Diagnostic::error("empty", &node.place, "this mapping is empty, and so demands nothing")
                .help("name a header, or remove the key"),
        );
        return None;
    }
    let demands: Vec<_> = entries.iter().map(|entry| demand(entry, shop)).collect();
    Some(Box::new(Headers { place: node.place.clone(), demands: demands.into_iter().collect::<Option<_>>()? }))
}

fn demand(entry: &Entry, shop: &mut Workshop<'_>) -> Option<(HeaderName, Matcher)> {
    let matcher = Matcher::compile(&entry.value, shop.found);
    let Ok(name) = HeaderName::from_bytes(entry.key.as_bytes()) else {
        let what = format!("`{}` is no name of a header", entry.key);
        shop.found.push(Diagnostic::error("wrong-header", &entry.key_place, what));
        return None;
    };
    let matcher = matcher?;
    if name == SET_COOKIE && !matcher.suits_list() {
        shop.found.push(
            Diagnostic::error("matcher", matcher.place(), "`set-cookie` is a list, which this never fits")
                .help("say which of them is meant: `any: {…}`, or use the check `cookie`"),
        );
        return None;
    }
    Some((name, matcher))
}

/// A header's value, and the lines that it was joined from where it came more than once; none where the answer has no
/// such header.
fn value(answer: &Answer, name: &HeaderName) -> Option<(Value, Vec<Value>)> {
    let values = answer.headers.get_all(name);
    let texts: Vec<_> = values.iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let joined = texts.join(", ");
    let lines = || texts.into_iter().map(|text| Value::String(text.into_owned()));
    match values.iter().count() {
        0 => None,
        _ if *name == SET_COOKIE => Some((lines().collect(), Vec::new())),
        1 => Some((Value::String(joined), Vec::new())),
        _ => Some((Value::String(joined), lines().collect())),
    }
}

impl Check for Headers {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let answer = match seen::answer("header", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let mut judgement = Judgement::default();
        for (name, matcher) in &self.demands {
            let field = format!("header {name}");
            judgement.absorb(if let Some((value, lines)) = value(answer, name) {
                matcher.judge_lines("header", &field, &value, &lines, scope)
            } else {
                let near = nearest(name.as_str(), answer.headers.keys().map(HeaderName::as_str));
                let actual = near.map_or_else(|| "nothing".into(), |near| format!("nothing, but `{near}`"));
                matcher.judge_missing("header", &field, &actual, scope)
            });
        }
        judgement
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, failed, judge, seen, tell};
    use super::*;
    use crate::model::exchange::FailureKind;

    const FIELDS: [(&str, &str); 6] = [
        ("content-type", "application/json; charset=utf-8"),
        ("X-RateLimit-Remaining", "59"),
        ("allow", "GET"),
        ("allow", "HEAD"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2, 3"),
    ];

    #[test]
    fn names_have_no_case_and_values_are_joined() {
        let seen = seen([exchange("http://t.test/", 200, &FIELDS, "")]);
        for text in [
            "{Content-Type: {starts_with: application/json}}",
            "{x-ratelimit-remaining: {ge: 1, type: integer}}",
            "{x-ratelimit-remaining: 59}",
            "{allow: 'GET, HEAD'}",
            "{set-cookie: {any: {starts_with: b=}}}",
            "{set-cookie: ['a=1', 'b=2, 3']}",
            "{server: {absent: true}}",
        ] {
            assert_eq!(tell(&KIND, text, &seen), [] as [&str; 0], "{text}");
        }
        assert_eq!(
            tell(&KIND, "{content-type: text/html, x-ratelimit-remaining: {ge: 60}}", &seen),
            [
                "header content-type: expected \"text/html\", got \"application/json; charset=utf-8\"",
                "header x-ratelimit-remaining: expected at least 60, got \"59\"",
            ]
        );
        assert_eq!(
            tell(&KIND, "{x-ratelimit-remainin: {exists: true}}", &seen),
            ["header x-ratelimit-remainin: expected any value, got nothing, but `x-ratelimit-remaining`"]
        );
        assert_eq!(judge(&KIND, "{allow: {contains: GET, ne: PUT}, etag: {absent: true}}", &seen).asserted, 3);
    }

    #[test]
    fn what_is_forbidden_is_found_among_several_lines() {
        let seen = seen([exchange("http://t.test/", 200, &FIELDS, "")]);
        for text in [
            "{allow: {ne: HEAD}}",
            "{allow: {none_of: [PUT, HEAD]}}",
            "{allow: {not: HEAD}}",
            "{allow: {not: {matches: '^H'}}}",
            "{allow: {absent_or: {ne: HEAD}}}",
        ] {
            let told = tell(&KIND, text, &seen);
            assert!(told.len() == 1 && told[0].ends_with("got \"HEAD\""), "{text}: {told:?}");
        }
        assert_eq!(
            tell(&KIND, "{allow: {ne: 'GET, HEAD'}}", &seen),
            ["header allow: expected anything but \"GET, HEAD\", got \"GET, HEAD\""]
        );
        for text in ["{allow: {ne: PUT, none_of: [PUT], not: {contains: PUT}}}", "{allow: {contains: 'T, H'}}"] {
            assert_eq!(tell(&KIND, text, &seen), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_header_is_refused() {
        for (text, what) in [
            ("{}", "empty"),
            ("etag", "wrong-type"),
            ("{'a b': x}", "wrong-header"),
            ("{etag: {}}", "vacuous"),
            ("{set-cookie: {starts_with: a}}", "matcher"),
            ("{etag: {contians: x}}", "unknown-matcher"),
        ] {
            assert!(compile(&KIND, text).unwrap_err()[0].starts_with(what), "{text}");
        }
    }

    #[test]
    fn without_an_answer_nothing_holds() {
        for text in ["{etag: x}", "{etag: {absent: true}}"] {
            assert_eq!(tell(&KIND, text, &seen([failed(FailureKind::Cut)])).len(), 1, "{text}");
        }
    }
}
