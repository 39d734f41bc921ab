//! Whether request and answer are what the OpenAPI document says.

use std::sync::Arc;

use super::api::{Check, Compile, Workshop};
use super::written;
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::Exchange;
use crate::model::finding::{Finding, Judgement, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::openapi::conform::{Breach, Contract, Kind as BreachKind, Level};
use crate::openapi::document::Loading;
use crate::openapi::law::{Law, Leave};
use crate::openapi::schema::Undeclared;
use crate::value::scope::Scope;

pub mod coverage;

/// The check `contract`.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "contract",
    summary: "request and answer are what the OpenAPI document says (on every exchange of a suite that names one)",
    docs: r"
## What it does

Holds an exchange to an OpenAPI document (3.0, 3.1, 3.2; Swagger 2.0 by conversion): the operation exists; parameters,
headers and body of the request conform; the status is declared, and so is the content type; headers and body of the answer
conform. A finding names the field, what the document says and what came, and the place in the document.

A suite that says `contract: openapi.yaml` has it on every exchange. A step may name another document, or say otherwise:

- `undeclared: error | warn | allow`: what is said of properties, query parameters and bodies that the document does not
  name. `error` is the default: what nobody declared, nobody can rely on. Warnings stand in the evidence and in the summary.
- `request: any`: the request may be what the document forbids. So it is of itself when the answer is a 4xx.
- `skip: why`: the step is not held to the document, for this reason.

What goes to another address than the target's own is not judged.

How much of the document a suite has to use is said by `min_coverage` beside `file`. `holdpoint run SUITE --uncovered FILE`
writes cases for what it does not use, ready to be pasted.

## Why

A client reads what the document promises. An answer with a field of another type is green for everyone who did not write a
check for that field.

## Example

```yaml
contract: openapi.yaml
```
",
    schema: Shape::Either(&[Shape::Text, Shape::Record(&FORM)]),
    compile,
};

static FORM: Record = Record {
    name: "a contract check",
    fields: &[
        Field::new("file", Shape::Text, "another document than the suite's, beside the suite"),
        Field::new(
            "undeclared",
            Shape::Choice(&["error", "warn", "allow"]),
            "what is said of what the document does not name",
        ),
        Field::new("request", Shape::Choice(&["conforms", "any"]), "whether the request is held to the document"),
        Field::new("skip", Shape::Text, "why this step is not held to the document"),
    ],
};

/// The check, compiled; planning puts one on each step of a suite that names a contract.
#[derive(Debug)]
pub struct Holds {
    /// None where the step is left out, for a reason that the suite gives.
    law: Option<Arc<Law>>,
    leave: Leave,
    place: Place,
}

impl Holds {
    /// The check as it stands on every step.
    #[must_use]
    pub fn always(law: Arc<Law>, place: &Place) -> Self {
        Self { law: Some(law), leave: Leave::default(), place: place.clone() }
    }
}

fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Box<dyn Check>> {
    let place = node.place.clone();
    let Datum::Map(_) = node.datum else {
        let law = own(node, Undeclared::Error, shop)?;
        return Some(Box::new(Holds { law: Some(law), leave: Leave::default(), place }));
    };
    if !written::conforms(node, Shape::Record(&FORM), shop.found) {
        return None;
    }
    if node.entries().is_empty() {
        shop.found.push(written::empty(node, "`file`, `undeclared`, `request` or `skip`"));
        return None;
    }
    if let Some(entry) = node.entry("skip") {
        if let Some(other) = node.entries().iter().find(|other| other.key != "skip") {
            let what = format!("`{}` says nothing of a step that is left out", other.key);
            shop.found.push(Diagnostic::error("unknown-key", &other.key_place, what));
            return None;
        }
        written::literal(&entry.value, shop.found)?;
        return Some(Box::new(Holds { law: None, leave: Leave::default(), place }));
    }
    let undeclared = node.get("undeclared").and_then(Node::text).and_then(Undeclared::named);
    let law = match (node.get("file"), shop.law) {
        (Some(file), _) => own(file, undeclared.unwrap_or(Undeclared::Error), shop)?,
        (None, Some(law)) => law.clone(),
        (None, None) => {
            let what = "neither this check nor its suite names a document";
            shop.found.push(
                Diagnostic::error("missing-key", &place, what)
                    .help("write `contract: openapi.yaml` at the suite's top"),
            );
            return None;
        }
    };
    let may_be_wrong = node.get("request").and_then(Node::text) == Some("any");
    Some(Box::new(Holds { law: Some(law), leave: Leave { may_be_wrong, undeclared }, place }))
}

fn own(file: &Node, undeclared: Undeclared, shop: &mut Workshop<'_>) -> Option<Arc<Law>> {
    let loading = Loading { root: Some(shop.root.to_owned()), pinned: Vec::new() };
    let (contract, name) = open(file, &loading, shop)?;
    Some(Arc::new(Law::new(contract, name, undeclared, None)))
}

/// The contract in a file that a suite names; what of it cannot be read is told of.
pub fn open(file: &Node, loading: &Loading, shop: &mut Workshop<'_>) -> Option<(Arc<Contract>, String)> {
    let written = written::literal(file, shop.found)?;
    let path = shop.path(file, written)?;
    match shop.shelf.open(&path, loading) {
        Ok((contract, left_out)) => {
            for diagnostic in left_out {
                shop.found.push(diagnostic.also(&file.place, "named here"));
            }
            Some((contract, path.display().to_string()))
        }
        Err(found) => {
            for diagnostic in found {
                let placed = diagnostic.place.clone().or_else(|| Some(file.place.clone()));
                shop.found.push(Diagnostic { place: placed, ..diagnostic }.also(&file.place, "named here"));
            }
            None
        }
    }
}

impl Check for Holds {
    fn judge(&self, seen: &Observation, scope: &Scope) -> Judgement {
        let Some(law) = &self.law else { return Judgement::holds() };
        let mut out = Judgement::default();
        if seen.exchanges.is_empty() {
            let finding = Finding::wrong("contract", "contract", "an exchange to judge", "this step sent nothing");
            out.assert(Some(finding.weighing(Weight::Suite).at(&self.place)));
            return out;
        }
        let base = scope.ground().base.as_ref();
        for exchange in &seen.exchanges {
            // What goes elsewhere is no exchange of this contract.
            let abroad = base.is_some_and(|base| base.origin() != exchange.request.url.origin());
            out.assert(None);
            if !abroad {
                self.one(law, exchange, base.map_or("/", |base| base.path()), &mut out);
            }
        }
        out
    }
}

impl Holds {
    fn one(&self, law: &Law, exchange: &Exchange, base: &str, out: &mut Judgement) {
        let answer = exchange.answer();
        // A service that refuses has seen what was wrong; a case that meant it says so by the status it expects.
        let refused = answer.is_some_and(|answer| answer.status.is_client_error());
        let leave = Leave { may_be_wrong: self.leave.may_be_wrong || refused, ..self.leave };
        let verdict = law.judge(&exchange.request, answer, base, leave);
        law.note(&verdict);
        let wrong = verdict.breaches.iter().filter(|breach| breach.level == Level::Error);
        out.findings.extend(wrong.map(|breach| self.finding(law, breach)));
    }

    fn finding(&self, law: &Law, breach: &Breach) -> Finding {
        let weight = match breach.kind {
            BreachKind::Contract => Weight::Suite,
            _ => Weight::Wrong,
        };
        let says = format!("{} ({})", law.place(breach), breach.kind.name());
        let note = match &breach.note {
            Some(note) => format!("{note}; {says}"),
            None => says,
        };
        Finding::wrong("contract", &breach.field, &breach.expected, &breach.actual)
            .weighing(weight)
            .note(note)
            .at(&self.place)
    }
}

#[cfg(test)]
mod tests;
