//! `file`: reads a document of the project: JSON, YAML, or bytes.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use super::api::{Compile, Seen, Stage, Step};
use crate::check::api::Workshop;
use crate::model::finding::{Finding, Weight};
use crate::model::kind::Kind;
use crate::model::node::Node;
use crate::model::observation::{Document, Observation};
use crate::model::place::{Place, Source};
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::{read, yaml};
use crate::value::template::Template;

/// The largest file that is read.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The row of the table.
pub(super) static KIND: Kind<Compile> = Kind {
    id: "file",
    summary: "reads a file of the project",
    docs: r"## What it does

Reads a file; `expect` judges its bytes (`body`), its structure (`json`, `schema`) or compares it (`same_as`). The path
starts at the suite's folder and does not lead out of the project. `format` is taken from the ending: `.yaml` and
`.yml` are read as YAML, anything else is parsed as JSON when a check asks for structure.

## Why

Contracts, registries and fixtures stand beside the service that they bind; a rollout is only as good as their
agreement.

## Example

```yaml
file: registry.json
expect: { json: { version: 1 } }
```
",
    schema: Shape::Record(&RECORD),
    compile: |node, shop| Some(Box::new(File::compile(node, shop)?)),
};

static RECORD: Record = Record {
    name: "a file step",
    fields: &[
        Field::required("file", Shape::Text, "The path, from the suite's folder."),
        Field::new(
            "format",
            Shape::Choice(&["json", "yaml", "bytes"]),
            "How it is read, where the ending does not say.",
        ),
    ],
};

#[derive(Debug)]
struct File {
    path: Template,
    format: Option<&'static str>,
    folder: PathBuf,
    root: PathBuf,
    place: Place,
}

impl File {
    fn compile(node: &Node, shop: &mut Workshop<'_>) -> Option<Self> {
        let written = node.get("file")?;
        let path = shop.found.keep(Template::compile(written))?;
        if let Some(text) = path.literal().and_then(Value::as_str) {
            shop.path(written, text)?;
        }
        let format = match node.get("format") {
            Some(format) => Some(shop.found.keep(read::choice(format, &["json", "yaml", "bytes"]))?),
            None => None,
        };
        let (folder, root) = (shop.folder.to_owned(), shop.root.to_owned());
        Some(Self { path, format, folder, root, place: written.place.clone() })
    }

    fn read(&self, written: &str) -> Result<Document, Finding> {
        let suite = |what: &str, actual: String| {
            Finding::wrong("file", "file", what, actual).weighing(Weight::Suite).at(&self.place)
        };
        let path = self.folder.join(written);
        let inside = path.canonicalize().ok().zip(self.root.canonicalize().ok());
        if let Some((path, root)) = inside
            && !path.starts_with(root)
        {
            return Err(suite("a path inside the project", format!("`{written}`, which leads out of it")));
        }
        let missing = |error: std::io::Error| {
            Finding::wrong("file", "file", format!("`{written}` can be read"), error.to_string()).at(&self.place)
        };
        if std::fs::metadata(&path).map_err(missing)?.len() > MAX_FILE {
            return Err(suite("a file of at most 64 MiB", format!("`{written}` is larger")));
        }
        let bytes = Bytes::from(std::fs::read(&path).map_err(missing)?);
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let format = self.format.unwrap_or(if ending == "yaml" || ending == "yml" { "yaml" } else { "json" });
        let parsed = match format {
            "yaml" => Some(from_yaml(written, &bytes)),
            "bytes" => Some(Err("the step says `format: bytes`".to_owned())),
            _ => None,
        };
        Ok(Document::new(format!("file {written}"), bytes, None, parsed))
    }
}

fn from_yaml(name: &str, bytes: &Bytes) -> Result<Value, String> {
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| "the file is no UTF-8".to_owned())?;
    let source = Arc::new(Source { name: name.to_owned(), text });
    yaml::parse(&source).map(|node| node.to_json()).map_err(|what| match what.place {
        Some(place) => format!("{} ({place})", what.message),
        None => what.message,
    })
}

impl Step for File {
    fn label(&self) -> String {
        let span = self.path.place().span();
        format!("file {}", &self.path.place().source().text[span])
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
            let written = self.path.fill_text(stage.scope).map_err(|what| what.finding("file"))?;
            let document = self.read(&written)?;
            Ok(Observation { document: Some(document), elapsed: clock.elapsed(), ..Observation::default() })
        })
    }
}
