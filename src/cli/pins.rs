//! `holdpoint run --update-pins`: what a run saw is written into the files that pin it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

use super::console::{many, say};
use super::problem::Problem;
use crate::model::event::{Event, Sink};
use crate::model::pin::Pin;
use crate::value::redact::Redactor;

/// What a run would pin, by file and entry.
#[derive(Debug, Clone, Default)]
pub(super) struct Pins(Arc<Mutex<ByEntry>>);

type ByEntry = BTreeMap<(PathBuf, String), Arc<Pin>>;

impl Pins {
    /// A sink that keeps it.
    #[must_use]
    pub(super) fn sink(&self) -> Box<dyn Sink> {
        Box::new(self.clone())
    }

    /// Writes it; a file that is as it would be written stays as it is.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub(super) fn write(&self, root: &Path, redactor: &Redactor) -> Result<(), Problem> {
        let pins = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if pins.is_empty() {
            say("pins      nothing is otherwise than it is pinned");
        }
        for pin in pins.values() {
            let name = pin.file.strip_prefix(root).unwrap_or(&pin.file).display().to_string();
            let failed =
                |error: &dyn std::fmt::Display| Problem::invalid(format!("`{name}` cannot be pinned: {error}"));
            let text = std::fs::read_to_string(&pin.file).map_err(|error| failed(&error))?;
            let mut entries: Map<String, Value> = serde_json::from_str(&text).map_err(|error| failed(&error))?;
            entries.insert(pin.entry.clone(), pin.value.clone());
            let text = written(&entries);
            // Beside it first: a full disk leaves what was there.
            let beside = pin.file.with_extension("json.new");
            let put = std::fs::write(&beside, redactor.mask(&text).as_bytes());
            put.and_then(|()| std::fs::rename(&beside, &pin.file)).map_err(|error| {
                let _ = std::fs::remove_file(&beside);
                failed(&error)
            })?;
            let items = pin.value.as_array().map_or(0, Vec::len);
            say(&format!("pinned    {name}: `{}`, {}; the next run is held to it", pin.entry, many(items, "item")));
        }
        Ok(())
    }
}

impl Sink for Pins {
    fn name(&self) -> String {
        "pins".into()
    }

    fn observe(&mut self, event: &Event) -> Result<(), String> {
        let Event::CaseEnded(outcome) = event else { return Ok(()) };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for pin in outcome.findings.iter().filter_map(|finding| finding.pin.as_ref()) {
            all.insert((pin.file.clone(), pin.entry.clone()), pin.clone());
        }
        Ok(())
    }
}

/// Entries with a line for each item, so that a difference shows what has changed.
fn written(entries: &Map<String, Value>) -> String {
    let entry = |(name, value): (&String, &Value)| {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let items: Vec<String> = items.iter().map(|item| format!("    {item}")).collect();
        let name = Value::String(name.clone());
        if items.is_empty() { format!("  {name}: []") } else { format!("  {name}: [\n{}\n  ]", items.join(",\n")) }
    };
    let all: Vec<String> = entries.iter().map(entry).collect();
    if all.is_empty() { "{}\n".to_owned() } else { format!("{{\n{}\n}}\n", all.join(",\n")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_is_a_line() {
        let entries = json!({"a": [{"n": 1}, {"n": 2}], "b": []});
        let text = written(entries.as_object().unwrap());
        assert_eq!(text, "{\n  \"a\": [\n    {\"n\":1},\n    {\"n\":2}\n  ],\n  \"b\": []\n}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), entries);
        assert_eq!(written(&Map::new()), "{}\n");
    }
}
