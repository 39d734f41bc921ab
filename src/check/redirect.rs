//! Where an answer sends us, or where a chain of redirects ended.

use http::StatusCode;
use serde_json::Value;
use url::Url;

use super::api::{Check, Compile, Demands, Workshop};
use super::written;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::{Answer, Exchange};
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::matcher::Matcher;
use crate::value::scope::Scope;
use crate::value::template::Template;

/// The check `redirect`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "redirect",
    summary: "where an answer redirects to, or where a followed chain ends",
    docs: r"
## What it does

Without `follow`: the answer has one of the statuses 301, 302, 303, 307 or 308 and exactly one `Location`, and the address
that it leads to, made absolute with the request's own, is the one demanded. A text is an address, which may be relative
to the request's; a mapping is a matcher on the absolute address as text. `status` narrows the status. The default
demand for a 2xx is not made.

With `follow: 3` at most three redirects are followed. `to` is then about the address at the end, `status` about every
answer on the way, `hops` about how many there were. There has to be at least one, unless `hops` says otherwise, and the
last answer may not be a redirect any more. A redirect to another origin than the target's is never followed.

## Why

A followed redirect hides where an answer came from: a login page answers 200 to everything.

## Example

```yaml
redirect: /login
```

```yaml
redirect: { to: { ends_with: /v2/people }, hops: 1, follow: 3 }
```
",
    schema: Shape::Either(&[Shape::Record(&FORM), Matcher::SHAPE]),
    compile,
};

const KEYS: [&str; 4] = ["status", "to", "hops", "follow"];
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

static FORM: Record = Record {
    name: "a redirect",
    fields: &[
        Field::new("status", Matcher::SHAPE, "the status of each redirect"),
        Field::new("to", Matcher::SHAPE, "the absolute address that it leads to"),
        Field::new("hops", Matcher::SHAPE, "how many redirects there were; only with `follow`"),
        Field::new("follow", Shape::Integer { min: 1, max: 20 }, "how many redirects are followed at most"),
    ],
};

/// What the address has to be.
#[derive(Debug)]
enum To {
    /// This one, which may be relative to the request's.
    Address(Template),
    /// One that a matcher takes as text.
    Matcher(Matcher),
}

impl To {
    fn compile(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        match node.datum {
            Datum::Text(_) => found.keep(Template::compile(node)).map(Self::Address),
            _ => Matcher::compile(node, found).map(Self::Matcher),
        }
    }

    fn judge(&self, field: &str, url: &Url, base: &Url, scope: &Scope) -> Judgement {
        let template = match self {
            Self::Matcher(matcher) => {
                return matcher.judge("redirect", field, Some(&Value::from(url.as_str())), scope);
            }
            Self::Address(template) => template,
        };
        let text = match template.fill_text(scope) {
            Ok(text) => text,
            Err(what) => return Judgement::fails(written::unfilled("redirect", field, what)),
        };
        let mut out = Judgement::default();
        out.assert(match base.join(&text) {
            Ok(wanted) if wanted == *url => None,
            Ok(wanted) => Some(wrong(field, wanted.as_str(), url.as_str()).at(template.place())),
            Err(error) => Some(
                wrong(field, "an address", format!("the suite has `{text}`: {error}"))
                    .weighing(Weight::Suite)
                    .at(template.place()),
            ),
        });
        out
    }
}

#[derive(Debug)]
struct Redirect {
    place: Place,
    status: Option<Matcher>,
    to: Option<To>,
    hops: Option<Matcher>,
    follow: Option<usize>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let place = node.place.clone();
    if matches!(&node.datum, Datum::Map(entries) if entries.is_empty()) {
        shop.found.push(written::empty(node, &KEYS.join(", ")));
        return None;
    }
    if !written::uses_any(node, &KEYS) {
        return match node.datum {
            Datum::Text(_) | Datum::Map(_) => {
                let to = Some(To::compile(node, shop.found)?);
                Some(Box::new(Redirect { place, status: None, to, hops: None, follow: None }))
            }
            _ => {
                shop.found.push(
                    Diagnostic::error(
                        "wrong-type",
                        &node.place,
                        format!("expected an address, found {}", node.kind_name()),
                    )
                    .help("write where it leads to, such as `redirect: /login`"),
                );
                None
            }
        };
    }
    if !written::conforms(node, Shape::Record(&FORM), shop.found) {
        return None;
    }
    let mut redirect = Redirect { place, status: None, to: None, hops: None, follow: None };
    for entry in node.entries() {
        let value = &entry.value;
        match entry.key.as_str() {
            "status" => redirect.status = Some(status(value, shop.found)?),
            "to" => redirect.to = Some(To::compile(value, shop.found)?),
            "hops" => redirect.hops = Some(Matcher::compile(value, shop.found)?),
            _ => redirect.follow = usize::try_from(shop.found.keep(read::whole(value, 1, 20))?).ok(),
        }
    }
    if let (Some(hops), None) = (node.entry("hops"), redirect.follow) {
        shop.found.push(
            Diagnostic::error("missing-key", &hops.key_place, "`hops` counts redirects that were followed")
                .help("add `follow: 3`, the most that are followed"),
        );
        return None;
    }
    Some(Box::new(redirect))
}

fn status(node: &Node, found: &mut Diagnostics) -> Option<Matcher> {
    if let Datum::Number(number) = &node.datum
        && !REDIRECTS.iter().any(|status| number.as_u64() == Some(u64::from(*status)))
    {
        found.push(
            Diagnostic::error("out-of-range", &node.place, format!("{number} is no redirect"))
                .help("a redirect has the status 301, 302, 303, 307 or 308"),
        );
        return None;
    }
    Matcher::compile(node, found)
}

impl Check for Redirect {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let Some(exchange) = seen.last() else {
            return Judgement::fails(written::nothing_sent("redirect", &self.place));
        };
        let answer = match &exchange.result {
            Ok(answer) => answer,
            Err(failure) => return Judgement::fails(written::no_answer("redirect", failure.kind, &self.place)),
        };
        if self.follow.is_some() {
            self.judge_chain(exchange, answer, scope)
        } else {
            self.judge_answer(exchange, answer, scope)
        }
    }

    fn demands(&self) -> Demands {
        Demands { redirects: self.follow, ..Demands::default() }
    }

    fn says_status(&self) -> bool {
        self.follow.is_none()
    }
}

impl Redirect {
    fn judge_answer(&self, exchange: &Exchange, answer: &Answer, scope: &Scope) -> Judgement {
        let mut out = Judgement::default();
        let right = REDIRECTS.contains(&answer.status.as_u16());
        out.assert(
            (!right).then(|| {
                wrong("status", "a redirect: 301, 302, 303, 307 or 308", answer.status.as_str()).at(&self.place)
            }),
        );
        if let Some(status) = &self.status {
            out.absorb(status.judge("redirect", "status", Some(&number(answer.status)), scope));
        }
        let locations: Vec<_> = answer.headers.get_all(http::header::LOCATION).iter().collect();
        let url = match locations.as_slice() {
            [] => Err("absent".to_owned()),
            [location] => match location.to_str() {
                Ok(text) => exchange.request.url.join(text).map_err(|error| format!("`{text}`: {error}")),
                Err(_) => Err("bytes that are no text".to_owned()),
            },
            more => Err(format!("{} of them", more.len())),
        };
        match (url, &self.to) {
            (Err(what), _) => {
                out.assert(Some(wrong("header location", "one address", what).at(&self.place)));
            }
            (Ok(_), None) => out.assert(None),
            (Ok(url), Some(to)) => {
                out.assert(None);
                out.absorb(to.judge("header location", &url, &exchange.request.url, scope));
            }
        }
        out
    }

    fn judge_chain(&self, exchange: &Exchange, answer: &Answer, scope: &Scope) -> Judgement {
        let mut out = Judgement::default();
        let hops = &exchange.hops;
        match &self.hops {
            Some(matcher) => out.absorb(matcher.judge("redirect", "hops", Some(&Value::from(hops.len())), scope)),
            None => out.assert(hops.is_empty().then(|| {
                let actual = format!("none: {} was answered at once", answer.status.as_str());
                wrong("hops", "at least one redirect", actual).at(&self.place)
            })),
        }
        for (at, hop) in hops.iter().enumerate() {
            if let Some(status) = &self.status {
                let field = format!("status (hop {})", at + 1);
                out.absorb(status.judge("redirect", &field, Some(&number(hop.status)), scope));
            }
        }
        let still = REDIRECTS.contains(&answer.status.as_u16());
        out.assert(still.then(|| {
            let location = answer.header("location").unwrap_or("nowhere");
            let actual = format!("{} to {location} after {} hops", answer.status.as_u16(), hops.len());
            wrong("status", "the end of the redirects", actual).at(&self.place)
        }));
        if let Some(to) = &self.to {
            let first = hops.first().map_or(&exchange.request.url, |hop| &hop.from);
            let last = hops.last().map_or(&exchange.request.url, |hop| &hop.to);
            out.absorb(to.judge("url", last, first, scope));
        }
        out
    }
}

fn number(status: StatusCode) -> Value {
    status.as_u16().into()
}

fn wrong(field: &str, expected: impl Into<String>, actual: impl Into<String>) -> Finding {
    Finding::wrong("redirect", field, expected, actual)
}

#[cfg(test)]
mod tests;
