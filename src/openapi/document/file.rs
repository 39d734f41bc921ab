//! One file of a document: its text, its values, and where each of them stands.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use url::Url;

use super::convert;
use super::locate::Spans;
use crate::model::diagnostic::Diagnostic;
use crate::model::node::{Datum, Node};
use crate::model::place::{Place, Source};
use crate::syntax::yaml;

/// A file.
#[derive(Debug)]
pub(super) struct File {
    source: Arc<Source>,
    /// Its address, which references in it are relative to.
    address: String,
    value: Value,
    written: Written,
    /// Whether the values were moved from where they were written (Swagger 2.0).
    converted: bool,
}

#[derive(Debug)]
enum Written {
    /// JSON: where its parts stand is found out when it is asked for, because most runs never ask.
    Json(OnceLock<Spans>),
    Yaml(Node),
}

impl File {
    /// Reads JSON or YAML, as the text says.
    pub(super) fn read(source: Source, address: String) -> Result<Self, Diagnostic> {
        let source = Arc::new(source);
        if source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            return match serde_json::from_str(source.text.trim_start_matches('\u{feff}')) {
                Ok(value) => {
                    Ok(Self { source, address, value, written: Written::Json(OnceLock::new()), converted: false })
                }
                Err(error) if Path::new(&source.name).extension().is_some_and(|kind| kind == "json") => {
                    Err(not_json(&source, &error))
                }
                // YAML's flow style begins with a brace too.
                Err(error) => Self::yaml(&source, address).map_err(|_| not_json(&source, &error)),
            };
        }
        Self::yaml(&source, address)
    }

    fn yaml(source: &Arc<Source>, address: String) -> Result<Self, Diagnostic> {
        let node = yaml::parse(source)?;
        let value = node.to_json();
        Ok(Self { source: source.clone(), address, value, written: Written::Yaml(node), converted: false })
    }

    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// Puts another content in place; what no longer stands where it stood is placed at what it stands in.
    pub(super) fn converted(self, value: Value) -> Self {
        Self { value, converted: true, ..self }
    }

    pub(super) fn text(&self) -> &str {
        &self.source.text
    }

    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The span of a value; of the nearest value that it would stand in, where nothing stands there.
    pub(super) fn place(&self, pointer: &str) -> Place {
        let pointer = &*self.written_at(pointer);
        match &self.written {
            Written::Json(spans) => {
                let (_, span) = self.spans(spans).find(pointer);
                Place::new(self.source.clone(), span.start, span.end)
            }
            Written::Yaml(node) => descend(node, pointer).1.place.clone(),
        }
    }

    /// The span of the key that a value stands under; the value's own where it has none.
    pub(super) fn key_place(&self, pointer: &str) -> Place {
        let pointer = &*self.written_at(pointer);
        match &self.written {
            Written::Json(spans) => {
                let (key, value) = self.spans(spans).find(pointer);
                let span = key.unwrap_or(value);
                Place::new(self.source.clone(), span.start, span.end)
            }
            Written::Yaml(node) => {
                let (key, node) = descend(node, pointer);
                key.cloned().unwrap_or_else(|| node.place.clone())
            }
        }
    }

    /// Keys that an object names twice: the places of the earlier and the later one. YAML with such a key is not read at
    /// all.
    pub(super) fn repeated_keys(&self) -> Vec<(Place, Place)> {
        let Written::Json(spans) = &self.written else { return Vec::new() };
        let place = |span: &Range<usize>| Place::new(self.source.clone(), span.start, span.end);
        self.spans(spans).repeated().iter().map(|one| (place(&one.first), place(&one.second))).collect()
    }

    /// Where a value was written that may have been moved since.
    fn written_at<'p>(&self, pointer: &'p str) -> Cow<'p, str> {
        if self.converted { convert::written_at(pointer).into() } else { pointer.into() }
    }

    fn spans<'s>(&'s self, spans: &'s OnceLock<Spans>) -> &'s Spans {
        spans.get_or_init(|| Spans::of(&self.source.text))
    }
}

fn not_json(source: &Arc<Source>, error: &serde_json::Error) -> Diagnostic {
    let start: usize = source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = start + error.column().saturating_sub(1);
    Diagnostic::error("contract-syntax", &Place::new(source.clone(), at, at + 1), format!("this is no JSON: {error}"))
}

/// As far down as the pointer leads, with the place of the last key on the way.
fn descend<'n>(root: &'n Node, pointer: &str) -> (Option<&'n Place>, &'n Node) {
    let mut here = (None, root);
    for key in pointer.split('/').skip(1).map(super::super::at::unescape) {
        let next = match &here.1.datum {
            Datum::Map(_) => here.1.entry(&key).map(|entry| (Some(&entry.key_place), &entry.value)),
            Datum::List(items) => key.parse::<usize>().ok().and_then(|at| items.get(at)).map(|node| (None, node)),
            _ => None,
        };
        let Some(next) = next else { return here };
        here = next;
    }
    here
}

/// A written address made absolute by the address of the file that it is written in.
pub(super) fn absolute(base: &str, written: &str) -> String {
    match Url::parse(base).and_then(|base| base.join(written)) {
        Ok(mut url) => {
            url.set_fragment(None);
            url.into()
        }
        Err(_) => written.to_owned(),
    }
}
