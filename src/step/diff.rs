//! `diff`: compares two contracts by what they mean; what it finds is a JSON document that checks judge.

use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use super::api::{Compile, Seen, Stage, Step};
use crate::check::api::Workshop;
use crate::check::diff::compared::{DAYS_BETA, DAYS_STABLE, Named, Terms, WORLD, document};
use crate::model::clock;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::{Document, Observation};
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::path::{clean, is_inside};
use crate::value::scope::Scope;
use crate::value::template::Template;

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "diff",
    summary: "compares two contracts by what they mean",
    docs: r#"## What it does

Compares two OpenAPI documents as `holdpoint diff` does; nothing is sent. `old` and `new` are each

- a file, by its path from the suite's folder: `old: contracts/v1.yaml`; it does not lead out of the project;
- what an earlier step saw: `new: "${served.json}"`, or `new: { text: "${served.body}" }` where it is YAML.

What it finds is the document `holdpoint-diff/v1`, as `holdpoint diff --output json` prints it but for the exit code: `verdict`,
`summary.error`, `summary.warn`, `summary.info`, and `changes`, each with `id`, `level`, `operations`, `text`, `witness`. It is
judged by `json`, taken apart by `save`, and is `${id.json…}` for the steps after it. `expect: { diff: breaking }` is short for:
nothing breaks; each change is a finding.

`verdict` is `green` where nothing breaks, `red` where something does, and `inconclusive` where nobody could decide about any of
what may break. Whatever is expected, such a change makes the case inconclusive, unless the expectation speaks of a `verdict`.

## Why

How much a new version breaks is computed, not typed in by whoever wants to release it.

## Example

```yaml
id: compared
diff: { old: contracts/v1.yaml, new: contracts/v2.yaml, days_stable: 90 }
expect: { json: { summary.error: 0, summary.warn: { le: 3 } } }
```
"#,
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Comparison::compile(node, shop)?)),
};

static RECORD: Record =
    Record { name: "a diff step", fields: &[Field::required("diff", Shape::Record(&FORM), "What is compared.")] };

static FORM: Record = Record {
    name: "a diff",
    fields: &[
        Field::required("old", SIDE, "The old contract: a file, a document that was seen, or `{ text }`."),
        Field::required("new", SIDE, "The new contract."),
        WORLD,
        DAYS_STABLE,
        DAYS_BETA,
    ],
};

const SIDE: Shape = Shape::Either(&[Shape::Text, Shape::Record(&TEXT)]);

static TEXT: Record = Record {
    name: "a contract as text",
    fields: &[Field::required("text", Shape::Text, "The text of a contract, JSON or YAML.")],
};

#[derive(Debug)]
struct Comparison {
    old: Side,
    new: Side,
    terms: Terms,
    folder: PathBuf,
    root: PathBuf,
    label: String,
}

/// One of the two contracts.
#[derive(Debug)]
struct Side {
    /// `old` or `new`.
    key: &'static str,
    from: From,
}

#[derive(Debug)]
enum From {
    /// Read when the suite was.
    Read(Named),
    /// A file whose name is filled in, or a document that an earlier step saw.
    Filled(Template),
    Text(Template),
}

impl Comparison {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let form = node.get("diff")?;
        for key in ["world", "days_stable", "days_beta"] {
            if let Some(value) = form.get(key).filter(|value| value.is_template()) {
                shop.found.push(
                    Diagnostic::error("needs-literal", &value.place, "a template cannot stand here")
                        .help("write the value out: it has to be known before anything is compared"),
                );
                return None;
            }
        }
        let (old, new) = (Side::compile("old", form, shop), Side::compile("new", form, shop));
        let (folder, root) = (shop.folder.to_owned(), shop.root.to_owned());
        let (old, new) = (old?, new?);
        let label = format!("diff {} {}", old.label(), new.label());
        Some(Self { old, new, terms: Terms::read(form), folder, root, label })
    }
}

impl Side {
    fn compile(key: &'static str, form: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let written = form.get(key)?;
        let from = match written.get("text") {
            Some(text) => From::Text(shop.found.keep(Template::compile(text))?),
            None => {
                let template = shop.found.keep(Template::compile(written))?;
                match template.literal() {
                    Some(literal) => From::Read(Named::open(written, literal.as_str()?, shop)?),
                    None => From::Filled(template),
                }
            }
        };
        Some(Self { key, from })
    }

    fn label(&self) -> String {
        match &self.from {
            From::Read(named) => named.name.to_string(),
            From::Filled(template) | From::Text(template) => {
                template.place().source().text[template.place().span()].to_owned()
            }
        }
    }

    fn open(&self, step: &Comparison, scope: &Scope) -> Result<Named, Finding> {
        match &self.from {
            From::Read(named) => Ok(named.clone()),
            From::Text(template) => {
                let text = template.fill_text(scope).map_err(|what| what.finding("diff"))?;
                self.parse(text.into_owned(), template.place())
            }
            From::Filled(template) => {
                let filled = template.fill(scope).map_err(|what| what.finding("diff"))?;
                match filled.as_ref() {
                    Value::String(written) => self.file(written, step, template.place()),
                    document => self.parse(document.to_string(), template.place()),
                }
            }
        }
    }

    /// What an earlier step saw is the service's: where it is no contract, the service is wrong.
    fn parse(&self, text: String, place: &Place) -> Result<Named, Finding> {
        let name = &place.source().text[place.span()];
        Named::text(name.trim_matches(['"', '\'']), text)
            .map_err(|why| Finding::wrong("diff", self.key, "an OpenAPI document", why).at(place))
    }

    fn file(&self, written: &str, step: &Comparison, place: &Place) -> Result<Named, Finding> {
        let suite = |expected: &str, actual: String| {
            Finding::wrong("diff", self.key, expected, actual).weighing(Weight::Suite).at(place)
        };
        // What names no file is told by its beginning alone: it may be a whole document.
        let named = written.lines().next().unwrap_or_default().chars().take(80).collect::<String>();
        let path = clean(&step.folder.join(written));
        if !is_inside(&path, &step.root) {
            return Err(suite("a path inside the project", format!("`{named}`, which leads out of it")));
        }
        Named::file(written, &path, &step.root).map_err(|found| {
            let told: Vec<String> = found.into_vec().into_iter().map(|diagnostic| diagnostic.message).collect();
            let finding = suite("an OpenAPI document in a file", format!("`{named}`: {}", told.join("; ")));
            finding.note("a document that is text is written `{ text: … }`")
        })
    }
}

impl Step for Comparison {
    fn label(&self) -> String {
        self.label.clone()
    }

    fn sends(&self) -> bool {
        false
    }

    fn mutates(&self) -> bool {
        false
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let old = self.old.open(self, stage.scope)?;
            let new = self.new.open(self, stage.scope)?;
            let (terms, now) = (self.terms, clock::now());
            // Contracts are large, and cases beside this one wait for their answers meanwhile.
            let compared = tokio::task::spawn_blocking(move || document(&old, &new, terms, now));
            let compared = compared.await.map_err(|error| {
                Finding::wrong("diff", "diff", "a comparison", error.to_string()).weighing(Weight::Bug)
            })?;
            let bytes = Bytes::from(compared.to_string());
            let document = Document::new(self.label(), bytes, None, Some(Ok(compared)));
            Ok(Observation { document: Some(document), elapsed: clock.elapsed(), ..Observation::default() })
        })
    }
}
