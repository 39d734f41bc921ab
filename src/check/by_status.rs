//! What is expected of an answer, told apart by its status.

use serde_json::{Value, json};

use super::api::{Check, Compile, Demands, Workshop};
use super::{TABLE, seen, written};
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::Shape;
use crate::syntax::read::unknown_key;
use crate::value::scope::Scope;

/// The check `by_status`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "by_status",
    summary: "what has to hold for each status that is allowed",
    docs: r"
## What it does

Names every status that is allowed, a code or a class such as `4xx`, and under each what else has to hold when the answer
has it: the same keys as under `expect`, but for `status`, `error` and `by_status`. `ok` says that nothing else has to. A code
goes before its class. Any other status is a finding.

## Why

Some answers are right in more than one way: an older version has no such route, a plan does not include it. A list of
statuses alone would let the right status pass with the wrong body.

## Example

```yaml
by_status:
  200: { json: { status: woot } }
  404: ok
```
",
    schema: Shape::Custom { name: "expectations by status", schema },
    compile,
};

/// What cannot stand below a status: it would say another one, or that there is none.
const NOT_HERE: [&str; 3] = ["status", "error", "by_status"];

fn schema() -> Value {
    json!({
        "type": "object", "minProperties": 1, "additionalProperties": false,
        "patternProperties": {"^[1-5](xx|[0-9][0-9])$": {"anyOf": [{"const": "ok"}, {"$ref": "#/$defs/the-expect"}]}},
    })
}

#[derive(Debug)]
struct ByStatus {
    place: Place,
    branches: Vec<Branch>,
}

/// What has to hold for one status, or for one class of them.
#[derive(Debug)]
struct Branch {
    status: String,
    checks: Vec<(&'static str, Place, Box<dyn Check>)>,
}

impl Branch {
    fn takes(&self, code: &str) -> bool {
        match self.status.strip_suffix("xx") {
            Some(class) => code.starts_with(class),
            None => self.status == code,
        }
    }
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let Datum::Map(entries) = &node.datum else {
        let what = format!("expected a mapping of statuses, found {}", node.kind_name());
        shop.found.push(
            Diagnostic::error("wrong-type", &node.place, what).help("write `by_status: { 200: { json: … }, 404: ok }`"),
        );
        return None;
    };
    if entries.is_empty() {
        shop.found.push(written::empty(node, "the statuses that are allowed"));
        return None;
    }
    // Each branch is read before any is given up, so that every fault is told at once.
    let branches: Vec<_> = entries.iter().map(|entry| branch(entry, shop)).collect();
    let mut branches = branches.into_iter().collect::<Option<Vec<_>>>()?;
    branches.sort_by_key(|branch| branch.status.ends_with("xx"));
    Some(Box::new(ByStatus { place: node.place.clone(), branches }))
}

fn branch(entry: &Entry, shop: &mut Workshop<'_>) -> Option<Branch> {
    let status = entry.key.to_ascii_lowercase();
    let digits = status.strip_suffix("xx").unwrap_or(&status);
    let whole = digits.len() == if digits.len() == status.len() { 3 } else { 1 };
    if !(whole && digits.starts_with(['1', '2', '3', '4', '5']) && digits.bytes().all(|byte| byte.is_ascii_digit())) {
        shop.found.push(
            Diagnostic::error("status", &entry.key_place, format!("`{}` is no status", entry.key))
                .help("write a code from 100 to 599, or a class from 1xx to 5xx"),
        );
        return None;
    }
    let parts = match &entry.value.datum {
        Datum::Text(word) if word == "ok" => return Some(Branch { status, checks: Vec::new() }),
        Datum::Map(parts) if !parts.is_empty() => parts,
        _ => {
            shop.found.push(
                Diagnostic::error("wrong-type", &entry.value.place, "this says not what has to hold for this status")
                    .help("write what has to hold, such as `{ json: … }`, or `ok` where nothing else has to"),
            );
            return None;
        }
    };
    let known = || TABLE.iter().map(|kind| kind.id).filter(|id| !NOT_HERE.contains(id));
    let mut sound = true;
    for part in parts.iter().filter(|part| !known().any(|id| id == part.key)) {
        sound = false;
        let all: Vec<&str> = known().collect();
        shop.found.push(unknown_key(&part.key, &part.key_place, "an expectation for a status", all));
    }
    let mut checks = Vec::new();
    for kind in TABLE.iter().filter(|kind| !NOT_HERE.contains(&kind.id)) {
        let Some(part) = parts.iter().find(|part| part.key == kind.id) else { continue };
        // What the suite's own shape does for a check that stands below `expect`.
        let check = written::conforms(&part.value, kind.schema, shop.found).then(|| (kind.compile)(&part.value, shop));
        match check.flatten() {
            Some(check) => checks.push((kind.id, part.key_place.clone(), check)),
            None => sound = false,
        }
    }
    sound.then_some(Branch { status, checks })
}

impl Check for ByStatus {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let answer = match seen::answer("by_status", seen, &self.place) {
            Ok(answer) => answer,
            Err(nothing) => return nothing,
        };
        let code = answer.status.as_str();
        let Some(branch) = self.branches.iter().find(|branch| branch.takes(code)) else {
            let allowed: Vec<&str> = self.branches.iter().map(|branch| branch.status.as_str()).collect();
            let mut finding = Finding::wrong("by_status", "status", allowed.join(" or "), code).at(&self.place);
            finding.note = seen::start(&answer.body).map(|start| format!("it said: {start}"));
            return Judgement::fails(finding);
        };
        let mut out = Judgement::holds();
        for (id, place, check) in &branch.checks {
            let mut judgement = check.judge(seen, scope);
            if judgement.asserted == 0 && judgement.findings.is_empty() {
                let nothing = Finding::wrong(id, *id, "at least one assertion", "nothing that could be judged");
                judgement.findings.push(nothing.weighing(Weight::Unknown));
            }
            for finding in &mut judgement.findings {
                finding.place.get_or_insert_with(|| place.clone());
            }
            out.absorb(judgement);
        }
        out
    }

    fn holds(&self, kind: &str) -> bool {
        self.branches.iter().flat_map(|branch| &branch.checks).any(|(known, _, _)| *known == kind)
    }

    fn demands(&self) -> Demands {
        let all = self.branches.iter().flat_map(|branch| &branch.checks).map(|(_, _, check)| check.demands());
        all.fold(Demands::default(), Demands::join)
    }

    fn says_status(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{compile, exchange, seen, tell};
    use super::*;

    fn answer(status: u16, body: &str) -> Observation {
        seen([exchange("http://t.test/", status, &[("content-type", "application/json")], body)])
    }

    #[test]
    fn each_status_has_its_own_demands() {
        let text =
            "{200: {json: {status: woot}, body: {length: {le: 20}}}, 404: ok, 4xx: {json: {error: {type: string}}}}";
        let told = |status, body| tell(&KIND, text, &answer(status, body));
        assert_eq!(told(200, r#"{"status":"woot"}"#), [] as [&str; 0]);
        assert_eq!(told(200, r#"{"status":"ok"}"#), [r#"$.status: expected "woot", got "ok""#]);
        assert_eq!(told(404, "<html>"), [] as [&str; 0], "a code goes before its class");
        assert_eq!(told(402, r#"{"error":"plan"}"#), [] as [&str; 0]);
        assert_eq!(told(402, "{}").len(), 1);
        assert_eq!(told(503, "down"), ["status: expected 200 or 404 or 4xx, got 503"]);
    }

    #[test]
    fn what_demands_nothing_is_refused() {
        for text in [
            "{}",
            "200",
            "{200: {}}",
            "{200: yes}",
            "{20: ok}",
            "{6xx: ok}",
            "{2x: ok}",
            "{200: {status: 200}}",
            "{200: {jsn: {a: 1}}}",
            "{200: {json: {}}}",
            "{200: {by_status: {200: ok}}}",
        ] {
            assert!(compile(&KIND, text).is_err(), "{text}");
        }
    }
}
