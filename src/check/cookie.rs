//! Whether the cookies that an answer sets are as they should be.

use http::HeaderMap;
use http::header::SET_COOKIE;
use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::nearest::suggestion;
use crate::syntax::read::unknown_key;
use crate::value::matcher::operand::{Fault, Operand};
use crate::value::matcher::{Matcher, show};
use crate::value::scope::Scope;

/// The check `cookie`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "cookie",
    summary: "cookies that the answer sets, and their attributes",
    docs: r"
## What it does

Reads every `Set-Cookie` header (RFC 6265) and holds cookies, by name, to a matcher for the value, or to a mapping of `value`,
`secure`, `http_only`, `same_site` (strict, lax, none), `path`, `domain` and `max_age` (seconds). Names have case. Where one
name is set more than once, the last one counts, as in a browser. `absent: true` demands that the cookie is not set.

## Why

A session cookie without `Secure` and `HttpOnly` works in every test and leaks in production.

## Example

```yaml
cookie:
  session: { secure: true, http_only: true, same_site: lax, max_age: { le: 86400 } }
  debug: { absent: true }
```
",
    schema: Shape::Map(&Shape::Either(&[Shape::Record(&FORM), Matcher::SHAPE])),
    compile,
};

static FORM: Record = Record {
    name: "a cookie",
    fields: &[
        Field::new("value", Matcher::SHAPE, "a matcher for its value"),
        Field::new("secure", Shape::Bool, "whether it goes over HTTPS only"),
        Field::new("http_only", Shape::Bool, "whether it is kept from scripts"),
        Field::new("same_site", Shape::Choice(&SAME_SITE), "which requests of other sites it goes with"),
        Field::new("path", Matcher::SHAPE, "a matcher for its path"),
        Field::new("domain", Matcher::SHAPE, "a matcher for its domain"),
        Field::new("max_age", Matcher::SHAPE, "a matcher for its age in seconds"),
    ],
};

const SAME_SITE: [&str; 3] = ["strict", "lax", "none"];

#[derive(Debug)]
struct Cookies {
    place: Place,
    demands: Vec<(String, Vec<Demand>)>,
}

#[derive(Debug)]
enum Demand {
    /// The value (no name) or an attribute.
    Part(&'static str, Matcher),
    Flag(&'static str, Place, Operand<bool>),
    SameSite(Place, Operand<&'static str>),
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let Datum::Map(entries) = &node.datum else {
        let what = format!("expected a mapping of cookie names, found {}", node.kind_name());
        shop.found.push(Diagnostic::error("wrong-type", &node.place, what));
        return None;
    };
    if entries.is_empty() {
        let what = "this mapping is empty, and so demands nothing";
        shop.found.push(Diagnostic::error("empty", &node.place, what).help("name a cookie, or remove the key"));
        return None;
    }
    let demands: Vec<_> = entries.iter().map(|entry| cookie(entry, shop.found)).collect();
    Some(Box::new(Cookies { place: node.place.clone(), demands: demands.into_iter().collect::<Option<_>>()? }))
}

fn cookie(entry: &Entry, found: &mut Diagnostics) -> Option<(String, Vec<Demand>)> {
    let node = &entry.value;
    let is_form = |key: &str| FORM.fields.iter().any(|field| field.name == key);
    let demands = if node.entries().iter().any(|part| is_form(&part.key)) {
        let demands: Vec<_> = node.entries().iter().map(|part| demand(part, found)).collect();
        demands.into_iter().collect::<Option<_>>()?
    } else {
        vec![Demand::Part("", Matcher::compile(node, found)?)]
    };
    Some((entry.key.clone(), demands))
}

fn demand(part: &Entry, found: &mut Diagnostics) -> Option<Demand> {
    let node = &part.value;
    Some(match part.key.as_str() {
        "value" => Demand::Part("", Matcher::compile(node, found)?),
        "path" => Demand::Part("path", Matcher::compile(node, found)?),
        "domain" => Demand::Part("domain", Matcher::compile(node, found)?),
        "max_age" => Demand::Part("max-age", Matcher::compile(node, found)?),
        "secure" => Demand::Flag("secure", node.place.clone(), Operand::read(node, found, flag)?),
        "http_only" => Demand::Flag("httponly", node.place.clone(), Operand::read(node, found, flag)?),
        "same_site" => Demand::SameSite(node.place.clone(), Operand::read(node, found, same_site)?),
        key => {
            found.push(unknown_key(key, &part.key_place, FORM.name, FORM.fields.iter().map(|field| field.name)));
            return None;
        }
    })
}

fn flag(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| Fault::new(format!("true or false is expected, not {}", show::kinded(value))))
}

fn same_site(value: &Value) -> Result<&'static str, Fault> {
    let word = value.as_str().map_or_else(|| show::short(value), str::to_lowercase);
    SAME_SITE.into_iter().find(|known| *known == word).ok_or_else(|| {
        Fault::new(format!("`{word}` is not one of strict, lax, none"))
            .help(suggestion(&word, SAME_SITE).unwrap_or_default())
    })
}

/// A cookie as an answer sets it.
struct Set {
    value: String,
    /// Lower-case names, with their values where they have one.
    attributes: Vec<(String, Option<String>)>,
}

impl Set {
    /// Reads every `Set-Cookie` header (RFC 6265, section 5.2); the last one of a name counts.
    fn named(headers: &HeaderMap, wanted: &str) -> Option<Self> {
        let texts = headers.get_all(SET_COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        texts.rev().find_map(|text| Self::read(&text, wanted))
    }

    fn read(text: &str, wanted: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        if name.trim() != wanted {
            return None;
        }
        let attributes = parts
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (name.trim().to_lowercase(), Some(value.trim().to_owned())),
                None => (part.trim().to_lowercase(), None),
            })
            .collect();
        Some(Self { value: value.trim().to_owned(), attributes })
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().rev().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.as_deref())
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }
}

impl Demand {
    fn judge(&self, field: &str, set: Option<&Set>, scope: &Scope) -> Judgement {
        match (self, set) {
            (Self::Part("", matcher), set) => {
                let value = set.map(|set| Value::from(set.value.as_str()));
                matcher.judge_written("cookie", field, value.as_ref(), scope)
            }
            // Of a cookie that is not there nothing holds, not even that it lacks an attribute.
            (Self::Part(_, matcher), None) => {
                let finding = Finding::wrong("cookie", field, matcher.expected(scope), "no such cookie");
                Judgement::fails(finding.at(matcher.place()))
            }
            (Self::Part(name, matcher), Some(set)) => {
                let value = set.attribute(name).map(Value::from);
                matcher.judge_written("cookie", &format!("{field} {name}"), value.as_ref(), scope)
            }
            (Self::Flag(name, place, wanted), set) => {
                let field = format!("{field} {name}");
                match wanted.get(scope) {
                    Ok(wanted) => compare(&field, place, on(*wanted), set.map(|set| on(set.has(name)))),
                    Err(what) => seen::fault("cookie", &field, what, place),
                }
            }
            (Self::SameSite(place, wanted), set) => {
                let field = format!("{field} samesite");
                match wanted.get(scope) {
                    Ok(wanted) => {
                        let there = set.map(|set| set.attribute("samesite").unwrap_or("nothing").to_lowercase());
                        compare(&field, place, &wanted, there.as_deref())
                    }
                    Err(what) => seen::fault("cookie", &field, what, place),
                }
            }
        }
    }
}

const fn on(flag: bool) -> &'static str {
    if flag { "set" } else { "not set" }
}

fn compare(field: &str, place: &Place, expected: &str, actual: Option<&str>) -> Judgement {
    if actual == Some(expected) {
        return Judgement::holds();
    }
    Judgement::fails(Finding::wrong("cookie", field, expected, actual.unwrap_or("no such cookie")).at(place))
}

impl Check for Cookies {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let answer = match seen::answer("cookie", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let mut judgement = Judgement::default();
        for (name, demands) in &self.demands {
            let set = Set::named(&answer.headers, name);
            let field = format!("cookie {name}");
            for demand in demands {
                judgement.absorb(demand.judge(&field, set.as_ref(), scope));
            }
        }
        judgement
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, judge, seen, tell};
    use super::*;

    const FIELDS: [(&str, &str); 3] = [
        ("set-cookie", "session=old"),
        ("set-cookie", "session=abc=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600"),
        ("set-cookie", "theme=dark; Domain=example.com"),
    ];

    #[test]
    fn values_and_attributes() {
        let seen = seen([exchange("http://t.test/", 200, &FIELDS, "")]);
        for text in [
            "{session: 'abc=', theme: {matches: ^d}}",
            "{session: {secure: true, http_only: true, same_site: Lax, path: /, max_age: {le: 3600}, domain: {absent: true}}}",
            "{theme: {secure: false, domain: {ends_with: example.com}}, debug: {absent: true}}",
        ] {
            assert_eq!(tell(&KIND, text, &seen), [] as [&str; 0], "{text}");
        }
        assert_eq!(
            tell(
                &KIND,
                "{theme: {value: light, secure: true, same_site: strict, max_age: 5}, debug: {secure: false}}",
                &seen
            ),
            [
                "cookie theme: expected \"light\", got \"dark\"",
                "cookie theme secure: expected set, got not set",
                "cookie theme samesite: expected strict, got nothing",
                "cookie theme max-age: expected 5, got nothing",
                "cookie debug secure: expected not set, got no such cookie",
            ]
        );
        assert_eq!(tell(&KIND, "{Session: {exists: true}, debug: {domain: {absent: true}}}", &seen).len(), 2);
        assert_eq!(judge(&KIND, "{session: {secure: true, path: /}}", &seen).asserted, 2);
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for text in [
            "{}",
            "[]",
            "x",
            "null",
            "{a: {}}",
            "{a: {secure: 1}}",
            "{a: {same_site: lux}}",
            "{a: {secure: true, absent: true}}",
            "{a: {secure: true, htp_only: true}}",
            "{a: {max_age: {}}}",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }
}
