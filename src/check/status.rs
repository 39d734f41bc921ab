//! Whether the status code, or the exit code of a process, is the right one.

use http::StatusCode;
use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::seen;
use crate::model::finding::{Finding, Judgement};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::value::matcher::operand::{Fault, Operand, one_or_many};
use crate::value::scope::Scope;

/// The check `status`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "status",
    summary: "the status code: a number, a class such as 2xx, or a list of them",
    docs: r"
## What it does

Compares the status code of the answer with a number, with a class (`2xx`), or with a list of both, of which one has to
fit. Of a step that runs a process it judges the exit code, which is a number. The finding shows the start of the body,
and where a redirect leads.

A `call` without `status` demands 2xx.

## Why

The status is what proxies, caches, retries and alarms go by; a wrong one is wrong even when the body is right.

## Example

```yaml
status: 409
```

```yaml
status: [2xx, 404]
```
",
    schema: Shape::OneOrMany(&Shape::Either(&[
        Shape::Integer { min: 0, max: 599 },
        Shape::Choice(&["1xx", "2xx", "3xx", "4xx", "5xx"]),
    ])),
    compile,
};

/// What is demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// This very code; below 100 only a process can have it.
    Code(i64),
    /// Its first digit.
    Class(i64),
}

#[derive(Debug)]
struct Status {
    place: Place,
    wanted: Operand<Vec<Wanted>>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let wanted = Operand::read(node, shop.found, several)?;
    Some(Box::new(Status { place: node.place.clone(), wanted }))
}

fn several(value: &Value) -> Result<Vec<Wanted>, Fault> {
    one_or_many(value, "this list is empty, and so no status fits it", one)
}

fn one(value: &Value) -> Result<Wanted, Fault> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let wanted = match text.to_ascii_lowercase().strip_suffix("xx") {
        Some(class) => class.parse().ok().filter(|class| (1..=5).contains(class)).map(Wanted::Class),
        None => text.parse().ok().filter(|code| (0..=599).contains(code)).map(Wanted::Code),
    };
    wanted.ok_or_else(|| {
        Fault::new(format!("{value} is no status"))
            .help("write a code from 100 to 599 (an exit code from 0), a class from 1xx to 5xx, or a list of them")
    })
}

fn words(wanted: &[Wanted]) -> String {
    let word = |wanted: &Wanted| match wanted {
        Wanted::Code(code) => code.to_string(),
        Wanted::Class(class) => format!("{class}xx"),
    };
    wanted.iter().map(word).collect::<Vec<_>>().join(" or ")
}

impl Check for Status {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let fault = |what: &str| seen::fault("status", "status", what, &self.place);
        let wanted = match self.wanted.get(scope) {
            Ok(wanted) => wanted,
            Err(what) => return fault(&what),
        };
        if let Some(document) = &seen.document {
            let Some(exit) = document.exit else {
                return fault("this step has neither a status nor an exit code");
            };
            if wanted.iter().all(|wanted| matches!(wanted, Wanted::Class(_))) {
                return fault("a process has no class of status, only an exit code");
            }
            if wanted.contains(&Wanted::Code(exit.into())) {
                return Judgement::holds();
            }
            let mut finding = Finding::wrong("status", "exit code", words(&wanted), exit.to_string()).at(&self.place);
            finding.note = seen::start(&document.bytes);
            return Judgement::fails(finding);
        }
        if wanted.iter().all(|wanted| matches!(wanted, Wanted::Code(..100))) {
            return fault("no answer has a status below 100");
        }
        let answer = match seen::answer("status", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let code = i64::from(answer.status.as_u16());
        let fits = |wanted: &Wanted| match wanted {
            Wanted::Code(wanted) => *wanted == code,
            Wanted::Class(class) => *class == code / 100,
        };
        if wanted.iter().any(fits) {
            return Judgement::holds();
        }
        let mut finding = Finding::wrong("status", "status", words(&wanted), code.to_string()).at(&self.place);
        finding.note = note(answer.status, answer.header("location"), seen::start(&answer.body));
        Judgement::fails(finding)
    }

    fn says_status(&self) -> bool {
        true
    }
}

fn note(status: StatusCode, location: Option<&str>, body: Option<String>) -> Option<String> {
    let location = location.filter(|_| status.is_redirection()).map(|to| format!("it leads to {to}"));
    let body = body.map(|start| format!("the body begins {start:?}"));
    match (location, body) {
        (Some(location), Some(body)) => Some(format!("{location}; {body}")),
        (location, body) => location.or(body),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::super::fixture::{compile, exchange, failed, lines, scope, seen, tell};
    use super::*;
    use crate::model::exchange::FailureKind;
    use crate::model::observation::Document;

    #[test]
    fn codes_classes_and_lists() {
        let not_found = seen([exchange("http://t.test/", 404, &[], "no  such\nthing")]);
        for text in ["404", "4xx", "4XX", "[200, 404]", "[2xx, 4xx]", "'404'"] {
            assert_eq!(tell(&KIND, text, &not_found), [] as [&str; 0], "{text}");
        }
        assert_eq!(tell(&KIND, "[2xx, 405]", &not_found), ["status: expected 2xx or 405, got 404"]);
        let judgement = compile(&KIND, "200").unwrap().judge(&not_found, &scope(&[], &[]));
        assert_eq!(judgement.findings[0].note.as_deref(), Some("the body begins \"no such thing\""));
        let moved = seen([exchange("http://t.test/", 302, &[("location", "/login")], "")]);
        let judgement = compile(&KIND, "200").unwrap().judge(&moved, &scope(&[], &[]));
        assert_eq!(judgement.findings[0].note.as_deref(), Some("it leads to /login"));
        assert!(compile(&KIND, "200").unwrap().says_status());
    }

    #[test]
    fn what_is_no_status_is_refused() {
        for text in ["600", "-1", "6xx", "0xx", "xx", "[]", "[200, ok]", "null", "{}", "2.5", "true"] {
            assert!(compile(&KIND, text).unwrap_err()[0].starts_with("matcher"), "{text}");
        }
    }

    #[test]
    fn a_template_is_judged_when_it_is_filled() {
        let ok = seen([exchange("http://t.test/", 200, &[], "")]);
        let judge = |value| lines(&compile(&KIND, "'${var.S}'").unwrap().judge(&ok, &scope(&[("S", value)], &[])));
        assert_eq!(judge(json!(200)), [] as [&str; 0]);
        assert_eq!(judge(json!(["2xx"])), [] as [&str; 0]);
        assert_eq!(judge(json!(201)), ["status: expected 201, got 200"]);
        assert_eq!(
            judge(json!("soon")),
            ["status: expected a demand that can be judged, got \"soon\" is no status (Suite)"]
        );
    }

    #[test]
    fn exit_codes_are_judged_where_a_process_ran() {
        let run = |exit| Observation {
            document: Some(Document::new("stdout of x".into(), Bytes::from_static(b"boom"), exit, None)),
            ..Observation::default()
        };
        assert_eq!(tell(&KIND, "0", &run(Some(0))), [] as [&str; 0]);
        assert_eq!(tell(&KIND, "0", &run(Some(2))), ["exit code: expected 0, got 2"]);
        assert!(tell(&KIND, "2xx", &run(Some(2)))[0].ends_with("(Suite)"));
        assert!(tell(&KIND, "0", &run(None))[0].ends_with("(Suite)"));
        assert!(tell(&KIND, "0", &seen([exchange("http://t.test/", 200, &[], "")]))[0].ends_with("(Suite)"));
        assert!(tell(&KIND, "200", &seen([failed(FailureKind::Refused)]))[0].ends_with("(Unknown)"));
    }
}
