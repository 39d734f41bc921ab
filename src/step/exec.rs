//! `exec`: runs a program of the machine, an argv and never a shell, where the run allows it.

use std::path::PathBuf;
use std::time::Instant;

use bytes::Bytes;

use super::api::{Compile, Seen, Stage, Step};
use super::caller;
use crate::check::api::Workshop;
use crate::model::diagnostic::Diagnostic;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::{Datum, Node};
use crate::model::observation::{Document, Observation};
use crate::model::place::Place;
use crate::model::shape::{Field, Record, Shape};
use crate::program::{Ended, Error, Program};
use crate::syntax::span;
use crate::value::template::Template;

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "exec",
    summary: "runs a program (only with --allow-exec)",
    docs: r"## What it does

Runs a program with arguments, in the suite's folder. No shell stands between: nothing is expanded or split. `status`
judges the exit code (0 is demanded where `expect` does not say another), `body`, `json` and `schema` what it printed.
The program gets `PATH`, `HOME`, `LANG` and what `env` names, nothing else. It is killed when its time is over.

It runs only where the run says `--allow-exec`, or the project file `allow_exec: true`.

## Why

Some evidence is a program's: a generated client that compiles, a migration that applies.

## Example

```yaml
exec: [git, --version]
expect: { status: 0, body: { text: { starts_with: git } } }
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(Exec::compile(node, shop)?)),
};

static RECORD: Record = Record {
    name: "an exec step",
    fields: &[
        Field::required("exec", Shape::List(&Shape::Scalar), "The program and its arguments."),
        Field::new("env", Shape::Map(&Shape::Scalar), "Environment variables of the program."),
        Field::new("stdin", Shape::Text, "What the program reads."),
    ],
};

#[derive(Debug)]
struct Exec {
    argv: Vec<Template>,
    env: Vec<(String, Template)>,
    stdin: Option<Template>,
    mutates: bool,
    folder: PathBuf,
    label: String,
    place: Place,
}

impl Exec {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let list = node.get("exec")?;
        let items = list.items()?;
        let argv: Option<Vec<_>> = items.iter().map(|item| shop.found.keep(Template::compile(item))).collect();
        if items.iter().any(|item| matches!(item.datum, Datum::Null)) {
            shop.found.push(Diagnostic::error("exec", &list.place, "an argument cannot be null"));
        }
        let env = match node.get("env") {
            Some(env) => caller::templates(env, shop.found)?,
            None => Vec::new(),
        };
        let stdin = match node.get("stdin") {
            Some(stdin) => Some(shop.found.keep(Template::compile(stdin))?),
            None => None,
        };
        let words: Vec<String> = items.iter().filter_map(Node::scalar_text).collect();
        Some(Self {
            argv: argv?,
            env,
            stdin,
            // A program may do anything; a suite that knows better says `mutates: false`.
            mutates: !matches!(node.get("mutates").map(|node| &node.datum), Some(Datum::Bool(false))),
            folder: shop.folder.to_owned(),
            label: format!("exec {}", words.join(" ")),
            place: list.place.clone(),
        })
    }

    async fn run(&self, stage: &Stage<'_>) -> Result<Document, Finding> {
        let fill = |template: &Template| {
            template.fill_text(stage.scope).map(std::borrow::Cow::into_owned).map_err(|what| what.finding("exec"))
        };
        let argv = self.argv.iter().map(fill).collect::<Result<Vec<_>, _>>()?;
        let wrong = |expected: &str, actual: String| Finding::wrong("exec", "exec", expected, actual).at(&self.place);
        let Some((program, arguments)) = argv.split_first() else {
            return Err(wrong("a program", "nothing".into()).weighing(Weight::Suite));
        };
        let mut environment = Vec::new();
        for (name, template) in &self.env {
            environment.push((name.clone(), fill(template)?));
        }
        let input = match &self.stdin {
            Some(template) => fill(template)?,
            None => String::new(),
        };
        let ended = Program {
            name: program.clone(),
            arguments: arguments.to_vec(),
            folder: self.folder.clone(),
            environment,
            input,
            limit: stage.timeout,
        }
        .run()
        .await;
        let Ended { code, out, err } = ended.map_err(|error| match error {
            Error::Start(name, error) => {
                wrong("a program that starts", format!("`{name}`: {error}")).weighing(Weight::Suite)
            }
            Error::Late => {
                let limit = span::show(stage.timeout);
                let actual = "killed when its time was over";
                Finding::wrong("exec", "time", format!("an end within {limit}"), actual).at(&self.place)
            }
            Error::Lost(error) => wrong("an exit code", error.to_string()),
        })?;
        // What it printed is judged; what it complained of is shown when it fails without printing.
        let shown = if out.is_empty() { err } else { out };
        Ok(Document::new(format!("stdout of {program}"), Bytes::from(shown), Some(code.unwrap_or(-1)), None))
    }
}

impl Step for Exec {
    fn label(&self) -> String {
        self.label.clone()
    }

    fn sends(&self) -> bool {
        false
    }

    fn mutates(&self) -> bool {
        self.mutates
    }

    fn act<'a>(&'a self, stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let clock = Instant::now();
            let document = self.run(stage).await?;
            Ok(Observation { document: Some(document), elapsed: clock.elapsed(), ..Observation::default() })
        })
    }
}
