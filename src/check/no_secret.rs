//! That no secret of the target comes back in an answer.

use serde_json::Value;

use super::api::{Check, Compile, Workshop};
use super::written;
use crate::model::diagnostic::Diagnostics;
use crate::model::exchange::{Answer, Exchange};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::scope::Scope;

mod find;

use find::find;

/// The check `no_secret`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "no_secret",
    summary: "no secret of the target comes back in a body or a header (always on)",
    docs: r"
## What it does

Looks for every secret of the target, sent or not, in the body and the headers of every answer of the step: as it is,
percent-encoded, JSON-escaped, in hex and in base64 (at any offset, so that `user:secret` of Basic is found as well). It is on
for every HTTP step without being asked for; `echoes` names the secrets that an answer may hold, such as a profile that
shows its owner the token. A finding says the secret's name and where it is, never the secret.

A secret of fewer than 4 characters is not looked for: it would be found everywhere.

## Why

What an answer holds ends up in logs, caches and browsers; a credential there is a credential for all of their readers.

## Example

```yaml
no_secret: { echoes: [CHATWOOT_API_ACCESS_TOKEN] }
```
",
    schema: Shape::Either(&[Shape::Bool, Shape::Record(&FORM)]),
    compile,
};

static FORM: Record = Record {
    name: "no secret",
    fields: &[Field::required("echoes", Shape::OneOrMany(&Shape::Text), "the names of secrets that may come back")],
};

/// Shorter ones are found by chance.
const SHORTEST: usize = 4;

/// The check, compiled; the runner makes one for each HTTP step that has none.
#[derive(Debug, Clone)]
pub struct NoSecret {
    echoes: Vec<String>,
    place: Option<Place>,
}

impl NoSecret {
    /// The check as it stands on every HTTP step; the secrets named in `echoes` may come back.
    #[must_use]
    pub fn always(echoes: &[String]) -> Self {
        Self { echoes: echoes.to_vec(), place: None }
    }
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let echoes = match node.datum {
        Datum::Map(_) => echoes(node, shop.found)?,
        _ => written::switched_on(node, "no_secret", shop.found).map(|()| Vec::new())?,
    };
    Some(Box::new(NoSecret { echoes, place: Some(node.place.clone()) }))
}

fn echoes(node: &Node, found: &mut Diagnostics) -> Option<Vec<String>> {
    if !written::conforms(node, Shape::Record(&FORM), found) {
        return None;
    }
    let names: Vec<_> =
        read::one_or_many(node.get("echoes")?).iter().map(|name| written::literal(name, found)).collect();
    names.into_iter().map(|name| name.map(str::to_owned)).collect()
}

impl Check for NoSecret {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let mut out = Judgement::default();
        if seen.exchanges.is_empty() {
            let mut finding =
                Finding::wrong("no_secret", "no_secret", "an exchange to judge", "this step sent nothing");
            finding.place.clone_from(&self.place);
            out.assert(Some(finding.weighing(Weight::Suite)));
            return out;
        }
        let all = &scope.ground().secrets;
        let several = seen.exchanges.len() > 1;
        for (at, exchange) in seen.exchanges.iter().enumerate() {
            let suffix = if several { format!(" (exchange {})", at + 1) } else { String::new() };
            // One assertion an answer, also for a target that has no secret: there is then nothing that could come back.
            out.assert(None);
            for (name, secret) in all {
                if self.echoes.contains(name) || secret.expose().chars().count() < SHORTEST {
                    continue;
                }
                for place in leaks(exchange, secret.expose()) {
                    // A place may hold the name of a member, and that may hold another secret.
                    let hidden = all.values().any(|other| find(place.as_bytes(), other.expose()));
                    let shown = if hidden { "body" } else { &place };
                    out.findings.push(self.finding(&format!("{shown}{suffix}"), name));
                }
            }
        }
        out
    }
}

impl NoSecret {
    fn finding(&self, field: &str, name: &str) -> Finding {
        let actual = format!("the secret {name}");
        let mut finding = Finding::wrong("no_secret", field, "no secret of the target", actual)
            .note(format!("where it has to come back, say `echoes: [{name}]`"));
        finding.place.clone_from(&self.place);
        finding
    }
}

/// Where in an answer a secret stands.
fn leaks(exchange: &Exchange, secret: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (at, hop) in exchange.hops.iter().enumerate() {
        if find(hop.to.as_str().as_bytes(), secret) {
            places.push(format!("header location (hop {})", at + 1));
        }
    }
    let Some(answer) = exchange.answer() else {
        return places;
    };
    for (name, value) in &answer.headers {
        let place = format!("header {name}");
        if find(value.as_bytes(), secret) && !places.contains(&place) {
            places.push(place);
        }
    }
    places.extend(in_body(answer, secret));
    places
}

fn in_body(answer: &Answer, secret: &str) -> Vec<String> {
    let mut places = Vec::new();
    // Every form that a leaf may have is one of the whole body's: only what leaks is looked into.
    if !find(&answer.body, secret) {
        return places;
    }
    if let Ok(body) = answer.json() {
        in_value(body, "$", secret, &mut places);
    }
    if places.is_empty() {
        places.push("body".into());
    }
    places
}

/// The leaves, and the names of members, that hold the secret after JSON's own escapes are undone.
fn in_value(value: &Value, location: &str, secret: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if find(name.as_bytes(), secret) {
                    places.push(format!("{location} (a member's name)"));
                    continue;
                }
                let plain = name.chars().all(|letter| letter == '_' || letter.is_alphanumeric());
                let inner = if plain { format!("{location}.{name}") } else { format!("{location}['{name}']") };
                in_value(value, &inner, secret, places);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                in_value(item, &format!("{location}[{at}]"), secret, places);
            }
        }
        Value::String(text) if find(text.as_bytes(), secret) => places.push(location.to_owned()),
        Value::Number(number) if find(number.to_string().as_bytes(), secret) => places.push(location.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
