//! `explore`: generated cases from the suite's contract, until a budget ends.

use std::sync::Arc;
use std::time::Instant;

use regex::Regex;

use super::api::{Compile, Seen, Stage, Step};
use super::caller;
use crate::check::api::Workshop;
use crate::check::contract;
use crate::explore::account;
use crate::explore::api::{Budget, Nobody, Options, Pasting};
use crate::explore::credential::{Credential, Credentials};
use crate::explore::drive;
use crate::explore::oracle;
use crate::explore::transport::{Carried, Transport};
use crate::model::diagnostic::Diagnostic;
use crate::model::exchange::Request;
use crate::model::finding::Finding;
use crate::model::kind::Kind;
use crate::model::mode::Mode;
use crate::model::node::{Datum, Node};
use crate::model::observation::Observation;
use crate::model::secret::Secret;
use crate::model::shape::{Field, Record, Shape};
use crate::openapi::document::Loading;
use crate::openapi::law::Law;
use crate::openapi::schema::Undeclared;
use crate::syntax::nearest::suggestion;
use crate::syntax::read;
use crate::value::credential::looks_secret;

/// What an exploration judges by itself, and does only once.
const REFUSED: [&str; 6] = ["expect", "id", "repeat", "retry", "save", "until"];
/// The most requests that a budget may name.
const MOST: i64 = 1_000_000_000;

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "explore",
    summary: "asks what nobody wrote a case for: generated cases from the contract, until a budget ends",
    docs: r"## What it does

Does what `holdpoint explore` does, as a case of a suite: examples, boundaries, what the document refuses, chains of
operations (make, read, change, list, delete), callers that are missing or wrong, and then random requests, until the budget
ends. `explore: 10s` and `explore: 2000` (requests) are short for `explore: { budget: … }`. Beside the budget it takes

- `operation`: a regular expression; only operations whose name (`GET /orders/{id}`) or operationId it fits, and of others
  only what those need;
- `only`, `skip`: oracles, by the names under which `holdpoint explain` has them;
- `seed`: what every request derives from; the run's `--seed` by default;
- `jobs`: how many requests are under way at once, 32 by default, and never more than the target's limits let through;
- `max_findings`: after so many it ends, 100 by default;
- `contract`: another document than the suite's.

Paths stand behind the target's address, or behind what `contract: { base: … }` says; the suite's `base` is not for them. What
the caller (`as`) adds is the credential that the oracles of authentication leave out and spoil; so is a header of the suite
or the target that holds a secret. On a live target only what reads is sent, unless writes are approved for the run;
`mutates: false` keeps it so everywhere. What was made is deleted at the end, also when the run is stopped.

A finding is one of the case, with the oracle, the exchanges that show it, the places in the suite and in the contract, and a
case that can be pasted. An exploration that nothing answered, that explored nothing, or that the case's `deadline` cut before
its budget was spent is inconclusive. The evidence keeps the exchanges of findings and the first success of each operation;
what was sent in all is counted in `case.end`.

## Why

People write cases for what they think of. A contract promises more than that.

## Example

```yaml
explore: { budget: 2000, operation: /orders, skip: [undeclared-status] }
as: operator
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Explore::compile(node, shop)?)),
};

const BUDGET: Shape = Shape::Either(&[Shape::Duration, Shape::Integer { min: 1, max: MOST }]);

static RECORD: Record = Record {
    name: "an exploration",
    fields: &[Field::required(
        "explore",
        Shape::Either(&[Shape::Duration, Shape::Integer { min: 1, max: MOST }, Shape::Record(&FORM)]),
        "How much is asked: `10s`, a number of requests, or a mapping.",
    )],
};

static FORM: Record = Record {
    name: "an exploration",
    fields: &[
        Field::new("budget", BUDGET, "How much is asked: `10s` (the default), or a number of requests."),
        Field::new(
            "seed",
            Shape::Integer { min: 0, max: i64::MAX },
            "What every request derives from; the run's by default.",
        ),
        Field::new(
            "operation",
            Shape::Text,
            "A regular expression: only operations whose name or operationId it fits.",
        ),
        Field::new("only", Shape::OneOrMany(&Shape::Text), "Only these oracles."),
        Field::new("skip", Shape::OneOrMany(&Shape::Text), "Not these oracles."),
        Field::new(
            "jobs",
            Shape::Integer { min: 1, max: 1_000 },
            "How many requests are under way at once; 32 by default.",
        ),
        Field::new("max_findings", Shape::Integer { min: 1, max: 10_000 }, "Ends after so many; 100 by default."),
        Field::new("contract", Shape::Text, "Another OpenAPI document than the suite's, beside the suite."),
    ],
};

#[derive(Debug)]
struct Explore {
    law: Arc<Law>,
    /// All but what only the run knows.
    options: Options,
    seed: Option<u64>,
    /// Whether the suite says that it writes, or that it does not.
    mutates: Option<bool>,
    label: String,
}

impl Explore {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let form = node.get("explore")?;
        for entry in REFUSED.iter().filter_map(|key| node.entry(key)) {
            let what = format!("`{}` is not a key of an exploration", entry.key);
            let help = "it judges by itself what it sends, by the contract; remove the key";
            shop.found.push(Diagnostic::error("unknown-key", &entry.key_place, what).help(help));
        }
        let law = match (form.get("contract"), shop.law) {
            (Some(file), _) => {
                let loading = Loading { root: Some(shop.root.to_owned()), pinned: Vec::new() };
                let (contract, name) = contract::open(file, &loading, shop)?;
                Arc::new(Law::new(contract, name, Undeclared::Error, None))
            }
            (None, Some(law)) => law.clone(),
            (None, None) => {
                let what = "neither this exploration nor its suite names a document that can be read";
                let help = "write `contract: openapi.yaml` at the suite's top";
                shop.found.push(Diagnostic::error("missing-key", &form.place, what).help(help));
                return None;
            }
        };
        let mut options = Options::new(0);
        let written = if form.entries().is_empty() { Some(form) } else { form.get("budget") };
        if let Some(written) = written {
            options.budget = budget(written, shop)?;
        }
        let whole = |key: &str, most: i64, shop: &mut Workshop<'_>| match form.get(key) {
            Some(node) => shop.found.keep(read::whole(node, i64::from(key != "seed"), most)).map(Some),
            None => Some(None),
        };
        let seed = whole("seed", i64::MAX, shop)?.and_then(|seed| u64::try_from(seed).ok());
        let count = |number: Option<i64>, usual| number.and_then(|one| usize::try_from(one).ok()).unwrap_or(usual);
        options.jobs = count(whole("jobs", 1_000, shop)?, options.jobs);
        options.max_findings = count(whole("max_findings", 10_000, shop)?, options.max_findings);
        options.only = oracles(form, "only", shop)?;
        options.skip = oracles(form, "skip", shop)?;
        options.operation = match form.get("operation") {
            Some(node) => Some(filter(node, shop)?),
            None => None,
        };
        options.prefix.clone_from(&law.prefix);
        let operations = &law.contract.api.operations;
        if !operations.iter().any(|one| options.chooses(one)) {
            let place = form.get("operation").map_or(&form.place, |node| &node.place);
            let what = match operations.first() {
                Some(first) => format!("this fits none of the document's operations, such as `{}`", first.name()),
                None => "the document has no operations: there is nothing to explore".into(),
            };
            shop.found.push(Diagnostic::error("explore", place, what));
            return None;
        }
        let mutates = match node.get("mutates").map(|node| &node.datum) {
            Some(Datum::Bool(said)) => Some(*said),
            _ => None,
        };
        let label = format!("explore {} ({})", law.name, account::shown(options.budget));
        Some(Self { law, options, seed, mutates, label })
    }

    /// What only the run knows: who asks, how much may be asked at once, and whether something may be written.
    fn options(&self, stage: &Stage<'_>) -> Result<Options, Finding> {
        let endpoint = &stage.station.endpoint;
        let (credentials, of_headers) = credentials(stage)?;
        let mut jobs = self.options.jobs;
        if endpoint.mode == Mode::Live {
            // More would only wait in line, and be waited for when the run is stopped.
            jobs = jobs.min(endpoint.target.max_concurrency.unwrap_or(jobs));
            let slow = endpoint
                .target
                .rate
                .and_then(|rate| (1..jobs).find(|jobs| u32::try_from(*jobs).is_ok_and(|jobs| f64::from(jobs) >= rate)));
            jobs = slow.unwrap_or(jobs);
        }
        let caller = stage.caller.filter(|caller| !caller.name.is_empty());
        let nobody = match caller.map(|caller| &caller.nobody) {
            _ if of_headers => Nobody::Missing,
            Some(Some(name)) => Nobody::Named(name.clone()),
            Some(None) => Nobody::Missing,
            None => Nobody::Unnamed,
        };
        Ok(Options {
            seed: self.seed.unwrap_or(stage.scope.ground().seed),
            may_write: stage.station.writes && self.mutates != Some(false),
            credentials,
            jobs,
            timeout: stage.timeout,
            stop: stage.case.stop.clone(),
            deadline: Some(stage.end.into_std()),
            pasting: Pasting { caller: caller.map(|caller| caller.name.clone()), nobody, rooted: stage.base.is_some() },
            ..self.options.clone()
        })
    }
}

fn budget(node: &Node, shop: &mut Workshop<'_>) -> Option<Budget> {
    let text = shop.found.keep(read::scalar_text(node))?;
    shop.found.keep(account::budget(&text).map_err(|what| Diagnostic::error("explore", &node.place, what)))
}

fn oracles(form: &Node, key: &str, shop: &mut Workshop<'_>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for node in form.get(key).map(read::one_or_many).unwrap_or_default() {
        let name = shop.found.keep(read::text(node))?;
        let known = || oracle::TABLE.iter().map(|row| row.id);
        if !known().any(|id| id == name) {
            let help = suggestion(name, known()).unwrap_or_else(|| "`holdpoint explain` lists them".into());
            shop.found
                .push(Diagnostic::error("explore", &node.place, format!("there is no oracle `{name}`")).help(help));
            return None;
        }
        names.push(name.to_owned());
    }
    Some(names)
}

fn filter(node: &Node, shop: &mut Workshop<'_>) -> Option<Regex> {
    let text = shop.found.keep(read::text(node))?;
    let compiled = Regex::new(text).map_err(|error| Diagnostic::error("regex", &node.place, error.to_string()));
    shop.found.keep(compiled)
}

/// Who asks, and whether a header of the suite or the target is a part of that: one that holds a secret, or is named so.
fn credentials(stage: &Stage<'_>) -> Result<(Credentials, bool), Finding> {
    let mut credentials = Credentials::default();
    let secrets = &stage.scope.ground().secrets;
    for (name, template) in stage.headers {
        let value = caller::value(template, stage.scope)?;
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        if looks_secret(name.as_str()) || secrets.values().any(|secret| text.contains(secret.expose())) {
            credentials.given.push(Credential::Header(name.clone(), Secret::new(text)));
        } else {
            credentials.headers.push((name.clone(), value));
        }
    }
    let of_headers = !credentials.given.is_empty();
    if let Some(caller) = stage.caller {
        credentials.given.extend(caller.credentials(stage.scope)?);
    }
    Ok((credentials, of_headers))
}

impl Step for Explore {
    fn label(&self) -> String {
        self.label.clone()
    }

    /// By itself it keeps to what may be sent; only a suite that says that it writes is not run where nothing may be written.
    fn mutates(&self) -> bool {
        self.mutates == Some(true)
    }

    fn may_repeat(&self) -> bool {
        false
    }

    fn explores(&self) -> bool {
        true
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let options = self.options(stage)?;
            let (root, road) = (&stage.station.endpoint.base, Road { stage });
            let summary = drive::explore(&self.law.contract, &road, root, &options, &mut |_| {}).await;
            self.law.absorb(&summary.coverage);
            let exploration = account::exploration(&summary, &options);
            for exchange in &exploration.exchanges {
                (stage.tell)(exchange);
            }
            Ok(Observation {
                exchanges: exploration.exchanges.clone(),
                exploration: Some(exploration),
                elapsed: clock.elapsed(),
                ..Observation::default()
            })
        })
    }
}

/// The way to the target: marked as every request of the case is, and in its turn.
struct Road<'a> {
    stage: &'a Stage<'a>,
}

impl Transport for Road<'_> {
    fn carry(&self, mut request: Request, timeout: std::time::Duration) -> Carried<'_> {
        let Stage { station, case, .. } = self.stage;
        station.mark(&mut request.headers, &case.key);
        Box::pin(station.send(case.marked(request, timeout)))
    }
}
