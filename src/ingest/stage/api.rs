//! What every stage is, and what is known when it runs.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use semver::Version;

use crate::artifact::sign::Signer;
use crate::ingest::compare::{Compare, Comparison};
use crate::ingest::event::{Done, Stop};
use crate::ingest::payload::{Payload, Terms};
use crate::ingest::pipeline::Pipeline;
use crate::ingest::store::error::Error;
use crate::ingest::store::log::{self, Past, What};
use crate::ingest::store::{Lock, Store};
use crate::model::diagnostic::Diagnostics;
use crate::model::place::Source;
use crate::model::secret::Secret;
use crate::value::redact::Redactor;

/// A stage: one thing that has to hold before the next one is tried.
pub struct Stage {
    /// Its name.
    pub id: &'static str,
    /// One line: what it does.
    pub summary: &'static str,
    /// Markdown: why, and what to do where it does not hold.
    pub docs: &'static str,
    /// Does it.
    pub act: for<'w> fn(&'w mut Work) -> Acted<'w>,
}

/// What comes of a stage.
pub type Acted<'w> = Pin<Box<dyn Future<Output = Result<Done, Stop>> + 'w>>;

/// How specifications are taken in.
pub struct Options {
    /// Where they are kept.
    pub store: Store,
    /// What is demanded of a payload.
    pub terms: Terms,
    /// The limit of one download, from the connection to the last byte.
    pub timeout: Duration,
    /// The largest document in bytes, as received and as decoded.
    pub largest: usize,
    /// Who signs; none where there is no key.
    pub signer: Option<Signer>,
    /// Who compares; none where nobody can.
    pub compare: Option<Box<dyn Compare>>,
    /// What is done after stages.
    pub pipeline: Pipeline,
    /// The keys that hooks sign with, by their names.
    pub keys: Vec<(String, Secret)>,
    /// Hides secrets.
    pub redactor: Arc<Redactor>,
}

/// What is known so far.
pub struct Work {
    /// What was asked for.
    pub options: Options,
    /// The payload as it was written.
    pub written: Arc<Source>,
    /// The payload, when it was read.
    pub payload: Option<Payload>,
    /// The document's bytes, when they were verified.
    pub document: Option<Bytes>,
    /// The lock of the store, and what its log says, from when it is needed.
    pub held: Option<(Lock, Past)>,
    /// What changed since the version before, where that was found out anew.
    pub comparison: Option<(Version, Comparison)>,
    /// What is less than it could be, and no reason to stop.
    pub found: Diagnostics,
}

impl Work {
    /// Nothing is known but what was asked for.
    #[must_use]
    pub fn new(options: Options, written: Arc<Source>) -> Self {
        let found = Diagnostics::default();
        Self { options, written, payload: None, document: None, held: None, comparison: None, found }
    }

    /// The payload.
    ///
    /// # Errors
    /// No stage has read it.
    pub fn payload(&self) -> Result<&Payload, Stop> {
        self.payload.as_ref().ok_or_else(|| early("payload"))
    }

    /// The document.
    ///
    /// # Errors
    /// No stage has verified it.
    pub fn document(&self) -> Result<&Bytes, Stop> {
        self.document.as_ref().ok_or_else(|| early("download"))
    }

    /// What the log says, under the lock.
    ///
    /// # Errors
    /// No stage has taken the lock.
    pub fn past(&self) -> Result<&Past, Stop> {
        self.held.as_ref().map(|(_, past)| past).ok_or_else(|| early("duplicate"))
    }

    /// Writes what became of the store in its log, and knows it from then on.
    ///
    /// # Errors
    /// It cannot be written, or nobody holds the lock.
    pub fn note(&mut self, what: &What) -> Result<(), Stop> {
        log::append(&self.options.store, what, self.options.signer.as_ref()).map_err(unwritten)?;
        self.reread()
    }

    /// Reads the log again.
    ///
    /// # Errors
    /// It cannot be read, is broken, or nobody holds the lock.
    pub fn reread(&mut self) -> Result<(), Stop> {
        let past = past(&self.options)?;
        let held = self.held.as_mut().ok_or_else(|| early("duplicate"))?;
        held.1 = past;
        Ok(())
    }
}

/// What the log of a store says; with a key, every line of it has to be signed.
///
/// # Errors
/// It cannot be read, or is broken.
pub fn past(options: &Options) -> Result<Past, Stop> {
    let key = options.signer.as_ref().map(Signer::verifier);
    let past = log::read(&options.store, key.as_ref()).map_err(unwritten)?;
    match past.faults.first() {
        None => Ok(past),
        Some(fault) => Err(Stop::failed(format!("the store was changed: {fault}; --verify-store tells all of it"))),
    }
}

/// A store that cannot be written now may be so later.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub fn unwritten(error: Error) -> Stop {
    match error {
        Error::Other(_) => Stop::failed(format!("failed to {error}")),
        _ => Stop::unknown(format!("failed to {error}")),
    }
}

fn early(stage: &str) -> Stop {
    Stop::unknown(format!("the stage {stage} has to come first"))
}
