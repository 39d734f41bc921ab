//! `exec`: runs a program of the machine, an argv and never a shell, where the run allows it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

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
use crate::syntax::span;
use crate::value::template::Template;

/// How much of a program's output is kept.
const MAX_OUTPUT: u64 = 8 * 1024 * 1024;

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
        let mut command = tokio::process::Command::new(program);
        command.args(arguments).current_dir(&self.folder).env_clear().kill_on_drop(true);
        for name in ["PATH", "HOME", "LANG"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for (name, template) in &self.env {
            command.env(name, fill(template)?);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| wrong("a program that starts", format!("`{program}`: {error}")).weighing(Weight::Suite))?;
        let input = match &self.stdin {
            Some(template) => fill(template)?,
            None => String::new(),
        };
        let pipe = child.stdin.take();
        let feed = async move {
            if let Some(mut pipe) = pipe {
                // A program may end without reading what it is given.
                let _ = pipe.write_all(input.as_bytes()).await;
            }
        };
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let whole = async { tokio::join!(feed, read(out), read(err), child.wait()) };
        let Ok(((), out, err, status)) = tokio::time::timeout(stage.timeout, whole).await else {
            let limit = span::show(stage.timeout);
            return Err(Finding::wrong(
                "exec",
                "time",
                format!("an end within {limit}"),
                "killed when its time was over",
            )
            .at(&self.place));
        };
        let status = status.map_err(|error| wrong("an exit code", error.to_string()))?;
        // What it printed is judged; what it complained of is shown when it fails without printing.
        let shown = if out.is_empty() { err } else { out };
        Ok(Document::new(format!("stdout of {program}"), Bytes::from(shown), Some(status.code().unwrap_or(-1)), None))
    }
}

async fn read(pipe: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some(pipe) = pipe {
        let mut pipe = pipe.take(MAX_OUTPUT);
        // What could be read before a fault is what there is to judge.
        let _ = pipe.read_to_end(&mut out).await;
        // The rest is thrown away, so that the program is not held up by a full pipe.
        let _ = tokio::io::copy(&mut pipe.into_inner(), &mut tokio::io::sink()).await;
    }
    out
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
