//! `graphql`: an operation that is held to a pinned schema before it is sent.

use std::path::PathBuf;
use std::sync::Arc;

use http::header::{ACCEPT, HeaderValue};

use super::api::{Compile, Seen, Stage, Step};
use super::request::{Draft, FIELDS};
use crate::check::api::Workshop;
use crate::graphql::document::{Meant, Operation};
use crate::graphql::schema::{self, Pinned};
use crate::graphql::variable;
use crate::graphql::written::Written;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::exchange::Request;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Entry, Node};
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::read;
use crate::value::template::Template;

/// What such a step takes (GraphQL over HTTP, section 5.1).
const ACCEPTED: &str = "application/graphql-response+json, application/json";

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "graphql",
    summary: "sends a GraphQL operation that is valid by a pinned schema",
    docs: r"## What it does

Sends a document of GraphQL, or `{ file: queries/shop.graphql }`, as POST of `{query, variables, operationName}` (GraphQL
over HTTP). Where a document holds several operations, `operation` names the one that is sent.

The document is held to the schema when the suite is read, and so are `variables` as far as they are known: `holdpoint check`
tells each fault at its letter, and nothing invalid is sent. The schema is a file of the project, in the schema definition
language or an introspection result (`.json`). Suites name it, and the path, once for all steps:

    graphql: { path: /graphql, schema: schema.graphql }

A step may say its own `path` and `schema`. No template stands in a document: values belong into `variables`.

A query only reads. A mutation writes: live it needs approval, and it is retried only with an `idempotency-key`. Subscriptions
are not sent. `check` warns of fields that the schema deprecates, and of a mutation that does not ask for the payload's list
of user errors.

`unchecked: why` sends a document, or variables, that the schema refuses, for a reason; that the schema takes them is an
error. Such a step wants `errors`. Where its document holds the word `mutation`, it counts as one.

The answer is judged by the check `graphql`, which demands `ok` where the step says nothing else, and by the schema's types.

## Why

A field that was renamed is found when the suite is read, not in the night of a rollout; and HTTP 200 with `errors` is no
success.

## Example

```yaml
graphql: |
  query Shop($n: Int!) {
    shop { name }
    products(first: $n) { nodes { id status } }
  }
variables: { n: 1 }
path: /admin/api/graphql.json
schema: schema.graphql
expect: { json: { data.shop.name: { type: string } } }
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Graphql::compile(node, shop)?)),
};

static FILE: Record = Record {
    name: "a document",
    fields: &[Field::required("file", Shape::Text, "The document's file, beside the suite.")],
};

static RECORD: Record = Record {
    name: "a graphql step",
    fields: &[
        Field::required(
            "graphql",
            Shape::Either(&[Shape::Text, Shape::Record(&FILE)]),
            "The document, or `{ file: … }`.",
        ),
        Field::new("variables", Shape::Map(&Shape::Any), "The operation's variables."),
        Field::new("operation", Shape::Text, "Which operation of the document is sent, where it holds several."),
        Field::new("path", Shape::Text, "Where it is sent, instead of the suite's `graphql.path`."),
        Field::new("schema", Shape::Text, "The schema that it is held to, instead of the suite's `graphql.schema`."),
        Field::new("unchecked", Shape::Text, "Why a document is sent that the schema refuses."),
        FIELDS[0],
        FIELDS[2],
        FIELDS[3],
        FIELDS[4],
        FIELDS[5],
    ],
};

#[derive(Debug)]
struct Graphql {
    draft: Draft,
    meant: Meant,
    /// Variables whose values are known only when they are sent.
    open: Option<Template>,
    mutates: bool,
}

impl Graphql {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let action = node.get("graphql")?;
        let written = document(action, shop)?;
        let pinned = pinned(node, action, shop)?;
        let path = setting(node, action, "path", shop)?;
        let chosen = match node.get("operation") {
            Some(name) => Some((literal(name, shop)?, &name.place)),
            None => None,
        };
        let (meant, open) = match node.entry("unchecked") {
            Some(entry) => (unchecked(entry, &pinned, &written, chosen, node, shop)?, None),
            None => answered(&pinned, &written, chosen, node, shop)?,
        };
        let name = match &meant {
            Meant::Answered(operation) => operation.name().map(str::to_owned),
            Meant::Refused => chosen.map(|(name, _)| name.to_owned()),
        };
        let writes = match &meant {
            Meant::Answered(operation) => operation.writes(),
            // What a service makes of a document that it should refuse is not known: only a word that it has to hold is.
            Meant::Refused => written.text.contains("mutation"),
        };
        let mut draft = Draft::compile(&request(node, action, &path, &written.text, name.as_deref()), "call", shop)?;
        let kind = match &meant {
            Meant::Answered(operation) => operation.kind(),
            Meant::Refused => "unchecked",
        };
        draft.label = match &name {
            Some(name) => format!("graphql {kind} {name}"),
            None => format!("graphql {kind}"),
        };
        let writes = writes || draft.overrides_method();
        let mutates = match node.get("mutates") {
            Some(Node { datum: Datum::Bool(false), place, .. }) if writes => {
                let what = "a mutation writes by its very meaning";
                shop.found.push(Diagnostic::error("mutates", place, what).help("remove the key"));
                return None;
            }
            Some(Node { datum: Datum::Bool(said), .. }) => *said,
            _ => writes,
        };
        Some(Self { draft, meant, open, mutates })
    }

    /// Variables that were not known when the suite was read are held to their types now.
    fn hold(&self, stage: &Stage<'_>) -> Result<(), Finding> {
        let (Some(open), Meant::Answered(operation)) = (&self.open, &self.meant) else { return Ok(()) };
        let filled = open.fill(stage.scope).map_err(|what| what.finding("graphql"))?;
        variable::judge_filled(operation, &filled, open.place()).map_err(|what| {
            let wanted = "values of the types that the operation declares";
            Finding::wrong("graphql", "variables", wanted, what).weighing(Weight::Suite).at(open.place())
        })
    }
}

/// The document: what stands in the suite, or in a file.
fn document(action: &Node, shop: &mut Workshop<'_>) -> Option<Written> {
    if let Some(file) = action.get("file") {
        let name = literal(file, shop)?;
        return shop.read(file, name).map(Written::of_file);
    }
    let template = shop.found.keep(Template::compile(action))?;
    let text = template.literal().and_then(|value| value.as_str());
    if text.is_none() {
        let what = "a document holds no templates: it is held to the schema before anything is known";
        let help = "declare a variable (`query Q($id: ID!)`) and give its value under `variables`";
        shop.found.push(Diagnostic::error("needs-literal", &action.place, what).help(help));
    }
    text.map(|text| Written::inline(action, text.to_owned()))
}

/// What the step says of itself, or else the suite.
fn setting(node: &Node, action: &Node, key: &str, shop: &mut Workshop<'_>) -> Option<Node> {
    let found = node.get(key).or_else(|| shop.graphql.settings.and_then(|settings| settings.get(key)));
    if found.is_none() {
        let what = format!("neither this step nor its suite says the `{key}`");
        let help = match key {
            "schema" => {
                "pin the service's schema: write `graphql: { path: /graphql, schema: schema.graphql }` at the suite's top; the \
                 file is its schema in SDL, or an introspection result (`.json`)"
            }
            _ => "write `graphql: { path: /graphql, schema: schema.graphql }` at the suite's top",
        };
        shop.found.push(Diagnostic::error("missing-key", &action.place, what).help(help));
    }
    found.cloned()
}

fn pinned(node: &Node, action: &Node, shop: &mut Workshop<'_>) -> Option<Arc<Pinned>> {
    let file = setting(node, action, "schema", shop)?;
    let name = literal(&file, shop)?;
    let path: PathBuf = shop.path(&file, name)?;
    match shop.graphql.schemas.map_or_else(|| schema::load(&path), |schemas| schemas.open(&path)) {
        Ok(pinned) => Some(pinned),
        Err(found) => {
            for mut diagnostic in found {
                match diagnostic.place {
                    Some(_) => diagnostic = diagnostic.also(&file.place, "named here"),
                    None => diagnostic.place = Some(file.place.clone()),
                }
                shop.found.push(diagnostic);
            }
            None
        }
    }
}

fn literal<'n>(node: &'n Node, shop: &mut Workshop<'_>) -> Option<&'n str> {
    let text = shop.found.keep(read::text(node))?;
    if node.is_template() {
        shop.found.push(Diagnostic::error("needs-literal", &node.place, "a template cannot stand here"));
        return None;
    }
    Some(text)
}

/// What is sent to be answered, and its variables where they are not all known.
fn answered(
    pinned: &Arc<Pinned>,
    written: &Written,
    chosen: Option<(&str, &Place)>,
    node: &Node,
    shop: &mut Workshop<'_>,
) -> Option<(Meant, Option<Template>)> {
    let (operation, unwise) = match Operation::read(pinned, written, chosen) {
        Ok(read) => read,
        Err(wrong) => {
            shop.found.absorb(wrong.into_iter().collect());
            return None;
        }
    };
    shop.found.absorb(unwise.into_iter().collect());
    let variables = node.get("variables");
    let mut wrong = Diagnostics::default();
    variable::judge(&operation, variables, &written.place(0..written.text.len()), &mut wrong);
    let holds = !wrong.has_errors();
    shop.found.absorb(wrong);
    let open = match variables {
        Some(variables) => Some(shop.found.keep(Template::compile(variables))?),
        None => None,
    };
    let open = open.filter(|open| open.literal().is_none());
    holds.then(|| (Meant::Answered(Arc::new(operation)), open))
}

/// What is sent to be refused: the schema has to refuse it first.
fn unchecked(
    entry: &Entry,
    pinned: &Arc<Pinned>,
    written: &Written,
    chosen: Option<(&str, &Place)>,
    node: &Node,
    shop: &mut Workshop<'_>,
) -> Option<Meant> {
    let why = literal(&entry.value, shop)?;
    let said = if why.trim().is_empty() {
        "`unchecked` says why, and this says nothing"
    } else {
        let mut wrong = Diagnostics::default();
        match Operation::read(pinned, written, chosen) {
            Ok((operation, _)) => variable::judge(&operation, node.get("variables"), &entry.key_place, &mut wrong),
            Err(_) => return Some(Meant::Refused),
        }
        if wrong.has_errors() {
            return Some(Meant::Refused);
        }
        "the schema takes this document and its variables: there is nothing that is unchecked"
    };
    shop.found.push(Diagnostic::error("graphql-unchecked", &entry.key_place, said).help("remove the key"));
    None
}

/// The step as the request that it is.
fn request(node: &Node, action: &Node, path: &Node, document: &str, operation: Option<&str>) -> Node {
    let at = &action.place;
    let text = |text: String, place: &Place| Node { datum: Datum::Text(text), place: place.clone() };
    let entry = |key: &str, value: Node| Entry { key: key.to_owned(), key_place: at.clone(), value };
    // What looks like a template in a string or a comment of the document is none.
    let mut body = vec![entry("query", text(document.replace("${", "$${"), at))];
    body.extend(node.get("variables").map(|variables| entry("variables", variables.clone())));
    body.extend(operation.map(|name| entry("operationName", text(name.to_owned(), at))));
    let line = format!("POST {}", path.text().unwrap_or_default());
    let mut entries = vec![
        entry("call", text(line, &path.place)),
        entry("json", Node { datum: Datum::Map(body), place: at.clone() }),
    ];
    entries.extend(
        ["headers", "cookies", "redirects", "http", "compression"].iter().filter_map(|key| node.entry(key)).cloned(),
    );
    Node { datum: Datum::Map(entries), place: node.place.clone() }
}

impl Step for Graphql {
    fn label(&self) -> String {
        self.draft.label.clone()
    }

    fn mutates(&self) -> bool {
        self.mutates
    }

    fn may_repeat(&self) -> bool {
        !self.mutates || self.draft.has_idempotency_key()
    }

    fn means(&self) -> Option<&Meant> {
        Some(&self.meant)
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            self.hold(stage)?;
            let accept = |request: &mut Request| {
                request.headers.entry(ACCEPT).or_insert(HeaderValue::from_static(ACCEPTED));
                Ok(())
            };
            self.draft.samples(stage, accept).await
        })
    }
}
