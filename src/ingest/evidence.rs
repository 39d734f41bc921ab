//! The evidence of the pipeline: one chained line a stage, in the folder of artifacts.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::event::Event;
use crate::artifact::append;
use crate::artifact::error::Error;
use crate::artifact::layout::{self, Layout};
use crate::artifact::seal::seal;
use crate::artifact::sign::Signer;
use crate::model::verdict::Verdict;
use crate::value::redact::Redactor;

/// The version of a line's form.
pub const SCHEMA: &str = "holdpoint-ingest-event/v1";

/// The stage of the last line of a run; a run without it was stopped.
pub const END: &str = "end";

/// Where events of one run are kept.
pub struct Evidence {
    layout: Layout,
    path: PathBuf,
    run: String,
    signer: Option<Signer>,
    redactor: Arc<Redactor>,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    run: &'a str,
    at: String,
    stage: &'a str,
    verdict: &'a str,
    ms: u64,
    detail: &'a str,
    prev: &'a str,
}

impl Evidence {
    /// For a run of this id, which begins now: `ingest/<UTC date>.jsonl` beside the folder of ledgers.
    #[must_use]
    pub fn new(layout: Layout, run: String, signer: Option<Signer>, redactor: Arc<Redactor>) -> Self {
        let path = layout.root().join("ingest").join(format!("{}.jsonl", layout::day(Timestamp::now())));
        Self { layout, path, run, signer, redactor }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Keeps an event.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, event: &Event) -> Result<(), Error> {
        self.line(&event.stage, event.mark.name(), event.took, &event.detail)
    }

    /// Keeps what the run came to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(&self, verdict: Verdict, took: Duration) -> Result<(), Error> {
        self.line(END, verdict.name(), took, "")
    }

    fn line(&self, stage: &str, verdict: &str, took: Duration, detail: &str) -> Result<(), Error> {
        let relative = self.layout.relative(&self.path);
        let (at, ms) = (Timestamp::now().to_string(), millis(took));
        append::append(&self.path, &relative, &self.layout.heads(), |before, line| {
            let prev = &before.prev;
            let (schema, run, at) = (SCHEMA, &*self.run, at.clone());
            seal(&Line { schema, run, at, stage, verdict, ms, detail, prev }, "ingest", &self.redactor, line)?;
            if let Some(signer) = &self.signer {
                signer.sign(line);
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Whole milliseconds.
#[must_use]
pub fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
