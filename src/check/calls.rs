//! What a mock saw during a case: how often, when, in which order, and what was alike.

use http::HeaderName;

use super::api::{Check, Compile, Workshop};
use super::limit::{Limit, Zero};
use super::written;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::nearest::suggestion;
use crate::syntax::read;
use crate::value::matcher::Matcher;

mod judge;

/// The check `calls`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "calls",
    summary: "what the mock saw: count, order, gaps, equal or different parts",
    docs: r#"
## What it does

Judges the requests that arrived at the mock during the case. Each key is a stub's id, `total` (all of them) or `unmatched`
(those that no stub answered); its value is a matcher on how many there were, or a mapping:

- `count`: a matcher on how many there were.
- `after`: another stub, whose first arrival comes before the first one here.
- `gaps`: a comparator for every gap between two arrivals that follow each other, or a list with one for each gap.
- `same`, `differ`: parts that are equal in all arrivals, or different in each: `method`, `path`, `body`, `body_sha256`,
  `header.NAME`, `query.NAME`. A header or parameter has to be there to be equal or different.

Only a mock can tell: against a live target, or when the mock's journal lost arrivals, the case is inconclusive.

## Why

A client that retries a write without a key, or at once, shows nothing of it in its answers.

## Example

```yaml
calls:
  create-order:
    count: 3
    after: list-products
    gaps: ">= 2s"
    same: [header.idempotency-key, body_sha256]
  total: { le: 5 }
  unmatched: 0
```
"#,
    schema: SHAPE,
    compile,
};

const SHAPE: Shape = Shape::Map(&Shape::Either(&[Shape::Record(&FORM), Matcher::SHAPE]));
const KEYS: [&str; 5] = ["count", "after", "gaps", "same", "differ"];
const PARTS: [&str; 6] = ["method", "path", "body", "body_sha256", "header.NAME", "query.NAME"];

static FORM: Record = Record {
    name: "calls of a stub",
    fields: &[
        Field::new("count", Matcher::SHAPE, "how many there were"),
        Field::new("after", Shape::Text, "the stub whose first arrival comes before"),
        Field::new("gaps", Shape::OneOrMany(&Shape::Text), "the time between two arrivals, such as `>= 2s`"),
        Field::new("same", Shape::OneOrMany(&Shape::Text), "parts that are equal in all arrivals"),
        Field::new("differ", Shape::OneOrMany(&Shape::Text), "parts that are different in each arrival"),
    ],
};

/// Which arrivals.
#[derive(Debug, PartialEq, Eq)]
enum Which {
    Total,
    Unmatched,
    Stub(String),
}

impl Which {
    fn named(name: &str) -> Self {
        match name {
            "total" => Self::Total,
            "unmatched" => Self::Unmatched,
            stub => Self::Stub(stub.to_owned()),
        }
    }
}

/// A part of an arrival.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Method,
    Path,
    Body,
    BodySha256,
    Header(HeaderName),
    Query(String),
}

impl Part {
    fn compile(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let text = written::literal(node, found)?;
        match (text, text.split_once('.')) {
            ("method", _) => return Some(Self::Method),
            ("path", _) => return Some(Self::Path),
            ("body", _) => return Some(Self::Body),
            ("body_sha256", _) => return Some(Self::BodySha256),
            (_, Some(("query", name))) if !name.is_empty() => return Some(Self::Query(name.to_owned())),
            (_, Some(("header", name))) => {
                if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                    return Some(Self::Header(name));
                }
            }
            _ => {}
        }
        found.push(
            Diagnostic::error("wrong-word", &node.place, format!("`{text}` is no part of a request"))
                .maybe_help(suggestion(text, PARTS)),
        );
        None
    }
}

/// Parts that are compared, with what a person calls them.
#[derive(Debug)]
struct Compared {
    part: Part,
    name: String,
    place: Place,
}

/// What is demanded of some arrivals.
#[derive(Debug)]
struct Demand {
    which: Which,
    name: String,
    count: Option<Matcher>,
    after: Option<(String, Place)>,
    gaps: Vec<Limit>,
    same: Vec<Compared>,
    differ: Vec<Compared>,
}

impl Demand {
    fn compile(name: &str, node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let mut demand = Self {
            which: Which::named(name),
            name: name.to_owned(),
            count: None,
            after: None,
            gaps: Vec::new(),
            same: Vec::new(),
            differ: Vec::new(),
        };
        if !written::uses_any(node, &KEYS) {
            demand.count = Some(Matcher::compile(node, found)?);
            return Some(demand);
        }
        if !written::conforms(node, Shape::Record(&FORM), found) {
            return None;
        }
        for entry in node.entries() {
            let value = &entry.value;
            match entry.key.as_str() {
                "count" => demand.count = Some(Matcher::compile(value, found)?),
                "after" => demand.after = Some((other(name, value, found)?, value.place.clone())),
                "gaps" => {
                    for item in read::one_or_many(value) {
                        let text = found.keep(read::text(item))?;
                        demand.gaps.push(Limit::compile(text, Zero::Refused, &item.place, found)?);
                    }
                }
                key => {
                    let into = if key == "same" { &mut demand.same } else { &mut demand.differ };
                    for item in read::one_or_many(value) {
                        let part = Part::compile(item, found)?;
                        let name = item.text().unwrap_or_default().to_owned();
                        into.push(Compared { part, name, place: item.place.clone() });
                    }
                }
            }
        }
        let twice = demand.same.iter().find(|same| demand.differ.iter().any(|other| other.part == same.part));
        if let Some(twice) = twice {
            let what = format!("`{}` cannot be both the same and different", twice.name);
            found.push(Diagnostic::error("contradiction", &twice.place, what));
            return None;
        }
        Some(demand)
    }
}

fn other(name: &str, node: &Node, found: &mut Diagnostics) -> Option<String> {
    let other = written::literal(node, found)?;
    if other == name || matches!(other, "total" | "unmatched") {
        found.push(Diagnostic::error("contradiction", &node.place, format!("`{name}` cannot come after `{other}`")));
        return None;
    }
    Some(other.to_owned())
}

#[derive(Debug)]
struct Calls {
    place: Place,
    demands: Vec<Demand>,
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    if !written::conforms(node, SHAPE, shop.found) {
        return None;
    }
    // Each demand is read before any is given up, so that every fault is told at once.
    let demands: Vec<_> =
        node.entries().iter().map(|entry| Demand::compile(&entry.key, &entry.value, shop.found)).collect();
    let demands = demands.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Box::new(Calls { place: node.place.clone(), demands }))
}

#[cfg(test)]
mod tests;
