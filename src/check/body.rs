//! Whether the body's text or bytes are as they should be.

use bytes::Bytes;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read::unknown_key;
use crate::value::matcher::operand::{Fault, Operand};
use crate::value::matcher::{Matcher, show};
use crate::value::scope::Scope;

/// The check `body`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "body",
    summary: "the body as text or bytes: equality, a matcher, length, digest, emptiness",
    docs: r#"
## What it does

Judges the body after its Content-Encoding was undone. Bare text is equality with the whole body, to the last line break.
A mapping may hold `text` (a matcher), `length` (in bytes: a number or matchers about numbers), `sha256` (64 hex digits),
`base64` (the exact bytes) and `empty`.

## Why

Downloads, plain-text answers and empty answers have no JSON to look into, and a digest shows one changed byte.

## Example

```yaml
body: pong
```

```yaml
body:
  length: { between: [1, 65536] }
  sha256: "${var.PIPELINE_CHECKSUM}"
```
"#,
    schema: Shape::Either(&[Shape::Record(&FORM), Shape::Scalar]),
    compile,
};

static FORM: Record = Record {
    name: "a body",
    fields: &[
        Field::new("text", Matcher::SHAPE, "a matcher for the body's text"),
        Field::new("length", Matcher::SHAPE, "how many bytes: a number, or matchers about numbers"),
        Field::new("sha256", Shape::Text, "the SHA-256 of the bytes, as 64 hex digits"),
        Field::new("base64", Shape::Text, "the exact bytes, in base64 (RFC 4648, section 4)"),
        Field::new("empty", Shape::Bool, "whether there are no bytes at all"),
    ],
};

#[derive(Debug)]
struct Body {
    place: Place,
    demands: Vec<(Place, Demand)>,
}

#[derive(Debug)]
enum Demand {
    Equals(Operand<String>),
    Text(Matcher),
    Length(Matcher),
    Sha256(Operand<String>),
    Base64(Operand<Vec<u8>>),
    Empty(Operand<bool>),
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let demands = match &node.datum {
        Datum::Map(entries) if !entries.is_empty() => {
            let demands: Vec<_> = entries.iter().map(|entry| demand(entry, shop.found)).collect();
            demands.into_iter().collect::<Option<Vec<_>>>()?
        }
        Datum::Map(_) | Datum::List(_) | Datum::Null => {
            let what = format!("{} says nothing of a body", node.kind_name());
            let help =
                "write the text, or `text`, `length`, `sha256`, `base64`, `empty`; JSON is compared by `same_as`";
            shop.found.push(Diagnostic::error("wrong-type", &node.place, what).help(help));
            return None;
        }
        _ => vec![(node.place.clone(), Demand::Equals(Operand::read(node, shop.found, text)?))],
    };
    Some(Box::new(Body { place: node.place.clone(), demands }))
}

fn demand(entry: &Entry, found: &mut Diagnostics) -> Option<(Place, Demand)> {
    let node = &entry.value;
    let demand = match entry.key.as_str() {
        "text" => Demand::Text(Matcher::compile(node, found)?),
        "length" => Demand::Length(Matcher::compile_count(node, found)?),
        "sha256" => Demand::Sha256(Operand::read(node, found, digest)?),
        "base64" => Demand::Base64(Operand::read(node, found, bytes)?),
        "empty" => Demand::Empty(Operand::read(node, found, flag)?),
        key => {
            found.push(unknown_key(key, &entry.key_place, FORM.name, FORM.fields.iter().map(|field| field.name)));
            return None;
        }
    };
    Some((node.place.clone(), demand))
}

fn text(value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        other => Err(Fault::new(format!("text is expected, not {}", show::kinded(other)))),
    }
}

fn digest(value: &Value) -> Result<String, Fault> {
    let digest = value.as_str().filter(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let wrong = || Fault::new(format!("{} is no SHA-256: 64 hex digits are expected", show::short(value)));
    digest.map(str::to_ascii_lowercase).ok_or_else(wrong)
}

fn bytes(value: &Value) -> Result<Vec<u8>, Fault> {
    let decoded = value.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok());
    decoded.ok_or_else(|| Fault::new(format!("{} is no base64 with padding", show::short(value))))
}

fn flag(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| Fault::new(format!("true or false is expected, not {}", show::kinded(value))))
}

/// The bytes in words.
fn shown(body: &Bytes) -> String {
    match std::str::from_utf8(body) {
        Ok(_) if body.is_empty() => "an empty body".into(),
        Ok(text) => show::cut(&format!("{text:?}"), 120),
        Err(_) => format!("{} bytes that are no text", body.len()),
    }
}

impl Demand {
    /// What is expected and what is there, where these differ.
    fn misses(&self, body: &Bytes, scope: &Scope) -> Result<Option<(String, String)>, String> {
        let miss = |holds: bool, expected: String, actual: String| (!holds).then_some((expected, actual));
        Ok(match self {
            Self::Equals(wanted) => {
                let wanted = wanted.get(scope)?;
                miss(wanted.as_bytes() == &**body, show::cut(&format!("{:?}", *wanted), 120), shown(body))
            }
            Self::Sha256(wanted) => {
                let wanted = wanted.get(scope)?;
                let actual = HEXLOWER.encode(&Sha256::digest(body));
                miss(
                    *wanted == actual,
                    format!("SHA-256 {}", *wanted),
                    format!("SHA-256 {actual} of {} bytes", body.len()),
                )
            }
            Self::Base64(wanted) => {
                let wanted = wanted.get(scope)?;
                let first = wanted.iter().zip(body.iter()).position(|(one, other)| one != other);
                let at = first.unwrap_or_else(|| wanted.len().min(body.len()));
                let actual = format!("{} bytes, other from byte {at} on", body.len());
                miss(*wanted == **body, format!("{} exact bytes", wanted.len()), actual)
            }
            Self::Empty(wanted) => {
                let wanted = *wanted.get(scope)?;
                let expected = if wanted { "an empty body" } else { "a body" };
                miss(wanted == body.is_empty(), expected.into(), shown(body))
            }
            Self::Text(_) | Self::Length(_) => None,
        })
    }

    fn judge(&self, place: &Place, body: &Bytes, scope: &Scope) -> Judgement {
        match self {
            Self::Text(matcher) => match std::str::from_utf8(body) {
                Ok(text) => matcher.judge_written("body", "body", Some(&Value::from(text)), scope),
                Err(_) => Judgement::fails(Finding::wrong("body", "body", "text in UTF-8", shown(body)).at(place)),
            },
            Self::Length(matcher) => {
                let mut judgement = matcher.judge("body", "body", Some(&Value::from(body.len())), scope);
                for finding in &mut judgement.findings {
                    finding.expected = format!("a length in bytes: {}", finding.expected);
                }
                judgement
            }
            _ => match self.misses(body, scope) {
                Ok(None) => Judgement::holds(),
                Ok(Some((expected, actual))) => {
                    Judgement::fails(Finding::wrong("body", "body", expected, actual).at(place))
                }
                Err(what) => seen::fault("body", "body", what, place),
            },
        }
    }
}

impl Check for Body {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let body = match seen::bytes("body", seen, &self.place) {
            Ok(body) => body,
            Err(nothing) => return nothing,
        };
        let mut judgement = Judgement::default();
        for (place, demand) in &self.demands {
            judgement.absorb(demand.judge(place, body, scope));
        }
        judgement
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, failed, lines, scope, seen, tell};
    use super::*;
    use crate::model::exchange::FailureKind;
    use crate::model::observation::Document;

    fn body(text: &str) -> Observation {
        seen([exchange("http://t.test/", 200, &[], text)])
    }

    #[test]
    fn text_bytes_and_digests() {
        for text in [
            "pong",
            "{text: {starts_with: po}}",
            "{length: 4}",
            "{length: {between: [1, 4]}, empty: false}",
            "{base64: cG9uZw==}",
            "{sha256: 93f0fdd1e3eb6dedd7dca35da6a2b8e3e34bd9d4ba4ac9a4ae35e16fbd6a5bd8}",
        ] {
            let told = tell(&KIND, text, &body("pong"));
            if text.contains("sha256") {
                assert_eq!(told.len(), 1, "{told:?}");
            } else {
                assert_eq!(told, [] as [&str; 0], "{text}");
            }
        }
        let digest = HEXLOWER.encode(&Sha256::digest("pong")).to_uppercase();
        assert_eq!(tell(&KIND, &format!("{{sha256: {digest}}}"), &body("pong")), [] as [&str; 0]);
        assert_eq!(tell(&KIND, "5", &body("5")), [] as [&str; 0]);
        assert_eq!(tell(&KIND, "{empty: true}", &body("")), [] as [&str; 0]);
        assert_eq!(
            tell(&KIND, "{text: pong, length: {lt: 3}, base64: cG9uZA==, empty: true}", &body("pang")),
            [
                "body: expected \"pong\", got \"pang\"",
                "body: expected a length in bytes: less than 3, got 4",
                "body: expected 4 exact bytes, got 4 bytes, other from byte 1 on",
                "body: expected an empty body, got \"pang\"",
            ]
        );
        assert_eq!(tell(&KIND, "pong", &body("pong\n")), ["body: expected \"pong\", got \"pong\\n\""]);
        assert_eq!(tell(&KIND, "{empty: false}", &body("")), ["body: expected a body, got an empty body"]);
    }

    #[test]
    fn documents_are_bodies_too() {
        let seen = Observation {
            document: Some(Document::new("file x".into(), Bytes::from_static(b"\xff"), None, None)),
            ..Observation::default()
        };
        assert_eq!(tell(&KIND, "{length: 1, base64: /w==}", &seen), [] as [&str; 0]);
        assert_eq!(
            tell(&KIND, "{text: {exists: true}}", &seen),
            ["body: expected text in UTF-8, got 1 bytes that are no text"]
        );
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for text in [
            "{}",
            "[]",
            "null",
            "{txet: x}",
            "{text: {}}",
            "{length: {ge: 0}}",
            "{sha256: abc}",
            "{base64: 'a'}",
            "{empty: 1}",
            "{text: {absent: true, eq: 1}}",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }

    #[test]
    fn templates_and_failures() {
        let check = compile(&KIND, "{sha256: '${var.SUM}'}").unwrap();
        let told = lines(&check.judge(&body("x"), &scope(&[("SUM", Value::from("abc"))], &[])));
        assert!(told[0].ends_with("(Suite)"), "{told:?}");
        assert_eq!(tell(&KIND, "{empty: true}", &seen([failed(FailureKind::Cut)])).len(), 1);
    }
}
